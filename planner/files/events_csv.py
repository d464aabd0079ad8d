"""events.csv: campaigns, launches and outages that multiply a queue's volume."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from planner import clock
from planner.domain import Event
from planner.files import cells
from planner.files.csv_file import Row, Table
from planner.files.faults import Unfit, shown

__all__ = ["EVENT_COLUMNS", "read_events"]

EVENT_COLUMNS = ("start", "end", "queue", "factor")
ALL_QUEUES = "*"
MAX_FACTOR = 1_000


def read_events(table: Table, queues: tuple[str, ...], timezone: str | None) -> tuple[Event, ...]:
    """Events, one for each queue that they name (``*`` names all).

    Parameters
    ----------
    table
        Rows of events.csv.
    queues
        Names of all queues.
    timezone
        Zone of times without an offset; None where it is not known.
    """
    known = cells.known({*queues, ALL_QUEUES}, "a queue of plan.toml, or '*'")
    return tuple(event for row in table.rows() for event in _events(row, queues, known, timezone))


def _events(
    row: Row, queues: tuple[str, ...], known: cells.Parser[str], timezone: str | None
) -> Iterator[Event]:
    zone = timezone or "UTC"
    start = row.read("start", lambda text: _moment(text, zone, is_end=False))
    end = row.read("end", lambda text: _moment(text, zone, is_end=True))
    queue = row.read("queue", known)
    factor = row.read("factor", cells.number(0, MAX_FACTOR))
    note = row.read("note", cells.any_text)
    if not row.faulty and end <= start:
        row.fault("end", f"an end after the start, {row.text('start')}", shown(row.text("end")))
    if row.faulty:
        return
    for name in queues if queue == ALL_QUEUES else (queue,):
        yield Event(start=start, end=end, queue=name, factor=float(factor), note=note)


def _moment(text: str, timezone: str, *, is_end: bool) -> datetime:
    """An instant, or a date or wall time of the reporting zone; a date as end is included."""
    try:
        wall, is_date = cells.wall_time(text)
    except Unfit:
        try:
            return cells.instant(text)
        except Unfit:
            raise Unfit("a date, or a date-time with or without an offset") from None
    return clock.to_utc(wall + timedelta(days=is_date and is_end), timezone)
