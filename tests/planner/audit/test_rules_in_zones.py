"""Labour rules over clock changes and in a half-hour zone: solver and audit, each by its clock."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from planner.audit.records import rule_violations
from planner.audit.rows import place_rows
from planner.audit.tables import Lines, RosterLine
from planner.audit.timeline import Timeline
from planner.domain import Assignment
from planner.roster.legality import is_legal
from planner.roster.prepare import prepare
from planner.roster.problem import Member, Problem
from planner.roster.solution_rows import as_assignments
from planner.rules import RULES
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_scenario,
    make_shift,
    make_time_off,
)
from tests.planner.roster.problems import earliest, requirement, week_from, weeks_of

# Good Friday, and clocks go forward on Easter Sunday; clocks go back; Republic Day on the Tuesday.
PLACES = (
    (MADRID, "ES", date(2027, 3, 22)),
    (MADRID, "ES", date(2026, 10, 19)),
    ("Asia/Kolkata", "IN", date(2027, 1, 25)),
)
ASKED: tuple[dict[str, Any], ...] = (
    {"min_days_off_in_row": 2},
    {"max_start_spread_minutes": 360},
    {"forward_rotation": True},
    {"max_nights_in_row": 1},
    {"min_rest_after_nights_minutes": 2760},
    {"averaged_weekly_minutes": 1500, "averaging_weeks": 3},
    {"holidays_off": True},
)


def team(place: tuple[str, str, date], asked: dict[str, Any], seed: int) -> Scenario:
    """One agent with shifts at all hours, some weeks of history and a day away."""
    timezone, country, monday = place
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    shift = make_shift(
        "long", start_from_minute=60, start_to_minute=1410, start_every_minutes=90, breaks=()
    )
    ago = sorted({1, *draw.sample(range(2, 20), 6)}, reverse=True)
    clocks = [draw.choice(("05:30", "13:00", "17:30", "19:00")) for _ in ago]
    days = [monday - timedelta(days=back) for back in ago]
    past = [
        make_assignment("ana", f"{day} {clock}", local_date=day, shift=shift)
        for day, clock in zip(days, clocks, strict=True)
    ]
    if timezone != MADRID:  # what begins late in the day is of the next date there
        past = [row for row in past if row.start.hour < 18]
    away = monday + timedelta(days=draw.randrange(1, 5))
    return make_scenario(
        interval_minutes=60,
        agents=[make_agent("ana", timezone=timezone, country=country)],
        shifts=[shift],
        contracts=[
            make_contract(hourly=True, max_weekly_minutes=4000, days_per_week=7, shifts=("long",))
        ],
        labour_rules=[make_law(**asked)],
        history=past,
        time_off=[
            make_time_off("ana", str(away), str(away + timedelta(days=1))),
            make_time_off("ana", str(monday - timedelta(9)), str(monday - timedelta(7)), "sick"),
        ],
    )


def with_few_options(problem: Problem, seed: int) -> tuple[Problem, Member]:
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    (member,) = problem.members
    nights = [k for k, one in enumerate(member.options) if one.duty.night_window_minutes >= 180]
    days = [k for k in range(len(member.options)) if k not in nights]
    chosen = sorted([*draw.sample(nights, 8), *draw.sample(days, 4)])
    member = replace(member, options=tuple(member.options[k] for k in chosen))
    return replace(problem, members=(member,)), member


def broken(scenario: Scenario, monday: date, rows: list[Assignment]) -> list[str]:
    """Names of the rules that the audit finds broken."""
    timeline = Timeline.of(monday, 1, MADRID, 60)
    unsaid = dict.fromkeys(field.name for field in fields(RosterLine))
    lines = dict.fromkeys(field.name for field in fields(Lines))
    lines["roster"] = tuple(
        RosterLine(
            **{
                **unsaid,
                "agent_id": row.agent_id,
                "local_date": row.local_date,
                "shift": row.shift,
                "start": row.start,
                "end": row.end,
            }
        )
        for row in rows
    )
    placed = place_rows(scenario, timeline, Lines(**lines))
    assert not placed.violations
    return [found.rule for found in rule_violations(scenario, timeline, placed.roster)]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: next(iter(asked)))
def test_solver_and_audit_agree_wherever_agents_are(asked: dict[str, Any]) -> None:
    names = {rule.name for rule in RULES} - {"time-off", "rest"}
    kept = other = 0
    for place in PLACES:
        found = set()
        for seed in range(3):
            scenario = team(place, asked, seed)
            horizon = week_from(place[2], timezone=MADRID)
            whole = prepare(scenario, horizon, requirement(scenario, horizon, {}))
            problem, member = with_few_options(whole, seed)
            weeks = [week for week in weeks_of(member) if 1 <= len(week) <= 4]
            for week in random.Random(seed).sample(weeks, 16):  # noqa: S311 - a test's dice
                rows = as_assignments(problem, horizon, {0: earliest(member, week)})
                rules = broken(scenario, place[2], rows)
                assert is_legal(problem, member, week) == (not rules), (place, seed, week, rules)
                found |= names.intersection(rules)
                kept += not rules
                other += bool(names.intersection(rules))
        # The week in October has no holiday.
        assert len(found) == 1 or ("holidays_off" in asked and place is PLACES[1]), (place, found)
    assert kept >= 5
    assert other >= 12
