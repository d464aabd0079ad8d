"""The cheapest week under rules on the order of shifts, against enumeration of every week."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from planner.domain import LabourRules
from planner.roster.legality import is_legal, usable_options
from planner.roster.problem import Member, Problem
from planner.roster.tour_space import TourSpace, tour_space
from planner.roster.tours import best_tour
from planner.roster.week_cost import option_cost, week_end_cost
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_pin,
    make_shift,
    make_time_off,
)
from tests.planner.roster.order_by_hand import keeps_order_by_hand
from tests.planner.roster.problems import make_problem, week_from, weeks_of

MONDAYS = (MONDAY, date(2026, 3, 23), date(2026, 10, 19))  # the clocks of Europe change twice
ALONE: tuple[dict[str, Any], ...] = (
    {"min_days_off_in_row": 2},
    {"min_days_off_in_row": 3},
    {"max_start_spread_minutes": 180},
    {"max_start_spread_minutes": 0},
    {"forward_rotation": True},
    {"max_nights_in_row": 1},
    {"max_nights_in_row": 2},
    {"min_rest_after_nights_minutes": 46 * 60},
)


def _template(name: str, hours: int) -> Any:
    return make_shift(
        name,
        paid_minutes=60 * hours,
        breaks=(),
        start_from_minute=60,
        start_to_minute=1320,
        start_every_minutes=180,
    )


SHIFTS = (_template("long", 9), _template("short", 5))


def _law(draw: random.Random, asked: dict[str, Any]) -> LabourRules:
    return make_law(
        min_rest_minutes=draw.choice((0, 660)),
        min_weekly_rest_minutes=draw.choice((0, 1440, 2160, 3240)),
        max_consecutive_days=draw.choice((None, 2, 3, 5)),
        **asked,
    )


def _everything(draw: random.Random) -> dict[str, Any]:
    asked = {
        "min_days_off_in_row": draw.choice((None, 2, 3)),
        "max_start_spread_minutes": draw.choice((None, 240, 480)),
        "forward_rotation": draw.random() < 0.5,
        "max_nights_in_row": draw.choice((None, 1, 2, 3)),
        "min_rest_after_nights_minutes": draw.choice((0, 1800, 2760)),
    }
    return asked | draw.choice(ALONE)


def _problem(seed: int, asked: dict[str, Any] | None = None) -> Problem:
    """One member with a dozen options, most of them nights, and a short history."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    contract = make_contract(
        hourly=draw.random() < 0.7,
        weekly_minutes=1440,
        min_weekly_minutes=draw.choice((0, 600)),
        max_weekly_minutes=draw.choice((1380, 1680, 2520)),
        days_per_week=draw.choice((3, 5, 7)),
        shifts=("long", "short"),
    )
    monday = draw.choice(MONDAYS)
    ran = draw.choice((0, 0, 1, 2, 3))
    last = monday - timedelta(days=draw.choice((1, 1, 2, 3)))
    past = [
        make_assignment("ana", f"{day} {draw.choice(('03:00', '16:00', '20:00'))}", local_date=day)
        for day in sorted(last - timedelta(days=k) for k in range(ran))
    ]
    away = monday + timedelta(days=draw.randrange(1, 6))
    problem = make_problem(
        horizon=week_from(monday, timezone=MADRID),
        agents=[make_agent("ana", timezone=draw.choice(("UTC", "Asia/Kolkata", MADRID)))],
        shifts=[*SHIFTS],
        contracts=[contract],
        labour_rules=[_law(draw, _everything(draw) if asked is None else asked)],
        history=past if draw.random() < 0.7 else [],
        time_off=[make_time_off("ana", str(away), str(away + timedelta(days=1)))]
        if draw.random() < 0.3
        else [],
    )
    member = problem.members[0]
    by_date: dict[date, list[int]] = defaultdict(list)
    for k, option in enumerate(member.options):
        by_date[option.duty.local_date].append(k)
    chosen: list[int] = []
    for positions in by_date.values():
        nights = [k for k in positions if member.options[k].duty.night_window_minutes >= 180]
        chosen += draw.sample(nights, min(len(nights), draw.choice((0, 1, 1))))
        chosen += draw.sample(positions, min(len(positions), draw.choice((0, 1, 1))))
    options = tuple(member.options[k] for k in sorted(set(chosen)))
    pins = ()
    if draw.random() < 0.2 and options:
        duty = draw.choice(options).duty
        pins = ((duty.local_date, duty.shift, duty.start_wall_minute),)
    return replace(problem, members=(replace(member, options=options, pinned=pins),))


def _space(problem: Problem) -> tuple[Member, TourSpace, Any]:
    (member,) = problem.members
    base = np.array([option_cost(member, option) for option in member.options])
    most = member.contract.max_weekly_minutes + 1
    ends = np.array([week_end_cost(member, minutes) for minutes in range(most)])
    usable = usable_options(problem, member)
    return member, tour_space(member, problem.week_bounds, usable, base, ends), ends


