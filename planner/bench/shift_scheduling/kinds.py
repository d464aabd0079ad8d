"""Employees of one kind: the same runs, the same shifts to count; their tables run side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd, log2, prod
from types import MappingProxyType

import numpy as np

from planner.bench.shift_scheduling.instance import Employee
from planner.bench.shift_scheduling.problem import BoolArray, FloatArray, IntArray, Problem

__all__ = ["WEEKEND", "Choice", "Kind", "kinds_of", "shift_classes"]

WEEKEND = (5, 6)
WEEK = 7
# Limits on a shift that are counted in the table, as long as it has no more counts than this.
MOST_COUNTS = 1500
BINDING_ROOM = 5  # times as many for limits that are known to bind
TIGHT = 0.45  # of the times a shift could be worked: a limit below is counted, others seldom bind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Shifts between which only the price decides: same minutes, same shifts before and after.

    A table's counts lie in one line: to work one of ``shifts`` moves ``step`` places, from a place
    where ``fits`` is 0; with the first day of a weekend ``weekend_step`` and ``weekend_fits``.
    """

    follows: int
    shifts: IntArray
    step: int
    fits: FloatArray
    weekend_step: int
    weekend_fits: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Members, their rules on runs, and what a table counts: weekends, minutes, some shifts.

    Parameters
    ----------
    members
        Employees by number.
    most_run, least_run, least_off
        Days in a row.
    choices
        What may be worked on a day.
    counts
        Weekends, minutes, and how often each of ``counted`` (place, kinds of counts).
    counted
        Shifts that are counted.
    longest
        Minutes of the longest shift.
    """

    members: tuple[int, ...]
    most_run: int
    least_run: int
    least_off: int
    choices: tuple[Choice, ...]
    counts: IntArray
    counted: tuple[int, ...]
    longest: int

    @property
    def size(self) -> int:
        """Places of the line of counts."""
        return len(self.counts)

    def most_days(self, days: int) -> int:
        """How many of some days in a row may be worked at most."""
        return most_days(self.most_run, self.least_off, days)

    def fits(
        self,
        problem: Problem,
        members: Sequence[int],
        spent: IntArray,
        shares: FloatArray | None = None,
    ) -> BoolArray:
        """Where members may end (member, place), given what they have ``spent`` elsewhere.

        ``spent`` holds weekends, minutes and all shifts, a row a member. Where more days are to
        follow, ``shares`` says how much of the whole is done by then: limits are in proportion, but
        for a shift more or less.
        """
        people = [problem.instance.employees[member] for member in members]
        part = np.ones(len(members)) if shares is None else shares
        slack = 0 if shares is None else int(problem.minutes.max())
        weekends = self.counts[:, 0] + spent[:, :1]
        minutes = self.counts[:, 1] + spent[:, 1:2]
        most = part * [person.most_minutes for person in people] + slack
        least = part * [person.least_minutes for person in people] - slack
        most_weekends = np.ceil(part * [person.most_weekends for person in people])
        fits = (weekends <= most_weekends[:, None]) & (minutes >= least[:, None])
        fits &= minutes <= np.minimum(most, [person.most_minutes for person in people])[:, None]
        for column, shift in enumerate(self.counted, start=2):
            times = self.counts[:, column] + spent[:, 2 + shift : 3 + shift]
            fits &= times <= problem.most_shifts[list(members), shift][:, None]
        return fits


def shift_classes(problem: Problem) -> IntArray:
    """Shifts after which the same may follow have the same number."""
    _, number = np.unique(problem.may_follow, axis=0, return_inverse=True)
    return np.asarray(number).reshape(-1)


def kinds_of(
    problem: Problem,
    span: int | None = None,
    binding: Mapping[int, frozenset[int]] = MappingProxyType({}),
) -> tuple[Kind, ...]:
    """Employees by kind, for tables over ``span`` days (all of them).

    ``binding`` holds, by employee, shifts whose limits are to be counted though they are not tight.
    """
    span = min(problem.days, span or problem.days)
    groups: dict[tuple[int, int, int, tuple[int, ...], int], list[int]] = defaultdict(list)
    for index, person in enumerate(problem.instance.employees):
        counted = _counted(problem, index, person, span, binding.get(index, frozenset()))
        most_run = min(person.most_run, problem.days)
        runs = most_run, person.least_run, max(1, person.least_off)
        groups[*runs, counted, _band(person)].append(index)
    return tuple(_kind(problem, key, members, span) for key, members in groups.items())


def _band(person: Employee) -> int:
    """Who works about as much has the same: their tables are narrow then."""
    return round(4 * log2(1 + person.most_minutes))


def most_days(most_run: int, least_off: int, days: int) -> int:
    """How many of some days in a row may be worked at most."""
    if most_run >= days:
        return days
    runs, rest = divmod(days, most_run + max(1, least_off))
    return runs * most_run + min(rest, most_run)


def _most(problem: Problem, person: Employee, span: int) -> tuple[int, int]:
    """The most weekends and minutes within some days."""
    weekends = -(-span // WEEK) + (1 if span < problem.days else 0)
    days = most_days(person.most_run, person.least_off, span)
    longest = int(problem.minutes.max())
    return min(person.most_weekends, weekends), min(person.most_minutes, days * longest)


def _counted(
    problem: Problem, index: int, person: Employee, span: int, binding: frozenset[int]
) -> tuple[int, ...]:
    """Shifts whose limit may bind, the tightest first, while the table stays small."""
    weekends, minutes = _most(problem, person, span)
    most = problem.most_shifts[index]
    possible = np.minimum(span, minutes // problem.minutes)
    size = (weekends + 1) * (1 + minutes // int(problem.minutes.min()))
    counted = []
    for shift in np.argsort(most, kind="stable").tolist():
        tight = 0 < most[shift] <= TIGHT * possible[shift] or shift in binding
        room = MOST_COUNTS * (BINDING_ROOM if shift in binding else 1)
        if tight and size * (most[shift] + 1) <= room:
            size *= int(most[shift]) + 1
            counted.append(shift)
    return tuple(sorted(counted))


def _kind(
    problem: Problem,
    key: tuple[int, int, int, tuple[int, ...], int],
    members: list[int],
    span: int,
) -> Kind:
    most_run, least_run, least_off, counted, _ = key
    people = [problem.instance.employees[member] for member in members]
    limits = [_most(problem, person, span) for person in people]
    allowed = np.nonzero(problem.most_shifts[members].max(axis=0) > 0)[0].tolist()
    others = [problem.minutes[shift] for shift in allowed if shift not in counted]
    unit = int(reduce(gcd, others, 0)) or 1
    sizes = [
        1 + (max(minutes for _, minutes in limits) // unit if others else 0),
        1 + max(weekends for weekends, _ in limits),
        *(1 + int(min(problem.most_shifts[members, shift].max(), span)) for shift in counted),
    ]
    axes = np.stack(np.unravel_index(np.arange(prod(sizes)), sizes), axis=1)
    counts = axes.astype(np.int64)
    counts[:, 0] = axes[:, 1]
    counts[:, 1] = axes[:, 0] * unit + axes[:, 2:] @ problem.minutes[list(counted)]
    return Kind(
        members=tuple(members),
        most_run=most_run,
        least_run=least_run,
        least_off=least_off,
        choices=tuple(_choices(problem, allowed, counted, axes, sizes, unit)),
        counts=counts,
        counted=counted,
        longest=int(problem.minutes[allowed].max()) if allowed else 0,
    )


def _choices(
    problem: Problem,
    allowed: list[int],
    counted: tuple[int, ...],
    axes: IntArray,
    sizes: list[int],
    unit: int,
) -> Iterator[Choice]:
    classes = shift_classes(problem)
    groups: dict[tuple[int, int, int, bytes], list[int]] = defaultdict(list)
    for shift in allowed:
        minutes = int(problem.minutes[shift])
        before = problem.may_follow[:, shift].tobytes()
        if shift in counted:
            groups[int(classes[shift]), 2 + counted.index(shift), 1, before].append(shift)
        else:
            groups[int(classes[shift]), 0, minutes // unit, before].append(shift)
    for (follows, axis, length, _), shifts in groups.items():
        fits = axes[:, axis] >= length
        step = length * prod(sizes[axis + 1 :])
        yield Choice(
            follows=follows,
            shifts=np.array(shifts),
            step=step,
            fits=np.where(fits, 0.0, np.inf),
            weekend_step=step + prod(sizes[2:]),
            weekend_fits=np.where(fits & (axes[:, 1] >= 1), 0.0, np.inf),
        )
