"""A problem of many queues as if everybody served them all: small enough to be priced quickly.

Where skills are spread as work is, a head is worth much the same whatever queues it serves. Then
prices of the merged problem are nearly those of the whole one, at a small part of the time; and
any prices give a bound (``price_bound.py``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from planner.roster.messages import Prices
from planner.roster.problem import Demand, FloatArray, Problem
from planner.roster.queue_sets import class_of, supply_classes

__all__ = ["merged", "unmerged"]


def merged(problem: Problem) -> Problem | None:
    """All queues as one; None where there is one only, or work of some may wait.

    Parameters
    ----------
    problem
        Of any number of weeks.
    """
    demand = problem.demand
    if len(demand.queues) < 2 or any(demand.waits):
        return None
    # What is past counts for whichever queue it serves: of it all only sums are kept.
    return replace(
        problem,
        demand=_as_one(demand),
        groups=(frozenset([0]),),
        members=tuple(replace(m, group=min(m.group, 0)) for m in problem.members),
        vendors=tuple(replace(vendor, queues=(0,)) for vendor in problem.vendors),
        past_supply=problem.past_supply.sum(axis=0, keepdims=True),
        past_heads=problem.past_heads.max(axis=0, keepdims=True),
    )


def _as_one(demand: Demand) -> Demand:
    def summed(rows: FloatArray) -> FloatArray:
        total: FloatArray = rows.sum(axis=0, keepdims=True)
        return total

    return replace(
        demand,
        queues=("all",),
        waits=(False,),
        required=summed(demand.required),
        exact=summed(demand.exact),
        last_slot=demand.last_slot[:1],
        minimum=demand.minimum.max(axis=0, keepdims=True),
        contacts=summed(demand.contacts),
    )


def unmerged(problem: Problem, one: Problem, prices: Prices) -> Prices:
    """Prices of a merged problem as those of the whole one's classes.

    Heads that are wanted are split as the agents are.
    """
    classes, of_one = supply_classes(problem), supply_classes(one)
    counts = Counter(class_of(problem, classes, member) for member in problem.members)
    places = {(bool(one.queues), one.net, one.weighs): k for k, one in enumerate(of_one)}
    alike = [places[bool(some.queues), some.net, some.weighs] for some in classes]
    among = Counter(dict.fromkeys(range(len(of_one)), 0))
    for place, other in enumerate(alike):
        among[other] += counts[place]
    share = np.array([counts[place] / among[other] for place, other in enumerate(alike)])
    return Prices(
        gain=prices.gain[alike],
        supply=prices.supply[alike] * share[:, None],
        fairness=prices.fairness,
    )
