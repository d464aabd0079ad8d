"""Overtime of one agent's week: the extra on top of base pay, by the labour rule alone.

Minute n of the week, counted over paid minutes in order of time, is over a weekly tier where
``n > over_weekly_minutes``; minute m of its shift is over a daily tier where
``m > over_daily_minutes``; a ``seventh_day`` tier asks for a shift on the seventh or a later
straight date worked. A tier applies where all its bounds do, and of those that apply the highest
premium counts, alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from planner.costing.money import cents_of
from planner.domain import OvertimeTier

__all__ = [
    "WeekRow",
    "overtime_cents",
    "overtime_minutes",
    "overtime_minutes_by_tier",
    "seventh_days",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One shift of the week; ``seventh_day``: at least the seventh straight date worked."""

    paid_minutes: int
    seventh_day: bool = False


def overtime_minutes_by_tier(
    tiers: Sequence[OvertimeTier], rows: Sequence[WeekRow]
) -> tuple[int, ...]:
    """Paid minutes that earn each tier's premium, in the order of ``tiers``.

    Parameters
    ----------
    tiers
        Of the agent's law. Of two alike in premium the first takes the minutes.
    rows
        The agent's shifts of one plan week in order of time.
    """
    taken = [0] * len(tiers)
    for minutes, tier in _stretches(tiers, rows):
        taken[tier] += minutes
    return tuple(taken)


def overtime_minutes(tiers: Sequence[OvertimeTier], rows: Sequence[WeekRow]) -> int:
    """Paid minutes of the week that earn an overtime premium above nothing."""
    by_tier = overtime_minutes_by_tier(tiers, rows)
    return sum(minutes for tier, minutes in zip(tiers, by_tier, strict=True) if tier.premium > 0)


def overtime_cents(
    wage_per_hour: Fraction, tiers: Sequence[OvertimeTier], rows: Sequence[WeekRow]
) -> int:
    """Overtime premium of one agent and week, rounded once, half-even.

    Parameters
    ----------
    wage_per_hour
        Base wage, exact.
    tiers, rows
        As in :func:`overtime_minutes_by_tier`.

    Examples
    --------
    >>> weekly = OvertimeTier(premium=Fraction(1, 2), over_weekly_minutes=2400)
    >>> overtime_cents(Fraction(20), [weekly], [WeekRow(paid_minutes=500)] * 5)
    1667
    """
    by_tier = overtime_minutes_by_tier(tiers, rows)
    weighted = sum(
        (tier.premium * minutes for tier, minutes in zip(tiers, by_tier, strict=True)),
        start=Fraction(0),
    )
    return cents_of(wage_per_hour * weighted / 60)


def _stretches(tiers: Sequence[OvertimeTier], rows: Sequence[WeekRow]) -> Iterator[tuple[int, int]]:
    """Runs of minutes under one tier, as (minutes, position of the tier)."""
    before = 0
    for row in rows:
        inner = {
            bound
            for tier in tiers
            for bound in _bounds_in_shift(tier, before)
            if 0 < bound < row.paid_minutes
        }
        for lower, upper in pairwise(sorted({0, row.paid_minutes} | inner)):
            applying = [
                position
                for position, tier in enumerate(tiers)
                if (row.seventh_day or not tier.seventh_day)
                and all(lower >= bound for bound in _bounds_in_shift(tier, before))
            ]
            if applying:
                yield upper - lower, max(applying, key=lambda each: tiers[each].premium)
        before += row.paid_minutes


def _bounds_in_shift(tier: OvertimeTier, before: int) -> list[int]:
    """Minutes into a shift after which each set bound is passed; ``before`` were worked before."""
    bounds = []
    if tier.over_daily_minutes is not None:
        bounds.append(tier.over_daily_minutes)
    if tier.over_weekly_minutes is not None:
        bounds.append(tier.over_weekly_minutes - before)
    return bounds


def seventh_days(worked: Sequence[date]) -> frozenset[date]:
    """Local dates that end a run of at least seven straight dates worked."""
    dates = frozenset(worked)
    return frozenset(
        day for day in dates if all(day - timedelta(days=back) in dates for back in range(1, 7))
    )
