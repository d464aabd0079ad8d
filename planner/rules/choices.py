"""What a solver knows of one agent: every duty she might work, and where to put constraints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from planner.domain import Agent, Contract, LabourRules
from planner.rules.past import PastWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A shift on a local date as a solver sees it; minutes count from the horizon's start."""

    local_date: date
    shift: str
    start_minute: int
    end_minute: int
    start_wall_minute: int  # local minutes from the local date's midnight, by the clock's face
    paid_minutes: int
    night_window_minutes: int  # elapsed minutes inside the night window, breaks included
    week: int | None  # None: history
    holiday_minutes: int = 0  # elapsed minutes on public holidays, breaks included
    longest_unpaid_minutes: int = 0  # of the unpaid breaks the longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One agent's possible duties and the facts that rules need.

    ``duties`` and ``variables`` go together: variable k of the model is 1 where duty k is worked.
    At most one duty of a local date is ever worked: the model sees to that by itself, because a
    roster has one row for an agent and date. Bounds, absences and windows are minutes from the
    horizon's start, as (start, end) pairs.
    """

    agent: Agent
    contract: Contract
    law: LabourRules
    duties: tuple[Duty, ...]
    variables: tuple[int, ...]
    history: tuple[Duty, ...]
    week_bounds: tuple[int, ...]
    time_off: tuple[tuple[int, int], ...]
    windows: tuple[tuple[int, int], ...] | None
    credited_dates: tuple[int, ...]
    pinned: tuple[tuple[date, str, int], ...]  # local date, shift, wall minute of the start
    absent_dates: frozenset[date] = frozenset()  # about the plan, wholly covered by time off
    past_weeks: tuple[PastWeek, ...] = ()  # the last one first, as far as a rule looks back
    rest_from: int | None = None  # where the first week's rest begins at the soonest; None: any

    def of_week(self, week: int) -> list[int]:
        """Positions of the duties that belong to a plan week."""
        return [k for k, duty in enumerate(self.duties) if duty.week == week]

    def by_date(self) -> dict[date, list[int]]:
        """Positions of the duties by local date, dates in order."""
        found: dict[date, list[int]] = {}
        for k in sorted(range(len(self.duties)), key=lambda k: self.duties[k].local_date):
            found.setdefault(self.duties[k].local_date, []).append(k)
        return found

    @property
    def weeks(self) -> range:
        """Plan weeks."""
        return range(len(self.week_bounds) - 1)


class ConstraintSink(Protocol):
    """A linear model under construction; bounds of None are absent."""

    def new_bool(self, name: str) -> int:
        """Add a variable that is 0 or 1; its index."""

    def add(
        self,
        variables: Sequence[int],
        coefficients: Sequence[int],
        lower: int | None,
        upper: int | None,
    ) -> None:
        """Demand ``lower <= sum(coefficients * variables) <= upper``."""

    def add_no_overlap(
        self, variables: Sequence[int], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        """Demand that no two chosen spans ``starts..ends`` (end excluded) share a minute."""

    def forbid(self, variable: int) -> None:
        """Fix a variable to 0."""
