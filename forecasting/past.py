"""The counted table laid along a timeline: which intervals are known, and what came in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import numpy as np
import pandas as pd

from forecasting.calendars import CustomerCalendar, Event, Flags, Floats, Ints, event_factors
from forecasting.local_hours import Instants
from forecasting.timeline import Series, Timeline, ZoneClock, zone_clock

LONGEST_HISTORY = timedelta(weeks=208)
STALE_WEEKS = 4

HOLE = timedelta(days=7)
"""A whole log that is silent for longer has a hole; a weekend or a holiday is shorter."""

ZEROS_LEFT_OUT_SHARE = 0.05
"""Of a counted series: so many rows with a single contact and none with 0 mean that the rows with
0 were left out of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """History and horizon of all queues, ready to be forecast."""

    rows: pd.DataFrame
    starts: Instants
    timeline: Timeline
    horizon_weeks: int
    absent_is_zero: bool
    holes: Flags
    calendar: CustomerCalendar
    events: tuple[Event, ...]
    clocks: dict[str, ZoneClock]
    notices: tuple[str, ...]

    @property
    def queues(self) -> list[str]:
        """Names of the queues that have rows, sorted."""
        return sorted(str(queue) for queue in self.rows["queue"].unique())

    def rows_of(self, queue: str) -> tuple[pd.DataFrame, Instants]:
        """The queue's rows, and their starts as UTC without a zone."""
        own = (self.rows["queue"] == queue).to_numpy()
        return self.rows[own], self.starts[own]

    def clock(self, timezone: str) -> ZoneClock:
        """The customers' clock in a zone, laid once."""
        if timezone not in self.clocks:
            self.clocks[timezone] = zone_clock(self.timeline, timezone, self.calendar)
        return self.clocks[timezone]


def _utc(instant: datetime) -> np.datetime64:
    return np.datetime64(round(instant.timestamp() / 60), "m")


def read_past(
    volume: pd.DataFrame,
    *,
    start: datetime,
    end: datetime,
    interval_minutes: int,
    absent_is_zero: bool,
    calendar: CustomerCalendar,
    events: Sequence[Event],
) -> Past:
    """Lay the rows before ``start`` along a timeline that runs to ``end``."""
    stamps = pd.DatetimeIndex(volume["interval_start"]).tz_localize(None).to_numpy()
    stamps = stamps.astype("datetime64[m]")
    first_forecast, stop = _utc(start), _utc(end)
    step = np.timedelta64(interval_minutes, "m")
    before = stamps < first_forecast
    oldest = stamps[before].max() - np.timedelta64(LONGEST_HISTORY) if before.any() else None
    kept = before if oldest is None else before & (stamps >= oldest)
    rows, stamps = volume[kept].reset_index(drop=True), stamps[kept]
    begin = stamps.min() if len(stamps) else first_forecast
    # Whole UTC hours at the front make hourly sums a matter of reshaping.
    begin = begin.astype("datetime64[h]").astype("datetime64[m]")
    past_end = stamps.max() + step if len(stamps) else first_forecast
    timeline = Timeline(
        starts=np.arange(begin, stop, step),
        interval_minutes=interval_minutes,
        past=int((past_end - begin) // step),
        first_forecast=int((first_forecast - begin) // step),
    )
    holes, notices = _holes(stamps, timeline, absent_is_zero)
    weeks_ahead = (stop - past_end) / np.timedelta64(7, "D")
    gap_weeks = (first_forecast - past_end) / np.timedelta64(7, "D")
    if len(stamps) and gap_weeks > STALE_WEEKS:
        notices.append(
            f"the log ends {gap_weeks:.0f} weeks before the forecast starts: the level is uncertain"
        )
    return Past(
        rows=rows,
        starts=stamps,
        timeline=timeline,
        horizon_weeks=max(1, ceil(weeks_ahead)),
        absent_is_zero=absent_is_zero,
        holes=holes,
        calendar=calendar,
        events=tuple(events),
        clocks={},
        notices=tuple(notices),
    )


def _holes(stamps: Instants, timeline: Timeline, absent_is_zero: bool) -> tuple[Flags, list[str]]:
    """Intervals of the past in which the whole log is silent for longer than a closure lasts."""
    holes = np.zeros(timeline.past, dtype=np.bool_)
    if not absent_is_zero or not len(stamps):
        return holes, []
    seen = np.unique(stamps)
    notices = []
    for at in np.flatnonzero(np.diff(seen) > np.timedelta64(HOLE)):
        begin = _position(timeline, seen[at]) + 1
        holes[begin : _position(timeline, seen[at + 1])] = True
        notices.append(
            f"the log is silent from {seen[at]}Z to {seen[at + 1]}Z: taken as unknown, not as 0"
        )
    return holes, notices


def _position(timeline: Timeline, stamp: np.datetime64) -> int:
    step = np.timedelta64(timeline.interval_minutes, "m")
    return int((stamp - timeline.starts[0]) // step)


def queue_series(past: Past, queue: str) -> tuple[list[Series], int]:
    """The queue's series, one for each customers' zone by name, and where its history begins."""
    rows, stamps = past.rows_of(queue)
    if not len(rows):
        return [], past.timeline.past
    step = np.timedelta64(past.timeline.interval_minutes, "m")
    position = ((stamps - past.timeline.starts[0]) // step).astype(np.int64)
    first = int(position.min())
    factor = event_factors(past.events, queue, past.timeline.starts, past.timeline.interval_minutes)
    counts = rows["volume"].to_numpy()
    zone_rows = rows.groupby("customer_timezone", observed=True).indices
    series = [
        _series(past, queue, timezone, position[own], counts[own], first, factor)
        for timezone, own in sorted((str(zone), own) for zone, own in zone_rows.items())
    ]
    return series, first


def _series(
    past: Past,
    queue: str,
    timezone: str,
    position: Ints,
    counts: Floats,
    first: int,
    factor: Floats,
) -> Series:
    length = past.timeline.past
    if past.absent_is_zero or _zeros_left_out(counts):
        known = (~past.holes).astype(np.int64)
        known[:first] = 0
    else:
        known = np.zeros(length, dtype=np.int64)
    known[position] = 1
    return Series(
        queue=queue,
        clock=past.clock(timezone),
        timeline=past.timeline,
        volume=np.bincount(position, counts, length).astype(np.float64),
        known=known,
        factor=factor,
    )


def _zeros_left_out(counts: Floats) -> bool:
    """Whether a counted series has ones but no zeros, as a file made by grouping contacts has."""
    return bool((counts > 0).all() and (counts <= 1).mean() > ZEROS_LEFT_OUT_SHARE)
