"""An instance as arrays: what the search reckons with."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.bench.shift_scheduling.instance import DAY_OFF, Instance, Roster

__all__ = ["OFF", "BoolArray", "FloatArray", "IntArray", "Problem"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

OFF = -1  # in a row of shifts: a day off


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Arrays by employee (e), day (d) and shift (s), in the order of the instance.

    Parameters
    ----------
    instance
        As it was read.
    minutes
        (s)
    may_follow
        Whether the second may be worked on the day after the first (s, s).
    request_cost
        What working a shift costs, a day off costing nothing: infinite where it is not allowed
        (e, d, s).
    request_base
        What requests cost if nobody works.
    wanted, under, over
        Heads wanted; the price of each one less and of each one more (d, s).
    most_shifts
        (e, s)
    """

    instance: Instance
    minutes: IntArray
    may_follow: BoolArray
    request_cost: FloatArray
    request_base: int
    wanted: IntArray
    under: FloatArray
    over: FloatArray
    most_shifts: IntArray

    @property
    def days(self) -> int:
        """Length of the horizon."""
        return len(self.wanted)

    @property
    def count(self) -> int:
        """How many employees there are."""
        return len(self.request_cost)

    def span(self, first: int, end: int) -> Problem:
        """The same with some days alone: for costs, not for rules."""
        return replace(
            self,
            request_cost=self.request_cost[:, first:end],
            wanted=self.wanted[first:end],
            under=self.under[first:end],
            over=self.over[first:end],
        )

    @classmethod
    def of(cls, instance: Instance) -> Problem:
        """The arrays of an instance."""
        shifts, employees = instance.shifts, instance.employees
        cost, base = _request_cost(instance)
        wanted, under, over = np.zeros((3, instance.days, len(shifts)))
        place = {shift.shift_id: index for index, shift in enumerate(shifts)}
        for cover in instance.cover:
            at = cover.day, place[cover.shift_id]
            wanted[at], under[at], over[at] = cover.wanted, cover.under, cover.over
        most = [[person.most_shifts[s.shift_id] for s in shifts] for person in employees]
        return cls(
            instance=instance,
            minutes=np.array([shift.minutes for shift in shifts]),
            may_follow=np.array([[b.shift_id not in a.not_next for b in shifts] for a in shifts]),
            request_cost=cost,
            request_base=base,
            wanted=wanted.astype(np.int64),
            under=under,
            over=over,
            most_shifts=np.array(most),
        )

    def heads(self, rows: IntArray) -> IntArray:
        """How many work each shift of each day (d, s), given rows of shifts (e, d)."""
        shifts = np.arange(len(self.minutes))
        return np.asarray((rows[:, :, None] == shifts).sum(axis=0))

    def cover_cost(self, heads: IntArray) -> float:
        """What is paid for heads too few and too many."""
        off = heads - self.wanted
        return float((self.over * np.maximum(off, 0) - self.under * np.minimum(off, 0)).sum())

    def row_cost(self, employee: int, row: IntArray) -> float:
        """What an employee's row adds to ``request_base``."""
        worked = np.nonzero(row != OFF)[0]
        return float(self.request_cost[employee, worked, row[worked]].sum())

    def cost(self, rows: IntArray) -> float:
        """What a whole roster (e, d) costs."""
        requests = sum(self.row_cost(employee, row) for employee, row in enumerate(rows))
        return self.request_base + requests + self.cover_cost(self.heads(rows))

    def marginal(self, heads: IntArray) -> FloatArray:
        """What one head more on each shift of each day costs, mostly less than nothing (d, s)."""
        return np.where(heads < self.wanted, -self.under, self.over)

    def roster(self, rows: IntArray) -> Roster:
        """Rows as they are handed out."""
        names = [*(shift.shift_id for shift in self.instance.shifts), DAY_OFF]  # OFF is the last
        return {
            employee.employee_id: tuple(names[shift] for shift in row)
            for employee, row in zip(self.instance.employees, rows.tolist(), strict=True)
        }


def _request_cost(instance: Instance) -> tuple[FloatArray, int]:
    shift_at = {shift.shift_id: index for index, shift in enumerate(instance.shifts)}
    at = {employee.employee_id: index for index, employee in enumerate(instance.employees)}
    cost = np.zeros((len(at), instance.days, len(shift_at)))
    base = 0
    for request in instance.requests:
        weight = -request.weight if request.wanted else request.weight
        cost[at[request.employee_id], request.day, shift_at[request.shift_id]] += weight
        base += request.weight if request.wanted else 0
    for employee_id, day in instance.days_off:
        cost[at[employee_id], day] = np.inf
    for employee in instance.employees:
        for shift_id, most in employee.most_shifts.items():
            if most == 0:
                cost[at[employee.employee_id], :, shift_at[shift_id]] = np.inf
    return cost, base
