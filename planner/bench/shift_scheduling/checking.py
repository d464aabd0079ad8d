"""Recomputes a roster's cost and every hard rule from the instance as it was read.

Nothing here is shared with the search: a fault of the one cannot hide in the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from planner.bench.shift_scheduling.instance import (
    DAY_OFF,
    Employee,
    Instance,
    Request,
    Roster,
    Shift,
)

__all__ = ["Verdict", "check_roster"]

WEEK, SATURDAY = 7, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a roster costs, and every hard rule that it breaks, as a sentence."""

    cost: int
    violations: tuple[str, ...]


def check_roster(instance: Instance, roster: Roster) -> Verdict:
    """Judge a roster.

    Parameters
    ----------
    instance
        As it was read.
    roster
        A shift or a day off for every employee and day.

    Returns
    -------
    Verdict
        A day that is missing counts as free in the cost.
    """
    violations = [
        f"employee {employee.employee_id}: {what}"
        for employee in instance.employees
        for what in _violations(instance, employee, roster.get(employee.employee_id, ()))
    ]
    cost = _unmet_requests(instance, roster) + _cover_cost(instance, roster)
    return Verdict(cost=cost, violations=tuple(violations))


def _violations(instance: Instance, employee: Employee, row: Sequence[str]) -> Iterator[str]:
    shifts = {shift.shift_id: shift for shift in instance.shifts}
    if len(row) != instance.days:
        yield f"{len(row)} days, expected {instance.days}"
        return
    unknown = sorted({name for name in row if name != DAY_OFF and name not in shifts})
    if unknown:
        yield f"unknown shifts {', '.join(unknown)}"
        return
    yield from _too_many(employee, row)
    yield from _minutes(employee, row, shifts)
    yield from _sequences(row, shifts)
    yield from _runs(employee, row)
    yield from _weekends(employee, row)
    for day, name in enumerate(row):
        if name != DAY_OFF and (employee.employee_id, day) in instance.days_off:
            yield f"works on day {day}, which is free"


def _too_many(employee: Employee, row: Sequence[str]) -> Iterator[str]:
    for name, count in Counter(name for name in row if name != DAY_OFF).items():
        most = employee.most_shifts[name]
        if count > most:
            yield f"{count} times {name}, at most {most}"


def _minutes(employee: Employee, row: Sequence[str], shifts: dict[str, Shift]) -> Iterator[str]:
    minutes = sum(shifts[name].minutes for name in row if name != DAY_OFF)
    if not employee.least_minutes <= minutes <= employee.most_minutes:
        yield f"{minutes} minutes, {employee.least_minutes} to {employee.most_minutes} allowed"


def _sequences(row: Sequence[str], shifts: dict[str, Shift]) -> Iterator[str]:
    for day, (before, after) in enumerate(pairwise(row), start=1):
        if before != DAY_OFF and after in shifts[before].not_next:
            yield f"{after} on day {day} after {before}"


def _runs(employee: Employee, row: Sequence[str]) -> Iterator[str]:
    day = 0
    for off, names in groupby(row, key=lambda name: name == DAY_OFF):
        length = len(list(names))
        at_an_end = day == 0 or day + length == len(row)
        least = employee.least_off if off else employee.least_run
        if length < least and not at_an_end:
            yield f"{length} days {'off' if off else 'of work'} from day {day}, at least {least}"
        if not off and length > employee.most_run:
            yield f"{length} days of work from day {day}, at most {employee.most_run}"
        day += length


def _weekends(employee: Employee, row: Sequence[str]) -> Iterator[str]:
    worked = {
        day // WEEK for day, name in enumerate(row) if name != DAY_OFF and day % WEEK >= SATURDAY
    }
    if len(worked) > employee.most_weekends:
        yield f"{len(worked)} weekends, at most {employee.most_weekends}"


def _unmet_requests(instance: Instance, roster: Roster) -> int:
    return sum(
        request.weight
        for request in instance.requests
        if (_worked(roster, request) == request.shift_id) != request.wanted
    )


def _worked(roster: Roster, request: Request) -> str:
    row = roster.get(request.employee_id, ())
    return row[request.day] if request.day < len(row) else DAY_OFF


def _cover_cost(instance: Instance, roster: Roster) -> int:
    heads = Counter((day, name) for row in roster.values() for day, name in enumerate(row))
    cost = 0
    for cover in instance.cover:
        over = heads[cover.day, cover.shift_id] - cover.wanted
        cost += cover.over * max(over, 0) + cover.under * max(-over, 0)
    return cost
