"""The linear relaxation's bound made tighter: agents work whole weeks, cover stays fractional.

The relaxation's prices of the cover rows say what each shift is worth. At these prices every agent
takes her best legal week (``tours.py``, exact), and what is left, all of cover, has its least cost
by weak duality. Both together are at most the cost of the best roster (Lagrangian relaxation;
Geoffrion 1974), and at least the relaxation's own bound, since weeks are whole and keep the weekly
rest.
"""

from __future__ import annotations

import numpy as np

from planner.roster.decomposition import granted_wishes
from planner.roster.fairness_prices import fairness_prices
from planner.roster.model import Model
from planner.roster.problem import FloatArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.tour_space import FAR
from planner.roster.weeks import Weeks

ROUNDING = 0.01  # a member: idle pay and overtime are rounded once a week


def tours_bound(
    problem: Problem, model: Model, prices: FloatArray, weeks: Weeks | None = None
) -> float | None:
    """A lower bound in currency; None where weeks hang together.

    Parameters
    ----------
    problem
        Of one plan week, else there is no such bound.
    model
        The relaxed model of all members.
    prices
        Per row of its program, in the program's cost units; any prices give a bound.
    weeks
        Of the problem, for bounds, where they are known already.
    """
    if len(problem.week_bounds) != 2:
        return None
    cover, worth = _cover(model, prices)
    weeks = Weeks(problem, bounding=True) if weeks is None else weeks
    by_kind = weeks.peers.weighed(fairness_prices(model, prices))
    past = np.array([member.past_kind_minutes for member in problem.members], dtype=float)
    value = cover + granted_wishes(problem) + float((by_kind * past.reshape(-1, 3)).sum())
    for some in weeks.kinds:
        members = some.kind.members
        # Of a pool all have the same variables; else what a member must not work is worth nothing.
        own = len({id(model.options[index]) for index in members}) > 1
        told = members if own else members[:1]
        gains = worth[np.array([model.options[index] for index in told], dtype=np.int64)]
        costs = some.least_costs(some.base_cost - gains, by_kind[list(members)])
        # Where no week of hers is legal, whatever is said is a bound.
        value += float((costs[costs < FAR / 2] - ROUNDING).sum())
    return value


def _cover(model: Model, prices: FloatArray) -> tuple[float, FloatArray]:
    """Least cost of cover alone, and what each variable is worth to it, in currency."""
    program = model.program
    matrix, lower, upper = program.rows()
    rows = np.array(model.cover_rows, dtype=np.int64)
    matrix, lower, upper, price = matrix[rows], lower[rows], upper[rows], prices[rows].copy()
    # A price of the wrong sign is one of a side that has no bound.
    price[(price > 0) & ~np.isfinite(lower)] = 0.0
    price[(price < 0) & ~np.isfinite(upper)] = 0.0
    side = np.where(price > 0, lower, upper)
    asked = float((price * np.where(price == 0, 0.0, side)).sum())
    worth = matrix.T @ price
    own = np.array(model.cover_variables, dtype=np.int64)
    left = np.array(program.cost)[own] - worth[own]
    least = float((np.minimum(left, 0.0) * program.upper_bounds()[own]).sum())
    return (asked + least) / COST_SCALE, worth / COST_SCALE
