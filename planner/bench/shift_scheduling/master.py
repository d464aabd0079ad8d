"""The linear program over columns: a column is what an employee works on the days in question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from ortools.linear_solver import pywraplp

from planner.bench.shift_scheduling.problem import OFF, FloatArray, IntArray, Problem

__all__ = ["Master"]

MISSING = 1e5  # the price of an employee without a row


class Master:
    """Columns so far; the simplex method goes on from where it was.

    ``problem`` gives costs and what cover wants, for the days that columns have.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.owners: list[int] = []
        self.rows: list[IntArray] = []
        self.costs: list[float] = []
        self._known: dict[tuple[int, bytes], int] = {}
        self._fixed: Mapping[int, IntArray] = {}
        self._build()

    def _build(self) -> None:
        problem = self.problem
        self._variables: list[pywraplp.Variable] = []
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = solver.Objective()
        self._one = [solver.Constraint(1.0, 1.0) for _ in range(problem.count)]
        self._cover = [
            [solver.Constraint(float(wanted), float(wanted)) for wanted in day]
            for day in problem.wanted.tolist()
        ]
        for one in self._one:
            self._variable(MISSING, [one])
        for day, shift in np.ndindex(*problem.wanted.shape):
            row = self._cover[day][shift]
            self._variable(float(problem.under[day, shift]), [row])
            over = self._variable(float(problem.over[day, shift]), [])
            row.SetCoefficient(over, -1.0)
        for place in range(len(self.owners)):
            self._add_variable(place)

    def _variable(self, cost: float, rows: Iterable[pywraplp.Constraint]) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, cost)
        for row in rows:
            row.SetCoefficient(variable, 1.0)
        return variable

    def _add_variable(self, place: int) -> None:
        row = self.rows[place]
        worked = np.nonzero(row != OFF)[0].tolist()
        cover = (self._cover[day][row[day]] for day in worked)
        variable = self._variable(self.costs[place], [self._one[self.owners[place]], *cover])
        self._variables.append(variable)

    def add(self, employee: int, row: IntArray) -> bool:
        """Add a column; False where it is known."""
        key = (employee, row.astype(np.int16).tobytes())
        if key in self._known:
            return False
        self._known[key] = len(self.owners)
        self.owners.append(employee)
        self.rows.append(row.copy())
        self.costs.append(self.problem.row_cost(employee, row))
        self._add_variable(len(self.owners) - 1)
        return True

    def solve(self) -> float:
        """Solve; its least cost, requests of those who do not work aside."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            # The simplex method lost its way: once more, from the beginning.
            self._build()
            self.fix(self._fixed)
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                return np.inf
        return float(self._objective.Value())

    def prices(self) -> FloatArray:
        """What a head on each shift of each day is paid (d, s)."""
        values = [[row.dual_value() for row in day] for day in self._cover]
        return np.clip(np.array(values), -self.problem.over, self.problem.under)

    def shares(self) -> FloatArray:
        """How much of each column is taken."""
        return np.array([variable.solution_value() for variable in self._variables])

    def fix(self, fixed: Mapping[int, IntArray]) -> None:
        """Allow those employees who are fixed their row alone, others all."""
        self._fixed = dict(fixed)
        kept = {
            self._known[member, row.astype(np.int16).tobytes()] for member, row in fixed.items()
        }
        infinity = self._solver.infinity()
        for place, variable in enumerate(self._variables):
            other = self.owners[place] in fixed and place not in kept
            variable.SetUb(0.0 if other else infinity)
