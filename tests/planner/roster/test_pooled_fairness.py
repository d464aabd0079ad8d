"""Fairness in programs of pools: prices that bound more, and bounds that stay bounds."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from planner.domain import Agent
from planner.roster import bounding, pooled_fairness
from planner.roster.bounding import find_bounds, find_prices
from planner.roster.kinds import pools_of
from planner.roster.messages import Bound, Message
from planner.roster.pools import build_pooled
from planner.roster.price_bound import bound_at
from planner.roster.problem import Problem
from planner.roster.relaxation import relax
from planner.roster.tour_bound import tours_bound
from tests.planner.builders import (
    make_agent,
    make_contract,
    make_law,
    make_night,
    make_shift,
    make_weekend,
)
from tests.planner.roster.problems import best_objective, make_problem

CLOSE = 0.02
DAY = make_shift("day", paid_minutes=240, breaks=(), start_from_minute=480, start_to_minute=720)
NIGHT = make_shift(
    "night", paid_minutes=360, breaks=(), start_from_minute=1320, start_to_minute=1380
)
PRICE = Fraction(6)


@cache
def best_of(seed: int, timezone: str = "Europe/Madrid") -> float:
    """What the best roster costs, or one that was found: no bound is above either."""
    best = best_objective(uneven_team(seed, timezone), 3.0)
    assert best is not None
    return best


def uneven_team(seed: int, timezone: str = "Europe/Madrid") -> Problem:
    """Four alike and a fifth elsewhere, who worked nights and weekends before, not as much each."""
    random = np.random.default_rng(seed)

    def agent(name: str, zone: str, contract: str) -> Agent:
        return make_agent(name, timezone=zone, contract=contract)

    agents = [agent(f"agent{k}", timezone, "long" if k < 3 else "short") for k in range(4)]
    agents.append(agent("agent4", "Asia/Kolkata", "long"))
    asked = random.uniform(0, 1.5, 168) * (np.arange(168) % 24 < 16) * (np.arange(168) >= 96)
    names = ("day", "night")
    problem = make_problem(
        {"phone-en": asked},
        agents=agents,
        shifts=[DAY, NIGHT],
        contracts=[
            make_contract("long", hourly=True, weekly_minutes=1200, shifts=names),
            make_contract("short", hourly=True, weekly_minutes=600, shifts=names),
        ],
        labour_rules=[make_law(night=make_night(premium="0"), weekend=make_weekend(premium="0"))],
    )
    # Nobody can work on a holiday: what was borne of them the model to compare with leaves out.
    borne = random.integers(0, 24, (len(agents), 2)) * 60
    members = tuple(
        replace(one, past_kind_minutes=(int(night), int(weekend), 0))
        for one, (night, weekend) in zip(problem.members, borne, strict=True)
    )
    weights = replace(problem.weights, fairness_per_hour=PRICE)
    return replace(problem, members=members, weights=weights, peers=((0, 1, 2, 3), (4,)))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("apart", [1, 3000])
def test_bounds_hold_and_say_more_than_the_past_alone(
    seed: int, apart: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasts that differ are told apart, or by the hour where members are many."""
    monkeypatch.setattr(pooled_fairness, "MANY", apart)
    problem = uneven_team(seed)
    assert len(pools_of(problem)) < len(problem.members)
    best = best_of(seed)
    prices = find_prices(problem, 30.0)
    assert prices is not None and prices.fairness is not None
    limit = float(PRICE) / 60
    assert (np.abs(prices.fairness) <= limit).all()
    assert (np.abs(prices.fairness[:4]) > 0.9 * limit).any()
    assert (prices.fairness[4] == 0).all(), "who has no peers is unfair to nobody"
    found = bound_at(problem, prices.gain, prices.fairness)
    guessed = bound_at(problem, prices.gain)
    assert found is not None and guessed is not None
    assert found <= best + CLOSE
    model = build_pooled(problem)
    relaxed = relax(model.program, 30.0)
    assert relaxed.prices is not None
    whole = tours_bound(problem, model, relaxed.prices)
    assert whole is not None
    assert guessed < whole <= best + CLOSE


@pytest.mark.parametrize("seed", range(2))
def test_any_prices_of_fairness_give_a_bound(seed: int) -> None:
    """Those past what fairness weighs are cut."""
    problem = uneven_team(seed, timezone="Asia/Kolkata")
    best = best_of(seed, "Asia/Kolkata")
    prices = find_prices(problem, 30.0)
    assert prices is not None
    random = np.random.default_rng(seed)
    for most in (0.02, 0.1, 10.0):
        fairness = random.uniform(-most, most, (len(problem.members), 3))
        found = bound_at(problem, prices.gain, fairness)
        assert found is not None
        assert found <= best + CLOSE


def test_a_large_team_with_a_past_is_bounded_by_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounding, "MOST_ONE_BY_ONE", 1)
    monkeypatch.setattr(bounding, "sizes_of", lambda problem: None)
    problem, best = uneven_team(1), best_of(1)
    sent: list[Message] = []
    find_bounds(problem, time.monotonic() + 60.0, lambda: True, sent.append)
    bounds = [one.value for one in sent if isinstance(one, Bound)]
    prices = find_prices(problem, 30.0)
    assert prices is not None
    guessed = bound_at(problem, prices.gain)
    assert guessed is not None
    assert guessed < max(bounds) - 1.0
    assert max(bounds) <= best + CLOSE
