"""Joint graphs against exact optima: every bound, the last one, and the roster that it is of."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.roster.bounding import find_bounds
from planner.roster.decomposition import Decomposition, StartPrices
from planner.roster.exact_moves import Freedom, best_near
from planner.roster.joint_bound import JointBound, can_be_joint, laid_out
from planner.roster.joint_weeks import MemberOptions, WeekToGo
from planner.roster.messages import Bound, Message, Move
from planner.roster.problem import Problem
from planner.roster.reinsertion import Reinsertion
from planner.roster.tour_space import FAR
from planner.roster.weeks import Weeks
from tests.planner.roster.test_decomposition import from_relaxation, small_team

CLOSE = 0.02
MOST_OPTIONS = 15  # four days


def held_by_the_graph(seed: int, *, agents: int = 3, languages: bool = False) -> Problem:
    """A tiny team of which the graph holds every rule: no weekly rest, no fairness."""
    problem = small_team(seed, agents=agents, languages=languages, daily=False)
    members = tuple(
        replace(
            member,
            law=replace(member.law, min_weekly_rest_minutes=0),
            options=member.options[:MOST_OPTIONS],
        )
        for member in problem.members
    )
    weights = replace(problem.weights, fairness_per_hour=Fraction(0))
    return replace(problem, members=members, weights=weights)


def optimum_of(problem: Problem) -> float:
    """The best roster's cost, proven by a mixed-integer program."""
    everything = Freedom(
        options={
            index: np.ones(len(member.options), dtype=bool)
            for index, member in enumerate(problem.members)
        }
    )
    found = best_near(problem, {}, everything, 60.0, gap=1e-7)
    assert found.proven
    assert found.objective is not None
    return found.objective


def some_prices(split: Decomposition) -> StartPrices:
    """Good ones, as they are when the joint bound begins."""
    steps = iter([True] * 60)
    return split.ascend(from_relaxation(split), lambda: next(steps, False), lambda _: None)


@pytest.mark.parametrize(("seed", "languages"), [(0, False), (2, True), (3, True)])
def test_it_ends_with_the_best_roster_and_no_bound_lies_above_it(
    seed: int, languages: bool
) -> None:
    problem = held_by_the_graph(seed, agents=2 + seed % 2, languages=languages)
    assert can_be_joint(problem)
    best = optimum_of(problem)
    split = Decomposition(problem, 1 + seed % 2, closed=False)
    told: list[float] = []
    proven = JointBound(split, some_prices(split), lambda: True, told.append).run()
    assert max(told) <= best + 1e-6
    assert proven.options is not None
    assert proven.value == pytest.approx(best, abs=CLOSE * len(problem.members))
    plan = laid_out(problem, proven.options)
    assert plan is not None
    search = Reinsertion(problem, 0)
    for index, chosen in plan.items():
        search.put_chosen(index, chosen)
        assert search.is_legal(index)
    assert search.cost() == pytest.approx(best, abs=CLOSE)


@pytest.mark.parametrize("seed", range(2))
def test_rules_that_it_does_not_hold_only_lower_it(seed: int) -> None:
    """Weekly rest, fairness and overtime by the day."""
    problem = small_team(seed, agents=2)
    members = tuple(replace(m, options=m.options[:MOST_OPTIONS]) for m in problem.members)
    problem = replace(problem, members=members)
    best = optimum_of(problem)
    split = Decomposition(problem, 1, closed=False)
    told: list[float] = []
    JointBound(split, some_prices(split), lambda: True, told.append).run()
    assert 0.9 * best < max(told) <= best + 1e-6


def test_it_finds_the_same_when_little_may_be_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut by cut, and one member tracked after the other."""
    problem = held_by_the_graph(2)
    split = Decomposition(problem, 1, closed=False)
    prices = some_prices(split)
    whole = JointBound(split, prices, lambda: True, lambda _: None).run()
    monkeypatch.setattr("planner.roster.joint_bound.FIRST_ROOM", 0.05)
    monkeypatch.setattr("planner.roster.joint_bound.MOST_EDGES", 4_000)
    told: list[float] = []
    part = JointBound(split, prices, lambda: True, told.append).run()
    assert len(told) > 3
    assert part.value <= whole.value + 1e-6
    assert all(value <= whole.value + 1e-6 for value in told)


def test_asked_to_end_it_ends_with_what_is_proven() -> None:
    problem = held_by_the_graph(1)
    split = Decomposition(problem, 2, closed=False)
    asked = iter([True] * 30)
    bound = JointBound(split, some_prices(split), lambda: next(asked, False), lambda _: None)
    began = time.monotonic()
    found = bound.run()
    best = optimum_of(problem)
    assert time.monotonic() - began < 5.0
    assert bound.least <= found.value <= best + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_a_week_costs_what_the_exact_program_says(seed: int) -> None:
    problem = held_by_the_graph(seed)
    weeks = Weeks(problem, bounding=True)
    draw = np.random.default_rng(seed)
    for index in range(len(problem.members)):
        options = MemberOptions.of(weeks, index, np.zeros(3))
        paid = draw.uniform(0, 200, len(options.cost))
        week = WeekToGo(options, np.ones(len(paid), dtype=bool))
        to_go = week.to_go(options.cost - paid)
        exact = weeks[index].best(index, weeks[index].base_cost - paid)
        assert exact is not None
        assert week.least(to_go) == pytest.approx(exact.cost)
        assert sorted(week.week(to_go, options.cost - paid)) == sorted(exact.options)
        excess = week.excess(to_go, options.cost - paid)
        for option in draw.permutation(np.flatnonzero(options.cost < FAR / 2))[:5].tolist():
            bribe = np.zeros(len(paid))
            bribe[option] = 1e5
            forced = weeks[index].best(index, weeks[index].base_cost - paid - bribe)
            assert forced is not None
            assert excess[option] == pytest.approx(forced.cost + 1e5 - exact.cost, abs=1e-6)


def test_states_are_found_by_their_places() -> None:
    problem = small_team(3)
    for most in (1, 2, 3):
        states = Decomposition(problem, most, closed=False).cover.states
        draw = np.random.default_rng(most)
        kinds = np.array(states.paths.kinds)
        for _ in range(20):
            begun = draw.integers(-1, len(kinds), 3)
            reached = states.nobody
            for kind in begun[begun >= 0].tolist():
                reached = int(states.added[kind, reached])
            places = np.where(begun >= 0, kinds[begun], -1)
            assert states.find(places[:, None]).tolist() == [reached]


def test_the_process_beside_sends_the_best_roster() -> None:
    problem = held_by_the_graph(0)
    sent: list[Message] = []
    find_bounds(problem, time.monotonic() + 6.0, lambda: True, sent.append)
    bounds = [one.value for one in sent if isinstance(one, Bound)]
    moves = [one.weeks for one in sent if isinstance(one, Move)]
    assert len(moves) == 1
    search = Reinsertion(problem, 0)
    for index, chosen in moves[0].items():
        search.put_chosen(index, chosen)
    assert search.cost() == pytest.approx(max(bounds), abs=CLOSE * len(problem.members))


def test_large_teams_and_published_rosters_are_not_told_apart() -> None:
    problem = held_by_the_graph(0)
    ana, *others = problem.members
    assert not can_be_joint(replace(problem, members=problem.members * 3))
    assert not can_be_joint(replace(problem, members=(replace(ana, published=()), *others)))
