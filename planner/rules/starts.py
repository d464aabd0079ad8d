"""When shifts start, by the clock on the agent's wall: alike within a week, never earlier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar, Self

from planner.domain import DAY_MINUTES, Violation
from planner.rules.base import hours
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.record import AgentRecord, Worked


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSpread:
    """The starts of a plan week lie within ``max_start_spread_minutes`` of the clock's face.

    For some time of day ``t`` every start is at ``t`` or up to so many minutes after it, by the
    agent's own clock and on past midnight: 23:00 and 01:00 are two hours apart.
    """

    name: ClassVar[str] = "start-spread"
    source: ClassVar[str] = "the labour rules; regular shift times, agreed with those who work them"
    linking: ClassVar[bool] = True
    max_start_spread_minutes: int | None

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Take the country's number, if it has one."""
        return cls(max_start_spread_minutes=subject.law.max_start_spread_minutes)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Choose one first start of each week; who starts elsewhere chooses another."""
        if self.max_start_spread_minutes is None:
            return
        for week in choices.weeks:
            of_week = choices.of_week(week)
            firsts = {
                start: model.new_bool(f"first[{choices.agent.agent_id},{week},{start}]")
                for start in sorted({choices.duties[k].start_wall_minute for k in of_week})
            }
            if firsts:
                model.add(list(firsts.values()), [1] * len(firsts), None, 1)
            at_once: dict[tuple[date, int], list[int]] = defaultdict(list)
            for k in of_week:
                duty = choices.duties[k]
                at_once[duty.local_date, duty.start_wall_minute].append(choices.variables[k])
            for (_, start), worked in at_once.items():
                near = [
                    variable
                    for first, variable in firsts.items()
                    if (start - first) % DAY_MINUTES <= self.max_start_spread_minutes
                ]
                model.add([*worked, *near], [1] * len(worked) + [-1] * len(near), None, 0)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every week whose starts lie further apart."""
        if self.max_start_spread_minutes is None:
            return
        for week in range(len(record.week_bounds) - 1):
            spread = _spread([row for row in record.planned if row.week == week])
            if spread > self.max_start_spread_minutes:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=None,
                    expected=f"starts within {hours(self.max_start_spread_minutes)} of the day "
                    f"in week {week + 1}",
                    found=hours(spread),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardRotation:
    """``start on the next date >= start on this date``, by the clock on the agent's wall.

    Only dates right after each other are compared, the last of the history with the first of the
    plan too: after a date off any start will do. A shift from 00:30 is an early one of its date.
    """

    name: ClassVar[str] = "forward-rotation"
    source: ClassVar[str] = "the labour rules; HSE, Managing shift work, HSG256: rotate forward"
    linking: ClassVar[bool] = True
    asked: bool

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """Whether the country's rules ask for it."""
        return cls(asked=subject.law.forward_rotation)

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Of starts up to a time and later ones of the date before, at most one."""
        if not self.asked:
            return
        past: dict[date, int] = {}
        for duty in choices.history:
            latest = past.get(duty.local_date, 0)
            past[duty.local_date] = max(latest, duty.start_wall_minute)
        by_date = choices.by_date()
        start_of = {k: choices.duties[k].start_wall_minute for k in range(len(choices.duties))}
        for day, positions in by_date.items():
            before = day - timedelta(days=1)
            for k in positions:
                if start_of[k] < past.get(before, 0):
                    model.forbid(choices.variables[k])
            for start in sorted({start_of[k] for k in positions}):
                early = [k for k in positions if start_of[k] <= start]
                late = [k for k in by_date.get(before, ()) if start_of[k] > start]
                if late:
                    both = [choices.variables[k] for k in (*early, *late)]
                    model.add(both, [1] * len(both), None, 1)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every planned row that starts earlier than the one of the date before."""
        if not self.asked:
            return
        for before, row in pairwise(record.worked):
            next_date = row.local_date - before.local_date == timedelta(days=1)
            if row.week is not None and next_date and _wall_minute(row) < _wall_minute(before):
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=row.local_date,
                    expected=f"a start at {before.start_local:%H:%M} as the day before, or later",
                    found=f"{row.start_local:%H:%M}",
                )


def _wall_minute(row: Worked) -> int:
    return row.start_local.hour * 60 + row.start_local.minute


def _spread(rows: Sequence[Worked]) -> int:
    """Length of the shortest arc of the clock's face that holds every start."""
    starts = [_wall_minute(row) for row in rows]
    return min(
        (max((start - first) % DAY_MINUTES for start in starts) for first in starts), default=0
    )
