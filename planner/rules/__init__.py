"""Labour rules: one class each; ``RULES`` is what solver, conflicts and audit go by."""

from __future__ import annotations

from planner.rules.averages import AveragedMinutes
from planner.rules.base import DutyRule, Rule
from planner.rules.choices import Choices, ConstraintSink, Duty
from planner.rules.days_off import DaysOffInRow
from planner.rules.duty_rules import Availability, Nights, PinsStand, TimeOffBars
from planner.rules.holidays_off import HolidaysOff
from planner.rules.hours import ConsecutiveDays, DaysPerWeek, MaxWeeklyMinutes, MinWeeklyMinutes
from planner.rules.night_blocks import NightsInRow, RestAfterNights
from planner.rules.past import PastWeek
from planner.rules.record import AgentRecord, Span, Worked
from planner.rules.rest import DailyRest, WeeklyRest
from planner.rules.split_shifts import DailySpan, LongestUnpaidBreak
from planner.rules.starts import ForwardRotation, StartSpread

RULES: tuple[type[Rule], ...] = (
    Nights,
    Availability,
    TimeOffBars,
    HolidaysOff,
    LongestUnpaidBreak,
    DailySpan,
    DailyRest,
    WeeklyRest,
    MaxWeeklyMinutes,
    MinWeeklyMinutes,
    AveragedMinutes,
    DaysPerWeek,
    ConsecutiveDays,
    DaysOffInRow,
    StartSpread,
    ForwardRotation,
    NightsInRow,
    RestAfterNights,
    PinsStand,
)

__all__ = [
    "RULES",
    "AgentRecord",
    "Choices",
    "ConstraintSink",
    "Duty",
    "DutyRule",
    "PastWeek",
    "Rule",
    "Span",
    "Worked",
]
