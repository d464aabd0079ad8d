"""Shifts in two parts: how long the pause between them may be, and the day from end to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from planner.rules.base import DutyRule
from planner.rules.choices import Choices, Duty
from planner.rules.record import AgentRecord, Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class LongestUnpaidBreak(DutyRule):
    """Each unpaid break of a shift lasts at most ``most_minutes``: longer ones split the day.

    Breaks count one by one, also where two follow each other at once.
    """

    name: ClassVar[str] = "unpaid-break"
    source: ClassVar[str] = "the labour rules; what splits a day is a matter of agreements"
    most_minutes: int | None

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's maximum; None: any."""
        return cls(most_minutes=subject.law.longest_unpaid_break_minutes)

    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether no unpaid break of the duty is longer."""
        return self.most_minutes is None or duty.longest_unpaid_minutes <= self.most_minutes

    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """A row with a longer unpaid break."""
        if self.most_minutes is None or row.longest_unpaid_minutes <= self.most_minutes:
            return None
        return (
            f"unpaid breaks of at most {self.most_minutes} minutes",
            f"one of {row.longest_unpaid_minutes} minutes",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySpan(DutyRule):
    """From its start to its end a shift lasts at most ``most_minutes``, all breaks included."""

    name: ClassVar[str] = "daily-span"
    source: ClassVar[str] = "the labour rules; elapsed minutes, whatever the clocks do"
    most_minutes: int | None

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's maximum; None: any."""
        return cls(most_minutes=subject.law.max_daily_span_minutes)

    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether the duty is no longer."""
        return self.most_minutes is None or duty.end_minute - duty.start_minute <= self.most_minutes

    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """A row that lasts longer."""
        lasts = int((row.end - row.start).total_seconds()) // 60
        if self.most_minutes is None or lasts <= self.most_minutes:
            return None
        return f"at most {self.most_minutes} minutes from start to end", f"{lasts} minutes"
