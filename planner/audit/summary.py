"""summary.json held against the figures recomputed, and against itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.audit.costs import ITEMS, CostCents
from planner.audit.pay import money
from planner.audit.penalties import CoverHours, PenaltyCents
from planner.domain import Violation

CENT_SLACK = 1e-4  # of a cent: money is written as a JSON number with two decimals
HOUR_SLACK = 0.006  # hours may be written with two decimals
GAP_SLACK = 1e-6
STATUSES = ("OPTIMAL", "FEASIBLE", "STOPPED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the audit recomputed; ``hours`` is None where nothing tells what is required."""

    cost_cents: CostCents
    penalty_cents: PenaltyCents
    fixed_cost_cents: int
    hours: CoverHours | None
    missing_head_hours: float | None

    @property
    def objective_cents(self) -> int | None:
        """Cost and penalties; None where cover is not known."""
        penalties = self.penalty_cents.total
        return None if penalties is None else self.cost_cents.total + penalties


class SummaryCheck:
    """One summary under audit; what is wrong with it gathers in ``violations``.

    Figures that the summary does not hold are not asked for.
    """

    def __init__(self, summary: Mapping[str, object], figures: Figures) -> None:
        self._summary = summary
        self._figures = figures
        self.violations: list[Violation] = []

    def run(self, agents: int, intervals: int) -> None:
        """Hold every figure against what it should be."""
        self._cost()
        self._penalties()
        cents = self._figures.penalty_cents
        unknown = cents.changes is None and tells_of_changes(self._summary)
        unknown |= cents.activities is None and _tells_of(self._summary, "activities")
        self._amount("objective", None if unknown else self._figures.objective_cents)
        self._amount("fixed_cost", self._figures.fixed_cost_cents)
        self._gap()
        self._hours()
        self._count("agents", agents)
        self._count("intervals", intervals)
        status = self._summary.get("status")
        if status is not None and status not in STATUSES:
            self._wrong("status", " or ".join(STATUSES), str(status))

    def _cost(self) -> None:
        cents = self._figures.cost_cents
        cost = self._summary.get("cost")
        if isinstance(cost, Mapping):
            for item in ITEMS:
                if item in cost:
                    self._compare(f"cost.{item}", cents.of(item), cost[item])
            if "total" in cost:
                self._compare("cost.total", cents.total, cost["total"])
        else:
            self._amount("cost", cents.total)

    def _penalties(self) -> None:
        cents = self._figures.penalty_cents
        written = self._summary.get("penalties")
        if not isinstance(written, Mapping):
            self._amount("penalties", cents.total)
            return
        kinds: dict[str, int | None] = {
            "shortfall": cents.shortfall,
            "minimum_agents": cents.minimum_agents,
            "wishes": cents.wishes,
            "fairness": cents.fairness,
        }
        if cents.together is not None:
            kinds["together"] = cents.together
        if cents.changes is not None or "changes" in written:
            kinds["changes"] = cents.changes
        if cents.activities is not None or "activities" in written:
            kinds["activities"] = cents.activities
        for kind in kinds | dict(written):
            right = kinds.get(kind, 0)
            if right is not None:
                self._compare(f"penalties.{kind}", right, written.get(kind, 0))

    def _gap(self) -> None:
        numbers = [self._number(key) for key in ("objective", "lower_bound", "fixed_cost")]
        objective, bound, fixed = numbers
        if objective is None or bound is None:
            return
        if bound > objective + CENT_SLACK:
            self._wrong("lower_bound", f"at most the objective {objective}", str(bound))
        gap = self._number("gap")
        if gap is None or fixed is None:
            return
        span = objective - fixed
        right = 0.0 if span == 0 else (objective - bound) / span
        # The three amounts are rounded to cents, the gap need not be.
        slack = GAP_SLACK + (0.0 if span == 0 else 0.02 / abs(span))
        if abs(gap - right) > slack:
            self._wrong("gap", f"{right:.6f}", str(gap))

    def _hours(self) -> None:
        hours = self._figures.hours
        if hours is None:
            return
        for key, right in (
            ("required_hours", hours.required),
            ("covered_hours", hours.covered),
            ("shortfall_hours", hours.shortfall),
            ("overstaffed_hours", hours.overstaffed),
        ):
            written = self._number(key)
            if written is not None and abs(written - right) > HOUR_SLACK:
                self._wrong(key, f"{right:.2f}", str(written))

    def _count(self, key: str, right: int) -> None:
        written = self._number(key)
        if written is not None and written != right:
            self._wrong(key, str(right), str(written))

    def _amount(self, key: str, right_cents: int | None) -> None:
        written = self._summary.get(key)
        if right_cents is not None and written is not None:
            self._compare(key, right_cents, written)

    def _compare(self, name: str, right_cents: int, written: object) -> None:
        number = _number(written)
        if number is None or abs(number * 100 - right_cents) > CENT_SLACK + 1e-12 * right_cents:
            self._wrong(name, money(right_cents), str(written))

    def _number(self, key: str) -> float | None:
        written = self._summary.get(key)
        number = _number(written)
        if number is None and written is not None:
            self._wrong(key, "a number", repr(written))
        return number

    def _wrong(self, name: str, expected: str, found: str) -> None:
        self.violations.append(
            Violation(
                rule="summary",
                agent_id="",
                local_date=None,
                expected=f"{name}: {expected}",
                found=found,
            )
        )


def tells_of_changes(summary: Mapping[str, object] | None) -> bool:
    """Whether a summary weighs changes of a published roster."""
    return _tells_of(summary, "changes")


def _tells_of(summary: Mapping[str, object] | None, kind: str) -> bool:
    penalties = None if summary is None else summary.get("penalties")
    return isinstance(penalties, Mapping) and kind in penalties


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def summary_violations(
    summary: Mapping[str, object], figures: Figures, *, agents: int, intervals: int
) -> Iterator[Violation]:
    """Figures of summary.json that are not what they should be."""
    check = SummaryCheck(summary, figures)
    check.run(agents, intervals)
    yield from check.violations
