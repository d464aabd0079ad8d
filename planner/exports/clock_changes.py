"""When a zone's clocks change, found by asking the planner's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from planner.clock import to_local

__all__ = ["ClockChange", "clock_changes", "offset_at", "reads_twice"]

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """An instant from which a zone's clocks are ``after`` ahead of UTC instead of ``before``."""

    at: datetime
    before: timedelta
    after: timedelta


def offset_at(instant: datetime, timezone: str) -> timedelta:
    """How far the clocks of ``timezone`` are ahead of UTC at ``instant`` (aware, in UTC)."""
    return to_local(instant, timezone) - instant.replace(tzinfo=None)


def clock_changes(timezone: str, start: datetime, end: datetime) -> tuple[ClockChange, ...]:
    """Changes after ``start`` and up to ``end`` (instants in UTC), in order.

    Examples
    --------
    >>> from datetime import UTC
    >>> [change] = clock_changes(
    ...     "Europe/Madrid", datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    ... )
    >>> change.at.isoformat(), str(change.before), str(change.after)
    ('2026-10-25T01:00:00+00:00', '2:00:00', '1:00:00')
    """
    start, end = (at.replace(second=0, microsecond=0) for at in (start, end))
    # No zone changes its clocks twice within a day.
    steps = (end - start) // DAY
    marks = [*(start + day * DAY for day in range(steps + 1)), end]
    return tuple(
        _change_between(timezone, before, after)
        for before, after in pairwise(marks)
        if offset_at(before, timezone) != offset_at(after, timezone)
    )


def _change_between(timezone: str, start: datetime, end: datetime) -> ClockChange:
    before, after = offset_at(start, timezone), offset_at(end, timezone)
    low, high = start, end
    while high - low > MINUTE:
        middle = low + (high - low) // 2 // MINUTE * MINUTE
        if offset_at(middle, timezone) == before:
            low = middle
        else:
            high = middle
    return ClockChange(at=high, before=before, after=after)  # they change on whole minutes


def reads_twice(instant: datetime, timezone: str) -> bool:
    """Whether clocks show the wall time of ``instant`` a second time, before it or after."""
    shown = to_local(instant, timezone)
    offset = offset_at(instant, timezone)
    others = {offset_at(instant + day, timezone) for day in (-DAY, DAY)} - {offset}
    return any(to_local(instant + offset - other, timezone) == shown for other in others)
