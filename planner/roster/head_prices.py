"""What a head is worth in each slot by the linear relaxation, and how many it wants there."""

from __future__ import annotations

import numpy as np

from planner.roster.fairness_prices import fairness_prices
from planner.roster.messages import Prices
from planner.roster.model_state import Model
from planner.roster.problem import FloatArray
from planner.roster.program import COST_SCALE

__all__ = ["head_prices"]


def head_prices(model: Model, values: FloatArray, prices: FloatArray) -> Prices:
    """Prices and supply by class and slot, and of fairness by member.

    Parameters
    ----------
    model
        A relaxed model.
    values, prices
        Per variable and per row of its program, as the relaxation has them.
    """
    first = model.supply_rows.stop
    matrix, _, _ = model.program.rows()
    worth = matrix[first:].T @ prices[first : matrix.shape[0]]
    shape = (len(model.classes), model.problem.slots)
    gain, supply = np.zeros(shape), np.zeros(shape)
    # One head more never costs anything, unless she asks for others to be there.
    asks = [any(weight < 0 for _, weight in one.weighs) for one in model.classes]
    for (place, slot), variable in model.on_duty.items():
        # A head that fills a slot is so many units on duty, and one head that rounding counts.
        head = worth[variable] * model.units
        counted = model.heads.get((place, slot), variable)
        if counted != variable:
            head += worth[counted]
        if not asks[place]:
            head = max(0.0, head)
        gain[place, slot] = head / COST_SCALE
        supply[place, slot] = values[variable] / model.units
    return Prices(gain=gain, supply=supply, fairness=fairness_prices(model, prices))
