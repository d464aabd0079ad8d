"""A queue's opening hours on the slots of a plan, and time that runs only while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from planner.clock import Horizon, open_spans
from planner.domain import DAY_MINUTES, OpenHours

__all__ = ["OpenTime"]

Minutes = NDArray[np.int64]

_WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTime:
    """Open spans from a horizon's start on, in minutes after it, in order, apart.

    ``opened`` counts the open minutes before each span. A slot of which only a part is open counts
    as open.
    """

    slots: int
    interval_minutes: int
    opens: Minutes
    closes: Minutes
    opened: Minutes

    @classmethod
    def of(cls, hours: OpenHours, horizon: Horizon, beyond_minutes: int = 0) -> OpenTime:
        """Lay the weekly hours over the horizon and ``beyond_minutes`` of open time after it."""
        end = horizon.end + timedelta(days=_days_holding(hours, beyond_minutes))
        spans = list(open_spans(hours, horizon.start, end))

        def minutes(instants: list[datetime]) -> Minutes:
            after = [(instant - horizon.start) // timedelta(minutes=1) for instant in instants]
            return np.array(after, dtype=np.int64)

        opens = minutes([opens for opens, _ in spans])
        closes = minutes([closes for _, closes in spans])
        opened = np.concatenate([[0], np.cumsum(closes - opens)]).astype(np.int64)
        return cls(
            slots=len(horizon.slots),
            interval_minutes=horizon.interval_minutes,
            opens=opens,
            closes=closes,
            opened=opened,
        )

    @property
    def slot_is_open(self) -> NDArray[np.bool_]:
        """One flag a slot: whether the queue is open at any moment of it."""
        return self._opened_before(self._slot_starts() + self.interval_minutes) > (
            self._opened_before(self._slot_starts())
        )

    def arrival_slots(self) -> Minutes:
        """Per slot: itself where open, else the slot of the next opening (``slots`` if none)."""
        slot = np.arange(self.slots)
        following = np.where(self.slot_is_open, slot, self.slots)
        found: Minutes = np.minimum.accumulate(following[::-1])
        return found[::-1]

    def due_minutes(self, within_minutes: int) -> Minutes:
        """Per slot: when work that arrives at its start is due, -1 where the queue never opens.

        The time runs while the queue is open, and is never over before the slot of arrival (that
        of the next opening, for work that arrives while it is closed) is.
        """
        if not self.opens.size:
            return np.full(self.slots, -1, dtype=np.int64)
        target = self._opened_before(self._slot_starts()) + within_minutes
        # A time that runs out with a closing is due then, not at the opening that follows.
        span = np.searchsorted(self.opened, target, side="left") - 1
        span = np.clip(span, 0, self.opens.size - 1)
        due = self.opens[span] + target - self.opened[span]
        own_end = (self.arrival_slots() + 1) * self.interval_minutes
        return np.where(self.arrival_slots() < self.slots, np.maximum(due, own_end), due)

    def _slot_starts(self) -> Minutes:
        return np.arange(self.slots, dtype=np.int64) * self.interval_minutes

    def _opened_before(self, minute: Minutes) -> Minutes:
        """Open minutes from the horizon's start to ``minute``."""
        if not self.opens.size:
            return np.zeros_like(minute)
        span = np.maximum(np.searchsorted(self.opens, minute, side="right") - 1, 0)
        length = self.closes[span] - self.opens[span]
        inside: Minutes = np.clip(minute - self.opens[span], 0, length)
        return self.opened[span] + inside


def _days_holding(hours: OpenHours, open_minutes: int) -> int:
    """Days that hold ``open_minutes`` for sure; two weeks to spare for edges and clock changes."""
    if not hours.weekdays or not open_minutes:
        return 0
    daily = hours.to_minute - hours.from_minute
    if daily <= 0:
        daily += DAY_MINUTES
    weekly = daily * len(hours.weekdays)
    return _WEEK_DAYS * (open_minutes // weekly + 2)
