"""Whom to employ as a decision: search, bound and model agree, and nobody is paid for nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import pytest

from planner.domain import Weights
from planner.roster.employment import Employment
from planner.roster.legality import is_legal
from planner.roster.model import Fixed, build
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from planner.roster.solve import SolveOptions, solve
from planner.roster.week_cost import week_end_cost
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_contract,
    make_pin,
    make_queue,
    make_scenario,
    make_shift,
    make_vendor,
)
from tests.planner.roster.problems import best_objective, requirement, week_from

SEAT = Fraction(10)


def team(**changes: object):  # type: ignore[no-untyped-def]
    """Two salaried agents, dear and cheap, and work enough for one."""
    shift = make_shift(
        "day", paid_minutes=240, breaks=(), start_from_minute=480, start_to_minute=480
    )
    contract = make_contract(
        weekly_minutes=1200, min_weekly_minutes=960, max_weekly_minutes=1200, shifts=("day",)
    )
    return make_scenario(
        queues=[make_queue("phone-en")],
        agents=[make_agent("dear", wage_per_hour=Fraction(30)), make_agent("cheap")],
        shifts=[shift],
        contracts=[contract],
        weights=Weights(
            shortfall_per_agent_hour=Fraction(100),
            wish=Fraction(0),
            fairness_per_hour=Fraction(0),
        ),
        interval_minutes=60,
        **changes,
    )


def needs(scenario, required: float = 1.0, weeks: int = 1):  # type: ignore[no-untyped-def]
    """One agent from 07:00 to 11:00 UTC (08:00 in Madrid) from Monday to Friday."""
    horizon = week_from(weeks=weeks)
    curve = [
        required if slot % 168 < 120 and 7 <= slot % 24 < 11 else 0.0 for slot in range(168 * weeks)
    ]
    return horizon, requirement(scenario, horizon, {"phone-en": curve})


def problem_of(required: float = 1.0, seat: Fraction | None = SEAT, **changes: object) -> Problem:
    scenario = team(**changes)
    horizon, asked = needs(scenario, required)
    employment = None if seat is None else Employment(seat_per_week=seat)
    return prepare(scenario, horizon, asked, employment)


def test_the_cheap_one_is_employed_and_the_dear_one_costs_nothing() -> None:
    scenario = team()
    horizon, asked = needs(scenario)
    found = solve(
        scenario,
        horizon,
        asked,
        SolveOptions(time_limit_s=3.0, workers=1),
        employment=Employment(seat_per_week=SEAT),
    )
    assert {row.agent_id for row in found.assignments} == {"cheap"}
    assert len(found.assignments) == 5
    # 20 hours at 20 and a seat; nobody is short.
    assert found.lower_bound == pytest.approx(410.0, abs=0.5)


def test_without_the_decision_both_are_paid() -> None:
    assert best_objective(problem_of(seat=None)) == pytest.approx(20 * 20 + 20 * 30)
    assert best_objective(problem_of()) == pytest.approx(410.0)


@pytest.mark.parametrize("required", [0.0, 0.04, 0.3, 1.0, 1.5, 2.0])
def test_bound_and_search_enclose_the_best(required: float) -> None:
    problem = problem_of(required)
    best = best_objective(problem)
    assert best is not None
    model = build(problem, range(2), Fixed.nothing(problem), relaxed=True)
    bound = (relax(model.program, 5.0).lower_bound + model.offset) / COST_SCALE
    search = Reinsertion(problem, 0)
    search.construct()
    found = search.improve(time.monotonic() + 0.5, 0.05, lambda _: False)
    assert bound <= best + 1e-3
    assert found == pytest.approx(best, abs=1e-3)


def test_it_pays_to_employ_nobody_for_next_to_nothing() -> None:
    problem = problem_of(0.04)
    assert best_objective(problem) == pytest.approx(0.04 * 20 * 100)


def test_least_hours_hold_for_whom_is_employed_only() -> None:
    problem = problem_of()
    member = problem.members[0]
    assert is_legal(problem, member, ())
    assert not is_legal(problem, member, (0,))
    bound_to = replace(member, seat=None)
    assert not is_legal(problem, bound_to, ())
    assert week_end_cost(member, 0) == 0.0
    assert week_end_cost(member, 960) == pytest.approx(4 * 30 + 10)
    assert week_end_cost(bound_to, 0) == pytest.approx(20 * 30)


def test_a_pin_employs() -> None:
    problem = problem_of(0.0, pins=[make_pin("dear", MONDAY, shift="day", start="08:00")])
    assert not is_legal(problem, problem.members[0], ())
    assert best_objective(problem) == pytest.approx(20 * 30 + 10)


def test_whoever_is_employed_is_so_in_every_week() -> None:
    scenario = team()
    horizon, asked = needs(scenario, weeks=2)
    found = solve(
        scenario,
        horizon,
        asked,
        SolveOptions(time_limit_s=4.0, workers=1),
        employment=Employment(seat_per_week=SEAT),
    )
    assert {row.agent_id for row in found.assignments} == {"cheap"}
    assert len(found.assignments) == 10


def test_a_week_without_agents_is_bought_at_a_proven_price() -> None:
    vendor = make_vendor(queues=("phone-en",), max_agents=9, price_per_hour=Fraction(14))
    scenario = replace(team(), agents=(), vendors=(vendor,))
    horizon, asked = needs(scenario, 1.5)
    began = time.monotonic()
    found = solve(scenario, horizon, asked, SolveOptions(time_limit_s=60.0))
    assert time.monotonic() - began < 20
    assert found.assignments == ()
    # Half an agent short costs 50 an hour, a whole one 14.
    assert sum(use.agents for use in found.vendor_use) == pytest.approx(40)
    assert found.lower_bound == pytest.approx(20 * 2 * 14, rel=1e-6)
