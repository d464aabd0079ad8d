"""A part of a roster as a model for CP-SAT: some days of some employees are free, the rest stands.

A cell is an employee on a day. What a free cell may be is a literal for every shift and one for a
day off; of a cell that stands they are constants, and clauses get shorter by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model, cp_model_helper

from planner.bench.shift_scheduling.kinds import WEEK, WEEKEND
from planner.bench.shift_scheduling.problem import OFF, BoolArray, IntArray, Problem

__all__ = ["Part", "solve_part"]

Literal = cp_model_helper.Literal | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came of a part: the whole roster, and whether no other is better."""

    rows: IntArray
    cost: float
    bound: float
    proven: bool


def solve_part(
    problem: Problem, rows: IntArray, free: BoolArray, seconds: float, seed: int
) -> Part | None:
    """The best roster that differs from ``rows`` in free cells (e, d) alone, or None in time."""
    model = _PartModel(problem, rows, free)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    changed = rows.copy()
    for (employee, day, shift), literal in model.worked.items():
        if solver.boolean_value(literal):
            changed[employee, day] = shift
    for (employee, day), literal in model.off.items():
        if solver.boolean_value(literal):
            changed[employee, day] = OFF
    return Part(
        rows=changed,
        cost=problem.cost(changed),
        bound=solver.best_objective_bound,
        proven=status == cp_model.OPTIMAL,
    )


