"""Who serves which queue: duty.csv against presence and skills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.audit.supply import Supply
from planner.audit.tables import DutyLine
from planner.audit.timeline import Timeline
from planner.domain import Violation
from planner.scenario import Scenario

TOLERANCE = 1e-6

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadDuty:
    """Net agents given to each queue, shape (slots, queues), and what is wrong with the shares."""

    agents: Matrix
    violations: tuple[Violation, ...]


def read_duty(
    scenario: Scenario, timeline: Timeline, supply: Supply, lines: Sequence[DutyLine]
) -> ReadDuty:
    """Sum the shares by interval and queue and judge each agent's."""
    agent_of = {agent.agent_id: number for number, agent in enumerate(scenario.agents)}
    queue_of = {queue.name: number for number, queue in enumerate(scenario.queues)}
    given = np.zeros((timeline.slots, len(scenario.queues)))
    used = np.zeros_like(supply.net)
    found: list[Violation] = []
    for line in lines:
        agent, queue = agent_of.get(line.agent_id), queue_of.get(line.queue)
        slot = timeline.slot_of(line.interval_start)
        if agent is None or queue is None or slot is None:
            found.append(_unplaced(line, agent, queue))
            continue
        given[slot, queue] += line.share
        used[agent, slot] += line.share
        if not supply.skilled[agent, queue] and line.share > TOLERANCE:
            found.append(_unskilled(scenario, line, agent, queue))
    found.extend(_too_much(timeline, supply, used))
    return ReadDuty(agents=given, violations=tuple(found))


def _unplaced(line: DutyLine, agent: int | None, queue: int | None) -> Violation:
    if agent is None:
        expected, found = "an agent of agents.csv", repr(line.agent_id)
    elif queue is None:
        expected, found = "a queue of plan.toml", repr(line.queue)
    else:
        expected, found = "the start of an interval of the plan", "another time"
    return Violation(
        rule="duty",
        agent_id=line.agent_id,
        local_date=None,
        expected=expected,
        found=f"{found} at {line.interval_start:%Y-%m-%d %H:%M} UTC",
    )


def _unskilled(scenario: Scenario, line: DutyLine, agent: int, queue: int) -> Violation:
    wanted = scenario.queues[queue].skills
    missing = ", ".join(sorted(wanted - scenario.agents[agent].skills))
    return Violation(
        rule="skill",
        agent_id=line.agent_id,
        local_date=None,
        expected=f"the skills of {line.queue}: {', '.join(sorted(wanted))}",
        found=f"no {missing} at {line.interval_start:%Y-%m-%d %H:%M} UTC",
    )


def _too_much(timeline: Timeline, supply: Supply, used: Matrix) -> Iterator[Violation]:
    """Shares of an interval that add up to more than the agent is there for."""
    for agent, slot in np.argwhere(used > supply.net + TOLERANCE):
        yield Violation(
            rule="cover",
            agent_id=supply.agents[agent].agent_id,
            local_date=None,
            expected=f"shares of at most {supply.net[agent, slot]:.6g} in all",
            found=f"{used[agent, slot]:.6g} at {timeline.slot_start(int(slot)):%Y-%m-%d %H:%M} UTC",
        )
