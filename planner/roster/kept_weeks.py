"""Published weeks in a program of pools: whoever keeps hers saves what a change weighs."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.model_state import Model
from planner.roster.program import COST_SCALE

__all__ = ["add_kept_weeks"]


def add_kept_weeks(model: Model, kind: Kind, variables: list[int]) -> None:
    """In a pool, a shift is worked by as many at least as keep a week that holds it.

    Whoever keeps her published week saves the weight of a change; by so much as a fraction, since
    nothing is proven by what a program of pools costs.
    """
    problem, price = model.problem, float(model.problem.weights.change)
    if price == 0 or not any(problem.members[index].published for index in kind.members):
        return
    ways: dict[tuple[int, str], list[int]] = defaultdict(list)
    for position in np.flatnonzero(kind.usable).tolist():
        duty = kind.options[position].duty
        ways[duty.start_minute, duty.shift].append(position)
    keepers: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index in kind.members:
        member = problem.members[index]
        keys = [(one.start_minute, one.shift) for one in member.published or ()]
        away = kind.away(member)
        if not all(any(not away[way] for way in ways.get(key, ())) for key in keys):
            continue
        kept = model.program.variable(1, cost=-price * COST_SCALE, whole=False)
        for key in keys:
            keepers[key].append(kept)
    for key, kept_by in keepers.items():
        worked = [variables[way] for way in ways[key]]
        values = [1.0] * len(worked) + [-1.0] * len(kept_by)
        model.program.add([*worked, *kept_by], values, 0, None)
