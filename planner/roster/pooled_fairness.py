"""Fairness in a program of pools: of what a pool bears, everybody has a part.

Only sums tie a member to her pool's shifts: her part of its night, weekend and holiday minutes is
at most what her free dates allow. Her distance from her peers is then what it is agent by agent
(``pay_rows.py``). Members whose past is the same are taken together. Prices of these rows say what
a minute of each member is worth to her peers, and prices of heads know of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.model_state import Model
from planner.roster.peers import contract_hours
from planner.roster.problem import KINDS, FloatArray
from planner.roster.program import COST_SCALE
from planner.roster.week_limits import most_days

__all__ = ["add_pooled_fairness"]

MINUTES_AN_HOUR = 60
MANY, COARSE_MINUTES = 3000, 60  # members from which on pasts that differ by less are one


@dataclass(frozen=True, slots=True)
class _Alike:
    """Members of a pool with one past, peers and contract, and their minutes of a kind together."""

    members: tuple[int, ...]
    variable: int
    past: float  # of all of them


def add_pooled_fairness(model: Model, kinds: Sequence[Kind]) -> None:
    """Distances of members' night, weekend and holiday hours from the mean of their peers.

    Parameters
    ----------
    model
        With the pools' shifts in it; rows are noted as those of a model agent by agent are.
    kinds
        Of its problem.
    """
    problem = model.problem
    if not problem.weights.fairness_per_hour:
        return
    group = {index: k for k, peers in enumerate(problem.peers) for index in peers}
    for column in range(len(KINDS)):
        found: dict[int, list[_Alike]] = defaultdict(list)
        for kind in kinds:
            for alike in _shared_out(model, kind, column, group):
                found[group[alike.members[0]]].append(alike)
        for some in found.values():
            if sum(len(alike.members) for alike in some) > 1:
                _add_distances(model, column, some)


def _shared_out(model: Model, kind: Kind, column: int, group: dict[int, int]) -> list[_Alike]:
    """What a pool bears of a kind of time is the sum of its members' parts."""
    members = model.problem.members
    bearing = np.flatnonzero(kind.usable & (kind.kind_minutes[:, column] > 0))
    step = 1 if len(members) < MANY else COARSE_MINUTES
    most = _most_of_each(model, kind, column)
    together: dict[tuple[float, float, float, int], list[int]] = defaultdict(list)
    for index, limit in zip(kind.members, most, strict=True):
        before = float(step * round(members[index].past_kind_minutes[column] / step))
        if index in group:
            together[before, limit, contract_hours(members[index]), group[index]].append(index)
    if not together:
        return []
    found = []
    for (past, limit, _, _), some in together.items():
        variable = model.program.variable(limit * len(some), whole=False)
        found.append(_Alike(tuple(some), variable, past * len(some)))
    variables = model.options[kind.members[0]]
    model.program.add(
        [*(alike.variable for alike in found), *(variables[k] for k in bearing.tolist())],
        [*(-1.0 for _ in found), *kind.kind_minutes[bearing, column].tolist()],
        0,
        0,
    )
    return found


def _most_of_each(model: Model, kind: Kind, column: int) -> list[float]:
    """The most minutes of a kind of time that each member of a pool may bear."""
    found = []
    for index in kind.members:
        member = model.problem.members[index]
        free = kind.usable & ~kind.away(member)
        most = np.zeros(len(kind.days))
        np.maximum.at(most, kind.dates[free], kind.kind_minutes[free, column])
        found.append(float(np.sort(most)[::-1][: most_days(member)].sum()))
    return found


def _add_distances(model: Model, column: int, some: Sequence[_Alike]) -> None:
    """``distance >= +-(past + minutes - contract hours * mean)``, summed over members alike."""
    program, members = model.program, model.problem.members
    price = float(model.problem.weights.fairness_per_hour) / MINUTES_AN_HOUR * COST_SCALE
    count = sum(len(alike.members) for alike in some)
    hours: FloatArray = np.array([contract_hours(members[one.members[0]]) for one in some])
    past = np.array([one.past for one in some])
    # Of minutes by hour of contract; nobody is further from her peers than all that there is.
    upper = np.array([program.upper[one.variable] for one in some])
    total = float(((past + upper) / hours).sum())
    mean = program.variable(total / count, whole=False)
    program.add(
        [mean, *(one.variable for one in some)],
        [1.0, *(-1.0 / hours / count).tolist()],
        float((past / hours).sum()) / count,
        float((past / hours).sum()) / count,
    )
    for one, owed in zip(some, hours.tolist(), strict=True):
        owed_together = owed * len(one.members)
        farthest = one.past + program.upper[one.variable] + owed_together * total / count
        distance = program.variable(farthest, cost=price, whole=False)
        first = program.row_count
        columns = [distance, one.variable, mean]
        program.add(columns, [1.0, -1.0, owed_together], one.past, None)
        program.add(columns, [1.0, 1.0, -owed_together], -one.past, None)
        for index in one.members:
            model.fairness_rows[index, column] = (first, first + 1)
