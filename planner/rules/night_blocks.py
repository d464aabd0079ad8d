"""Nights in a row: how many, and the rest after them.

A night shift is one by ``duty_rules.Nights``; it belongs to the local date on which it starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, Self

from planner.domain import Violation
from planner.rules.base import hours
from planner.rules.choices import Choices, ConstraintSink, Duty
from planner.rules.duty_rules import NIGHT_SHIFT_MINUTES
from planner.rules.record import AgentRecord, Worked

ONE_DAY = timedelta(days=1)
LEAST_BLOCK = 2  # nights in a row after which a rest is asked


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
                offered = [k for day in dates for k in by_date.get(day, ())]
                variables = [choices.variables[k] for k in offered]
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


def _is_night(duty: Duty) -> bool:
    return duty.night_window_minutes >= NIGHT_SHIFT_MINUTES


def _past_nights(choices: Choices) -> set[date]:
    return {duty.local_date for duty in choices.history if _is_night(duty)}


def _nights_by_date(choices: Choices) -> dict[date, list[int]]:
    """Positions of the night shifts that are offered, by local date."""
    found = {
        day: [k for k in positions if _is_night(choices.duties[k])]
        for day, positions in choices.by_date().items()
    }
    return {day: nights for day, nights in found.items() if nights}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RestAfterNights:
    """``start of the next shift - end of the last night >= min_rest_after_nights_minutes``.

    Asked in elapsed minutes after two or more nights in a row, before the next shift of any kind:
    a night on the date right after goes on with the block, one later is after it. The block may
    lie in the history, wholly or in part.
    """

    name: ClassVar[str] = "rest-after-nights"
    source: ClassVar[str] = (
        "the labour rules; HSE, Managing shift work, HSG256: two nights' full sleep before days"
    )
    linking: ClassVar[bool] = True
    min_rest_after_nights_minutes: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's minimum."""
        return cls(min_rest_after_nights_minutes=subject.law.min_rest_after_nights_minutes)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Of a night, one the date before and a shift too soon after, at most two, or a night more.

        ``nights before + nights that end late + shifts that start soon - nights after <= 2``
        """
        if self.min_rest_after_nights_minutes == 0:
            return
        past, nights, by_date = _past_nights(choices), _nights_by_date(choices), choices.by_date()
        for day, end, late in self._last_nights(choices):
            before, after = day - ONE_DAY, nights.get(day + ONE_DAY, [])
            if before not in past and before not in nights:
                continue
            fixed = (before in past) + (day in past)
            block = late if before in past else [*late, *nights[before]]
            rested = end + self.min_rest_after_nights_minutes
            for soon in self._too_soon(choices, by_date, day, rested):
                model.add(
                    [choices.variables[k] for k in (*block, *soon, *after)],
                    [1] * (len(block) + len(soon)) + [-1] * len(after),
                    None,
                    2 - fixed,
                )

    def _last_nights(self, choices: Choices) -> Iterator[tuple[date, int, list[int]]]:
        """Dates of nights that may end a block, an end of theirs, and nights that end no sooner.

        A night of the history is one where nothing came after it.
        """
        last = max(choices.history, key=lambda duty: duty.start_minute, default=None)
        if last is not None and _is_night(last):
            yield last.local_date, last.end_minute, []
        for day, nights in _nights_by_date(choices).items():
            for end in sorted({choices.duties[k].end_minute for k in nights}):
                yield day, end, [k for k in nights if choices.duties[k].end_minute >= end]

    def _too_soon(
        self, choices: Choices, by_date: dict[date, list[int]], day: date, rested: int
    ) -> Iterator[list[int]]:
        """Shifts of each later date that start before a minute, nights of the next date aside."""
        for later, positions in by_date.items():
            soon = [
                k
                for k in positions
                if choices.duties[k].start_minute < rested
                and not (later - day == ONE_DAY and _is_night(choices.duties[k]))
            ]
            if later > day and soon:
                yield soon

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every planned row that follows a block of nights too soon."""
        if self.min_rest_after_nights_minutes == 0:
            return
        rows = list(_runs_of_nights(record))
        for (last, block), (row, run) in pairwise(rows):
            rest_minutes = int((row.start - last.end) / timedelta(minutes=1))
            if (
                row.week is not None
                and block >= LEAST_BLOCK
                and run <= 1
                and rest_minutes < self.min_rest_after_nights_minutes
            ):
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=row.local_date,
                    expected=f"at least {hours(self.min_rest_after_nights_minutes)} after "
                    f"{block} nights",
                    found=hours(rest_minutes),
                )
