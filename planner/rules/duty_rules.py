"""Rules that judge each shift by itself: nights, availability, time off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from planner.domain import Violation
from planner.rules.base import DutyRule
from planner.rules.choices import Choices, ConstraintSink, Duty
from planner.rules.record import AgentRecord, Worked

NIGHT_SHIFT_MINUTES = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights(DutyRule):
    """An agent who works no nights gets no night shift.

    A night shift has at least 180 elapsed minutes inside the night window of the agent's labour
    rules, by her local clock (the EU's night worker: at least three hours of night time).
    """

    name: ClassVar[str] = "nights"
    source: ClassVar[str] = "agents.csv, nights; three hours: Directive 2003/88/EC, article 2(4)"
    willing: bool

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the agent's willingness."""
        return cls(willing=subject.agent.nights)

    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether the agent is willing or the duty is no night shift."""
        return self.willing or duty.night_window_minutes < NIGHT_SHIFT_MINUTES

    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """A night shift of an agent who works none."""
        if self.willing or row.night_window_minutes < NIGHT_SHIFT_MINUTES:
            return None
        return "no night shift", f"{row.night_window_minutes} minutes within the night window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability(DutyRule):
    """A shift lies wholly within one of the agent's windows.

    An agent without a latest end and without availability rows has no windows: then a shift
    starts, on its own local date, no earlier than her earliest start.
    """

    name: ClassVar[str] = "availability"
    source: ClassVar[str] = "agents.csv, earliest_start and latest_end; availability.csv"

    earliest_start_minute: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the earliest start; the windows are facts of the agent, not parameters."""
        return cls(earliest_start_minute=subject.agent.earliest_start_minute or 0)

    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether some window holds the duty."""
        if choices.windows is None:
            return duty.start_wall_minute >= self.earliest_start_minute
        return any(
            start <= duty.start_minute and duty.end_minute <= end for start, end in choices.windows
        )

    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """A row that no window holds."""
        if record.windows is None:
            start_minute = row.start_local.hour * 60 + row.start_local.minute
            available = start_minute >= self.earliest_start_minute
        else:
            available = any(
                window.start <= row.start and row.end <= window.end for window in record.windows
            )
        if available:
            return None
        return (
            "a shift within the agent's available hours",
            f"{row.start_local:%H:%M} to {row.end_local:%H:%M} local",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffBars(DutyRule):
    """No shift shares a minute with time off, whatever its kind."""

    name: ClassVar[str] = "time-off"
    source: ClassVar[str] = "time_off.csv"

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """The absences are facts of the agent, not parameters."""
        del subject
        return cls()

    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether the duty touches no absence."""
        return all(
            duty.end_minute <= start or end <= duty.start_minute for start, end in choices.time_off
        )

    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """A row on an absence."""
        for absence in record.time_off:
            if row.start < absence.end and absence.start < row.end:
                return "no work on time off", f"{row.shift} during {absence.kind}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinsStand:
    """A pinned shift is worked: on its local date, by its template, from its wall time."""

    name: ClassVar[str] = "pin"
    source: ClassVar[str] = "pins.csv"
    linking: ClassVar[bool] = True

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """The pins are facts of the agent, not parameters."""
        del subject
        return cls()

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Demand one of the duties that answer to each pin (there is one, or none: infeasible)."""
        for pin in choices.pinned:
            answering = [
                variable
                for duty, variable in zip(choices.duties, choices.variables, strict=True)
                if (duty.local_date, duty.shift, duty.start_wall_minute) == pin
            ]
            model.add(answering, [1] * len(answering), 1, 1)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every pin that no row answers to."""
        worked = {
            (row.local_date, row.shift, row.start_local.hour * 60 + row.start_local.minute)
            for row in record.planned
        }
        for pin in record.pins:
            if (pin.local_date, pin.shift, pin.start_minute) not in worked:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=pin.local_date,
                    expected=f"the pinned {pin.shift} from {_clock_face(pin.start_minute)}",
                    found="no such shift",
                )


def _clock_face(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
