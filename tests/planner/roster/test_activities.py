"""Meetings and training blocks in rosters: against brute force, on every clock, frozen, audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from planner.activities import missing_activities
from planner.clock import Horizon
from planner.domain import PlannedActivity, Weights
from planner.pipeline import Plan, plan_week
from planner.published import Published
from planner.roster.exact_moves import Freedom, best_near
from planner.roster.plan import Chosen
from planner.roster.prepare import prepare
from planner.roster.price_bound import bound_at
from planner.roster.problem import Held, Problem
from planner.roster.reinsertion import Reinsertion
from planner.roster.solve import SolveOptions, solve
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_break,
    make_contract,
    make_law,
    make_scenario,
    make_shift,
    make_time_off,
)
from tests.planner.roster.problems import requirement, week_from

AUTUMN = date(2026, 10, 19)  # Europe's clocks change on its last day, India's do not
SECOND = SolveOptions(time_limit_s=1.0, workers=1)


def activity(**changes: object) -> PlannedActivity:
    base = PlannedActivity(name="coaching", kind="training", minutes=60)
    return replace(base, **changes)  # type: ignore[arg-type]


def team(zones: Sequence[str], *activities: PlannedActivity, minutes: int = 30) -> Scenario:
    """Agents with three six-hour days a week, one break in each."""
    shift = make_shift(
        "day",
        paid_minutes=360,
        breaks=(make_break(30, between=(120, 210)),),
        start_from_minute=480,
        start_to_minute=720,
        start_every_minutes=30,
    )
    contract = make_contract(
        shifts=("day",), weekly_minutes=1080, min_weekly_minutes=1080, max_weekly_minutes=1080
    )
    return make_scenario(
        interval_minutes=minutes,
        agents=[make_agent(f"agent{k}", timezone=zone) for k, zone in enumerate(zones)],
        shifts=[shift],
        contracts=[contract],
        labour_rules=[make_law(min_rest_minutes=660)],
        weights=Weights(fairness_per_hour=Fraction(0)),
        activities=list(activities),
    )


def needs_of(scenario: Scenario, horizon: Horizon, heads: float) -> pd.DataFrame:
    """So many heads from 6 to 18 UTC."""
    hours = np.arange(len(horizon.slots)) * horizon.interval_minutes / 60 % 24
    return requirement(scenario, horizon, {"phone-en": heads * ((hours >= 6) & (hours < 18))})


def planned(
    scenario: Scenario, horizon: Horizon, heads: float
) -> tuple[Plan, list[dict[str, Any]]]:
    """A plan that the audit passes, and its meetings and training blocks."""
    made = plan_week(scenario, horizon, needs_of(scenario, horizon, heads), options=SECOND)
    assert made.report.violations == ()
    rows = made.tables["activities.csv"].to_dict("records")
    return made, [row for row in rows if row["activity"] in ("meeting", "training")]


# -- against brute force -------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_a_week_is_laid_at_least_cost(seed: int) -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team([MADRID], activity(from_minute=540, to_minute=1020))
    problem = prepare(scenario, horizon, needs_of(scenario, horizon, 1.0))
    search, member = Reinsertion(problem, 0), problem.members[0]
    random = np.random.default_rng(seed)
    gain = random.uniform(0, 100, problem.slots)
    days = sorted({option.duty.local_date for option in member.options})
    some = random.choice(len(days), 3, replace=False)
    by_day = [
        [k for k, option in enumerate(member.options) if option.duty.local_date == days[day]]
        for day in some
    ]
    options = [int(random.choice(own)) for own in by_day]
    laid = search.layouts[0].week(options, gain)
    costs = [-float(search.week_of(0, week).presence @ gain) for week in _ways(problem, options)]
    assert len(costs) > 50
    assert -float(search.week_of(0, laid).presence @ gain) == pytest.approx(min(costs))


def _ways(problem: Problem, options: Sequence[int]) -> list[tuple[Chosen, ...]]:
    """Every way to lay breaks and one training hour that the rules as written allow."""
    member, zone = problem.members[0], ZoneInfo(MADRID)
    start = datetime.combine(MONDAY, datetime.min.time(), ZoneInfo("UTC"))
    breaks = [[o + member.options[k].duty.start_minute for o in member.options[k].offsets[0]]
              for k in options]  # fmt: skip
    ways = []
    for place, option in enumerate(options):
        duty = member.options[option].duty
        # The other shifts' breaks do not depend on it: each as it comes, all of them once.
        for at in range(duty.start_minute + 15, duty.end_minute - 75 + 1):
            wall = (start + timedelta(minutes=at)).astimezone(zone)
            minute = wall.hour * 60 + wall.minute
            if at % 30 or not 540 <= minute <= 960:
                continue
            for laid in product(*breaks):
                if laid[place] < at + 60 and at < laid[place] + 30:
                    continue
                ways.append(
                    tuple(
                        Chosen(
                            option=one,
                            break_starts=(laid[k],),
                            held=(Held(owed=0, start_minute=at),) if k == place else (),
                        )
                        for k, one in enumerate(options)
                    )
                )
    return ways


def tiny(weight: int = 500) -> tuple[Scenario, Horizon, pd.DataFrame]:
    """Three agents who each work four hours on one Wednesday, training an hour of it."""
    horizon = week_from(interval_minutes=60, timezone=MADRID)
    wednesday = MONDAY + timedelta(days=2)
    shift = make_shift(
        "short", paid_minutes=240, breaks=(), start_from_minute=480, start_to_minute=660,
        start_every_minutes=60,
    )  # fmt: skip
    away = [
        make_time_off(f"agent{k}", str(first), str(last), "unpaid")
        for k in range(3)
        for first, last in (
            (MONDAY - timedelta(days=1), wednesday),
            (wednesday + timedelta(days=1), MONDAY + timedelta(days=8)),
        )
    ]
    contract = make_contract(
        shifts=("short",), weekly_minutes=240, min_weekly_minutes=240, max_weekly_minutes=240
    )
    scenario = make_scenario(
        interval_minutes=60,
        agents=[make_agent(f"agent{k}") for k in range(3)],
        shifts=[shift],
        contracts=[contract],
        labour_rules=[make_law()],
        time_off=away,
        weights=Weights(fairness_per_hour=Fraction(0), activity=Fraction(weight)),
        activities=[activity()],
    )
    curve = np.zeros(168)
    curve[48 + 8 : 48 + 15] = [1.0, 2.0, 1.3, 2.6, 1.0, 2.2, 0.6]
    return scenario, horizon, requirement(scenario, horizon, {"phone-en": curve})


@pytest.mark.parametrize("weight", [500, 60])
def test_a_tiny_team_is_rostered_at_least_cost(weight: int) -> None:
    scenario, horizon, needs = tiny(weight)
    problem = prepare(scenario, horizon, needs)
    search = Reinsertion(problem, 0)
    ways = []
    for option, one in enumerate(problem.members[0].options):
        search.put(0, search.week_of(0, (Chosen(option=option, break_starts=()),)))
        if search.is_legal(0):
            begin, end = one.duty.start_minute, one.duty.end_minute
            starts = [*range(begin + 60, end - 119, 60)]
            held = [(), *(((Held(owed=0, start_minute=at)),) for at in starts)]
            ways += [Chosen(option=option, break_starts=(), held=own) for own in held]
    assert len(ways) == 12
    costs = []
    for three in product(ways, repeat=3):
        for index, chosen in enumerate(three):
            search.put(index, search.week_of(index, (chosen,)))
        costs.append(search.cost())
    solution = solve(scenario, horizon, needs, SECOND)
    lacking = sum(m.times for m in missing_activities(scenario, horizon, solution.assignments))
    assert (lacking == 0) == (weight == 500)
    plan = search.plan()
    for index, row in enumerate(sorted(solution.assignments, key=lambda row: row.agent_id)):
        begin = int((row.start - horizon.start) / timedelta(minutes=1))
        option = next(
            k for k, o in enumerate(problem.members[index].options) if o.duty.start_minute == begin
        )
        held = tuple(
            Held(owed=0, start_minute=int((a.start - horizon.start) / timedelta(minutes=1)))
            for a in row.activities
        )
        plan = {**plan, index: (Chosen(option=option, break_starts=(), held=held),)}
    for index, week in plan.items():
        search.put(index, search.week_of(index, week))
    assert search.cost() == pytest.approx(min(costs), abs=1e-6)
    assert solution.lower_bound <= min(costs) + 1e-6
    bound = bound_at(problem, np.full((1, problem.slots), 30.0))
    assert bound is not None
    assert bound <= min(costs) + 1e-6


def test_exact_moves_know_who_is_in_training() -> None:
    scenario, horizon, needs = tiny()
    problem = prepare(scenario, horizon, needs)
    search = Reinsertion(problem, 0)
    assert search.construct()
    everything = Freedom(options={k: np.ones(len(m.options), dtype=bool)
                                  for k, m in enumerate(problem.members)})  # fmt: skip
    before = search.cost()
    found = best_near(problem, search.plan(), everything, 5.0)
    assert found.plan is not None
    assert search.take_better(found.plan) <= before
    assert all(len(week.chosen[0].held) == 1 for week in search.weeks)


# -- clocks, sessions of all, weeks ----------------------------------------------------------


@pytest.mark.parametrize("minutes", [15, 30])
def test_training_keeps_local_hours_over_a_clock_change(minutes: int) -> None:
    horizon = Horizon(start_date=AUTUMN, weeks=1, timezone=MADRID, interval_minutes=minutes)
    coaching = activity(from_minute=600, to_minute=720, times_per_week=2)
    zones = (MADRID, MADRID, "Asia/Kolkata", "America/New_York")
    scenario = team(zones, coaching, minutes=minutes)
    made, held = planned(scenario, horizon, 1.0)
    assert made.missing == ()
    assert len(held) == 2 * len(zones)
    for row in held:
        zone = ZoneInfo(scenario.agent(row["agent_id"]).timezone)
        begin, end = row["start"].astimezone(zone), row["end"].astimezone(zone)
        assert (10, 0) <= (begin.hour, begin.minute) <= (11, 0)
        assert (end - begin) == timedelta(hours=1)
        assert row["paid"]


def test_all_meet_at_one_time_and_who_cannot_is_told() -> None:
    meeting = activity(name="team meeting", kind="meeting", together=True)
    horizon = Horizon(start_date=AUTUMN, weeks=2, timezone=MADRID, interval_minutes=30)
    scenario = team((MADRID, MADRID, MADRID, "Pacific/Auckland"), meeting)
    made, held = planned(scenario, horizon, 3.0)
    # Auckland's daylight is Madrid's night.
    assert {(one.agent_id, one.week) for one in made.missing} == {("agent3", 0), ("agent3", 1)}
    assert len(held) == 6
    assert len({row["start"] for row in held}) == 2
    assert made.summary.penalties.activities_cents == 2 * 500_00


def test_nobody_owes_more_than_she_has_shifts() -> None:
    away = make_time_off("agent1", str(MONDAY - timedelta(days=1)), str(MONDAY + timedelta(days=8)))
    scenario = team((MADRID, MADRID), activity(times_per_week=5))
    scenario = replace(scenario, time_off=(away,))
    made, held = planned(scenario, week_from(interval_minutes=30, timezone=MADRID), 0.5)
    assert [row["agent_id"] for row in held] == ["agent0"] * 3
    assert made.missing == ()


def test_no_activity_of_a_frozen_shift_moves() -> None:
    horizon = week_from(interval_minutes=30, timezone=MADRID)
    meeting = activity(name="team meeting", kind="meeting", minutes=30, together=True)
    scenario = team((MADRID,) * 3, activity(), meeting)
    before = solve(scenario, horizon, needs_of(scenario, horizon, 1.0), SECOND).assignments
    until = horizon.start + timedelta(days=5)
    again = replace(scenario, published=Published(assignments=before, frozen_until=until))
    made, _ = planned(again, horizon, 2.0)
    now = made.tables["activities.csv"]
    frozen = [row for row in before if row.start < until]
    assert any(not one.is_pause for row in frozen for one in row.activities)
    for row in frozen:
        own = now[(now["agent_id"] == row.agent_id) & (now["local_date"] == row.local_date)]
        assert set(zip(own["activity"], own["start"], strict=True)) == {
            (one.activity, one.start) for one in row.activities
        }


# -- several breaks --------------------------------------------------------------------------


def test_breaks_whose_windows_overlap_never_do() -> None:
    horizon = week_from(interval_minutes=30, timezone=MADRID)
    breaks = (
        make_break(15, paid=True, between=(60, 150)),
        make_break(45, paid=False, between=(90, 180)),
        make_break(15, paid=True, between=(120, 270)),
    )
    scenario = team((MADRID, "Asia/Kolkata"), activity(minutes=45))
    shift = replace(scenario.shifts[0], breaks=breaks)
    made, held = planned(replace(scenario, shifts=(shift,)), horizon, 1.0)
    assert len(held) == 2
    table = made.tables["activities.csv"]
    roster = made.tables["roster.csv"]
    assert len(roster) == 6
    for _, row in roster.iterrows():
        own = table[
            (table["agent_id"] == row["agent_id"]) & (table["local_date"] == row["local_date"])
        ].sort_values("start")
        pauses = own[own["activity"] == "break"]
        assert [bool(paid) for paid in pauses["paid"]] == [True, False, True]
        spans = list(zip(own["start"], own["end"], strict=True))
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert row["paid_minutes"] == 360
        assert row["end"] - row["start"] == timedelta(minutes=405)
