"""The formulation of OR-Tools' public shift scheduling sample, written anew from its idea.

A bool for every employee, day and shift, a day off among them, and CP-SAT. What it can say: one
shift a day; forbidden and penalised pairs of shifts on days in a row; runs and sums with hard
bounds and, inside them, soft ones whose excess is paid for; heads wanted with a price for each too
few or too many; what a shift on a day costs by itself. Nothing is taken from the sample's code.

Source of the idea: https://github.com/google/or-tools/blob/stable/examples/python/
shift_scheduling_sat.py (Apache License 2.0).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ortools.sat.python import cp_model

__all__ = ["OFF", "Answer", "Formulation", "Range"]

OFF = 0  # the first of the shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """At least and at most so much; outside the soft bounds every one counts its price."""

    least: int = 0
    most: int
    soft_least: int | None = None
    under: int = 0
    soft_most: int | None = None
    over: int = 0

    def price(self, amount: int) -> int:
        """What an amount within the hard bounds costs."""
        low = self.least if self.soft_least is None else self.soft_least
        high = self.most if self.soft_most is None else self.soft_most
        return self.under * max(0, low - amount) + self.over * max(0, amount - high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Shifts by employee and day; None where no roster was found. Amounts as the model has them."""

    rows: tuple[tuple[int, ...], ...] | None
    objective: float | None
    bound: float
    proven: bool
    seconds: float
    variables: int


class Formulation:
    """Built up rule by rule, then solved once; shifts count from 1, 0 is a day off."""

    def __init__(self, employees: int, days: int, shifts: int) -> None:
        self.model = cp_model.CpModel()
        self.employees, self.days, self.shifts = range(employees), range(days), range(shifts + 1)
        self.work = {
            (employee, day, shift): self.model.new_bool_var(f"work {employee} {day} {shift}")
            for employee, day, shift in product(self.employees, self.days, self.shifts)
        }
        self.costs: list[cp_model.LinearExprT] = []
        for employee, day in product(self.employees, self.days):
            self.model.add_exactly_one(self.work[employee, day, shift] for shift in self.shifts)

    def row(self, employee: int, *shifts: int) -> list[cp_model.IntVar]:
        """Whether any of some shifts is worked, by day."""
        if len(shifts) == 1:
            return [self.work[employee, day, shifts[0]] for day in self.days]
        if set(shifts) == set(self.shifts) - {OFF}:
            return [self.work[employee, day, OFF].negated() for day in self.days]
        found = []
        for day in self.days:
            any_of = self.model.new_bool_var("")
            self.model.add(sum(self.work[employee, day, shift] for shift in shifts) == any_of)
            found.append(any_of)
        return found

    def fix(self, employee: int, day: int, shift: int) -> None:
        """Settle a day."""
        self.model.add(self.work[employee, day, shift] == 1)

    def forbid(self, employee: int, day: int, shift: int) -> None:
        """Bar a shift on a day."""
        self.model.add(self.work[employee, day, shift] == 0)

    def add_cost(self, employee: int, day: int, shift: int, price: int) -> None:
        """Pay, a request (below nothing where it is wished for)."""
        if price:
            self.costs.append(price * self.work[employee, day, shift])

    def follow(self, employee: int, first: int, second: int, price: int | None) -> None:
        """A pair of shifts on days in a row costs so much; None: it is forbidden."""
        for day in list(self.days)[:-1]:
            clause = [
                self.work[employee, day, first].negated(),
                self.work[employee, day + 1, second].negated(),
            ]
            if price is not None:
                paid = self.model.new_bool_var("")
                clause.append(paid)
                self.costs.append(price * paid)
            self.model.add_bool_or(clause)

    def runs(
        self, row: Sequence[cp_model.IntVar], allowed: Range, *, open_ends: bool = False
    ) -> None:
        """How long a longest run of true ones may be.

        ``open_ends``: a run that touches an end of the horizon may be shorter.
        """
        for length in range(1, allowed.most + 1):
            price = allowed.price(length)
            if length >= allowed.least and price == 0:
                continue
            for start in range(len(row) - length + 1):
                around = [at for at in (start - 1, start + length) if 0 <= at < len(row)]
                if open_ends and length < allowed.least and len(around) < 2:
                    continue
                clause = [row[at] for at in around]
                clause += [row[at].negated() for at in range(start, start + length)]
                if length >= allowed.least:
                    paid = self.model.new_bool_var("")
                    clause.append(paid)
                    self.costs.append(price * paid)
                self.model.add_bool_or(clause)
        for start in range(len(row) - allowed.most):
            self.model.add_bool_or(
                row[at].negated() for at in range(start, start + allowed.most + 1)
            )

    def total(self, parts: Iterable[cp_model.LinearExprT], allowed: Range) -> None:
        """Bound a sum, hard and soft."""
        amount = sum(parts)
        self.model.add_linear_constraint(amount, allowed.least, allowed.most)
        self._priced(amount, allowed)

    def _priced(self, amount: cp_model.LinearExprT, allowed: Range) -> None:
        if allowed.soft_least is not None and allowed.under:
            under = self.model.new_int_var(0, max(0, allowed.soft_least - allowed.least), "")
            self.model.add(under >= allowed.soft_least - amount)
            self.costs.append(allowed.under * under)
        if allowed.soft_most is not None and allowed.over:
            over = self.model.new_int_var(0, max(0, allowed.most - allowed.soft_most), "")
            self.model.add(over >= amount - allowed.soft_most)
            self.costs.append(allowed.over * over)

    def cover(self, heads: Mapping[tuple[int, int], int], allowed: Range) -> None:
        """Bound what shifts of days give, each as much a head as ``heads`` says (day, shift)."""
        self.total(
            (
                share * self.work[employee, day, shift]
                for (day, shift), share in heads.items()
                for employee in self.employees
            ),
            allowed,
        )

    def solve(self, time_limit_s: float, *, workers: int = 2, seed: int = 0) -> Answer:
        """The best roster in time."""
        began = time.monotonic()
        self.model.minimize(sum(self.costs))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = time_limit_s
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        rows = tuple(
            tuple(self._worked(solver, employee, day) for day in self.days)
            for employee in (self.employees if found else ())
        )
        return Answer(
            rows=rows if found else None,
            objective=solver.objective_value if found else None,
            bound=solver.best_objective_bound,
            proven=status == cp_model.OPTIMAL,
            seconds=time.monotonic() - began,
            variables=len(self.model.proto.variables),
        )

    def _worked(self, solver: cp_model.CpSolver, employee: int, day: int) -> int:
        return next(shift for shift in self.shifts if solver.value(self.work[employee, day, shift]))
