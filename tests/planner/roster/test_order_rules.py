"""Rules on the order of shifts in the whole engine: search, program, bounds, conflicts."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from planner.roster.conflicts import find_conflicts
from planner.roster.decomposition import (
    Decomposition,
    StartPrices,
    sizes_of,
)
from planner.roster.legality import is_legal
from planner.roster.model import Fixed, build
from planner.roster.problem import Member, Problem
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from planner.roster.tour_bound import tours_bound
from planner.roster.weeks import Weeks
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_pin,
    make_shift,
    make_time_off,
)
from tests.planner.roster.order_by_hand import keeps_order_by_hand
from tests.planner.roster.problems import JUDGE_S, best_objective, make_problem, week_from

CLOSE = 0.02
ASKED: dict[str, Any] = {
    "min_days_off_in_row": 2,
    "max_start_spread_minutes": 540,
    "forward_rotation": True,
    "max_nights_in_row": 2,
    "min_rest_after_nights_minutes": 2760,
}


def around_the_clock() -> Problem:
    """Three agents in three zones over a change of clocks, in need of somebody at all hours."""
    agents = [
        make_agent("ana", timezone=MADRID),
        make_agent("kumar", timezone="Asia/Kolkata"),
        make_agent("mei", timezone="America/New_York"),
    ]
    shift = make_shift(start_from_minute=0, start_to_minute=1380, start_every_minutes=120)
    law = make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160, **ASKED)
    return make_problem(
        {"phone-en": 0.9},
        horizon=week_from(MONDAY.replace(month=10, day=19), timezone=MADRID),
        agents=agents,
        shifts=[shift],
        contracts=[make_contract(min_weekly_minutes=1440)],
        labour_rules=[law],
    )


def test_search_by_agents_keeps_them_and_finds_better() -> None:
    problem = around_the_clock()
    search = Reinsertion(problem, 1)
    nobody = search.cost()
    assert search.construct()
    built = search.cost()
    found = search.improve(time.monotonic() + 1.0, 0.02, lambda _: False)
    assert found <= built < nobody
    for index, (member, week) in enumerate(zip(problem.members, search.weeks, strict=True)):
        assert search.is_legal(index)
        worked = [each.option for each in week.chosen]
        assert len(worked) >= 3
        assert keeps_order_by_hand(problem, member, worked)


def test_no_move_is_lost_to_a_rule_that_the_program_does_not_know() -> None:
    search = Reinsertion(around_the_clock(), 2)
    for index in range(3):
        week = search.best_week(index)
        assert week is not None
        search.put(index, week)
        assert search.is_legal(index)


def two_agents() -> tuple[Problem, float]:
    """A problem small enough to be solved at once, and its best objective."""
    shift = make_shift(
        start_from_minute=0, start_to_minute=1320, start_every_minutes=360, breaks=()
    )
    problem = make_problem(
        {"phone-en": np.array([1.5 * (slot % 24 < 12) for slot in range(168)])},
        agents=[make_agent("ana"), make_agent("bo", timezone="Asia/Kolkata")],
        shifts=[shift],
        labour_rules=[make_law(min_rest_minutes=660, **ASKED)],
    )
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    return problem, best


def test_bounds_hold_under_them() -> None:
    problem, best = two_agents()
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 30.0)
    assert found.prices is not None
    linear = (found.lower_bound + model.offset) / COST_SCALE
    whole = tours_bound(problem, model, found.prices)
    assert whole is not None
    assert 0 < linear <= best + CLOSE
    assert 0 < whole <= best + CLOSE
    split = Decomposition(problem, _proving(problem), closed=False)
    prices = StartPrices(starts=np.full(split.startable.shape, 400.0), fairness=np.zeros((2, 3)))
    left = [30]

    def go_on() -> bool:
        left[0] -= 1
        return left[0] > 0

    prices = split.ascend(prices, go_on, lambda _: None)
    assert 0 < split.bound(prices).value <= best + CLOSE


def _proving(problem: Problem) -> int:
    sizes = sizes_of(problem)
    assert sizes is not None
    return sizes.proving


def _days(*numbers: int) -> list[Any]:
    return [make_pin("ana", MONDAY + timedelta(days=number)) for number in numbers]


def test_the_best_week_keeps_the_average() -> None:
    past = [
        make_assignment("ana", f"{day} 08:00", local_date=day)
        for day in (MONDAY - timedelta(days=back) for back in (7, 6, 5, 4))
    ]
    law = make_law(averaged_weekly_minutes=1200, averaging_weeks=2)
    problem = make_problem(history=past, labour_rules=[law])
    (member,) = problem.members
    assert [week.paid_minutes for week in member.past_weeks] == [1920]
    weeks = Weeks(problem, bounding=True)
    tour = weeks[0].best(0, np.full(len(member.options), -1000.0))
    assert tour is not None
    assert len(tour.options) == 1
    assert is_legal(problem, member, tour.options)
    assert not is_legal(problem, member, (*tour.options, _another_day(member, tour.options[0])))


def _another_day(member: Member, option: int) -> int:
    day = member.options[option].duty.local_date
    return next(k for k, one in enumerate(member.options) if one.duty.local_date > day)


@pytest.mark.parametrize(
    ("asked", "pins", "rule"),
    [
        (
            {"min_days_off_in_row": 2, "max_consecutive_days": 1},
            _days(0, 2),
            "days-off-in-row",
        ),
        (
            {"max_start_spread_minutes": 60},
            [make_pin("ana", MONDAY), make_pin("ana", MONDAY + timedelta(days=1), start="12:00")],
            "start-spread",
        ),
        (
            {"forward_rotation": True},
            [make_pin("ana", MONDAY + timedelta(days=1)), make_pin("ana", MONDAY, start="12:00")],
            "forward-rotation",
        ),
        (
            {"averaged_weekly_minutes": 900, "averaging_weeks": 4},
            _days(0, 1),
            "averaged-hours",
        ),
    ],
)
def test_a_clash_of_pins_and_a_rule_is_named(
    asked: dict[str, Any], pins: list[Any], rule: str
) -> None:
    away = [make_time_off("ana", "2026-12-01", "2026-12-02")] if rule == "days-off-in-row" else []
    shifts = [make_shift(start_from_minute=540, start_to_minute=720, start_every_minutes=180)]
    team: dict[str, Any] = {"shifts": shifts, "pins": pins}
    assert find_conflicts(make_problem(**team)) == ()
    team["labour_rules"] = [make_law(**asked)]
    (conflict,) = find_conflicts(make_problem(**team))
    assert rule in conflict.rules
    assert "pin" in conflict.rules
    if away:  # a day away between is no day off that wants another
        assert find_conflicts(make_problem(**team, time_off=away)) == ()
