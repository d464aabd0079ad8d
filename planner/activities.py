"""Meetings and training blocks that agents owe and that found no place in their week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from planner.clock import Horizon
from planner.domain import Assignment
from planner.scenario import Scenario

__all__ = ["Missing", "missing_activities"]

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """So many of an activity that an agent lacks in a plan week (0 is the first)."""

    agent_id: str
    activity: str
    week: int
    times: int


def missing_activities(
    scenario: Scenario, horizon: Horizon, assignments: Iterable[Assignment]
) -> tuple[Missing, ...]:
    """What is owed and not there, by agent, activity and week.

    An agent owes an activity ``times_per_week``, but never more often than she has shifts in the
    week: ``missing = max(0, min(times, shifts) - held)``.
    """
    if not scenario.activities:
        return ()
    shifts: Counter[tuple[str, int]] = Counter()
    held: dict[tuple[str, int], Counter[tuple[str, int]]] = defaultdict(Counter)
    for row in assignments:
        week = horizon.week_of(row.start)
        if week is None:
            continue
        shifts[row.agent_id, week] += 1
        for one in row.activities:
            held[row.agent_id, week][one.activity, (one.end - one.start) // MINUTE] += 1
    found = []
    for agent in scenario.agents:
        for planned in scenario.activities:
            if not planned.asks(agent):
                continue
            for week in range(horizon.weeks):
                key = agent.agent_id, week
                owed = min(planned.times_per_week, shifts[key])
                times = owed - held[key][planned.kind, planned.minutes]
                if times > 0:
                    found.append(
                        Missing(
                            agent_id=agent.agent_id, activity=planned.name, week=week, times=times
                        )
                    )
    return tuple(found)
