"""What the audit knows of one agent: rows as worked, and the demands they are judged by.

Built by the audit from files alone, with its own clock; nothing here comes from the solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from planner.domain import Agent, Contract, LabourRules, Pin, Shift
from planner.rules.past import PastWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One roster row: instants in UTC, wall times naive, ``week`` None for history."""

    local_date: date
    shift: str
    start: datetime
    end: datetime
    start_local: datetime
    end_local: datetime
    paid_minutes: int
    night_window_minutes: int  # elapsed minutes inside the night window, breaks included
    week: int | None
    holiday_minutes: int = 0  # elapsed minutes on public holidays, breaks included
    longest_unpaid_minutes: int = 0  # of the unpaid activities the longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From ``start`` (in) to ``end`` (out), UTC; ``kind`` names it where it matters."""

    start: datetime
    end: datetime
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord:
    """An agent, her contract and law, and all her rows in order of start, history included."""

    agent: Agent
    contract: Contract
    law: LabourRules
    shifts: tuple[Shift, ...]  # the templates that her contract names
    worked: tuple[Worked, ...]
    week_bounds: tuple[datetime, ...]
    time_off: tuple[Span, ...]
    windows: tuple[Span, ...] | None  # merged availability; None where there is no limit
    credited_dates: tuple[int, ...]  # per plan week, at most days_per_week
    pins: tuple[Pin, ...]
    absent_dates: frozenset[date] = frozenset()  # about the plan, wholly covered by time off
    past_weeks: tuple[PastWeek, ...] = ()  # the last one first, as far as a rule looks back

    @property
    def planned(self) -> tuple[Worked, ...]:
        """Rows of the plan itself."""
        return tuple(row for row in self.worked if row.week is not None)

    @property
    def history(self) -> tuple[Worked, ...]:
        """Rows worked before the plan."""
        return tuple(row for row in self.worked if row.week is None)
