"""Average handle time by queue and local hour, as far as the log tells it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.calendars import Floats
from forecasting.local_hours import HOURS, Instants, local_hours

PRIOR_CONTACTS = 200.0
"""An hour's own mean is believed from about so many contacts; below, the queue's mean is."""

RECENT = np.timedelta64(26 * 7, "D")


def hourly_aht(
    rows: pd.DataFrame, starts: Instants, interval_minutes: int, default_aht_seconds: float | None
) -> Floats:
    """Seconds by the customer's local hour (24); NaN where neither log nor default tells.

    Parameters
    ----------
    rows : DataFrame
        One queue's rows of the counted table.
    starts : array of datetime64
        The rows' interval starts, UTC without a zone.
    """
    told = rows["aht_seconds"].notna().to_numpy() & (rows["volume"].to_numpy() > 0)
    if told.any():
        told &= starts > starts[told].max() - RECENT
    if not told.any():
        return np.full(HOURS, np.nan if default_aht_seconds is None else default_aht_seconds)
    contacts, seconds = np.zeros(HOURS), np.zeros(HOURS)
    rows, starts = rows[told], starts[told]
    for timezone, positions in rows.groupby("customer_timezone", observed=True).indices.items():
        hour = local_hours(starts[positions], str(timezone), interval_minutes).hour
        volume = rows["volume"].to_numpy()[positions]
        handled = volume * rows["aht_seconds"].to_numpy()[positions]
        contacts += np.bincount(hour, volume, HOURS)
        seconds += np.bincount(hour, handled, HOURS)
    mean = seconds.sum() / contacts.sum()
    aht: Floats = (seconds + PRIOR_CONTACTS * mean) / (contacts + PRIOR_CONTACTS)
    return aht
