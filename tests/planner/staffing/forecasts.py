"""Small forecasts made in code, with the columns of forecast.csv that the requirement reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from planner.clock import Horizon

START = date(2026, 11, 30)


def make_horizon(start: date = START, weeks: int = 1, **changes: object) -> Horizon:
    base = {"start_date": start, "weeks": weeks, "timezone": "UTC", "interval_minutes": 30}
    return Horizon(**(base | changes))  # type: ignore[arg-type]


def make_forecast(
    horizon: Horizon,
    queue: str = "phone-en",
    mean: ArrayLike = 60.0,
    aht_s: ArrayLike = 240.0,
    zones: Sequence[str] = ("Europe/Madrid",),
) -> pd.DataFrame:
    """A row of zone ``*`` for every slot, and one of each zone that must not be counted."""
    starts = pd.DatetimeIndex(horizon.slots)
    total = pd.DataFrame(
        {
            "interval_start": starts,
            "queue": queue,
            "customer_timezone": "*",
            "mean": np.broadcast_to(np.asarray(mean, dtype=float), len(starts)),
            "aht_seconds": np.broadcast_to(np.asarray(aht_s, dtype=float), len(starts)),
        }
    )
    parts = [total.assign(customer_timezone=zone) for zone in zones]
    return pd.concat([*parts, total], ignore_index=True)
