"""Where UTC intervals fall on the customers' clock, and counts as a grid of local days by hours.

Every interval belongs to the local date and hour in which it *starts*. In a zone half an hour off
UTC, intervals of 15 and 30 minutes fall wholly into a local hour; one of 60 minutes straddles two
and is booked whole under the hour it starts in, in the past and in the forecast alike, so the
pattern that is learnt is the pattern that is forecast. On the day when clocks go back one hour
of the grid holds two hours of exposure; on the day when they go forward one holds none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.calendars import Dates, Floats, Ints

HOURS = 24

Instants = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHours:
    """Local date, hour (0-23) and part of the hour of UTC intervals; arrays of equal length.

    ``slot`` counts the intervals of the hour: 0 or 1 where they last 30 minutes.
    """

    date: Dates
    hour: Ints
    slot: Ints
    slots_per_hour: int

    def cell(self, first: np.datetime64) -> Ints:
        """Position of every interval in a flattened grid whose first day is ``first``."""
        return (self.date - first).astype(np.int64) * HOURS + self.hour


def local_hours(starts: Instants, timezone: str, interval_minutes: int) -> LocalHours:
    """The customers' clock in ``timezone`` at UTC instants ``starts`` (datetime64, no zone)."""
    index = pd.DatetimeIndex(starts, tz="UTC").tz_convert(timezone).tz_localize(None)
    wall = index.to_numpy().astype("datetime64[m]")
    date = wall.astype("datetime64[D]")
    minute = (wall - date).astype(np.int64)
    return LocalHours(
        date=date,
        hour=minute // 60,
        slot=minute % 60 // interval_minutes,
        slots_per_hour=60 // interval_minutes,
    )


def hour_grid(cells: Ints, values: Floats, days: int) -> Floats:
    """Sum of ``values`` in every local hour: an array of ``days`` by 24."""
    sums: Floats = np.bincount(cells, weights=values, minlength=days * HOURS).astype(np.float64)
    return sums.reshape(days, HOURS)
