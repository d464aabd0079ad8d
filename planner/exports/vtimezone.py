"""A zone's VTIMEZONE: what its clocks do around given dates, written out change by change.

The calendar library can make one from a zone as well, but dates the change to summer time by the
clock after it, where RFC 5545 (3.6.5) wants the one before: an hour late for those who read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from planner.exports.clock_changes import ClockChange, clock_changes, offset_at

__all__ = ["timezone_component"]

# Calendar programs may keep the first definition of a zone that they meet: half a year would lack
# one of the two changes.
YEAR_AFTER = timedelta(days=366)
YEAR_BEFORE = timedelta(days=400)
LONG_AGO = datetime(1970, 1, 1)  # noqa: DTZ001 - an onset is local
Observance = TimezoneStandard | TimezoneDaylight


def timezone_component(timezone: str, first: datetime, last: datetime) -> Timezone:
    """The VTIMEZONE that holds from the instant ``first`` to a year after ``last``.

    It begins with the change before ``first``; a zone without one in the year before gets its
    offset from 1970 on. The least offset is called STANDARD, any other DAYLIGHT.
    """
    before = clock_changes(timezone, first - YEAR_BEFORE, first)[-1:]
    changes = [*before, *clock_changes(timezone, first, last + YEAR_AFTER)]
    component = Timezone()
    component.add("TZID", timezone)
    least = min([offset_at(first, timezone), *(change.after for change in changes)])
    if not before:
        offset = offset_at(first, timezone)
        component.add_component(_observance(offset, offset, [LONG_AGO], least))
    for same in _by_offsets(changes):
        onsets = [change.at.replace(tzinfo=None) + change.before for change in same]
        component.add_component(_observance(same[0].before, same[0].after, onsets, least))
    return component


def _by_offsets(changes: Sequence[ClockChange]) -> list[list[ClockChange]]:
    groups: dict[tuple[timedelta, timedelta], list[ClockChange]] = {}
    for change in changes:
        groups.setdefault((change.before, change.after), []).append(change)
    return list(groups.values())


def _observance(
    before: timedelta, after: timedelta, onsets: Sequence[datetime], least: timedelta
) -> Observance:
    """One sub-component; ``onsets`` are wall times by the clock before each change."""
    observance = TimezoneStandard() if after == least else TimezoneDaylight()
    observance.DTSTART = onsets[0]
    observance.TZOFFSETFROM = before
    observance.TZOFFSETTO = after
    if onsets[1:]:
        observance.add("RDATE", list(onsets[1:]))
    return observance
