"""When shifts start, by the clock on the agent's wall: alike within a week, never earlier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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


def _wall_minute(row: Worked) -> int:
    return row.start_local.hour * 60 + row.start_local.minute


def _spread(rows: Sequence[Worked]) -> int:
    """Length of the shortest arc of the clock's face that holds every start."""
    starts = [_wall_minute(row) for row in rows]
    return min(
        (max((start - first) % DAY_MINUTES for start in starts) for first in starts), default=0
    )
