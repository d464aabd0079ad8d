"""The search once more, from a roster that stands and from known prices: no bound, no waiting."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import pandas as pd

from planner.clock import Horizon
from planner.domain import Assignment
from planner.published import Published
from planner.roster.engines import Engine
from planner.roster.messages import Message, Prices
from planner.roster.prepare import prepare
from planner.roster.search import search
from planner.roster.solution_rows import as_assignments
from planner.scenario import Scenario

__all__ = ["search_again"]


@dataclass(frozen=True, slots=True)
class _Nobody:
    """Nobody searches beside, and nothing is good enough."""

    def enough(self, best: float) -> bool:
        del best
        return False

    def received(self) -> list[Message]:
        return []

    def send(self, message: Message) -> None:
        del message


def search_again(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    assignments: Sequence[Assignment],
    prices: Prices,
    *,
    seconds: float,
    seed: int,
) -> list[Assignment]:
    """The best roster found in so many seconds from one that stands; to differ costs nothing.

    Parameters
    ----------
    scenario, horizon
        The team, which may be another one than the roster was made for, and the plan's weeks.
    requirement
        Columns of requirement.csv.
    assignments
        The roster to begin from; who cannot work her week takes her best one.
    prices
        Of heads over the whole horizon, by the team's classes.
    seconds, seed
        Of the search, all weeks together.
    """
    free = replace(
        scenario,
        published=Published(assignments=tuple(assignments)),
        weights=replace(scenario.weights, change=Fraction(0)),
    )
    until = time.monotonic() + seconds
    starts = requirement["interval_start"]
    done: list[Assignment] = []
    first = 0
    for week in range(horizon.weeks):
        day = horizon.start_date + timedelta(days=7 * week)
        one = replace(horizon, start_date=day, weeks=1)
        team = replace(free, history=(*free.history, *done))
        rows = requirement[(starts >= one.start) & (starts < one.end)]
        problem = prepare(team, one, rows)
        slots = slice(first, first + problem.slots)
        own = Prices(gain=prices.gain[:, slots], supply=prices.supply[:, slots])
        end = time.monotonic() + (until - time.monotonic()) / (horizon.weeks - week)
        plan = search(problem, seed, end, _Nobody(), engine=Engine.AUTO, prices=own)
        done += as_assignments(problem, one, plan)
        first += problem.slots
    return done
