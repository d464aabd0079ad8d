"""The mean of the last six weeks, holidays left out: the baseline that others have to beat."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from forecasting.calendars import Days, Floats
from forecasting.models.base import History, by_weekday, is_open, pooled_rate

RECENT_DAYS = 42


class RecentMean:
    """Mean by hour of the week over six weeks, without holidays and their eves."""

    name: ClassVar[str] = "mean of 6 weeks"
    least_days: ClassVar[int] = 1

    def fit(self, history: History) -> Self:
        """Average each hour of the week."""
        recent = history.last(RECENT_DAYS)
        usual = ~(recent.days.is_holiday | recent.days.is_eve)
        counts, exposure = by_weekday(recent, usual)
        # Where only holidays are known, or nothing lately, older days speak before all days do.
        older_counts, older_exposure = by_weekday(history, np.ones(len(history.days), dtype=bool))
        recent_known, known = exposure > 0, older_exposure > 0
        rate = np.broadcast_to(pooled_rate(history), counts.shape).copy()
        rate[known] = older_counts[known] / older_exposure[known]
        rate[recent_known] = counts[recent_known] / exposure[recent_known]
        self.rate_ = np.where(is_open(history), rate, 0.0)
        return self

    def predict(self, days: Days) -> Floats:
        """The mean of the same hour of the week."""
        return self.rate_[days.weekday]
