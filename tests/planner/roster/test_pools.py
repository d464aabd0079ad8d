"""Agents alike taken together: what counts as alike, and a bound that holds for them all."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from planner.roster.bounding import find_bounds
from planner.roster.kinds import pools_of
from planner.roster.messages import Bound, Message, Prices
from planner.roster.model import Fixed, build
from planner.roster.pools import build_pooled
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.relaxation import relax
from planner.roster.tour_bound import tours_bound
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_contract,
    make_shift,
    make_time_off,
    make_vendor,
    make_wish,
)
from tests.planner.roster.problems import JUDGE_S, best_objective, make_problem, random_team

CLOSE = 0.02
DAY = make_shift("day", paid_minutes=240, breaks=(), start_from_minute=480, start_to_minute=720)
HOURLY = make_contract("hourly", hourly=True, weekly_minutes=1200, shifts=("day",))


def alike(count: int, asked: float = 1.5, **changes: Any) -> Problem:
    """Agents of one place, wage and contract, who work four hours by day."""
    fields: dict[str, Any] = {
        "agents": [make_agent(f"agent{k}", contract="hourly") for k in range(count)],
        "shifts": [DAY],
        "contracts": [HOURLY],
    } | changes
    curve = np.array([asked * (8 <= slot % 24 < 16) for slot in range(168)])
    return make_problem({"phone-en": curve}, **fields)


def pooled_bound(problem: Problem) -> float:
    model = build_pooled(problem)
    found = relax(model.program, 30.0)
    assert found.prices is not None
    value = tours_bound(problem, model, found.prices)
    assert value is not None
    return value


def linear_bound(problem: Problem) -> float:
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    return (relax(model.program, 30.0).lower_bound + model.offset) / COST_SCALE


def test_who_is_alike() -> None:
    agents = [
        make_agent("ana"),
        make_agent("ben"),
        make_agent("cem", wage_per_hour=Fraction(31)),
        make_agent("dee", nights=False),
        make_agent("eve", earliest_start_minute=600),
        make_agent("fay", region="ASIA"),
    ]
    problem = make_problem({"phone-en": 1.0}, agents=agents)
    pools = pools_of(problem)
    assert sorted(index for pool in pools for index in pool) == list(range(6))
    together = next(pool for pool in pools if 0 in pool)
    assert 1 in together
    assert {2, 3, 4} & set(together) == set()


@pytest.mark.parametrize("seed", range(2))
def test_the_bound_holds_where_nobody_is_alike(seed: int) -> None:
    problem = random_team(seed)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    assert pooled_bound(problem) <= best + CLOSE


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"time_off": [make_time_off("agent1", "2026-11-30 00:00", "2026-12-03 00:00")]},
        {"wishes": [make_wish(f"agent{k}", MONDAY, weight="3") for k in range(3)]},
        {"wishes": [make_wish("agent0", MONDAY, "day", weight="2")]},
        {"vendors": [make_vendor(max_agents=1)]},
    ],
)
def test_the_bound_is_close_where_all_are(changes: dict[str, Any]) -> None:
    problem = alike(3, **changes)
    value = pooled_bound(problem)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    assert value <= best + CLOSE
    assert value >= 0.97 * linear_bound(problem)
    assert len(pools_of(problem)) == 1


def test_the_program_does_not_grow_with_the_team() -> None:
    few, many = build_pooled(alike(3)), build_pooled(alike(40))
    assert len(few.program) == len(many.program)
    assert few.program.row_count == many.program.row_count


def test_a_large_team_is_bounded_by_its_pools_alone() -> None:
    problem = alike(80, asked=20.0)
    found: list[Message] = []
    find_bounds(problem, time.monotonic() + 60.0, lambda: True, found.append)
    prices, bound, by_heads = found
    assert isinstance(prices, Prices)
    assert prices.gain.shape == prices.supply.shape == (1, problem.slots)
    assert isinstance(bound, Bound)
    # All of it costs its pay at least: 8 hours a day of 20 net agents.
    net, wage = problem.members[0].net, float(problem.members[0].agent.wage_per_hour)
    assert bound.value >= 0.95 * 7 * 8 * 20 / net * wage
    assert bound.value == pytest.approx(pooled_bound(problem))
    assert isinstance(by_heads, Bound)
    assert by_heads.value == pytest.approx(bound.value, rel=0.01)
