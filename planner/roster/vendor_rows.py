"""Family of the model: what vendors offer."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from planner.roster.model_state import Model
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE


def add_vendors(model: Model) -> None:
    """Whole agents by queue and slot, or shares of contacts; the least hours are paid anyway."""
    problem, program = model.problem, model.program
    for place, vendor in enumerate(problem.vendors):
        by_week: dict[int, list[int]] = defaultdict(list)
        price = vendor.price * COST_SCALE
        for slot in np.nonzero(vendor.open_slots)[0].tolist():
            bought = []
            for queue in vendor.queues:
                if vendor.by_contact:
                    contacts = problem.demand.contacts[queue, slot]
                    model.vendor_shares[place, queue, slot] = program.variable(
                        1, cost=price * contacts, whole=False
                    )
                else:
                    most = _most_vendor_agents(problem, place, queue, slot)
                    bought.append(program.variable(most, cost=price, whole=True))
                    model.vendor_agents[place, queue, slot] = bought[-1]
            if len(bought) > 1 and vendor.max_agents is not None:
                program.add(bought, [1] * len(bought), None, vendor.max_agents)
            by_week[problem.week_of_slot(slot)].extend(bought)
        if vendor.min_intervals_per_week > 0 and not vendor.by_contact:
            for week in range(len(problem.week_bounds) - 1):
                least = vendor.min_intervals_per_week
                idle = program.variable(least, cost=price, whole=False)
                bought = by_week[week]
                program.add([idle, *bought], [1] * (1 + len(bought)), least, None)


def _most_vendor_agents(problem: Problem, place: int, queue: int, slot: int) -> int:
    """No more than the offer, and no more than could be of use."""
    demand = problem.demand
    if demand.waits[queue]:
        use = float(demand.required[queue, : slot + 1].sum())
    else:
        use = float(demand.required[queue, slot])
    use = max(use, float(demand.minimum[queue, slot]))
    offer = problem.vendors[place].max_agents
    most = int(np.ceil(use - 1e-9))
    return most if offer is None else min(offer, most)
