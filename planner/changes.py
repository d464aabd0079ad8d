"""What a new roster changes of the one that was published before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from planner.clock import Horizon, to_local
from planner.domain import Assignment
from planner.scenario import Scenario

__all__ = ["build_changes_table", "changed_weeks"]


def changed_weeks(scenario: Scenario, horizon: Horizon, assignments: Iterable[Assignment]) -> int:
    """Weeks of agents that differ from the published ones; without a published roster, 0.

    A week is an agent's shifts, by name and start, that start in a plan week; breaks do not count,
    nor do agents who are not in the team any more.
    """
    published = scenario.published
    if published is None:
        return 0
    before = _by_week(scenario, horizon, published.assignments)
    after = _by_week(scenario, horizon, assignments)
    return sum(before[key] != after[key] for key in before.keys() | after.keys())


def _by_week(
    scenario: Scenario, horizon: Horizon, rows: Iterable[Assignment]
) -> defaultdict[tuple[str, int], set[tuple[str, datetime]]]:
    team = {agent.agent_id for agent in scenario.agents}
    found: defaultdict[tuple[str, int], set[tuple[str, datetime]]] = defaultdict(set)
    for row in rows:
        week = horizon.week_of(row.start)
        if row.agent_id in team and week is not None:
            found[row.agent_id, week].add((row.shift, row.start))
    return found


def build_changes_table(
    scenario: Scenario, horizon: Horizon, assignments: Iterable[Assignment]
) -> pd.DataFrame:
    """Columns of ``changes.csv``: every local date on which an agent's shift is another one.

    ``before`` and ``after`` are the shift and its local start, empty for a day off.
    """
    published = scenario.published
    before = _by_date(scenario, horizon, () if published is None else published.assignments)
    after = _by_date(scenario, horizon, assignments)
    place = {agent.agent_id: number for number, agent in enumerate(scenario.agents)}
    keys = sorted(before.keys() | after.keys(), key=lambda key: (place[key[0]], key[1]))
    rows = [
        (*key, before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key) != after.get(key)
    ]
    return pd.DataFrame(rows, columns=["agent_id", "local_date", "before", "after"])


def _by_date(
    scenario: Scenario, horizon: Horizon, rows: Iterable[Assignment]
) -> dict[tuple[str, date], str]:
    zones = {agent.agent_id: agent.timezone for agent in scenario.agents}
    found = {}
    for row in rows:
        if row.agent_id in zones and horizon.start <= row.start < horizon.end:
            wall = to_local(row.start, zones[row.agent_id])
            found[row.agent_id, wall.date()] = f"{row.shift} {wall:%H:%M}"
    return found
