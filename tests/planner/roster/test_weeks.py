"""Best weeks of agents side by side against each agent's own program, and peers against sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from planner.roster.legality import is_legal, usable_options
from planner.roster.peers import Peers
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.roster.tour_space import FAR, Tour, tour_space
from planner.roster.tours import best_tour
from planner.roster.week_cost import option_cost, week_end_cost
from planner.roster.weeks import Weeks
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_scenario,
    make_shift,
    make_time_off,
    make_wish,
)
from tests.planner.roster.problems import make_problem, requirement, week_from
from tests.planner.roster.test_tours import problem_of_one


def own_best(problem: Problem, index: int, gain: np.ndarray) -> Tour | None:
    """A member's best week by the program of her own."""
    member = problem.members[index]
    base = np.array([option_cost(member, option) for option in member.options])
    ends = np.array(
        [
            week_end_cost(member, minutes)
            for minutes in range(member.contract.max_weekly_minutes + 1)
        ]
    )
    space = tour_space(member, problem.week_bounds, usable_options(problem, member), base, ends)
    return best_tour(space, base - gain)


def test_side_by_side_is_as_good_as_alone() -> None:
    held = none = with_history = 0
    for seed in range(150):
        problem = problem_of_one(seed)
        weeks = Weeks(problem)[0]
        gain = np.random.default_rng(seed).uniform(0, 400, len(problem.members[0].options))
        alone, beside = own_best(problem, 0, gain), weeks.best(0, weeks.base_cost - gain)
        held += weeks.held(0)
        with_history += bool(problem.members[0].history) and weeks.held(0)
        assert (alone is None) == (beside is None), seed
        if alone is None or beside is None:
            none += 1
            continue
        assert abs(alone.cost - beside.cost) < 1e-6, seed
        assert is_legal(problem, problem.members[0], beside.options), seed
        worked = sum(problem.members[0].options[k].duty.paid_minutes for k in beside.options)
        paid = (weeks.base_cost - gain)[list(beside.options)].sum()
        assert abs(paid + week_end_cost(problem.members[0], worked) - beside.cost) < 1e-6, seed
    assert held >= 60
    assert none >= 3
    assert with_history >= 20


def team_of_a_kind() -> Problem:
    """Six agents of two contracts who may work the same shifts, some away, some with wishes."""
    problem = make_problem(
        agents=[make_agent(f"agent{k}", contract="whole" if k % 2 else "half") for k in range(6)],
        contracts=[
            make_contract("whole", shifts=("day8",), hourly=True),
            make_contract(
                "half", shifts=("day8",), hourly=True, weekly_minutes=1200, max_weekly_minutes=1440
            ),
        ],
        time_off=[make_time_off("agent1", str(MONDAY), str(MONDAY), "unpaid")],
        wishes=[make_wish("agent2", MONDAY, "off"), make_wish("agent3", MONDAY, "day8")],
    )
    first = problem.members[0].options
    assert all(member.options is first for member in problem.members)
    return problem


def test_one_program_serves_all_contracts_of_a_kind() -> None:
    problem = team_of_a_kind()
    weeks = Weeks(problem)
    assert len(weeks.kinds) == 1
    some = weeks.kinds[0]
    gain = np.random.default_rng(0).uniform(0, 300, len(some.base_cost))
    prices = np.random.default_rng(1).uniform(0, 0.1, (6, 3))
    costs = some.least_costs((some.base_cost - gain)[None, :], prices)
    for index in range(6):
        own = gain - some.kind.kind_minutes @ prices[index]
        alone = own_best(problem, index, own)
        assert alone is not None
        assert abs(costs[index] - alone.cost) < 1e-6
    assert len(set(np.round(costs, 6))) > 2


def test_who_cannot_work_enough_has_no_week() -> None:
    problem = make_problem(contracts=[make_contract(min_weekly_minutes=480)])
    away = replace(problem.members[0], time_off=((-(10**6), 10**6),))
    problem = replace(problem, members=(away,))
    some = Weeks(problem).kinds[0]
    assert some.best(0, some.base_cost) is None
    assert some.least_costs(some.base_cost[None, :], np.zeros((1, 3)))[0] >= FAR / 2


def test_distances_from_peers_are_those_of_the_definition() -> None:
    problem = team_of_a_kind()
    problem = replace(problem, peers=((0, 1, 2), (3, 4), (5,)))
    amounts = np.random.default_rng(2).uniform(0, 600, (6, 3))
    hours = [member.contract.weekly_minutes / 60 for member in problem.members]
    expected = np.zeros((6, 3))
    for peers in ((0, 1, 2), (3, 4)):
        mean = sum(amounts[j] / hours[j] for j in peers) / len(peers)
        for i in peers:
            expected[i] = amounts[i] - hours[i] * mean
    peers_of = Peers(problem)
    found = peers_of.distances(amounts)
    assert np.allclose(found, expected)
    prices = np.random.default_rng(3).uniform(-1, 1, (6, 3))
    assert np.isclose((peers_of.weighed(prices) * amounts).sum(), (prices * expected).sum())
    before, after = amounts.copy(), amounts.copy()
    before[1] = 30.0
    after[1] = 30.0 + 240.0
    moved = np.abs(peers_of.distances(after)) - np.abs(peers_of.distances(before))
    distance, own, others = peers_of.without(1, amounts, before[1], 240.0)
    assert np.allclose(np.abs(distance + own * 240.0) - np.abs(distance), moved[1])
    assert np.allclose(others * 240.0, moved[[0, 2]].sum(axis=0))
    alone = peers_of.without(5, amounts, amounts[5], 240)
    assert not any(np.any(part) for part in alone)


@pytest.mark.parametrize("run", [5, 6])
def test_a_later_weeks_rest_begins_inside_it(run: int) -> None:
    """Who was off before a later week of the plan still needs that week's own rest.

    With a longest run of five dates the week is found date by date, with six all at once.
    """
    law = make_law(min_weekly_rest_minutes=48 * 60, max_consecutive_days=run)
    shift = make_shift(breaks=(), start_to_minute=600, start_every_minutes=120)
    contract = make_contract(days_per_week=6)
    history = (make_assignment("ana", "2026-11-27 06:00", local_date=date(2026, 11, 27)),)
    scenario = make_scenario(
        interval_minutes=60,
        shifts=[shift],
        contracts=[contract],
        labour_rules=[law],
        history=history,
    )
    horizon = week_from(timezone="Europe/Madrid")
    needs = requirement(scenario, horizon, {})
    shifts, apart = {}, {}
    for first in (True, False):
        problem = prepare(scenario, horizon, needs, first=first)
        member, weeks = problem.members[0], Weeks(problem)
        tour = weeks[0].best(0, np.full(len(member.options), -100.0))
        assert tour is not None
        assert is_legal(problem, member, tour.options)
        shifts[first] = len(tour.options)
        # No two days off together but those before Monday.
        some = [
            k
            for k, option in enumerate(member.options)
            if option.duty.local_date.weekday() in {0, 1, 3, 4, 6}
            and option.duty.start_wall_minute == 600
        ]
        apart[first] = is_legal(problem, member, some)
    assert apart == {True: True, False: False}
    assert shifts == {True: 6, False: 5}
