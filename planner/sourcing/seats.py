"""What software costs for those who are employed."""

from __future__ import annotations

from fractions import Fraction

from planner.costing.money import cents_of
from planner.scenario import Scenario
from planner.sourcing.market import MARKET

__all__ = ["seat_cents_per_week"]

MONTHS, WEEKS = 12, 52


def seat_cents_per_week(scenario: Scenario) -> int:
    """Whole cents for one agent's seat and week: twelve months' price over 52 weeks.

    The market's price stands in where the team says none; nothing where that cannot be converted.
    """
    monthly = scenario.seat_per_month
    if monthly is None:
        monthly = MARKET["seat"].dollars * (scenario.dollar or Fraction(0))
    return cents_of(monthly * MONTHS / WEEKS)
