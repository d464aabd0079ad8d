"""From the counted table to forecast, quantiles and accuracy: one function, `make_forecast`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from forecasting.backtest import (
    Accuracy,
    Actuals,
    Origins,
    Trial,
    actuals,
    candidates,
    choose,
    judge,
    model_for,
    naive_error,
    plan_origins,
    try_model,
)
from forecasting.calendars import CustomerCalendar, Event, Flags, Floats, Ints
from forecasting.errors import HorizonError
from forecasting.handle_times import hourly_aht
from forecasting.intervals import QUANTILE_COLUMNS, Spread, assumed_spread, learn_spread
from forecasting.models import MODELS
from forecasting.past import Past, queue_series, read_past
from forecasting.timeline import Series, Timeline, ZoneClock
from forecasting.volume import INTERVALS_ALLOWED

TOTAL = "*"
"""Customers' zone of the rows that hold a queue's total."""

FORECAST_COLUMNS = (
    "interval_start",
    "queue",
    "customer_timezone",
    "mean",
    *QUANTILE_COLUMNS,
    "aht_seconds",
)

ACCURACY_COLUMNS = (
    "queue",
    "model",
    "chosen",
    "horizon_weeks",
    "origins",
    "wape",
    "bias",
    "mase",
    "floor",
    "coverage_80",
    "coverage_95",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What is expected, how sure it is, and how the models did on the past.

    ``table`` has `FORECAST_COLUMNS` (``interval_start`` aware UTC; means and quantiles in contacts
    an interval), sorted by queue, zone (the total's ``*`` first) and start. ``accuracy`` has
    `ACCURACY_COLUMNS`.
    """

    table: pd.DataFrame
    accuracy: pd.DataFrame
    notices: tuple[str, ...]


def make_forecast(
    volume: pd.DataFrame,
    *,
    start: datetime,
    end: datetime,
    interval_minutes: int,
    absent_is_zero: bool,
    queues: Sequence[str] | None = None,
    default_aht_seconds: Mapping[str, float | None] | None = None,
    calendar: CustomerCalendar | None = None,
    events: Sequence[Event] = (),
    models: Sequence[str] | None = None,
) -> Forecast:
    """Forecast every interval from ``start`` to ``end`` by queue and customers' zone.

    Parameters
    ----------
    volume : DataFrame
        The counted table (see `forecasting.volume`); rows at or after ``start`` are not used.
    start, end : aware datetimes
        On the grid of intervals in UTC; ``end`` is not included.
    interval_minutes : int
        15, 30 or 60, as the table was counted.
    absent_is_zero : bool
        Whether an interval without a row had no contacts (`ContactLog.absent_is_zero`) or is
        unknown.
    queues : sequence of str, optional
        Queues that must have rows, in this order; default: those of the table. One without a
        contact forecasts 0, with a notice.
    default_aht_seconds : mapping of str to float, optional
        By queue, where the log has no handle times.
    models : sequence of str, optional
        Names in `MODELS` to choose from; default: all. The baselines are compared all the same.

    Raises
    ------
    HorizonError
        If the span is empty, off the grid, without a time zone, or the interval is not allowed.
    """
    _check_span(start, end, interval_minutes)
    past = read_past(
        volume,
        start=start,
        end=end,
        interval_minutes=interval_minutes,
        absent_is_zero=absent_is_zero,
        calendar=calendar or CustomerCalendar(),
        events=events,
    )
    defaults = default_aht_seconds or {}
    names = list(MODELS) if models is None else _known_models(models)
    notices = list(past.notices)
    tables, rows = [], []
    for queue in past.queues if queues is None else queues:
        made = _forecast_queue(past, queue, names, defaults.get(queue))
        tables.append(made.table)
        rows += made.accuracy
        notices += made.notices
    notices += _placeless_notices(past)
    return Forecast(
        table=pd.concat(tables, ignore_index=True) if tables else _no_rows(),
        accuracy=pd.DataFrame(rows, columns=list(ACCURACY_COLUMNS)),
        notices=tuple(notices),
    )


