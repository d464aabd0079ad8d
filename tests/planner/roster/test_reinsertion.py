"""The search: its cost is the objective, its rosters are legal, the same seed finds the same."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from planner.domain import Weights
from planner.roster.cover_cost import CoverCost
from planner.roster.legality import is_legal
from planner.roster.model import Fixed, build
from planner.roster.plan import encode, presence_of
from planner.roster.problem import Member, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import class_of, supply_classes
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from tests.planner.builders import (
    make_agent,
    make_contract,
    make_email_queue,
    make_law,
    make_pin,
    make_weekend,
)
from tests.planner.roster.problems import make_problem, random_team

LONG = 1e9  # seconds: the moves are counted instead
QUIET_SEEDS = (0, 2, 4)
PINNED = (date(2026, 12, 5),)


class Moves:
    """Ends a search after so many moves, whatever the clock says."""

    def __init__(self, most: int) -> None:
        self.left = most

    def __call__(self, best: float) -> bool:
        assert best > 0
        self.left -= 1
        return self.left < 0


def searched(problem: Problem, seed: int = 0, moves: int = 40) -> Reinsertion:
    search = Reinsertion(problem, seed)
    assert search.construct()
    search.improve(time.monotonic() + LONG, 0.01, Moves(moves))
    return search


def premium_of(member: Member, bound: str, minute: int) -> float:
    """The highest premium of the tiers of a bound that a minute, counted from 0, has passed."""
    passed = [
        float(tier.premium)
        for tier in member.law.overtime
        if getattr(tier, bound) is not None and minute >= getattr(tier, bound)
    ]
    return max(passed, default=0.0)


def own_pay(problem: Problem, search: Reinsertion) -> float:
    """Rows, idle minutes, overtime and refused wishes of everybody."""
    total = 0.0
    for member, week in zip(problem.members, search.weeks, strict=True):
        options = [member.options[one.option] for one in week.chosen]
        minutes = sum(option.duty.paid_minutes for option in options)
        owed = member.contract.min_weekly_minutes
        owed = owed if member.contract.hourly else member.contract.weekly_minutes
        wage = float(member.agent.wage_per_hour) / 60
        total += sum(option.row_cents for option in options) / 100
        total += wage * max(0, owed - minutes)
        total += wage * sum(premium_of(member, "over_weekly_minutes", k) for k in range(minutes))
        for option in options:
            daily = range(option.duty.paid_minutes)
            total += wage * sum(premium_of(member, "over_daily_minutes", k) for k in daily)
        dates = {option.duty.local_date: option.duty.shift for option in options}
        for day, wish, price in member.wishes:
            refused = day in dates if wish == "off" else dates.get(day) != wish
            total += price * refused
    return total


def unfairness(problem: Problem, search: Reinsertion) -> float:
    total = 0.0
    for kind in range(3):
        hours = [
            member.past_kind_minutes[kind] / 60
            + sum(member.options[one.option].kind_minutes[kind] for one in week.chosen) / 60
            for member, week in zip(problem.members, search.weeks, strict=True)
        ]
        contract = [member.contract.weekly_minutes / 60 for member in problem.members]
        for peers in problem.peers:
            mean = np.mean([hours[k] / contract[k] for k in peers])
            total += sum(abs(hours[k] - contract[k] * mean) for k in peers)
    return total * float(problem.weights.fairness_per_hour)


@pytest.mark.parametrize("seed", range(6))
def test_cost_is_what_its_parts_come_to(seed: int) -> None:
    problem = random_team(seed, agents=3)
    search = searched(problem)
    classes = supply_classes(problem)
    supply = np.zeros((len(classes), problem.slots))
    for index, week in enumerate(search.weeks):
        there = presence_of(problem, index, week.chosen)
        assert week.presence == pytest.approx(there)
        supply[class_of(problem, classes, problem.members[index])] += there
    assert search.supply == pytest.approx(supply)
    cover = CoverCost(problem, classes)
    cover.placing = search.cover.placing
    expected = own_pay(problem, search) + unfairness(problem, search) + cover.least_vendor_pay()
    assert search.cost() == pytest.approx(expected + cover.per_slot(supply).sum())


@pytest.mark.parametrize("seed", range(6))
def test_cost_is_never_below_the_models(seed: int) -> None:
    """With the shifts as found, the model's best cover costs no more than the search says."""
    problem = random_team(seed, agents=3)
    search = searched(problem)
    model = build(problem, range(3), Fixed.nothing(problem))
    plan = {index: week.chosen for index, week in enumerate(search.weeks)}
    for variable, value in encode(model, plan).items():
        if value:
            model.program.add([variable], [1], 1, 1)
        else:
            model.program.forbid(variable)
    bound = relax(model.program, 20.0)
    assert bound.values is not None
    assert (bound.lower_bound + model.offset) / COST_SCALE <= search.cost() + 0.02


