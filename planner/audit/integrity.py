"""Each roster row by itself, and against the rows beside it: times, lengths, starts, overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import pairwise

from planner.audit.rows import Roster, Row
from planner.audit.tables import RosterLine
from planner.audit.zones import MINUTE, ONE_DAY, instant_of, wall_of
from planner.domain import DAY_MINUTES, Agent, Shift, Violation
from planner.scenario import Scenario


def integrity_violations(scenario: Scenario, roster: Roster) -> Iterator[Violation]:
    """Everything about the rows that is wrong before any labour rule is asked."""
    for row, line in roster.written:
        yield from _template_breaches(scenario, row)
        yield from _written_breaches(row, line)
    yield from _double_dates(roster.planned)
    for own in roster.of_agents().values():
        yield from _overlaps(own)


def breach(row: Row, rule: str, expected: str, found: str) -> Violation:
    """A violation at a row."""
    return Violation(
        rule=rule,
        agent_id=row.agent.agent_id,
        local_date=row.local_date,
        expected=expected,
        found=found,
    )


def _template_breaches(scenario: Scenario, row: Row) -> Iterator[Violation]:
    contract = scenario.contract_of(row.agent)
    if row.shift not in contract.shifts:
        allowed = ", ".join(contract.shifts)
        yield breach(row, "shift", f"a shift of the contract {contract.name}: {allowed}", row.shift)
    if row.template is None:
        return
    length = row.template.length_minutes
    if row.elapsed_minutes != length:
        yield breach(
            row, "length", f"{length} minutes from start to end", f"{row.elapsed_minutes} minutes"
        )
    if not starts_on_grid(row.template, row.agent, row.start):
        expected = f"a start {_grid(row.template)} in {row.agent.timezone}"
        yield breach(row, "start", expected, f"{row.start_local:%Y-%m-%d %H:%M}")


def starts_on_grid(template: Shift, agent: Agent, start: datetime) -> bool:
    """Whether a start lies at one of the template's wall times on the agent's own date.

    A wall time that occurs twice counts the first time only; one that does not occur stands for
    the next that does.
    """
    wall = wall_of(start, agent.timezone)
    today = datetime.combine(wall.date(), time.min)
    return any(
        instant_of(midnight + minute * MINUTE, agent.timezone) == start
        for midnight in (today, today - ONE_DAY)
        for minute in _grid_minutes(template, (wall - midnight) // MINUTE)
    )


def _grid_minutes(template: Shift, at: int) -> Iterator[int]:
    """Minutes of the grid up to ``at``: it, and those before that a gap may have moved to it."""
    step = template.start_every_minutes
    for minute in range(template.start_from_minute, template.start_to_minute + 1, step):
        if at - DAY_MINUTES <= minute <= at:
            yield minute


def _grid(template: Shift) -> str:
    first, last = template.start_from_minute, template.start_to_minute
    return f"from {_face(first)} to {_face(last)} every {template.start_every_minutes} minutes"


def _face(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _written_breaches(row: Row, line: RosterLine) -> Iterator[Violation]:
    """Columns that say something else than start and end."""
    if line.local_date != row.local_date:
        yield breach(
            row, "local-date", f"{row.local_date} in {row.agent.timezone}", str(line.local_date)
        )
    if line.timezone is not None and line.timezone != row.agent.timezone:
        yield breach(row, "timezone", row.agent.timezone, line.timezone)
    for name, written, shown in (
        ("start_local", line.start_local, row.start_local),
        ("end_local", line.end_local, row.end_local),
    ):
        if written is not None and written != shown:
            yield breach(row, "local-time", f"{name} {shown.isoformat()}", written.isoformat())
    if line.paid_minutes not in (None, row.paid_minutes):
        yield breach(
            row, "paid-minutes", f"{row.paid_minutes} paid minutes", str(line.paid_minutes)
        )


def _double_dates(rows: Sequence[Row]) -> Iterator[Violation]:
    counts = Counter((row.agent.agent_id, row.local_date) for row in rows)
    for (agent_id, local_date), count in counts.items():
        if count > 1:
            yield Violation(
                rule="one-shift-a-date",
                agent_id=agent_id,
                local_date=local_date,
                expected="one shift on each local date",
                found=f"{count} shifts",
            )


def _overlaps(rows: Sequence[Row]) -> Iterator[Violation]:
    for before, row in pairwise(rows):
        if row.start < before.end and row.line is not None:
            shared = (min(before.end, row.end) - row.start) // MINUTE
            yield breach(row, "overlap", "shifts apart", f"{shared} minutes in two shifts")
