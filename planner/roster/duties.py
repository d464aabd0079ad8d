"""Every duty an agent might work in the horizon, laid down in her local time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner import clock
from planner.domain import Agent, Assignment, Break, Shift
from planner.rules.choices import Duty

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidShift:
    """A template laid down at one local start: the duty's frame before rules and money."""

    template: Shift
    local_date: date
    start: datetime
    start_wall_minute: int

    @property
    def end(self) -> datetime:
        """Instant at which it ends: length is elapsed time, whatever the clocks do."""
        return self.start + timedelta(minutes=self.template.length_minutes)


def lay_shifts(
    agent: Agent, templates: tuple[Shift, ...], start: datetime, end: datetime
) -> Iterator[LaidShift]:
    """Every start of every template of the agent with an instant in ``start..end`` (end out).

    A start that the clocks skip moves to the next wall time that exists; two starts of a template
    that fall on one instant are one.
    """
    first = clock.local_date(start, agent.timezone) - 2 * ONE_DAY
    last = clock.local_date(end, agent.timezone) + ONE_DAY
    for template in templates:
        seen: set[datetime] = set()
        day = first
        while day <= last:
            midnight = datetime.combine(day, time.min)
            for minute in range(
                template.start_from_minute,
                template.start_to_minute + 1,
                template.start_every_minutes,
            ):
                instant = clock.to_utc(midnight + timedelta(minutes=minute), agent.timezone)
                if start <= instant < end and instant not in seen:
                    seen.add(instant)
                    wall = clock.to_local(instant, agent.timezone)
                    yield LaidShift(
                        template=template,
                        local_date=wall.date(),
                        start=instant,
                        start_wall_minute=wall.hour * 60 + wall.minute,
                    )
            day += ONE_DAY


def placements(
    template: Shift, start_minute: int, interval_minutes: int
) -> tuple[tuple[int, ...], ...]:
    """Every way to lay the breaks of a shift, as elapsed minutes from its start.

    A break starts where an interval starts if its window holds such a place, else at the window's
    beginning; breaks keep their order and never overlap. The first way is the earliest.

    Parameters
    ----------
    template
        The shift; its breaks' windows bound the start of each break, both ends included.
    start_minute
        Start of the shift in minutes from the horizon's start (slots start at multiples of the
        interval).
    interval_minutes
        Length of an interval.

    Returns
    -------
    tuple of tuple of int
        At least one way; ``()`` inside where the template has no breaks.
    """
    ways: list[tuple[int, ...]] = [()]
    for index, pause in enumerate(template.breaks):
        offsets = _aligned(pause, start_minute, interval_minutes)
        ways = [
            (*way, offset)
            for way in ways
            for offset in _after(way, template.breaks, index, pause, offsets)
        ]
    return tuple(ways)


def _aligned(pause: Break, start_minute: int, interval_minutes: int) -> list[int]:
    first = -(start_minute + pause.earliest_minute) % interval_minutes + pause.earliest_minute
    aligned = list(range(first, pause.latest_minute + 1, interval_minutes))
    return aligned or [pause.earliest_minute]


def _after(
    way: tuple[int, ...],
    breaks: tuple[Break, ...],
    index: int,
    pause: Break,
    offsets: list[int],
) -> list[int]:
    """Offsets past the break before; right after it where none of the aligned ones is."""
    if not way:
        return offsets
    free_from = way[-1] + breaks[index - 1].minutes
    later = [offset for offset in offsets if offset >= free_from]
    if not later and free_from <= pause.latest_minute:
        return [max(free_from, pause.earliest_minute)]
    return later


def duty_of(
    laid: LaidShift, horizon: clock.Horizon, night_window_minutes: int, holiday_minutes: int = 0
) -> Duty:
    """The duty as rules see it."""
    start = minutes_from(horizon.start, laid.start)
    return Duty(
        local_date=laid.local_date,
        shift=laid.template.name,
        start_minute=start,
        end_minute=start + laid.template.length_minutes,
        start_wall_minute=laid.start_wall_minute,
        paid_minutes=laid.template.paid_minutes,
        night_window_minutes=night_window_minutes,
        week=horizon.week_of(laid.start),
        holiday_minutes=holiday_minutes,
        longest_unpaid_minutes=laid.template.longest_unpaid_minutes,
    )


def past_duty(
    row: Assignment, agent: Agent, horizon: clock.Horizon, night_window_minutes: int
) -> Duty:
    """A row of the history as rules see it."""
    wall = clock.to_local(row.start, agent.timezone)
    return Duty(
        local_date=row.local_date,
        shift=row.shift,
        start_minute=minutes_from(horizon.start, row.start),
        end_minute=minutes_from(horizon.start, row.end),
        start_wall_minute=wall.hour * 60 + wall.minute,
        paid_minutes=row.paid_minutes,
        night_window_minutes=night_window_minutes,
        week=None,
    )


def minutes_from(origin: datetime, instant: datetime) -> int:
    """Whole elapsed minutes from ``origin``."""
    return int((instant - origin) // timedelta(minutes=1))
