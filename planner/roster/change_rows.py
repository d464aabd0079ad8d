"""Rows that count weeks which differ from the published ones."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from planner.roster.model_state import Model, usable
from planner.roster.program import COST_SCALE

__all__ = ["add_changes"]


def add_changes(model: Model) -> None:
    """A price on every week of a free member that is not her published one.

    ``changed >= 1 - worked`` for every published shift, breaks as they may be, and ``changed >=
    others`` for every local date, on which there is one shift at most.
    """
    problem, price = model.problem, float(model.problem.weights.change)
    for index in model.free:
        published = problem.members[index].published
        if published is None or price == 0:
            continue
        keys: dict[tuple[int, str], list[int]] = {
            (one.start_minute, one.shift): [] for one in published
        }
        others: dict[tuple[int, date], list[int]] = defaultdict(list)
        for option, variable in usable(model, index):
            duty = option.duty
            same = keys.get((duty.start_minute, duty.shift))
            if same is None:
                others[
                    problem.week_of_slot(duty.start_minute // problem.interval_minutes),
                    duty.local_date,
                ].append(variable)
            else:
                same.append(variable)
        for week in range(len(problem.week_bounds) - 1):
            first, last = problem.week_bounds[week], problem.week_bounds[week + 1]
            kept = [same for (start, _), same in keys.items() if first <= start < last]
            if not all(kept):
                model.offset += price * COST_SCALE
                continue
            changed = model.program.variable(1, cost=price * COST_SCALE, whole=True)
            for same in kept:
                model.program.add([changed, *same], [1.0] * (1 + len(same)), 1, None)
            for (of_week, _), some in others.items():
                if of_week == week:
                    model.program.add([changed, *some], [1.0, *[-1.0] * len(some)], 0, None)
