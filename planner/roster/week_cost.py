"""What a member's shifts and week cost, wishes and all, in currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.roster.problem import Member, Option

__all__ = ["counted_once", "option_cost", "option_pay", "week_end_cost", "wish_cost"]


def option_pay(member: Member, option: Option) -> float:
    """Row pay and overtime of daily tiers."""
    daily = [
        (tier.over_daily_minutes, float(tier.premium))
        for tier in member.law.overtime
        if tier.over_daily_minutes is not None
        and tier.over_weekly_minutes is None
        and not tier.seventh_day
    ]
    return option.row_cents / 100 + _overtime(member, daily, option.duty.paid_minutes)


def wish_cost(member: Member, option: Option) -> float:
    """What a member's wishes make of an option: refused ones cost, granted ones save."""
    total = 0.0
    for day, wish, price in member.wishes:
        if day == option.duty.local_date:
            if wish == "off":
                total += price
            elif wish == option.duty.shift:
                total -= price
    return total


def option_cost(member: Member, option: Option) -> float:
    """Row pay, overtime of daily tiers, and what wishes make of it."""
    return option_pay(member, option) + wish_cost(member, option)


def week_end_cost(member: Member, minutes: int) -> float:
    """Idle pay and overtime of weekly tiers of a week of so many paid minutes.

    A seat is added, or all left out, for a member whom the plan may do without.

    Minutes that daily tiers pay for too are counted twice: the search shuns them a little more
    than their pay asks, and never takes a roster for better than it is. Tiers that ask for both
    bounds or a seventh day are left out.
    """
    if member.may_stay_out and minutes == 0:
        return 0.0
    contract = member.contract
    owed = contract.min_weekly_minutes if contract.hourly else contract.weekly_minutes
    weekly = [
        (tier.over_weekly_minutes, float(tier.premium))
        for tier in member.law.overtime
        if tier.over_weekly_minutes is not None
        and tier.over_daily_minutes is None
        and not tier.seventh_day
    ]
    idle = float(member.agent.wage_per_hour) / 60 * max(0, owed - minutes)
    return idle + _overtime(member, weekly, minutes) + (member.seat or 0.0)


def _overtime(member: Member, tiers: Sequence[tuple[int, float]], minutes: int) -> float:
    """Premium of so many minutes under tiers of one kind of bound: of each the highest counts."""
    below = extra = 0.0
    for over, premium in sorted(tiers):
        if premium > below:
            extra += (premium - below) * max(0, minutes - over)
            below = premium
    return float(member.agent.wage_per_hour) / 60 * extra


def counted_once(member: Member) -> Member:
    """A member whose minutes count for one tier of overtime only: for bounds.

    Where overtime goes by the day and by the week, minutes may count for both; by the week alone
    they count once.
    """
    tiers = member.law.overtime
    weekly = [tier for tier in tiers if tier.over_weekly_minutes is not None]
    if any(tier.over_daily_minutes is None and not tier.seventh_day for tier in weekly):
        kept = tuple(tier for tier in weekly if tier.over_daily_minutes is None)
        return replace(member, law=replace(member.law, overtime=kept))
    return member
