"""Agents on duty to queues: shares, vendors and work that may wait, once the shifts stand.

With the shifts fixed what is left is a small program, nearly linear; it is solved exactly on the
requirement as it was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.roster.model import Model, build
from planner.roster.plan import Plan, contribution, presence_of
from planner.roster.problem import FloatArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.quiet import quiet_output

SHARE_DECIMALS = 6
TIME_LIMIT_S = 30.0


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


def assign(problem: Problem, plan: Plan, past: Mapping[int, FloatArray] | None = None) -> Assigned:
    """Split the agents of a plan over their queues at least shortfall and vendor cost.

    Parameters
    ----------
    problem
        Over the whole horizon.
    plan
        Who works what.
    past
        Presence per slot, in heads, of members whose earlier shifts run past the start.
    """
    exact = replace(problem, demand=replace(problem.demand, required=problem.demand.exact))
    members = range(len(problem.members))
    model = build(exact, (), contribution(exact, plan, members), split=True)
    values, lower_bound = _solve(model)
    capacity = _capacity(problem, plan, past or {})
    return Assigned(
        shares=_shares(model, values, capacity),
        vendors=tuple(_vendors(model, values)),
        lower_bound=lower_bound,
    )


def _solve(model: Model) -> tuple[FloatArray, float]:
    matrix, lower, upper = model.program.rows()
    whole = np.zeros(len(model.program), dtype=np.int64)
    whole[list(model.vendor_agents.values())] = 1
    with quiet_output():
        result: Any = milp(
            np.array(model.program.cost) / COST_SCALE,
            constraints=LinearConstraint(matrix, lower, upper),
            bounds=Bounds(0.0, model.program.upper_bounds()),
            integrality=whole,
            options={"time_limit": TIME_LIMIT_S, "mip_rel_gap": 1e-7},
        )
    if result.x is None:  # pragma: no cover - doing nothing at all is always a solution
        raise RuntimeError(f"no cover found for a roster that stands: {result.message}")
    # A linear program has no bound of its own: its value is the bound.
    proven = result.fun if result.mip_dual_bound is None else result.mip_dual_bound
    return result.x, max(0.0, float(proven))


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
