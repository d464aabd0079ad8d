"""The counted table: contacts per interval, queue and customers' time zone.

One long frame everywhere; its columns and dtypes stand here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

COLUMNS = ("interval_start", "queue", "customer_timezone", "volume", "aht_seconds")
"""``interval_start``: datetime64[us, UTC]. ``queue`` and ``customer_timezone``: categories of str.
``volume``: float64, contacts offered. ``aht_seconds``: float64, NaN where none was handled."""

KEY = list(COLUMNS[:3])

INTERVALS_ALLOWED = (15, 30, 60)
"""Lengths of an interval in minutes; intervals are aligned in UTC."""


def volume_frame(
    *,
    interval_start: npt.NDArray[np.datetime64],
    queue: pd.Categorical,
    customer_timezone: pd.Categorical,
    volume: npt.NDArray[np.float64],
    aht_seconds: npt.NDArray[np.float64],
) -> pd.DataFrame:
    """The counted table from its columns, sorted by queue, zone and start.

    Parameters
    ----------
    interval_start : array of datetime64
        UTC, without a zone.
    """
    table = pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(interval_start.astype("datetime64[us]"), tz="UTC"),
            "queue": queue,
            "customer_timezone": customer_timezone,
            "volume": volume.astype(np.float64),
            "aht_seconds": aht_seconds.astype(np.float64),
        }
    )
    return table.sort_values(["queue", "customer_timezone", "interval_start"], ignore_index=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A span without a row of a queue and zone; ``end`` is the start of the next row."""

    queue: str
    customer_timezone: str
    start: datetime
    end: datetime


def gaps(table: pd.DataFrame, *, interval_minutes: int, least_minutes: int) -> tuple[Gap, ...]:
    """The spans of at least ``least_minutes`` between two rows of the same queue and zone."""
    found: list[Gap] = []
    length = pd.Timedelta(minutes=interval_minutes)
    for (queue, timezone), rows in table.groupby(KEY[1:], observed=True):
        starts = rows["interval_start"].sort_values()
        ends = starts + length
        missing = starts.iloc[1:].to_numpy() - ends.iloc[:-1].to_numpy()
        found.extend(
            Gap(
                queue=str(queue),
                customer_timezone=str(timezone),
                start=ends.iloc[at].to_pydatetime(),
                end=starts.iloc[at + 1].to_pydatetime(),
            )
            for at in np.flatnonzero(missing >= np.timedelta64(least_minutes, "m"))
        )
    return tuple(found)
