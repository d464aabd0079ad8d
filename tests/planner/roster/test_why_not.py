"""Why not: each kind of reason is named, and a possible shift costs what two audited plans say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from planner.clock import Horizon, to_utc
from planner.domain import Assignment, Weights
from planner.errors import DataError
from planner.questions import PlanAtHand, Question, WhyAnswer, judged, why_lines, why_not
from planner.roster.prepare import prepare
from planner.roster.solution_rows import as_plan
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_night,
    make_pin,
    make_scenario,
    make_shift,
    make_time_off,
    utc,
    wall,
)
from tests.planner.roster.problems import (
    is_legal_by_hand,
    requirement,
    week_from,
    weeks_of,
)

DAY = make_shift(
    "day8", start_from_minute=480, start_to_minute=600, start_every_minutes=60, breaks=()
)
NIGHT = make_shift(
    "night8", start_from_minute=1320, start_to_minute=1320, start_every_minutes=60, breaks=()
)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def at_hand(
    scenario: Scenario, horizon: Horizon, rows: Sequence[Assignment], heads: float = 1.0
) -> PlanAtHand:
    """A plan of these rows, asked for so many heads from 7 to 17 UTC."""
    hours = np.arange(len(horizon.slots)) * horizon.interval_minutes // 60 % 24
    needs = requirement(
        scenario, horizon, {"phone-en": heads * ((hours >= 7) & (hours < 17)).astype(float)}
    )
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


def days(agent_id: str, *dates: date, zone: str = MADRID, hour: str = "08:00") -> list[Assignment]:
    """Day shifts from an hour of the agent's clock."""
    return [
        make_assignment(
            agent_id,
            to_utc(wall(f"{day} {hour}"), zone).isoformat(),
            local_date=day,
            shift=DAY,
        )
        for day in dates
    ]


def team(**changes: Any) -> Scenario:
    given: dict[str, Any] = {
        "interval_minutes": 60,
        "shifts": [DAY, NIGHT],
        "contracts": [make_contract(hourly=True, shifts=("day8", "night8"))],
        "labour_rules": [make_law(min_rest_minutes=660, night=make_night())],
        "weights": Weights(fairness_per_hour=Fraction(0)),
    }
    return make_scenario(**{**given, **changes})


def ask(plan: PlanAtHand, day: date, shift: str, start: int | None = None) -> WhyAnswer:
    agent_id = plan.problem.members[0].agent.agent_id
    question = Question(agent_id=agent_id, local_date=day, shift=shift, start_minute=start)
    return why_not(plan, question, 5.0)


def rules_of(answer: WhyAnswer) -> list[set[str]]:
    return [
        {demand.rule.name for demand in start.alone or start.clash or ()} for start in answer.starts
    ]


@pytest.mark.parametrize(
    ("changes", "shift", "rules"),
    [
        pytest.param(
            {"time_off": [make_time_off("ana", "2026-12-01", "2026-12-02")]},
            "day8",
            {"time-off"},
            id="time off",
        ),
        pytest.param({"agents": [make_agent(nights=False)]}, "night8", {"nights"}, id="nights"),
        pytest.param(
            {"agents": [make_agent(latest_end_minute=900)]},
            "day8",
            {"availability"},
            id="available hours",
        ),
        pytest.param(
            {"pins": [make_pin("ana", TUESDAY, "night8", "22:00")]}, "day8", {"pin"}, id="a pin"
        ),
        pytest.param(
            {"pins": [make_pin("ana", MONDAY, "night8", "22:00")]},
            "day8",
            {"pin", "rest"},
            id="rest after a pin",
        ),
        pytest.param(
            {
                "contracts": [
                    make_contract(hourly=True, days_per_week=1, shifts=("day8", "night8"))
                ],
                "pins": [make_pin("ana", date(2026, 12, 4), "night8", "22:00")],
            },
            "day8",
            {"pin", "days-per-week"},
            id="days a week",
        ),
    ],
)
def test_what_forbids_it_is_named(changes: dict[str, Any], shift: str, rules: set[str]) -> None:
    plan = at_hand(team(**changes), week_from(), [])
    answer = ask(plan, TUESDAY, shift, 480 if shift == "day8" else None)
    assert answer.starts
    assert rules_of(answer) == [rules]
    assert not answer.possible
    assert any("Forbidden" in line for line in why_lines(plan, answer))


def test_some_starts_may_be_forbidden_and_others_not() -> None:
    scenario = team(agents=[make_agent(latest_end_minute=1020)])  # 17:00: no start after 09:00
    answer = ask(at_hand(scenario, week_from(), []), TUESDAY, "day8")
    possible = {start.start_minute for start in answer.starts if not start.forbidden}
    assert possible == {480, 540}
    assert [start.start_minute for start in answer.starts if start.forbidden] == [600]
    assert answer.possible


def test_a_day_off_may_be_forbidden() -> None:
    scenario = team(pins=[make_pin("ana", TUESDAY, "day8", "08:00")])
    rows = days("ana", TUESDAY)
    assert rules_of(ask(at_hand(scenario, week_from(), rows), TUESDAY, "off")) == [{"pin"}]


@pytest.mark.parametrize(
    ("shift", "start", "words"),
    [
        ("late8", None, "the contract full-time has only day8, night8"),
        ("day8", 615, "day8 starts 08:00 to 10:00, every 60 minutes"),
    ],
)
def test_there_may_be_no_such_shift(shift: str, start: int | None, words: str) -> None:
    scenario = team(shifts=[DAY, NIGHT, make_shift("late8")])
    assert ask(at_hand(scenario, week_from(), []), TUESDAY, shift, start).no_such_shift == words


