"""Agents on duty to queues: shares, vendors and work that may wait, once the shifts stand.

With the shifts fixed what is left is a small program, nearly linear; it is solved exactly on the
requirement as it was asked.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.roster.model import Model, build
from planner.roster.plan import Plan, contribution, presence_of
from planner.roster.problem import FloatArray, IntArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.quiet import quiet_output

SHARE_DECIMALS = 6
TIME_LIMIT_S, LEAST_S = 30.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorCount:
    """What a vendor takes, by positions: agents, and contacts where it is paid by the contact."""

    vendor: int
    queue: int
    slot: int
    agents: float
    contacts: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Net shares by member, queue and slot, and what vendors take.

    ``lower_bound`` is of what shortfall, missing heads and vendors cost with these shifts, in
    currency.
    """

    shares: Mapping[int, FloatArray]  # member: queues by slots
    vendors: tuple[VendorCount, ...]
    lower_bound: float


def assign(
    problem: Problem,
    plan: Plan,
    past: Mapping[int, FloatArray] | None = None,
    seconds: float = TIME_LIMIT_S,
) -> Assigned:
    """Split the agents of a plan over their queues at least shortfall and vendor cost.

    Parameters
    ----------
    problem
        Over the whole horizon.
    plan
        Who works what.
    past
        Presence per slot, in heads, of members whose earlier shifts run past the start.
    seconds
        After which the best split so far is taken.
    """
    exact = replace(problem, demand=replace(problem.demand, required=problem.demand.exact))
    members = range(len(problem.members))
    model = build(exact, (), contribution(exact, plan, members), split=True)
    values, lower_bound = _solve(model, min(seconds, TIME_LIMIT_S))
    capacity = _capacity(problem, plan, past or {})
    return Assigned(
        shares=_shares(model, values, capacity),
        vendors=tuple(_vendors(model, values)),
        lower_bound=lower_bound,
    )


def _solve(model: Model, seconds: float) -> tuple[FloatArray, float]:
    whole = np.zeros(len(model.program), dtype=np.int64)
    whole[list(model.vendor_agents.values())] = 1
    began = time.monotonic()
    result = _milp(model, whole, seconds)
    if result.x is not None:
        # A linear program has no bound of its own: its value is the bound.
        proven = result.fun if result.mip_dual_bound is None else result.mip_dual_bound
        return result.x, max(0.0, float(proven))
    return _hurried(model, max(LEAST_S, began + seconds - time.monotonic()))


def _milp(model: Model, whole: IntArray, seconds: float, upper: FloatArray | None = None) -> Any:
    matrix, low, high = model.program.rows()
    with quiet_output():
        return milp(
            np.array(model.program.cost) / COST_SCALE,
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(0.0, model.program.upper_bounds() if upper is None else upper),
            integrality=whole,
            options={"time_limit": seconds, "mip_rel_gap": 1e-7},
        )


def _hurried(model: Model, seconds: float) -> tuple[FloatArray, float]:
    """Where there is no time for whole vendor agents: those that are whole anyway, and no bound.

    Agents of vendors are bought as a linear program has it, rounded down, and all else once more.
    """
    none = np.zeros(len(model.program), dtype=np.int64)
    upper = model.program.upper_bounds()
    bought = list(model.vendor_agents.values())
    loose = _milp(model, none, seconds) if bought else None
    upper[bought] = 0.0 if loose is None or loose.x is None else np.floor(loose.x[bought] + 1e-6)
    whole = none.copy()
    result = _milp(model, whole, TIME_LIMIT_S, upper)
    if result.x is None:  # pragma: no cover - doing nothing at all is always a solution
        raise RuntimeError(f"no cover found for a roster that stands: {result.message}")
    values: FloatArray = result.x
    values[bought] = np.floor(values[bought] + 1e-6)
    return values, 0.0


def _capacity(
    problem: Problem, plan: Plan, past: Mapping[int, FloatArray]
) -> dict[int, FloatArray]:
    """Net agents that each member can give, per slot."""
    capacity = {}
    for index, member in enumerate(problem.members):
        heads = presence_of(problem, index, plan.get(index, ())) + past.get(index, 0.0)
        if member.group >= 0 and heads.any():
            capacity[index] = heads * member.net
    return capacity


def _shares(
    model: Model, values: FloatArray, capacity: Mapping[int, FloatArray]
) -> dict[int, FloatArray]:
    """Each member gives a queue her part of what her group gives it.

    What is left over is given too, in proportion to what the open queues ask.
    """
    problem = model.problem
    queues, slots = problem.demand.exact.shape
    total = np.zeros((len(problem.groups), slots))
    for index, net in capacity.items():
        total[problem.members[index].group] += net
    given = np.zeros((len(problem.groups), queues, slots))
    for (group, queue, slot), variable in model.parts.items():
        given[group, queue, slot] = max(0.0, values[variable])
    used = given.sum(axis=1)
    scale = np.divide(total, used, out=np.ones_like(total), where=used > total)
    given *= scale[:, None, :]
    given += _left_over(problem, total - given.sum(axis=1))
    fraction = np.divide(
        given, total[:, None, :], out=np.zeros_like(given), where=total[:, None, :] > 0
    )
    unit = 10**SHARE_DECIMALS
    return {
        index: np.floor(fraction[problem.members[index].group] * net * unit + 1e-4) / unit
        for index, net in capacity.items()
    }


def _left_over(problem: Problem, left: FloatArray) -> FloatArray:
    """Spread spare agents over the queues they serve, by what those ask in the slot."""
    queues, slots = problem.demand.exact.shape
    spread = np.zeros((len(problem.groups), queues, slots))
    for group, served in enumerate(problem.groups):
        asked = np.zeros((queues, slots))
        for queue in served:
            asked[queue] = problem.demand.exact[queue] + problem.demand.minimum[queue] * 1e-6
        sums = asked.sum(axis=0)
        part = np.divide(asked, sums, out=np.zeros_like(asked), where=sums > 0)
        spread[group] = part * np.maximum(left[group], 0.0)
    return spread


def _vendors(model: Model, values: FloatArray) -> list[VendorCount]:
    demand = model.problem.demand
    found = []
    for (vendor, queue, slot), variable in model.vendor_agents.items():
        agents = round(float(values[variable]))
        if agents:
            found.append(
                VendorCount(vendor=vendor, queue=queue, slot=slot, agents=agents, contacts=0.0)
            )
    for (vendor, queue, slot), variable in model.vendor_shares.items():
        share = float(values[variable])
        if share > 1e-9:
            found.append(
                VendorCount(
                    vendor=vendor,
                    queue=queue,
                    slot=slot,
                    agents=share * float(demand.exact[queue, slot]),
                    contacts=share * float(demand.contacts[queue, slot]),
                )
            )
    return found