class _PartModel:
    """Variables, rules of each employee with a free cell, cover, objective."""

    def __init__(self, problem: Problem, rows: IntArray, free: BoolArray) -> None:
        self.problem, self.rows, self.free = problem, rows, free
        self.model = cp_model.CpModel()
        self.worked: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.off: dict[tuple[int, int], cp_model.IntVar] = {}
        self._terms: list[cp_model.IntVar] = []
        self._prices: list[int] = []
        self._constant = problem.request_base
        self._add_cells()
        for employee in np.nonzero(free.any(axis=1))[0].tolist():
            self._add_successions(employee)
            self._add_runs(employee)
            self._add_totals(employee)
            self._add_weekends(employee)
        self._add_cover()
        self.model.minimize(
            cp_model.LinearExpr.weighted_sum(self._terms, self._prices) + self._constant
        )

    def _add_cells(self) -> None:
        model, cost = self.model, self.problem.request_cost
        for employee, day in np.argwhere(self.free).tolist():
            stands = int(self.rows[employee, day])
            off = self.off[employee, day] = model.new_bool_var("")
            model.add_hint(off, stands == OFF)
            literals = [off]
            for shift in np.nonzero(np.isfinite(cost[employee, day]))[0].tolist():
                literal = self.worked[employee, day, shift] = model.new_bool_var("")
                model.add_hint(literal, stands == shift)
                literals.append(literal)
                self._pay(literal, cost[employee, day, shift])
            model.add_exactly_one(literals)
        for employee, row in enumerate(self.rows):
            for day in np.nonzero(~self.free[employee] & (row != OFF))[0].tolist():
                self._constant += int(cost[employee, day, row[day]])

    def _pay(self, literal: cp_model.IntVar, price: float) -> None:
        if price:
            self._terms.append(literal)
            self._prices.append(int(price))

    def _is_off(self, employee: int, day: int) -> Literal:
        if self.free[employee, day]:
            return self.off[employee, day]
        return bool(self.rows[employee, day] == OFF)

    def _works(self, employee: int, day: int) -> Literal:
        off = self._is_off(employee, day)
        return (not off) if isinstance(off, bool) else off.negated()

    def _is(self, employee: int, day: int, shift: int) -> Literal:
        if self.free[employee, day]:
            return self.worked.get((employee, day, shift), False)
        return bool(self.rows[employee, day] == shift)

    def _any_of(self, literals: Iterable[Literal]) -> None:
        """At least one holds; what stands is legal, so constants alone need no clause."""
        left = []
        for literal in literals:
            if isinstance(literal, bool):
                if literal:
                    return
            else:
                left.append(literal)
        if left:
            self.model.add_bool_or(left)

    def _at_most_one(self, literals: Iterable[Literal]) -> None:
        given = list(literals)
        left = [literal for literal in given if not isinstance(literal, bool)]
        if any(literal is True for literal in given):
            for literal in left:
                self.model.add_bool_and(literal.negated())
        elif len(left) > 1:
            self.model.add_at_most_one(left)

    def _add_successions(self, employee: int) -> None:
        follow = self.problem.may_follow
        free = self.free[employee]
        for day in np.nonzero(free[1:] | free[:-1])[0].tolist():
            for shift in np.nonzero(~follow.all(axis=1))[0].tolist():
                before = self._is(employee, day, shift)
                if before is not False:
                    after = np.nonzero(~follow[shift])[0].tolist()
                    others = [self._is(employee, day + 1, other) for other in after]
                    self._at_most_one([before, *others])

    def _add_runs(self, employee: int) -> None:
        person, days = self.problem.instance.employees[employee], self.problem.days
        for day in range(days):
            run = range(day, day + person.most_run + 1)
            if run.stop <= days and self.free[employee, run.start : run.stop].any():
                self._any_of(self._is_off(employee, other) for other in run)
        self._add_least(employee, person.least_run, at_work=True)
        self._add_least(employee, person.least_off, at_work=False)

    def _add_least(self, employee: int, least: int, *, at_work: bool) -> None:
        """No shorter run between two others."""
        ends, inside = (self._works, self._is_off) if at_work else (self._is_off, self._works)
        for length in range(1, least):
            for day in range(self.problem.days - length - 1):
                last = day + length + 1
                if self.free[employee, day : last + 1].any():
                    between = [inside(employee, other) for other in range(day + 1, last)]
                    self._any_of([ends(employee, day), *between, ends(employee, last)])

    def _add_totals(self, employee: int) -> None:
        problem, row = self.problem, self.rows[employee]
        person = problem.instance.employees[employee]
        stands = row[~self.free[employee] & (row != OFF)]
        literals: list[cp_model_helper.Literal] = []
        minutes: list[int] = []
        days = np.nonzero(self.free[employee])[0].tolist()
        for shift in range(len(problem.minutes)):
            mine = [self._is(employee, day, shift) for day in days]
            own = [literal for literal in mine if not isinstance(literal, bool)]
            literals += own
            minutes += [int(problem.minutes[shift])] * len(own)
            left = int(problem.most_shifts[employee, shift] - (stands == shift).sum())
            if own and left < len(own):
                self.model.add(cp_model.LinearExpr.sum(own) <= left)
        spent = int(problem.minutes[stands].sum())
        self.model.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum(literals, minutes),
            person.least_minutes - spent,
            person.most_minutes - spent,
        )

    def _add_weekends(self, employee: int) -> None:
        problem = self.problem
        most = problem.instance.employees[employee].most_weekends
        worked: list[cp_model.IntVar] = []
        for monday in range(0, problem.days, WEEK):
            days = [monday + day for day in WEEKEND if monday + day < problem.days]
            literals = [self._works(employee, day) for day in days]
            if any(literal is True for literal in literals):
                most -= 1
                continue
            open_days = [literal for literal in literals if not isinstance(literal, bool)]
            if open_days:
                weekend = self.model.new_bool_var("")
                for literal in open_days:
                    self.model.add_implication(literal, weekend)
                worked.append(weekend)
        if len(worked) > most:
            self.model.add(cp_model.LinearExpr.sum(worked) <= most)

    def _add_cover(self) -> None:
        problem = self.problem
        stands = np.where(self.free, OFF, self.rows)
        heads = problem.heads(stands)
        cells: dict[tuple[int, int], list[cp_model.IntVar]] = {}
        for (_, day, shift), literal in self.worked.items():
            cells.setdefault((day, shift), []).append(literal)
        for (day, shift), literals in cells.items():
            self._add_cover_of(day, shift, literals, int(heads[day, shift]))
        untouched = np.ones(heads.shape, dtype=bool)
        for cell in cells:
            untouched[cell] = False
        off = heads - problem.wanted
        paid = problem.over * np.maximum(off, 0) - problem.under * np.minimum(off, 0)
        self._constant += int(paid[untouched].sum())

    def _add_cover_of(
        self, day: int, shift: int, literals: list[cp_model.IntVar], heads: int
    ) -> None:
        problem, model = self.problem, self.model
        missing = int(problem.wanted[day, shift]) - heads
        under = model.new_int_var(0, max(0, missing), "")
        over = model.new_int_var(0, max(0, len(literals) - missing), "")
        model.add(cp_model.LinearExpr.sum(literals) + under - over == missing)
        self._pay(under, problem.under[day, shift])
        self._pay(over, problem.over[day, shift])