def test_what_is_so_already_is_said() -> None:
    plan = at_hand(team(), week_from(), days("ana", TUESDAY))
    assert ask(plan, TUESDAY, "day8").already == "day8 08:00"
    assert ask(plan, WEDNESDAY, "off").already == "off"
    assert not ask(plan, TUESDAY, "day8", 540).already


def test_every_fault_of_a_question_is_told_at_once() -> None:
    plan = at_hand(team(), week_from(), [])
    question = Question(agent_id="bob", local_date=date(2027, 1, 1), shift="dya8")
    with pytest.raises(DataError) as raised:
        why_not(plan, question)
    assert [fault.file for fault in raised.value.faults] == ["--agent", "--shift", "--date"]


def test_the_shifts_that_stand_in_the_way_are_named() -> None:
    """Five days a week: a sixth costs one of those that stand, whichever is worth the least."""
    monday_to_friday = [MONDAY + timedelta(days=k) for k in range(5)]
    plan = at_hand(team(), week_from(), days("ana", *monday_to_friday), 0.5)
    answer = ask(plan, date(2026, 12, 5), "day8")
    assert {demand.rule.name for demand in answer.in_the_way} == {"days-per-week", "pin"}
    assert sum(demand.rule.name == "pin" for demand in answer.in_the_way) == 5
    assert len(answer.changes) == 2
    assert [bool(one.after) for one in answer.changes] == [False, True]


@pytest.mark.parametrize(
    ("monday", "zone", "shift"),
    [
        (date(2026, 10, 19), MADRID, "night8"),  # clocks go back in that night
        (date(2026, 3, 23), "America/New_York", "off"),  # Europe's go forward, hers do not
        (date(2026, 10, 19), "Asia/Kolkata", "day8"),
    ],
)
def test_it_costs_what_two_audited_plans_differ_in(monday: date, zone: str, shift: str) -> None:
    """The Saturday night or the Sunday on which clocks change in some weeks."""
    horizon = week_from(monday, timezone=MADRID, interval_minutes=30)
    scenario = team(
        interval_minutes=30,
        agents=[make_agent(timezone=zone), make_agent("ben", wage_per_hour=Fraction("19.99"))],
        labour_rules=[
            make_law(
                min_rest_minutes=660, min_weekly_rest_minutes=2160, night=make_night(premium="0.3")
            )
        ],
        shifts=[replace(DAY, start_to_minute=540), NIGHT],
    )
    sunday = monday + timedelta(days=5 if shift == "night8" else 6)
    rows = (
        days("ana", monday, sunday, zone=zone) if shift == "off" else days("ana", monday, zone=zone)
    )
    plan = at_hand(scenario, horizon, [*rows, *days("ben", monday, sunday)], 1.5)
    answer = ask(plan, sunday, shift)
    assert answer.possible
    assert answer.before is not None
    assert answer.after is not None
    for made in (answer.before, answer.after):
        assert made.report.passed, made.report.violations
    change = answer.after.summary.objective_cents - answer.before.summary.objective_cents
    best = answer.starts[0]
    assert best.proven
    assert best.dearer == pytest.approx(change / 100, abs=0.02)
    on_sunday = answer.after.tables["roster.csv"].query("agent_id == 'ana'")
    shifts = on_sunday[on_sunday["local_date"] == sunday]["shift"].tolist()
    assert shifts == ([] if shift == "off" else [shift])


def test_no_week_with_it_is_better() -> None:
    """Against every legal week of hers that has the shift."""
    scenario = team(
        shifts=[replace(DAY, start_to_minute=480), NIGHT],
        contracts=[
            make_contract(
                hourly=True, days_per_week=2, max_weekly_minutes=960, shifts=("day8", "night8")
            )
        ],
        agents=[make_agent(), make_agent("ben")],
    )
    horizon = week_from()
    plan = at_hand(scenario, horizon, [*days("ana", MONDAY, WEDNESDAY), *days("ben", TUESDAY)])
    answer = ask(plan, TUESDAY, "night8")
    assert answer.after is not None
    member = plan.problem.members[0]
    options = member.options
    costs = []
    for week in weeks_of(member):
        has_it = any(
            (options[k].duty.local_date, options[k].duty.shift) == (TUESDAY, "night8") for k in week
        )
        if has_it and is_legal_by_hand(plan.problem, member, week):
            rows = [
                make_assignment(
                    "ana",
                    (horizon.start + timedelta(minutes=options[k].duty.start_minute)).isoformat(),
                    local_date=options[k].duty.local_date,
                    shift=options[k].template,
                )
                for k in week
            ]
            chosen = as_plan(plan.problem, horizon, rows).get(0, ())
            costs.append(judged(plan, {**plan.weeks, 0: chosen}).summary.objective_cents)
    assert len(costs) > 10
    assert answer.after.summary.objective_cents == min(costs)


def test_a_second_week_is_held_to_what_stands_in_the_first() -> None:
    """A night of the first week's Sunday leaves no rest for Monday's day; the first one stays."""
    horizon = week_from(weeks=2, timezone=MADRID)
    night = make_assignment("ana", "2026-12-06 21:00", local_date=date(2026, 12, 6), shift=NIGHT)
    plan = at_hand(team(), horizon, [night])
    answer = ask(plan, date(2026, 12, 7), "day8", 600)
    assert {demand.rule.name for demand in answer.in_the_way} == {"rest", "pin"}
    assert answer.possible  # if the Sunday is given up: all of her weeks are open then
    sunday = next(one for one in answer.changes if one.local_date == date(2026, 12, 6))
    assert (sunday.before, sunday.after) == ("night8 22:00", "day8 08:00")
    assert utc("2026-12-06 21:00") not in set(
        answer.after.tables["roster.csv"]["start"]  # type: ignore[union-attr]
    )
