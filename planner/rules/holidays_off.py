"""Public holidays that nobody works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from planner.rules.base import DutyRule
from planner.rules.choices import Choices, Duty
from planner.rules.record import AgentRecord, Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidaysOff(DutyRule):
    """No minute of a shift lies on a public holiday of the agent's country and subdivision.

    By her own calendar and clock, breaks included: a night that runs into a holiday is barred too.
    """

    name: ClassVar[str] = "holidays-off"
    source: ClassVar[str] = "the labour rules; public holidays as the holidays package has them"
    asked: bool

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Whether the country's rules ask for it."""
        return cls(asked=subject.law.holidays_off)

    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether the duty touches no holiday."""
        return not self.asked or duty.holiday_minutes == 0

    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """A row on a holiday."""
        if not self.asked or row.holiday_minutes == 0:
            return None
        return "no work on public holidays", f"{row.holiday_minutes} minutes on one"