def _best_by_hand(problem: Problem, price: Any, ends: Any) -> float | None:
    (member,) = problem.members
    costs = []
    for week in weeks_of(member):
        if keeps_order_by_hand(problem, member, week):
            minutes = sum(member.options[k].duty.paid_minutes for k in week)
            costs.append(float(price[list(week)].sum()) + ends[minutes])
    return min(costs, default=None)


def _agree(problem: Problem, seed: int) -> int | None:
    """Compare both ways; how many shifts the best week has, None where no week is legal."""
    member, space, ends = _space(problem)
    assert space.linked is not None
    price = space.base_cost - np.random.default_rng(seed).uniform(150, 500, len(space.base_cost))
    least = _best_by_hand(problem, price, ends)
    tour = best_tour(space, price)
    if least is None:
        assert tour is None, seed
        return None
    assert tour is not None, seed
    assert abs(tour.cost - least) < 1e-6, (seed, tour, least)
    assert keeps_order_by_hand(problem, member, tour.options)
    assert is_legal(problem, member, tour.options)
    minutes = sum(member.options[k].duty.paid_minutes for k in tour.options)
    assert abs(float(price[list(tour.options)].sum()) + ends[minutes] - tour.cost) < 1e-6
    return len(tour.options)


@pytest.mark.parametrize("asked", ALONE, ids=lambda asked: "-".join(map(str, *asked.items())))
def test_the_best_week_under_one_rule(asked: dict[str, Any]) -> None:
    sizes = Counter(_agree(_problem(seed, asked), seed) for seed in range(10))
    assert sum(count for size, count in sizes.items() if size) >= 6, sizes


def test_the_best_week_under_several_rules() -> None:
    sizes = Counter(_agree(_problem(seed), seed) for seed in range(100, 136))
    assert sizes[None] >= 1, sizes
    assert sum(count for size, count in sizes.items() if size) >= 24, sizes


def test_rules_and_hand_agree_on_the_order_of_shifts() -> None:
    legal = illegal = 0
    for seed in range(200, 214):
        problem, draw = _problem(seed), random.Random(seed)  # noqa: S311 - a test's dice
        (member,) = problem.members
        weeks = list(weeks_of(member))
        kept = [week for week in weeks if keeps_order_by_hand(problem, member, week)]
        broken = sorted({*weeks} - {*kept})
        for week in draw.sample(kept, min(8, len(kept))):
            assert is_legal(problem, member, week), (seed, week)
            legal += 1
        for week in draw.sample(broken, min(12, len(broken))):
            assert not is_legal(problem, member, week), (seed, week)
            illegal += 1
    assert legal >= 60
    assert illegal >= 120


def test_a_run_of_history_counts_where_few_days_are_left() -> None:
    past = [
        make_assignment("ana", f"{day} 08:00", local_date=day)
        for day in (MONDAY - timedelta(days=back) for back in (3, 2, 1))
    ]
    law = make_law(max_consecutive_days=4, forward_rotation=True)
    problem = make_problem(
        history=past, labour_rules=[law], contracts=[make_contract(days_per_week=3)]
    )
    member, space, _ = _space(problem)
    monday_to_wednesday = [
        -1000.0 * (option.duty.local_date < MONDAY + timedelta(days=3)) for option in member.options
    ]
    tour = best_tour(space, np.array(monday_to_wednesday))
    assert tour is not None
    early = [member.options[k].duty.local_date < MONDAY + timedelta(days=3) for k in tour.options]
    assert sum(early) == 2
    assert is_legal(problem, member, tour.options)


def test_without_such_rules_nothing_is_linked() -> None:
    problem = make_problem(labour_rules=[make_law(min_days_off_in_row=1, max_consecutive_days=6)])
    _, space, _ = _space(problem)
    assert space.linked is None


def test_a_pin_that_no_shift_answers_to_leaves_no_week() -> None:
    pin = make_pin("ana", MONDAY + timedelta(days=2), "day8", "03:00")
    problem = make_problem(pins=[pin], labour_rules=[make_law(forward_rotation=True)])
    _, space, _ = _space(problem)
    assert best_tour(space, np.zeros(len(space.base_cost))) is None


def test_without_options_the_week_is_free() -> None:
    problem = make_problem(
        time_off=[make_time_off("ana", "2026-11-23", "2026-12-14")],
        labour_rules=[make_law(max_start_spread_minutes=60, forward_rotation=True)],
    )
    _, space, ends = _space(problem)
    tour = best_tour(space, np.zeros(len(space.base_cost)))
    assert tour is not None
    assert (tour.options, tour.cost) == ((), ends[0])


def test_where_every_shift_is_too_long_the_week_is_free() -> None:
    problem = make_problem(
        contracts=[make_contract(weekly_minutes=60, max_weekly_minutes=60)],
        labour_rules=[make_law(max_start_spread_minutes=60)],
    )
    _, space, ends = _space(problem)
    assert space.linked is not None
    assert space.linked.windows
    tour = best_tour(space, np.full(len(space.base_cost), -1000.0))
    assert tour is not None
    assert (tour.options, tour.cost) == ((), ends[0])
