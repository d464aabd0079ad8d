"""The whole way from the counted table to forecast.csv's and accuracy.csv's columns."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from forecasting.calendars import CustomerCalendar, CustomerZone, Event, Floats
from forecasting.contact_log import read_contact_log
from forecasting.errors import ForecastingError, HorizonError
from forecasting.forecast import ACCURACY_COLUMNS, FORECAST_COLUMNS, Forecast, make_forecast
from forecasting.intervals import QUANTILE_COLUMNS
from forecasting.models import ALWAYS_TRIED, MODELS
from tests.forecasting.builders import MONDAY, make_volume, weekly_curve

WEEK = timedelta(weeks=1)


def forecast(volume: pd.DataFrame, **options: object) -> Forecast:
    """A week from MONDAY in half hours, no row meaning nothing known, unless told otherwise."""
    given: dict[str, object] = {
        "start": MONDAY,
        "end": MONDAY + WEEK,
        "interval_minutes": 30,
        "absent_is_zero": False,
    }
    return make_forecast(volume, **(given | options))  # type: ignore[arg-type]


def rows(made: Forecast, queue: str = "phone", zone: str = "*") -> pd.DataFrame:
    """One series of the forecast, by start."""
    table = made.table
    own = table[(table["queue"] == queue) & (table["customer_timezone"] == zone)]
    return own.set_index("interval_start")


def distance(mean: pd.Series, expected: Floats) -> float:
    """Sum of absolute differences as a share of what is expected: noise gives some hundredths."""
    return float(np.abs(mean.to_numpy() - expected).sum() / np.sum(expected))


@pytest.fixture(scope="module")
def two_queues() -> pd.DataFrame:
    return pd.concat(
        [
            make_volume(weeks=30, timezone="Europe/Madrid", aht_seconds=300),
            make_volume(weeks=30, timezone="Asia/Kolkata", scale=0.5, seed=2, aht_seconds=200),
            make_volume(weeks=30, queue="chat", timezone="America/New_York", scale=0.2, seed=3),
            make_volume(weeks=30, queue="chat", timezone="Asia/Kolkata", scale=0.1, seed=4),
        ],
        ignore_index=True,
    )


@pytest.fixture(scope="module")
def made(two_queues: pd.DataFrame) -> Forecast:
    return forecast(two_queues)


@pytest.mark.parametrize("model", MODELS)
def test_the_contract_holds_for_every_model(two_queues: pd.DataFrame, model: str) -> None:
    """Index in UTC without gaps, nothing negative, quantiles ordered, input untouched."""
    before = two_queues.copy(deep=True)
    made = forecast(two_queues, models=(model,))
    assert_frame_equal(two_queues, before)
    assert tuple(made.table.columns) == FORECAST_COLUMNS
    expected = pd.date_range(MONDAY, MONDAY + WEEK, freq="30min", inclusive="left")
    groups = made.table.groupby(["queue", "customer_timezone"])
    assert set(groups.groups) == {
        ("phone", "*"),
        ("phone", "Europe/Madrid"),
        ("phone", "Asia/Kolkata"),
        ("chat", "*"),
        ("chat", "America/New_York"),
        ("chat", "Asia/Kolkata"),
    }
    for _, own in groups:
        assert (pd.DatetimeIndex(own["interval_start"]) == expected).all()
        values = own[["mean", *QUANTILE_COLUMNS]].to_numpy()
        assert np.isfinite(values).all()
        assert (values >= 0).all()
        assert (np.diff(values[:, 1:], axis=1) >= 0).all()
        assert own["mean"].sum() > 0
    assert_frame_equal(forecast(two_queues, models=(model,)).table, made.table)


def test_the_total_is_the_sum_of_the_zones_and_narrower_than_theirs(made: Forecast) -> None:
    total, madrid, kolkata = (
        rows(made, zone=zone) for zone in ("*", "Europe/Madrid", "Asia/Kolkata")
    )
    assert total["mean"].to_numpy() == pytest.approx(
        madrid["mean"].to_numpy() + kolkata["mean"].to_numpy()
    )
    width = [(table["p90"] - table["p10"]).sum() for table in (total, madrid, kolkata)]
    assert max(width[1:]) < width[0] < width[1] + width[2]


def test_each_zone_keeps_its_own_hours(made: Forecast) -> None:
    """The curve peaks at 12:00 to 13:00 of the customers' clock."""
    for zone, scale in (("Europe/Madrid", 1.0), ("Asia/Kolkata", 0.5)):
        own = rows(made, zone=zone)
        local = own.index.tz_convert(zone)
        expected = weekly_curve()[local.day_of_week, local.hour] * scale / 2
        assert distance(own["mean"], expected) < 0.1
        assert own["mean"].sum() == pytest.approx(expected.sum(), rel=0.1)


