"""The figures of a plan's summary, checked, and in the words that a manager reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from app_pages.words import percent
from planner.errors import DataError, Fault
from planner.summary_text import STATUS_WORDS

__all__ = ["PlanFigures", "figures_of", "gap_words", "status_words", "violations_words"]

NO_GAP = Decimal("0.00005")  # shown as 0.00 %
ONE_PERCENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """Money in the team's currency, exact; hours are net agent-hours over all queues."""

    status: str
    cost: Decimal
    fixed_cost: Decimal
    gap: Decimal
    required_hours: Decimal
    covered_hours: Decimal
    shortfall_hours: Decimal
    violations: int


def figures_of(summary: Mapping[str, object], cost: pd.DataFrame) -> PlanFigures:
    """Read the figures from the contents of ``summary.json``.

    Parameters
    ----------
    cost
        The plan's ``cost.csv``; where it has rows they must add up to the summary's cost.

    Raises
    ------
    DataError
        Every figure that is not there or no number; two totals of one plan.
    """
    faults: list[Fault] = []
    names = ("cost", "fixed_cost", "gap", "required_hours", "covered_hours", "shortfall_hours")
    numbers = {name: _number(summary, name, faults) for name in names}
    violations = _number(summary, "violations", faults)
    total = sum(cost["amount"], start=Decimal(0))
    if not faults and len(cost) and total != numbers["cost"]:
        expected = f"{total:.2f}, the sum of cost.csv"
        got = str(numbers["cost"])
        faults.append(Fault(file="summary.json", column="cost", expected=expected, got=got))
    if faults:
        raise DataError(faults)
    return PlanFigures(status=str(summary.get("status", "")), violations=int(violations), **numbers)


def _number(summary: Mapping[str, object], name: str, faults: list[Fault]) -> Decimal:
    found = summary.get(name)
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        amount = Decimal(found)
        if amount.is_finite():
            return amount
    got = "nothing" if found is None else str(found)[:80]
    faults.append(Fault(file="summary.json", column=name, expected="a number", got=got))
    return Decimal(0)


def gap_words(gap: Decimal) -> str:
    """What a gap means: a gap of 0.042 is 4.2 % of what can be decided."""
    if gap < NO_GAP:
        return "nothing of what can be decided could still be saved, proven"
    most = percent(float(gap), 1 if gap >= ONE_PERCENT else 2)
    return f"at most {most} of what can be decided could still be saved, proven"


def status_words(status: str) -> str:
    """What the solver says of the plan."""
    return STATUS_WORDS.get(status, status.lower())


def violations_words(violations: int) -> str:
    """What the audit found, with a sign that needs no colour."""
    return "✓ none" if violations == 0 else f"✗ {violations:,}"
