"""Family of the model: what own agents must give each queue and slot."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from planner.roster.model_state import Model
from planner.roster.program import COST_SCALE

# A constant, variables with their amounts, and, for the cuts, what vendors relieve the queue of.
Residual = tuple[float, list[tuple[int, float]], list[tuple[int, float]]]


def residuals(model: Model) -> dict[tuple[int, int], Residual]:
    """What own agents must give each queue and slot: a constant and variables.

    The third part says, for the cuts, what relieves the queue: vendors' whole agents and shares.
    """
    problem, program = model.problem, model.program
    found: dict[tuple[int, int], Residual] = {}
    for queue, waits in enumerate(problem.demand.waits):
        if waits:
            _add_waiting(model, queue, found)
            continue
        for slot in range(problem.slots):
            required = float(problem.demand.required[queue, slot])
            relief = _relief(model, queue, slot, required)
            if relief and required > 0:
                left = program.variable(required, whole=False)
                program.add(
                    [left, *(variable for variable, _ in relief)],
                    [1.0, *(amount for _, amount in relief)],
                    required,
                    None,
                )
                found[queue, slot] = (0.0, [(left, 1.0)], relief)
            else:
                found[queue, slot] = (required, [], [])
    return found


def _relief(model: Model, queue: int, slot: int, required: float) -> list[tuple[int, float]]:
    agents = _of_place(model, model.vendor_agents, queue, slot)
    shares = _shares(model, queue, slot)
    return [*((one, 1.0) for one in agents), *((one, required) for one in shares)]


def _shares(model: Model, queue: int, slot: int) -> list[int]:
    """Variables of the shares of a slot's contacts that are bought."""
    return _of_place(model, model.vendor_shares, queue, slot)


def _of_place(
    model: Model, variables: Mapping[tuple[int, int, int], int], queue: int, slot: int
) -> list[int]:
    keys = ((vendor, queue, slot) for vendor in range(len(model.problem.vendors)))
    return [variables[key] for key in keys if key in variables]


def _add_waiting(model: Model, queue: int, found: dict[tuple[int, int], Residual]) -> None:
    """``waiting = waiting before + arrived - done - dropped``, never more than is not yet due."""
    problem, program = model.problem, model.program
    arrived = problem.demand.required[queue]
    last = problem.demand.last_slot[queue]
    price = problem.shortfall_price * COST_SCALE
    total = float(arrived.sum())
    before: int | None = None
    due = np.zeros(problem.slots)
    inside = last < problem.slots
    np.add.at(due, last[inside], arrived[inside])
    not_due = np.cumsum(arrived) - np.cumsum(due)
    bought: list[list[int]] = []
    for slot in range(problem.slots):
        done = program.variable(total, whole=False)
        dropped = program.variable(float(due[slot]), cost=price, whole=False)
        waiting = program.variable(max(float(not_due[slot]), 0.0), whole=False)
        columns, values = [waiting, done, dropped], [1.0, 1.0, 1.0]
        relief = _relief(model, queue, slot, float(arrived[slot]))
        bought.append(_shares(model, queue, slot))
        if relief:
            by_vendor = program.variable(total, whole=False)
            program.add(
                [by_vendor, *(variable for variable, _ in relief)],
                [1.0, *(-amount for _, amount in relief)],
                None,
                0,
            )
            columns.append(by_vendor)
            values.append(1.0)
        _no_more_waits_than_is_not_due(model, waiting, float(not_due[slot]), slot, queue, bought)
        if before is not None:
            columns.append(before)
            values.append(-1.0)
        program.add(columns, values, float(arrived[slot]), float(arrived[slot]))
        model.short[slot].append(dropped)
        found[queue, slot] = (0.0, [(done, 1.0)], [])
        before = waiting


def _no_more_waits_than_is_not_due(
    model: Model, waiting: int, not_due: float, slot: int, queue: int, bought: list[list[int]]
) -> None:
    """``waiting + what was bought of the work that is not due yet <= that work``.

    A share that is bought is one of the contacts that arrive, whatever waits beside them.
    """
    demand = model.problem.demand
    arrived, last = demand.required[queue], demand.last_slot[queue]
    columns, values = [waiting], [1.0]
    for before in range(slot + 1):
        if last[before] > slot:
            columns += bought[before]
            values += [float(arrived[before])] * len(bought[before])
    if len(columns) > 1:
        model.program.add(columns, values, None, not_due)
