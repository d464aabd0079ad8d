"""Agents and cover agree on rosters that are legal, better than by agents alone, and kept."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from planner.roster import search as search_module
from planner.roster.agreement import Agreement
from planner.roster.bounding import find_prices
from planner.roster.engines import Engine
from planner.roster.guessed_prices import guessed_prices
from planner.roster.head_prices import head_prices
from planner.roster.messages import Message, Prices
from planner.roster.model import Fixed, build
from planner.roster.plan import presence_of
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import presence_units
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from tests.planner.builders import make_agent, make_law, make_shift
from tests.planner.roster.problems import make_problem, random_team

ZONES = ("Europe/Madrid", "Asia/Kolkata", "America/New_York")
DAY = 24


def around_the_clock(fairness: int = 0) -> Problem:
    """Eighteen agents of three zones for a queue that is busier by day."""
    agents = [make_agent(f"agent{k}", timezone=ZONES[k % 3]) for k in range(18)]
    shifts = [make_shift("day8", start_from_minute=0, start_to_minute=1380, start_every_minutes=60)]
    needed = np.array([3.0 + 2.0 * (8 <= slot % DAY < 18) for slot in range(168)])
    problem = make_problem(
        {"phone-en": needed},
        agents=agents,
        shifts=shifts,
        labour_rules=[make_law(min_rest_minutes=660)],
    )
    return replace(problem, weights=replace(problem.weights, fairness_per_hour=Fraction(fairness)))


@pytest.mark.parametrize("fairness", [0, 2])
def test_it_is_legal_and_much_better_than_one_after_the_other(fairness: int) -> None:
    problem = around_the_clock(fairness)
    prices = find_prices(problem, 30.0)
    assert prices is not None
    search = Reinsertion(problem, 0)
    assert search.construct()
    alone = search.cost()
    best = Agreement(search, prices, 0).run(time.monotonic() + 3.0, lambda _: False)
    assert best == pytest.approx(search.cost())
    assert all(search.is_legal(index) for index in range(len(problem.members)))
    again = Reinsertion(problem, 1)
    for index, chosen in search.plan().items():
        again.put_chosen(index, chosen)
    assert again.cost() == pytest.approx(best)
    assert best < 0.9 * alone


@pytest.mark.parametrize("seed", range(4))
def test_it_never_makes_a_roster_worse(seed: int) -> None:
    """Whatever the prices; queues, vendors, work that may wait, wishes and fairness with it."""
    problem = random_team(seed, agents=4)
    search = Reinsertion(problem, seed)
    search.construct()
    before = search.cost()
    shape = search.supply.shape
    random = np.random.default_rng(seed)
    prices = Prices(gain=random.uniform(0, 50, shape), supply=random.uniform(0, 3, shape))
    best = Agreement(search, prices, seed).run(time.monotonic() + 0.5, lambda _: False)
    assert best <= before + 1e-6
    assert best == pytest.approx(search.cost())
    assert all(search.is_legal(index) for index in range(len(problem.members)))


def test_it_ends_when_asked_or_out_of_time() -> None:
    problem = around_the_clock()
    search = Reinsertion(problem, 0)
    search.construct()
    shape = search.supply.shape
    prices = Prices(gain=np.ones(shape), supply=np.ones(shape))
    before = search.plan()
    began = time.monotonic()
    Agreement(search, prices, 0).run(began + 60.0, lambda _: True)
    Agreement(search, prices, 0).run(began - 1.0, lambda _: False)
    assert time.monotonic() - began < 5.0
    assert search.plan() == before


def test_where_heads_are_worth_nothing_a_roster_is_found_all_the_same() -> None:
    """Salaried agents who are more than enough: one more head saves nothing."""
    problem = around_the_clock()
    search = Reinsertion(problem, 0)
    shape = search.supply.shape
    needed = Prices(gain=np.zeros(shape), supply=problem.demand.required.copy())
    Agreement(search, needed, 0).run(time.monotonic() + 2.0, lambda _: False)
    assert search.cover.per_slot(search.supply).sum() < 0.02 * problem.shortfall_price * 168 * 3


def test_heads_are_worth_what_the_relaxation_pays_for_one_more() -> None:
    """Another half a head given for nothing in a slot saves half its price, or a little less."""
    problem = around_the_clock()
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 30.0)
    assert found.values is not None
    assert found.prices is not None
    prices = head_prices(model, found.values, found.prices)
    assert (prices.gain >= 0).all()
    worked = sum(
        found.values[variable] * (option.duty.end_minute - option.duty.start_minute) / 60
        for index, member in enumerate(problem.members)
        for option, variable in zip(member.options, model.options[index], strict=True)
        if option.duty.start_minute >= 0 and option.duty.end_minute <= 168 * 60
    )
    assert 0.7 * worked <= prices.supply.sum() <= 1.05 * worked
    dear = np.unravel_index(np.argmax(prices.gain), prices.gain.shape)
    free = Fixed.nothing(problem)
    free.presence[dear] += 0.01 * presence_units(problem)
    cheaper = relax(build(problem, range(len(problem.members)), free, relaxed=True).program, 30.0)
    saved = (found.lower_bound - cheaper.lower_bound) / COST_SCALE
    assert saved == pytest.approx(0.01 * prices.gain[dear], rel=0.35, abs=0.05)
    assert presence_of(problem, 0, ()).sum() == 0


class NoTime:
    """A partner who asks for the end at once."""

    def enough(self, best: float) -> bool:
        del best
        return True

    def received(self) -> list[Message]:
        return []

    def send(self, message: Message) -> None:
        del message


def test_a_large_team_has_a_roster_even_without_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "AT_LARGE", 5)
    problem = around_the_clock()
    prices = guessed_prices(problem)
    plan = search_module.search(
        problem, 0, time.monotonic() - 1.0, NoTime(), engine=Engine.AUTO, prices=prices
    )
    assert all(plan[index] for index in range(len(problem.members)))