def test_handle_times_come_from_the_log_else_from_the_queue(two_queues: pd.DataFrame) -> None:
    made = forecast(two_queues, default_aht_seconds={"chat": 444.0, "phone": 1.0})
    assert set(rows(made, "chat")["aht_seconds"]) == {444.0}
    phone = rows(made)["aht_seconds"]
    assert phone.between(200, 300).all()
    assert phone.nunique() > 5
    assert rows(forecast(two_queues), "chat")["aht_seconds"].isna().all()


def test_handle_times_follow_the_local_hour() -> None:
    volume = make_volume(weeks=20, timezone="Asia/Tokyo", aht_seconds=100)
    noon = volume["interval_start"].dt.tz_convert("Asia/Tokyo").dt.hour == 12
    volume.loc[noon, "aht_seconds"] = 500
    own = rows(forecast(volume), zone="Asia/Tokyo")["aht_seconds"]
    hour = own.index.tz_convert("Asia/Tokyo").hour
    assert own[hour == 12].iloc[0] == pytest.approx(500, rel=0.1)
    assert own[hour == 9].iloc[0] == pytest.approx(100, rel=0.15)


def test_accuracy_has_a_row_for_each_model_tried(made: Forecast) -> None:
    table = made.accuracy
    assert tuple(table.columns) == ACCURACY_COLUMNS
    for _, own in table.groupby("queue"):
        assert set(own["model"]) == set(MODELS)
        assert own["chosen"].sum() == 1
        assert own.loc[own["chosen"], "wape"].iloc[0] == own["wape"].min()
        assert (own["horizon_weeks"] == 1).all()
        assert (own["origins"] == 6).all()
        assert (own["floor"] < 1.05 * own["wape"]).all()
        # Small counts are whole numbers, so a range that holds its ends covers a little more.
        assert own["coverage_80"].between(0.75, 0.93).all()
        assert own["coverage_95"].between(0.92, 0.99).all()
        best, naive = own["wape"].min(), own["wape"][own["model"] == "seasonal naive"].iloc[0]
        assert best < 0.85 * naive


def test_the_baselines_are_compared_whatever_is_asked_for(two_queues: pd.DataFrame) -> None:
    made = forecast(two_queues, models=("poisson regression",))
    assert set(made.accuracy["model"]) == {"poisson regression", *ALWAYS_TRIED}


@pytest.mark.parametrize(
    ("start", "timezone"),
    [
        (datetime(2026, 3, 23, tzinfo=UTC), "Europe/Madrid"),
        (datetime(2026, 3, 2, tzinfo=UTC), "America/New_York"),
        (datetime(2026, 10, 19, tzinfo=UTC), "Europe/Madrid"),
    ],
)
def test_local_hours_hold_over_a_clock_change(start: datetime, timezone: str) -> None:
    volume = make_volume(weeks=20, end=start, timezone=timezone, scale=5)
    made = forecast(volume, start=start, end=start + 2 * WEEK)
    own = rows(made, zone=timezone)["mean"]
    local = own.index.tz_convert(timezone)
    offsets = {stamp.utcoffset() for stamp in local}
    assert len(offsets) == 2
    expected = weekly_curve()[local.day_of_week, local.hour] * 5 / 2
    assert distance(own, expected) < 0.06


