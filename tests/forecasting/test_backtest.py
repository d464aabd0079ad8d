"""Origins, scores and the choice of a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.backtest import (
    FLOOR_TABLE,
    Accuracy,
    Actuals,
    Trial,
    candidates,
    choose,
    hourly,
    judge,
    model_for,
    naive_error,
    plan_origins,
    poisson_deviation,
)
from forecasting.calendars import CustomerCalendar
from forecasting.models import ALWAYS_TRIED, FALLBACK, MODELS
from forecasting.past import Past, queue_series, read_past
from forecasting.timeline import Timeline
from tests.forecasting.builders import MONDAY, make_volume


def make_timeline(weeks: float) -> Timeline:
    past = round(weeks * 7 * 48)
    starts = np.datetime64("2024-01-01", "m") + 30 * np.arange(past + 7 * 48)
    return Timeline(starts=starts, interval_minutes=30, past=past, first_forecast=past)


@given(weeks=st.floats(0, 300), horizon=st.integers(1, 60))
def test_every_origin_has_history_before_and_the_horizon_after(weeks: float, horizon: int) -> None:
    timeline = make_timeline(weeks)
    origins = plan_origins(timeline, 0, horizon)
    assert 1 <= origins.horizon_weeks <= 8
    assert list(origins.cuts) == sorted(set(origins.cuts))
    assert len(origins.cuts) <= 6
    for cut in origins.cuts:
        assert cut >= 14 * 48
        assert cut + origins.horizon_weeks * timeline.per_week <= timeline.past


@pytest.mark.parametrize(
    ("weeks", "horizon", "count", "step_weeks", "first_weeks"),
    [
        (2, 1, 0, 0, 0),
        (3, 1, 1, 0, 2),
        (8, 1, 6, 1, 2),
        (16, 1, 6, 2, 5),
        (52, 1, 6, 4, 31),
        (52, 4, 6, 4, 28),
        (34, 4, 6, 3, 15),
        (208, 4, 6, 4, 184),
    ],
)
def test_origins_lie_as_far_apart_as_history_allows(
    weeks: int, horizon: int, count: int, step_weeks: int, first_weeks: int
) -> None:
    timeline = make_timeline(weeks)
    cuts = np.array(plan_origins(timeline, 0, horizon).cuts) / timeline.per_week
    assert len(cuts) == count
    if count:
        assert cuts[0] == first_weeks
    if count > 1:
        assert set(np.diff(cuts)) == {step_weeks}


def test_the_ladder_of_models_follows_the_history() -> None:
    def ladder(weeks: int) -> set[str]:
        timeline = make_timeline(weeks)
        return set(candidates(timeline, 0, plan_origins(timeline, 0, 1), list(MODELS)))

    assert ladder(1) == set(ALWAYS_TRIED)
    assert ladder(4) == {*ALWAYS_TRIED, "daily total times profile"}
    assert ladder(18) == set(MODELS)


@pytest.mark.parametrize("mean", [0.01, 0.5, 1.0, 3.7, 40.0, 900.5, FLOOR_TABLE + 500.0])
def test_the_floor_is_the_deviation_of_poisson_counts(mean: float) -> None:
    counts = np.random.default_rng(1).poisson(mean, 400_000)
    expected = np.abs(counts - mean).mean()
    assert poisson_deviation(np.array([mean]))[0] == pytest.approx(expected, rel=0.02)


def test_the_floor_of_nothing_is_nothing() -> None:
    assert poisson_deviation(np.zeros(3)).tolist() == [0, 0, 0]


def test_hours_are_known_only_whole() -> None:
    sums, known = hourly(np.arange(6.0), np.array([True, True, False, True, True, True]), 2)
    assert sums.tolist() == [1, 5, 9]
    assert known.tolist() == [True, False, True]


def make_trial(total: list[list[float]]) -> Trial:
    values = np.array(total)
    return Trial(name="mine", zones=values[None], total=values)


def make_actuals(total: list[list[float]], unknown: float = -1.0) -> Actuals:
    values = np.array(total)
    known = values != unknown
    counts = np.where(known, values, 0.0)
    return Actuals(zones=counts[None], zones_known=known[None], total=counts, total_known=known)


def test_accuracy_is_that_of_hourly_totals() -> None:
    """Hours 5 against 4 and 9 against 12; the third is not known whole."""
    trial = make_trial([[2, 3, 4, 5, 6, 7]])
    actual = make_actuals([[1, 3, 4, 8, 9, -1]])
    blocks = np.zeros((1, 6), dtype=np.int64)
    accuracy = judge(trial, actual, blocks, scale=4.0, per_hour=2)
    assert accuracy.model == "mine"
    assert accuracy.wape == pytest.approx((1 + 3) / 16)
    assert accuracy.bias == pytest.approx((1 - 3) / 16)
    assert accuracy.mase == pytest.approx(2 / 4)
    assert accuracy.floor == pytest.approx(poisson_deviation(np.array([5.0, 9.0])).sum() / 16)
    assert np.isnan(accuracy.coverage_80)


def test_what_cannot_be_judged_is_not_a_number() -> None:
    trial, actual = make_trial([[1, 1]]), make_actuals([[-1, -1]])
    accuracy = judge(trial, actual, np.zeros((1, 2), dtype=np.int64), scale=0.0, per_hour=2)
    assert np.isnan([accuracy.wape, accuracy.bias, accuracy.mase, accuracy.floor]).all()


def test_cover_is_measured_on_origins_that_were_not_learnt_from() -> None:
    """One wild origin is not covered by what the calm ones taught."""
    rng = np.random.default_rng(4)
    total = np.full((5, 400), 50.0)
    came = rng.poisson(50, (5, 400)).astype(float)
    came[4] = 200
    accuracy = judge(
        make_trial(total.tolist()),
        make_actuals(came.tolist()),
        np.zeros((5, 400), dtype=np.int64),
        scale=1.0,
        per_hour=2,
    )
    assert accuracy.coverage_80 < 0.8


def accuracy(model: str, wape: float) -> Accuracy:
    return Accuracy(
        model=model, wape=wape, bias=0, mase=1, floor=0, coverage_80=0.8, coverage_95=0.95
    )


def test_the_least_wape_is_chosen_and_the_first_of_equals() -> None:
    assert choose([accuracy("a", 0.3), accuracy("b", 0.2), accuracy("c", 0.2)]) == "b"
    assert choose([accuracy("a", float("nan")), accuracy("b", 0.9)]) == "b"
    assert choose([accuracy("a", float("nan"))]) == FALLBACK


def make_past(weeks: int, **options: float) -> Past:
    return read_past(
        make_volume(weeks=weeks, **options),  # type: ignore[arg-type]
        start=MONDAY,
        end=MONDAY + timedelta(weeks=1),
        interval_minutes=30,
        absent_is_zero=False,
        calendar=CustomerCalendar(),
        events=(),
    )


def test_a_zone_with_few_contacts_gets_a_model_that_they_can_carry() -> None:
    (busy,), _ = queue_series(make_past(20), "phone")
    (quiet,), _ = queue_series(make_past(20, scale=0.02), "phone")
    assert model_for(busy, "poisson regression") == "poisson regression"
    assert model_for(quiet, "poisson regression") == "daily total times profile"
    assert model_for(quiet, "seasonal naive") == "seasonal naive"


def test_the_scale_of_mase_is_the_change_from_week_to_week() -> None:
    past = make_past(4)
    series, _ = queue_series(past, "phone")
    steps = np.arange(past.timeline.past) // past.timeline.per_week
    rising = replace(series[0], volume=3.0 * steps)
    assert naive_error([rising], past.timeline, past.timeline.past) == 6.0
    assert np.isnan(naive_error([rising], past.timeline, 100))


def test_a_span_before_any_row_has_no_origins() -> None:
    past = read_past(
        make_volume(weeks=1),
        start=datetime(2020, 1, 6, tzinfo=UTC),
        end=datetime(2020, 1, 13, tzinfo=UTC),
        interval_minutes=30,
        absent_is_zero=True,
        calendar=CustomerCalendar(),
        events=(),
    )
    assert past.timeline.past == 0
    assert past.queues == []
    assert plan_origins(past.timeline, 0, past.horizon_weeks).cuts == ()
