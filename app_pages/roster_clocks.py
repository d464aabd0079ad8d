"""The time axis that bars and cover share, and clock changes within it.

An axis counts hours from its first local midnight, so lengths are true: a day on which clocks go
back is 25 hours wide. Labels say what clocks show there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from planner.clock import local_day_bounds, local_minutes, to_local
from planner.domain import DAY_MINUTES, Agent
from planner.exports.clock_changes import ClockChange, clock_changes

__all__ = [
    "TimeAxis",
    "agents_axis",
    "change_sentence",
    "changes_within",
    "day_words",
    "zone_axis",
    "zone_changes",
]

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
DAY_HOURS = 24
HOURS_BETWEEN_LABELS = 3
_EPOCH = datetime.min  # noqa: DTZ901 - a wall time is naive


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """Hours from a first local midnight, with what clocks show at some of them.

    ``timezone`` is None where each agent's bars follow her own clock; ``start`` is then the wall
    time of every agent's midnight, and hours count by the clock's face. Else ``start`` is the
    instant of midnight in ``timezone``, and hours are elapsed ones.
    """

    timezone: str | None
    first_day: date
    days: int
    start: datetime
    hours: float
    ticks: tuple[tuple[float, str], ...]

    @property
    def title(self) -> str:
        """Whose clock it is, and from which day on."""
        whose = "Each agent's own clock" if self.timezone is None else f"Clock of {self.timezone}"
        return f"{whose}, {'from ' if self.days > 1 else ''}{day_words(self.first_day)}"

    @property
    def reach(self) -> tuple[datetime, datetime]:
        """Instants outside of which nothing is on the axis, whoever's clock leads."""
        midnight = datetime.combine(self.first_day, time.min, tzinfo=UTC)
        return midnight - ONE_DAY, midnight + (self.days + 1) * ONE_DAY

    def place(self, instant: datetime, agents_timezone: str) -> float:
        """Hours from the axis' start to an instant; of an agent's clock where the axis is hers."""
        if self.timezone is None:
            return (to_local(instant, agents_timezone) - self.start) / HOUR
        return (instant - self.start) / HOUR

    def ends(self, start: datetime, end: datetime, agents_timezone: str) -> tuple[float, float]:
        """Where a span begins and ends on the axis, not clipped.

        Where a clock that goes back hides what lies between, the span keeps its length.
        """
        first, last = self.place(start, agents_timezone), self.place(end, agents_timezone)
        return first, last if last > first else first + (end - start) / HOUR


def zone_axis(timezone: str, first_day: date, days: int) -> TimeAxis:
    """Axis of local days of one zone: 24 hours each, but 23 or 25 where its clocks change."""
    start = local_day_bounds(first_day, timezone)[0]
    end = local_day_bounds(first_day + (days - 1) * ONE_DAY, timezone)[1]
    minutes = (end - start) // MINUTE
    shown = local_minutes(start, minutes, timezone)
    step = 60 * (HOURS_BETWEEN_LABELS if days == 1 else DAY_HOURS)
    marks = np.flatnonzero(shown % step == 0)
    ticks = tuple((mark / 60, _label(int(shown[mark]), days)) for mark in marks.tolist())
    return TimeAxis(
        timezone=timezone,
        first_day=first_day,
        days=days,
        start=start,
        hours=minutes / 60,
        ticks=ticks,
    )


def agents_axis(first_day: date, days: int) -> TimeAxis:
    """Axis on which every agent's bars follow her own clock's face."""
    start = datetime.combine(first_day, time.min)
    origin = (start - _EPOCH) // MINUTE
    step = 60 * (HOURS_BETWEEN_LABELS if days == 1 else DAY_HOURS)
    return TimeAxis(
        timezone=None,
        first_day=first_day,
        days=days,
        start=start,
        hours=float(DAY_HOURS * days),
        ticks=tuple(
            (minute / 60, _label(origin + minute, days))
            for minute in range(0, days * DAY_MINUTES, step)
        ),
    )


def _label(minute: int, days: int) -> str:
    wall = _EPOCH + minute * MINUTE
    return f"{wall:%H:%M}" if days == 1 else f"{wall:%a} {wall.day}"


def day_words(day: date) -> str:
    """A date: ``Sun 25 Oct``."""
    return f"{day:%a} {day.day} {day:%b}"


def changes_within(axis: TimeAxis) -> tuple[tuple[float, ClockChange], ...]:
    """Changes of the axis' own clock, each with its place; none where agents' clocks lead."""
    if axis.timezone is None:
        return ()
    end = axis.start + timedelta(hours=axis.hours)
    found = clock_changes(axis.timezone, axis.start, end - MINUTE)
    return tuple((axis.place(change.at, axis.timezone), change) for change in found)


def zone_changes(
    axis: TimeAxis, agents: Iterable[Agent]
) -> tuple[tuple[str, ClockChange, tuple[Agent, ...]], ...]:
    """Changes in the agents' zones within the axis, with the agents who live there."""
    by_zone: dict[str, list[Agent]] = {}
    for agent in agents:
        by_zone.setdefault(agent.timezone, []).append(agent)
    found = []
    for timezone, people in by_zone.items():
        start, end = _bounds(axis, timezone)
        found += [
            (timezone, change, tuple(people))
            for change in clock_changes(timezone, start, end - MINUTE)
        ]
    return tuple(sorted(found, key=lambda one: (one[1].at, one[0])))


def _bounds(axis: TimeAxis, timezone: str) -> tuple[datetime, datetime]:
    zone = axis.timezone or timezone
    last = axis.first_day + (axis.days - 1) * ONE_DAY
    return local_day_bounds(axis.first_day, zone)[0], local_day_bounds(last, zone)[1]


def change_sentence(change: ClockChange) -> str:
    """When clocks change and to what: ``Clocks go back on Sun 25 Oct at 03:00, to 02:00``."""
    before, after = (
        change.at.replace(tzinfo=None) + offset for offset in (change.before, change.after)
    )
    way = "forward" if change.after > change.before else "back"
    there = f"{after:%H:%M}" if after.date() == before.date() else f"{after:%a %H:%M}"
    return f"Clocks go {way} on {day_words(before.date())} at {before:%H:%M}, to {there}"
