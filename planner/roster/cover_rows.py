"""Families of the model: shortfall of every slot, and heads missing to the least number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from planner.roster.cuts import add_rounding_cut
from planner.roster.demand_rows import Residual, residuals
from planner.roster.model_state import Model
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import queue_sets


def add_cover(model: Model, split: bool) -> None:
    """Shortfall of every slot against its queues, work that may wait placed before it is due."""
    residual = residuals(model)
    queues = len(model.problem.demand.queues)
    sets = None if split else queue_sets(model.classes, queues)
    for slot in range(model.problem.slots):
        if sets is not None:
            _add_pooled_cover(model, residual, sets, slot)
        else:
            _add_split_cover(model, residual, slot)


def _add_pooled_cover(
    model: Model,
    residual: dict[tuple[int, int], Residual],
    sets: tuple[frozenset[int], ...],
    slot: int,
) -> None:
    """``short + supply of all who serve any queue of a set >= demand of the set``."""
    problem, program = model.problem, model.program
    asking = [q for q in range(len(problem.demand.queues)) if residual[q, slot][:2] != (0.0, [])]
    if not asking:
        return
    most = sum(
        residual[q, slot][0] + sum(program.upper[v] * a for v, a in residual[q, slot][1])
        for q in asking
    )
    short = program.variable(most, cost=problem.shortfall_price * COST_SCALE, whole=False)
    model.short[slot].append(short)
    seen = set()
    for queues in sets:
        here = tuple(queue for queue in asking if queue in queues)
        serving = tuple(k for k, some in enumerate(model.classes) if some.queues & frozenset(here))
        if not here or (here, serving) in seen:
            continue
        seen.add((here, serving))
        past = _past_supply(problem, frozenset(here), slot)
        constant = sum(residual[queue, slot][0] for queue in here) - past
        columns = [short, *(model.on_duty[place, slot] for place in serving)]
        values = [1.0, *(model.classes[place].net / model.units for place in serving)]
        for queue in here:
            for variable, amount in residual[queue, slot][1]:
                columns.append(variable)
                values.append(-amount)
        program.add(columns, values, constant, None)
        if model.relaxed or model.heads:
            add_rounding_cut(model, residual, here, serving, slot, short, past)


def _past_supply(problem: Problem, queues: frozenset[int], slot: int) -> float:
    return float(
        sum(
            problem.past_supply[place, slot]
            for place, group in enumerate(problem.groups)
            if group & queues
        )
    )


def _add_split_cover(model: Model, residual: dict[tuple[int, int], Residual], slot: int) -> None:
    """Agents of each set of queues split over them; shortfall by queue."""
    problem, program = model.problem, model.program
    price = problem.shortfall_price * COST_SCALE
    given: dict[int, list[int]] = defaultdict(list)
    for group, queues in enumerate(problem.groups):
        asking = [q for q in sorted(queues) if residual[q, slot][:2] != (0.0, [])]
        places = [k for k, some in enumerate(model.classes) if some.queues == queues]
        past = float(problem.past_supply[group, slot])
        most = past + sum(
            program.upper[model.on_duty[k, slot]] * model.classes[k].net / model.units
            for k in places
        )
        parts = [program.variable(most, whole=False) for _ in asking]
        for queue, part in zip(asking, parts, strict=True):
            given[queue].append(part)
            model.parts[group, queue, slot] = part
        program.add(
            [*parts, *(model.on_duty[k, slot] for k in places)],
            [1.0] * len(parts) + [-model.classes[k].net / model.units for k in places],
            None,
            past,
        )
    for queue in range(len(problem.demand.queues)):
        constant, variables, _ = residual[queue, slot]
        if constant == 0.0 and not variables:
            continue
        most = constant + sum(program.upper[variable] for variable, _ in variables)
        short = program.variable(most, cost=price, whole=False)
        model.short[slot].append(short)
        model.asked[queue, slot] = program.row_count
        program.add(
            [short, *given[queue], *(variable for variable, _ in variables)],
            [1.0] * (1 + len(given[queue])) + [-amount for _, amount in variables],
            constant,
            None,
        )


def add_minimum_heads(model: Model) -> None:
    """Each head missing to a queue's least number is priced like a net agent missing."""
    problem, program = model.problem, model.program
    price = problem.shortfall_price * COST_SCALE
    for queue, slot in zip(*np.nonzero(problem.demand.minimum), strict=True):
        least = float(problem.demand.minimum[queue, slot] - problem.past_heads[queue, slot])
        if least <= 0:
            continue
        serving = [k for k, some in enumerate(model.classes) if queue in some.queues]
        bought = list(_bought(model, int(queue), int(slot)))
        missing = program.variable(least, cost=price, whole=False)
        program.add(
            [
                missing,
                *(model.on_duty[place, int(slot)] for place in serving),
                *(v for v, _ in bought),
            ],
            [1.0] + [1.0 / model.units] * len(serving) + [heads for _, heads in bought],
            least,
            None,
        )
        if model.holes is not None and not bought and not problem.past_heads[queue, slot]:
            nobody = model.holes.nobody(tuple(serving), int(slot), model.heads)
            program.add([missing, nobody], [1.0, -least], 0.0, None)


def _bought(model: Model, queue: int, slot: int) -> Iterator[tuple[int, float]]:
    """Variables of what vendors may give a queue, and the heads that one of each counts for.

    Who is paid by the contact takes a share of the work and counts for as much of what it asks.
    """
    for place in range(len(model.problem.vendors)):
        key = (place, queue, slot)
        if key in model.vendor_agents:
            yield model.vendor_agents[key], 1.0
        if key in model.vendor_shares:
            yield model.vendor_shares[key], float(model.problem.demand.exact[queue, slot])
