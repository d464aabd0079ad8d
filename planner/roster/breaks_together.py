"""All breaks of a roster laid at once, its shifts as they are.

Who takes a break when does not matter to cover, only how many of a class do: shifts of one class,
start and form share their breaks. How many take theirs at each moment is a transport problem with
what a slot costs more for every part of a head that is away (convex costs by steps; Ahuja, Magnanti
and Orlin 1993, ch. 14), which HiGHS solves in a fraction of a second whatever the number of agents.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from planner.roster.problem import FloatArray
from planner.roster.quiet import quiet_output
from planner.roster.reinsertion import Reinsertion

__all__ = ["lay_breaks_together"]

REACH = 8  # parts of a head more or fewer away than now, in a slot
NEVER, CLOSE = 1e7, 1e-6
SECONDS = 3.0  # for the program of a class
GapKey = tuple[int, str, tuple[int, ...]]  # start, template, offsets


@dataclass(slots=True)
class _Alike:
    """Shifts of a class that share their breaks, and which slots a break takes at each offset."""

    offsets: tuple[int, ...]
    start: int
    taken: list[list[tuple[int, int]]]  # by offset: slots and parts of a head
    shifts: list[tuple[int, int]] = field(default_factory=list)  # member, number of her shift


def lay_breaks_together(search: Reinsertion) -> float:
    """Lay all breaks anew where that makes a roster better; its objective.

    Shifts with several breaks, with activities or frozen ones stay as they are.

    Parameters
    ----------
    search
        With any roster.
    """
    best = search.cost()
    for place in range(len(search.classes)):
        groups = _groups(search, place)
        counts = _counts(search, place, groups) if groups else None
        if counts is None:
            continue
        before, placing = list(enumerate(search.weeks)), search.cover.placing
        _lay(search, groups, counts)
        search.cover.place_waiting(search.supply)
        cost = search.cost()
        if cost < best - 1e-6:
            best = cost
        else:
            search.restore(before, placing)
    return best


def _groups(search: Reinsertion, place: int) -> list[_Alike]:
    problem = search.problem
    found: dict[GapKey, _Alike] = {}
    for index, week in enumerate(search.weeks):
        member = problem.members[index]
        if search.place[index] != place or member.owed:
            continue
        for number, chosen in enumerate(week.chosen):
            option = member.options[chosen.option]
            frozen = option.duty.start_minute < member.frozen_until
            if len(option.offsets) != 1 or len(option.offsets[0]) < 2 or frozen:
                continue
            start, offsets = option.duty.start_minute, option.offsets[0]
            key = (start, option.template.name, offsets)
            if key not in found:
                minutes = option.template.breaks[0].minutes
                taken = [_parts(search, start + offset, minutes) for offset in offsets]
                found[key] = _Alike(offsets=offsets, start=start, taken=taken)
            found[key].shifts.append((index, number))
    return list(found.values())


def _parts(search: Reinsertion, start: int, minutes: int) -> list[tuple[int, int]]:
    """Slots of a break within the plan, and how many parts of a head it takes of each."""
    step = search.problem.interval_minutes
    part = step // search.units
    found: dict[int, int] = defaultdict(int)
    for at in range(start // part, (start + minutes) // part):
        if 0 <= at // search.units < search.problem.slots:
            found[at // search.units] += 1
    return list(found.items())


def _counts(search: Reinsertion, place: int, groups: list[_Alike]) -> list[list[int]] | None:
    """How many of each group take their break at each offset, at least cost; None if not found."""
    slots = search.problem.slots
    away = np.zeros(slots)
    for group in groups:
        for index, number in group.shifts:
            at = search.weeks[index].chosen[number].break_starts[0] - group.start
            for slot, parts in group.taken[group.offsets.index(at)]:
                away[slot] += parts
    least = np.maximum(0.0, away - REACH)
    steps = _steps(search, place, away - least)
    widths = [len(group.offsets) for group in groups]
    first = np.concatenate(([0], np.cumsum(widths))).astype(int)
    total = int(first[-1])
    rows, columns, values = [], [], []
    for row, group in enumerate(groups):
        for offset, taken in enumerate(group.taken):
            column = int(first[row]) + offset
            rows.append(row)
            columns.append(column)
            values.append(1.0)
            for slot, parts in taken:
                rows.append(len(groups) + slot)
                columns.append(column)
                values.append(float(parts))
    for k in range(len(steps)):
        rows += range(len(groups), len(groups) + slots)
        columns += range(total + k * slots, total + (k + 1) * slots)
        values += [-1.0] * slots
    # Where a further part costs less than the one before (a vendor's agent is whole), they are
    # taken in order.
    ordered = np.argwhere(np.diff(steps, axis=0) < -CLOSE)
    below = len(groups) + slots
    for row, (k, slot) in enumerate(ordered.tolist()):
        rows += [below + row, below + row]
        columns += [total + (k + 1) * slots + slot, total + k * slots + slot]
        values += [1.0, -1.0]
    right = np.concatenate(([len(group.shifts) for group in groups], least))
    matrix = coo_array((values, (rows, columns)), shape=(below + len(ordered), total + steps.size))
    upper = np.concatenate(
        (np.repeat([float(len(group.shifts)) for group in groups], widths), np.ones(steps.size))
    )
    whole = np.repeat([1, 0], [total, steps.size])
    for k, slot in ordered.tolist():
        whole[total + np.array([k, k + 1]) * slots + slot] = 1
    lowest = np.concatenate((right, np.full(len(ordered), -1.0)))
    highest = np.concatenate((right, np.zeros(len(ordered))))
    with quiet_output():
        result: Any = milp(
            np.concatenate((np.zeros(total), steps.ravel())),
            constraints=LinearConstraint(matrix.tocsr(), lowest, highest),
            bounds=Bounds(np.zeros(len(upper)), upper),
            integrality=whole,
            options={"time_limit": SECONDS, "mip_rel_gap": 1e-4},
        )
    if result.x is None:
        return None
    found = np.rint(result.x[:total]).astype(int)
    return [found[first[row] : first[row + 1]].tolist() for row in range(len(groups))]


def _steps(search: Reinsertion, place: int, inside: FloatArray) -> FloatArray:
    """What each further part of a head that is away costs, from the least on; steps by slots."""
    supply = search.supply.copy()
    cost, left = [], []
    for k in range(2 * REACH + 1):
        left.append(search.supply[place] + (inside - k) / search.units)
        supply[place] = np.maximum(left[-1], 0.0)
        cost.append(search.cover.per_slot(supply))
    steps: FloatArray = np.diff(np.array(cost), axis=0)
    # Nobody is away who is not there: what is past that must not look cheap.
    steps[np.array(left[1:]) < 0] = NEVER
    return steps


def _lay(search: Reinsertion, groups: list[_Alike], counts: list[list[int]]) -> None:
    """Give the shifts of each group their breaks: whoever may stays as she is."""
    anew: dict[int, dict[int, int]] = defaultdict(dict)
    for group, wanted in zip(groups, counts, strict=True):
        left, moved = list(wanted), []
        for index, number in group.shifts:
            at = search.weeks[index].chosen[number].break_starts[0] - group.start
            offset = group.offsets.index(at)
            if left[offset] > 0:
                left[offset] -= 1
            else:
                moved.append((index, number))
        free = [offset for offset, count in enumerate(left) for _ in range(count)]
        for (index, number), offset in zip(moved, free, strict=True):
            anew[index][number] = group.start + group.offsets[offset]
    for index, starts in anew.items():
        chosen = tuple(
            replace(each, break_starts=(starts[number],)) if number in starts else each
            for number, each in enumerate(search.weeks[index].chosen)
        )
        search.put(index, search.week_of(index, chosen))
