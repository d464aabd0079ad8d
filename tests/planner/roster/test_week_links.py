"""Several weeks are bounded with the rest between them."""

from __future__ import annotations

import numpy as np
import pytest

from planner.roster.kinds import kinds_of
from planner.roster.messages import Prices
from planner.roster.pools import build_pooled
from planner.roster.price_bound import side_by_side, weeks_alone
from planner.roster.problem import Problem
from planner.roster.relaxation import relax
from planner.roster.tour_bound import tours_bound
from planner.roster.week_after import prices_of_week, with_week_after
from planner.roster.week_links import add_rest_between_weeks, late_ends
from planner.roster.weeks import Weeks
from tests.planner.builders import make_agent, make_contract, make_law, make_shift
from tests.planner.roster.problems import best_objective, make_problem, week_from

CLOSE = 0.05


def late_then_early(timezone: str, rest: int) -> Problem:
    """Two agents, asked for on Sunday evening and again on Monday morning."""
    shift = make_shift(
        "short", paid_minutes=240, breaks=(), start_from_minute=0, start_to_minute=1380,
        start_every_minutes=60,
    )  # fmt: skip
    asked = np.zeros(336)
    asked[[*range(160, 165), *range(170, 175)]] = 2.0
    return make_problem(
        {"phone-en": asked},
        horizon=week_from(weeks=2),
        agents=[make_agent(f"agent{k}", contract="hourly", timezone=timezone) for k in range(2)],
        shifts=[shift],
        contracts=[make_contract("hourly", hourly=True, weekly_minutes=480, shifts=("short",))],
        labour_rules=[make_law(min_rest_minutes=rest)],
    )


def bounds_of(problem: Problem, prices: np.ndarray | None = None) -> tuple[float, float]:
    """Without the rest between weeks and with it; at any prices if some are given."""
    alone = weeks_alone(problem)
    assert alone is not None
    one = side_by_side(problem, alone)
    found = []
    for linked in (False, True):
        weeks = Weeks(one, bounding=True)
        kinds = tuple(some.kind for some in weeks.kinds)
        model = build_pooled(one, kinds)
        if linked:
            add_rest_between_weeks(model, kinds, problem.week_bounds)
        own = relax(model.program, 30.0).prices
        assert own is not None
        if prices is not None:
            own = own * np.resize(prices, len(own))
        value = tours_bound(one, model, own, weeks)
        assert value is not None
        found.append(value)
    return found[0], found[1]


@pytest.mark.parametrize("timezone", ["UTC", "Asia/Kolkata", "America/Los_Angeles"])
def test_rest_between_weeks_lifts_the_bound_and_not_above_the_best(timezone: str) -> None:
    problem = late_then_early(timezone, 660)
    best = best_objective(problem, 10.0)
    assert best is not None
    without, with_rest = bounds_of(problem)
    assert without + 50.0 < with_rest <= best + CLOSE
    noise = np.random.default_rng(3).uniform(0.0, 2.0, 997)
    assert max(bounds_of(problem, noise)) <= best + CLOSE


@pytest.mark.parametrize("rest", [60, 660])
def test_to_end_late_costs_what_the_next_week_loses(rest: int) -> None:
    """An agent who comes on Sunday evening is not there on Monday morning."""
    problem = late_then_early("UTC", rest)
    alone = weeks_alone(problem)
    assert alone is not None
    one = side_by_side(problem, alone)
    kinds = kinds_of(one)
    model = build_pooled(one, kinds)
    rows = add_rest_between_weeks(model, kinds, problem.week_bounds)
    prices = relax(model.program, 30.0).prices
    assert prices is not None
    late = late_ends(rows, prices)
    assert bool(late) == (rest == 660)
    nothing = np.zeros((1, problem.slots))
    of_all = Prices(gain=nothing, supply=nothing, carried=nothing, late=late)
    week = with_week_after(alone[0], prices_of_week(of_all, problem, 0))
    last = with_week_after(alone[1], prices_of_week(of_all, problem, 1))
    assert last.members == alone[1].members
    for before, after in zip(alone[0].members, week.members, strict=True):
        added = [
            b.row_cents - a.row_cents for a, b in zip(before.options, after.options, strict=True)
        ]
        ends = [option.duty.end_minute for option in before.options]
        assert all(cents >= 0 for cents in added)
        assert added[ends.index(165 * 60)] == max(added)
        assert (max(added) > 2000) == (rest == 660), "a head on Monday morning is worth more"
        assert added[ends.index(150 * 60)] == 0


def test_where_there_is_time_to_rest_nothing_is_added() -> None:
    problem = late_then_early("UTC", 60)
    without, with_rest = bounds_of(problem)
    assert with_rest == pytest.approx(without, abs=CLOSE)
