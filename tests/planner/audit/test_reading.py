"""Tables that cannot be read, spans that must be inferred, rosters written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.audit import RosterTables, audit_roster
from planner.audit.reading import (
    BadCellError,
    as_cents,
    as_date,
    as_flag,
    as_instant,
    as_number,
    as_wall,
    as_whole,
    is_empty,
)
from planner.errors import DataError
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import MONDAY, make_assignment, make_scenario, utc, wall

BY_HAND = """agent_id,local_date,shift,start,end
ana,2026-11-30,day8,2026-11-30T08:00:00+00:00,2026-11-30T16:30:00+00:00
ana,2026-12-02,day8,2026-12-02T09:00:00+01:00,2026-12-02T16:30:00Z
"""


def by_hand(text: str = BY_HAND) -> pd.DataFrame:
    return pd.read_csv(StringIO(text), dtype=str)


def results() -> Results:
    row = make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY)
    return make_results(make_scenario(), [row], required={"phone-en": 1.0}, with_forecast=True)


def test_a_roster_written_by_hand_is_audited() -> None:
    report = audit_roster(make_scenario(), RosterTables(roster=by_hand()))
    assert report.violations == ()
    assert (report.start_date, report.weeks) == (MONDAY, 1)
    assert report.notes == (
        "the audit takes the week from 2026-11-30",
        "no activities.csv: breaks are taken at the earliest slot of their window",
        "neither requirement.csv nor cover.csv: cover is not audited",
    )
    assert report.figures.cost_cents.wages == 32000
    assert report.figures.cost_cents.idle == 48000
    assert report.figures.penalty_cents.total is None


def test_a_hand_written_roster_is_judged_by_every_rule() -> None:
    broken = BY_HAND.replace("T08:00:00", "T03:00:00").replace("T16:30:00+", "T11:30:00+")
    report = audit_roster(make_scenario(), RosterTables(roster=by_hand(broken)))
    assert [violation.rule for violation in report.violations] == ["start"]


def test_the_same_tables_as_text_are_clean_too() -> None:
    """As files bring them: every cell a string."""
    found = results()
    texts = {}
    for name in ("roster", "activities", "duty", "cover", "cost", "requirement", "forecast"):
        frame = getattr(found.tables, name).copy()
        for column in frame.columns:
            frame[column] = [
                ""
                if is_empty(cell)
                else cell.isoformat()
                if hasattr(cell, "isoformat")
                else str(cell)
                for cell in frame[column]
            ]
        texts[name] = pd.read_csv(StringIO(frame.to_csv(index=False)), dtype=str)
    assert found.having(**texts).audit().violations == ()


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("roster", "start", "yesterday", "an ISO 8601 instant with an offset"),
        ("roster", "start", "2026-11-30T08:00:00", "an ISO 8601 instant with an offset"),
        ("roster", "start", "1066-10-14T08:00:00+00:00", "a year from 1970 to 2200"),
        ("roster", "end", "2026-11-30T16:30:01+00:00", "a time on a whole minute"),
        ("roster", "local_date", "30.11.2026", "a date such as 2026-11-30"),
        ("roster", "local_date", "2026-11-30T09:00", "a date such as 2026-11-30"),
        ("roster", "start_local", "2026-11-30T09:00:00+01:00", "an ISO 8601 local time"),
        ("roster", "start_local", "nine", "an ISO 8601 local time"),
        ("roster", "paid_minutes", "7.5", "a whole number, at least 0"),
        ("roster", "paid_minutes", "-480", "a number, at least 0"),
        ("roster", "pay", "160.001", "an amount with two decimals"),
        ("roster", "pay", "lots", "an amount with two decimals"),
        ("roster", "premium", "inf", "an amount with two decimals"),
        ("roster", "premium", "1e99", "an amount with two decimals"),
        ("roster", "agent_id", None, "a value"),
        ("roster", "shift", "  ", "a value"),
        ("roster", "end", float("nan"), "a value"),
        ("activities", "paid", "maybe", "true or false"),
        ("duty", "share", "inf", "a number, at least 0"),
        ("duty", "share", "nan", "a number, at least 0"),
        ("duty", "share", "-0.1", "a number, at least 0"),
        ("cover", "shortfall", "much", "a number, at least 0"),
        ("cost", "week", "first", "a number, at least 0"),
        ("cost", "amount", "1,00", "an amount with two decimals"),
        ("requirement", "due_by", "tomorrow", "an ISO 8601 instant with an offset"),
        ("forecast", "mean", None, "a value"),
    ],
)
def test_cells_that_cannot_be_read_are_faults(
    table: str, column: str, value: object, expected: str
) -> None:
    with pytest.raises(DataError) as raised:
        results().change(table, column, value).audit()
    (fault,) = raised.value.faults
    assert (fault.file, fault.row, fault.column) == (f"{table}.csv", 2, column)
    assert fault.expected.startswith(expected)


def test_faults_of_all_tables_come_together() -> None:
    found = results().change("roster", "start", "?").change("duty", "share", "?", row=3)
    found = found.change("cover", "agents", "?", row=7)
    with pytest.raises(DataError) as raised:
        found.audit()
    assert [str(fault) for fault in raised.value.faults] == [
        "roster.csv:2:start: expected an ISO 8601 instant with an offset, such as "
        "2026-11-30T08:00:00+00:00, got '?'",
        "duty.csv:5:share: expected a number, at least 0, got '?'",
        "cover.csv:9:agents: expected a number, at least 0, got '?'",
    ]


def test_columns_missing_and_doubled_are_faults() -> None:
    with pytest.raises(DataError) as raised:
        audit_roster(
            make_scenario(), RosterTables(roster=by_hand().drop(columns=["start", "shift"]))
        )
    assert [fault.column for fault in raised.value.faults] == ["shift", "start"]
    assert raised.value.faults[0].got == "columns agent_id, local_date, end"
    frame = by_hand()
    doubled = pd.concat([frame, frame[["end"]]], axis=1)
    with pytest.raises(DataError) as raised:
        audit_roster(make_scenario(), RosterTables(roster=doubled))
    assert raised.value.faults[0].got == "end 2 times"
    with pytest.raises(DataError) as raised:
        audit_roster(make_scenario(), RosterTables(roster=pd.DataFrame()))
    assert raised.value.faults[0].got == "columns none"


# --- the span ---------------------------------------------------------------------------------


def test_the_summary_tells_the_span() -> None:
    found = results()
    report = audit_roster(found.scenario, found.tables)
    assert (report.start_date, report.weeks, report.notes) == (MONDAY, 1, ())


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ({"start": "soon", "weeks": 1}, "a date such as"),
        ({"start": "2026-11-30", "weeks": "two"}, "a number, at least 0"),
        ({"start": "2026-11-30", "weeks": 0}, "1 to 520 weeks"),
        ({"start": "2026-11-30", "weeks": 521}, "1 to 520 weeks"),
    ],
)
def test_a_span_that_cannot_be_read(summary: dict[str, object], expected: str) -> None:
    tables = replace(results().tables, summary=summary)
    with pytest.raises(DataError) as raised:
        audit_roster(make_scenario(), tables)
    assert raised.value.faults[0].file == "summary.json"
    assert raised.value.faults[0].expected.startswith(expected)


def test_intervals_tell_the_span_where_nobody_does() -> None:
    row = make_assignment("ana", "2026-12-02T08:00", local_date=date(2026, 12, 2))
    two = make_results(make_scenario(), [row], start_date=date(2026, 12, 1), weeks=2)
    for gone in ({}, {"requirement": None}):
        report = audit_roster(two.scenario, two.having(summary=None, **gone).tables)
        assert (report.start_date, report.weeks) == (date(2026, 12, 1), 2)
        assert report.notes[0] == "the audit takes the 2 weeks from 2026-12-01"


def test_shifts_alone_tell_the_weeks_from_monday() -> None:
    late = BY_HAND.replace("2026-12-02", "2026-12-09")
    report = audit_roster(make_scenario(), RosterTables(roster=by_hand(late)))
    assert (report.start_date, report.weeks) == (MONDAY, 2)
    report = audit_roster(make_scenario(), RosterTables(roster=by_hand(late)), weeks=1)
    assert [violation.rule for violation in report.violations] == ["horizon"]
    tuesday = date(2026, 12, 1)
    report = audit_roster(
        make_scenario(), RosterTables(roster=by_hand()), start_date=tuesday, weeks=1
    )
    assert [violation.rule for violation in report.violations] == ["horizon"]


def test_an_empty_roster_needs_a_span() -> None:
    empty = by_hand().iloc[:0]
    with pytest.raises(DataError, match="a row, or a summary"):
        audit_roster(make_scenario(), RosterTables(roster=empty))
    report = audit_roster(make_scenario(), RosterTables(roster=empty), start_date=MONDAY, weeks=1)
    assert report.violations == ()
    assert report.figures.cost_cents.idle == 80000


# --- cells ------------------------------------------------------------------------------------


def test_cells_of_every_type_are_taken() -> None:
    assert as_instant(pd.Timestamp("2026-11-30T09:00", tz="Europe/Madrid")) == utc(
        "2026-11-30T08:00"
    )
    assert as_instant("2026-11-30T08:00Z") == utc("2026-11-30T08:00")
    assert as_wall(wall("2026-11-30T09:00")) == wall("2026-11-30T09:00")
    assert as_date(MONDAY) == MONDAY
    assert as_date(pd.Timestamp(MONDAY)) == MONDAY
    assert as_date("2026-11-30") == MONDAY
    assert (as_cents("160"), as_cents(Decimal("0.10")), as_cents(12.34)) == (16000, 10, 1234)
    assert as_cents("-1.5") == -150
    assert (as_number("1e3"), as_number(np.float64(0.5)), as_whole("480.0")) == (1000.0, 0.5, 480)
    assert [as_flag(cell) for cell in ("True", "false", 1, "0", True, "yes", "no")] == [
        True, False, True, False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("cell", [None, pd.NaT, pd.NA, float("nan"), "", "  "])
def test_what_is_empty(cell: object) -> None:
    assert is_empty(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", datetime(2026, 11, 30)])  # noqa: DTZ001
def test_what_is_not_empty(cell: object) -> None:
    assert not is_empty(cell)


def test_a_date_with_a_zone_is_no_date() -> None:
    with pytest.raises(BadCellError):
        as_date(utc("2026-11-30T00:00"))


def test_nothing_of_the_solver_clock_or_costing_is_imported() -> None:
    """The audit's own modules name none of them."""
    import ast
    from pathlib import Path

    import planner.audit

    barred = ("planner.clock", "planner.roster", "planner.costing", "planner.staffing", "pytz",
              "planner.absence", "planner.public_holidays", "planner.fairness",
              "planner.penalties", "forecasting")  # fmt: skip
    files = sorted(Path(str(planner.audit.__file__)).parent.glob("*.py"))
    assert len(files) > 20
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            assert not [name for name in names if name.startswith(barred)], file


def test_a_large_team_is_audited_in_seconds() -> None:
    from time import process_time

    found = large(agents=60, weeks=4)
    begun = process_time()
    report = found.audit()
    assert report.violations == ()
    assert process_time() - begun < 20  # 2 s on an idle machine


def large(agents: int, weeks: int) -> Results:
    from tests.planner.builders import make_agent

    team = [make_agent(f"a{number:02d}") for number in range(agents)]
    rows: list[Any] = [
        make_assignment(
            agent.agent_id,
            f"{MONDAY + timedelta(days=7 * week + day)}T08:00",
            local_date=MONDAY + timedelta(days=7 * week + day),
        )
        for agent in team
        for week in range(weeks)
        for day in range(5)
    ]
    made = make_scenario(agents=team)
    return make_results(made, rows, required={"phone-en": 5.0}, weeks=weeks)
