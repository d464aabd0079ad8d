"""Cheapest rows of any employees, whatever their kind, at prices of shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from planner.bench.shift_scheduling.kinds import Kind, kinds_of
from planner.bench.shift_scheduling.problem import OFF, FloatArray, IntArray, Problem
from planner.bench.shift_scheduling.tables import Best, Tables

__all__ = ["Choosing"]

# A day's table of so many numbers stays in the processor's cache, and all days' in memory.
DAY_NUMBERS, ALL_NUMBERS = 100_000, 20_000_000
ROUNDS = 4
# What finding rows takes, on a usual machine.
NUMBERS_A_SECOND, CALL_SECONDS, CELL_SECONDS = 1.3e8, 2e-5, 2e-5


class Choosing:
    """Finds cheapest rows over the whole horizon, or over spans of up to so many days.

    Limits on shifts that a table does not count are met afterwards: days on which the shift is
    worth least are taken from it, and the row is found anew.
    """

    def __init__(self, problem: Problem, span: int | None = None) -> None:
        self.problem, self.span = problem, span
        self.binding: dict[int, frozenset[int]] = {}
        self._broken: set[tuple[int, int]] = set()
        self._prepare()

    def _prepare(self) -> None:
        self.kinds = kinds_of(self.problem, self.span, self.binding)
        self._kind_of = {
            member: index for index, kind in enumerate(self.kinds) for member in kind.members
        }
        self._tables: dict[tuple[int, int, int], Tables] = {}

    def alike(self, most: int) -> list[list[int]]:
        """Everybody, in groups of one kind and up to so many."""
        members = (kind.members for kind in self.kinds)
        return [list(own[at : at + most]) for own in members for at in range(0, len(own), most)]

    def count_more(self) -> bool:
        """Let tables count the limits that were met afterwards so far; whether there are any."""
        before = [kind.counted for kind in self.kinds]
        for member, shift in self._broken:
            self.binding[member] = self.binding.get(member, frozenset()) | {shift}
        self._broken.clear()
        self._prepare()
        return before != [kind.counted for kind in self.kinds]

    def seconds(self, days: int) -> float:
        """About how long it takes to find everybody's row over so many days."""
        seconds = CELL_SECONDS * self.problem.count * days
        for kind in self.kinds:
            batches = -(-len(kind.members) // _at_once(kind, days))
            seconds += CALL_SECONDS * batches * len(kind.choices) * days
            seconds += _day_numbers(kind) * len(kind.members) * days / NUMBERS_A_SECOND
        return seconds

    def best(
        self,
        members: Sequence[int],
        prices: FloatArray,
        rows: IntArray | None = None,
        first: int = 0,
        end: int | None = None,
        shares: FloatArray | None = None,
    ) -> tuple[Best, FloatArray]:
        """Cheapest rows of members at prices (member, day of the span, shift), and a bound.

        Parameters
        ----------
        members
            Employees by number.
        prices
            Requests aside: they are added here.
        rows
            What members work on all days, where the span is not the whole horizon.
        first, end
            The span.
        shares
            How much of the whole is done by its end, where the days after it are still open.

        Returns
        -------
        best
            Rows that keep to all limits, infinite in cost where none was found.
        floors
            No legal row of a member costs less.
        """
        end = self.problem.days if end is None else end
        full = prices + self.problem.request_cost[list(members), first:end]
        found = np.full((len(members), end - first), OFF)
        costs, floors = np.full((2, len(members)), np.inf)
        for tables, places in self._batches(members, first, end):
            own = [members[place] for place in places]
            own_rows = None if rows is None else rows[places]
            own_shares = None if shares is None else shares[places]
            best = tables.best_of(own, full[places], own_rows, own_shares)
            floors[places] = best.costs
            within = self._within_limits(tables, own, full[places], best, own_rows, own_shares)
            found[places], costs[places] = within.rows, within.costs
        return Best(rows=found, costs=costs), floors

    def _batches(
        self, members: Sequence[int], first: int, end: int
    ) -> list[tuple[Tables, list[int]]]:
        """Places of members who run side by side."""
        groups: dict[int, list[int]] = defaultdict(list)
        for place, member in enumerate(members):
            groups[self._kind_of[member]].append(place)
        batches = []
        for index, places in groups.items():
            tables = self._tables_of(index, first, end)
            most = _at_once(self.kinds[index], end - first)
            batches += [(tables, places[at : at + most]) for at in range(0, len(places), most)]
        return batches

    def _tables_of(self, index: int, first: int, end: int) -> Tables:
        key = (index, first, end)
        if key not in self._tables:
            self._tables[key] = Tables(self.problem, self.kinds[index], first, end)
        return self._tables[key]

    def _within_limits(
        self,
        tables: Tables,
        members: list[int],
        prices: FloatArray,
        best: Best,
        rows: IntArray | None,
        shares: FloatArray | None,
    ) -> Best:
        """Find rows anew that work a shift too often."""
        most = self.problem.most_shifts[members].copy()
        if shares is not None:  # what is left of a limit should last
            most = np.minimum(most, np.ceil(most * shares[:, None]).astype(np.int64))
        if rows is not None:
            outside = rows.copy()
            outside[:, tables.first : tables.end] = OFF
            most -= _times(outside, most.shape[1])
        for attempt in range(ROUNDS + 1):
            excess = _times(best.rows, most.shape[1]) - most
            wrong = np.nonzero((excess > 0).any(axis=1) & np.isfinite(best.costs))[0].tolist()
            if not wrong:
                return best
            if attempt == ROUNDS:
                best.costs[wrong] = np.inf
                return best
            prices = prices.copy()
            for place in wrong:
                broken = np.nonzero(excess[place] > 0)[0].tolist()
                self._broken |= {(members[place], shift) for shift in broken}
                _forbid(prices[place], best.rows[place], excess[place], strict=attempt > 0)
            own_rows = None if rows is None else rows[wrong]
            own_shares = None if shares is None else shares[wrong]
            own = [members[place] for place in wrong]
            anew = tables.best_of(own, prices[wrong], own_rows, own_shares)
            best.rows[wrong], best.costs[wrong] = anew.rows, anew.costs
        return best


def _at_once(kind: Kind, days: int) -> int:
    """How many members' tables are worked on at once."""
    numbers = _day_numbers(kind)
    return max(1, min(DAY_NUMBERS // numbers, ALL_NUMBERS // (numbers * days)))


def _day_numbers(kind: Kind) -> int:
    """Numbers of a member's table of one day."""
    follows = 1 + max(choice.follows for choice in kind.choices)
    return (follows * kind.most_run + kind.least_off) * kind.size


def _times(rows: IntArray, shifts: int) -> IntArray:
    """How often each shift is worked (row, shift)."""
    return np.asarray((rows[:, :, None] == np.arange(shifts)).sum(axis=1))


def _forbid(prices: FloatArray, row: IntArray, excess: IntArray, *, strict: bool) -> None:
    """Take the days away on which a shift that is worked too often is worth least."""
    for shift in np.nonzero(excess > 0)[0]:
        days = np.nonzero(row == shift)[0]
        gone = days[np.argsort(-prices[days, shift], kind="stable")[: excess[shift]]]
        if strict:  # nor on other days then
            kept = np.setdiff1d(days, gone)
            gone = np.setdiff1d(np.arange(len(prices)), kept)
        prices[gone, shift] = np.inf
