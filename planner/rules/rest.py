"""Rest between shifts and the weekly rest, in elapsed minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar, Self

from planner.domain import Violation
from planner.rules.base import hours
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.record import AgentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRest:
    """``start of the next shift - end of this one >= min_rest_minutes``, in elapsed minutes.

    The last shift of the history counts. Without a minimum, shifts still must not overlap.
    """

    name: ClassVar[str] = "rest"
    source: ClassVar[str] = "the country's labour rules; EU: Directive 2003/88/EC, article 3"
    linking: ClassVar[bool] = True
    min_rest_minutes: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's minimum."""
        return cls(min_rest_minutes=subject.law.min_rest_minutes)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Stretch every duty by the rest after it; no two stretched duties overlap."""
        rested = max(
            (past.end_minute + self.min_rest_minutes for past in choices.history), default=None
        )
        for duty, variable in zip(choices.duties, choices.variables, strict=True):
            if rested is not None and duty.start_minute < rested:
                model.forbid(variable)
        model.add_no_overlap(
            choices.variables,
            [duty.start_minute for duty in choices.duties],
            [duty.end_minute + self.min_rest_minutes for duty in choices.duties],
        )

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every planned row that starts too soon after the row before it."""
        for before, row in pairwise(record.worked):
            rest_minutes = int((row.start - before.end) / timedelta(minutes=1))
            if row.week is not None and rest_minutes < self.min_rest_minutes:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=row.local_date,
                    expected=f"at least {hours(self.min_rest_minutes)} after the shift before",
                    found=hours(rest_minutes),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyRest:
    """In every plan week one unbroken pause of at least ``min_weekly_rest_minutes``.

    The pause ends at the next shift's start or the week's end. It begins inside the week; in the
    first week it may have begun before, at the end of the last shift of the history.
    """

    name: ClassVar[str] = "weekly-rest"
    source: ClassVar[str] = "the country's labour rules; EU: Directive 2003/88/EC, article 5"
    linking: ClassVar[bool] = True
    min_weekly_rest_minutes: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's minimum."""
        return cls(min_weekly_rest_minutes=subject.law.min_weekly_rest_minutes)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Choose one place for the pause in each week; no duty may reach into it."""
        if self.min_weekly_rest_minutes == 0:
            return
        for week in choices.weeks:
            pauses = []
            for start in self._pause_starts(choices, week):
                end = start + self.min_weekly_rest_minutes
                inside = [
                    (duty.local_date, variable)
                    for duty, variable in zip(choices.duties, choices.variables, strict=True)
                    if duty.start_minute < end and start < duty.end_minute
                ]
                pause = model.new_bool(f"pause[{choices.agent.agent_id},{week},{start}]")
                pauses.append(pause)
                for day in sorted({day for day, _ in inside}):
                    of_day = [variable for date_, variable in inside if date_ == day]
                    model.add([*of_day, pause], [1] * (len(of_day) + 1), None, 1)
            model.add(pauses, [1] * len(pauses), 1, None)

    def _pause_starts(self, choices: Choices, week: int) -> list[int]:
        """Where a pause may begin: at the week's start (or in history) or as a duty ends."""
        lower, upper = choices.week_bounds[week], choices.week_bounds[week + 1]
        first = lower
        if choices.history:
            worked_until = max(past.end_minute for past in choices.history)
            if worked_until > lower:
                first = worked_until
            elif week == 0:
                # A pause that ended before the week began is not in it: it must reach in.
                first = max(worked_until, lower + 1 - self.min_weekly_rest_minutes)
                first = first if choices.rest_from is None else max(first, choices.rest_from)
        latest = upper - self.min_weekly_rest_minutes
        ends = {duty.end_minute for duty in choices.duties if first < duty.end_minute <= latest}
        return sorted(ends | ({first} if first <= latest else set()))

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every week whose longest pause is too short."""
        if self.min_weekly_rest_minutes == 0:
            return
        for week, (lower, upper) in enumerate(pairwise(record.week_bounds)):
            longest = self._longest_pause(record, week)
            if longest < self.min_weekly_rest_minutes and any(
                row.start < upper and lower < row.end for row in record.planned
            ):
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=None,
                    expected=f"a pause of {hours(self.min_weekly_rest_minutes)} in week {week + 1}",
                    found=f"at most {hours(longest)}",
                )

    def _longest_pause(self, record: AgentRecord, week: int) -> int:
        lower, upper = record.week_bounds[week], record.week_bounds[week + 1]
        free_from = lower
        if week == 0 and record.history:
            free_from = max(row.end for row in record.history)
        longest = timedelta(0)
        for row in record.worked:
            if row.end <= lower:
                continue
            if row.start >= upper:
                break
            if row.start > lower:
                longest = max(longest, row.start - free_from)
            free_from = max(free_from, row.end)
        longest = max(longest, upper - free_from)
        return int(longest / timedelta(minutes=1))
