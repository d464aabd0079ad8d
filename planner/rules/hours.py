"""Weekly minutes and days: the most, the least, and runs of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import ClassVar, Self

from planner.domain import Violation
from planner.rules.base import hours
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.record import AgentRecord


def _rostered_minutes(record: AgentRecord, week: int) -> int:
    return sum(row.paid_minutes for row in record.planned if row.week == week)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxWeeklyMinutes:
    """Paid minutes of a plan week are at most the contract's and the law's maximum."""

    name: ClassVar[str] = "max-hours"
    source: ClassVar[str] = "contracts and labour rules; EU: Directive 2003/88/EC, article 6"
    linking: ClassVar[bool] = True
    max_weekly_minutes: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """The lowest maximum binds."""
        bounds = (subject.contract.max_weekly_minutes, subject.law.max_weekly_minutes)
        return cls(max_weekly_minutes=min(bound for bound in bounds if bound is not None))

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Bound the sum of paid minutes of each week."""
        for week in choices.weeks:
            of_week = choices.of_week(week)
            model.add(
                [choices.variables[k] for k in of_week],
                [choices.duties[k].paid_minutes for k in of_week],
                None,
                self.max_weekly_minutes,
            )

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every week with more."""
        for week in range(len(record.week_bounds) - 1):
            minutes = _rostered_minutes(record, week)
            if minutes > self.max_weekly_minutes:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=None,
                    expected=f"at most {hours(self.max_weekly_minutes)} in week {week + 1}",
                    found=hours(minutes),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class MinWeeklyMinutes:
    """A salaried agent is never rostered for less than her contract's least minutes.

    ``paid minutes + credited dates * weekly_minutes / days_per_week >= min_weekly_minutes``.
    An hourly agent is paid the least minutes instead.
    """

    name: ClassVar[str] = "min-hours"
    source: ClassVar[str] = "contracts, min_weekly_minutes"
    linking: ClassVar[bool] = True
    min_weekly_minutes: int
    credit_per_date: Fraction

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the contract's minimum; nothing for an hourly one."""
        contract = subject.contract
        return cls(
            min_weekly_minutes=0 if contract.hourly else contract.min_weekly_minutes,
            credit_per_date=Fraction(contract.weekly_minutes, contract.days_per_week),
        )

    def _least(self, credited_dates: int) -> int:
        return max(0, ceil(self.min_weekly_minutes - credited_dates * self.credit_per_date))

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Bound the sum of paid minutes of each week from below."""
        for week in choices.weeks:
            least = self._least(choices.credited_dates[week])
            of_week = choices.of_week(week)
            if least > 0:
                model.add(
                    [choices.variables[k] for k in of_week],
                    [choices.duties[k].paid_minutes for k in of_week],
                    least,
                    None,
                )

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every week with less."""
        for week in range(len(record.week_bounds) - 1):
            least = self._least(record.credited_dates[week])
            minutes = _rostered_minutes(record, week)
            if minutes < least:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=None,
                    expected=f"at least {hours(least)} in week {week + 1}",
                    found=hours(minutes),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPerWeek:
    """Dates worked and dates credited for absence in a plan week are at most the contract's."""

    name: ClassVar[str] = "days-per-week"
    source: ClassVar[str] = "contracts, days_per_week"
    linking: ClassVar[bool] = True
    days_per_week: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the contract's number."""
        return cls(days_per_week=subject.contract.days_per_week)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Bound the number of duties of each week."""
        for week in choices.weeks:
            variables = [choices.variables[k] for k in choices.of_week(week)]
            most = max(0, self.days_per_week - choices.credited_dates[week])
            model.add(variables, [1] * len(variables), None, most)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every week with more."""
        for week in range(len(record.week_bounds) - 1):
            worked = len({row.local_date for row in record.planned if row.week == week})
            most = max(0, self.days_per_week - record.credited_dates[week])
            if worked > most:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=None,
                    expected=f"at most {most} working days in week {week + 1}",
                    found=f"{worked}",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsecutiveDays:
    """At most ``max_consecutive_days`` local dates in a row hold a shift, history counted on."""

    name: ClassVar[str] = "consecutive-days"
    source: ClassVar[str] = "the country's labour rules"
    linking: ClassVar[bool] = True
    max_consecutive_days: int | None

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's maximum, if it has one."""
        return cls(max_consecutive_days=subject.law.max_consecutive_days)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """In every run of one date more than the maximum, leave one date free."""
        if self.max_consecutive_days is None or not choices.duties:
            return
        past = {duty.local_date for duty in choices.history}
        by_date: dict[date, list[int]] = {}
        for duty, variable in zip(choices.duties, choices.variables, strict=True):
            by_date.setdefault(duty.local_date, []).append(variable)
        run = timedelta(days=self.max_consecutive_days)
        last, day = max(by_date), min(by_date) - run
        while day + run <= last:
            dates = [day + timedelta(days=k) for k in range(self.max_consecutive_days + 1)]
            fixed = sum(date_ in past for date_ in dates)
            variables = [
                variable
                for date_ in dates
                if date_ not in past
                for variable in by_date.get(date_, ())
            ]
            if variables and len(dates) - fixed <= len(
                [date_ for date_ in dates if date_ not in past and date_ in by_date]
            ):
                model.add(variables, [1] * len(variables), None, self.max_consecutive_days - fixed)
            day += timedelta(days=1)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """The first planned date past the maximum of each run."""
        if self.max_consecutive_days is None:
            return
        planned = {row.local_date for row in record.planned}
        dates = sorted({row.local_date for row in record.worked})
        run, before = 0, None
        reported = False
        for day in dates:
            follows = before is not None and day - before == timedelta(days=1)
            run = run + 1 if follows else 1
            reported = reported and follows
            before = day
            if run > self.max_consecutive_days and day in planned and not reported:
                reported = True
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=day,
                    expected=f"at most {self.max_consecutive_days} days in a row",
                    found=f"day {run} of a run",
                )
