"""Wall times for tables and charts: what a zone's clocks show, whatever zone the browser is in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.clock import local_minutes

__all__ = ["WEEKDAYS", "both_clocks", "for_axis", "shown_minute", "wall_times"]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EPOCH_ORDINAL_MINUTES = 719_162 * 1440  # 1970-01-01, counted from 0001-01-01


def wall_times(instants: pd.Series, timezone: str) -> pd.Series:
    """Naive wall times that clocks in ``timezone`` show at instants of the whole minute.

    Parameters
    ----------
    instants
        datetime64 in UTC, none missing.
    timezone
        IANA name.

    Returns
    -------
    Series of datetime64[us]
        Index as before.

    Examples
    --------
    >>> starts = pd.Series(pd.to_datetime(["2026-11-29T23:00:00+00:00"]))
    >>> wall_times(starts, "Asia/Kolkata")[0]
    Timestamp('2026-11-30 04:30:00')
    """
    if instants.empty:
        return pd.Series(index=instants.index, dtype="datetime64[us]")
    first = instants.min()
    minute = ((instants - first) // pd.Timedelta(minutes=1)).to_numpy(dtype=np.int64)
    shown = local_minutes(first.to_pydatetime(), int(minute.max()) + 1, timezone)[minute]
    since_1970 = (shown - _EPOCH_ORDINAL_MINUTES).astype("timedelta64[m]")
    wall = (np.datetime64(0, "m") + since_1970).astype("datetime64[us]")
    return pd.Series(wall, index=instants.index)


def for_axis(wall: pd.Series) -> pd.Series:
    """Wall times as an axis of ``type="utc"`` wants them.

    A chart would move naive times by the browser's zone. Labelled as UTC and drawn on a UTC
    scale they are shown as they are, everywhere.
    """
    return wall.dt.tz_localize("UTC")


def shown_minute(wall: pd.Series) -> pd.Series:
    """Wall times as text, such as ``Mon 30 Nov 04:30``."""
    return wall.dt.strftime("%a %d %b %H:%M")


def both_clocks(instants: pd.Series, timezone: str) -> pd.DataFrame:
    """Columns for tooltips: ``local`` (named with its zone) and ``utc``, as text."""
    local = shown_minute(wall_times(instants, timezone)) + f" ({timezone})"
    return pd.DataFrame({"local": local, "utc": shown_minute(wall_times(instants, "UTC"))})
