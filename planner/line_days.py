"""What agents' lines of a rotation ask of them, date by date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner import clock
from planner.domain import Agent, LinePlace, LineShift
from planner.scenario import Scenario

__all__ = ["LineCalendar", "LineDay", "line_on", "monday_of"]

DAYS = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDay:
    """A local date on which an agent is on a line.

    ``shift`` and ``start`` (an instant) are what the line has her begin on that date, None for a
    day off; ``start_minute`` is what her clock shows at the start, which differs from the table's
    time where clocks skip that.
    """

    local_date: date
    rotation: str
    line: int
    shift: str | None = None
    start: datetime | None = None
    start_minute: int = 0


def monday_of(day: date) -> date:
    """The Monday of a date's week."""
    return day - day.weekday() * ONE_DAY


def line_on(place: LinePlace, lines: int, day: date) -> int | None:
    """Which line of ``lines`` a place comes to in the week of a date; None where it ends lines.

    Examples
    --------
    >>> place = LinePlace(agent_id="ana", rotation="r", line=9, from_date=date(2026, 10, 21))
    >>> line_on(place, 9, date(2026, 10, 25)), line_on(place, 9, date(2026, 10, 26))
    (9, 1)
    """
    if place.line is None:
        return None
    weeks = (monday_of(day) - monday_of(place.from_date)).days // DAYS
    return (place.line - 1 + weeks) % lines + 1


class LineCalendar:
    """The lines of a team's agents, as its rotation.csv and rotation_lines.csv have them."""

    def __init__(self, scenario: Scenario) -> None:
        self._lines = {rotation.name: rotation.lines for rotation in scenario.rotations}
        self._table = {(one.rotation, one.line, one.weekday): one for one in scenario.line_shifts}
        self._places: defaultdict[str, list[LinePlace]] = defaultdict(list)
        for place in sorted(scenario.line_places, key=lambda place: place.from_date):
            self._places[place.agent_id].append(place)

    def days(self, agent: Agent, start: datetime, end: datetime) -> Iterator[LineDay]:
        """Every local date of the agent's from ``start`` to ``end`` on which she is on a line.

        A shift that would begin outside of that span is none of the dates'.

        Parameters
        ----------
        agent
            Of the team; her clock is that of her rotation.
        start, end
            Instants; ``end`` is excluded.
        """
        own = self._places.get(agent.agent_id, ())
        day = clock.local_date(start, agent.timezone)
        last = clock.local_date(end - timedelta(minutes=1), agent.timezone)
        while own and day <= last:
            # The latest that has begun holds.
            place = next((one for one in reversed(own) if one.from_date <= day), None)
            line = None if place is None else self._line_on(place, day)
            if place is not None and line is not None:
                found = self._table.get((place.rotation, line, day.weekday()))
                yield _laid(agent, place.rotation, line, day, found, start, end)
            day += ONE_DAY

    def _line_on(self, place: LinePlace, day: date) -> int | None:
        # Where lines end, no rotation need be named.
        return line_on(place, self._lines.get(place.rotation, 1), day)


def _laid(
    agent: Agent,
    rotation: str,
    line: int,
    day: date,
    found: LineShift | None,
    start: datetime,
    end: datetime,
) -> LineDay:
    off = LineDay(local_date=day, rotation=rotation, line=line)
    if found is None:
        return off
    wall = datetime.combine(day, time.min) + timedelta(minutes=found.start_minute)
    instant = clock.to_utc(wall, agent.timezone)
    if not start <= instant < end:
        return off
    shown = clock.to_local(instant, agent.timezone)
    return LineDay(
        local_date=day,
        rotation=rotation,
        line=line,
        shift=found.shift,
        start=instant,
        start_minute=shown.hour * 60 + shown.minute,
    )
