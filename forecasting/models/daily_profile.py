"""The day's total times the day's profile: steadier than hours where history is short."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from forecasting.calendars import Days, Floats
from forecasting.models.base import History, by_weekday, is_open, pooled_rate
from forecasting.models.features import day_types, joined, month_edges, weekdays
from forecasting.models.level import measured_level
from forecasting.models.poisson_irls import Design, Ridge, fit_poisson

LONGEST_DAYS = 52 * 7
TOTAL_HALF_LIFE_DAYS = 91.0
PROFILE_HALF_LIFE_DAYS = 56.0
POOLED_CONTACTS = 20.0
"""The profile of all days counts as so many contacts in each weekday's own profile."""


class DailyProfile:
    """Total of the day by Poisson regression, spread by the weekday's share of each hour."""

    name: ClassVar[str] = "daily total times profile"
    least_days: ClassVar[int] = 14

    def fit(self, history: History) -> Self:
        """Learn profiles first; exposure of a day is then the share of its contacts known."""
        recent = history.last(LONGEST_DAYS)
        self.open_ = is_open(history)
        self.profile_ = self._profiles(recent)
        share_known = (recent.exposure * self.profile_[recent.days.weekday]).sum(axis=1)
        totals = recent.counts.sum(axis=1)
        self.daily_ = (totals.sum() + 0.5) / (share_known.sum() + 1.0)
        design = self._design(recent.days)
        ridge = joined(weekdays(recent.days), day_types(recent.days)).ridge
        age = np.arange(len(recent.days))[::-1]
        self.coefficients_ = fit_poisson(
            design,
            totals[:, None],
            share_known[:, None],
            0.5 ** (age / TOTAL_HALF_LIFE_DAYS),
            Ridge(shared=month_edges(recent.days).ridge, local=ridge),
        )
        mean = share_known * np.exp(self.coefficients_.log_rate(design)[:, 0])
        self.level_ = measured_level(recent.days, totals, mean)
        return self

    def predict(self, days: Days) -> Floats:
        """Total times profile."""
        total = np.exp(self.coefficients_.log_rate(self._design(days))[:, 0])
        rate: Floats = (total * self.level_.factor(days))[:, None] * self.profile_[days.weekday]
        return rate

    def _profiles(self, recent: History) -> Floats:
        """Share of a day's contacts in each hour, 7 by 24; each row adds up to 1 unless closed."""
        age = np.arange(len(recent.days))[::-1]
        weights = 0.5 ** (age / PROFILE_HALF_LIFE_DAYS) * ~recent.days.is_holiday
        faded = History(
            days=recent.days,
            counts=recent.counts * weights[:, None],
            exposure=recent.exposure * weights[:, None],
        )
        pooled = pooled_rate(recent) + 1e-9
        counts, exposure = by_weekday(faded, np.ones(len(recent.days), dtype=np.bool_))
        prior = POOLED_CONTACTS / pooled.sum()
        rate: Floats = (counts + prior * pooled) / (exposure + prior) * self.open_
        rate /= np.maximum(rate.sum(axis=1, keepdims=True), 1e-12)
        return rate

    def _design(self, days: Days) -> Design:
        local = joined(weekdays(days), day_types(days)).columns
        return Design(
            offset=np.full((len(days), 1), np.log(self.daily_)),
            shared=month_edges(days).columns,
            local=local[:, None, :],
        )
