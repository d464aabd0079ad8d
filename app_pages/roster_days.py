"""What each local day holds for an agent: shift, night, weekend, holiday, time off, wish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.clock import Horizon, local_date, local_day_bounds, to_local
from planner.costing import premium_clock
from planner.costing.premium_time import USUAL_WEEKEND
from planner.domain import Agent, Assignment, TimeOff, Wish
from planner.penalties import refused_wishes
from planner.public_holidays import holiday_dates
from planner.rules.duty_rules import NIGHT_SHIFT_MINUTES
from planner.scenario import Scenario

__all__ = [
    "GRANTED",
    "HOLIDAY",
    "NIGHT",
    "REFUSED",
    "AgentDay",
    "DayShift",
    "OffSpan",
    "agent_days",
    "days_of_week",
    "end_time",
    "is_night",
    "judged_wishes",
    "off_words",
    "shift_hours",
    "wish_words",
]

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# Signs, so that no colour says anything alone.
NIGHT, HOLIDAY, GRANTED, REFUSED = "☾", "★", "✓", "✗"
KIND_WORDS = {"sick": "sick leave", "unpaid": "unpaid leave"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShift:
    """A shift as the agent's clocks show it; ``earlier`` where it is no row of this plan."""

    row: Assignment
    start: datetime
    end: datetime
    night: bool
    earlier: bool = False

    @property
    def days_later(self) -> int:
        """Local days from start to end: 1 where it runs into the next day."""
        # One that ends at midnight sharp takes nothing of the next day.
        return ((self.end - MINUTE).date() - self.start.date()).days


@dataclass(frozen=True, slots=True, kw_only=True)
class OffSpan:
    """Time off on one local date; no times where it holds the whole day."""

    kind: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDay:
    """One local date of one agent.

    ``planned`` where the plan has a part of it: of another day without a shift nothing is known.
    ``wishes`` pairs what was wished with whether the plan grants it.
    """

    day: date
    planned: bool
    shifts: tuple[DayShift, ...]
    weekend: bool
    holiday: bool
    off: tuple[OffSpan, ...]
    wishes: tuple[tuple[Wish, bool], ...]


def days_of_week(horizon: Horizon, week: int, rows: Iterable[Assignment]) -> tuple[date, ...]:
    """Local dates to show of a week: its seven, and those beside on which agents start.

    Far from the reporting zone a week begins on the Sunday before, or ends on the Monday after.

    Parameters
    ----------
    rows
        Those that start in the week.
    """
    first = horizon.start_date + timedelta(days=7 * week)
    days = {first + timedelta(days=day) for day in range(7)}
    return tuple(sorted(days | {row.local_date for row in rows}))


def is_night(team: Scenario, row: Assignment) -> bool:
    """Whether a shift is a night shift: three hours of it lie in the agent's night window."""
    agent = team.agent(row.agent_id)
    # Whole days around, so that shifts share the counting.
    first = local_day_bounds(row.local_date - ONE_DAY, agent.timezone)[0]
    last = max(row.end, local_day_bounds(row.local_date + 2 * ONE_DAY, agent.timezone)[1])
    clock = premium_clock(agent, team.rules_of(agent), first, last)
    return clock.minutes([(row.start, row.end)]).night >= NIGHT_SHIFT_MINUTES


def agent_days(
    team: Scenario,
    horizon: Horizon,
    agent: Agent,
    days: Sequence[date],
    rows: Iterable[Assignment],
    wishes: Iterable[tuple[Wish, bool]],
    earlier: Iterable[Assignment] = (),
) -> tuple[AgentDay, ...]:
    """What each of ``days`` holds for an agent.

    Parameters
    ----------
    rows, earlier
        Shifts of the plan, and those worked or published before it, of whatever dates and agents.
    wishes
        As ``judged_wishes`` gives them; those of other agents are left out.
    """
    own = [(row, False) for row in rows if row.agent_id == agent.agent_id]
    own += [(row, True) for row in earlier if row.agent_id == agent.agent_id]
    own.sort(key=lambda one: one[0].start)
    asked = [one for one in wishes if one[0].agent_id == agent.agent_id]
    absences = [one for one in team.time_off if one.agent_id == agent.agent_id]
    weekend = (team.rules_of(agent).weekend or USUAL_WEEKEND).weekdays
    holidays = holiday_dates(agent.country, agent.subdivision, min(days), max(days))
    return tuple(
        AgentDay(
            day=day,
            planned=_in_plan(horizon, day, agent.timezone),
            shifts=tuple(
                _day_shift(team, agent, row, earlier=before)
                for row, before in own
                if row.local_date == day
            ),
            weekend=day.weekday() in weekend,
            holiday=day in holidays,
            off=_off_on(day, absences),
            wishes=tuple(one for one in asked if one[0].local_date == day),
        )
        for day in days
    )


def _in_plan(horizon: Horizon, day: date, timezone: str) -> bool:
    start, end = local_day_bounds(day, timezone)
    return start < horizon.end and horizon.start < end


def _day_shift(team: Scenario, agent: Agent, row: Assignment, *, earlier: bool) -> DayShift:
    return DayShift(
        row=row,
        start=to_local(row.start, agent.timezone),
        end=to_local(row.end, agent.timezone),
        night=is_night(team, row),
        earlier=earlier,
    )


def _off_on(day: date, absences: Iterable[TimeOff]) -> tuple[OffSpan, ...]:
    midnight = datetime.combine(day, time.min)
    found = []
    for absence in sorted(absences, key=lambda one: one.start_local):
        start = max(absence.start_local, midnight)
        end = min(absence.end_local, midnight + ONE_DAY)
        if start >= end:
            continue
        whole = end - start == ONE_DAY
        found.append(
            OffSpan(kind=absence.kind)
            if whole
            else OffSpan(kind=absence.kind, start=start, end=end)
        )
    return tuple(found)


def judged_wishes(
    team: Scenario, horizon: Horizon, rows: Iterable[Assignment]
) -> tuple[tuple[Wish, bool], ...]:
    """Wishes for the plan's local dates, in file order, each with whether it is granted."""
    refused = set(refused_wishes(team, horizon, tuple(rows)))
    judged = []
    for wish in team.wishes:
        zone = team.agent(wish.agent_id).timezone
        first, last = local_date(horizon.start, zone), local_date(horizon.end - MINUTE, zone)
        if first <= wish.local_date <= last:
            judged.append((wish, wish not in refused))
    return tuple(judged)


def shift_hours(shift: DayShift) -> str:
    """Local start and end: ``22:00–07:00 +1`` ends on the next local day."""
    later = f" +{shift.days_later}" if shift.days_later else ""
    return f"{shift.start:%H:%M}–{end_time(shift.start, shift.end)}{later}"


def off_words(span: OffSpan) -> str:
    """Time off: ``vacation``, ``training 10:00–13:00``."""
    words = KIND_WORDS.get(span.kind, span.kind)
    if span.start is None or span.end is None:
        return words
    return f"{words} {span.start:%H:%M}–{end_time(span.start, span.end)}"


def end_time(start: datetime, end: datetime) -> str:
    """Time of an end; midnight at the end of the day of ``start`` is its 24:00."""
    if end == datetime.combine(start.date() + ONE_DAY, time.min):
        return "24:00"
    return f"{end:%H:%M}"


def wish_words(wish: Wish, *, granted: bool) -> str:
    """A wish and what became of it: ``✓ wish: day off``."""
    wanted = "day off" if wish.wish == "off" else wish.wish
    return f"{GRANTED if granted else REFUSED} wish: {wanted}"
