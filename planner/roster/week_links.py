"""Rows of a program of several weeks side by side: nobody ends one late and begins the next early.

Weeks side by side are worked as if by other agents each. But of all shifts that end less than a
rest before a moment and those that begin after the week's end and by that moment, an agent works
one at most: any two of them are too close to each other. That holds of every roster, so a bound
may be made of the prices of these rows as of those of cover.
"""

from __future__ import annotations

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.model_state import Model

__all__ = ["add_rest_between_weeks"]


def add_rest_between_weeks(model: Model, kinds: tuple[Kind, ...], bounds: tuple[int, ...]) -> None:
    """``shifts that end after t - rest + shifts that begin by t <= agents``, for t about a bound.

    Of a pool, for every t at which a shift of the later week may begin from the week's first
    minute on for as long as the rest: before that, no two shifts of one of the weeks would do.

    Parameters
    ----------
    model
        Of pools, built whole; the rows are counted among those of cover.
    kinds
        Of its problem, in which each agent is another in every week.
    bounds
        Minutes at which weeks begin, and the last one ends.
    """
    weeks = len(bounds) - 1
    agents = len(model.problem.members) // weeks
    pools = {
        (kind.members[0] // agents, frozenset(index % agents for index in kind.members)): kind
        for kind in kinds
    }
    first = model.cover_rows.start
    for (week, members), later in pools.items():
        sooner = pools.get((week - 1, members))
        if sooner is not None:
            _add(model, sooner, later, bounds[week])
    model.cover_rows = range(first, model.program.row_count)


def _add(model: Model, sooner: Kind, later: Kind, bound: int) -> None:
    rest = model.problem.members[later.members[0]].law.min_rest_minutes
    before = np.array(model.options[sooner.members[0]], dtype=np.int64)
    after = np.array(model.options[later.members[0]], dtype=np.int64)
    moments = np.unique(later.starts[later.usable & (later.starts <= bound + rest)])
    for moment in moments.tolist():
        early = after[later.usable & (later.starts <= moment)]
        late = before[sooner.usable & (sooner.ends > moment - rest)]
        if len(late):
            columns = [*late.tolist(), *early.tolist()]
            model.program.add(columns, [1.0] * len(columns), None, len(later.members))
