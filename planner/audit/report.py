"""What an audit says: violations, notes, and every figure as it should be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pandas as pd

from planner.audit.summary import Figures
from planner.domain import Violation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditReport:
    """The result of an audit.

    Attributes
    ----------
    start_date, weeks
        What was audited, also where it had to be inferred.
    violations
        Everything that is wrong; empty for a roster that stands.
    notes
        What the audit had to assume or could not judge, as sentences.
    figures
        Cost, penalties and hours, recomputed.
    cover
        ``interval_start, queue, required, agents, vendor_agents, shortfall`` of every interval
        and queue, recomputed; None where nothing tells what is required.
    """

    start_date: date
    weeks: int
    violations: tuple[Violation, ...]
    notes: tuple[str, ...]
    figures: Figures
    cover: pd.DataFrame | None

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    @property
    def count_by_rule(self) -> tuple[tuple[str, int], ...]:
        """Rules broken and how often, the most frequent first."""
        return tuple(Counter(violation.rule for violation in self.violations).most_common())
