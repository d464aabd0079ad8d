"""The best roster of an instance that is found in a given time, with a proven bound."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from planner.bench.shift_scheduling.companion import Companion
from planner.bench.shift_scheduling.instance import Instance, Roster
from planner.bench.shift_scheduling.messages import Request
from planner.bench.shift_scheduling.problem import Problem
from planner.bench.shift_scheduling.search import Search

__all__ = ["Answer", "find_roster"]

CLOSING_S = 1.0  # kept back, to end in time


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A roster, what the search takes it to cost, and what none can cost less than."""

    roster: Roster
    cost: int
    bound: int
    seconds: float


def find_roster(instance: Instance, time_limit_s: float = 60.0, seed: int = 0) -> Answer:
    """Search with two processes.

    Parameters
    ----------
    instance
        As it was read.
    time_limit_s
        Seconds, reading aside.
    seed
        Results still vary with the machine's speed.

    Raises
    ------
    NoRowError
        Where no legal row was found for an employee.
    """
    began = time.monotonic()
    problem = Problem.of(instance)
    until = began + max(0.0, time_limit_s - CLOSING_S)
    companion = Companion(Request(instance=instance, seconds=until - time.monotonic(), seed=seed))
    try:
        search = Search(problem, seed, until, companion, leads=False)
        search.run()
    finally:
        companion.close()
    search.listen()
    return Answer(
        roster=problem.roster(search.best_rows()),
        cost=round(search.cost),
        bound=math.ceil(search.bound - 1e-6),
        seconds=time.monotonic() - began,
    )
