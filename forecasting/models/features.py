"""Calendar features of local days, and how hard each is held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.calendars import Days, Floats
from forecasting.models.base import WEEKDAYS

DAYS_OF_A_YEAR = 365.25

# Prior precisions (see Ridge), chosen on the rolling origins of benchmarks/forecast_bench.py.
WEEKDAY_RIDGE = 0.1
DAY_TYPE_RIDGE = 3.0
SEASON_RIDGE = 2.0
SEASON_BY_BLOCK_RIDGE = 20.0
MONTH_RIDGE = 20.0
NAMED_HOLIDAY_RIDGE = 20.0

# Pay days, bills and reports fall on these days; counted from the month's start, from its end.
FIRST_DAYS = ((1, 1), (2, 2), (3, 3), (4, 5), (9, 11), (14, 16))
LAST_DAYS = ((1, 1), (2, 2), (3, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Columns (n by c) and the prior precision of each (c)."""

    columns: Floats
    ridge: Floats


def joined(*parts: Features) -> Features:
    """The columns of all parts side by side."""
    return Features(
        columns=np.concatenate([part.columns for part in parts], axis=1),
        ridge=np.concatenate([part.ridge for part in parts]),
    )


def _features(columns: Floats, ridge: float) -> Features:
    return Features(columns=columns, ridge=np.full(columns.shape[1], ridge))


def season(days: Days, pairs: int, ridge: float = SEASON_RIDGE) -> Features:
    """``pairs`` yearly Fourier pairs."""
    year_start = days.date.astype("datetime64[Y]").astype("datetime64[D]")
    turns = (days.date - year_start).astype(np.float64)[:, None] / DAYS_OF_A_YEAR
    angles = 2.0 * np.pi * turns * np.arange(1, pairs + 1)
    return _features(np.concatenate([np.sin(angles), np.cos(angles)], axis=1), ridge)


def month_edges(days: Days) -> Features:
    """Days near the start, the middle and the end of a month."""
    month = days.date.astype("datetime64[M]")
    from_start = (days.date - month.astype("datetime64[D]")).astype(np.int64) + 1
    from_end = ((month + 1).astype("datetime64[D]") - days.date).astype(np.int64)
    columns = [(from_start >= first) & (from_start <= last) for first, last in FIRST_DAYS]
    columns += [(from_end >= first) & (from_end <= last) for first, last in LAST_DAYS]
    return _features(np.stack(columns, axis=1).astype(np.float64), MONTH_RIDGE)


def named_holidays(days: Days, names: tuple[str, ...]) -> Features:
    """A column for each of the named holidays."""
    columns = np.zeros((len(days), len(names)))
    for position, name in enumerate(names):
        columns[:, position] = days.holiday == name
    return _features(columns, NAMED_HOLIDAY_RIDGE)


def repeated_holidays(days: Days) -> tuple[str, ...]:
    """Names that occur at least twice: one occurrence teaches a day type, not a name."""
    names, times = np.unique(days.holiday[days.is_holiday].astype(str), return_counts=True)
    return tuple(str(name) for name in names[times >= 2])


def weekdays(days: Days) -> Features:
    """A column for each weekday."""
    return _features(np.eye(WEEKDAYS)[days.weekday], WEEKDAY_RIDGE)


def day_types(days: Days) -> Features:
    """Holiday, eve and day after, each on working days; the same three on rest days."""
    kinds = (days.is_holiday, days.is_eve, days.is_day_after)
    columns = [days.is_holiday & ~days.is_rest, days.is_eve, days.is_day_after]
    columns += [kind & days.is_rest for kind in kinds]
    return _features(np.stack(columns, axis=1).astype(np.float64), DAY_TYPE_RIDGE)
