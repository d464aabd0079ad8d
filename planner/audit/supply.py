"""Who is at work in each interval, for how much of it, and what she may be given to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.audit.rows import Roster
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE
from planner.domain import Agent
from planner.scenario import Scenario

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Supply:
    """Presence of the team, agents and queues in file order.

    Attributes
    ----------
    presence
        Share of each interval that an agent is at work, breaks and activities out: shape
        (agents, slots), 0 to 1.
    net
        The same less the shrinkage of the agent's region.
    skilled
        Whether an agent has all skills of a queue: shape (agents, queues).
    """

    agents: tuple[Agent, ...]
    presence: Matrix
    net: Matrix
    skilled: npt.NDArray[np.bool_]

    @property
    def heads(self) -> Matrix:
        """Heads at work with the skills of each queue: shape (slots, queues)."""
        heads: Matrix = self.presence.T @ self.skilled.astype(np.float64)
        return heads

    def by_skill(self) -> tuple[Matrix, tuple[frozenset[int], ...]]:
        """Net agents summed over those alike in queues: shape (kinds, slots), and their queues."""
        kinds: dict[frozenset[int], Matrix] = defaultdict(lambda: np.zeros(self.net.shape[1]))
        for agent, skilled in enumerate(self.skilled):
            kinds[frozenset(np.flatnonzero(skilled).tolist())] += self.net[agent]
        return np.array(list(kinds.values())).reshape(len(kinds), self.net.shape[1]), tuple(kinds)


def supply_of(scenario: Scenario, timeline: Timeline, roster: Roster) -> Supply:
    """Presence from the rows of the plan and those of the history that run into it."""
    index = {agent.agent_id: number for number, agent in enumerate(scenario.agents)}
    minutes = np.zeros((len(scenario.agents), timeline.slots * timeline.interval_minutes), np.bool_)
    for row in roster.history + roster.planned:
        at_work = minutes[index[row.agent.agent_id]]
        for start, end in row.working_spans:
            first = max(0, (start - timeline.start) // MINUTE)
            at_work[first : max(0, (end - timeline.start) // MINUTE)] = True
    shape = (len(scenario.agents), timeline.slots, timeline.interval_minutes)
    presence = minutes.reshape(shape).mean(axis=2)
    factors = np.array([_net_factor(scenario, agent) for agent in scenario.agents])
    skilled = np.array(
        [[queue.skills <= agent.skills for queue in scenario.queues] for agent in scenario.agents],
        dtype=np.bool_,
    ).reshape(len(scenario.agents), len(scenario.queues))
    return Supply(
        agents=scenario.agents,
        presence=presence,
        net=presence * factors.reshape(-1, 1),
        skilled=skilled,
    )


def _net_factor(scenario: Scenario, agent: Agent) -> float:
    shrinkage = dict(scenario.shrinkage_regions).get(agent.region, scenario.shrinkage_default)
    return float(1 - shrinkage)
