"""Cheapest weeks where one was published, against enumeration; bounds against the whole program."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.roster.decomposition import Decomposition, prices_of_relaxation, sizes_of
from planner.roster.known_weeks import BARRED, KnownWeeks
from planner.roster.model import Fixed, build
from planner.roster.pools import build_pooled
from planner.roster.problem import Member, Problem, PublishedShift
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from planner.roster.resumption import resume
from planner.roster.tour_bound import tours_bound
from planner.roster.tour_space import FAR
from planner.roster.week_cost import week_end_cost
from planner.roster.weeks import Weeks
from tests.planner.builders import make_agent, make_contract, make_shift
from tests.planner.roster.problems import (
    JUDGE_S,
    best_objective,
    earliest,
    is_legal_by_hand,
    make_problem,
    random_team,
    weeks_of,
)
from tests.planner.roster.test_tours import problem_of_one

WEIGHT = 250
DAY = 1440
CLOSE = 0.02


def published_as(member: Member, week: tuple[int, ...], until: int = 0) -> Member:
    """A member for whom a week was published, what starts before a minute frozen."""
    rows = []
    for position in week:
        duty = member.options[position].duty
        away = any(
            start < duty.end_minute and duty.start_minute < end for start, end in member.time_off
        )
        rows.append(
            PublishedShift(
                shift=duty.shift,
                start_minute=duty.start_minute,
                break_starts=earliest(member, [position])[0].break_starts,
                frozen=duty.start_minute < until and not away,
            )
        )
    pins = {
        (duty.local_date, duty.shift, duty.start_wall_minute)
        for duty, row in zip((member.options[k].duty for k in week), rows, strict=True)
        if row.frozen
    }
    return replace(
        member,
        published=tuple(rows),
        frozen_until=until,
        pinned=tuple({*member.pinned, *pins}),
    )


def weighing(problem: Problem, member: Member) -> Problem:
    weights = replace(problem.weights, change=Fraction(WEIGHT))
    return replace(problem, members=(member,), weights=weights)


def keeps_freeze(member: Member, week: tuple[int, ...]) -> bool:
    """Whether what starts before the freeze ends is what was published."""
    early = {
        (member.options[k].duty.start_minute, member.options[k].duty.shift)
        for k in week
        if member.options[k].duty.start_minute < member.frozen_until
    }
    published = member.published or ()
    return early == {(one.start_minute, one.shift) for one in published if one.frozen}


def test_the_cheapest_week_counts_a_change() -> None:
    kept = changed = frozen = none = 0
    for seed in range(60):
        draw = random.Random(seed)  # noqa: S311 - a test's dice
        problem = problem_of_one(seed)
        member = problem.members[0]
        some = [week for week in weeks_of(member) if len(week) <= 4]
        legal = [week for week in draw.sample(some, 60) if is_legal_by_hand(problem, member, week)]
        week = draw.choice(legal or some)
        member = published_as(member, week, draw.choice((0, 0, 2 * DAY, 4 * DAY)))
        problem = weighing(problem, member)
        weeks = Weeks(problem)[0]
        prices = weeks.base_cost - np.random.default_rng(seed).uniform(0, 300, len(member.options))
        keys = {(one.start_minute, one.shift) for one in member.published or ()}
        least, same = FAR, False
        for other in some:
            if not keeps_freeze(member, other) or not is_legal_by_hand(problem, member, other):
                continue
            duties = [member.options[k].duty for k in other]
            is_kept = {(one.start_minute, one.shift) for one in duties} == keys
            cost = prices[list(other)].sum() + (0 if is_kept else WEIGHT)
            cost += week_end_cost(member, sum(one.paid_minutes for one in duties))
            if cost < least:
                least, same = cost, is_kept
        found = weeks.best(0, prices)
        if found is not None and len(found.options) > 4:
            continue  # enumeration left those out
        none += least >= FAR
        assert (found is None) == (least >= FAR), seed
        if found is None:
            assert weeks.least_costs(prices[None, :], np.zeros((1, 3)))[0] >= FAR / 2
            continue
        assert found.cost == pytest.approx(least, abs=1e-6), seed
        costs = weeks.least_costs(prices[None, :], np.zeros((1, 3)))
        assert costs[0] == pytest.approx(least, abs=1e-6), seed
        assert keeps_freeze(member, found.options)
        kept, changed = kept + same, changed + (not same)
        frozen += any(one.frozen for one in member.published or ())
    assert kept >= 8
    assert changed >= 8
    assert frozen >= 8
    assert none >= 2


def test_a_known_week_costs_what_it_costs() -> None:
    """Pins, freeze and change are counted among the weeks that are known as they are by weeks."""
    problem = make_problem(
        agents=[make_agent(f"agent{k}") for k in range(3)],
        contracts=[make_contract(hourly=True, max_weekly_minutes=2400)],
        shifts=[make_shift(breaks=(), start_every_minutes=240)],
    )
    first = problem.members[0]
    days = sorted({option.duty.local_date for option in first.options})
    of_day = [
        [k for k, option in enumerate(first.options) if option.duty.local_date == day]
        for day in days
    ]
    mine = (of_day[0][0], of_day[2][0], of_day[4][0])
    other = (of_day[0][0], of_day[2][0], of_day[4][1])
    third = (of_day[1][0], of_day[2][0], of_day[4][0])
    members = (published_as(first, mine, DAY), *problem.members[1:])
    weights = replace(problem.weights, change=Fraction(WEIGHT))
    problem = replace(problem, members=members, weights=weights)
    search = Reinsertion(problem, 0)
    weeks = search.best_weeks[0]
    assert weeks.held(0)
    known = KnownWeeks(weeks, problem.slots)
    costs = {}
    for week in (mine, other, third):
        search.put_chosen(0, earliest(first, week))
        place = known.add(search.weeks[0])
        assert place is not None
        costs[week] = place, search.weeks[0].cost
    found = known.costs(0)
    assert found[costs[mine][0]] == pytest.approx(costs[mine][1])
    assert found[costs[other][0]] == pytest.approx(costs[other][1])
    assert costs[other][1] == pytest.approx(costs[mine][1] + WEIGHT)
    assert found[costs[third][0]] >= BARRED / 2
    assert known.costs(1)[costs[third][0]] < BARRED / 2


def published_team(seed: int) -> Problem:
    """A random team with a legal roster that was published, one of whom fell ill since."""
    problem = random_team(seed)
    search = Reinsertion(problem, seed)
    assert search.construct()
    members = []
    for index, member in enumerate(problem.members):
        if index == 0 and seed % 2:
            member = replace(member, time_off=((3 * DAY, 5 * DAY),))
        week = tuple(each.option for each in search.weeks[index].chosen)
        members.append(published_as(member, week))
    weights = replace(problem.weights, change=Fraction(WEIGHT))
    return replace(problem, members=tuple(members), weights=weights)


@pytest.mark.parametrize("seed", range(4))
def test_no_bound_lies_above_the_best_change(seed: int) -> None:
    problem = published_team(seed)
    best = best_objective(problem, JUDGE_S)
    search = Reinsertion(problem, seed)
    resume(search)
    legal = all(search.is_legal(index) for index in range(len(problem.members)))
    roster = search.cost() if legal else float("inf")
    least = min(roster, float("inf") if best is None else best)
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 10.0)
    assert (found.lower_bound + model.offset) / COST_SCALE <= least + CLOSE
    assert found.prices is not None
    bound = tours_bound(problem, model, found.prices)
    assert bound is not None
    assert bound <= least + CLOSE
    pooled = build_pooled(problem)
    prices = relax(pooled.program, 10.0).prices
    assert prices is not None
    by_pools = tours_bound(problem, pooled, prices)
    assert by_pools is not None
    assert by_pools <= least + CLOSE
    sizes = sizes_of(problem)
    if sizes is not None:
        split = Decomposition(problem, sizes.proving, closed=False)
        assert split.bound(prices_of_relaxation(split, model, found.prices)).value <= least + CLOSE


@pytest.mark.parametrize(
    ("weight", "ill", "best"), [(100, False, 100.0), (200, False, 160.0), (200, True, 200.0)]
)
def test_the_program_counts_changed_weeks(weight: int, ill: bool, best: float) -> None:
    """A shift that nobody needs goes where it costs more than the change, or where she is away."""
    problem = make_problem(
        contracts=[make_contract(hourly=True)], shifts=[make_shift(start_every_minutes=240)]
    )
    member = replace(problem.members[0], contract=make_contract(hourly=True, weekly_minutes=0))
    if ill:
        member = replace(member, time_off=((0, DAY),))
    members = (published_as(member, (0,)),)
    weights = replace(problem.weights, change=Fraction(weight))
    problem = replace(problem, members=members, weights=weights)
    assert best_objective(problem) == pytest.approx(best)
    search = Reinsertion(problem, 0)
    resume(search)
    assert search.cost() == pytest.approx(200.0 if ill else 160.0)
    assert search.improve(time.monotonic() + 0.2, 0.0, lambda cost: False) == pytest.approx(best)
