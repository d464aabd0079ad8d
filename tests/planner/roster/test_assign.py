"""Agents on duty to queues: shares within capacity and skills, least shortfall."""

from __future__ import annotations

import numpy as np
import pytest

from planner.roster.assign import assign
from planner.roster.plan import presence_of
from planner.roster.reinsertion import Reinsertion
from tests.planner.roster.problems import random_team


@pytest.mark.parametrize("seed", range(6))
def test_shares_are_what_agents_have_and_know(seed: int) -> None:
    problem = random_team(seed, agents=3)
    search = Reinsertion(problem, seed)
    assert search.construct()
    plan = {index: week.chosen for index, week in enumerate(search.weeks)}
    assigned = assign(problem, plan)
    assert assigned.shares
    for index, shares in assigned.shares.items():
        member = problem.members[index]
        capacity = presence_of(problem, index, plan[index]) * member.net
        assert (shares >= 0).all()
        assert (shares.sum(axis=0) <= capacity + 1e-9).all()
        others = [q for q in range(len(shares)) if q not in problem.groups[member.group]]
        assert not shares[others].any()
    for use in assigned.vendors:
        vendor = problem.vendors[use.vendor]
        assert vendor.open_slots[use.slot]
        assert use.queue in vendor.queues
        if not vendor.by_contact:
            assert use.agents == int(use.agents)
            assert use.agents <= (vendor.max_agents or 99)


def test_shortfall_is_the_least_there_is() -> None:
    """Without vendors and waiting work every slot stands alone: Hall's formula says the least."""
    seen = 0
    for seed in range(120):
        problem = random_team(seed, agents=3)
        if problem.vendors or any(problem.demand.waits) or problem.past_supply.any():
            continue
        seen += 1
        search = Reinsertion(problem, seed)
        search.construct()
        plan = {index: week.chosen for index, week in enumerate(search.weeks)}
        assigned = assign(problem, plan)
        given = sum(assigned.shares.values())
        short = np.maximum(problem.demand.exact - given, 0.0).sum(axis=0)
        capacity = {
            index: presence_of(problem, index, chosen) * problem.members[index].net
            for index, chosen in plan.items()
        }
        least = np.zeros(problem.slots)
        for queues in ({0}, {1}, {0, 1}):
            supply = sum(
                net
                for index, net in capacity.items()
                if problem.members[index].group >= 0
                and problem.groups[problem.members[index].group] & queues
            )
            asked = problem.demand.exact[sorted(queues)].sum(axis=0)
            least = np.maximum(least, asked - supply)
        assert short == pytest.approx(least, abs=1e-4)
    assert seen >= 3
