"""Any prices of heads give a bound, of one week and of several, of one queue and of many."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest

from planner.roster import bounding
from planner.roster.bounding import find_bounds, find_prices
from planner.roster.head_prices import head_prices
from planner.roster.merged_queues import merged, unmerged
from planner.roster.messages import Bound, Message, Prices
from planner.roster.pools import build_pooled
from planner.roster.price_bound import bound_at, weeks_alone
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import supply_classes
from planner.roster.relaxation import relax
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_contract,
    make_law,
    make_queue,
    make_shift,
    make_weekend,
)
from tests.planner.roster.problems import (
    JUDGE_S,
    best_objective,
    make_problem,
    random_team,
    week_from,
)

CLOSE = 0.02


def shape_of(problem: Problem) -> tuple[int, int]:
    return len(supply_classes(problem)), problem.slots


@pytest.mark.parametrize("seed", range(4))
def test_it_is_never_above_the_best_roster(seed: int) -> None:
    """Queues, vendors, work that may wait, wishes, overtime, Kolkata: whatever the prices."""
    problem = random_team(seed)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    random = np.random.default_rng(seed)
    for most in (0.0, 30.0, 1000.0):
        found = bound_at(problem, random.uniform(0.0, most, shape_of(problem)))
        assert found is not None
        assert found <= best + CLOSE


def two_weeks(timezone: str = "UTC", last: int = 720) -> Problem:
    """Two agents for two weeks of a queue that is busy in the morning."""
    shift = make_shift(
        "day", paid_minutes=240, breaks=(), start_from_minute=480, start_to_minute=last,
        start_every_minutes=60,
    )  # fmt: skip
    asked = np.array([1.0 * (8 <= slot % 24 < 13) for slot in range(336)])
    return make_problem(
        {"phone-en": asked},
        horizon=week_from(weeks=2),
        agents=[make_agent(f"agent{k}", contract="hourly", timezone=timezone) for k in range(2)],
        shifts=[shift],
        contracts=[make_contract("hourly", hourly=True, weekly_minutes=1200, shifts=("day",))],
        labour_rules=[make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160)],
    )


@pytest.mark.parametrize("timezone", ["UTC", "Asia/Kolkata"])
def test_several_weeks_are_bounded_together(timezone: str) -> None:
    problem = two_weeks(timezone)
    best = best_objective(problem)
    assert best is not None
    alone = weeks_alone(problem)
    assert alone is not None
    assert len(alone) == 2
    gain = np.zeros(shape_of(problem))
    for week in alone:
        found = find_prices(week, 30.0)
        assert found is not None
        gain += found.gain
    bound = bound_at(problem, gain)
    assert bound is not None
    assert 0.8 * best < bound <= best + CLOSE


def test_a_large_team_of_several_weeks_is_bounded_week_by_week(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounding, "MOST_ONE_BY_ONE", 1)
    problem = two_weeks()
    best = best_objective(problem)
    assert best is not None
    sent: list[Message] = []
    find_bounds(problem, time.monotonic() + 60.0, lambda: True, sent.append)
    bounds = [one.value for one in sent if isinstance(one, Bound)]
    assert len(bounds) == 2, "twice by the prices of both together"
    assert all(0.8 * best < bound <= best + CLOSE for bound in bounds)
    monkeypatch.setattr(bounding, "_all_at_once", lambda *_: False)
    find_bounds(problem, time.monotonic() + 60.0, lambda: True, sent.append)
    bounds = [one.value for one in sent if isinstance(one, Bound)]
    assert len(bounds) == 3, "by each week's prices, where those do not come"
    assert 0.8 * best < bounds[-1] <= best + CLOSE
    for prices in (one for one in sent if isinstance(one, Prices)):
        assert prices.gain.shape == prices.supply.shape == shape_of(problem)
        assert prices.supply[:, :168].sum() > 0
        assert prices.supply[:, 168:].sum() > 0


def test_a_pin_belongs_to_the_week_that_holds_its_start() -> None:
    """Monday begins on Sunday afternoon in Los Angeles: a pin of Sunday morning is of the first."""
    problem = two_weeks("America/Los_Angeles", last=1080)
    sunday = MONDAY + timedelta(days=6)
    agent = problem.members[0]
    both = [one.duty.start_minute for one in agent.options if one.duty.local_date == sunday]
    assert min(both) < problem.week_bounds[1] <= max(both)
    pinned = replace(agent, pinned=((sunday, "day", 480),))
    problem = replace(problem, members=(pinned, *problem.members[1:]))
    alone = weeks_alone(problem)
    assert alone is not None
    assert [len(week.members[0].pinned) for week in alone] == [1, 0]
    best = best_objective(problem, JUDGE_S)
    bound = bound_at(problem, np.full(shape_of(problem), 30.0))
    assert best is not None
    assert bound is not None
    assert bound <= best + CLOSE


def test_who_bore_more_than_her_peers_before_lifts_the_bound() -> None:
    """Two of a region, one with ten hours of weekends behind her: the best roster pays for it."""
    agents = [make_agent(f"agent{k}") for k in range(3)]
    asked = np.array([1.0 * (8 <= slot % 24 < 16) for slot in range(168)])
    problem = make_problem(
        {"phone-en": asked},
        agents=agents,
        labour_rules=[make_law(weekend=make_weekend(premium="0"))],
    )
    fair = replace(problem.weights, fairness_per_hour=Fraction(5))
    burdened = replace(problem.members[0], past_kind_minutes=(0, 3000, 0))
    problem = replace(
        problem, weights=fair, members=(burdened, *problem.members[1:]), peers=((0, 1, 2),)
    )
    gain = np.full(shape_of(problem), 5.0)
    unfair = replace(problem, weights=replace(fair, fairness_per_hour=Fraction(0)))
    best = best_objective(problem, JUDGE_S)
    without, found = bound_at(unfair, gain), bound_at(problem, gain)
    assert best is not None
    assert without is not None
    assert found is not None
    assert without + 50.0 < found <= best + CLOSE


def test_rules_that_link_shifts_are_not_taken_week_by_week() -> None:
    problem = two_weeks()
    law = replace(problem.members[0].law, min_days_off_in_row=2)
    linked = tuple(replace(member, law=law) for member in problem.members)
    assert weeks_alone(replace(problem, members=linked)) is None


def test_a_head_is_priced_whole_where_shifts_begin_within_an_interval() -> None:
    """In Kolkata half an interval counts for itself: the bound at the prices is as near."""
    agents = [make_agent(f"agent{k}", timezone="Asia/Kolkata") for k in range(6)]
    asked = np.array([2.5 * (4 <= slot % 24 < 12) for slot in range(168)])
    problem = make_problem({"phone-en": asked}, agents=agents)
    model = build_pooled(problem)
    assert model.units == 2
    found = relax(model.program, 30.0)
    assert found.values is not None
    assert found.prices is not None
    bound = bound_at(problem, head_prices(model, found.values, found.prices).gain)
    assert bound is not None
    assert bound >= 0.97 * found.lower_bound / COST_SCALE


def three_queues() -> Problem:
    queues = [
        make_queue(f"phone-{name}", skills=frozenset({"phone", name})) for name in ("en", "es")
    ]
    skills = [{"phone", "en"}, {"phone", "es"}, {"phone", "en", "es"}]
    agents = [make_agent(f"agent{k}", skills=frozenset(skills[k % 3])) for k in range(6)]
    asked = np.array([1.0 * (8 <= slot % 24 < 16) for slot in range(168)])
    shift = make_shift(start_from_minute=420, start_to_minute=540, start_every_minutes=60)
    return make_problem(
        {"phone-en": asked, "phone-es": asked}, queues=queues, agents=agents, shifts=[shift]
    )


def test_queues_as_one_are_priced_and_bound_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = three_queues()
    one = merged(problem)
    assert one is not None
    assert one.demand.required.sum() == pytest.approx(problem.demand.required.sum())
    assert {member.group for member in one.members} == {0}
    prices = find_prices(one, 30.0)
    assert prices is not None
    whole = unmerged(problem, one, prices)
    assert whole.gain.shape == shape_of(problem)
    assert whole.supply.sum(axis=0) == pytest.approx(prices.supply.sum(axis=0))
    best = best_objective(problem)
    assert best is not None
    monkeypatch.setattr(bounding, "MOST_ONE_BY_ONE", 1)
    monkeypatch.setattr(bounding, "MOST_COLUMNS", 1)
    monkeypatch.setattr(bounding, "sizes_of", lambda _: None)
    sent: list[Message] = []
    find_bounds(problem, time.monotonic() + 60.0, lambda: True, sent.append)
    assert [type(one) for one in sent] == [Prices, Bound]
    (bound,) = [one.value for one in sent if isinstance(one, Bound)]
    assert 0.8 * best < bound <= best + CLOSE


def test_one_queue_or_work_that_waits_is_not_merged() -> None:
    assert merged(two_weeks()) is None
    waiting = next(p for p in map(random_team, range(8)) if any(p.demand.waits))
    assert merged(waiting) is None
