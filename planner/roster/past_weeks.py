"""What an agent worked in the weeks before the plan, as far as her labour rules look back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from planner import absence
from planner.clock import Horizon
from planner.domain import Agent, Assignment, Contract, LabourRules, TimeOff
from planner.rules.past import PastWeek

__all__ = ["past_weeks"]


def past_weeks(
    agent: Agent,
    contract: Contract,
    law: LabourRules,
    absences: Sequence[TimeOff],
    past: Sequence[Assignment],
    horizon: Horizon,
) -> tuple[PastWeek, ...]:
    """Weeks before the horizon, the last first, back to that of her first shift.

    Parameters
    ----------
    agent, contract, law
        Hers.
    absences
        Her time off.
    past
        Her earlier shifts in order of start.
    horizon
        What is planned.
    """
    count = (law.averaging_weeks or 1) - 1
    if count == 0 or not past:
        return ()
    start_date = horizon.start_date - timedelta(days=7 * count)
    earlier = replace(horizon, start_date=start_date, weeks=count)
    credited = absence.credited_dates(agent, contract, absences, earlier)
    minutes = [0] * count
    for row in past:
        week = earlier.week_of(row.start)
        if week is not None:
            minutes[week] += row.paid_minutes
    first = earlier.week_of(past[0].start) or 0
    return tuple(
        PastWeek(paid_minutes=minutes[week], credited_dates=credited[week])
        for week in reversed(range(first, count))
    )
