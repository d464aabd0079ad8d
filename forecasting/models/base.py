"""What every forecaster is: fitted on local hours of the past, asked for local hours to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

import numpy as np

from forecasting.calendars import Days, Flags, Floats

WEEKDAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Contacts of one queue and zone on the customers' clock, by local day and hour.

    Attributes
    ----------
    days : Days
        n consecutive local dates.
    counts : array of float, n by 24
        Contacts in each local hour; 0 where nothing is known.
    exposure : array of float, n by 24
        How much of the hour is known, times the factor of events: 0 where nothing is known (the
        queue is closed, or the log has a hole), 2 where the clocks went back. The expected count
        is exposure times the rate that a model forecasts.
    """

    days: Days
    counts: Floats
    exposure: Floats

    def last(self, days: int) -> History:
        """The most recent days, at most so many."""
        start = max(0, len(self.days) - days)
        return History(
            days=self.days.part(start, len(self.days)),
            counts=self.counts[start:],
            exposure=self.exposure[start:],
        )


class Model(Protocol):
    """A forecaster of contacts an hour.

    The same history gives the same forecast, and the history is left as it was.
    """

    name: ClassVar[str]
    """The model's name in ``accuracy.csv``."""
    least_days: ClassVar[int]
    """With less history than this the model is not tried."""

    def fit(self, history: History) -> Self:
        """Learn from the history; attributes that are learnt end in ``_``."""
        ...

    def predict(self, days: Days) -> Floats:
        """Contacts an hour at exposure 1, len(days) by 24, at least 0; days after the history."""
        ...


def by_weekday(history: History, rows: Flags) -> tuple[Floats, Floats]:
    """Counts and exposure of the chosen days summed by weekday and hour: two 7 by 24 arrays."""
    counts = np.zeros((WEEKDAYS, history.counts.shape[1]))
    exposure = np.zeros_like(counts)
    np.add.at(counts, history.days.weekday[rows], history.counts[rows])
    np.add.at(exposure, history.days.weekday[rows], history.exposure[rows])
    return counts, exposure


def is_open(history: History) -> Flags:
    """Hours of the week (7 by 24) in which the queue can be contacted.

    An hour is closed where the log holds ordinary days of that weekday and never a row at that
    hour. A weekday that the log never reached is open: nothing is known against it.
    """
    ordinary = history.days.ordinary()
    if not ordinary.any():
        ordinary = np.ones(len(history.days), dtype=np.bool_)
    known = by_weekday(history, np.ones(len(history.days), dtype=np.bool_))[1] > 0
    reached = np.bincount(history.days.weekday[ordinary], minlength=WEEKDAYS) > 0
    either: Flags = known | ~reached[:, None]
    return either


def pooled_rate(history: History) -> Floats:
    """Contacts an hour by hour of the day (24), over all days; hours never known get the mean."""
    counts, exposure = history.counts.sum(axis=0), history.exposure.sum(axis=0)
    mean = counts.sum() / max(exposure.sum(), 1.0)
    rate: Floats = np.where(exposure > 0, counts / np.maximum(exposure, 1e-9), mean)
    return rate
