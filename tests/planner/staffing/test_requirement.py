"""From forecast to requirement: bots, opening hours, work that may wait, faults."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.errors import DataError
from planner.staffing.bots import BOT_RESOLUTIONS_COLUMNS, bot_resolutions
from planner.staffing.erlang import offered_load
from planner.staffing.required import required_agents
from planner.staffing.requirement import REQUIREMENT_COLUMNS, build_requirement
from tests.planner.builders import make_bot, make_email_queue, make_hours, make_queue, utc
from tests.planner.staffing.forecasts import make_forecast, make_horizon

PLAN = make_horizon()


def build(forecast: pd.DataFrame, *queues: object, **more: object) -> pd.DataFrame:
    arguments = {"queues": queues, "bots": (), "horizon": PLAN} | more
    return build_requirement(forecast, **arguments)  # type: ignore[arg-type]


class TestRealTime:
    def test_agents_contacts_and_columns(self) -> None:
        table = build(make_forecast(PLAN, mean=360), make_queue(minimum_agents=2))
        assert tuple(table.columns) == REQUIREMENT_COLUMNS
        assert table["interval_start"].tolist() == list(PLAN.slots)
        assert str(table["interval_start"].dtype) == "datetime64[us, UTC]"
        assert str(table["due_by"].dtype) == "datetime64[us, UTC]"
        assert table["due_by"].isna().all()
        assert table["required"].round(6).eq(56.470588).all()
        assert table["contacts"].eq(360).all()
        assert table["minimum_agents"].eq(2).all()

    def test_each_interval_has_its_own_volume_and_handling_time(self) -> None:
        mean, aht = np.linspace(0, 90, 336), np.linspace(300, 120, 336)
        queue = make_queue(patience_s=90.0, concurrency=2.0)
        table = build(make_forecast(PLAN, mean=mean, aht_s=aht), queue)
        wanted = required_agents(
            offered_load(mean, aht, 30), aht_s=aht, target=0.8, answer_within_s=20.0,
            patience_s=90.0, max_occupancy=0.85, concurrency=2.0,
        )  # fmt: skip
        assert table["required"].to_numpy() == pytest.approx(wanted, rel=1e-12)
        assert table["required"].iloc[0] == 0.0
        assert table["required"].nunique() == 336

    def test_closed_intervals_require_nobody(self) -> None:
        hours = make_hours("Europe/Madrid", range(5), "09:00", "20:00")
        queue = make_queue(minimum_agents=1, open_hours=hours)
        table = build(make_forecast(PLAN), queue).set_index("interval_start")
        is_open = table["required"] > 0
        assert is_open.sum() == 5 * 22
        assert is_open[utc("2026-11-30 08:00")]
        assert not is_open[utc("2026-11-30 19:00")]
        assert table["minimum_agents"].eq(is_open.astype(int)).all()
        assert table["contacts"].eq(60).all()

    def test_a_week_in_which_the_clocks_change(self) -> None:
        plan = make_horizon(date(2026, 10, 19), timezone="Europe/Madrid")
        hours = make_hours("Europe/Madrid", [5, 6], "22:00", "04:00")
        table = build(make_forecast(plan), make_queue(open_hours=hours), horizon=plan)
        assert len(table) == 338
        opened = table.loc[table["required"] > 0, "interval_start"]
        # 4 hours of the Sunday night before; Saturday night has an hour twice: 7 hours; 2 hours
        # of Sunday night lie in the week.
        assert len(opened) == 8 + 14 + 4
        assert opened.iloc[8] == utc("2026-10-24 20:00")
        assert opened.iloc[22] == utc("2026-10-25 21:00")

    def test_queues_stay_in_file_order_within_an_interval(self) -> None:
        queues = [make_queue("zeta"), make_queue("alpha"), make_email_queue("mid")]
        forecast = pd.concat([make_forecast(PLAN, queue.name) for queue in queues])
        table = build(forecast.reset_index(drop=True), *queues)
        assert table["queue"].head(6).tolist() == ["zeta", "alpha", "mid"] * 2
        assert table["interval_start"].is_monotonic_increasing
        assert len(table) == 3 * 336


class TestMayWait:
    def test_arriving_work_in_agents_and_when_it_is_due(self) -> None:
        mean = np.arange(336.0)
        table = build(make_forecast(PLAN, "email-en", mean, 600.0), make_email_queue())
        assert table["required"].to_numpy() == pytest.approx(mean * 600 / 1800)
        waits = table["due_by"] - table["interval_start"]
        assert waits.eq(timedelta(minutes=60)).all()

    def test_due_no_earlier_than_the_interval_ends(self) -> None:
        queue = make_email_queue(respond_within_minutes=10)
        table = build(make_forecast(PLAN, "email-en"), queue)
        assert (table["due_by"] - table["interval_start"]).eq(timedelta(minutes=30)).all()

    def test_backlog_arrives_first(self) -> None:
        forecast = make_forecast(PLAN, "email-en", 3.0, 600.0)
        plain = build(forecast, make_email_queue())
        table = build(forecast, make_email_queue(backlog_hours=4.0))
        extra = table["required"] - plain["required"]
        assert extra.iloc[0] == pytest.approx(8.0)  # 4 hours are 8 half-hours of an agent
        assert not extra.iloc[1:].any()
        assert table["contacts"].iloc[0] == pytest.approx(3.0 + 4 * 6)
        assert table["due_by"].equals(plain["due_by"])

    def test_backlog_of_a_queue_without_any_handling_time(self) -> None:
        queue = make_email_queue(backlog_hours=1.0, aht_s=None)
        table = build(make_forecast(PLAN, "email-en", 0.0, np.nan), queue)
        assert table["required"].sum() == 2.0
        assert table["contacts"].sum() == 0.0

    def test_closed_hours_move_work_contacts_and_time(self) -> None:
        hours = make_hours("UTC", [0, 1], "09:00", "11:00")
        queue = make_email_queue(open_hours=hours, minimum_agents=1, backlog_hours=1.0)
        table = build(make_forecast(PLAN, "email-en", 6.0, 300.0), queue)
        table = table.set_index("interval_start")
        busy = table[table["required"] > 0]
        assert [start.strftime("%d %H:%M") for start in busy.index] == [
            f"{day} {clock}"
            for day in ("30", "01")
            for clock in ("09:00", "09:30", "10:00", "10:30")
        ]
        first = busy.iloc[0]
        assert first["contacts"] == pytest.approx(19 * 6 + 12)
        assert first["required"] == pytest.approx(19 + 2)
        assert first["due_by"] == utc("2026-11-30 10:00")
        assert busy.iloc[3]["due_by"] == utc("2026-12-01 09:30")
        assert table["minimum_agents"].sum() == 8
        assert table["due_by"].notna().all()
        assert busy["contacts"].sum() == pytest.approx((48 + 22) * 6 + 12)

    def test_a_queue_that_never_opens(self) -> None:
        queue = make_email_queue(open_hours=make_hours(days=[]))
        table = build(make_forecast(PLAN, "email-en"), queue)
        assert not table[["required", "contacts", "minimum_agents"]].any().any()
        assert table["due_by"].isna().all()


class TestBots:
    BOTS = (
        make_bot("first", deflection=0.5),
        make_bot("other", queues=("email-en",), deflection=0.9),
        make_bot("second", queues=("phone-en", "email-en"), deflection=0.2),
    )

    def test_apply_in_file_order_to_what_remains(self) -> None:
        forecast = make_forecast(PLAN, mean=100.0)
        table = build(forecast, make_queue(), bots=self.BOTS)
        assert table["contacts"].to_numpy() == pytest.approx(40.0)
        alone = build(make_forecast(PLAN, mean=40.0), make_queue())
        assert table["required"].to_numpy() == pytest.approx(alone["required"].to_numpy())
        resolved = bot_resolutions(forecast, queues=[make_queue()], bots=self.BOTS, horizon=PLAN)
        assert tuple(resolved.columns) == BOT_RESOLUTIONS_COLUMNS
        by_bot = resolved.groupby("bot")["resolved"].agg(["min", "max"])
        assert by_bot.loc["first"].tolist() == pytest.approx([50.0, 50.0])
        assert by_bot.loc["second"].tolist() == pytest.approx([10.0, 10.0])
        assert set(resolved["bot"]) == {"first", "second"}

    def test_contacts_are_resolved_or_left(self) -> None:
        mean = np.linspace(0.0, 50.0, 336)
        names = ("phone-en", "email-en")
        queues = [make_queue(), make_email_queue()]
        forecast = pd.concat([make_forecast(PLAN, n, mean) for n in names], ignore_index=True)
        left = build(forecast, *queues, bots=self.BOTS)["contacts"].sum()
        gone = bot_resolutions(forecast, queues=queues, bots=self.BOTS, horizon=PLAN)
        assert left + gone["resolved"].sum() == pytest.approx(2 * mean.sum())
        assert len(gone) == 4 * 336
        assert str(gone["interval_start"].dtype) == "datetime64[us, UTC]"

    def test_they_work_while_the_queue_is_closed(self) -> None:
        queue = make_queue(open_hours=make_hours("UTC", [0], "09:00", "10:00"))
        resolved = bot_resolutions(
            make_forecast(PLAN, mean=10.0), queues=[queue], bots=self.BOTS[:1], horizon=PLAN
        )
        assert resolved["resolved"].sum() == pytest.approx(5.0 * 336)

    def test_no_bots_no_rows(self) -> None:
        table = bot_resolutions(make_forecast(PLAN), queues=[make_queue()], bots=(), horizon=PLAN)
        assert table.empty
        assert tuple(table.columns) == BOT_RESOLUTIONS_COLUMNS


class TestForecast:
    def test_rows_outside_the_plan_and_of_other_queues_are_not_read(self) -> None:
        longer = make_forecast(make_horizon(date(2026, 11, 23), weeks=3), mean=360)
        strange = make_forecast(PLAN, "unknown", mean=-1.0)
        half = make_forecast(PLAN, mean=9e9)
        half["interval_start"] += timedelta(minutes=15)
        forecast = pd.concat([longer, strange, half], ignore_index=True)
        assert build(forecast, make_queue())["required"].round(6).eq(56.470588).all()

    def test_row_order_does_not_matter(self) -> None:
        forecast = make_forecast(PLAN, mean=np.linspace(0, 90, 336))
        shuffled = forecast.sample(frac=1.0, random_state=5)
        wanted = build(forecast, make_queue())
        pd.testing.assert_frame_equal(build(shuffled, make_queue()), wanted)

    def test_the_queues_handling_time_stands_in(self) -> None:
        forecast = make_forecast(PLAN, mean=360, aht_s=np.nan)
        table = build(forecast, make_queue(aht_s=240.0))
        assert table["required"].round(6).eq(56.470588).all()

    def test_every_fault_at_once(self) -> None:
        forecast = make_forecast(PLAN, zones=()).drop(index=[3, 4])
        forecast.loc[0, "mean"] = -1.0
        forecast.loc[1, "mean"] = np.inf
        forecast.loc[2, "aht_seconds"] = 0.0
        mail = make_forecast(PLAN, "email-en", zones=())
        mail.loc[5, "interval_start"] = mail.loc[6, "interval_start"]
        mail.loc[7, "aht_seconds"] = np.nan
        mail.index += len(PLAN.slots)
        queues = [make_queue(), make_email_queue(aht_s=None), make_queue("chat-en")]
        with pytest.raises(DataError) as caught:
            build(pd.concat([forecast, mail]), *queues)
        found = [(fault.row, fault.column, fault.got) for fault in caught.value.faults]
        assert found == [
            (None, "interval_start", "none for 2 of 336, the first at 2026-11-30T01:30:00+00:00"),
            (2, "mean", "-1.0"),
            (3, "mean", "inf"),
            (4, "aht_seconds", "0.0"),
            (None, "interval_start", "none for 1 of 336, the first at 2026-11-30T02:30:00+00:00"),
            (344, "interval_start", "another for 2026-11-30T03:00:00+00:00"),
            (345, "aht_seconds", "nan"),
            (None, "interval_start", "none for 336 of 336, the first at 2026-11-30T00:00:00+00:00"),
        ]
        assert all(fault.file == "forecast.csv" for fault in caught.value.faults)
        assert "queue 'chat-en' and zone '*'" in str(caught.value)

    def test_a_handling_time_is_not_needed_where_nothing_arrives(self) -> None:
        forecast = make_forecast(PLAN, mean=[0.0] + [60.0] * 335, aht_s=[np.nan] + [240.0] * 335)
        table = build(forecast, make_queue(aht_s=None))
        assert table["required"].iloc[0] == 0.0
        assert table["required"].iloc[1] > 8.0


class TestQueues:
    @pytest.mark.parametrize("lacking", ["service_level", "answer_within_s"])
    def test_real_time_needs_a_target(self, lacking: str) -> None:
        with pytest.raises(ValueError, match="'phone-en' to state service_level and answer_within"):
            build(make_forecast(PLAN), make_queue(**{lacking: None}))

    def test_may_wait_needs_a_time(self) -> None:
        queue = make_queue(channel="email")
        with pytest.raises(ValueError, match="'phone-en' to state respond_within_minutes"):
            build(make_forecast(PLAN), queue)

    def test_at_least_one(self) -> None:
        with pytest.raises(ValueError, match="at least one queue, got none"):
            build(make_forecast(PLAN))


@pytest.mark.external_data
def test_real_calls_around_the_clock(external_data: Path) -> None:
    """The last week of a bank's calls, as if it were forecast, 80 % in 20 s."""
    log = pd.read_csv(external_data / "anonymous_bank_30min.csv")
    starts = pd.to_datetime(log["interval_start"], utc=True)
    volumes = log["volume"].groupby(starts).sum()
    plan = make_horizon((volumes.index[-1] - timedelta(days=8)).date())
    mean = volumes.reindex(pd.DatetimeIndex(plan.slots), fill_value=0).to_numpy(dtype=float)
    assert mean.sum() > 1000
    queue = make_queue(minimum_agents=1)
    table = build(make_forecast(plan, mean=mean, aht_s=240.0), queue, horizon=plan)
    load = mean * 240 / 1800
    assert (table["required"] >= load / 0.85).all()
    assert (table["required"] > 0).equals(pd.Series(mean > 0))
    assert np.all(table["required"] < load / 0.85 + 4.0)
