"""The span that a roster is audited over: weeks of the reporting zone, cut into intervals."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from planner.audit.zones import MINUTE, midnight_of, opening_spans
from planner.domain import OpenHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """``week_bounds`` are instants; week k is from bound k (in) to bound k + 1 (out)."""

    start_date: date
    week_bounds: tuple[datetime, ...]
    interval_minutes: int

    @classmethod
    def of(cls, start_date: date, weeks: int, timezone: str, interval_minutes: int) -> Timeline:
        """Whole local weeks from ``start_date``."""
        bounds = tuple(
            midnight_of(start_date + timedelta(days=7 * week), timezone)
            for week in range(weeks + 1)
        )
        return cls(start_date=start_date, week_bounds=bounds, interval_minutes=interval_minutes)

    @property
    def start(self) -> datetime:
        """First instant."""
        return self.week_bounds[0]

    @property
    def end(self) -> datetime:
        """First instant after."""
        return self.week_bounds[-1]

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return len(self.week_bounds) - 1

    @property
    def slots(self) -> int:
        """Number of intervals."""
        return (self.end - self.start) // (self.interval_minutes * MINUTE)

    @property
    def interval_hours(self) -> float:
        """Length of an interval in hours."""
        return self.interval_minutes / 60

    def week_of(self, instant: datetime) -> int | None:
        """Week that holds ``instant``; None outside the plan."""
        week = bisect_right(self.week_bounds, instant) - 1
        return week if 0 <= week < self.weeks else None

    def slot_of(self, instant: datetime) -> int | None:
        """Interval that begins at ``instant``; None off the grid or outside the plan."""
        slot, rest = divmod(instant - self.start, self.interval_minutes * MINUTE)
        return slot if not rest and 0 <= slot < self.slots else None

    def slot_start(self, slot: int) -> datetime:
        """First instant of an interval (which may lie past the end)."""
        return self.start + slot * self.interval_minutes * MINUTE

    def week_of_slot(self) -> npt.NDArray[np.int64]:
        """Week of every interval: shape (slots,)."""
        bounds = [(bound - self.start) // MINUTE for bound in self.week_bounds]
        starts = np.arange(self.slots) * self.interval_minutes
        return np.searchsorted(bounds, starts, side="right").astype(np.int64) - 1

    def open_slots(self, hours: OpenHours) -> npt.NDArray[np.bool_]:
        """Intervals that lie wholly inside opening hours: shape (slots,)."""
        step = self.interval_minutes
        is_open = np.zeros(self.slots, dtype=np.bool_)
        for opens, closes in opening_spans(hours, self.start, self.end):
            first = -(-((opens - self.start) // MINUTE) // step)
            last = ((closes - self.start) // MINUTE) // step
            is_open[max(0, first) : max(0, last)] = True
        return is_open
