"""Planted clashes: the answer names agent, dates and rules, and nothing that is not needed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from planner.errors import ConflictError
from planner.roster.conflicts import find_conflicts
from planner.roster.solve import SolveOptions, solve
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_contract,
    make_law,
    make_pin,
    make_scenario,
    make_shift,
    make_time_off,
)
from tests.planner.roster.problems import make_problem, requirement, week_from

EARLY = make_shift("day8", start_from_minute=360, start_to_minute=1320, start_every_minutes=60)
TUESDAY = MONDAY + timedelta(days=1)


def _days(*days: date) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days)


def test_no_conflict_where_a_plan_is_possible() -> None:
    problem = make_problem(
        shifts=[EARLY],
        pins=[make_pin("ana", MONDAY), make_pin("ana", TUESDAY)],
        labour_rules=[make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160)],
    )
    assert find_conflicts(problem) == ()


@pytest.mark.parametrize(
    ("changes", "rules", "days"),
    [
        pytest.param(
            {
                "pins": [make_pin("ana", MONDAY, start="22:00"), make_pin("ana", TUESDAY)],
                "labour_rules": [make_law(min_rest_minutes=660)],
            },
            {"rest", "pin"},
            (MONDAY, TUESDAY),
            id="too little rest between pins",
        ),
        pytest.param(
            {
                "pins": [make_pin("ana", TUESDAY)],
                "time_off": [make_time_off("ana", "2026-12-01", "2026-12-02")],
            },
            {"time-off", "pin"},
            (TUESDAY,),
            id="pin on time off",
        ),
        pytest.param(
            {
                "pins": [make_pin("ana", MONDAY + timedelta(days=k)) for k in range(3)],
                "contracts": [make_contract(max_weekly_minutes=960, weekly_minutes=960)],
            },
            {"max-hours", "pin"},
            tuple(MONDAY + timedelta(days=k) for k in range(3)),
            id="pins over the greatest hours",
        ),
        pytest.param(
            {
                "agents": [make_agent("ana", nights=False)],
                "pins": [make_pin("ana", MONDAY, start="22:00")],
            },
            {"nights", "pin"},
            (MONDAY,),
            id="a pinned night of one who works none",
        ),
        pytest.param(
            {
                "agents": [make_agent("ana", latest_end_minute=900)],
                "pins": [make_pin("ana", MONDAY, start="09:00")],
            },
            {"availability", "pin"},
            (MONDAY,),
            id="a pin outside the available hours",
        ),
    ],
)
def test_a_planted_clash_is_named(
    changes: dict[str, Any], rules: set[str], days: tuple[date, ...]
) -> None:
    (conflict,) = find_conflicts(make_problem(shifts=[EARLY], **changes))
    assert conflict.agent_id == "ana"
    assert set(conflict.rules) == rules
    assert set(_days(*days)) <= set(conflict.local_dates)
    assert len(conflict.demands) == len(rules) - 1 + sum(
        "pinned" in demand for demand in conflict.demands
    )
    assert len(conflict.remedies) >= 2
    assert "ana" in str(conflict)


def test_a_solve_refuses_to_start() -> None:
    scenario = make_scenario(
        interval_minutes=60,
        shifts=[EARLY],
        pins=[make_pin("ana", TUESDAY)],
        time_off=[make_time_off("ana", "2026-12-01", "2026-12-02")],
    )
    horizon = week_from()
    needs = requirement(scenario, horizon, {"phone-en": 1.0})
    with pytest.raises(ConflictError, match=r"agent ana: .*pinned day8 on 2026-12-01"):
        solve(scenario, horizon, needs, SolveOptions(time_limit_s=2.0))
