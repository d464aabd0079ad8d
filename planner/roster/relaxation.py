"""The linear relaxation of a program, and a bound that holds whatever the solver's precision.

The solver's dual prices y need not be exact: for any y of the right signs,
``y b + sum_j min(0, c_j - y A_j) u_j`` is at most the optimum (weak duality over the box of the
variables), and that is what is returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from planner.roster.program import COST_SCALE, FloatArray, NoOverlap, Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """A proven lower bound in the program's cost units, and the fractional point behind it.

    ``values`` are per variable and ``prices`` per row of the program: how much a row adds to the
    cost for every unit that it asks more.
    """

    lower_bound: float
    values: FloatArray | None
    prices: FloatArray | None = None


def relax(program: Program, time_limit_s: float) -> Relaxation:
    """Solve the relaxation by interior point and return its safe bound.

    Parameters
    ----------
    program
        Left as it is; spans that must not overlap become flows of one unit.
    time_limit_s
        After it, the bound is the trivial one of all prices zero.
    """
    if len(program) == 0:
        return Relaxation(lower_bound=0.0, values=np.zeros(0))
    matrix, lower, upper, bounds = rows_with_flows(program)
    cost = np.concatenate((np.array(program.cost), np.zeros(matrix.shape[1] - len(program))))
    a_ub, b_ub, a_eq, b_eq = _standard_form(matrix, lower, upper)
    # In units of money, not of the program: the solver's tolerances are absolute.
    result: Any = linprog(
        cost / COST_SCALE,
        A_ub=a_ub,
        b_ub=b_ub,
        A_eq=a_eq,
        b_eq=b_eq,
        bounds=np.column_stack((np.zeros_like(bounds), bounds)),
        method="highs-ipm",
        options={"time_limit": time_limit_s, "presolve": True},
    )  # type: ignore[call-overload]
    trivial = float(np.minimum(cost, 0.0) @ bounds)
    if result.x is None:
        return Relaxation(lower_bound=trivial, values=None)
    price_ub = np.minimum(result.ineqlin.marginals, 0.0) * COST_SCALE
    price_eq = result.eqlin.marginals * COST_SCALE
    reduced = cost - a_ub.T @ price_ub - a_eq.T @ price_eq
    bound = float(price_ub @ b_ub + price_eq @ b_eq + np.minimum(reduced, 0.0) @ bounds)
    return Relaxation(
        lower_bound=max(bound, trivial),
        values=result.x[: len(program)],
        prices=_row_prices(lower, upper, price_ub, price_eq)[: program.row_count],
    )


def _row_prices(
    lower: FloatArray, upper: FloatArray, price_ub: FloatArray, price_eq: FloatArray
) -> FloatArray:
    """Prices of the rows as they were before ``_standard_form``."""
    equal = lower == upper
    below = ~equal & np.isfinite(upper)
    above = ~equal & np.isfinite(lower)
    prices = np.zeros(len(lower))
    prices[equal] = price_eq
    prices[below] += price_ub[: int(below.sum())]
    prices[above] -= price_ub[int(below.sum()) :]
    return prices


def _standard_form(
    matrix: sparse.csr_matrix, lower: FloatArray, upper: FloatArray
) -> tuple[sparse.csr_matrix, FloatArray, sparse.csr_matrix, FloatArray]:
    equal = lower == upper
    below = ~equal & np.isfinite(upper)
    above = ~equal & np.isfinite(lower)
    a_ub = sparse.vstack((matrix[below], -matrix[above]), format="csr")
    b_ub = np.concatenate((upper[below], -lower[above]))
    return a_ub, b_ub, matrix[equal].tocsr(), upper[equal]


def rows_with_flows(
    program: Program,
) -> tuple[sparse.csr_matrix, FloatArray, FloatArray, FloatArray]:
    """Rows of the program with every no-overlap as a flow: free now = free before - taken + back.

    The matrix of such a flow is that of a path, so it says as much as all cliques of overlapping
    spans, with two entries a span.
    """
    matrix, lower, upper = program.rows()
    bounds = program.upper_bounds()
    flows = [_flow(group, bounds) for group in program.no_overlaps]
    width = len(program) + sum(flow.shape[1] - len(program) for flow in flows)
    blocks, offset = [_widened(matrix, width, len(program), 0)], 0
    lowers, uppers = [lower], [upper]
    for flow in flows:
        blocks.append(_widened(flow, width, len(program), offset))
        offset += flow.shape[1] - len(program)
        rest = np.zeros(flow.shape[0])
        rest[0] = 1.0
        lowers.append(rest)
        uppers.append(rest)
    return (
        sparse.vstack(blocks, format="csr"),
        np.concatenate(lowers),
        np.concatenate(uppers),
        np.concatenate((bounds, np.ones(offset))),
    )


def _widened(matrix: sparse.csr_matrix, width: int, own: int, offset: int) -> sparse.csr_matrix:
    coo = matrix.tocoo()
    columns = np.where(coo.col < own, coo.col, coo.col + offset)
    return sparse.csr_matrix((coo.data, (coo.row, columns)), shape=(matrix.shape[0], width))


def _flow(group: NoOverlap, bounds: FloatArray) -> sparse.csr_matrix:
    """Row e: free[e] - free[e-1] + sum(starts at e) - sum(ends at e) = 1 if e is first, else 0."""
    variables = np.array(group.variables, dtype=np.int64)
    used = bounds[variables] > 0
    variables = variables[used]
    starts = np.array(group.starts)[used]
    ends = np.array(group.ends)[used]
    events, inverse = np.unique(np.concatenate((starts, ends)), return_inverse=True)
    count, own = max(len(events), 1), len(bounds)
    first, second = inverse[: len(variables)], inverse[len(variables) :]
    steps = np.arange(count)
    rows = np.concatenate((first, second, steps, steps[1:]))
    columns = np.concatenate((variables, variables, own + steps, own + steps[:-1]))
    data = np.concatenate(
        (np.ones(len(variables)), -np.ones(len(variables)), np.ones(count), -np.ones(count - 1))
    )
    return sparse.csr_matrix((data, (rows, columns)), shape=(count, own + count))
