"""Meetings and training blocks that a member owes, in the problem's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from planner import clock
from planner.domain import Agent, Assignment
from planner.roster.duties import minutes_from
from planner.roster.problem import Held, Owed
from planner.scenario import Scenario

__all__ = ["held_of", "owed_of"]

AROUND = timedelta(days=2)  # a shift of the horizon may run on past its end


def owed_of(scenario: Scenario, horizon: clock.Horizon, agent: Agent) -> tuple[Owed, ...]:
    """What an agent owes in each week of a horizon; when all meet is not settled yet."""
    return tuple(
        Owed(
            kind=planned.kind,
            minutes=planned.minutes,
            times=planned.times_per_week,
            windows=tuple(
                (minutes_from(horizon.start, start), minutes_from(horizon.start, end))
                for start, end in clock.open_spans(
                    planned.hours_of(agent), horizon.start, horizon.end + AROUND
                )
            ),
            number=number,
            sessions=() if planned.together else None,
        )
        for number, planned in enumerate(scenario.activities)
        if planned.asks(agent)
    )


def held_of(row: Assignment, horizon: clock.Horizon, owed: Sequence[Owed]) -> tuple[Held, ...]:
    """What a row holds of a member's own activities: kind and length tell which is which."""
    found = []
    for one in sorted(row.activities, key=lambda each: each.start):
        minutes = minutes_from(one.start, one.end)
        for place, each in enumerate(owed):
            if (each.kind, each.minutes) == (one.activity, minutes):
                found.append(Held(owed=place, start_minute=minutes_from(horizon.start, one.start)))
    return tuple(found)
