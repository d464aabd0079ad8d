"""Weekly minutes on average over many weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import ClassVar, Self

from planner.domain import Contract, LabourRules, Violation
from planner.rules.base import hours
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.past import PastWeek
from planner.rules.record import AgentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AveragedMinutes:
    """``minutes of n weeks <= n * averaged_weekly_minutes``, dates of absence left out.

    The n weeks are a plan week in which the agent works and those before it, ``averaging_weeks``
    in all, or as many as there are: history counts back to the week of her first shift in it, so
    that whoever is new, or has no history, is averaged over the weeks since. A credited date takes
    its share of a week (one of ``days_per_week``) from n. Minutes are paid ones.
    """

    name: ClassVar[str] = "averaged-hours"
    source: ClassVar[str] = (
        "the labour rules; EU: Directive 2003/88/EC, articles 6(b), 16(b), 19; "
        "UK: Working Time Regulations 1998, regulation 4"
    )
    linking: ClassVar[bool] = True
    averaged_weekly_minutes: int | None
    averaging_weeks: int
    days_per_week: int

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's average, if it has one."""
        return cls.under(subject.law, subject.contract)

    @classmethod
    def under(cls, law: LabourRules, contract: Contract) -> Self:
        """The rule of a law and a contract."""
        return cls(
            averaged_weekly_minutes=law.averaged_weekly_minutes,
            averaging_weeks=law.averaging_weeks or 1,
            days_per_week=contract.days_per_week,
        )

    def left(self, past_weeks: Sequence[PastWeek], credited_dates: int) -> int | None:
        """Minutes that a single plan week after ``past_weeks`` may hold; None without a limit."""
        counted = past_weeks[: self.averaging_weeks - 1]
        away = credited_dates + sum(week.credited_dates for week in counted)
        most = self._most(1 + len(counted), away)
        return None if most is None else max(0, most - sum(week.paid_minutes for week in counted))

    def _most(self, weeks: int, credited_dates: int) -> int | None:
        """Minutes that so many weeks with so many dates of absence may hold."""
        if self.averaged_weekly_minutes is None:
            return None
        share = weeks - Fraction(credited_dates, self.days_per_week)
        return floor(share * self.averaged_weekly_minutes)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Bound the minutes of each week and those before it, where anything is worked in it."""
        if self.averaged_weekly_minutes is None:
            return
        for week in choices.weeks:
            if week == 0 or self.averaging_weeks == 1:
                left = self.left(choices.past_weeks, choices.credited_dates[week])
                own = choices.of_week(week)
                model.add(
                    [choices.variables[k] for k in own],
                    [choices.duties[k].paid_minutes for k in own],
                    None,
                    left,
                )
            else:
                self._constrain_later(choices, model, week)

    def _constrain_later(self, choices: Choices, model: ConstraintSink, week: int) -> None:
        """``works = 0``: nothing in the week; 1: the bound holds.

        ``minutes + slack * works <= bound + slack``, slack as much as the weeks before may be over.
        """
        first = max(0, week - self.averaging_weeks + 1)
        counted = choices.past_weeks[: max(0, self.averaging_weeks - 1 - week)]
        away = sum(choices.credited_dates[first : week + 1])
        away += sum(past.credited_dates for past in counted)
        most = self._most(week - first + 1 + len(counted), away)
        own = choices.of_week(week)
        if most is None or not own:
            return
        most -= sum(past.paid_minutes for past in counted)
        before = [k for other in range(first, week) for k in choices.of_week(other)]
        slack = max(0, sum(choices.duties[k].paid_minutes for k in before) - most)
        works = model.new_bool(f"works[{choices.agent.agent_id},{week}]")
        model.add(
            [*(choices.variables[k] for k in (*before, *own)), works],
            [*(choices.duties[k].paid_minutes for k in (*before, *own)), slack],
            None,
            most + slack,
        )
        dates = len({choices.duties[k].local_date for k in own})
        model.add([*(choices.variables[k] for k in own), works], [1] * len(own) + [-dates], None, 0)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every week of work with more in it and the weeks before it."""
        if self.averaged_weekly_minutes is None:
            return
        plan = [
            PastWeek(
                paid_minutes=sum(row.paid_minutes for row in record.planned if row.week == week),
                credited_dates=record.credited_dates[week],
            )
            for week in range(len(record.week_bounds) - 1)
        ]
        weeks = [*reversed(record.past_weeks), *plan]
        for number, own in enumerate(plan):
            end = len(record.past_weeks) + number + 1
            counted = weeks[max(0, end - self.averaging_weeks) : end]
            minutes = sum(week.paid_minutes for week in counted)
            most = self._most(len(counted), sum(week.credited_dates for week in counted)) or 0
            if own.paid_minutes > 0 and minutes > most:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=None,
                    expected=f"at most {hours(most)} in {len(counted)} weeks to week {number + 1}",
                    found=hours(minutes),
                )
