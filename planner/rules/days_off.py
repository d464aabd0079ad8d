"""Days off come together: the least length of a spell of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, Self

from planner.domain import Violation
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.record import AgentRecord

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOffInRow:
    """``dates between two worked ones = 0 or >= min_days_off_in_row``, by the agent's calendar.

    A date is worked where a shift starts on it. The last date of the history is one of the two; a
    spell that nothing before it or nothing after it ends is not judged: nobody knows its length.
    Nor is one that holds a date of time off: who is away on a single day need not be off on two.
    """

    name: ClassVar[str] = "days-off-in-row"
    source: ClassVar[str] = "the labour rules; free weekends: HSE, Managing shift work, HSG256"
    linking: ClassVar[bool] = True
    min_days_off_in_row: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's number; one day is no demand."""
        return cls(min_days_off_in_row=subject.law.min_days_off_in_row or 1)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Who works on both sides of too short a spell works on a date in it too."""
        if self.min_days_off_in_row == 1:
            return
        past = {duty.local_date for duty in choices.history}
        by_date = choices.by_date()
        for day, worked in by_date.items():
            if day in past:
                continue
            for apart in range(2, self.min_days_off_in_row + 1):
                before = day - apart * ONE_DAY
                between = [day - k * ONE_DAY for k in range(1, apart)]
                known = past | choices.absent_dates
                if any(off in known for off in between):
                    continue
                sides = list(worked)
                if before not in past:
                    if before not in by_date:
                        continue
                    sides += by_date[before]
                inside = [k for off in between for k in by_date.get(off, ())]
                model.add(
                    [choices.variables[k] for k in (*sides, *inside)],
                    [1] * len(sides) + [-1] * len(inside),
                    None,
                    0 if before in past else 1,
                )

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """The planned date that ends too short a spell."""
        planned = {row.local_date for row in record.planned}
        for before, day in pairwise(sorted({row.local_date for row in record.worked})):
            off = _between(before, day)
            short = 0 < len(off) < self.min_days_off_in_row
            if short and day in planned and record.absent_dates.isdisjoint(off):
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=day,
                    expected=f"at least {self.min_days_off_in_row} days off in a row",
                    found=f"{len(off)} before this one",
                )


def _between(before: date, day: date) -> list[date]:
    return [before + k * ONE_DAY for k in range(1, (day - before).days)]
