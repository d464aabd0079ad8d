"""A small problem solved whole, as one mixed-integer program: its best roster, or a bound.

Where shifts are few and nothing needs many variables (breaks that may lie anywhere, above all), a
solver for mixed-integer programs proves the best roster of a hundred agents in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.roster.model import Fixed, build
from planner.roster.plan import Plan, decode
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.quiet import quiet_output
from planner.roster.relaxation import rows_with_flows

__all__ = ["Whole", "is_small", "solve_whole"]

# Up to which a proof is likely within a minute: 100 agents on 14 starts without breaks have 9,800
# options and 10,136 variables and take 4 s, 24 on 5,175 options with breaks 18,201 and no end.
MOST_VARIABLES, MOST_ENTRIES = 12_000, 150_000
GAP = 5e-5
TOLERANCE = 1e-5  # of a bound: the solver lets rows be missed by a millionth


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Weeks of all members, if any were found in time; no roster costs less than the bound.

    ``objective`` and ``lower_bound`` are in currency, None where there is none yet. ``proven``
    tells that the weeks are the best ones.
    """

    plan: Plan | None
    objective: float | None
    lower_bound: float | None
    proven: bool


def is_small(problem: Problem) -> bool:
    """Whether a problem may be small enough, as far as its options tell: one week of a few.

    Nobody owes an activity: the program lays none.
    """
    options = sum(len(member.options) for member in problem.members)
    if any(len(places) > 1 for m in problem.members for one in m.options for places in one.offsets):
        options *= 2  # about as many variables as options say where breaks lie
    nothing_owed = not any(member.owed for member in problem.members)
    return len(problem.week_bounds) == 2 and options <= MOST_VARIABLES and nothing_owed


def solve_whole(problem: Problem, seconds: float) -> Whole | None:
    """Solve a problem whole; None where its program is too large for that.

    Parameters
    ----------
    problem
        Of one plan week.
    seconds
        After it what is found by then counts.
    """
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem))
    matrix, lower, upper, bounds = rows_with_flows(model.program)
    if matrix.shape[1] > MOST_VARIABLES or matrix.nnz > MOST_ENTRIES:
        return None
    own = len(model.program)
    cost = np.zeros(len(bounds))
    cost[:own] = np.array(model.program.cost) / COST_SCALE
    whole = np.zeros(len(bounds), dtype=np.int64)
    whole[:own] = np.array(model.program.whole)
    with quiet_output():
        result: Any = milp(
            cost,
            constraints=LinearConstraint(matrix, lower, upper),
            bounds=Bounds(np.zeros(len(bounds)), bounds),
            integrality=whole,
            options={"time_limit": max(0.0, seconds), "mip_rel_gap": GAP},
        )
    dual = result.mip_dual_bound
    least = None
    if dual is not None and np.isfinite(dual):
        value = float(dual) + model.offset / COST_SCALE
        least = value - TOLERANCE * abs(value)
    if result.x is None:
        return Whole(plan=None, objective=None, lower_bound=least, proven=False)
    return Whole(
        plan=decode(model, result.x[:own]),
        objective=float(result.fun) + model.offset / COST_SCALE,
        lower_bound=least,
        proven=result.status == 0,
    )
