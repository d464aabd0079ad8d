"""Whether rows keep to all hard rules, for rows that were put together of two."""

from __future__ import annotations

import numpy as np

from planner.bench.shift_scheduling.kinds import WEEK, WEEKEND
from planner.bench.shift_scheduling.problem import OFF, BoolArray, IntArray, Problem

__all__ = ["is_legal"]


def is_legal(problem: Problem, employee: int, row: IntArray) -> bool:
    """Whether an employee may work a row of the whole horizon."""
    works = row != OFF
    return (
        _shifts_fit(problem, employee, row, works)
        and _totals_fit(problem, employee, row, works)
        and _runs_fit(problem, employee, works)
    )


def _shifts_fit(problem: Problem, employee: int, row: IntArray, works: BoolArray) -> bool:
    days = np.nonzero(works)[0]
    if not np.isfinite(problem.request_cost[employee, days, row[days]]).all():
        return False
    joined = np.nonzero(works[1:] & works[:-1])[0]
    return bool(problem.may_follow[row[joined], row[joined + 1]].all())


def _totals_fit(problem: Problem, employee: int, row: IntArray, works: BoolArray) -> bool:
    person = problem.instance.employees[employee]
    times = np.bincount(row[works], minlength=len(problem.minutes))
    minutes = int(times @ problem.minutes)
    days = np.nonzero(works)[0]
    weekends = len(set((days[np.isin(days % WEEK, WEEKEND)] // WEEK).tolist()))
    return (
        bool((times <= problem.most_shifts[employee]).all())
        and person.least_minutes <= minutes <= person.most_minutes
        and weekends <= person.most_weekends
    )


def _runs_fit(problem: Problem, employee: int, works: BoolArray) -> bool:
    person = problem.instance.employees[employee]
    edges = np.concatenate([[0], np.nonzero(np.diff(works))[0] + 1, [len(works)]])
    lengths, at_work = np.diff(edges), works[edges[:-1]]
    inside = np.ones(len(lengths), dtype=bool)
    inside[[0, -1]] = False
    least = np.where(at_work, person.least_run, person.least_off)
    too_short = inside & (lengths < least)
    too_long = at_work & (lengths > person.most_run)
    return not bool((too_short | too_long).any())
