"""What a search of so many moves makes of a few teams, told as one line."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from math import inf

from planner.roster.agreement import Agreement
from planner.roster.bounding import find_prices
from planner.roster.reinsertion import Reinsertion
from tests.planner.roster.random_scenarios import random_case

MOVES = 25


def _after(count: int) -> Callable[[float], bool]:
    """No more than so many moves: it is asked before each."""
    left = [count]

    def enough(best: float) -> bool:
        del best
        left[0] -= 1
        return left[0] < 0

    return enough


def told() -> str:
    """Everybody's shifts and what they cost, of several teams."""
    text = []
    for seed in (1, 3):
        problem = random_case(seed).problem()
        prices = find_prices(problem, 30.0)
        search = Reinsertion(problem, seed)
        search.construct()
        search.improve(inf, 0.0, _after(MOVES))
        text.append(f"{search.cost()!r} {sorted(search.plan().items())!r}")
        if prices is not None:
            other = Reinsertion(problem, seed)
            Agreement(other, prices, seed).run(inf, _after(MOVES))
            text.append(f"{other.cost()!r} {sorted(other.plan().items())!r}")
    return sha256("\n".join(text).encode()).hexdigest()


if __name__ == "__main__":
    print(told())
