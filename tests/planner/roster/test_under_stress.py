"""Whatever is asked of a solve or done to it: a clear end, and a roster that the audit takes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from planner import pipeline
from planner.clock import Horizon
from planner.pipeline import Plan, SolveOptions, Stop
from planner.roster import search as searching
from planner.roster import solve as solving
from planner.roster.companion import Companion
from planner.roster.messages import Bound, Message, Request
from planner.roster.two_processes import Started
from planner.scenario import Scenario
from tests.planner.builders import MONDAY, make_agent, make_shift, make_time_off
from tests.planner.roster.problems import requirement, week_from
from tests.planner.roster.test_solve import scenario_of

PATIENCE_S = 15.0


def planned(scenario: Scenario, horizon: Horizon, required: Any = 1.3, **options: Any) -> Plan:
    """A plan that the audit takes; anything else fails the test."""
    stop = options.pop("stop", None)
    scenario = replace(scenario, reporting_timezone=horizon.timezone)
    plan = pipeline.plan_week(
        scenario,
        horizon,
        requirement(scenario, horizon, {"phone-en": required}),
        options=SolveOptions(**{"time_limit_s": 0.3, "workers": 1, **options}),
        stop=stop,
    )
    assert plan.report.violations == ()
    return plan


class Killed(Companion):
    """A process beside that gets a signal so many seconds after it began."""

    signal, after_s, begun = signal.SIGKILL, 0.0, 0

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        type(self).begun += 1
        timer = threading.Timer(self.after_s, os.kill, (self._process.pid, self.signal))
        timer.daemon = True
        timer.start()


@pytest.mark.parametrize(("after_s", "limit"), [(0.0, 2.6), (0.4, 3.0)])
def test_a_process_beside_that_is_killed_is_begun_anew_once(
    monkeypatch: pytest.MonkeyPatch, after_s: float, limit: float
) -> None:
    beside = type("Beside", (Killed,), {"after_s": after_s, "begun": 0})
    monkeypatch.setattr(solving, "Companion", beside)
    monkeypatch.setattr(solving, "TELL_EVERY_S", 0.05)
    plan = planned(scenario_of(), week_from(), workers=2, time_limit_s=limit)
    assert plan.notices == ("the process beside the search ended early (signal 9)",)
    assert len(plan.tables["roster.csv"]) == 15
    assert beside.begun == 2  # type: ignore[attr-defined]


def test_a_process_beside_that_never_reads_holds_nothing_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside = type("Beside", (Killed,), {"signal": signal.SIGSTOP})
    monkeypatch.setattr(solving, "Companion", beside)
    begun = time.monotonic()
    plan = planned(scenario_of(), week_from(), workers=2, time_limit_s=1.0)
    assert len(plan.tables["roster.csv"]) == 15
    assert time.monotonic() - begun < PATIENCE_S


def test_what_does_not_read_takes_no_time_to_send_to() -> None:
    other: Started[Message] = Started("tests.planner.roster.halfway", b"x" * 10)
    os.kill(other._process.pid, signal.SIGSTOP)
    begun = time.monotonic()
    other.send(b"y" * 10_000_000)
    assert time.monotonic() - begun < 1
    other.close()
    assert other.failed() is None, "closed by us"


@pytest.mark.parametrize("less", [1, 40])
def test_half_a_message_is_none(less: int) -> None:
    other: Started[Message] = Started("tests.planner.roster.halfway", less)
    begun = time.monotonic()
    found: list[Message] = []
    while other.runs() and time.monotonic() - begun < PATIENCE_S:
        found += other.received()
        time.sleep(0.01)
    assert found == [Bound(value=1.0)]
    other._process.wait(PATIENCE_S)
    assert other.failed() == "exit status 3"
    other.close()


@pytest.mark.parametrize("required", [0.0, 3000.0])
def test_no_demand_and_a_thousand_times_the_team(required: float) -> None:
    plan = planned(scenario_of(), week_from(), required)
    hours = plan.summary.hours
    assert hours.required == pytest.approx(required * 168)
    if required == 0:
        assert hours.shortfall == 0
        assert plan.summary.status == "OPTIMAL"
    else:
        assert hours.shortfall == pytest.approx(required * 168 - 15 * 8)


def test_no_rows_of_demand() -> None:
    horizon, scenario = week_from(), scenario_of(reporting_timezone="UTC")
    nothing = requirement(scenario, horizon, {}).iloc[:0]
    options = SolveOptions(time_limit_s=0.5, workers=1)
    plan = pipeline.plan_week(scenario, horizon, nothing, options=options)
    assert plan.report.violations == ()
    assert len(plan.tables["roster.csv"]) == 0


def test_everybody_away_all_week() -> None:
    away = [
        make_time_off(
            one, f"{MONDAY - timedelta(days=1)} 00:00", f"{MONDAY + timedelta(days=9)} 00:00"
        )
        for one in ("ana", "ben", "eva")
    ]
    plan = planned(scenario_of(time_off=away), week_from())
    assert len(plan.tables["roster.csv"]) == 0
    assert plan.summary.hours.shortfall == pytest.approx(1.3 * 168)


@pytest.mark.parametrize(
    ("start", "hours"), [(date(2026, 3, 23), 167), (date(2026, 10, 19), 169), (MONDAY, 168)]
)
def test_weeks_of_odd_hours_with_an_agent_half_an_hour_off(start: date, hours: int) -> None:
    horizon = week_from(start, timezone="Europe/Madrid", interval_minutes=30)
    assert len(horizon.slots) == 2 * hours
    agents = [make_agent("ana"), make_agent("kumar", timezone="Asia/Kolkata", country="IN")]
    plan = planned(scenario_of(agents=agents, interval_minutes=30), horizon)
    assert len(plan.tables["roster.csv"]) == 10


def test_agents_whom_no_queue_asks_for() -> None:
    agents = [make_agent("ana", skills=frozenset({"chat"})), make_agent("ben", skills=frozenset())]
    plan = planned(scenario_of(agents=agents), week_from())
    assert plan.summary.hours.covered == 0


def test_quarters_of_an_hour() -> None:
    shift = make_shift(
        "day", paid_minutes=480, start_from_minute=360, start_to_minute=720, start_every_minutes=15
    )
    night = make_shift("night", start_from_minute=1320, start_to_minute=1320, breaks=())
    horizon = week_from(interval_minutes=15)
    plan = planned(scenario_of(interval_minutes=15, shifts=[shift, night]), horizon)
    assert len(plan.tables["roster.csv"]) == 15


def _asking(stop: Stop, work: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*given: Any, **named: Any) -> Any:
        stop.ask()
        return work(*given, **named)

    return asked


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("step", ["prepare", "find_conflicts", "search", "assign"])
def test_a_stop_at_any_step(monkeypatch: pytest.MonkeyPatch, step: str, workers: int) -> None:
    stop = Stop()
    monkeypatch.setattr(solving, step, _asking(stop, getattr(solving, step)))
    limit = 0.6 if step in ("search", "assign") else 600.0
    begun = time.monotonic()
    plan = planned(scenario_of(), week_from(), workers=workers, time_limit_s=limit, stop=stop)
    assert time.monotonic() - begun < PATIENCE_S
    assert plan.summary.status == "STOPPED"
    assert len(plan.tables["roster.csv"]) == 15


@pytest.mark.parametrize("workers", [1, 2])
def test_a_large_team_has_no_time_at_all(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """Most choose among weeks that are known; nobody is left out."""
    monkeypatch.setattr(searching, "AT_LARGE", 20)
    agents = [make_agent(f"agent{k:02d}", wage_per_hour=20) for k in range(60)]
    plan = planned(
        scenario_of(agents=agents), week_from(), 10.0, workers=workers, time_limit_s=0.05
    )
    assert len(plan.tables["roster.csv"]) == 5 * 60
