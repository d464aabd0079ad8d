"""What a search of so many moves makes of a team, told as one line."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from math import inf

from planner.roster.agreement import Agreement
from planner.roster.guessed_prices import guessed_prices
from planner.roster.reinsertion import Reinsertion
from tests.planner.roster.random_scenarios import random_case

SEED, MOVES = 1, 25


def _after(count: int) -> Callable[[float], bool]:
    """No more than so many moves: it is asked before each."""
    left = [count]

    def enough(best: float) -> bool:
        del best
        left[0] -= 1
        return left[0] < 0

    return enough


def told() -> str:
    """Everybody's shifts and what they cost, of a team."""
    problem = random_case(SEED).problem()
    search = Reinsertion(problem, SEED)
    search.construct()
    search.improve(inf, 0.0, _after(MOVES))
    other = Reinsertion(problem, SEED)
    Agreement(other, guessed_prices(problem), SEED).run(inf, _after(MOVES))
    text = [f"{one.cost()!r} {sorted(one.plan().items())!r}" for one in (search, other)]
    return sha256("\n".join(text).encode()).hexdigest()


if __name__ == "__main__":
    print(told())
