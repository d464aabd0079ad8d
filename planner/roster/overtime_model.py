"""Overtime premiums as rows of a program: exact for weekly bounds, a lower bound for the rest.

A minute's premium is the highest of the tiers that apply. Levels of premium p_1 < p_2 < ... give
``sum_j (p_j - p_(j-1)) * minutes whose premium is at least p_j``, and each of these counts is at
least what any one tier of that level gives alone. Where tiers of different kinds meet (over daily
and over weekly minutes), the model takes the greatest single one, which never overstates; what is
paid is always computed exactly from the finished roster.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planner.domain import OvertimeTier
from planner.roster.problem import Member, Option
from planner.roster.program import Program


def add_overtime(
    program: Program,
    member: Member,
    worked: Sequence[tuple[Option, int]],
    cost_per_minute: float,
) -> None:
    """Price the overtime of one agent and week.

    Parameters
    ----------
    program
        Written to.
    member
        Whose law names the tiers.
    worked
        Options of the week with their variables.
    cost_per_minute
        Base wage of a minute in the program's cost units.
    """
    tiers = [tier for tier in member.law.overtime if tier.premium > 0 and not tier.seventh_day]
    below = Fraction(0)
    for level in sorted({tier.premium for tier in tiers}):
        lower_bounds = [
            terms
            for tier in tiers
            if tier.premium >= level
            for terms in [_minutes(member, tier, worked)]
            if terms is not None
        ]
        step = float(level - below) * cost_per_minute
        below = level
        if lower_bounds:
            most = sum(option.duty.paid_minutes for option, _ in worked)
            minutes = program.variable(most, cost=step, whole=True)
            for columns, values, over in lower_bounds:
                program.add([minutes, *columns], [1, *(-value for value in values)], -over, None)


def _minutes(
    member: Member, tier: OvertimeTier, worked: Sequence[tuple[Option, int]]
) -> tuple[list[int], list[int], int] | None:
    """Minutes that a tier gives alone, ``sum values * columns - over``; None where it can't."""
    daily = tier.over_daily_minutes
    terms = [
        (
            variable,
            option.duty.paid_minutes if daily is None else max(0, option.duty.paid_minutes - daily),
        )
        for option, variable in worked
    ]
    terms = [(variable, minutes) for variable, minutes in terms if minutes > 0]
    over = tier.over_weekly_minutes or 0
    most = member.contract.max_weekly_minutes
    if not terms or over >= most:
        return None
    if daily is not None and over:
        return None
    return [variable for variable, _ in terms], [minutes for _, minutes in terms], over
