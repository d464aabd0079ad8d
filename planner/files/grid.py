"""Tables that have a row for each interval of a plan: no interval twice, none left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from planner.clock import Horizon, open_spans
from planner.domain import OpenHours
from planner.files import cells
from planner.files.csv_file import Table
from planner.files.faults import Unfit

__all__ = ["no_gaps", "once_each", "open_slots", "slot_of"]


def slot_of(horizon: Horizon) -> Callable[[str], datetime]:
    """Parser of an instant that begins an interval of the plan."""
    start, end = horizon.start, horizon.end
    step = timedelta(minutes=horizon.interval_minutes)

    def parse(text: str) -> datetime:
        moment = cells.instant(text)
        if not start <= moment < end:
            raise Unfit(f"an interval of the plan, from {start.isoformat()} to {end.isoformat()}")
        if (moment - start) % step:
            raise Unfit(f"a start of one of the plan's {horizon.interval_minutes}-minute intervals")
        return moment

    return parse


def open_slots(hours: OpenHours, horizon: Horizon) -> frozenset[datetime]:
    """Starts of the intervals of which at least a part is open."""
    step = timedelta(minutes=horizon.interval_minutes)
    opened: set[datetime] = set()
    for opens, closes in open_spans(hours, horizon.start, horizon.end):
        slot = opens - (opens - horizon.start) % step
        while slot < closes:
            opened.add(slot)
            slot += step
    return frozenset(opened)


def once_each(table: Table, columns: Sequence[Sequence[object]], what: str) -> None:
    """Record a fault for every row whose cells in ``columns`` an earlier row has."""
    first: dict[tuple[object, ...], int] = {}
    for line, key in zip(table.lines, zip(*columns, strict=True), strict=True):
        if None in key:
            continue
        if key in first:
            table.fault(
                f"one row for {what}",
                f"another, as on line {first[key]}",
                row=line,
                column="interval_start",
            )
        first.setdefault(key, line)


def no_gaps(
    table: Table, queue: str, needed: Iterable[datetime], present: frozenset[datetime], what: str
) -> None:
    """Record one fault where a queue has no row for intervals that it needs."""
    lacking = sorted(frozenset(needed) - present)
    if lacking:
        table.fault(
            f"a row for every {what} of {queue}",
            f"none for {len(lacking)}, the first at {lacking[0].isoformat()}",
            column="interval_start",
        )
