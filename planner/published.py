"""The roster that was published for the weeks that are planned anew, and what of it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.domain import Assignment

__all__ = ["Published"]

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Rows of the team's agents that were published, with their breaks, in order of start.

    What starts before ``frozen_until`` stands as it is, unless its agent is away then, and
    nothing else may start before then; None where nothing is frozen.
    """

    assignments: tuple[Assignment, ...]
    frozen_until: datetime | None = None

    def freezes(self, row: Assignment, away: Iterable[Span]) -> bool:
        """Whether a row of the published roster stands as it is.

        Parameters
        ----------
        row
            One of ``assignments``.
        away
            The agent's time off.
        """
        if self.frozen_until is None or row.start >= self.frozen_until:
            return False
        return not any(start < row.end and row.start < end for start, end in away)
