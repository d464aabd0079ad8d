"""A published roster planned anew: as few weeks change as may, and what is frozen stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.changes import build_changes_table, changed_weeks
from planner.clock import Horizon, to_utc
from planner.domain import Assignment, Weights
from planner.errors import ConflictError
from planner.penalties import penalties
from planner.published import Published
from planner.roster.prepare import prepare
from planner.roster.price_bound import bound_at
from planner.roster.reinsertion import Reinsertion
from planner.roster.resumption import resume
from planner.roster.solve import SolveOptions, solve
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_break,
    make_contract,
    make_law,
    make_pin,
    make_scenario,
    make_shift,
    make_time_off,
)
from tests.planner.roster.problems import requirement, week_from

ZONES = (MADRID, MADRID, "America/New_York", "Asia/Kolkata")
AUTUMN, SPRING = date(2026, 10, 19), date(2026, 3, 23)  # Europe's clocks change, India's do not


def team(horizon: Horizon, zones: Sequence[str] = (MADRID,) * 4, **changes: Any) -> Scenario:
    """Agents by the hour, each six hours a day within her daylight, one break."""
    shift = make_shift(
        "day",
        paid_minutes=360,
        breaks=(make_break(30, between=(120, 180)),),
        start_from_minute=480,
        start_to_minute=720,
        start_every_minutes=30,
    )
    given: dict[str, Any] = {
        "interval_minutes": horizon.interval_minutes,
        "agents": [make_agent(f"agent{k}", timezone=zone) for k, zone in enumerate(zones)],
        "shifts": [shift],
        "contracts": [
            make_contract(shifts=("day",), hourly=True, weekly_minutes=0, max_weekly_minutes=1800)
        ],
        "labour_rules": [make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160)],
        "weights": Weights(fairness_per_hour=Fraction(0), change=Fraction(10)),
    }
    return make_scenario(**{**given, **changes})


def needs_of(scenario: Scenario, horizon: Horizon, heads: float, shift: int = 0) -> pd.DataFrame:
    """So many heads from 8 to 18 UTC, later by some slots."""
    a_day = 1440 // horizon.interval_minutes
    curve = np.zeros(len(horizon.slots))
    hours = np.arange(len(curve)) % a_day * horizon.interval_minutes / 60
    curve[(hours >= 8) & (hours < 18)] = heads
    return requirement(scenario, horizon, {"phone-en": np.roll(curve, shift)})


def rostered(
    scenario: Scenario, horizon: Horizon, needs: pd.DataFrame, seconds: float = 0.7
) -> tuple[Assignment, ...]:
    return solve(
        scenario, horizon, needs, SolveOptions(time_limit_s=seconds, workers=1)
    ).assignments


def weeks_by_agent(rows: Sequence[Assignment]) -> dict[str, set[tuple[str, datetime]]]:
    found: dict[str, set[tuple[str, datetime]]] = {}
    for row in rows:
        found.setdefault(row.agent_id, set()).add((row.shift, row.start))
    return found


def test_only_the_ill_and_who_steps_in_change() -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon)
    needs = needs_of(scenario, horizon, 1.0)
    before = rostered(scenario, horizon, needs)
    ill = max(before, key=lambda row: row.start.weekday() == 2).agent_id
    wednesday = MONDAY + timedelta(days=2)
    sick = make_time_off(ill, str(wednesday), str(wednesday + timedelta(days=1)), "sick")
    heavy = replace(scenario.weights, change=Fraction(500))
    anew = replace(
        scenario, time_off=(sick,), published=Published(assignments=before), weights=heavy
    )
    after = rostered(anew, horizon, needs)
    # To cover her day takes one other agent at most, and leaving it open costs far more.
    assert changed_weeks(anew, horizon, after) <= 2
    table = build_changes_table(anew, horizon, after)
    assert set(table["agent_id"]) >= {ill}
    assert table["agent_id"].nunique() <= 2
    mine = table[(table["agent_id"] == ill) & (table["local_date"] == wednesday)].iloc[0]
    assert mine["before"].startswith("day ")
    assert mine["after"] == ""
    given = penalties(anew, horizon, after, shortfall_hours=0.0, missing_head_hours=0.0)
    assert given.changes_cents == 50_000 * changed_weeks(anew, horizon, after)
    # Without a word of what was published the week is another one altogether.
    free = rostered(replace(scenario, time_off=(sick,)), horizon, needs_of(scenario, horizon, 1.3))
    assert changed_weeks(anew, horizon, free) > 2


def test_a_search_begins_from_what_was_published() -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon)
    needs = needs_of(scenario, horizon, 1.0)
    before = rostered(scenario, horizon, needs)
    again = replace(scenario, published=Published(assignments=before))
    search = Reinsertion(prepare(again, horizon, needs), 0)
    assert resume(search)
    rows = [
        (index, search.problem.members[index].options[each.option].duty.start_minute)
        for index, week in enumerate(search.weeks)
        for each in week.chosen
    ]
    wanted = [
        (int(row.agent_id[-1]), (row.start - horizon.start) // timedelta(minutes=1))
        for row in before
    ]
    assert sorted(rows) == sorted(wanted)


@pytest.mark.parametrize(
    ("monday", "workers"), [(MONDAY, 1), (AUTUMN, 1), (SPRING, 1), (AUTUMN, 2)]
)
def test_what_is_frozen_stands(monday: date, workers: int) -> None:
    """Frozen until Sunday noon in Kolkata: in two weeks Europe's clocks changed that night."""
    horizon = week_from(monday, timezone=MADRID, interval_minutes=30)
    scenario = team(horizon, ZONES)
    before = rostered(scenario, horizon, needs_of(scenario, horizon, 1.6))
    sunday = monday + timedelta(days=6)
    until = to_utc(datetime.combine(sunday, datetime.min.time()), "Asia/Kolkata")
    until += timedelta(hours=12)
    away = min(before, key=lambda row: row.start)
    day = away.local_date
    sick = make_time_off(away.agent_id, str(day), str(day + timedelta(days=1)), "sick")
    anew = replace(
        scenario,
        time_off=(sick,),
        published=Published(assignments=before, frozen_until=until),
        weights=replace(scenario.weights, change=Fraction(0)),
    )
    needs = needs_of(scenario, horizon, 1.6, shift=6)
    options = SolveOptions(time_limit_s=0.7, workers=workers)
    after = solve(anew, horizon, needs, options).assignments
    standing = {row for row in before if row.start < until and row != away}
    assert len(standing) >= 5
    assert {row for row in after if row.start < until} == standing


