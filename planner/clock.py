"""Where wall clock meets UTC: horizon, weeks, slots, local starts, opening hours (pytz).

The only place of the planner that turns a local wall time into an instant or back; the audit
alone has a clock of its own, so that a fault here cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import pytz
from numpy.typing import NDArray

from planner.domain import DAY_MINUTES, OpenHours

__all__ = [
    "Horizon",
    "known_timezone",
    "local_date",
    "local_day_bounds",
    "local_minutes",
    "open_spans",
    "same_clock",
    "to_local",
    "to_utc",
]

MINUTE = timedelta(minutes=1)


@cache
def _zone(name: str) -> pytz.BaseTzInfo:
    zone: pytz.BaseTzInfo = pytz.timezone(name)
    return zone


def known_timezone(name: str) -> bool:
    """Whether ``name`` is an IANA zone or an alias of one, spelled as IANA spells it."""
    return name in pytz.all_timezones_set


@lru_cache(maxsize=200_000)
def to_utc(wall: datetime, timezone: str) -> datetime:
    """Instant of a naive wall time.

    A wall time that does not exist moves to the next that does; one that exists twice is the
    first.

    Parameters
    ----------
    wall
        Naive local wall time.
    timezone
        IANA name.

    Returns
    -------
    datetime
        Aware, in UTC.

    Examples
    --------
    >>> to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Madrid").isoformat()
    '2026-03-29T01:00:00+00:00'
    >>> to_utc(datetime(2026, 10, 25, 2, 30), "Europe/Madrid").isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    zone = _zone(timezone)
    try:
        return zone.localize(wall, is_dst=None).astimezone(UTC)
    except pytz.AmbiguousTimeError:
        candidates = (zone.localize(wall, is_dst=flag).astimezone(UTC) for flag in (True, False))
        return min(candidates)
    except pytz.NonExistentTimeError:
        return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: pytz.BaseTzInfo) -> datetime:
    """First instant after the gap in which ``wall`` falls (gaps start and end on whole minutes)."""
    early, late = sorted(zone.localize(wall, is_dst=flag).astimezone(UTC) for flag in (True, False))
    early = early.replace(second=0, microsecond=0)
    # The change lies between the two readings of the wall time; before it local time is < wall.
    before, after = 0, -((early - late) // MINUTE)
    while after - before > 1:
        middle = (before + after) // 2
        if (early + middle * MINUTE).astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return early + after * MINUTE


def to_local(instant: datetime, timezone: str) -> datetime:
    """Naive wall time that clocks in ``timezone`` show at ``instant``."""
    return instant.astimezone(_zone(timezone)).replace(tzinfo=None)


def local_date(instant: datetime, timezone: str) -> date:
    """Calendar date in ``timezone`` at ``instant``."""
    return to_local(instant, timezone).date()


def local_day_bounds(day: date, timezone: str) -> tuple[datetime, datetime]:
    """UTC instants between which the local ``day`` lies: 23, 24 or 25 hours."""
    midnight = datetime.combine(day, time.min)
    return to_utc(midnight, timezone), to_utc(midnight + timedelta(days=1), timezone)


def same_clock(one: str, other: str, first: date, days: int) -> bool:
    """Whether clocks of two zones show the same at the beginning of each of some days.

    Examples
    --------
    >>> same_clock("Europe/Madrid", "Europe/Paris", date(2026, 10, 1), 366)
    True
    >>> same_clock("Europe/Madrid", "Africa/Lagos", date(2026, 10, 1), 366)
    False
    """
    if one == other:
        return True
    midnights = (datetime.combine(first, time.min) + timedelta(days=day) for day in range(days))
    return all(to_utc(midnight, one) == to_utc(midnight, other) for midnight in midnights)


def local_minutes(first: datetime, count: int, timezone: str) -> NDArray[np.int64]:
    """Wall time in ``timezone`` at each of ``count`` minutes from the instant ``first``.

    Parameters
    ----------
    first
        Aware instant on a whole minute.
    count
        Number of minutes, at least 0.
    timezone
        IANA name.

    Returns
    -------
    array of int64, shape (count,)
        Minutes from 0001-01-01 00:00 by the local clock's face: ``// 1440 + 1`` is the local
        date's ordinal, ``% 1440`` the minute of the local day.
    """
    shown = np.empty(count, dtype=np.int64)
    start = 0
    while start < count:
        end = _end_of_offset(first, start, count, timezone)
        shown[start:end] = _shown_minute(first, start, timezone) + np.arange(end - start)
        start = end
    return shown


def _shown_minute(first: datetime, minute: int, timezone: str) -> int:
    shown = to_local(first + timedelta(minutes=minute), timezone)
    return (shown - datetime.min) // timedelta(minutes=1)  # noqa: DTZ901 - a wall time is naive


def _end_of_offset(first: datetime, start: int, count: int, timezone: str) -> int:
    """First minute after ``start``, at most ``count``, whose offset differs from that before."""

    def drift(minute: int) -> int:
        return _shown_minute(first, minute, timezone) - minute

    offset = drift(start)
    same, other = start, start
    while drift(other) == offset:
        if other == count - 1:
            return count
        # An hour's step cannot jump over two changes that undo each other.
        same, other = other, min(other + 60, count - 1)
    while other - same > 1:
        middle = (same + other) // 2
        same, other = (middle, other) if drift(middle) == offset else (same, middle)
    return other


def open_spans(
    hours: OpenHours, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """UTC spans, merged and clipped to ``start``..``end``, in which ``hours`` are open."""
    current: tuple[datetime, datetime] | None = None
    day = local_date(start, hours.timezone) - timedelta(days=2)
    last = local_date(end, hours.timezone) + timedelta(days=1)
    while day <= last:
        if day.weekday() in hours.weekdays:
            opens, closes = _span_of_day(hours, day)
            opens, closes = max(opens, start), min(closes, end)
            if opens < closes:
                if current is not None and opens <= current[1]:
                    current = (current[0], max(current[1], closes))
                else:
                    if current is not None:
                        yield current
                    current = (opens, closes)
        day += timedelta(days=1)
    if current is not None:
        yield current


def _span_of_day(hours: OpenHours, day: date) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time.min)
    to_minute = hours.to_minute
    if to_minute <= hours.from_minute:
        to_minute += DAY_MINUTES
    opens = to_utc(midnight + timedelta(minutes=hours.from_minute), hours.timezone)
    closes = to_utc(midnight + timedelta(minutes=to_minute), hours.timezone)
    return opens, closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The span that is planned: whole weeks of the reporting zone, cut into UTC slots."""

    start_date: date
    weeks: int
    timezone: str
    interval_minutes: int

    @property
    def week_bounds(self) -> tuple[datetime, ...]:
        """``weeks + 1`` instants: week k is from bound k (in) to bound k + 1 (out)."""
        return _week_bounds(self.start_date, self.weeks, self.timezone)

    @property
    def start(self) -> datetime:
        """First instant."""
        return self.week_bounds[0]

    @property
    def end(self) -> datetime:
        """First instant after."""
        return self.week_bounds[-1]

    @property
    def on_grid(self) -> bool:
        """Whether every week starts at a slot boundary (slots are aligned to the UTC hour)."""
        return all(
            (bound.hour * 60 + bound.minute) % self.interval_minutes == 0
            for bound in self.week_bounds
        )

    @property
    def slots(self) -> tuple[datetime, ...]:
        """Starts of all intervals, in UTC, in order."""
        step = timedelta(minutes=self.interval_minutes)
        start = self.start
        return tuple(start + step * k for k in range((self.end - start) // step))

    def week_of(self, instant: datetime) -> int | None:
        """Week that holds ``instant``, None outside the horizon."""
        for week, (lower, upper) in enumerate(pairwise(self.week_bounds)):
            if lower <= instant < upper:
                return week
        return None


@lru_cache(maxsize=64)
def _week_bounds(start_date: date, weeks: int, timezone: str) -> tuple[datetime, ...]:
    """Asked for with every shift that is laid down: worked out once for each horizon."""
    return tuple(
        to_utc(datetime.combine(start_date + timedelta(days=7 * k), time.min), timezone)
        for k in range(weeks + 1)
    )
