"""Nights, weekends, holidays and wishes of each agent, beside what an even share would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

from planner.clock import Horizon
from planner.costing.premium_time import PremiumMinutes
from planner.domain import Agent, Assignment, Wish
from planner.fairness import KINDS, LEAST_CONTRACT_MINUTES, peer_groups, special_minutes
from planner.scenario import Scenario

__all__ = ["FAIRNESS_COLUMNS", "even_hours", "fairness_table"]

FAIRNESS_COLUMNS = (
    "agent_id",
    "agent",
    "region",
    "peers",
    "wishes_granted",
    "wishes_refused",
    *(f"{kind}_{part}" for kind in KINDS for part in ("plan_h", "all_h", "even_h")),
)


def fairness_table(
    team: Scenario,
    horizon: Horizon,
    rows: Sequence[Assignment],
    wishes: Iterable[tuple[Wish, bool]],
) -> pd.DataFrame:
    """A line per agent, in the team's order.

    Parameters
    ----------
    rows
        The plan's.
    wishes
        Those for the plan's dates, each with whether it is granted.

    Returns
    -------
    DataFrame
        ``FAIRNESS_COLUMNS``. Paid hours of night, weekend and holiday: ``_plan_h`` of the plan
        alone, ``_all_h`` with the last eight weeks of history, ``_even_h`` what she would have
        of ``_all_h`` if her peers' (same region, alike in nights) were shared by contract hours.
    """
    past = special_minutes(team, horizon, ())
    borne = special_minutes(team, horizon, rows)
    even = even_hours(team, borne)
    peers = {agent.agent_id: len(group) for group in peer_groups(team) for agent in group}
    judged = list(wishes)
    lines = []
    for agent in team.agents:
        line: dict[str, object] = {
            "agent_id": agent.agent_id,
            "agent": agent.name,
            "region": agent.region,
            "peers": peers[agent.agent_id] - 1,
        }
        for kind in KINDS:
            whole = getattr(borne[agent.agent_id], kind)
            line[f"{kind}_plan_h"] = (whole - getattr(past[agent.agent_id], kind)) / 60
            line[f"{kind}_all_h"] = whole / 60
            line[f"{kind}_even_h"] = float(even[agent.agent_id, kind])
        own = [granted for wish, granted in judged if wish.agent_id == agent.agent_id]
        lines.append(line | {"wishes_granted": sum(own), "wishes_refused": len(own) - sum(own)})
    return pd.DataFrame(lines, columns=list(FAIRNESS_COLUMNS))


def even_hours(
    team: Scenario, borne: Mapping[str, PremiumMinutes]
) -> Mapping[tuple[str, str], Fraction]:
    """Hours by agent and kind, were the peers' shared in proportion to contract hours.

    The share is the mean of the peers' hours per contract hour, as the plan's fairness takes it.
    """
    found: dict[tuple[str, str], Fraction] = {}
    for group in peer_groups(team):
        owed = {agent.agent_id: _contract_minutes(team, agent) for agent in group}
        for kind in KINDS:
            shares = [
                Fraction(getattr(borne[agent.agent_id], kind), owed[agent.agent_id])
                for agent in group
            ]
            even = sum(shares, start=Fraction(0)) / len(group)
            found |= {(agent_id, kind): week * even / 60 for agent_id, week in owed.items()}
    return found


def _contract_minutes(team: Scenario, agent: Agent) -> int:
    return team.contract_of(agent).weekly_minutes or LEAST_CONTRACT_MINUTES
