"""Deviations from lines: those with a reason are noted, others are violations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from planner.domain import Assignment
from planner.published import Published
from planner.scenario import Scenario
from tests.planner.audit.results import make_results
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_assignment,
    make_contract,
    make_law,
    make_pin,
    make_time_off,
)
from tests.planner.on_lines import SHIFT_OF, on, rotating

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def rows(scenario: Scenario, *shifts: tuple[date, str, str]) -> list[Assignment]:
    """Shifts of ana: local date, D, L or N, start in UTC."""
    by_name = {shift.name: shift for shift in scenario.shifts}
    return [
        make_assignment("ana", f"{day} {start}", local_date=day, shift=by_name[SHIFT_OF[cell][0]])
        for day, cell, start in shifts
    ]


def audited(
    scenario: Scenario, *shifts: tuple[date, str, str], start: date = MONDAY
) -> tuple[list[str], list[str]]:
    """Violations of lines, and notes on what falls out."""
    assignments = rows(scenario, *shifts)
    report = make_results(scenario, assignments, start_date=start).audit()
    found = [str(one) for one in report.violations if one.rule == "rotation-line"]
    return found, [note for note in report.notes if "falls out" in note]


DAYS: Sequence[tuple[date, str, str]] = ((MONDAY, "D", "07:00"), (TUESDAY, "D", "07:00"))


def team(line: str = "DD-----", **changes: Any) -> Scenario:
    return rotating((line,), [on("ana", 1)], **changes)


def test_who_works_her_line_is_clean() -> None:
    assert audited(team(), *DAYS) == ([], [])


@pytest.mark.parametrize(
    ("shifts", "expected", "found"),
    [
        (DAYS[:1], "on 2026-12-01: expected day from 08:00, by line 1 of r", "no shift"),
        (
            (DAYS[0], (TUESDAY, "D", "08:00")),
            "on 2026-12-01: expected day from 08:00, by line 1 of r",
            "day from 09:00",
        ),
        (
            (*DAYS, (WEDNESDAY, "L", "13:00")),
            "on 2026-12-02: expected a day off, by line 1 of r",
            "late from 14:00",
        ),
    ],
)
def test_deviations_without_a_reason(
    shifts: Sequence[tuple[date, str, str]], expected: str, found: str
) -> None:
    assert audited(team(), *shifts) == ([f"rotation-line: ana {expected}, found {found}"], [])


@pytest.mark.parametrize(
    ("change", "shifts", "why"),
    [
        ({"time_off": [make_time_off("ana", "2026-12-01", "2026-12-02", "sick")]}, (), "sick"),
        (
            {"pins": [make_pin("ana", TUESDAY, "late", "14:00")]},
            ((TUESDAY, "L", "13:00"),),
            "a pin has the date",
        ),
        (
            {"labour_rules": [make_law(max_consecutive_days=1)]},
            (),
            "consecutive-days, expected at most 1 days in a row, found day 2 of a run",
        ),
    ],
)
def test_reasons_are_told(
    change: dict[str, Any], shifts: Sequence[tuple[date, str, str]], why: str
) -> None:
    assert audited(team(**change), DAYS[0], *shifts) == (
        [],
        [f"ana: day on 2026-12-01 (line 1 of r) falls out: {why}"],
    )


def test_time_off_of_another_day_is_no_reason() -> None:
    scenario = team(time_off=[make_time_off("ana", "2026-12-02", "2026-12-03")])
    found, notes = audited(scenario, DAYS[0])
    assert len(found) == 1
    assert notes == []


def test_a_pin_on_a_day_off_is_no_deviation() -> None:
    pinned = team(pins=[make_pin("ana", WEDNESDAY, "late", "14:00")])
    assert audited(pinned, *DAYS, (WEDNESDAY, "L", "13:00")) == ([], [])


def test_a_rule_that_is_broken_without_the_shift_is_no_reason() -> None:
    contract = make_contract(shifts=("day", "late", "night"), days_per_week=1)
    found, notes = audited(team("DDD----", contracts=[contract]), *DAYS)
    assert len(found) == 1
    assert notes == []


def test_what_is_frozen_is_known_where_the_published_roster_is() -> None:
    scenario = team()
    was = rows(scenario, (MONDAY, "L", "13:00"))
    frozen = Published(assignments=tuple(was), frozen_until=was[0].end)
    shifts = ((MONDAY, "L", "13:00"), DAYS[1])
    told = audited(team(published=frozen), *shifts)
    assert told == (
        [],
        ["ana: day on 2026-11-30 (line 1 of r) falls out: the published roster is frozen"],
    )
    results = make_results(scenario, rows(scenario, *shifts))
    penalties = {**(results.tables.summary or {})["penalties"], "changes": 0}
    unknown = results.summarise(penalties=penalties).audit()
    assert "rotation-line" not in {one.rule for one in unknown.violations}
    assert any("frozen, perhaps (--published)" in note for note in unknown.notes)


@pytest.mark.parametrize("start", [date(2026, 10, 19), date(2027, 3, 22)])
def test_weeks_and_clock_changes_are_told_anew(start: date) -> None:
    """The second week is the second line, and a night after the change keeps its wall time."""
    sunday = start + timedelta(days=6)
    before, after = ("20:00", "21:00") if start.month == 10 else ("21:00", "20:00")
    scenario = rotating(("-----NN", "N------"), [on("ana", 1, start)])
    saturday = sunday - timedelta(days=1)
    good = ((saturday, "N", before), (sunday, "N", after))
    assert audited(scenario, *good, start=start) == ([], [])
    wrong, _ = audited(scenario, good[0], (sunday, "N", before), start=start)
    assert len(wrong) == 1
    second = start + timedelta(days=7)
    one = audited(scenario, (second, "N", after), start=second)
    assert one == ([], [])


def test_half_hours_of_kolkata() -> None:
    scenario = rotating(("DD-----",), [on("ana", 1)], timezone="Asia/Kolkata", interval_minutes=30)
    shifts = ((MONDAY, "D", "02:30"), (TUESDAY, "D", "02:30"))
    assert audited(scenario, *shifts) == ([], [])
    assert MADRID not in {agent.timezone for agent in scenario.agents}
