"""Correction of a model's level by how far it has lately been off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.calendars import Days, Floats

HALF_LIFE_DAYS = 10.0
KEPT_A_WEEK_AHEAD = 0.9
"""The share of the correction that is still believed a week further on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """``log_ratio`` of what came to what the model gives, as of the day ``last``."""

    log_ratio: float
    last: np.datetime64

    def factor(self, days: Days) -> Floats:
        """What to multiply each day's forecast by."""
        weeks_ahead = (days.date - self.last).astype(np.float64) / 7.0
        return np.exp(self.log_ratio * KEPT_A_WEEK_AHEAD**weeks_ahead)


def measured_level(days: Days, daily_counts: Floats, daily_means: Floats) -> Level:
    """The level of the last weeks, ordinary days only; a contact more on both sides steadies it."""
    age = (days.date[-1] - days.date).astype(np.float64)
    weights = 0.5 ** (age / HALF_LIFE_DAYS) * days.ordinary()
    ratio = (weights @ daily_counts + 1.0) / (weights @ daily_means + 1.0)
    return Level(log_ratio=float(np.log(ratio)), last=days.date[-1])
