"""Rolling origin: what each model would have forecast, and how far off it would have been.

Accuracy is judged on the queue's total by the hour, so that figures of logs with intervals of 15,
30 and 60 minutes compare; cover is judged on intervals, which is what has quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.calendars import Flags, Floats, Ints
from forecasting.intervals import LEVELS, cover, learn_spread
from forecasting.models import ALWAYS_TRIED, FALLBACK, MODELS
from forecasting.models.daily_profile import DailyProfile
from forecasting.models.poisson import PoissonRegression
from forecasting.timeline import Series, Timeline

MOST_ORIGINS = 6
MOST_HORIZON_WEEKS = 8
MOST_WEEKS_BETWEEN_ORIGINS = 4
LEAST_HISTORY_WEEKS = 2
GOOD_HISTORY_WEEKS = 17
"""With so much before the first origin every model can be compared."""

FEW_CONTACTS = 1500
"""Of a zone: fewer in the whole history cannot carry a regression by hour of the week."""

FLOOR_TABLE = 4096
"""Above this mean the Poisson distribution's absolute deviation is the normal one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Positions in the timeline at which history is cut, oldest first, and how far to look."""

    cuts: tuple[int, ...]
    horizon_weeks: int


def plan_origins(timeline: Timeline, first: int, horizon_weeks: int) -> Origins:
    """Origins for a queue whose history begins at position ``first``; none if it is too short.

    The last one leaves the horizon to score. The rest lie up to four weeks apart, as far back as
    leaves enough history before the first.
    """
    weeks = (timeline.past - first) // timeline.per_week
    horizon = max(1, min(horizon_weeks, MOST_HORIZON_WEEKS, weeks - LEAST_HISTORY_WEEKS))
    room = weeks - horizon - LEAST_HISTORY_WEEKS
    if room < 0:
        return Origins(cuts=(), horizon_weeks=horizon)
    if weeks - horizon >= GOOD_HISTORY_WEEKS:
        room = weeks - horizon - (GOOD_HISTORY_WEEKS - 4)
    count = min(MOST_ORIGINS, room + 1)
    step = min(MOST_WEEKS_BETWEEN_ORIGINS, room // (count - 1)) if count > 1 else 1
    last = timeline.past - horizon * timeline.per_week
    cuts = tuple(last - step * timeline.per_week * back for back in range(count - 1, -1, -1))
    return Origins(cuts=cuts, horizon_weeks=horizon)


def candidates(timeline: Timeline, first: int, origins: Origins, names: Sequence[str]) -> list[str]:
    """The models that the history before the first origin can carry, the baselines always."""
    days = (origins.cuts[0] - first) * 7 // timeline.per_week if origins.cuts else 0
    return [
        name
        for name, model in MODELS.items()
        if name in ALWAYS_TRIED or (name in names and model.least_days <= days)
    ]


def model_for(series: Series, name: str) -> str:
    """The model that stands in where the zone has too few contacts for the one chosen."""
    if name == PoissonRegression.name and series.volume.sum() < FEW_CONTACTS:
        return DailyProfile.name
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One model's forecasts of one queue at all origins.

    ``zones`` is zones by origins by intervals; ``total`` origins by intervals.
    """

    name: str
    zones: Floats
    total: Floats


def try_model(name: str, zones: Sequence[Series], origins: Origins, length: int) -> Trial:
    """Forecast ``length`` intervals from every origin, zone by zone, and add the zones up."""
    means = np.stack(
        [
            np.stack(
                [
                    series.forecast(MODELS[model_for(series, name)](), cut, cut, cut + length)
                    for cut in origins.cuts
                ]
            )
            for series in zones
        ]
    )
    return Trial(name=name, zones=means, total=means.sum(axis=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Actuals:
    """What came after every origin.

    ``zones`` and ``zones_known`` are zones by origins by intervals, ``total`` and ``total_known``
    origins by intervals.
    """

    zones: Floats
    zones_known: Flags
    total: Floats
    total_known: Flags


def actuals(zones: Sequence[Series], origins: Origins, length: int, means: Floats) -> Actuals:
    """Counts after the origins.

    A total is known where every zone is: where nothing is known of a zone that is closed then (all
    models forecast 0), it counts as 0, as long as some zone is known.
    """
    spans = np.array([np.arange(cut, cut + length) for cut in origins.cuts])
    counts = np.stack([series.volume[spans] for series in zones])
    known = np.stack([series.known[spans] > 0 for series in zones])
    counts = np.where(known, counts, 0.0)
    total_known = (known | (means == 0)).all(axis=0) & known.any(axis=0)
    return Actuals(
        zones=counts, zones_known=known, total=counts.sum(axis=0), total_known=total_known
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How one model did on one queue; NaN where there was nothing to judge by."""

    model: str
    wape: float
    bias: float
    mase: float
    floor: float
    coverage_80: float
    coverage_95: float


def hourly(values: Floats, known: Flags, per_hour: int) -> tuple[Floats, Flags]:
    """Sums by the hour, and which hours are known whole; intervals are the last axis."""
    shape = (*values.shape[:-1], values.shape[-1] // per_hour, per_hour)
    sums: Floats = values.reshape(shape).sum(axis=-1)
    whole: Flags = known.reshape(shape).min(axis=-1)
    return sums, whole


def poisson_deviation(mean: Floats) -> Floats:
    """Mean absolute deviation of Poisson counts from their mean.

    2 exp(-m) m^(floor(m)+1) / floor(m)!  (Crow, Biometrika 45, 1958, 556-559.)

    >>> float(poisson_deviation(np.array([0.5]))[0].round(6))
    0.606531
    """
    whole = np.minimum(np.floor(mean), FLOOR_TABLE).astype(np.int64)
    log_factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, FLOOR_TABLE + 1)))])
    small = np.clip(mean, 1e-12, FLOOR_TABLE)
    exact = 2.0 * np.exp(-small + (whole + 1) * np.log(small) - log_factorials[whole])
    deviation: Floats = np.where(mean > FLOOR_TABLE - 1, np.sqrt(2.0 * mean / np.pi), exact)
    return np.where(mean > 0, deviation, 0.0)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def naive_error(zones: Sequence[Series], timeline: Timeline, cut: int) -> float:
    """Mean absolute change of the hourly total from week to week before ``cut``: MASE's scale."""
    per_hour = timeline.per_hour
    whole_hours = cut // per_hour * per_hour
    total = np.sum([series.volume[:whole_hours] for series in zones], axis=0)
    known = np.any([series.known[:whole_hours] > 0 for series in zones], axis=0)
    volume, full = hourly(total, known, per_hour)
    week = 7 * 24
    both = full[week:] & full[:-week]
    return float(np.abs(volume[week:] - volume[:-week])[both].mean()) if both.any() else np.nan


