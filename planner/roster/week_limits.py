"""How much a member may and must work in a problem's one week."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from planner.roster.problem import Member
from planner.rules.averages import AveragedMinutes

__all__ = ["least_minutes", "most_days", "most_minutes", "run_before"]


def most_days(member: Member) -> int:
    """Days that the contract leaves, those credited for absence taken off."""
    return max(0, member.contract.days_per_week - member.credited_dates[0])


def most_minutes(member: Member) -> int:
    """The lowest of what contract, law and the average over weeks allow."""
    averaged = AveragedMinutes.under(member.law, member.contract)
    bounds = (
        member.contract.max_weekly_minutes,
        member.law.max_weekly_minutes,
        averaged.left(member.past_weeks, member.credited_dates[0]),
    )
    return min(int(bound) for bound in bounds if bound is not None)


def least_minutes(member: Member) -> int:
    """What a salaried member is rostered for at least, the day's share of an absence taken off."""
    contract = member.contract
    if contract.hourly:
        return 0
    share = contract.weekly_minutes / contract.days_per_week
    return max(0, int(np.ceil(contract.min_weekly_minutes - member.credited_dates[0] * share)))


def run_before(member: Member) -> int:
    """Dates in a row worked right before the first date on which she could work."""
    if not member.options or not member.history:
        return 0
    worked = {past.local_date for past in member.history}
    day: date = min(option.duty.local_date for option in member.options) - timedelta(days=1)
    run = 0
    while day in worked:
        run, day = run + 1, day - timedelta(days=1)
    return run