def _check_span(start: datetime, end: datetime, interval_minutes: int) -> None:
    if interval_minutes not in INTERVALS_ALLOWED:
        raise HorizonError(f"Expected intervals of 15, 30 or 60 minutes, got {interval_minutes}.")
    for name, instant in (("start", start), ("end", end)):
        if instant.tzinfo is None:
            raise HorizonError(f"Expected a {name} with a time zone, got {instant.isoformat()}.")
        if instant.timestamp() % (interval_minutes * 60):
            raise HorizonError(
                f"Expected a {name} on a whole {interval_minutes} minutes in UTC, "
                f"got {instant.astimezone(UTC).isoformat()}."
            )
    if end <= start:
        raise HorizonError(
            f"Expected an end after the start {start.isoformat()}, got {end.isoformat()}."
        )


def _known_models(models: Sequence[str]) -> list[str]:
    unknown = sorted(set(models) - set(MODELS))
    if unknown:
        raise HorizonError(f"Expected models among {', '.join(MODELS)}, got {', '.join(unknown)}.")
    return [name for name in MODELS if name in models]


def _least_wape(accuracies: Sequence[Accuracy], names: Sequence[str]) -> str:
    """The choice among the models asked for, where any of them could be judged."""
    asked = [accuracy for accuracy in accuracies if accuracy.model in names]
    return choose(asked or accuracies)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    table: pd.DataFrame
    accuracy: list[dict[str, object]]
    notices: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Backtest:
    """All trials of a queue, how they did, and what they say of the chosen model's errors."""

    origins: Origins
    accuracies: list[Accuracy]
    chosen: str
    zone_spreads: list[Spread]
    total_spread: Spread


def _forecast_queue(past: Past, queue: str, names: list[str], default_aht: float | None) -> _Made:
    zones, first = queue_series(past, queue)
    timeline = past.timeline
    if not any(series.volume.any() for series in zones):
        table = _without_contacts(timeline, queue, [s.clock.timezone for s in zones], default_aht)
        return _Made(
            table=table,
            accuracy=[],
            notices=[f"queue {queue}: the log has no contact of it, so 0 is forecast"],
        )
    tested = _backtest(zones, first, timeline, past.horizon_weeks, names)
    begin, stop = timeline.first_forecast, len(timeline.starts)
    means = [
        series.forecast(MODELS[model_for(series, tested.chosen)](), timeline.past, begin, stop)
        for series in zones
    ]
    aht = hourly_aht(*past.rows_of(queue), timeline.interval_minutes, default_aht)
    zone_aht = [aht[series.clock.hours.hour[begin:]] for series in zones]
    tables = [
        _rows(timeline, queue, series.clock.timezone, mean, spread, series.clock.block[begin:], own)
        for series, mean, spread, own in zip(
            zones, means, tested.zone_spreads, zone_aht, strict=True
        )
    ]
    total = np.sum(means, axis=0)
    total_rows = _rows(
        timeline,
        queue,
        TOTAL,
        total,
        tested.total_spread,
        _total_blocks(zones)[begin:],
        _weighted_aht(zone_aht, means),
    )
    return _Made(
        table=pd.concat([total_rows, *tables], ignore_index=True),
        accuracy=_accuracy_rows(queue, tested),
        notices=_history_notices(queue, tested, timeline, first),
    )


def _backtest(
    zones: Sequence[Series], first: int, timeline: Timeline, horizon_weeks: int, names: list[str]
) -> _Backtest:
    origins = plan_origins(timeline, first, horizon_weeks)
    tried = candidates(timeline, first, origins, names)
    if not origins.cuts:
        unjudged = [_unjudged(name) for name in tried]
        return _Backtest(
            origins=origins,
            accuracies=unjudged,
            chosen=_least_wape(unjudged, names),
            zone_spreads=[assumed_spread() for _ in zones],
            total_spread=assumed_spread(),
        )
    length = origins.horizon_weeks * timeline.per_week
    trials = [try_model(name, zones, origins, length) for name in tried]
    everywhere = np.max([trial.zones for trial in trials], axis=0)
    actual = actuals(zones, origins, length, everywhere)
    spans = np.array([np.arange(cut, cut + length) for cut in origins.cuts])
    blocks = _total_blocks(zones)[spans]
    scale = naive_error(zones, timeline, origins.cuts[0])
    accuracies = [judge(trial, actual, blocks, scale, timeline.per_hour) for trial in trials]
    chosen = _least_wape(accuracies, names)
    best = next(trial for trial in trials if trial.name == chosen)
    return _Backtest(
        origins=origins,
        accuracies=accuracies,
        chosen=chosen,
        zone_spreads=_zone_spreads(zones, best, actual, spans),
        total_spread=_spread(best.total, actual.total, actual.total_known, blocks),
    )