@pytest.mark.parametrize("interval_minutes", [15, 30, 60])
def test_a_half_hour_zone_peaks_at_its_own_noon(interval_minutes: int) -> None:
    """An hour of UTC straddles two hours of Kolkata and is booked under that in which it starts."""
    fine = make_volume(weeks=10, timezone="Asia/Kolkata", interval_minutes=15, scale=20)
    step = pd.Timedelta(minutes=interval_minutes)
    fine["interval_start"] = fine["interval_start"].dt.floor(step)
    volume = fine.groupby(["interval_start", "queue", "customer_timezone"], as_index=False).sum()
    made = forecast(volume, interval_minutes=interval_minutes)
    own = rows(made, zone="Asia/Kolkata")["mean"]
    parts = 4 if interval_minutes == 60 else 1
    quarters = [
        (own.index + timedelta(minutes=15 * part)).tz_convert("Asia/Kolkata")
        for part in range(parts)
    ]
    each = interval_minutes / 60 / parts * 20
    expected = sum(weekly_curve()[local.day_of_week, local.hour] * each for local in quarters)
    assert distance(own, expected) < 0.06


def test_a_holiday_of_the_customers_country_is_quiet() -> None:
    """Christmas is one in Spain and none in Turkey, if the plan says that these are Turks."""
    end = datetime(2026, 12, 21, tzinfo=UTC)
    volume = make_volume(weeks=100, end=end, timezone="Europe/Madrid")
    days = CustomerCalendar().days(
        "Europe/Madrid", datetime(2024, 1, 1, tzinfo=UTC).date(), end.date()
    )
    local = volume["interval_start"].dt.tz_convert("Europe/Madrid").dt.tz_localize(None)
    on_holiday = np.isin(local.to_numpy().astype("datetime64[D]"), days.date[days.is_holiday])
    volume.loc[on_holiday, "volume"] = np.floor(volume.loc[on_holiday, "volume"] / 4)
    made = forecast(volume, start=end, end=end + WEEK)
    own = rows(made, zone="Europe/Madrid")["mean"]
    by_day = own.groupby(own.index.tz_convert("Europe/Madrid").date).sum()
    christmas, day_before = (
        by_day[date(2026, 12, 25)],
        by_day[date(2026, 12, 23)],
    )
    assert christmas < 0.5 * day_before
    elsewhere = CustomerCalendar((CustomerZone(timezone="Europe/Madrid", country="TR"),))
    other = rows(
        forecast(volume, start=end, end=end + WEEK, calendar=elsewhere), zone="Europe/Madrid"
    )
    by_day = other["mean"].groupby(other.index.tz_convert("Europe/Madrid").date).sum()
    assert by_day[date(2026, 12, 25)] > 0.6 * day_before


def test_events_to_come_multiply_the_forecast(two_queues: pd.DataFrame, made: Forecast) -> None:
    start = MONDAY + timedelta(days=2)
    launch = Event(start=start, end=start + timedelta(days=1), queue="phone", factor=2.0)
    launched = forecast(two_queues, events=(launch,))
    ratio = rows(launched)["mean"] / rows(made)["mean"]
    inside = (ratio.index >= start) & (ratio.index < launch.end)
    assert ratio[inside].to_numpy() == pytest.approx(2.0)
    assert ratio[~inside].to_numpy() == pytest.approx(1.0)
    assert rows(launched, "chat")["mean"].equals(rows(made, "chat")["mean"])


def test_events_that_were_do_not_raise_the_forecast() -> None:
    plain = make_volume(weeks=20)
    start = MONDAY - timedelta(days=5)
    was = Event(start=start, end=MONDAY, queue="*", factor=3.0)
    lifted = plain.copy()
    lifted.loc[lifted["interval_start"] >= start, "volume"] *= 3
    expected = rows(forecast(plain))["mean"].sum()
    assert rows(forecast(lifted, events=(was,)))["mean"].sum() == pytest.approx(expected, rel=0.02)
    assert rows(forecast(lifted))["mean"].sum() > 1.2 * expected


