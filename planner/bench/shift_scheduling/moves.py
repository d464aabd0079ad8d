"""Ways to make a roster better: some of it is free, the rest stands."""

from __future__ import annotations

import time

import numpy as np

from planner.bench.shift_scheduling.choosing import Choosing
from planner.bench.shift_scheduling.diving import dive
from planner.bench.shift_scheduling.generation import Generation
from planner.bench.shift_scheduling.kinds import WEEK
from planner.bench.shift_scheduling.part_model import solve_part
from planner.bench.shift_scheduling.pool_program import best_of_pool
from planner.bench.shift_scheduling.problem import BoolArray, IntArray, Problem

__all__ = ["DiveMembers", "DiveSpan", "Parts", "Pool", "Reinsert", "Spans"]


class Spans:
    """Spans of weeks to work on: all in any order, then all again, half of each in the next."""

    def __init__(self, problem: Problem, days: int, random: np.random.Generator) -> None:
        self.days, self.all, self.random = min(days, problem.days), problem.days, random
        self._left: list[int] = []

    def draw(self) -> tuple[int, int]:
        """First day and end; a span begins on a Monday, so that no weekend is cut."""
        if not self._left:
            stride = WEEK * max(1, self.days // (2 * WEEK))
            starts = range(0, max(1, self.all - self.days // 2), stride)
            self._left = self.random.permutation(np.array(starts)).tolist()
        first = self._left.pop()
        return first, min(self.all, first + self.days)


class DiveMembers:
    """Columns for some employees over the whole horizon."""

    def __init__(self, generation: Generation, random: np.random.Generator) -> None:
        self.generation, self.random = generation, random

    def __call__(self, rows: IntArray, cost: float, until: float) -> IntArray | None:
        """Rows that cost less than ``cost``, or None."""
        free = self.random.random(len(rows)) < self.random.choice([0.25, 0.4, 0.6])
        fixed = {member: rows[member] for member in np.nonzero(~free)[0].tolist()}
        return dive(self.generation, until, fixed=fixed, cutoff=cost, random=self.random)


class DiveSpan:
    """Columns for a span of days; as many employees are free as there is time for."""

    def __init__(self, problem: Problem, choosing: Choosing, spans: Spans, share: float) -> None:
        self.problem, self.choosing, self.spans = problem, choosing, spans
        self.random, self.share = spans.random, share

    def __call__(self, rows: IntArray, cost: float, until: float) -> IntArray | None:
        """Rows that cost less than ``cost``, or None."""
        first, end = self.spans.draw()
        generation = Generation(self.problem, self.choosing, rows, first, end)
        outside = self.problem.cost(rows) - generation.problem.cost(rows[:, first:end])
        free = self.random.random(len(rows)) < self.share
        fixed = {member: rows[member, first:end] for member in np.nonzero(~free)[0].tolist()}
        for member, row in enumerate(rows[:, first:end]):
            generation.master.add(member, row)
        found = dive(generation, until, fixed=fixed, cutoff=cost - outside, random=self.random)
        late = time.monotonic() >= until
        self.share = max(0.1, 0.7 * self.share) if late else min(1.0, 1.1 * self.share)
        if found is None:
            return None
        changed = rows.copy()
        changed[:, first:end] = found
        return changed


class Parts:
    """A part for CP-SAT, as large as is solved in a moment."""

    most_seconds, soon = 2.0, 0.7

    def __init__(self, problem: Problem, random: np.random.Generator) -> None:
        self.problem, self.random = problem, random
        self._values = np.isfinite(problem.request_cost).sum(axis=2) + 1
        self.values = 300.0  # that are free at once
        self.proven = False

    def __call__(self, rows: IntArray, cost: float, until: float) -> IntArray | None:
        """Rows that cost no more than ``cost``, or None."""
        free = self._free()
        begun = time.monotonic()
        seconds = min(self.most_seconds, until - begun)
        part = solve_part(self.problem, rows, free, seconds, int(self.random.integers(1 << 30)))
        proven = part is not None and part.proven
        self.proven = proven and bool(free.all())
        if proven and time.monotonic() - begun < self.soon:
            self.values = min(1.1 * self.values, 1.2 * float(self._values.sum()))
        elif not proven:
            self.values *= 0.85
        return None if part is None or part.cost > cost else part.rows

    def _free(self) -> BoolArray:
        """Some days of all or half of the employees, or all days of some."""
        problem = self.problem
        free = np.zeros(self._values.shape, dtype=bool)
        share = self.random.choice([1.0, 1.0, 0.5, 0.0])
        if share == 0.0:
            members = self._fitting(problem.count, self._values.sum() / problem.count)
            free[self.random.choice(problem.count, members, replace=False)] = True
            return free
        members = max(1, round(share * problem.count))
        days = self._fitting(problem.days, share * self._values.sum() / problem.days)
        first = int(self.random.integers(-(days // 2), problem.days - days // 2))
        first = max(0, min(first, problem.days - days))
        some = self.random.choice(problem.count, members, replace=False)
        free[some, first : first + days] = True
        return free

    def _fitting(self, most: int, each: float) -> int:
        return max(1, min(most, round(self.values / each)))


class Pool:
    """The best that the columns so far allow, for some employees."""

    seconds = 4.0
    most_columns = 60  # of an employee

    def __init__(self, generation: Generation, random: np.random.Generator) -> None:
        self.generation, self.random = generation, random
        self.share = 0.5

    def __call__(self, rows: IntArray, cost: float, until: float) -> IntArray | None:
        """Rows of the pool, or None."""
        del cost
        begun = time.monotonic()
        master = self.generation.master
        count = len(rows)
        size = max(2, min(count, round(self.share * count)))
        free = sorted(self.random.choice(count, size, replace=False).tolist())
        for member in free:
            master.add(member, rows[member])
        places = self._cheapest(free, rows)
        seconds = min(self.seconds, until - begun)
        found = best_of_pool(master, rows, free, places, seconds)
        slow = time.monotonic() - begun > 0.5 * self.seconds
        self.share = self.share * 0.9 if slow else min(1.0, self.share * 1.1)
        return found

    def _cheapest(self, free: list[int], rows: IntArray) -> list[int]:
        """Columns with the least reduced costs, and what stands."""
        master, reduced = self.generation.master, self.generation.reduced_costs()
        by_owner: dict[int, list[tuple[float, int]]] = {member: [] for member in free}
        for place, owner in enumerate(master.owners):
            if owner in by_owner:
                stands = np.array_equal(master.rows[place], rows[owner])
                by_owner[owner].append((-np.inf if stands else float(reduced[place]), place))
        return [place for own in by_owner.values() for _, place in sorted(own)[: self.most_columns]]


class Reinsert:
    """Employees take their best rows of a span one by one, the others as they stand."""

    def __init__(self, problem: Problem, choosing: Choosing, spans: Spans) -> None:
        self.problem, self.choosing, self.spans = problem, choosing, spans
        self.random = spans.random

    def __call__(self, rows: IntArray, cost: float, until: float) -> IntArray | None:
        """Rows that cost no more, or None."""
        del cost
        first, end = self.spans.draw()
        changed = rows.copy()
        heads = self.problem.heads(rows)[first:end]
        span = self.problem.span(first, end)
        for member in self.random.permutation(len(rows)).tolist():
            if time.monotonic() >= until:
                break
            heads -= span.heads(changed[[member], first:end])
            prices = span.marginal(heads)[None]
            best, _ = self.choosing.best([member], prices, changed[[member]], first, end)
            if np.isfinite(best.costs[0]):
                changed[member, first:end] = best.rows[0]
            heads += span.heads(changed[[member], first:end])
        return changed
