"""One line of the cost: what is paid, to whom, in which week."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from planner.clock import Horizon

__all__ = ["ITEMS", "CostItem", "week_within"]

ITEMS = ("wages", "idle", "overtime", "night", "weekend", "holiday", "vendor", "bot")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """An amount in whole cents; ``name`` is an agent_id, or the name of a vendor or bot.

    ``quantity`` is in ``unit`` (hours, contacts, resolutions), exact.
    """

    item: str
    region: str
    name: str
    week: int
    quantity: Fraction
    unit: str
    amount_cents: int


def week_within(horizon: Horizon, instant: datetime) -> int:
    """Plan week that holds ``instant``.

    Raises
    ------
    ValueError
        Where the horizon does not.
    """
    bounds = horizon.week_bounds
    week = bisect_right(bounds, instant) - 1
    if not 0 <= week < horizon.weeks:
        raise ValueError(f"expected an instant from {bounds[0]} to {bounds[-1]}, got {instant}")
    return week