def _spread(mean: Floats, actual: Floats, known: Flags, blocks: Ints) -> Spread:
    return learn_spread(mean[known], actual[known], blocks[known], cautious=len(mean) < 4)


def _zone_spreads(
    zones: Sequence[Series], trial: Trial, actual: Actuals, spans: Ints
) -> list[Spread]:
    return [
        _spread(
            trial.zones[position],
            actual.zones[position],
            actual.zones_known[position],
            series.clock.block[spans],
        )
        for position, series in enumerate(zones)
    ]


def _unjudged(name: str) -> Accuracy:
    nan = float("nan")
    return Accuracy(
        model=name, wape=nan, bias=nan, mase=nan, floor=nan, coverage_80=nan, coverage_95=nan
    )


def _total_blocks(zones: Sequence[Series]) -> Ints:
    """Blocks of the day for the total: on the clock of the zone with most contacts."""
    clocks: list[ZoneClock] = [series.clock for series in zones]
    busiest = int(np.argmax([series.volume.sum() for series in zones]))
    return clocks[busiest].block


def _rows(
    timeline: Timeline,
    queue: str,
    timezone: str,
    mean: Floats,
    spread: Spread,
    block: Ints,
    aht: Floats,
) -> pd.DataFrame:
    starts = timeline.starts[timeline.first_forecast :].astype("datetime64[us]")
    quantiles = spread.quantiles(mean, block)
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(starts, tz="UTC"),
            "queue": queue,
            "customer_timezone": timezone,
            "mean": mean,
            **dict(zip(QUANTILE_COLUMNS, quantiles.T, strict=True)),
            "aht_seconds": aht,
        }
    )


def _without_contacts(
    timeline: Timeline, queue: str, timezones: Sequence[str], default_aht: float | None
) -> pd.DataFrame:
    length = len(timeline.starts) - timeline.first_forecast
    nothing, block = np.zeros(length), np.zeros(length, dtype=np.int64)
    aht = np.full(length, np.nan if default_aht is None else default_aht)
    return pd.concat(
        [
            _rows(timeline, queue, timezone, nothing, assumed_spread(), block, aht)
            for timezone in (TOTAL, *timezones)
        ],
        ignore_index=True,
    )


def _placeless_notices(past: Past) -> list[str]:
    """Zones without a country: nobody's public holidays are known there."""
    placeless = sorted(zone for zone in past.clocks if past.calendar.country_of(zone) is None)
    return [
        f"customers in {zone}: the zone has no country, so no public holidays are known there"
        for zone in placeless
    ]


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame(columns=list(FORECAST_COLUMNS))


def _weighted_aht(zone_aht: Sequence[Floats], means: Sequence[Floats]) -> Floats:
    """Mean of the zones' handle times, each counting for its contacts (or all the same)."""
    weights = np.stack(means)
    weights = np.where(weights.sum(axis=0) > 0, weights, 1.0)
    weighted: Floats = (np.stack(zone_aht) * weights).sum(axis=0) / weights.sum(axis=0)
    # Means of equal numbers may differ from them in the last digit.
    return np.clip(weighted, np.min(zone_aht, axis=0), np.max(zone_aht, axis=0))


def _accuracy_rows(queue: str, tested: _Backtest) -> list[dict[str, object]]:
    return [
        {
            "queue": queue,
            "model": accuracy.model,
            "chosen": accuracy.model == tested.chosen,
            "horizon_weeks": tested.origins.horizon_weeks,
            "origins": len(tested.origins.cuts),
            "wape": accuracy.wape,
            "bias": accuracy.bias,
            "mase": accuracy.mase,
            "floor": accuracy.floor,
            "coverage_80": accuracy.coverage_80,
            "coverage_95": accuracy.coverage_95,
        }
        for accuracy in tested.accuracies
    ]


def _history_notices(queue: str, tested: _Backtest, timeline: Timeline, first: int) -> list[str]:
    days = (timeline.past - first) * 7 // timeline.per_week
    if not tested.origins.cuts:
        return [
            f"queue {queue}: {days} days of history are too few to compare models; "
            f"{tested.chosen} is used and its quantiles are assumed, not measured"
        ]
    if days < MODELS["poisson regression"].least_days:
        return [f"queue {queue}: only {days} days of history, so simpler models were compared"]
    return []
