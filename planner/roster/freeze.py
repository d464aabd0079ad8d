"""The published roster in the problem's numbers: what stands of it, and what that bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from planner import clock
from planner.domain import Agent, Assignment
from planner.roster.activities_owed import held_of
from planner.roster.duties import minutes_from
from planner.roster.problem import Member, Option, Owed, PublishedShift
from planner.roster.tour_space import BoolArray
from planner.scenario import Scenario

__all__ = ["as_published", "barred_by_freeze", "frozen_pins", "frozen_until"]

Span = tuple[datetime, datetime]


def frozen_until(scenario: Scenario, horizon: clock.Horizon) -> int:
    """The minute of the horizon before which only what is frozen may start; 0 for none."""
    published = scenario.published
    if published is None or published.frozen_until is None:
        return 0
    # Shifts start on whole minutes: within a minute that has begun none does any more.
    return max(0, -((horizon.start - published.frozen_until) // timedelta(minutes=1)))


def as_published(
    scenario: Scenario,
    horizon: clock.Horizon,
    rows: Sequence[Assignment],
    away: Sequence[Span],
    owed: Sequence[Owed],
) -> tuple[PublishedShift, ...] | None:
    """An agent's published shifts that start within the horizon; None where nothing is published.

    Parameters
    ----------
    scenario, horizon
        The team and what is planned.
    rows
        The agent's.
    away
        Her time off.
    owed
        Her meetings and training blocks.
    """
    published = scenario.published
    if published is None:
        return None
    return tuple(
        PublishedShift(
            shift=row.shift,
            start_minute=minutes_from(horizon.start, row.start),
            break_starts=tuple(
                minutes_from(horizon.start, one.start) for one in row.activities if one.is_pause
            ),
            frozen=published.freezes(row, away),
            held=held_of(row, horizon, owed),
        )
        for row in sorted(rows, key=lambda row: row.start)
        if horizon.start <= row.start < horizon.end
    )


def frozen_pins(
    horizon: clock.Horizon, agent: Agent, published: Sequence[PublishedShift]
) -> list[tuple[date, str, int]]:
    """Frozen shifts as pins: local date, shift, wall minute of the start."""
    found = []
    for one in published:
        if one.frozen:
            start = horizon.start + timedelta(minutes=one.start_minute)
            shown = clock.to_local(start, agent.timezone)
            found.append((shown.date(), one.shift, shown.hour * 60 + shown.minute))
    return found


def barred_by_freeze(member: Member) -> BoolArray:
    """Per option, whether it starts before the freeze ends and is not what stands."""
    barred = np.zeros(len(member.options), dtype=bool)
    frozen = {
        (one.start_minute, one.shift, one.break_starts)
        for one in member.published or ()
        if one.frozen
    }
    for position, option in enumerate(member.options):
        if option.duty.start_minute < member.frozen_until:
            barred[position] = _only_way(option) not in frozen
    return barred


def _only_way(option: Option) -> tuple[int, str, tuple[int, ...] | None]:
    """Start, shift and break starts; these are None where they are not settled."""
    start = option.duty.start_minute
    settled = all(len(offsets) == 1 for offsets in option.offsets)
    breaks = tuple(start + offsets[0] for offsets in option.offsets) if settled else None
    return start, option.duty.shift, breaks