def test_the_rest_of_the_week_is_planned_anew() -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon)
    before = rostered(scenario, horizon, needs_of(scenario, horizon, 0.3))
    until = horizon.start + timedelta(days=2, hours=7)
    anew = replace(
        scenario,
        published=Published(assignments=before, frozen_until=until),
        weights=replace(scenario.weights, change=Fraction(0)),
    )
    after = rostered(anew, horizon, needs_of(scenario, horizon, 2.0))
    assert {row for row in before if row.start < until} == {
        row for row in after if row.start < until
    }
    late, late_before = (sum(row.start >= until for row in rows) for rows in (after, before))
    assert late > late_before


def test_a_pin_before_the_freeze_ends_clashes() -> None:
    horizon = week_from(interval_minutes=30)
    pin = make_pin("agent0", MONDAY, "day", "09:00")
    scenario = team(
        horizon,
        pins=[pin],
        published=Published(assignments=(), frozen_until=horizon.start + timedelta(days=1)),
    )
    with pytest.raises(ConflictError, match="the pinned day on 2026-11-30 from 09:00"):
        rostered(scenario, horizon, needs_of(scenario, horizon, 1.0))


def test_weeks_are_judged_one_by_one() -> None:
    """Two weeks, the second of which changes: one week of one agent differs."""
    horizon = week_from(weeks=2, timezone=MADRID, interval_minutes=30)
    scenario = team(horizon)
    before = rostered(scenario, horizon, needs_of(scenario, horizon, 1.0), 1.0)
    anew = replace(
        scenario,
        published=Published(assignments=before),
        weights=replace(scenario.weights, change=Fraction(10**4)),
    )
    assert changed_weeks(anew, horizon, before) == 0
    assert changed_weeks(anew, horizon, before[1:]) == 1
    problem = prepare(anew, horizon, needs_of(scenario, horizon, 1.0))
    bound = bound_at(problem, np.zeros((1, problem.slots)))
    assert bound is not None
    assert bound < 10**4  # nobody has to change
    ill = next(row for row in before if row.start >= horizon.start + timedelta(days=7))
    day = ill.local_date
    sick = make_time_off(ill.agent_id, str(day), str(day + timedelta(days=1)), "sick")
    after = rostered(
        replace(anew, time_off=(sick,)), horizon, needs_of(scenario, horizon, 1.0), 1.0
    )
    first = horizon.start + timedelta(days=7)
    assert weeks_by_agent([row for row in after if row.start < first]) == weeks_by_agent(
        [row for row in before if row.start < first]
    )
    assert 1 <= changed_weeks(anew, horizon, after) <= 2
