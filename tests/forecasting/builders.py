"""Made-up contacts with patterns that are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from forecasting.calendars import CustomerCalendar, Floats
from forecasting.models.base import History
from forecasting.volume import COLUMNS

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def daily_curve() -> Floats:
    """Contacts an hour by local hour: busy at noon, hardly any at night."""
    return 0.2 + 20.0 * np.exp(-(((np.arange(24) - 12.5) / 4.0) ** 2))


def weekly_curve() -> Floats:
    """Contacts an hour, 7 by 24: Mondays are busiest, the weekend has a third."""
    by_day = np.array([1.3, 1.1, 1.0, 1.0, 1.0, 0.35, 0.3])
    return by_day[:, None] * daily_curve()


def make_history(
    days: int, *, seed: int | None = 1, first: date = date(2025, 1, 6), timezone: str = "UTC"
) -> History:
    """Poisson counts around `weekly_curve`; the curve itself where ``seed`` is None."""
    calendar = CustomerCalendar().days(timezone, first, first + timedelta(days=days - 1))
    mean = weekly_curve()[calendar.weekday]
    counts = mean if seed is None else np.random.default_rng(seed).poisson(mean).astype(float)
    return History(days=calendar, counts=counts, exposure=np.ones_like(mean))


def make_volume(
    *,
    weeks: float,
    end: datetime = MONDAY,
    queue: str = "phone",
    timezone: str = "Europe/Madrid",
    interval_minutes: int = 30,
    scale: float = 1.0,
    seed: int = 1,
    aht_seconds: float = float("nan"),
) -> pd.DataFrame:
    """A counted table around `weekly_curve` on the customers' clock, every interval with a row."""
    starts = pd.date_range(
        end - timedelta(weeks=weeks), end, freq=f"{interval_minutes}min", inclusive="left"
    )
    local = starts.tz_convert(timezone)
    mean = weekly_curve()[local.day_of_week, local.hour] * scale * interval_minutes / 60
    counts = np.random.default_rng(seed).poisson(mean).astype(float)
    table = pd.DataFrame(
        {
            "interval_start": starts,
            "queue": queue,
            "customer_timezone": timezone,
            "volume": counts,
            "aht_seconds": aht_seconds,
        }
    )
    return table[list(COLUMNS)]
