"""A problem without its rules on who is at work together: for prices of large teams.

The rules tell agents apart who are alike otherwise, and a program of pools grows with the classes
that there are. Prices without the rules come quickly; the search finds what the rules add to them,
and any prices give a bound (``price_bound.py``), the rules in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from planner.roster.messages import Prices
from planner.roster.problem import Problem
from planner.roster.queue_sets import class_of, supply_classes

__all__ = ["rules_left_out", "with_rules"]


def rules_left_out(problem: Problem) -> Problem:
    """The problem where nobody asks who else is there; itself where nobody does."""
    if not problem.together:
        return problem
    members = tuple(replace(member, weighs=()) for member in problem.members)
    return replace(problem, together=(), members=members)


def with_rules(problem: Problem, prices: Prices) -> Prices:
    """Prices of the problem without its rules as those of the problem's classes.

    Heads that are wanted are split as the agents are; who serves no queue is worth nothing.
    """
    classes, of_plain = supply_classes(problem), supply_classes(rules_left_out(problem))
    counts = Counter(class_of(problem, classes, member) for member in problem.members)
    places = {(one.queues, one.net): k for k, one in enumerate(of_plain)}
    among: Counter[int | None] = Counter()
    for place, one in enumerate(classes):
        among[places.get((one.queues, one.net))] += counts[place]
    shape = (len(classes), problem.slots)
    gain, supply = np.zeros(shape), np.zeros(shape)
    for place, one in enumerate(classes):
        plain = places.get((one.queues, one.net))
        if plain is not None:
            share = counts[place] / among[plain]
            gain[place], supply[place] = prices.gain[plain], prices.supply[plain] * share
    return Prices(gain=gain, supply=supply, fairness=prices.fairness)
