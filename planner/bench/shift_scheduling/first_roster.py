"""A legal roster, soon: employees choose one after the other, a block of weeks at a time.

Every hard rule is on one employee alone, so whoever has a legal row can be given it. A long horizon
is done in blocks: what is due of minutes and weekends by the end of a block is in proportion to the
days on which an employee may work. Who comes to a dead end goes back a block and tries again.
"""

from __future__ import annotations

import numpy as np

from planner.bench.shift_scheduling.choosing import Choosing
from planner.bench.shift_scheduling.problem import OFF, FloatArray, IntArray, Problem
from planner.errors import PlannerError

__all__ = ["NoRowError", "blocks_of", "first_roster", "rescued", "shares_by"]


STEPS = 30  # in which all choose, or so: who chooses in the same one does not see the others


class NoRowError(PlannerError):
    """An employee cannot be rostered: her own rules leave no way."""


def blocks_of(problem: Problem, length: int) -> list[tuple[int, int]]:
    """The horizon in blocks of so many days, whole weeks; the last may be longer."""
    starts = list(range(0, max(1, problem.days - length + 1), length))
    return list(zip(starts, [*starts[1:], problem.days], strict=True))


def shares_by(problem: Problem, day: int) -> FloatArray | None:
    """How much of the days on which each may work is before a day; None for all of them."""
    if day >= problem.days:
        return None
    able = np.asarray(np.isfinite(problem.request_cost).any(axis=2))
    return np.asarray(able[:, :day].sum(axis=1) / np.maximum(1, able.sum(axis=1)))


def first_roster(
    problem: Problem, choosing: Choosing, blocks: list[tuple[int, int]], random: np.random.Generator
) -> IntArray:
    """Rows of everybody (e, d).

    Raises
    ------
    NoRowError
        Where an employee has no legal row, or none was found.
    """
    rows = np.full((problem.count, problem.days), OFF)
    for first, end in blocks:
        _fill(problem, choosing, rows, first, end, random)
    return rows


def _fill(
    problem: Problem,
    choosing: Choosing,
    rows: IntArray,
    first: int,
    end: int,
    random: np.random.Generator,
) -> None:
    """Everybody's cheapest way through a block, each with the others as they stand."""
    shares = shares_by(problem, end)
    span = problem.span(first, end)
    heads = np.zeros_like(span.wanted)
    groups = choosing.alike(-(-problem.count // STEPS))
    for place in random.permutation(len(groups)).tolist():
        members = np.array(groups[place])
        prices = np.broadcast_to(span.marginal(heads), (len(members), *heads.shape))
        part = None if shares is None else shares[members]
        best, _ = choosing.best(members.tolist(), prices, rows[members], first, end, part)
        rows[members, first:end] = best.rows
        for member in members[~np.isfinite(best.costs)].tolist():
            rows[member] = rescued(problem, rows[member], member, first, end)
        heads += span.heads(rows[members, first:end])


def rescued(problem: Problem, row: IntArray, member: int, first: int, end: int) -> IntArray:
    """A row that gets through a block, changed before it as far back as needed.

    Raises
    ------
    NoRowError
        Where there is none.
    """
    length = end - first
    while first > 0:
        first, length = max(0, first - length), 2 * length
        found = _way_through(problem, row, member, first, end)
        if found is not None:
            return found
    # In proportion is too much to ask, it seems.
    found = _way_through(problem, np.full_like(row, OFF), member, 0, problem.days)
    if found is None:
        name = problem.instance.employees[member].employee_id
        raise NoRowError(f"employee {name}: no legal row was found")
    found[end:] = OFF
    return found


def _way_through(
    problem: Problem, row: IntArray, member: int, first: int, end: int
) -> IntArray | None:
    span = end - first if first > 0 or end < problem.days else None
    shares = shares_by(problem, end)
    part = None if shares is None else shares[[member]]
    # Shifts that may be worked seldom are left for better days.
    scarce = 1.0 / (1.0 + problem.most_shifts[member])
    prices = np.broadcast_to(scarce, (1, end - first, len(scarce)))
    best, _ = Choosing(problem, span).best([member], prices, row[None], first, end, part)
    if not np.isfinite(best.costs[0]):
        return None
    changed = row.copy()
    changed[first:end] = best.rows[0]
    return changed
