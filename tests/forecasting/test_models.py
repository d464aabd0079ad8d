"""One contract over every forecaster in the registry, and what each is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.calendars import CustomerCalendar, Days, Floats
from forecasting.models import ALWAYS_TRIED, FALLBACK, MODELS
from forecasting.models.base import History, is_open
from forecasting.models.features import repeated_holidays
from forecasting.models.level import measured_level
from forecasting.models.poisson import season_pairs
from forecasting.models.poisson_irls import Design, Ridge, fit_poisson
from tests.forecasting.builders import make_history, weekly_curve

LENGTHS = (1, 3, 8, 20, 50, 100, 200, 400, 800, 1200)


def days_after(history: History, days: int, timezone: str = "UTC") -> Days:
    first = history.days.date[-1].astype(object) + timedelta(days=1)
    return CustomerCalendar().days(timezone, first, first + timedelta(days=days - 1))


def forecast(name: str, history: History, days: int = 28, timezone: str = "UTC") -> Floats:
    return MODELS[name]().fit(history).predict(days_after(history, days, timezone))


@pytest.mark.parametrize("name", MODELS)
class TestContract:
    """What holds for every model, whatever it is."""

    def test_it_is_registered_under_its_name(self, name: str) -> None:
        assert MODELS[name].name == name
        assert MODELS[name].least_days >= 1

    @pytest.mark.parametrize("days", LENGTHS)
    def test_every_hour_has_a_finite_rate(self, name: str, days: int) -> None:
        rate = forecast(name, make_history(days))
        assert rate.shape == (28, 24)
        assert np.isfinite(rate).all()
        assert (rate >= 0).all()

    def test_the_same_data_give_the_same_forecast(self, name: str) -> None:
        history = make_history(150)
        assert np.array_equal(forecast(name, history), forecast(name, history))

    def test_the_history_is_left_as_it_was(self, name: str) -> None:
        history = make_history(150)
        counts, exposure = history.counts.copy(), history.exposure.copy()
        forecast(name, history)
        assert np.array_equal(history.counts, counts)
        assert np.array_equal(history.exposure, exposure)

    def test_a_pattern_without_noise_is_found(self, name: str) -> None:
        history = make_history(182, seed=None)
        days = days_after(history, 14)
        assert forecast(name, history, 14) == pytest.approx(
            weekly_curve()[days.weekday], rel=0.06, abs=0.1
        )

    def test_nothing_comes_of_nothing(self, name: str) -> None:
        history = make_history(100)
        empty = replace(history, counts=np.zeros_like(history.counts))
        assert forecast(name, empty).sum() < 2.0

    def test_hours_that_the_log_never_has_are_closed(self, name: str) -> None:
        history = make_history(100)
        exposure = history.exposure.copy()
        exposure[:, :8] = 0
        exposure[history.days.weekday == 6] = 0
        shut = replace(history, exposure=exposure, counts=history.counts * exposure)
        rate = forecast(name, shut)
        weekday = days_after(shut, 28).weekday
        assert (rate[:, :8] == 0).all()
        assert (rate[weekday == 6] == 0).all()
        assert (rate[weekday < 5, 10:16] > 1).all()

    def test_a_weekday_that_was_never_reached_is_not_closed(self, name: str) -> None:
        rate = forecast(name, make_history(3), 7)
        assert (rate.sum(axis=1) > 20).all()

    def test_a_hole_is_not_taken_for_silence(self, name: str) -> None:
        history = make_history(182)
        exposure = history.exposure.copy()
        exposure[150:160] = 0
        holed = replace(history, exposure=exposure, counts=history.counts * exposure)
        assert forecast(name, holed).sum() == pytest.approx(forecast(name, history).sum(), rel=0.05)

    def test_an_hour_that_came_twice_counts_half(self, name: str) -> None:
        history = make_history(182, seed=None)
        counts, exposure = history.counts.copy(), history.exposure.copy()
        counts[-7:, 2] *= 2
        exposure[-7:, 2] *= 2
        doubled = replace(history, counts=counts, exposure=exposure)
        assert forecast(name, doubled) == pytest.approx(forecast(name, history), rel=1e-2)


def test_the_registry_has_what_accuracy_always_shows() -> None:
    assert set(ALWAYS_TRIED) | {FALLBACK} <= set(MODELS)
    assert len(MODELS) >= 4


def test_the_naive_repeats_the_last_week_known() -> None:
    history = make_history(28)
    exposure = history.exposure.copy()
    exposure[-1, :12] = 0
    holed = replace(history, exposure=exposure)
    rate = forecast("seasonal naive", holed, 7)
    assert np.array_equal(rate[:6], history.counts[-7:-1])
    assert np.array_equal(rate[6, 12:], history.counts[-1, 12:])
    assert np.array_equal(rate[6, :12], history.counts[-8, :12])


def test_the_mean_leaves_holidays_out() -> None:
    """Spain keeps the 6th of January; its Tuesday must not weigh on the Tuesdays to come."""
    history = make_history(42, seed=None, first=date(2025, 12, 8), timezone="Europe/Madrid")
    counts = history.counts.copy()
    counts[history.days.is_holiday | history.days.is_eve] = 0
    assert history.days.is_holiday.sum() >= 3
    rate = forecast("mean of 6 weeks", replace(history, counts=counts), 7, "Europe/Madrid")
    assert rate == pytest.approx(weekly_curve()[days_after(history, 7).weekday])


def test_the_mean_takes_older_days_where_the_last_six_weeks_are_silent() -> None:
    history = make_history(100, seed=None)
    exposure = history.exposure.copy()
    exposure[-50:] = 0
    silent = replace(history, exposure=exposure, counts=history.counts * exposure)
    rate = forecast("mean of 6 weeks", silent, 7)
    assert rate == pytest.approx(weekly_curve()[days_after(history, 7).weekday])


@pytest.mark.parametrize("name", ["daily total times profile", "poisson regression"])
class TestRegressions:
    """What the models with calendar features are for."""

    def test_holidays_are_learnt(self, name: str) -> None:
        history = make_history(365, first=date(2025, 1, 3), timezone="Europe/Madrid")
        counts = history.counts.copy()
        counts[history.days.is_holiday] *= 0.25
        quiet = replace(history, counts=counts)
        rate = forecast(name, quiet, 7, "Europe/Madrid")
        days = days_after(quiet, 7, "Europe/Madrid")
        usual = weekly_curve()[days.weekday].sum(axis=1)
        ratio = rate.sum(axis=1) / usual
        (holiday,) = np.flatnonzero(days.is_holiday & ~days.is_rest)
        assert ratio[holiday] < 0.5
        assert np.median(ratio) == pytest.approx(1.0, abs=0.1)

    def test_a_new_level_is_followed_and_fades(self, name: str) -> None:
        history = make_history(200)
        counts = history.counts.copy()
        counts[-14:] *= 1.5
        rate = forecast(name, replace(history, counts=counts), 56).sum(axis=1)
        usual = forecast(name, history, 56).sum(axis=1)
        assert 1.2 < rate[:7].sum() / usual[:7].sum() < 1.5
        assert rate[-7:].sum() / usual[-7:].sum() < rate[:7].sum() / usual[:7].sum()

    def test_the_month_s_end_is_learnt(self, name: str) -> None:
        history = make_history(365)
        counts = history.counts.copy()
        ends = (history.days.date + 1).astype("datetime64[M]") != history.days.date.astype(
            "datetime64[M]"
        )
        counts[ends] *= 2
        busy = replace(history, counts=counts)
        days = days_after(busy, 35)
        ratio = forecast(name, busy, 35).sum(axis=1) / weekly_curve()[days.weekday].sum(axis=1)
        end = np.flatnonzero(days.date == np.datetime64("2026-01-31"))[0]
        assert ratio[end] > 1.4
        assert np.median(ratio) == pytest.approx(1.0, abs=0.1)


def test_a_season_is_learnt_from_two_years() -> None:
    history = make_history(3 * 364)
    wave = 1 + 0.5 * np.sin(2 * np.pi * np.arange(3 * 364) / 365.25)
    counts = np.random.default_rng(5).poisson(history.counts * wave[:, None]).astype(float)
    rate = forecast("poisson regression", replace(history, counts=counts), 182)
    quarters = rate[:182].reshape(2, 91, 24).sum(axis=(1, 2))
    # The level of the last days fades over weeks, so the season must carry the rest.
    assert quarters[0] / weekly_curve()[days_after(history, 91).weekday].sum() > 1.15
    assert [season_pairs(days) for days in (363, 364, 727, 728)] == [0, 2, 2, 4]


def test_repeated_holidays_are_known_by_name() -> None:
    once = make_history(364, timezone="Europe/Madrid").days
    twice = make_history(800, timezone="Europe/Madrid").days
    assert repeated_holidays(once) == ()
    assert len(repeated_holidays(twice)) >= 7


def test_the_level_is_the_ratio_of_what_came() -> None:
    history = make_history(50)
    level = measured_level(history.days, np.full(50, 200.0), np.full(50, 100.0))
    assert np.exp(level.log_ratio) == pytest.approx(2.0, rel=0.01)
    factors = level.factor(days_after(history, 14))
    assert factors[6] == pytest.approx(np.exp(0.9 * level.log_ratio))
    assert factors[13] == pytest.approx(np.exp(0.81 * level.log_ratio))


def test_the_arrow_solves_what_a_dense_regression_solves() -> None:
    """Against the penalised likelihood's own gradient, which must vanish at the solution."""
    rng = np.random.default_rng(3)
    days, blocks, hours, p, g = 60, 3, 2, 2, 3
    design = Design(
        offset=np.full((days, blocks * hours), 1.0),
        shared=rng.normal(size=(days, g)) * 0.2,
        local=rng.normal(size=(days, hours, p)) * 0.2,
    )
    truth = design.offset + (design.shared @ [1.0, -1.0, 0.5])[:, None]
    counts = rng.poisson(np.exp(truth)).astype(float)
    exposure = np.ones_like(counts)
    weights = rng.uniform(0.5, 1.0, days)
    ridge = Ridge(shared=np.full(g, 2.0), local=np.full(p, 3.0))
    fitted = fit_poisson(design, counts, exposure, weights, ridge)
    residual = weights[:, None] * (counts - np.exp(fitted.log_rate(design)))
    slope = design.shared.T @ residual.sum(axis=1)
    # The dispersion found multiplies the ridge, the same for all shared coefficients.
    assert slope == pytest.approx(slope[0] / fitted.shared[0] * fitted.shared, abs=0.02)
    assert slope[0] / fitted.shared[0] == pytest.approx(2.0, rel=0.25)
    by_block = residual.reshape(days, blocks, hours)
    local = np.einsum("dbh,dhp->bp", by_block, design.local)
    assert local == pytest.approx(local[0, 0] / fitted.local[0, 0] * fitted.local, abs=0.02)


def test_a_history_of_unknown_hours_fits_to_nothing() -> None:
    history = make_history(30)
    unknown = replace(history, exposure=np.zeros_like(history.exposure))
    for name in MODELS:
        assert np.isfinite(forecast(name, unknown)).all()


def test_days_that_are_all_holidays_tell_what_is_open() -> None:
    days = CustomerCalendar().days("Europe/Madrid", date(2026, 1, 6), date(2026, 1, 6))
    exposure = np.ones((1, 24))
    exposure[0, :9] = 0
    opened = is_open(History(days=days, counts=exposure, exposure=exposure))
    assert opened.sum() == 168 - 9
