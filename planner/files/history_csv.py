"""Rows of rosters: history.csv, and any roster.csv turned into assignments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

from planner import clock
from planner.domain import DAY_MINUTES, Activity, Agent, Assignment, Shift
from planner.files import cells
from planner.files.agents_csv import Roll
from planner.files.csv_file import Row, Table
from planner.files.dates_csv import Templates, stranger
from planner.files.faults import shown

__all__ = ["HISTORY_COLUMNS", "OPTIONAL_HISTORY_COLUMNS", "earliest_breaks", "read_history"]

HISTORY_COLUMNS = ("agent_id", "local_date", "shift", "start", "end")
OPTIONAL_HISTORY_COLUMNS = (
    "start_local",
    "end_local",
    "timezone",
    "paid_minutes",
    "pay",
    "premium",
)
ONE_MINUTE = timedelta(minutes=1)


def earliest_breaks(shift: Shift, start: datetime, end: datetime) -> tuple[Activity, ...]:
    """Breaks of a shift, each at the earliest slot of its window.

    Where an earlier break still runs then, right after it. Breaks that would not end before
    ``end`` (a shift that was cut short) are left out.
    """
    laid: list[Activity] = []
    for pause in shift.breaks:
        begins = start + pause.earliest_minute * ONE_MINUTE
        if laid:
            begins = max(begins, laid[-1].end)
        ends = begins + pause.minutes * ONE_MINUTE
        if ends <= end:
            laid.append(Activity(activity="break", start=begins, end=ends, paid=pause.paid))
    return tuple(laid)


def read_history(table: Table, roll: Roll, templates: Templates) -> tuple[Assignment, ...]:
    """What was worked or published before, by agent and start; breaks at the earliest slot."""
    known_agent = stranger(roll)
    known_shift = cells.known(templates.names, "a shift of plan.toml")
    agents = roll.by_id()
    worked: list[tuple[Assignment, Row]] = []
    for row in table.rows():
        agent = agents.get(row.text("agent_id"))
        assignment = _assignment(row, known_agent, known_shift, agent, templates)
        if not row.faulty:
            worked.append((assignment, row))
    worked.sort(key=lambda pair: (pair[0].agent_id, pair[0].start))
    for (before, _), (after, row) in pairwise(worked):
        if before.agent_id == after.agent_id:
            _apart(before, after, row)
    return tuple(assignment for assignment, _ in worked)


def _apart(before: Assignment, after: Assignment, row: Row) -> None:
    if after.local_date == before.local_date:
        row.fault("local_date", "one shift for an agent and date", "another")
    elif after.start < before.end:
        row.fault("start", f"a start after the shift before, until {before.end}", "an overlap")


def _assignment(
    row: Row,
    known_agent: Callable[[str], str],
    known_shift: Callable[[str], str],
    agent: Agent | None,
    templates: Templates,
) -> Assignment:
    agent_id = row.read("agent_id", known_agent)
    local_date = row.read("local_date", cells.iso_date)
    shift = row.read("shift", known_shift)
    start = row.read("start", cells.instant)
    end = row.read("end", cells.instant)
    breaks: tuple[Activity, ...] = ()
    if not row.faulty:
        _lasts(row, start, end)
        if agent is not None and clock.local_date(start, agent.timezone) != local_date:
            real = clock.local_date(start, agent.timezone)
            wanted = f"the date in {agent.timezone} at the start, {real}"
            row.fault("local_date", wanted, shown(str(local_date)))
        template = templates.by_name.get(shift)
        breaks = () if template is None else earliest_breaks(template, start, end)
    return Assignment(
        agent_id=agent_id,
        local_date=local_date,
        shift=shift,
        start=start,
        end=end,
        activities=breaks,
    )


def _lasts(row: Row, start: datetime, end: datetime) -> None:
    minutes = (end - start) // ONE_MINUTE
    if not 0 < minutes <= 2 * DAY_MINUTES:
        row.fault("end", "an end after the start, within two days", shown(row.text("end")))
