"""A solve as a whole: several weeks, what ran into them, and bounds that come from elsewhere."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from planner.clock import Horizon
from planner.domain import Assignment
from planner.roster import search as searching
from planner.roster import solve as solving
from planner.roster.messages import Message, Request
from planner.roster.solve import Progress, Solution, SolveOptions, Stop, solve
from planner.scenario import Scenario
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_scenario,
    make_shift,
)
from tests.planner.roster.problems import requirement, week_from

REST = timedelta(hours=11)


def scenario_of(**changes: Any) -> Scenario:
    shift = make_shift(
        "day", paid_minutes=480, breaks=(), start_from_minute=360, start_to_minute=960
    )
    night = make_shift(
        "night", paid_minutes=480, breaks=(), start_from_minute=1320, start_to_minute=1320
    )
    given: dict[str, Any] = {
        "interval_minutes": 60,
        "agents": [make_agent("ana"), make_agent("ben"), make_agent("eva")],
        "shifts": [shift, night],
        "contracts": [make_contract(shifts=("day", "night"), days_per_week=5)],
        "labour_rules": [
            make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160, max_consecutive_days=6)
        ],
    }
    return make_scenario(**{**given, **changes})


def solved(scenario: Scenario, horizon: Horizon, **options: Any) -> tuple[Solution, list[Progress]]:
    told: list[Progress] = []
    needs = requirement(scenario, horizon, {"phone-en": 1.3})
    found = solve(
        scenario,
        horizon,
        needs,
        SolveOptions(**{"time_limit_s": 4.0, "workers": 1, **options}),
        on_progress=told.append,
    )
    return found, told


def by_agent(rows: tuple[Assignment, ...]) -> dict[str, list[Assignment]]:
    found: dict[str, list[Assignment]] = {}
    for row in sorted(rows, key=lambda row: row.start):
        found.setdefault(row.agent_id, []).append(row)
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_weeks_hang_together(workers: int) -> None:
    horizon = week_from(weeks=2)
    scenario = scenario_of()
    found, told = solved(scenario, horizon, workers=workers)
    middle = horizon.start + timedelta(days=7)
    for rows in by_agent(found.assignments).values():
        assert sum(row.start < middle for row in rows) == 5
        assert sum(row.start >= middle for row in rows) == 5
        assert all(after.start - before.end >= REST for before, after in pairwise(rows))
    objectives = [one.objective for one in told if one.objective is not None]
    assert found.lower_bound > 0
    assert objectives
    # Progress is of one week at a time; both together cost no less than the bound of the whole.
    assert found.lower_bound <= 2 * max(objectives)
    assert set(found.duty["agent_id"]) == {"ana", "ben", "eva"}
    assert found.wall_seconds["search"] > 0


def test_a_shift_that_runs_into_the_week_covers_it() -> None:
    night = make_shift("night", paid_minutes=480, breaks=())
    late = make_assignment("ana", "2026-11-29 22:00", local_date=date(2026, 11, 29), shift=night)
    found, _ = solved(scenario_of(history=[late]), week_from())
    first = min(row.start for row in found.assignments if row.agent_id == "ana")
    assert first >= late.end + REST
    early = found.duty[found.duty["interval_start"] < pd.Timestamp(late.end)]
    assert set(early.loc[early["agent_id"] == "ana", "interval_start"].dt.hour) == set(
        range(late.end.hour)
    )


class Silent:
    """A process beside the search that never says anything."""

    bound = None
    bound_at = 0.0

    def __init__(self, request: Request) -> None:
        assert request.seconds > 0
        self.closed = False

    def received(self) -> list[Message]:
        return []

    def send(self, message: Message) -> None:
        del message

    def may_bound(self) -> bool:
        return False

    def failed(self) -> str | None:
        return None

    def close(self) -> None:
        self.closed = True


def test_without_a_word_from_beside_there_is_a_roster_and_no_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "Companion", Silent)
    found, told = solved(scenario_of(), week_from(), workers=2, time_limit_s=1.0)
    assert len(found.assignments) == 15
    assert found.lower_bound == 0
    assert told[-1].lower_bound is None


def test_stopped_before_it_began_it_still_gives_a_roster() -> None:
    scenario, horizon = scenario_of(), week_from()
    stop = Stop()
    stop.ask()
    begun = time.monotonic()
    found = solve(
        scenario,
        horizon,
        requirement(scenario, horizon, {"phone-en": 1.3}),
        SolveOptions(time_limit_s=600.0, workers=2),
        stop=stop,
    )
    assert found.stopped
    assert len(found.assignments) == 15
    assert time.monotonic() - begun < 10


def test_prices_of_one_week_are_not_kept_as_those_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_LARGE", 1)  # large teams tell of mean prices
    horizon = week_from(weeks=2)
    found, _ = solved(scenario_of(), horizon, workers=1)
    assert len({one.start for one in found.prices}) == len(horizon.slots)


def test_nobody_to_roster_leaves_everything_short() -> None:
    scenario, horizon = replace(scenario_of(), agents=()), week_from()
    needs = requirement(scenario, horizon, {"phone-en": 1.0})
    found = solve(scenario, horizon, needs, SolveOptions(time_limit_s=2.0, workers=1))
    assert found.assignments == ()
    assert found.duty.empty
    assert found.lower_bound == pytest.approx(168 * 200, abs=1)
