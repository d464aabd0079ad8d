"""Pay of single roster rows: base pay and the premiums of nights, weekends and holidays.

Base pay is wage x paid minutes / 60. Each premium is a share of the base wage for every paid
minute in its state, and they add up. Each of the four is rounded half-even to the cent per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from planner.costing.money import cents, cents_array
from planner.costing.premium_time import MINUTE, PremiumClock, PremiumMinutesArray
from planner.domain import Assignment, Contract, LabourRules

__all__ = [
    "RowPay",
    "RowPayArray",
    "contract_week_cents",
    "idle_cents",
    "idle_minutes",
    "paid_spans",
    "price_row",
    "price_rows",
]

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPay:
    """What one roster row costs before overtime, and the paid minutes behind each figure."""

    paid_minutes: int
    pay_cents: int
    night_minutes: int
    night_cents: int
    weekend_minutes: int
    weekend_cents: int
    holiday_minutes: int
    holiday_cents: int

    @property
    def premium_cents(self) -> int:
        """Night, weekend and holiday premiums: the roster's ``premium`` column."""
        return self.night_cents + self.weekend_cents + self.holiday_cents

    @property
    def total_cents(self) -> int:
        """Pay and premiums."""
        return self.pay_cents + self.premium_cents


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowPayArray:
    """Cents of many rows: int64 arrays of one shape."""

    pay_cents: NDArray[np.int64]
    night_cents: NDArray[np.int64]
    weekend_cents: NDArray[np.int64]
    holiday_cents: NDArray[np.int64]

    @property
    def premium_cents(self) -> NDArray[np.int64]:
        """Night, weekend and holiday premiums."""
        return self.night_cents + self.weekend_cents + self.holiday_cents

    @property
    def total_cents(self) -> NDArray[np.int64]:
        """Pay and premiums."""
        return self.pay_cents + self.premium_cents


def paid_spans(assignment: Assignment) -> tuple[tuple[datetime, datetime], ...]:
    """UTC spans of the shift that are paid: from start to end without unpaid activities."""
    spans = []
    start = assignment.start
    for pause in sorted(assignment.activities, key=lambda each: each.start):
        if pause.paid:
            continue
        until = min(pause.start, assignment.end)
        if start < until:
            spans.append((start, until))
        start = max(start, pause.end)
    if start < assignment.end:
        spans.append((start, assignment.end))
    return tuple(spans)


def price_row(
    wage_per_hour: Fraction, law: LabourRules, clock: PremiumClock, assignment: Assignment
) -> RowPay:
    """Pay and premiums of one assignment, each rounded half-even to the cent.

    Parameters
    ----------
    wage_per_hour
        The agent's base wage, exact, in the team's currency.
    law
        Whose premiums apply.
    clock
        Of the agent's zone, law and country; must reach over the assignment.
    assignment
        With its breaks laid down.
    """
    spans = paid_spans(assignment)
    paid = sum((end - start) // MINUTE for start, end in spans)
    special = clock.minutes(spans)
    return RowPay(
        paid_minutes=paid,
        pay_cents=cents(wage_per_hour, paid),
        night_minutes=special.night,
        night_cents=cents(wage_per_hour, special.night, _night_share(law)),
        weekend_minutes=special.weekend,
        weekend_cents=cents(wage_per_hour, special.weekend, _weekend_share(law)),
        holiday_minutes=special.holiday,
        holiday_cents=cents(wage_per_hour, special.holiday, law.holiday_premium),
    )


def price_rows(
    wage_per_hour: Fraction,
    law: LabourRules,
    paid_minutes: NDArray[np.int64],
    special: PremiumMinutesArray,
) -> RowPayArray:
    """Pay and premiums of many rows at once: the cents that :func:`price_row` gives.

    Parameters
    ----------
    wage_per_hour, law
        As in :func:`price_row`.
    paid_minutes
        Per row, any shape.
    special
        Paid minutes in each state, same shape (shifts ``less`` their unpaid breaks).
    """
    return RowPayArray(
        pay_cents=cents_array(wage_per_hour, paid_minutes),
        night_cents=cents_array(wage_per_hour, special.night, _night_share(law)),
        weekend_cents=cents_array(wage_per_hour, special.weekend, _weekend_share(law)),
        holiday_cents=cents_array(wage_per_hour, special.holiday, law.holiday_premium),
    )


def idle_minutes(contract: Contract, rostered_minutes: int) -> int:
    """Minutes of a week that are paid though not rostered.

    Salaried: up to the contract's weekly minutes, absent or not. Hourly: up to the guaranteed
    ``min_weekly_minutes``.
    """
    owed = contract.min_weekly_minutes if contract.hourly else contract.weekly_minutes
    return max(0, owed - rostered_minutes)


def idle_cents(contract: Contract, wage_per_hour: Fraction, rostered_minutes: int) -> int:
    """Cents of :func:`idle_minutes` at base pay, rounded once per agent and week."""
    return cents(wage_per_hour, idle_minutes(contract, rostered_minutes))


def contract_week_cents(contract: Contract, wage_per_hour: Fraction) -> int:
    """What a week costs whatever is rostered: the contract's pay if salaried, else nothing."""
    return 0 if contract.hourly else cents(wage_per_hour, contract.weekly_minutes)


def _night_share(law: LabourRules) -> Fraction:
    return NOTHING if law.night is None else law.night.premium


def _weekend_share(law: LabourRules) -> Fraction:
    return NOTHING if law.weekend is None else law.weekend.premium
