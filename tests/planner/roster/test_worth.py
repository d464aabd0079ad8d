"""What one more is worth: estimates against exact optima, and searches that count no luck."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from planner.clock import to_local
from planner.domain import Assignment, Weights
from planner.questions import (
    PlanAtHand,
    Saving,
    WorthAnswer,
    WorthOptions,
    what_is_worth,
    worth_lines,
)
from planner.roster.prepare import prepare
from planner.roster.problem import FloatArray, Problem
from planner.roster.solution_rows import as_plan
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_contract,
    make_law,
    make_night,
    make_scenario,
    make_shift,
    make_vendor,
)
from tests.planner.roster.problems import best_objective, requirement, week_from
from tests.planner.roster.test_why_not import days

DAY = make_shift(
    "day8", start_from_minute=480, start_to_minute=480, start_every_minutes=60, breaks=()
)
EIGHT_HOURS = 8


def team(zone: str = MADRID, **changes: Any) -> Scenario:
    """Ana works five days of eight hours by the hour; a head missing costs 40 an hour."""
    given: dict[str, Any] = {
        "interval_minutes": 60,
        "agents": [make_agent(timezone=zone)],
        "shifts": [DAY],
        "contracts": [
            make_contract(hourly=True, days_per_week=5, max_weekly_minutes=2400, weekly_minutes=0)
        ],
        "labour_rules": [make_law()],
        "weights": Weights(shortfall_per_agent_hour=Fraction(40), fairness_per_hour=Fraction(0)),
    }
    return make_scenario(**{**given, **changes})


def heads_by_day(monday: date, zone: str, heads: Sequence[float]) -> FloatArray:
    """Heads wanted from 8 to 16 by a zone's clock, one figure for each day of the week."""
    horizon = week_from(monday, timezone=zone)
    curve = np.zeros(len(horizon.slots))
    for slot, start in enumerate(horizon.slots):
        wall = to_local(start, zone)
        if 8 <= wall.hour < 16:
            curve[slot] = heads[(wall.date() - monday).days]
    return curve


def plan_of(
    scenario: Scenario, monday: date, curve: FloatArray, rows: Sequence[Assignment], zone: str
) -> PlanAtHand:
    horizon = week_from(monday, timezone=zone)
    needs = requirement(scenario, horizon, {"phone-en": curve})
    problem = prepare(scenario, horizon, needs)
    plan = as_plan(problem, horizon, rows)
    return PlanAtHand(
        scenario=scenario,
        horizon=horizon,
        requirement=needs,
        forecast=None,
        assignments=tuple(rows),
        problem=problem,
        weeks={index: plan.get(index, ()) for index in range(len(problem.members))},
    )


def ask(plan: PlanAtHand, *, checked: int = 20, seconds: float = 0.9) -> WorthAnswer:
    options = WorthOptions(time_limit_s=seconds, checked=checked)
    return what_is_worth(plan, options, lambda name: nullcontext())


def optimum(plan: PlanAtHand, scenario: Scenario) -> float:
    found = best_objective(prepare(scenario, plan.horizon, plan.requirement))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("monday", "zone"),
    [
        (date(2026, 10, 19), MADRID),  # clocks go back on the Sunday
        (date(2026, 3, 23), "America/New_York"),  # Europe's go forward, hers do not
    ],
)
def test_estimate_search_and_optimum_are_the_same(monday: date, zone: str) -> None:
    """Three heads wanted on seven days: one agent more works five, and Ana may work a sixth."""
    curve = heads_by_day(monday, zone, [3.0] * 7)
    rows = days("ana", *(monday + timedelta(days=k) for k in range(5)), zone=zone)
    plan = plan_of(team(zone), monday, curve, rows, zone)
    answer = ask(plan, checked=2)
    (agent,) = (one for one in answer.savings if one.item == "agent")
    _is_worth(plan, agent, days_worked=5)
    both = next(one for one in answer.savings if "6 days a week, not 5, and" in one.what)
    _is_worth(plan, both, days_worked=1)
    days_alone = next(one for one in answer.savings if one.what.endswith("6 days a week, not 5"))
    assert days_alone.estimated == pytest.approx(0.0, abs=0.01)
    assert answer.again_cents == 0
    assert f"{5 * EIGHT_HOURS * 20:,.2f}" in "".join(worth_lines(plan, answer))


def _is_worth(plan: PlanAtHand, saving: Saving, days_worked: int) -> None:
    expected = days_worked * EIGHT_HOURS * (40 - 20)
    exact = optimum(plan, plan.scenario) - optimum(plan, saving.scenario)
    assert exact == pytest.approx(expected, abs=0.01)
    assert saving.estimated == pytest.approx(expected, rel=1e-3)
    assert saving.found_cents == round(expected * 100)
    assert saving.found_cost_cents == -days_worked * EIGHT_HOURS * 20 * 100


