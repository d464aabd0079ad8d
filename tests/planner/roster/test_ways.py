"""Several ways to a better roster: the one that gains has the time, and nothing is ever lost."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from planner.roster import ways as ways_of_time
from planner.roster.agreement import Agreement
from planner.roster.improvement import Improvement
from planner.roster.messages import Prices
from planner.roster.reinsertion import Reinsertion
from planner.roster.ways import Way, by_what_gains, most_worth
from tests.planner.roster.test_decomposition import small_team

SECONDS = 3.0


def never(best: float) -> bool:
    del best
    return False


def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Which way was gone, and the objective after it, as it happens."""
    ways: list[tuple[str, float]] = []
    agree, anneal, look = Agreement.run, Reinsertion.improve, Improvement.look_anew

    def agreeing(self: Agreement, *rest: Any) -> float:
        ways.append(("agree", agree(self, *rest)))
        return ways[-1][1]

    def annealing(self: Reinsertion, *rest: Any, **more: Any) -> float:
        ways.append(("anneal", anneal(self, *rest, **more)))
        return ways[-1][1]

    def looking(self: Improvement) -> None:
        look(self)
        ways.append(("parts", self.best))

    monkeypatch.setattr(Agreement, "run", agreeing)
    monkeypatch.setattr(Reinsertion, "improve", annealing)
    monkeypatch.setattr(Improvement, "look_anew", looking)
    return ways


def test_each_way_is_tried_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    search = Reinsertion(small_team(1, agents=4), 1)
    assert search.construct()
    shape = search.supply.shape
    prices = Prices(gain=np.full(shape, 9.0), supply=np.ones(shape))
    by_part, begun = Improvement(search, 1, 0.3), search.cost()
    monkeypatch.setattr(ways_of_time, "SHORTEST_S", 0.1)
    ways = told(monkeypatch)
    end = time.monotonic() + SECONDS
    by_what_gains(by_part, prices, 1, end, never, heat=0.001)
    assert time.monotonic() < end + 2.0
    assert [name for name, _ in ways[:4]] == ["agree", "anneal", "agree", "parts"]
    costs = [cost for _, cost in ways]
    assert costs == sorted(costs, reverse=True)
    assert search.cost() <= costs[-1] < begun - 1.0
    assert all(search.is_legal(index) for index in range(len(search.weeks)))


def test_a_way_that_gains_next_to_nothing_is_left_to_agreement() -> None:
    agreeing, other = Way(rate=0.0), Way(rate=1e-6)
    assert most_worth([agreeing, other]) is agreeing
    other.rate = 1e-3
    assert most_worth([agreeing, other]) is other
    agreeing.rate = 2e-3
    assert most_worth([agreeing, other]) is agreeing


def test_a_roster_is_made_however_late_it_is() -> None:
    search = Reinsertion(small_team(1, agents=3), 1)
    shape = search.supply.shape
    prices = Prices(gain=np.full(shape, 30.0), supply=np.ones(shape))
    nobody = search.cost()
    by_what_gains(Improvement(search, 1, 1.0), prices, 1, time.monotonic(), never, heat=0.0)
    assert search.cost() < nobody
    assert any(week.chosen for week in search.weeks)
