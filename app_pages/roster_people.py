"""Which agents a page shows: filtered, in order, fifty at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from planner.domain import Agent, Assignment

__all__ = ["PAGE", "Order", "paid_minutes_by_agent", "select_agents", "shown_names"]

PAGE = 50
NO_REGION = "no region"


class Order(StrEnum):
    """How agents are put in order."""

    REGION = "Region"
    NAME = "Name"
    HOURS = "Most hours"


def region_of(agent: Agent) -> str:
    """The agent's region in words."""
    return agent.region or NO_REGION


def select_agents(
    agents: Iterable[Agent],
    *,
    regions: Sequence[str] = (),
    skills: Sequence[str] = (),
    text: str = "",
    order: Order = Order.REGION,
    minutes: Mapping[str, int] | None = None,
) -> tuple[Agent, ...]:
    """Agents who fit every filter, in order.

    Parameters
    ----------
    regions
        Any of these; all where there is none.
    skills
        All of these.
    text
        Part of the name, the id or the time zone, in whatever case.
    minutes
        Paid minutes by agent id, for the order by hours.
    """
    wanted = text.strip().casefold()
    found = [
        agent
        for agent in agents
        if (not regions or region_of(agent) in regions)
        and set(skills) <= agent.skills
        and wanted in f"{agent.name}\n{agent.agent_id}\n{agent.timezone}".casefold()
    ]
    if order is Order.NAME:
        return tuple(sorted(found, key=lambda agent: (agent.name.casefold(), agent.agent_id)))
    if order is Order.HOURS:
        held = minutes or {}
        return tuple(sorted(found, key=lambda agent: -held.get(agent.agent_id, 0)))
    # Regions in the order of the file, agents of each in the file's too.
    places = {region: k for k, region in enumerate(dict.fromkeys(map(region_of, found)))}
    return tuple(sorted(found, key=lambda agent: places[region_of(agent)]))


def shown_names(agents: Iterable[Agent]) -> Mapping[str, str]:
    """Names by agent id; with the id where two agents have the same."""
    people = tuple(agents)
    counts = Counter(agent.name for agent in people)
    return {
        agent.agent_id: agent.name
        if counts[agent.name] == 1 and agent.name
        else f"{agent.name} ({agent.agent_id})".strip()
        for agent in people
    }


def paid_minutes_by_agent(rows: Iterable[Assignment]) -> Mapping[str, int]:
    """Paid minutes of each agent who has a row."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row.agent_id] += row.paid_minutes
    return found
