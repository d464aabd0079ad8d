"""When an agent may not work: availability windows, time off, and dates credited for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from planner import clock
from planner.domain import DAY_MINUTES, Agent, AvailabilitySpan, Contract, TimeOff

CREDITING_KINDS = frozenset({"vacation", "sick", "training"})
ONE_DAY = timedelta(days=1)
AROUND_DAYS = 4
LOOK_BACK_DAYS = 15  # a spell of days off that counts is no longer

Span = tuple[datetime, datetime]


def availability_windows(
    agent: Agent, spans: Sequence[AvailabilitySpan], start: datetime, end: datetime
) -> tuple[Span, ...] | None:
    """Merged UTC spans in which a whole shift must lie; None where only her earliest start limits.

    Parameters
    ----------
    agent
        Her two wall times hold on every date, unless ``spans`` are given.
    spans
        The agent's rows of availability; weekdays without one are unavailable.
    start, end
        The span of interest; windows around it are made too, so that shifts may cross its ends.
    """
    if not spans and agent.latest_end_minute is None:
        return None
    windows: list[Span] = []
    day = clock.local_date(start, agent.timezone) - AROUND_DAYS * ONE_DAY
    last = clock.local_date(end, agent.timezone) + AROUND_DAYS * ONE_DAY
    while day <= last:
        for from_minute, to_minute in _wall_windows(agent, spans, day):
            windows.append(_window(day, from_minute, to_minute, agent.timezone))
        day += ONE_DAY
    return merged(windows)


def _wall_windows(
    agent: Agent, spans: Sequence[AvailabilitySpan], day: date
) -> Iterable[tuple[int, int]]:
    if spans:
        for span in spans:
            if span.weekday == day.weekday():
                yield span.from_minute, _next_day(span.from_minute, span.to_minute)
        return
    if agent.latest_end_minute is not None:
        earliest = agent.earliest_start_minute or 0
        yield earliest, _next_day(earliest, agent.latest_end_minute)


def _next_day(from_minute: int, to_minute: int) -> int:
    return to_minute if to_minute > from_minute else to_minute + DAY_MINUTES


def _window(day: date, from_minute: int, to_minute: int, timezone: str) -> Span:
    midnight = datetime.combine(day, time.min)
    return (
        clock.to_utc(midnight + timedelta(minutes=from_minute), timezone),
        clock.to_utc(midnight + timedelta(minutes=to_minute), timezone),
    )


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, united where they touch or overlap."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def time_off_spans(agent: Agent, absences: Iterable[TimeOff]) -> tuple[Span, ...]:
    """Merged UTC spans of the agent's time off, whatever its kind."""
    return merged(
        (
            clock.to_utc(absence.start_local, agent.timezone),
            clock.to_utc(absence.end_local, agent.timezone),
        )
        for absence in absences
        if absence.agent_id == agent.agent_id
    )


def absent_dates(
    agent: Agent, absences: Iterable[TimeOff], horizon: clock.Horizon
) -> frozenset[date]:
    """Dates about the horizon that time off covers wholly, whatever its kind."""
    spans = time_off_spans(agent, absences)
    first = clock.local_date(horizon.start, agent.timezone) - LOOK_BACK_DAYS * ONE_DAY
    last = clock.local_date(horizon.end, agent.timezone)
    return frozenset(day for day, _ in _whole_dates(agent, spans, first, last))


def credited_dates(
    agent: Agent, contract: Contract, absences: Iterable[TimeOff], horizon: clock.Horizon
) -> tuple[int, ...]:
    """Dates per plan week that vacation, sickness or training cover wholly.

    A date belongs to the week that holds its local midnight; at most ``days_per_week`` count.
    """
    spans = time_off_spans(agent, (a for a in absences if a.kind in CREDITING_KINDS))
    counts = [0] * horizon.weeks
    first = clock.local_date(horizon.start, agent.timezone)
    last = clock.local_date(horizon.end, agent.timezone)
    for _, midnight in _whole_dates(agent, spans, first, last):
        week = horizon.week_of(midnight)
        if week is not None:
            counts[week] += 1
    return tuple(min(count, contract.days_per_week) for count in counts)


def _whole_dates(
    agent: Agent, spans: Sequence[Span], first: date, last: date
) -> Iterator[tuple[date, datetime]]:
    """Dates from first to last that lie wholly in a span, each with the instant it begins."""
    day = first
    while day <= last and spans:
        lower, upper = clock.local_day_bounds(day, agent.timezone)
        if any(start <= lower and upper <= end for start, end in spans):
            yield day, lower
        day += ONE_DAY
