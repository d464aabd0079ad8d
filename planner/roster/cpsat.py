"""A program handed to CP-SAT, with whole coefficients.

Coefficients and bounds that are not whole are rounded so that rows only get looser, and costs
down: a point of the program whose values are whole numbers of the variables' units stays one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from ortools.sat.python import cp_model

from planner.roster.program import FRACTION, TINY, FloatArray, NoOverlap, Program

FINER = 1000
INT_MIN, INT_MAX = cp_model.INT_MIN, cp_model.INT_MAX


def to_model(
    program: Program, fixed: Mapping[int, float] | None = None, hint: FloatArray | None = None
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Build the CP-SAT model; ``fixed`` variables are constants, ``hint`` a point to start from."""
    model = cp_model.CpModel()
    bounds = program.upper_bounds()
    units = np.array(program.units)
    fixed = fixed or {}
    variables = []
    for index in range(len(program)):
        unit = int(units[index])
        if index in fixed:
            value = round(fixed[index] * unit)
            variables.append(model.new_int_var(value, value, ""))
        else:
            top = int(np.ceil(bounds[index] * unit - 1e-9))
            variables.append(model.new_int_var(0, top, ""))
    _add_rows(model, program, variables)
    for group in program.no_overlaps:
        _add_cliques(model, group, variables, bounds)
    cost = np.floor(np.array(program.cost) / units + 1e-9).astype(np.int64)
    used = np.nonzero(cost)[0]
    model.minimize(
        cp_model.LinearExpr.weighted_sum([variables[k] for k in used], [int(cost[k]) for k in used])
    )
    if hint is not None:
        for index, variable in enumerate(variables):
            if index not in fixed:
                model.add_hint(variable, round(float(hint[index]) * int(units[index])))
    return model, variables


def _add_rows(model: cp_model.CpModel, program: Program, variables: list[cp_model.IntVar]) -> None:
    matrix, lowers, uppers = program.rows()
    for row in range(matrix.shape[0]):
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        values = matrix.data[matrix.indptr[row] : matrix.indptr[row + 1]]
        if len(columns) == 0:
            if lowers[row] > TINY or uppers[row] < -TINY:
                model.add_bool_or([])  # a sum of nothing cannot meet the row: no solution
            continue
        _add_row(model, program, variables, columns, values, lowers[row], uppers[row])


def _add_row(
    model: cp_model.CpModel,
    program: Program,
    variables: list[cp_model.IntVar],
    columns: np.ndarray,
    values: np.ndarray,
    lower: float,
    upper: float,
) -> None:
    units = np.array([program.units[column] for column in columns])
    plain = bool(np.all(units == 1)) and bool(np.all(values == np.rint(values)))
    unit = 1 if plain else FRACTION
    scaled = values * (unit // units)
    terms = [variables[column] for column in columns]
    if np.all(np.abs(scaled - np.rint(scaled)) < TINY):
        expression = cp_model.LinearExpr.weighted_sum(terms, [round(value) for value in scaled])
        low = INT_MIN if np.isinf(lower) else int(np.ceil(lower * unit - TINY))
        high = INT_MAX if np.isinf(upper) else int(np.floor(upper * unit + TINY))
        model.add_linear_constraint(expression, low, high)
        return
    # Variables are never negative: raising coefficients loosens a lower bound, and so on. The row
    # is scaled up first, or a share of 1.08 agents would count as 2.
    scaled, unit = scaled * FINER, unit * FINER
    if np.isfinite(lower):
        coefficients = [int(value) for value in np.ceil(scaled - TINY)]
        expression = cp_model.LinearExpr.weighted_sum(terms, coefficients)
        model.add(expression >= int(np.floor(lower * unit + TINY)))
    if np.isfinite(upper):
        coefficients = [int(value) for value in np.floor(scaled + TINY)]
        expression = cp_model.LinearExpr.weighted_sum(terms, coefficients)
        model.add(expression <= int(np.ceil(upper * unit - TINY)))


def _add_cliques(
    model: cp_model.CpModel,
    group: NoOverlap,
    variables: list[cp_model.IntVar],
    bounds: FloatArray,
) -> None:
    """At most one of every largest set of spans that share a minute."""
    spans = [
        (start, end, variable)
        for variable, start, end in zip(group.variables, group.starts, group.ends, strict=True)
        if bounds[variable] > 0
    ]
    before: frozenset[int] = frozenset()
    for moment in sorted({start for start, _, _ in spans}):
        clique = frozenset(variable for start, end, variable in spans if start <= moment < end)
        if before and not before <= clique:
            model.add_at_most_one([variables[variable] for variable in sorted(before)])
        before = clique
    if len(before) > 1:
        model.add_at_most_one([variables[variable] for variable in sorted(before)])


def cheapest(program: Program) -> tuple[int, ...] | None:
    """Whole values of all variables at the least cost; None where nothing meets the rows."""
    model, variables = to_model(program)
    solver = _solver()
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(solver.value(variable) for variable in variables)


def feasible_with(program: Program, ones: Sequence[int]) -> bool:
    """Whether the program has a solution in which all of ``ones`` are 1."""
    if any(variable in program.forbidden for variable in ones):
        return False
    if len(set(ones)) == len(program):
        return program.met_by_ones()
    model, _ = to_model(program, fixed=dict.fromkeys(ones, 1.0))
    status = _solver().solve(model)
    return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # Else it takes Ctrl-C over, and leaves the process to be killed by the next one.
    solver.parameters.catch_sigint_signal = False
    return solver
