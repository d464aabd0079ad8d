"""Rows of the program of pools on what agents worked right before the week: rest, runs of dates.

Of a pool only sums are known, so only how many may begin by when, and how many shifts the first
dates may have in all. Without these rows the first day of a later week would be priced as if
everybody were rested.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.model_state import Model
from planner.roster.problem import IntArray, Member

__all__ = ["add_beginnings"]


def add_beginnings(model: Model, kind: Kind, variables: list[int]) -> None:
    """What the members of a pool may begin with.

    ``shifts before t <= the most of members who are rested before t`` for every t at which one more
    is, and ``shifts on the first d dates <= the most that runs of dates leave`` for every d.

    Parameters
    ----------
    model
        Of one plan week, pooled.
    kind
        The pool.
    variables
        Per option, of how many work it.
    """
    members = [model.problem.members[index] for index in kind.members]
    if not any(member.history for member in members):
        return
    law, columns = members[0].law, np.array(variables, dtype=np.int64)
    ends = [max((past.end_minute for past in m.history), default=None) for m in members]
    rested = np.array([kind.starts[0] if e is None else e + law.min_rest_minutes for e in ends])
    longest = len(kind.days) if law.max_consecutive_days is None else law.max_consecutive_days
    worked = np.array([_most_worked(member, kind.days, longest) for member in members])
    for moment in np.unique(rested):
        early = kind.usable & (kind.starts < moment)
        if early.any():
            most = worked[rested < moment, kind.dates[early].max()]
            if moment <= kind.starts[early].min() + law.min_rest_minutes:
                most = np.minimum(most, 1)  # two would be too close to each other
            _at_most(model, columns[early], int(most.sum()))
    for count, most in enumerate(worked.sum(axis=0)[:longest].tolist(), 1):
        first = kind.usable & (kind.dates < count)
        if most < count * len(members) and first.any():
            _at_most(model, columns[first], most)


def _at_most(model: Model, columns: IntArray, most: int) -> None:
    model.program.add(columns.tolist(), [1.0] * len(columns), None, most)


def _most_worked(member: Member, days: Sequence[date], longest: int) -> list[int]:
    """How many of the first dates a member may begin a shift on at most, by how many they are."""
    before = {past.local_date for past in member.history}
    run, day = 0, days[0] - timedelta(days=1)
    while day in before:
        run, day = run + 1, day - timedelta(days=1)
    found, new = [], 0
    for day in days:
        # A date on which she began a shift before the week has no other.
        may = day not in before and run < longest
        run = run + 1 if may or day in before else 0
        new += may
        found.append(new)
    return found