def test_closed_hours_are_forecast_zero() -> None:
    volume = make_volume(weeks=20)
    local = volume["interval_start"].dt.tz_convert("Europe/Madrid")
    opened = local.dt.hour.between(8, 19) & (local.dt.day_of_week < 5)
    opened &= ~((local.dt.hour == 8) & (local.dt.minute < 30))
    own = rows(forecast(volume[opened]), zone="Europe/Madrid")
    local = own.index.tz_convert("Europe/Madrid")
    minutes = local.hour * 60 + local.minute
    is_open = (minutes >= 510) & (minutes < 1200) & (local.day_of_week < 5)
    assert (own.loc[~is_open, ["mean", *QUANTILE_COLUMNS]] == 0).all().all()
    assert (own.loc[is_open, "mean"] > 0).all()
    expected = weekly_curve()[local.day_of_week, local.hour][is_open] / 2
    assert distance(own.loc[is_open, "mean"], expected) < 0.1


def test_a_raw_log_has_no_rows_where_nobody_called() -> None:
    full = make_volume(weeks=20, scale=0.2)
    seen = full[full["volume"] > 0]
    raw = forecast(seen, absent_is_zero=True)
    assert rows(raw)["mean"].sum() == pytest.approx(rows(forecast(full))["mean"].sum(), rel=0.02)


def test_a_counted_log_whose_zeros_were_left_out_is_known_by_its_ones() -> None:
    full = make_volume(weeks=20, scale=0.2)
    seen = full[full["volume"] > 0]
    assert rows(forecast(seen))["mean"].sum() == pytest.approx(
        rows(forecast(full))["mean"].sum(), rel=0.02
    )


def test_a_long_silence_of_a_raw_log_is_a_hole_and_not_zero() -> None:
    volume = make_volume(weeks=20)
    hole = volume["interval_start"].between(MONDAY - timedelta(days=16), MONDAY - timedelta(days=7))
    made = forecast(volume[~hole], absent_is_zero=True)
    assert rows(made)["mean"].sum() == pytest.approx(rows(forecast(volume))["mean"].sum(), rel=0.1)
    assert "the log is silent from" in made.notices[0]


def test_a_queue_without_a_contact_forecasts_nothing_and_says_so(two_queues: pd.DataFrame) -> None:
    silent = make_volume(weeks=1, queue="social", timezone="Asia/Tokyo")
    silent["volume"] = 0.0
    made = forecast(
        pd.concat([two_queues, silent]),
        queues=("email", "chat", "social"),
        default_aht_seconds={"email": 600.0},
    )
    assert made.table["queue"].unique().tolist() == ["email", "chat", "social"]
    email = rows(made, "email")
    assert len(email) == 7 * 48
    assert (email[["mean", *QUANTILE_COLUMNS]] == 0).all().all()
    assert set(email["aht_seconds"]) == {600.0}
    assert (rows(made, "social", "Asia/Tokyo")["mean"] == 0).all()
    assert made.notices == (
        "queue email: the log has no contact of it, so 0 is forecast",
        "queue social: the log has no contact of it, so 0 is forecast",
    )


@pytest.mark.parametrize("days", [1, 8, 15, 25, 60])
def test_a_short_log_is_forecast_too_and_says_so(days: int) -> None:
    made = forecast(make_volume(weeks=days / 7))
    mean = rows(made)["mean"]
    if days > 7:  # a Sunday alone tells little of the week
        assert mean.sum() == pytest.approx(weekly_curve().sum(), rel=0.35)
    assert mean.sum() > 300
    assert f"{days} days of history" in made.notices[0]
    assert made.accuracy["chosen"].sum() == 1
    if days < 21:
        assert made.accuracy["wape"].isna().all()
        assert (made.accuracy["origins"] == 0).all()
        assert rows(made)["p90"].sum() > mean.sum()


