"""The demo team is what its README says: varied, legal, coverable and synthetic."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pandas as pd
import pytest
from sunrota_demo import DEMO_START, DEMO_WEEKS, write_demo_team
from sunrota_demo.make_contacts import QUEUES, make_contacts
from sunrota_demo.make_history import make_history

from planner.files import read_team

Row = dict[str, str]
MADRID = ZoneInfo("Europe/Madrid")
START = datetime.combine(DEMO_START, time.min, tzinfo=MADRID).astimezone(UTC)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "deep" / "team"
    write_demo_team(folder)
    return folder


@pytest.fixture(scope="module")
def log(team: Path) -> pd.DataFrame:
    return pd.read_parquet(team / "contacts.parquet")


@pytest.fixture(scope="module")
def plan(team: Path) -> dict[str, Any]:
    return tomllib.loads((team / "plan.toml").read_text(encoding="utf-8"))


def rows(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def minutes(text: str) -> int:
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def law_of(agent: Row, plan: dict[str, Any]) -> dict[str, Any]:
    by_place = {law["country"]: law for law in plan["labour_rules"]}
    place = f"{agent['country']}-{agent['subdivision']}"
    law: dict[str, Any] = by_place.get(place) or by_place[agent["country"]]
    return law


def test_team_has_the_agents_it_promises(team: Path, plan: dict[str, Any]) -> None:
    agents = rows(team / "agents.csv")
    hourly = {contract["name"] for contract in plan["contracts"] if contract["hourly"]}
    zones = {agent["timezone"] for agent in agents}
    assert len({agent["agent_id"] for agent in agents}) == len(agents) == 24
    assert sum(agent["contract"] in hourly for agent in agents) == 16
    assert zones == {
        "America/Los_Angeles",
        "America/New_York",
        "America/Mexico_City",
        "Europe/Madrid",
        "Europe/Warsaw",
        "Asia/Kolkata",
        "Asia/Manila",
        "Asia/Tokyo",
    }
    assert all(law_of(agent, plan)["source"] for agent in agents)


def test_team_says_everywhere_that_it_is_synthetic(team: Path, plan: dict[str, Any]) -> None:
    assert "synthetic" in plan["team"]["name"]
    assert "SYNTHETIC" in (team / "plan.toml").read_text(encoding="utf-8").splitlines()[0]
    assert "synthetic" in (team / "README.md").read_text(encoding="utf-8").splitlines()[0]


def test_week_has_a_holiday_in_one_of_the_countries(team: Path) -> None:
    week = [DEMO_START + timedelta(days=day) for day in range(7 * DEMO_WEEKS)]
    places = {(agent["country"], agent["subdivision"]) for agent in rows(team / "agents.csv")}
    closed = {
        (country, day)
        for country, subdivision in places
        for day in week
        if day in holidays.country_holidays(country, subdiv=subdivision or None, years=2026)
    }
    assert closed == {("PH", date(2026, 11, 30))}


def test_vendor_is_held_to_a_fifth_of_the_hours(plan: dict[str, Any]) -> None:
    (vendor,) = plan["vendors"]
    span = (minutes(vendor["open"]["to"]) - minutes(vendor["open"]["from"])) % 1440
    most_hours = vendor["max_agents"] * 7 * span / 60
    assert vendor["open"]["days"] == "mon-sun"
    assert most_hours == 56
    assert most_hours <= 500 / 5


def test_history_is_what_its_script_makes(team: Path) -> None:
    timezones = {agent["agent_id"]: agent["timezone"] for agent in rows(team / "agents.csv")}
    assert rows(team / "history.csv") == make_history(timezones)


def test_history_is_the_week_before_and_reaches_into_the_plan(team: Path) -> None:
    history = rows(team / "history.csv")
    starts = [datetime.fromisoformat(row["start"]) for row in history]
    ends = [datetime.fromisoformat(row["end"]) for row in history]
    assert min(starts) >= START - timedelta(days=7)
    assert max(starts) < START
    assert sum(end > START for end in ends) >= 3
    assert {row["agent_id"] for row in history} == {
        agent["agent_id"] for agent in rows(team / "agents.csv")
    }


def test_history_obeys_the_rules(team: Path, plan: dict[str, Any]) -> None:
    agents = {agent["agent_id"]: agent for agent in rows(team / "agents.csv")}
    contracts = {contract["name"]: contract for contract in plan["contracts"]}
    history = sorted(rows(team / "history.csv"), key=lambda row: (row["agent_id"], row["start"]))
    checked = 0
    for agent_id, worked in groupby(history, key=lambda row: row["agent_id"]):
        week = list(worked)
        agent = agents[agent_id]
        contract, law = contracts[agent["contract"]], law_of(agent, plan)
        rests = [
            datetime.fromisoformat(after["start"]) - datetime.fromisoformat(before["end"])
            for before, after in pairwise(week)
        ]
        assert min(rests) >= timedelta(minutes=law["min_rest_minutes"]), agent_id
        assert max(
            *rests,
            datetime.fromisoformat(week[0]["start"]) - (START - timedelta(days=7)),
            START - datetime.fromisoformat(week[-1]["end"]),
        ) >= timedelta(minutes=law["min_weekly_rest_minutes"]), agent_id
        paid = sum(int(row["paid_minutes"]) for row in week)
        assert contract["min_weekly_minutes"] <= paid <= contract["max_weekly_minutes"], agent_id
        assert len(week) == len({row["local_date"] for row in week}) <= contract["days_per_week"]
        assert {row["shift"] for row in week} <= set(contract["shifts"]), agent_id
        checked += 1
    assert checked == 24


def test_history_rows_fit_their_templates(team: Path, plan: dict[str, Any]) -> None:
    agents = {agent["agent_id"]: agent for agent in rows(team / "agents.csv")}
    shifts = {shift["name"]: shift for shift in plan["shifts"]}
    history = rows(team / "history.csv")
    assert len(history) == 114
    for row in history:
        shift, agent = shifts[row["shift"]], agents[row["agent_id"]]
        start, end = (datetime.fromisoformat(row[name]) for name in ("start", "end"))
        wall = start.astimezone(ZoneInfo(agent["timezone"])).replace(tzinfo=None)
        lower, upper = (minutes(text) for text in shift["start_between"])
        since = wall.hour * 60 + wall.minute
        unpaid = sum(pause["minutes"] for pause in shift["breaks"] if not pause["paid"])
        assert lower <= since <= upper, row
        assert (since - lower) % shift["start_every_minutes"] == 0, row
        assert (end - start) == timedelta(minutes=shift["paid_minutes"] + unpaid), row
        assert int(row["paid_minutes"]) == shift["paid_minutes"]
        assert row["start_local"] == wall.isoformat()
        assert row["local_date"] == wall.date().isoformat()
        if agent["nights"] == "false":
            assert wall.date() == (wall + (end - start) - timedelta(minutes=61)).date(), row


def test_log_covers_the_52_weeks_before_the_plan(log: pd.DataFrame) -> None:
    assert log["opened_at"].is_monotonic_increasing
    assert log["opened_at"].min() - (START - timedelta(weeks=52)) < timedelta(hours=2)
    assert timedelta(0) < START - log["opened_at"].max() < timedelta(hours=2)
    assert 100_000 < len(log) < 300_000
    assert set(log["queue"]) == {pattern.name for pattern in QUEUES}


def test_log_fits_the_repository(team: Path) -> None:
    assert sum(path.stat().st_size for path in team.iterdir()) < 5_000_000


def test_log_is_the_same_for_the_same_seed_only(log: pd.DataFrame) -> None:
    again = make_contacts(START)
    pd.testing.assert_frame_equal(again, log)
    short = make_contacts(START, weeks=2, seed=1)
    assert not short.equals(make_contacts(START, weeks=2, seed=2))


def test_log_keeps_opening_hours(log: pd.DataFrame, plan: dict[str, Any]) -> None:
    closing = 0
    for queue in plan["queues"]:
        if "open" not in queue:
            continue
        zone = ZoneInfo(queue["open"]["timezone"])
        local = log.loc[log["queue"] == queue["name"], "opened_at"].dt.tz_convert(zone).dt
        since = local.hour * 60 + local.minute
        assert (local.day_of_week < 5).all()
        assert since.ge(minutes(queue["open"]["from"])).all()
        assert since.lt(minutes(queue["open"]["to"])).all()
        closing += 1
    assert closing == 2


def test_log_has_a_day_and_a_week_in_the_customers_time(log: pd.DataFrame) -> None:
    for zone in ("America/New_York", "Europe/London", "Australia/Sydney"):
        mask = (log["queue"] == "phone-en") & (log["customer_timezone"] == zone)
        local = log.loc[mask, "opened_at"].dt.tz_convert(zone).dt
        by_hour = np.bincount(local.hour, minlength=24)
        by_day = np.bincount(local.day_of_week, minlength=7)
        assert by_hour[9:18].min() > 4 * by_hour[0:4].max()
        assert by_day[5:].max() < 0.9 * by_day[:5].min()


def test_log_knows_seasons_growth_and_holidays(log: pd.DataFrame) -> None:
    mask = (log["queue"] == "chat-en") & (log["customer_timezone"] == "America/New_York")
    daily = log[mask].set_index("opened_at").tz_convert("America/New_York").resample("D").size()
    thanksgiving, a_week_before = (daily[f"2026-11-{day}"] for day in (26, 19))
    assert thanksgiving < 0.75 * a_week_before
    assert daily["2025-12-08":"2025-12-21"].mean() > 1.05 * daily["2026-03-02":"2026-03-15"].mean()
    assert daily["2026-11-02":"2026-11-15"].mean() > 1.05 * daily["2026-03-02":"2026-03-15"].mean()


def test_abandoned_contacts_have_no_handling_time(log: pd.DataFrame) -> None:
    shares = log.groupby("queue")["abandoned"].mean()
    assert log.loc[log["abandoned"], "handle_seconds"].isna().all()
    assert log.loc[~log["abandoned"], "handle_seconds"].notna().all()
    assert shares["email-en"] == 0
    assert shares.drop("email-en").between(0.01, 0.08).all()


def test_handling_times_are_those_of_their_queue(log: pd.DataFrame) -> None:
    means = log.groupby("queue")["handle_seconds"].mean()
    assert {pattern.name: pattern.handle_s for pattern in QUEUES} == pytest.approx(
        means.to_dict(), rel=0.02
    )


def test_cross_references_hold(team: Path, plan: dict[str, Any]) -> None:
    agents = {agent["agent_id"] for agent in rows(team / "agents.csv")}
    by_file = defaultdict(set)
    for name in ("time_off", "availability", "wishes", "pins", "history"):
        by_file[name] = {row["agent_id"] for row in rows(team / f"{name}.csv")}
    assert all(known and known <= agents for known in by_file.values())
    queues = {queue["name"] for queue in plan["queues"]}
    assert {row["queue"] for row in rows(team / "events.csv")} <= queues


def test_writing_twice_gives_the_same_folder(team: Path) -> None:
    before = {path.name: path.read_bytes() for path in team.iterdir()}
    (team / "plan.toml").write_text("changed")
    write_demo_team(team)
    assert {path.name: path.read_bytes() for path in team.iterdir()} == before


def test_the_planner_reads_the_team_without_a_fault(team: Path) -> None:
    scenario = read_team(team)
    assert len(scenario.agents) == 24
    assert len(scenario.history) == 114
    assert len(scenario.labour_rules) == 9
    assert scenario.contacts_path == team / "contacts.parquet"
