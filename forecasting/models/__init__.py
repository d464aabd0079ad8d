"""The forecasters: one class a file, each with one entry in `MODELS`."""

from __future__ import annotations

from forecasting.models.base import History, Model
from forecasting.models.daily_profile import DailyProfile
from forecasting.models.poisson import PoissonRegression
from forecasting.models.recent_mean import RecentMean
from forecasting.models.seasonal_naive import SeasonalNaive

MODELS: dict[str, type[Model]] = {
    model.name: model for model in (SeasonalNaive, RecentMean, DailyProfile, PoissonRegression)
}
"""Every forecaster by its name, simplest first: of equals the first is chosen."""

ALWAYS_TRIED = (SeasonalNaive.name, RecentMean.name)
"""Baselines that stand in ``accuracy.csv`` whatever the length of history."""

FALLBACK = RecentMean.name
"""The model for a history too short to compare any."""

__all__ = ["ALWAYS_TRIED", "FALLBACK", "MODELS", "History", "Model"]
