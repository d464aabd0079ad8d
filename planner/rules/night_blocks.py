"""Nights in a row: how many, and the rest after them.

A night shift is one by ``duty_rules.Nights``; it belongs to the local date on which it starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from planner.domain import Violation
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.duty_rules import NIGHT_SHIFT_MINUTES
from planner.rules.record import AgentRecord, Worked

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightsInRow:
    """At most ``max_nights_in_row`` local dates in a row hold a night shift, history counted on."""

    name: ClassVar[str] = "nights-in-row"
    source: ClassVar[str] = "the labour rules; HSE, Managing shift work, HSG256: two or three"
    linking: ClassVar[bool] = True
    max_nights_in_row: int | None

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's maximum, if it has one."""
        return cls(max_nights_in_row=subject.law.max_nights_in_row)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Of one date in a row more than the maximum, one is without a night."""
        if self.max_nights_in_row is None:
            return
        past = _past_nights(choices)
        by_date = _nights_by_date(choices)
        first_days = {
            day - k * ONE_DAY for day in by_date for k in range(self.max_nights_in_row + 1)
        }
        for first in sorted(first_days):
            dates = [first + k * ONE_DAY for k in range(self.max_nights_in_row + 1)]
            if all(day in past or day in by_date for day in dates):
                variables = [variable for day in dates for variable in by_date.get(day, ())]
                fixed = sum(day in past for day in dates)
                model.add(variables, [1] * len(variables), None, self.max_nights_in_row - fixed)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """The first planned night past the maximum of each run."""
        if self.max_nights_in_row is None:
            return
        reported = False
        for row, run in _runs_of_nights(record):
            reported = reported and run > 1
            if run > self.max_nights_in_row and row.week is not None and not reported:
                reported = True
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=row.local_date,
                    expected=f"at most {self.max_nights_in_row} nights in a row",
                    found=f"night {run} of a run",
                )


def _past_nights(choices: Choices) -> set[date]:
    return {
        duty.local_date
        for duty in choices.history
        if duty.night_window_minutes >= NIGHT_SHIFT_MINUTES
    }


def _nights_by_date(choices: Choices) -> dict[date, list[int]]:
    """Variables of the night shifts that are offered, by local date."""
    return {
        day: nights
        for day, positions in choices.by_date().items()
        if (
            nights := [
                choices.variables[k]
                for k in positions
                if choices.duties[k].night_window_minutes >= NIGHT_SHIFT_MINUTES
            ]
        )
    }


def _runs_of_nights(record: AgentRecord) -> Iterator[tuple[Worked, int]]:
    """Every row with the number of nights in a row that it ends, 0 for one that is no night."""
    run, before = 0, None
    for row in record.worked:
        if row.night_window_minutes < NIGHT_SHIFT_MINUTES:
            run = 0
        else:
            follows = before is not None and row.local_date - before == ONE_DAY
            run = run + 1 if follows else 1
        before = row.local_date
        yield row, run
