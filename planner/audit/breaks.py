"""Breaks and other activities: each template break there, inside its window, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from planner.audit.integrity import breach
from planner.audit.rows import Roster, Row
from planner.audit.tables import ActivityLine
from planner.audit.zones import MINUTE
from planner.domain import Activity, Break, Violation

PAUSES = frozenset({"break", "meal"})
ACTIVITIES = PAUSES | {"meeting", "training"}


def break_violations(roster: Roster, lines: Sequence[ActivityLine] | None) -> Iterator[Violation]:
    """What is wrong with activities.csv; nothing where there is none."""
    if lines is None:
        return
    written = {(line.agent_id, line.local_date) for line in lines}
    keys = {(line.agent_id, line.local_date) for _, line in roster.written}
    for agent_id, local_date in sorted(written - keys):
        yield Violation(
            rule="break",
            agent_id=agent_id,
            local_date=local_date,
            expected="activities of shifts of roster.csv only",
            found="activities without a shift",
        )
    for row, line in roster.written:
        if (line.agent_id, line.local_date) in written:
            yield from _row_breaches(row)
        elif row.template is not None and row.template.breaks:
            count = len(row.template.breaks)
            yield breach(row, "break", f"{count} breaks in activities.csv", "none")


def _row_breaches(row: Row) -> Iterator[Violation]:
    for activity in row.activities:
        if activity.activity not in ACTIVITIES:
            yield breach(
                row, "break", "an activity: " + ", ".join(sorted(ACTIVITIES)), activity.activity
            )
        if not row.start <= activity.start < activity.end <= row.end:
            yield breach(row, "break", f"inside the shift, {_span(row)}", _span(activity))
    for before, after in pairwise(row.activities):
        if after.start < before.end:
            yield breach(
                row,
                "break",
                f"after {before.end:%H:%M} UTC, where the one before ends",
                _span(after),
            )
    if row.template is not None:
        pauses = [activity for activity in row.activities if activity.activity in PAUSES]
        if len(pauses) != len(row.template.breaks):
            yield breach(row, "break", f"{len(row.template.breaks)} breaks", str(len(pauses)))
        else:
            for pause, wanted in zip(pauses, row.template.breaks, strict=True):
                yield from _pause_breaches(row, pause, wanted)


def _pause_breaches(row: Row, pause: Activity, wanted: Break) -> Iterator[Violation]:
    minutes = (pause.end - pause.start) // MINUTE
    if minutes != wanted.minutes:
        yield breach(row, "break", f"a break of {wanted.minutes} minutes", f"{minutes} minutes")
    if pause.paid != wanted.paid:
        yield breach(row, "break", f"{_paid(wanted.paid)} break", f"{_paid(pause.paid)} one")
    into = (pause.start - row.start) // MINUTE
    if not wanted.earliest_minute <= into <= wanted.latest_minute:
        window = f"{wanted.earliest_minute} to {wanted.latest_minute} minutes into the shift"
        yield breach(row, "break", f"a break that starts {window}", f"{into} minutes")


def _paid(paid: bool) -> str:
    return "a paid" if paid else "an unpaid"


def _span(span: Row | Activity) -> str:
    return f"{span.start:%H:%M} to {span.end:%H:%M} UTC"
