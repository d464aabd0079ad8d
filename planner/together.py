"""Who has to be at work together: least heads of a kind, handovers, mentors beside new agents."""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.domain import Agent, OpenHours

__all__ = ["Handover", "Mentoring", "Presence", "Selection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Agents by what they are; who meets every list that is not empty is meant.

    Of a list one entry is enough: a role, a region, a skill, an agent's id.
    """

    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()

    def holds(self, agent: Agent) -> bool:
        """Whether an agent is meant."""
        return (
            (not self.roles or agent.role in self.roles)
            and (not self.regions or agent.region in self.regions)
            and (not self.skills or bool(agent.skills & self.skills))
            and (not self.agents or agent.agent_id in self.agents)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """At least so many of some agents are at work in every interval that ``open_hours`` touch."""

    name: str
    who: Selection
    at_least: int = 1
    open_hours: OpenHours = field(default_factory=OpenHours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Two regions overlap: each has at least so many at work for ``minutes`` from a wall time.

    ``minutes`` are elapsed ones; every interval that they touch counts.
    """

    name: str
    from_region: str
    to_region: str
    at_minute: int
    minutes: int
    at_least: int = 1
    timezone: str = "UTC"
    weekdays: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentoring:
    """New agents are at work beside mentors, at most ``new_per_mentor`` for each."""

    name: str
    new: Selection
    mentors: Selection
    new_per_mentor: int = 1
