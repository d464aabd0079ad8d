"""The cheapest legal week against enumeration of every week."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np

from planner.roster.legality import is_legal, usable_options
from planner.roster.tour_space import tour_space
from planner.roster.tours import best_tour
from planner.roster.week_cost import option_cost, week_end_cost
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
from tests.planner.roster.problems import is_legal_by_hand, make_problem, week_from, weeks_of


def problem_of_one(seed: int):  # type: ignore[no-untyped-def]
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    shift = make_shift(
        "early",
        paid_minutes=480,
        breaks=(),
        start_from_minute=360,
        start_to_minute=360 + draw.choice((0, 480)),
        start_every_minutes=480,
    )
    short = make_shift(
        "short",
        paid_minutes=240,
        breaks=(),
        start_from_minute=1260,
        start_to_minute=1260,
        start_every_minutes=60,
    )
    contract = make_contract(
        hourly=draw.random() < 0.5,
        weekly_minutes=1440,
        min_weekly_minutes=draw.choice((0, 960)),
        max_weekly_minutes=draw.choice((1440, 1920)),
        days_per_week=draw.choice((3, 4, 6)),
        shifts=("early", "short"),
    )
    law = make_law(
        min_rest_minutes=draw.choice((0, 660, 720)),
        min_weekly_rest_minutes=draw.choice((0, 1440, 2160, 3240, 4000)),
        max_consecutive_days=draw.choice((None, 1, 2, 3, 6)),
    )
    monday = draw.choice((MONDAY, date(2026, 3, 23), date(2026, 10, 19)))
    pins = [
        make_pin("ana", monday + timedelta(days=draw.randrange(6)), "early", "06:00")
        for _ in range(draw.choice((0, 0, 1)))
    ]
    before = [monday - timedelta(days=back) for back in range(1, draw.choice((1, 1, 2, 4)))]
    history = [make_assignment("ana", f"{day} 12:00", local_date=day) for day in before]
    ill, well = monday + timedelta(days=3), monday + timedelta(days=5)
    sick = [make_time_off("ana", str(ill), str(well), "sick")]
    return make_problem(
        horizon=week_from(monday, timezone=MADRID),
        agents=[make_agent("ana", timezone=draw.choice(("UTC", "Asia/Kolkata", MADRID)))],
        shifts=[shift, short],
        contracts=[contract],
        labour_rules=[law],
        pins=pins,
        history=history,
        time_off=sick if draw.random() < 0.3 else [],
    )


def test_the_best_week_is_the_best_of_all() -> None:
    found = none = 0
    for seed in range(60):
        problem = problem_of_one(seed)
        member = problem.members[0]
        base = np.array([option_cost(member, option) for option in member.options])
        most = member.contract.max_weekly_minutes + 1
        ends = np.array([week_end_cost(member, minutes) for minutes in range(most)])
        space = tour_space(member, problem.week_bounds, usable_options(problem, member), base, ends)
        dice = np.random.default_rng(seed)
        price = base - dice.uniform(0, 400, len(base))
        costs = []
        for week in weeks_of(member):
            if is_legal_by_hand(problem, member, week):
                minutes = sum(member.options[k].duty.paid_minutes for k in week)
                costs.append(float(price[list(week)].sum()) + ends[minutes])
        tour = best_tour(space, price)
        if not costs:
            none += 1
            assert tour is None, seed
            continue
        found += 1
        assert tour is not None
        assert abs(tour.cost - min(costs)) < 1e-6, seed
        minutes = sum(member.options[k].duty.paid_minutes for k in tour.options)
        assert abs(float(price[list(tour.options)].sum()) + ends[minutes] - tour.cost) < 1e-6
        assert is_legal_by_hand(problem, member, tour.options)
        assert is_legal(problem, member, tour.options)
    assert found >= 30
    assert none >= 3


def test_rules_and_hand_agree_on_what_is_legal() -> None:
    legal = illegal = 0
    for seed in range(12):
        problem = problem_of_one(seed)
        member = problem.members[0]
        weeks = list(weeks_of(member))
        for week in random.Random(seed).sample(weeks, min(25, len(weeks))):  # noqa: S311
            by_hand = is_legal_by_hand(problem, member, week)
            assert is_legal(problem, member, week) == by_hand, (seed, week)
            legal += by_hand
            illegal += not by_hand
    assert legal >= 10
    assert illegal >= 10


def test_a_pin_that_no_shift_answers_to_leaves_no_week() -> None:
    pin = make_pin("ana", MONDAY + timedelta(days=2), "day8", "03:00")
    problem = make_problem(pins=[pin])
    member = problem.members[0]
    usable = usable_options(problem, member)
    nothing = np.zeros(len(member.options))
    assert best_tour(tour_space(member, problem.week_bounds, usable, nothing), nothing) is None
    assert not is_legal(problem, member, ())


def test_least_minutes_bar_a_week_of_nothing() -> None:
    problem = make_problem(contracts=[make_contract(min_weekly_minutes=480)])
    member = problem.members[0]
    assert not is_legal(problem, member, ())
    assert is_legal(problem, member, (0,))


def test_without_options_the_week_is_free() -> None:
    problem = make_problem(time_off=[make_time_off("ana", "2026-11-23", "2026-12-14")])
    member = problem.members[0]
    nothing = np.zeros(len(member.options))
    usable = usable_options(problem, member)
    assert not usable.any()
    tour = best_tour(tour_space(member, problem.week_bounds, usable, nothing), nothing)
    assert tour is not None
    assert (tour.options, tour.cost) == ((), 0.0)
