"""The tables behind the charts: nothing is lost or moved on the way to the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sunrota_demo import DEMO_START

from app_pages import forecast_tables, requirement_tables
from app_pages.charts_forecast import OTHERS, few_zones
from app_pages.forecast_tables import OWN_CLOCK, TOTAL
from app_pages.plan_result import PENALTY_WORDS
from app_pages.plan_tables import read_plan
from app_pages.requirement_tables import Target
from app_pages.wall_times import both_clocks, for_axis, wall_times
from app_pages.words import bias_words, seconds_words, target_words
from forecasting.contact_log import ContactLog
from forecasting.forecast import Forecast
from planner import pipeline
from planner.clock import Horizon, to_local
from planner.domain import Event
from planner.errors import DataError
from planner.files import read_team
from planner.penalties import Penalties
from planner.scenario import Scenario

ZONES = ("Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


@pytest.fixture(scope="module")
def team(demo_team: Path) -> Scenario:
    return read_team(demo_team)


@pytest.fixture(scope="module")
def horizon(team: Scenario) -> Horizon:
    return team.horizon(DEMO_START, 1)


@pytest.fixture(scope="module")
def log(team: Scenario, horizon: Horizon) -> ContactLog:
    return pipeline.count_contacts(team, horizon)


@pytest.fixture(scope="module")
def forecast(team: Scenario, horizon: Horizon, log: ContactLog) -> Forecast:
    return pipeline.forecast_contacts(team, horizon, log)


@pytest.fixture(scope="module")
def requirement(team: Scenario, horizon: Horizon, forecast: Forecast) -> pd.DataFrame:
    return pipeline.require_agents(team, horizon, forecast.table)


@settings(deadline=None)
@given(
    first=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    steps=st.lists(st.integers(0, 400), min_size=1, max_size=30),
    timezone=st.sampled_from(ZONES),
)
def test_wall_times_are_the_clock_s(first: datetime, steps: list[int], timezone: str) -> None:
    begin = first.replace(second=0, microsecond=0, tzinfo=UTC)
    instants = [begin + timedelta(minutes=30 * step) for step in steps]
    table = pd.Series(pd.DatetimeIndex(instants).as_unit("us"), index=range(5, 5 + len(steps)))
    shown = wall_times(table, timezone)
    assert list(shown.index) == list(table.index)
    assert [wall.to_pydatetime() for wall in shown] == [
        to_local(instant, timezone) for instant in instants
    ]
    assert (for_axis(shown).dt.tz_localize(None) == shown).all()


def test_tooltips_name_both_clocks() -> None:
    starts = pd.Series(pd.to_datetime(["2026-11-29T23:00:00+00:00"]))
    shown = both_clocks(starts, "Europe/Madrid").iloc[0]
    assert shown["local"] == "Mon 30 Nov 00:00 (Europe/Madrid)"
    assert shown["utc"] == "Sun 29 Nov 23:00"


@pytest.mark.parametrize("clock", ["Europe/Madrid", "Asia/Kolkata", OWN_CLOCK])
@pytest.mark.parametrize("weeks", [1, 3])
def test_no_contact_is_lost_over_time(forecast: Forecast, clock: str, weeks: int) -> None:
    table = forecast.table
    volume = forecast_tables.volume_by_time(table, clock, weeks=weeks, queue=None)
    zones = table[table["customer_timezone"] != TOTAL]
    expected = zones.groupby("customer_timezone")["mean"].sum()
    shown = volume.groupby("customer_timezone")["contacts"].sum()
    pd.testing.assert_series_equal(
        shown.sort_index(), expected.sort_index(), check_names=False, check_index_type=False
    )
    assert not volume.isna().any(axis=None)
    assert not volume.duplicated(["wall", "customer_timezone"]).any()
    if weeks > 2:
        assert (volume["wall"].dt.hour == 0).all()


def test_own_clocks_show_each_zone_its_own_hour(forecast: Forecast) -> None:
    volume = forecast_tables.volume_by_time(forecast.table, OWN_CLOCK, weeks=1, queue="phone-en")
    firsts = volume.groupby("customer_timezone")["wall"].min()
    start = datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert firsts["America/New_York"] == to_local(start, "America/New_York")
    # Half an hour of Kolkata's first wall hour lies before the plan.
    assert firsts["Asia/Kolkata"] == pd.Timestamp("2026-11-30 04:00")


def test_a_week_s_hours_hold_the_week(forecast: Forecast) -> None:
    heat = forecast_tables.heat_by_hour(forecast.table, "Europe/Madrid", queue=None)
    assert len(heat) == 168
    zones = forecast.table[forecast.table["customer_timezone"] != TOTAL]
    assert heat["contacts"].sum() == pytest.approx(zones["mean"].sum())
    monday_17 = heat[(heat["weekday"] == 0) & (heat["hour"] == 17)]["contacts"].item()
    inside = zones["interval_start"].between(
        pd.Timestamp("2026-11-30T16:00Z"), pd.Timestamp("2026-11-30T17:00Z"), inclusive="left"
    )
    assert monday_17 == pytest.approx(zones.loc[inside, "mean"].sum())


def test_the_smallest_zones_go_together(forecast: Forecast) -> None:
    volume = forecast_tables.volume_by_time(forecast.table, "UTC", weeks=1, queue=None)
    more = pd.concat(
        [volume, volume.assign(customer_timezone="Asia/Manila", contacts=1e-3)], ignore_index=True
    ).drop_duplicates(["wall", "customer_timezone"])
    few, names = few_zones(more)
    assert len(names) == 8
    assert names[-1] == OTHERS
    assert few["contacts"].sum() == pytest.approx(more["contacts"].sum())
    unchanged, zones = few_zones(volume)
    assert len(zones) == 8
    assert OTHERS not in zones
    assert len(unchanged) == len(volume)


def test_the_last_weeks_are_counted_by_the_team_s_clock(log: ContactLog, horizon: Horizon) -> None:
    weeks = forecast_tables.actual_weeks(log.volume, horizon)
    assert list(weeks.index) == [date(2026, 11, day) for day in (2, 9, 16, 23)]
    starts = log.volume["interval_start"]
    last = starts >= pd.Timestamp("2026-11-22T23:00Z")
    assert weeks.iloc[-1] == log.volume.loc[last, "volume"].sum()


def test_the_range_stands_beside_what_came(
    forecast: Forecast, log: ContactLog, horizon: Horizon
) -> None:
    told, actual = forecast_tables.range_of_queue(
        forecast.table, log.volume, horizon, "phone-ja", "Europe/Madrid"
    )
    assert len(told) == 336
    assert (told["p10"] <= told["p90"]).all()
    # Each week has every interval, those without a contact too, at the plan's own times.
    assert actual.groupby("weeks_ago").size().to_dict() == {1: 336, 2: 336, 3: 336, 4: 336}
    assert set(actual["wall"]) == set(told["wall"])
    weeks = forecast_tables.actual_weeks(log.volume[log.volume["queue"] == "phone-ja"], horizon)
    assert actual.groupby("weeks_ago")["volume"].sum()[1] == weeks.iloc[-1]


def test_the_range_of_a_queue_without_history(
    forecast: Forecast, log: ContactLog, horizon: Horizon
) -> None:
    other = log.volume[log.volume["queue"] != "phone-ja"]
    _, actual = forecast_tables.range_of_queue(
        forecast.table, other, horizon, "phone-ja", "Europe/Madrid"
    )
    assert actual.empty


def test_accuracy_has_the_simple_models_beside(forecast: Forecast) -> None:
    rows = forecast_tables.accuracy_by_queue(forecast.accuracy)
    assert list(rows["queue"]) == ["phone-en", "chat-en", "phone-es", "phone-ja", "email-en"]
    for row in rows.itertuples():
        models = forecast.accuracy[forecast.accuracy["queue"] == row.queue].set_index("model")
        assert row.naive_wape == models.loc["seasonal naive", "wape"]
        assert row.recent_wape == models.loc["mean of 6 weeks", "wape"]
        assert row.wape == models["wape"].min()
    judged = forecast_tables.overall(forecast.table, rows)
    assert judged.wape is not None
    assert rows["wape"].min() < judged.wape < rows["wape"].max()


def test_nothing_judged_is_said_so(forecast: Forecast) -> None:
    unjudged = forecast.accuracy.assign(wape=np.nan, bias=np.nan, floor=np.nan)
    rows = forecast_tables.accuracy_by_queue(unjudged)
    assert len(rows) == 5
    assert forecast_tables.overall(forecast.table, rows).wape is None


def test_holidays_of_the_customers_are_marked(team: Scenario) -> None:
    horizon = team.horizon(date(2026, 12, 21), 1)
    marks = forecast_tables.marked_days(team, horizon, ["America/New_York", "Asia/Tokyo"])
    assert list(marks["what"]) == ["Christmas Day"]
    assert marks["where"].item() == "America/New_York"
    assert marks["start"].item() == pd.Timestamp("2026-12-25T05:00Z")
    assert marks["end"].item() == pd.Timestamp("2026-12-26T05:00Z")


def test_events_are_marked_and_cut_to_the_plan(team: Scenario, horizon: Horizon) -> None:
    event = Event(
        start=datetime(2026, 12, 6, tzinfo=UTC),
        end=datetime(2027, 1, 1, tzinfo=UTC),
        queue="",
        factor=1.5,
        note="Advent",
    )
    marks = forecast_tables.marked_days(replace(team, events=(event,)), horizon, [])
    assert list(marks["what"]) == ["Advent"]
    assert marks["where"].item() == TOTAL
    assert marks["end"].item() == pd.Timestamp(horizon.end)
    later = team.horizon(date(2027, 3, 1), 1)
    assert forecast_tables.marked_days(replace(team, events=(event,)), later, []).empty


def test_agents_by_time_hold_every_agent_hour(
    team: Scenario, requirement: pd.DataFrame, horizon: Horizon
) -> None:
    names = [queue.name for queue in team.queues]
    agents = requirement_tables.agents_by_time(requirement, "UTC", weeks=1, names=names)
    hours = requirement_tables.hours_by_queue(requirement, interval_minutes=30, weeks=1)
    shown = agents.groupby("queue")["agents"].sum()  # a mean of agents over an hour is agent-hours
    for name in names:
        assert shown[name] == pytest.approx(hours[name])
    days = requirement_tables.hours_by_day(
        requirement, "Europe/Madrid", interval_minutes=30, names=names
    )
    assert len(days) == 7
    assert days["all queues"].sum() == pytest.approx(hours.sum())
    at_once = requirement.groupby("interval_start")["required"].sum()
    assert days["most at once"].max() == pytest.approx(at_once.max())


def test_other_targets_change_those_queues_alone(team: Scenario) -> None:
    own = {queue.name: Target.of(queue) for queue in team.queues}
    assert requirement_tables.with_targets(team, own) is team
    assert requirement_tables.changed(team, own) == []
    tried = own | {"phone-en": replace(own["phone-en"], service_level=0.9)}
    changed = requirement_tables.with_targets(team, tried)
    assert requirement_tables.changed(team, tried) == ["phone-en"]
    assert changed.queue("phone-en").service_level == 0.9
    assert changed.queues[1:] == team.queues[1:]
    assert team.queue("phone-en").service_level == 0.8


def test_usual_targets_are_priced(team: Scenario, horizon: Horizon, forecast: Forecast) -> None:
    found = requirement_tables.hours_of_targets(
        team, lambda tried: pipeline.require_agents(tried, horizon, forecast.table), weeks=1
    )
    assert list(found["queue"]) == ["phone-en", "chat-en", "phone-es", "phone-ja"]
    by_queue = found.set_index("queue")
    # phone-en's own target is 80/20.
    assert by_queue.loc["phone-en", "80/20"] == by_queue.loc["phone-en", "own"]
    assert (found["70/30"] < found["80/20"]).all()
    assert (found["80/20"] < found["90/10"]).all()


@pytest.fixture
def result_folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "roster.csv").write_text(
        "agent_id,local_date,shift,start,end,start_local,end_local,timezone,paid_minutes,pay,"
        "premium\n"
        "a,2026-11-30,day8,2026-11-30T00:00:00+00:00,2026-11-30T08:30:00+00:00,"
        "2026-11-30T09:00:00,2026-11-30T17:30:00,Asia/Tokyo,480,155.44,0.10\n",
        encoding="utf-8",
    )
    (tmp_path / "summary.json").write_text(
        '{"start": "2026-11-30", "weeks": 1, "cost": 155.54}', encoding="utf-8"
    )
    yield tmp_path


def test_a_plan_s_tables_are_typed(result_folder: Path) -> None:
    plan = read_plan(result_folder)
    row = plan.roster.iloc[0]
    assert row["start"] == pd.Timestamp("2026-11-30T00:00Z")
    assert row["start_local"] == pd.Timestamp("2026-11-30 09:00")
    assert row["local_date"] == date(2026, 11, 30)
    assert row["paid_minutes"] == 480
    assert str(row["pay"] + row["premium"]) == "155.54"
    assert str(plan.summary["cost"]) == "155.54"
    assert plan.duty.empty
    assert list(plan.accuracy.columns)[:3] == ["queue", "model", "chosen"]


def test_a_spoilt_plan_is_refused_with_its_column(result_folder: Path) -> None:
    roster = result_folder / "roster.csv"
    roster.write_text(roster.read_text("utf-8").replace(",480,", ",many,"), encoding="utf-8")
    with pytest.raises(DataError) as told:
        read_plan(result_folder)
    assert [fault.column for fault in told.value.faults] == ["paid_minutes"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(20, "20 s"), (120, "2 min"), (3600, "60 min"), (14_400, "4 h")]
)
def test_lengths_in_words(seconds: float, words: str) -> None:
    assert seconds_words(seconds) == words


def test_figures_in_words(team: Scenario) -> None:
    assert target_words(team.queue("phone-en")) == "80 % within 20 s"
    assert target_words(team.queue("email-en")) == "all within 60 min"
    assert bias_words(-0.0155) == "1.6 % too low"
    assert bias_words(0.02) == "2.0 % too high"
    assert bias_words(float("nan")) == "not known"


def test_every_kind_of_penalty_has_words() -> None:
    assert set(PENALTY_WORDS) == {one.name.removesuffix("_cents") for one in fields(Penalties)}
