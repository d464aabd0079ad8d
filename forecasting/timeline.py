"""The UTC intervals of past and horizon, and each series of contacts along them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from forecasting.calendars import CustomerCalendar, Days, Floats, Ints
from forecasting.local_hours import HOURS, Instants, LocalHours, hour_grid, local_hours
from forecasting.models.base import WEEKDAYS, History, Model

SLOT_PRIOR_CONTACTS = 30.0
"""Within an hour, contacts are believed to come evenly as firmly as so many contacts say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Every interval (UTC, gapless) from the first of the history to the last of the horizon.

    ``past`` is how many of them are history; ``first_forecast`` is the position of the first that
    is asked for (the log may end before).
    """

    starts: Instants
    interval_minutes: int
    past: int
    first_forecast: int

    @property
    def per_hour(self) -> int:
        """Intervals in an hour."""
        return 60 // self.interval_minutes

    @property
    def per_week(self) -> int:
        """Intervals in seven days."""
        return 7 * HOURS * self.per_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneClock:
    """A timeline on one customers' clock: the days it spans and each interval's cell in them."""

    timezone: str
    hours: LocalHours
    days: Days
    cell: Ints

    @property
    def block(self) -> Ints:
        """The 4-hour block of the local day, 0 to 5, of every interval."""
        return self.hours.hour // 4


def zone_clock(timeline: Timeline, timezone: str, calendar: CustomerCalendar) -> ZoneClock:
    """Lay the customers' clock over the timeline."""
    hours = local_hours(timeline.starts, timezone, timeline.interval_minutes)
    first: date = hours.date.min().astype(object)
    last: date = hours.date.max().astype(object)
    return ZoneClock(
        timezone=timezone,
        hours=hours,
        days=calendar.days(timezone, first, last + timedelta(days=1)),
        cell=hours.cell(np.datetime64(first, "D")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Contacts of a queue from one zone.

    ``volume`` and ``known`` (bool) are as long as the past; ``factor`` (events) as the timeline.
    """

    queue: str
    clock: ZoneClock
    timeline: Timeline
    volume: Floats
    known: Ints
    factor: Floats

    def forecast(self, model: Model, cut: int, start: int, stop: int) -> Floats:
        """Mean contacts in the intervals ``start`` to ``stop``, from those before ``cut`` alone."""
        history = self._history(cut)
        if not history.exposure.any():
            return np.zeros(stop - start)
        cells = self.clock.cell[start:stop]
        first_day, last_day = cells.min() // HOURS, cells.max() // HOURS
        rate = model.fit(history).predict(self.clock.days.part(first_day, last_day + 1))
        hourly = rate.reshape(-1)[cells - first_day * HOURS]
        weekday_hour_slot = self._slot_position(start, stop)
        within_hour = self._within_hour(cut).reshape(-1)[weekday_hour_slot]
        means: Floats = hourly * within_hour * self.factor[start:stop] / self.timeline.per_hour
        return means

    def _history(self, cut: int) -> History:
        """The grid of local days and hours of the first ``cut`` intervals."""
        exposure = self.known[:cut] * self.factor[:cut]
        seen = np.flatnonzero(exposure)
        begin = int(seen[0]) if len(seen) else 0
        first = int(self.clock.cell[begin]) // HOURS
        last = int(self.clock.cell[cut - 1]) // HOURS
        cells = self.clock.cell[begin:cut] - first * HOURS
        length = last - first + 1
        counted = np.where(exposure > 0, self.volume[:cut], 0.0)
        return History(
            days=self.clock.days.part(first, last + 1),
            counts=hour_grid(cells, counted[begin:], length),
            exposure=hour_grid(cells, exposure[begin:] / self.timeline.per_hour, length),
        )

    def _slot_position(self, start: int, stop: int) -> Ints:
        """Position of every interval in a flattened table of weekday, hour and slot."""
        hours = self.clock.hours
        day = self.clock.cell[start:stop] // HOURS
        hour_of_week = self.clock.days.weekday[day] * HOURS + hours.hour[start:stop]
        return hour_of_week * hours.slots_per_hour + hours.slot[start:stop]

    def _within_hour(self, cut: int) -> Floats:
        """How each interval of an hour stands to the hour's mean: weekday by hour by slot.

        1 where contacts come evenly, 0 where the queue is closed for that part of an open hour.
        """
        shape = (WEEKDAYS, HOURS, self.clock.hours.slots_per_hour)
        if shape[2] == 1:
            return np.ones(shape)
        position = self._slot_position(0, cut)
        exposure = self.known[:cut] * self.factor[:cut]
        size = int(np.prod(shape))
        counts = np.bincount(position, self.volume[:cut] * (exposure > 0), size).reshape(shape)
        known = np.bincount(position, exposure, size).reshape(shape)
        known_in_hour = known.sum(axis=2, keepdims=True)
        rate = counts.sum(axis=2, keepdims=True) / np.maximum(known_in_hour, 1e-12)
        expected = known * rate
        prior = SLOT_PRIOR_CONTACTS
        of_the_hour = (counts.sum(axis=0) + prior) / (expected.sum(axis=0) + prior)
        relative = (counts + prior * of_the_hour) / (expected + prior)
        return np.where((known > 0) | (known_in_hour == 0), relative, 0.0)