def _coverages(trial: Trial, actual: Actuals, blocks: Ints) -> tuple[float, float]:
    """Cover of the total's 80 % and 95 % ranges, each origin by quantiles learnt at the others."""
    count = len(trial.total)
    if count < 2:
        return float("nan"), float("nan")
    quantiles, seen = [], []
    for origin in range(count):
        others = actual.total_known & (np.arange(count) != origin)[:, None]
        spread = learn_spread(
            trial.total[others], actual.total[others], blocks[others], cautious=count < 4
        )
        scored = actual.total_known[origin] & (trial.total[origin] > 0)
        quantiles.append(spread.quantiles(trial.total[origin][scored], blocks[origin][scored]))
        seen.append(actual.total[origin][scored])
    table, counts = np.concatenate(quantiles), np.concatenate(seen)
    return (
        cover(table, counts, LEVELS[1], LEVELS[3]),
        cover(table, counts, LEVELS[0], LEVELS[4]),
    )


def judge(trial: Trial, actual: Actuals, blocks: Ints, scale: float, per_hour: int) -> Accuracy:
    """Accuracy of one trial.

    Parameters
    ----------
    blocks : array, origins by intervals
        4-hour block of each interval, for the quantiles.
    scale : float
        Mean absolute error of the seasonal naive within the history, contacts an hour.
    """
    volume, known = hourly(actual.total, actual.total_known, per_hour)
    forecast, _ = hourly(trial.total, actual.total_known, per_hour)
    volume, forecast = volume[known], forecast[known]
    error, came = forecast - volume, float(volume.sum())
    absolute = float(np.abs(error).sum())
    mean_error = absolute / len(volume) if len(volume) else float("nan")
    coverage_80, coverage_95 = _coverages(trial, actual, blocks)
    return Accuracy(
        model=trial.name,
        wape=_ratio(absolute, came),
        bias=_ratio(float(error.sum()), came),
        mase=_ratio(mean_error, scale),
        floor=_ratio(float(poisson_deviation(forecast).sum()), came),
        coverage_80=coverage_80,
        coverage_95=coverage_95,
    )


def choose(accuracies: Sequence[Accuracy]) -> str:
    """The model with the least WAPE, the first of equals; the fallback where none has any."""
    judged = [accuracy for accuracy in accuracies if not np.isnan(accuracy.wape)]
    if not judged:
        return FALLBACK
    return min(judged, key=lambda accuracy: accuracy.wape).model
