"""The roster that was published for the weeks that are planned anew, and what of it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.domain import Assignment

__all__ = ["HeadPrice", "Published"]

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPrice:
    """What one more head at work was worth in an interval, as the solve had it that published.

    Heads are told apart by the queues that they serve (names in order), the net share of their
    presence, and what they weigh in rules on who is at work together (``rule=weight``, joined by
    semicolons; empty for nothing). ``worth`` is in the team's currency, ``wanted`` in heads.
    """

    start: datetime
    queues: tuple[str, ...]
    net_share: float
    together: str
    worth: float
    wanted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Rows of the team's agents that were published, with their breaks, in order of start.

    What starts before ``frozen_until`` stands as it is, unless its agent is away then, and
    nothing else may start before then; None where nothing is frozen. ``prices`` are what the
    solve learned, from which the next one begins; none where nobody kept them.
    """

    assignments: tuple[Assignment, ...]
    frozen_until: datetime | None = None
    prices: tuple[HeadPrice, ...] = ()

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
