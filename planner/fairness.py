"""Who has borne how much of nights, weekends and holidays, against her peers.

For each kind, H is an agent's paid hours of that kind over the last eight weeks of history and
the horizon, C her contract's weekly hours. Peers are the agents of the same region who are alike
in ``nights``, she among them. Her distance is ``|H - C * mean(H_peer / C_peer)|`` hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from planner.clock import Horizon
from planner.costing.pay import paid_spans
from planner.costing.premium_time import PremiumMinutes, premium_clock
from planner.domain import Agent, Assignment
from planner.scenario import Scenario

__all__ = ["KINDS", "FairnessLine", "fairness_lines", "peer_groups", "special_minutes"]

KINDS = ("night", "weekend", "holiday")
LOOK_BACK = timedelta(hours=56 * 24)
LEAST_CONTRACT_MINUTES = 60  # a contract without weekly hours still needs a measure


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessLine:
    """One agent and kind: paid minutes of it, and hours away from her peers' even share."""

    agent_id: str
    kind: str
    minutes: int
    distance_hours: Fraction


def fairness_lines(
    scenario: Scenario, horizon: Horizon, assignments: Iterable[Assignment]
) -> tuple[FairnessLine, ...]:
    """Distances of every agent and kind; their sum is what ``fairness_per_hour`` weighs.

    Parameters
    ----------
    scenario, horizon
        The team with its history, and the weeks that are planned.
    assignments
        The plan's rows.
    """
    borne = special_minutes(scenario, horizon, assignments)
    return tuple(
        line
        for group in peer_groups(scenario)
        for kind in KINDS
        for line in _lines_of(scenario, group, kind, borne)
    )


def peer_groups(scenario: Scenario) -> tuple[tuple[Agent, ...], ...]:
    """Agents who are measured against one another: same region, same ``nights``."""
    groups: dict[tuple[str, bool], list[Agent]] = {}
    for agent in scenario.agents:
        groups.setdefault((agent.region, agent.nights), []).append(agent)
    return tuple(tuple(group) for group in groups.values())


def special_minutes(
    scenario: Scenario, horizon: Horizon, assignments: Iterable[Assignment]
) -> Mapping[str, PremiumMinutes]:
    """Paid night, weekend and holiday minutes of every agent.

    Counted over history rows that start in the eight weeks (56 x 24 h) before the horizon, and
    over ``assignments``; an empty sequence of these gives what history alone has laid on each.
    """
    earliest = horizon.start - LOOK_BACK
    past = [one for one in scenario.history if earliest <= one.start < horizon.start]
    rows: dict[str, list[Assignment]] = {agent.agent_id: [] for agent in scenario.agents}
    for one in (*past, *assignments):
        rows[one.agent_id].append(one)
    last = max([horizon.end, *(one.end for own in rows.values() for one in own)])
    return {
        agent.agent_id: premium_clock(
            agent, scenario.rules_of(agent), earliest, last, horizon.start
        ).minutes([span for one in rows[agent.agent_id] for span in paid_spans(one)])
        for agent in scenario.agents
    }


def _lines_of(
    scenario: Scenario, group: Sequence[Agent], kind: str, borne: Mapping[str, PremiumMinutes]
) -> Iterator[FairnessLine]:
    minutes = [getattr(borne[agent.agent_id], kind) for agent in group]
    owed = [scenario.contract_of(agent).weekly_minutes or LEAST_CONTRACT_MINUTES for agent in group]
    shares = [Fraction(each, week) for each, week in zip(minutes, owed, strict=True)]
    even = sum(shares, start=Fraction(0)) / len(group)
    for agent, own, week in zip(group, minutes, owed, strict=True):
        yield FairnessLine(
            agent_id=agent.agent_id,
            kind=kind,
            minutes=own,
            distance_hours=abs(own - week * even) / 60,
        )
