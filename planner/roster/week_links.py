"""Rows of a program of several weeks side by side: nobody ends one late and begins the next early.

Weeks side by side are worked as if by other agents each. But of all shifts that end less than a
rest before a moment and those that begin after the week's end and by that moment, an agent works
one at most: any two of them are too close to each other. That holds of every roster, so a bound
may be made of the prices of these rows as of those of cover.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.messages import LateEnd
from planner.roster.model_state import Model
from planner.roster.problem import FloatArray
from planner.roster.program import COST_SCALE

__all__ = ["RestRow", "add_rest_between_weeks", "late_ends"]

CENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRow:
    """A row, of shifts of the week before it that end after a minute, by members of each week."""

    row: int
    week: int
    members: tuple[int, ...]
    after_minute: int


def add_rest_between_weeks(
    model: Model, kinds: tuple[Kind, ...], bounds: tuple[int, ...]
) -> tuple[RestRow, ...]:
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

    Returns
    -------
    tuple of RestRow
        Members are those of a problem in which an agent is one in all weeks.
    """
    weeks = len(bounds) - 1
    agents = len(model.problem.members) // weeks
    pools = {
        (kind.members[0] // agents, frozenset(index % agents for index in kind.members)): kind
        for kind in kinds
    }
    first, found = model.cover_rows.start, []
    for (week, members), later in pools.items():
        sooner = pools.get((week - 1, members))
        if sooner is not None:
            for row, minute in _add(model, sooner, later, bounds[week]):
                who = tuple(sorted(members))
                found.append(RestRow(row=row, week=week - 1, members=who, after_minute=minute))
    model.cover_rows = range(first, model.program.row_count)
    return tuple(found)


def late_ends(rows: Sequence[RestRow], prices: FloatArray) -> tuple[LateEnd, ...]:
    """What it costs to end late, of the rows that cost anything.

    Parameters
    ----------
    rows
        Of a program.
    prices
        Per row of the program, as the relaxation has them.
    """
    return tuple(
        LateEnd(week=one.week, members=one.members, after_minute=one.after_minute, price=price)
        for one, price in ((one, -float(prices[one.row]) / COST_SCALE) for one in rows)
        if price > CENT
    )


def _add(model: Model, sooner: Kind, later: Kind, bound: int) -> Iterator[tuple[int, int]]:
    rest = model.problem.members[later.members[0]].law.min_rest_minutes
    before = np.array(model.options[sooner.members[0]], dtype=np.int64)
    after = np.array(model.options[later.members[0]], dtype=np.int64)
    moments = np.unique(later.starts[later.usable & (later.starts <= bound + rest)])
    for moment in moments.tolist():
        early = after[later.usable & (later.starts <= moment)]
        late = before[sooner.usable & (sooner.ends > moment - rest)]
        if len(late):
            columns = [*late.tolist(), *early.tolist()]
            yield model.program.row_count, moment - rest
            model.program.add(columns, [1.0] * len(columns), None, len(later.members))