def test_an_empty_log_forecasts_nothing() -> None:
    nothing = make_volume(weeks=1).iloc[:0]
    made = forecast(nothing)
    assert len(made.table) == 0
    assert tuple(made.table.columns) == FORECAST_COLUMNS
    assert tuple(made.accuracy.columns) == ACCURACY_COLUMNS
    assert (rows(forecast(nothing, queues=("phone",)))["mean"] == 0).all()


def test_rows_from_the_start_on_are_not_used(two_queues: pd.DataFrame, made: Forecast) -> None:
    later = make_volume(weeks=2, end=MONDAY + 2 * WEEK, scale=50)
    assert_frame_equal(forecast(pd.concat([two_queues, later])).table, made.table)


def test_a_log_that_ended_long_ago_still_forecasts_and_says_so() -> None:
    start = MONDAY + 6 * WEEK
    made = forecast(make_volume(weeks=30), start=start, end=start + WEEK)
    assert rows(made)["mean"].sum() == pytest.approx(weekly_curve().sum(), rel=0.15)
    assert (made.accuracy["horizon_weeks"] == 7).all()
    assert made.notices == (
        "the log ends 6 weeks before the forecast starts: the level is uncertain",
    )


def test_a_zone_that_appears_late_does_not_break_the_others() -> None:
    volume = pd.concat(
        [
            make_volume(weeks=30),
            make_volume(weeks=1, timezone="Asia/Tokyo", seed=9),
        ]
    )
    made = forecast(volume)
    assert rows(made, zone="Asia/Tokyo")["mean"].sum() > 0.7 * weekly_curve().sum()
    assert np.isfinite(made.accuracy["wape"]).all()


def test_customers_without_a_country_are_noticed() -> None:
    made = forecast(make_volume(weeks=20, timezone="UTC"))
    assert made.notices == (
        "customers in UTC: the zone has no country, so no public holidays are known there",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"interval_minutes": 7}, "Expected intervals of 15, 30 or 60 minutes, got 7."),
        ({"end": MONDAY}, "Expected an end after the start"),
        ({"start": MONDAY.replace(tzinfo=None)}, "Expected a start with a time zone"),
        ({"start": MONDAY + timedelta(minutes=10)}, "Expected a start on a whole 30 minutes"),
        ({"models": ("magic", "mean of 6 weeks")}, "Expected models among .*, got magic"),
    ],
)
def test_an_impossible_span_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(HorizonError, match=message) as caught:
        forecast(make_volume(weeks=1), **options)
    assert isinstance(caught.value, ForecastingError)


def test_the_package_is_light_to_import() -> None:
    script = (
        "import sys, forecasting.forecast, forecasting.contact_log;"
        "print([name for name in ('streamlit', 'sqlalchemy', 'ortools', 'pydantic', 'scipy',"
        "'holidays', 'planner', 'sklearn') if name in sys.modules])"
    )
    made = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == "[]"


@pytest.mark.external_data
@pytest.mark.parametrize(
    ("name", "interval_minutes", "wape"),
    [
        ("bank_15min.csv", 15, 0.0535),
        ("anonymous_bank_30min.csv", 30, 0.222),
        ("emergency_arrivals_hourly.csv", 60, 0.315),
    ],
)
def test_real_logs_are_forecast_as_well_as_they_can_be(
    external_data: Path, name: str, interval_minutes: int, wape: float
) -> None:
    """Six origins four weeks ahead; benchmarks/results/forecast.md has the full comparison."""
    log = read_contact_log(external_data / name, interval_minutes=interval_minutes)
    assert log.last is not None
    start = (log.last + timedelta(hours=1)).replace(minute=0)
    made = forecast(
        log.volume, start=start, end=start + 4 * WEEK, interval_minutes=interval_minutes
    )
    (best,) = made.accuracy[made.accuracy["chosen"]].to_dict("records")
    assert best["horizon_weeks"] == 4
    assert best["wape"] < wape
    assert 0.75 <= best["coverage_80"] <= 0.85
    assert 0.92 <= best["coverage_95"] <= 0.98
