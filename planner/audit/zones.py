"""The audit's own clock: wall time and UTC by zoneinfo, sharing nothing with the planner's.

Instants are aware datetimes in UTC on whole minutes. A span of instants is looked at in *pieces*
of one UTC offset each, so that "what the clock on the wall shows at this minute" needs no loop
over minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from planner.domain import DAY_MINUTES, OpenHours

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)

Instants = tuple[datetime, datetime]


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=100_000)
def instant_of(wall: datetime, timezone: str) -> datetime:
    """Instant at which clocks in ``timezone`` first show ``wall``, or skip it.

    Examples
    --------
    >>> instant_of(datetime(2027, 3, 14, 2, 30), "America/Los_Angeles").isoformat()
    '2027-03-14T10:00:00+00:00'
    >>> instant_of(datetime(2026, 11, 1, 1, 30), "America/Los_Angeles").isoformat()
    '2026-11-01T08:30:00+00:00'
    """
    zone = _zone(timezone)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # In a gap fold=0 reads the offset before it, fold=1 the one after: the change is between.
    later_offset = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _change_between(min(instant, later_offset), max(instant, later_offset), zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """First whole minute in (before, after] with another offset than at ``before``."""
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, (after - before) // MINUTE
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * MINUTE).astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return before + high * MINUTE


def wall_of(instant: datetime, timezone: str) -> datetime:
    """Naive wall time in ``timezone`` at ``instant``."""
    return instant.astimezone(_zone(timezone)).replace(tzinfo=None)


def midnight_of(day: date, timezone: str, minute: int = 0) -> datetime:
    """Instant at which the local ``day`` begins, or ``minute`` wall minutes into it."""
    return instant_of(datetime.combine(day, time.min) + minute * MINUTE, timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A span under one UTC offset, as wall-clock minutes from day 0 of the common era."""

    from_minute: int
    to_minute: int

    @property
    def days(self) -> Iterator[tuple[date, int]]:
        """Local dates that the piece touches, with its minutes on each."""
        for ordinal in range(self.from_minute // DAY_MINUTES, -(-self.to_minute // DAY_MINUTES)):
            lower = max(self.from_minute, ordinal * DAY_MINUTES)
            upper = min(self.to_minute, (ordinal + 1) * DAY_MINUTES)
            yield date.fromordinal(ordinal), upper - lower

    def minutes_within(self, from_minute: int, to_minute: int) -> int:
        """Minutes whose time of day lies in a daily window (over midnight if it ends first)."""
        length = to_minute - from_minute
        if length <= 0:
            length += DAY_MINUTES
        total = 0
        for ordinal in range(
            self.from_minute // DAY_MINUTES - 1, self.to_minute // DAY_MINUTES + 1
        ):
            opens = ordinal * DAY_MINUTES + from_minute
            shared = min(self.to_minute, opens + length) - max(self.from_minute, opens)
            total += max(0, shared)
        return total


def pieces(start: datetime, end: datetime, timezone: str) -> tuple[Piece, ...]:
    """The span from ``start`` to ``end`` cut where the zone changes its offset.

    Spans are shifts: shorter than the time between two changes that undo each other.
    """
    zone = _zone(timezone)
    found = []
    while start < end:
        until = end
        last = end - MINUTE
        if start.astimezone(zone).utcoffset() != last.astimezone(zone).utcoffset():
            until = _change_between(start, last, zone)
        wall = start.astimezone(zone).replace(tzinfo=None)
        first = wall.toordinal() * DAY_MINUTES + wall.hour * 60 + wall.minute
        found.append(Piece(from_minute=first, to_minute=first + (until - start) // MINUTE))
        start = until
    return tuple(found)


def united(spans: Iterable[Instants]) -> tuple[Instants, ...]:
    """Spans in order of time, one where they touch or overlap."""
    result: list[Instants] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return tuple(result)


def without(span: Instants, holes: Sequence[Instants]) -> tuple[Instants, ...]:
    """What is left of ``span`` outside ``holes``."""
    left = []
    at = span[0]
    for start, end in united(holes):
        if at < min(start, span[1]):
            left.append((at, min(start, span[1])))
        at = max(at, end)
    if at < span[1]:
        left.append((at, span[1]))
    return tuple(left)


def opening_spans(hours: OpenHours, start: datetime, end: datetime) -> tuple[Instants, ...]:
    """Spans of instants around ``start``..``end`` in which ``hours`` are open."""
    day = wall_of(start, hours.timezone).date() - 2 * ONE_DAY
    last = wall_of(end, hours.timezone).date() + ONE_DAY
    spans = []
    while day <= last:
        if day.weekday() in hours.weekdays:
            spans.append(daily_span(day, hours.from_minute, hours.to_minute, hours.timezone))
        day += ONE_DAY
    return united(spans)


def daily_span(day: date, from_minute: int, to_minute: int, timezone: str) -> Instants:
    """Instants of a wall-clock window that begins on ``day`` (next day if it ends first)."""
    if to_minute <= from_minute:
        to_minute += DAY_MINUTES
    return midnight_of(day, timezone, from_minute), midnight_of(day, timezone, to_minute)
