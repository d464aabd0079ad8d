"""The seasonal naive forecast: what came a week before."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from forecasting.calendars import Days, Floats
from forecasting.models.base import WEEKDAYS, History, is_open, pooled_rate


class SeasonalNaive:
    """The same hour of the last week in which that hour is known."""

    name: ClassVar[str] = "seasonal naive"
    least_days: ClassVar[int] = 1

    def fit(self, history: History) -> Self:
        """Keep the last known rate of every hour of the week."""
        last = np.broadcast_to(pooled_rate(history), (WEEKDAYS, 24)).copy()
        for weekday, counts, exposure in zip(
            history.days.weekday, history.counts, history.exposure, strict=True
        ):
            known = exposure > 0
            last[weekday, known] = counts[known] / exposure[known]
        self.rate_ = np.where(is_open(history), last, 0.0)
        return self

    def predict(self, days: Days) -> Floats:
        """The rate of the same hour of the week."""
        return self.rate_[days.weekday]
