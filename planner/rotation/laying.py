"""Who begins on which line: the assignment with the fewest shifts that cannot be worked.

Every agent is tried on every line over the weeks to come, by the rules that hold of her and with
her time off, pins, wishes and history. What that costs is a matrix, and the cheapest way to lay
agents on lines is an assignment (Kuhn's, as scipy solves it), of all rotations at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from planner import clock
from planner.domain import Agent, LinePlace, LineShift
from planner.line_days import LineCalendar, LineDay
from planner.roster.lines import reasons_against, standing_shifts
from planner.roster.prepare import prepare
from planner.roster.problem import FloatArray, Member, Problem
from planner.rules.duty_rules import NIGHT_SHIFT_MINUTES
from planner.scenario import Rotation, Scenario

__all__ = ["Fallen", "Laid", "lay_agents", "lines_file"]

MOST_WEEKS = 13  # that are looked ahead: a quarter
CLOCK_DAYS = 731  # for which clocks of two zones are compared
NEAR = 4  # weeks in which nights tell for fairness
ILLEGAL, AWAY, REFUSED, NIGHT, STAYS = 1000.0, 100.0, 1.0, 0.05, 0.5
IMPOSSIBLE = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """A shift of an agent's line in the weeks to come that she cannot work, and why."""

    agent_id: str
    line: int
    local_date: date
    shift: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Who is on which line of a rotation from a date on.

    ``empty`` are the lines that nobody is on; ``weeks`` is how far was looked ahead.
    """

    rotation: Rotation
    from_date: date
    weeks: int
    places: tuple[LinePlace, ...]
    empty: tuple[int, ...]
    fallen: tuple[Fallen, ...]


def lay_agents(
    scenario: Scenario, shifts: Sequence[LineShift], from_date: date
) -> tuple[Laid, ...]:
    """Lay agents on the lines of all rotations that have shifts.

    Parameters
    ----------
    scenario
        The team. Of a rotation without ``agents`` all may be on it whose clock shows what the
        rotation's does and whose contract has all its shifts.
    shifts
        The rotations' tables.
    from_date
        A local date: who is on a line begins it in the week of that date.

    Returns
    -------
    tuple of Laid
        One for each rotation of the team with shifts, in file order.
    """
    names = {one.rotation for one in shifts}
    rotations = [rotation for rotation in scenario.rotations if rotation.name in names]
    weeks = min(MOST_WEEKS, max((rotation.lines for rotation in rotations), default=1))
    trial = _Trial(scenario, shifts, from_date, weeks)
    places = [(rotation, line) for rotation in rotations for line in range(1, rotation.lines + 1)]
    chosen = _assigned(trial.costs(places))
    return tuple(
        trial.laid(
            rotation,
            {places[place][1]: agent for agent, place in chosen if places[place][0] is rotation},
        )
        for rotation in rotations
    )


def _assigned(costs: FloatArray) -> list[tuple[int, int]]:
    if not costs.size:
        return []
    pairs = zip(*linear_sum_assignment(costs), strict=True)
    return [(int(a), int(p)) for a, p in pairs if costs[a, p] < IMPOSSIBLE]


def lines_file(scenario: Scenario, laid: Sequence[Laid], from_date: date) -> tuple[LinePlace, ...]:
    """What rotation_lines.csv is to say: what was before the date, and who is laid from it on.

    Whoever was on a line and is on none any more, ends.
    """
    now = {place.agent_id: place for one in laid for place in one.places}
    before = [place for place in scenario.line_places if place.from_date < from_date]
    latest = {place.agent_id: place for place in sorted(before, key=lambda place: place.from_date)}
    ended = [
        LinePlace(agent_id=agent_id, rotation=place.rotation, line=None, from_date=from_date)
        for agent_id, place in latest.items()
        if place.line is not None and agent_id not in now
    ]
    return (*before, *now.values(), *ended)


class _Trial:
    """Agents tried on lines over the weeks to come."""

    def __init__(
        self, scenario: Scenario, shifts: Sequence[LineShift], from_date: date, weeks: int
    ) -> None:
        self.from_date, self.shifts, self.weeks = from_date, tuple(shifts), weeks
        self.horizon = scenario.horizon(from_date, weeks)
        self.before = LineCalendar(scenario)
        self.scenario = replace(
            scenario,
            line_shifts=self.shifts,
            line_places=(),
            line_pins=None,
            published=None,
            agents=tuple(agent for agent in scenario.agents if self._fits_any(scenario, agent)),
        )
        self.problem: Problem = prepare(self.scenario, self.horizon, _nothing_required())
        self._known: dict[tuple[object, ...], int] = {}

    def _fits_any(self, scenario: Scenario, agent: Agent) -> bool:
        return any(self._fits(scenario, agent, rotation) for rotation in scenario.rotations)

    def _fits(self, scenario: Scenario, agent: Agent, rotation: Rotation) -> bool:
        if rotation.agents and agent.agent_id not in rotation.agents:
            return False
        asked = {one.shift for one in self.shifts if one.rotation == rotation.name}
        return asked <= set(scenario.contract_of(agent).shifts) and clock.same_clock(
            agent.timezone, rotation.timezone, self.from_date, CLOCK_DAYS
        )

    def costs(self, places: Sequence[tuple[Rotation, int]]) -> FloatArray:
        """What it costs that an agent begins on a line, agents by places."""
        members = self.problem.members
        costs = np.full((len(members), len(places)), IMPOSSIBLE)
        nights = [member.past_kind_minutes[0] / 60 for member in members]
        mean = sum(nights) / max(1, len(nights))
        for row, member in enumerate(members):
            now = next(self.before.days(member.agent, self.horizon.start, self.horizon.end), None)
            for column, (rotation, line) in enumerate(places):
                if self._fits(self.scenario, member.agent, rotation):
                    days = self._days(member, rotation, line)
                    costs[row, column] = self._cost(member, rotation, line, days)
                    costs[row, column] += NIGHT * (nights[row] - mean) * self._nights(member, days)
                    if now is not None and (now.rotation, now.line) == (rotation.name, line):
                        costs[row, column] -= STAYS
        return costs

    def _days(self, member: Member, rotation: Rotation, line: int) -> tuple[LineDay, ...]:
        place = self._place(member.agent.agent_id, rotation, line)
        calendar = LineCalendar(replace(self.scenario, line_places=(place,)))
        return tuple(calendar.days(member.agent, self.horizon.start, self.horizon.end))

    def _place(self, agent_id: str, rotation: Rotation, line: int) -> LinePlace:
        return LinePlace(
            agent_id=agent_id, rotation=rotation.name, line=line, from_date=self.from_date
        )

    def _cost(
        self, member: Member, rotation: Rotation, line: int, days: Sequence[LineDay]
    ) -> float:
        asked = [day for day in days if day.shift is not None]
        away = sum(self._is_away(member, day) for day in asked)
        missing = len(asked) - self._standing(member, rotation, line, days)
        wished = {day.local_date: day.shift for day in days}
        refused = sum(
            price
            for day, wish, price in member.wishes
            if day in wished and wish != (wished[day] or "off")
        )
        return AWAY * away + ILLEGAL * max(0, missing - away) + REFUSED * refused

    def _standing(
        self, member: Member, rotation: Rotation, line: int, days: Sequence[LineDay]
    ) -> int:
        """How many shifts of a line stand; asked once of agents who are alike."""
        agent = member.agent
        own = (member.time_off, member.pinned, member.history, member.past_weeks)
        her = (agent.earliest_start_minute, agent.nights, member.windows)
        alike = (id(member.options), id(member.law), id(member.contract))
        key = (*alike, *own, *her, member.credited_dates, member.absent_dates, rotation.name, line)
        if key not in self._known:
            self._known[key] = len(standing_shifts(self.problem, member, days))
        return self._known[key]

    def _nights(self, member: Member, days: Sequence[LineDay]) -> int:
        """Night shifts of a line in the first weeks."""
        until = self.from_date + timedelta(weeks=NEAR)
        asked = {
            (day.local_date, day.shift, day.start_minute) for day in days if day.local_date < until
        }
        nights = {
            option.duty.local_date
            for option in member.options
            if option.duty.night_window_minutes >= NIGHT_SHIFT_MINUTES
            and (option.duty.local_date, option.duty.shift, option.duty.start_wall_minute) in asked
        }
        return len(nights)

    def _is_away(self, member: Member, day: LineDay) -> bool:
        if day.start is None or day.shift is None:
            return False
        start = (day.start - self.horizon.start) // timedelta(minutes=1)
        end = start + self.scenario.shift(day.shift).length_minutes
        return any(first < end and start < last for first, last in member.time_off)

    def laid(self, rotation: Rotation, agents: Mapping[int, int]) -> Laid:
        """A rotation with its agents, by position, on its lines."""
        members = self.problem.members
        return Laid(
            rotation=rotation,
            from_date=self.from_date,
            weeks=self.weeks,
            places=tuple(
                self._place(members[agents[line]].agent.agent_id, rotation, line)
                for line in sorted(agents)
            ),
            empty=tuple(line for line in range(1, rotation.lines + 1) if line not in agents),
            fallen=tuple(
                fallen
                for line in sorted(agents)
                for fallen in self._fallen(members[agents[line]], rotation, line)
            ),
        )

    def _fallen(self, member: Member, rotation: Rotation, line: int) -> list[Fallen]:
        days = self._days(member, rotation, line)
        stand = standing_shifts(self.problem, member, days)
        found = []
        for day in days:
            pin = (day.local_date, day.shift or "", day.start_minute)
            if day.shift is None or pin in stand or pin in member.pinned:
                continue
            found.append(
                Fallen(
                    agent_id=member.agent.agent_id,
                    line=day.line,
                    local_date=day.local_date,
                    shift=day.shift,
                    why=self._why(member, day, stand),
                )
            )
        return found

    def _why(self, member: Member, day: LineDay, stand: Sequence[tuple[date, str, int]]) -> str:
        if self._is_away(member, day):
            return "time off"
        if any(day.local_date == pinned for pinned, _, _ in member.pinned):
            return "a pin has the date"
        pin = (day.local_date, day.shift or "", day.start_minute)
        broken = reasons_against(self.problem, member, stand, pin)
        return ", ".join(broken) or "the rules together"


def _nothing_required() -> pd.DataFrame:
    instants = pd.DatetimeIndex([], tz="UTC")
    return pd.DataFrame(
        {
            "interval_start": instants,
            "queue": pd.Series(dtype=object),
            "required": pd.Series(dtype=float),
            "due_by": instants,
            "minimum_agents": pd.Series(dtype=int),
            "contacts": pd.Series(dtype=float),
        }
    )
