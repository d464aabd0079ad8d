"""What a solver knows of one agent: every duty she might work, and where to put constraints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from planner.domain import Agent, Contract, LabourRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A shift on a local date as a solver sees it; minutes count from the horizon's start."""

    local_date: date
    shift: str
    start_minute: int
    end_minute: int
    start_wall_minute: int  # local minutes from the local date's midnight, by the clock's face
    paid_minutes: int
    night_window_minutes: int
    week: int | None  # None: history


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One agent's possible duties and the facts that rules need.

    ``duties`` and ``variables`` go together: variable k of the model is 1 where duty k is worked.
    Bounds, absences and windows are minutes from the horizon's start, as (start, end) pairs.
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


class ConstraintSink(Protocol):
    """A linear model under construction; bounds of None are absent."""

    def new_bool(self, name: str) -> int:
        """Add a variable that is 0 or 1; its index."""

    def new_int(self, lower: int, upper: int, name: str) -> int:
        """Add a whole variable within bounds; its index."""

    def add(
        self,
        variables: Sequence[int],
        coefficients: Sequence[int],
        lower: int | None,
        upper: int | None,
    ) -> None:
        """Demand ``lower <= sum(coefficients * variables) <= upper``."""

    def forbid(self, variable: int) -> None:
        """Fix a variable to 0."""

    def require(self, variable: int) -> None:
        """Fix a variable to 1."""
