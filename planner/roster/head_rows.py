"""Rules on who is at work together: rows of the programs, and what a slot costs by them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.roster.model_state import Model
from planner.roster.problem import FloatArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import SupplyClass

__all__ = ["TogetherCost", "add_heads_together"]


def add_heads_together(model: Model) -> None:
    """``missing + sum of weight * heads >= least``, what is missing priced like a net agent."""
    problem, program = model.problem, model.program
    price = problem.shortfall_price * COST_SCALE
    for number, rule in enumerate(problem.together):
        weights = {k: w for k, one in enumerate(model.classes) if (w := one.weight(number))}
        for slot in np.flatnonzero(rule.asked).tolist():
            least = float(rule.least[slot])
            here = {k: model.on_duty[k, slot] for k in weights}
            asked = sum(-w * program.upper[here[k]] for k, w in weights.items() if w < 0)
            most = least + asked / model.units
            if most <= 0:
                continue
            missing = program.variable(most, cost=price, whole=False)
            columns = [missing, *here.values()]
            values = [1.0, *(weights[k] / model.units for k in here)]
            program.add(columns, values, least, None)
            _add_if_nobody(model, weights, slot, missing, least)


def _add_if_nobody(
    model: Model, weights: dict[int, int], slot: int, missing: int, least: float
) -> None:
    """Where nobody is there all is missing: whole shifts leave holes where their breaks are."""
    if model.holes is None or not weights or set(weights.values()) != {1} or least != int(least):
        return
    nobody = model.holes.nobody(tuple(weights), slot, model.heads)
    model.program.add([missing, nobody], [1.0, -least], 0.0, None)


class TogetherCost:
    """Cost per slot of what is missing to a problem's rules on who is at work together.

    Attributes
    ----------
    asked_of_classes
        Whether some rule looks at a class in a slot: shape (classes, slots).
    least_worth, most_worth
        What one head more of each class saves by these rules, at least and at most: shape
        (classes,), in currency a slot.
    """

    def __init__(self, problem: Problem, classes: Sequence[SupplyClass]) -> None:
        rules = range(len(problem.together))
        weights = np.array([[one.weight(k) for one in classes] for k in rules], dtype=float)
        weights = weights.reshape(len(rules), len(classes))
        self.given, self.taken = np.maximum(weights, 0.0), np.maximum(-weights, 0.0)
        self.price = problem.shortfall_price
        # Where nothing is asked nothing is missing, whoever is there.
        self.least = np.array(
            [np.where(rule.asked, rule.least, -np.inf) for rule in problem.together]
        ).reshape(len(rules), problem.slots)
        # Which classes some rule asks about, by slot.
        asking = np.isfinite(self.least)
        self.asked_of_classes = (weights.T != 0).astype(float) @ asking > 0
        self.least_worth = -self.price * self.taken.sum(axis=0)
        self.most_worth = self.price * self.given.sum(axis=0)

    def per_slot(self, least: FloatArray, most: FloatArray) -> FloatArray:
        """Cost of every slot, at least, where a supply (classes by slots, heads) is between two."""
        missing = np.maximum(self.least + self.taken @ least - self.given @ most, 0.0)
        cost: FloatArray = self.price * missing.sum(axis=0)
        return cost