@pytest.mark.parametrize("seed", range(4))
def test_every_roster_that_stands_is_legal(seed: int) -> None:
    problem = random_team(seed, agents=3)
    search = Reinsertion(problem, seed)
    assert search.construct()
    worked = 0
    for _ in range(5):
        for member, week in zip(problem.members, search.weeks, strict=True):
            worked += len(week.chosen)
            assert is_legal(problem, member, [one.option for one in week.chosen])
            for one in week.chosen:
                option = member.options[one.option]
                for start, offsets in zip(one.break_starts, option.offsets, strict=True):
                    assert start - option.duty.start_minute in offsets
        search.improve(time.monotonic() + LONG, 0.05, Moves(10))
    assert worked > 0


@pytest.mark.parametrize("seed", QUIET_SEEDS)
def test_the_same_seed_finds_the_same(seed: int) -> None:
    problem = random_team(seed, agents=3)
    first, second = searched(problem, seed=5), searched(problem, seed=5)
    assert [week.chosen for week in first.weeks] == [week.chosen for week in second.weeks]
    assert first.cost() == second.cost()


@pytest.mark.parametrize("heat", [0.0, 0.01, 10.0])
def test_it_never_ends_worse_than_it_began(heat: float) -> None:
    for seed in range(4):
        problem = random_team(seed, agents=3)
        search = Reinsertion(problem, seed)
        search.construct()
        for _ in range(3):
            begun = search.cost()
            best = search.improve(time.monotonic() + LONG, heat, Moves(15))
            assert best <= begun + 1e-9
            assert search.cost() == pytest.approx(best, abs=1e-9)


def test_two_queues_that_may_wait_are_put_back_with_the_best_roster() -> None:
    skills = frozenset({"email", "en", "es"})
    queues = [
        make_email_queue(respond_within_minutes=600),
        make_email_queue("email-es", skills=frozenset({"email", "es"}), respond_within_minutes=360),
    ]
    agents = [make_agent(name, skills=skills) for name in ("ana", "ben", "kim")]
    work = np.random.default_rng(0).uniform(0, 1.4, 168)
    problem = make_problem({"email-en": work, "email-es": work[::-1]}, queues=queues, agents=agents)
    search = Reinsertion(problem, 0)
    search.construct()
    for _ in range(6):
        begun = search.cost()
        best = search.improve(time.monotonic() + LONG, 5.0, Moves(6))
        assert search.cost() == pytest.approx(best, abs=1e-9)
        assert best <= begun + 1e-9


def test_moves_gain_something() -> None:
    gained = 0
    for seed in range(6):
        problem = random_team(seed, agents=4)
        search = Reinsertion(problem, seed)
        search.construct()
        begun = search.cost()
        gained += search.improve(time.monotonic() + LONG, 0.01, Moves(30)) < begun - 0.01
    assert gained >= 3


def test_nobody_is_put_where_no_week_is_legal() -> None:
    """An agent who owes more than she may work, and two of whom one cannot meet a pin."""
    owing = make_contract("owing", min_weekly_minutes=2400, days_per_week=4)
    agents = [make_agent("ana"), make_agent("ben", contract="owing")]
    problem = make_problem({"phone-en": 1.0}, agents=agents, contracts=[make_contract(), owing])
    search = Reinsertion(problem, 0)
    assert not search.construct()
    assert search.weeks[1].chosen == ()
    assert len(search.weeks[0].chosen) == 5
    search.improve(time.monotonic() + LONG, 0.01, Moves(20))
    assert search.weeks[1].chosen == ()
    assert len(search.weeks[0].chosen) == 5


def test_pins_stand_and_weekends_are_shared() -> None:
    agents = [make_agent("ana"), make_agent("ben")]
    base = make_problem(
        {"phone-en": [0.0] * 120 + [1.0] * 48},
        agents=agents,
        labour_rules=[make_law(weekend=make_weekend(premium="0"))],
        pins=[make_pin("ana", day, start="09:00") for day in PINNED],
        contracts=[make_contract(days_per_week=2, weekly_minutes=960)],
        weights=Weights(shortfall_per_agent_hour=Fraction(50), fairness_per_hour=Fraction(0)),
    )
    fair = replace(
        base, weights=Weights(shortfall_per_agent_hour=Fraction(50), fairness_per_hour=Fraction(40))
    )
    for problem in (base, fair):
        search = searched(problem, moves=60)
        worked = {
            base.members[0].options[one.option].duty.local_date for one in search.weeks[0].chosen
        }
        assert set(PINNED) <= worked
    shared = [int(week.kinds[1]) for week in search.weeks]
    assert shared[0] == shared[1] > 0


def test_who_serves_no_queue_is_rostered_for_what_she_owes() -> None:
    owing = make_contract(min_weekly_minutes=960)
    agents = [make_agent("kim", skills=frozenset({"chat"}))]
    problem = make_problem({"phone-en": 1.0}, agents=agents, contracts=[owing])
    search = searched(problem, moves=3)
    assert len(search.weeks[0].chosen) >= 2
    assert search.supply.sum() == 0