def test_a_vendor_agent_and_an_hour_are_worth_what_they_spare() -> None:
    """Two heads short all day: a vendor's one spares 40 - 14 an hour, a second the same."""
    curve = heads_by_day(MONDAY, MADRID, [3.0] + [0.0] * 6)
    scenario = team(vendors=[make_vendor(max_agents=1)])
    plan = plan_of(scenario, MONDAY, curve, days("ana", MONDAY), MADRID)
    answer = ask(plan)
    (vendor,) = (one for one in answer.savings if one.item == "vendor")
    saved = EIGHT_HOURS * (40 - 14)
    assert vendor.estimated == pytest.approx(saved, rel=1e-3)
    assert vendor.found_cents == 100 * saved
    assert vendor.found_cost_cents == -100 * EIGHT_HOURS * 14
    assert optimum(plan, scenario) - optimum(plan, vendor.scenario) == pytest.approx(saved)
    worth = answer.hours.set_index("interval_start")["worth"]
    asked = curve > 0
    assert worth.to_numpy()[asked] == pytest.approx(40.0, abs=0.01)
    assert worth.to_numpy()[~asked] == pytest.approx(0.0, abs=0.01)


def test_nights_are_worth_what_they_cover_in_kolkata() -> None:
    """Three heads are wanted from 22 to 6 in Kolkata; one of the two there works no nights."""
    night = make_shift(
        "night8", start_from_minute=1320, start_to_minute=1320, start_every_minutes=60, breaks=()
    )
    scenario = team(
        interval_minutes=30,
        agents=[
            make_agent("kumar", timezone="Asia/Kolkata", nights=False),
            make_agent("asha", timezone="Asia/Kolkata"),
        ],
        shifts=[night],
        contracts=[
            make_contract(hourly=True, weekly_minutes=0, shifts=("night8",), max_weekly_minutes=960)
        ],
        labour_rules=[make_law(night=make_night(premium="0.5"))],
    )
    horizon = week_from(timezone="Asia/Kolkata", interval_minutes=30)
    curve = np.array(
        [3.0 * (not 6 <= to_local(start, "Asia/Kolkata").hour < 22) for start in horizon.slots]
    )
    needs = requirement(scenario, horizon, {"phone-en": curve})
    problem = prepare(scenario, horizon, needs)
    plan = PlanAtHand(
        scenario=scenario,
        horizon=horizon,
        requirement=needs,
        forecast=None,
        assignments=(),
        problem=problem,
        weeks={0: (), 1: ()},
    )
    answer = ask(plan, checked=3, seconds=0.9)
    nights = next(one for one in answer.savings if one.what.startswith("nights"))
    saved = 2 * EIGHT_HOURS * (40 - 30)
    assert nights.what == "nights worked by the agent of Asia/Kolkata (full-time)"
    assert nights.estimated == pytest.approx(saved, rel=1e-3)
    assert nights.found_cents == 100 * saved
    agents = {one.what: one.estimated for one in answer.savings if one.item == "agent"}
    assert [cost for what, cost in agents.items() if "kumar" in what] == [0.0]  # no nights either


def test_luck_is_counted_in_nothing() -> None:
    """A plan that is no good: what the search makes of it is no saving of what is added."""
    curve = heads_by_day(MONDAY, MADRID, [2.0] * 5 + [0.0] * 2)
    answer = ask(plan_of(team(), MONDAY, curve, [], MADRID))
    a_week = 100 * 5 * EIGHT_HOURS * (40 - 20)
    assert answer.again_cents == a_week
    checked = [one for one in answer.savings if one.found_cents is not None]
    assert [(one.item, one.found_cents) for one in checked] == [("agent", a_week)]


def test_a_whole_agent_saves_no_more_than_the_first_hours_of_one() -> None:
    """One head on seven days, and Ana works five: two days are left, not the five of a week."""
    curve = heads_by_day(MONDAY, MADRID, [1.0] * 7)
    rows = days("ana", *(MONDAY + timedelta(days=k) for k in range(5)))
    plan = plan_of(team(), MONDAY, curve, rows, MADRID)
    answer = ask(plan, checked=1)
    (agent,) = (one for one in answer.savings if one.found_cents is not None)
    assert agent.found_cents == 2 * EIGHT_HOURS * (40 - 20) * 100
    assert agent.estimated >= agent.found_cents / 100


def test_two_weeks_are_priced_one_by_one() -> None:
    curve = np.concatenate([heads_by_day(MONDAY, MADRID, [1.0] * 7)] * 2)
    scenario = team()
    horizon = week_from(weeks=2, timezone=MADRID)
    needs = requirement(scenario, horizon, {"phone-en": 3 * curve})
    dates = [MONDAY + timedelta(days=k) for k in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    rows = days("ana", *dates)
    problem: Problem = prepare(scenario, horizon, needs)
    plan = PlanAtHand(
        scenario=scenario,
        horizon=horizon,
        requirement=needs,
        forecast=None,
        assignments=tuple(rows),
        problem=problem,
        weeks=as_plan(problem, horizon, rows),
    )
    answer = ask(plan, checked=1)
    best = answer.savings[0]
    assert best.item == "agent"
    saved = 10 * EIGHT_HOURS * (40 - 20)
    assert best.estimated == pytest.approx(saved, rel=1e-3)
    assert best.found_cents == 100 * saved
