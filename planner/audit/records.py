"""From rows to the records that the labour rules judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from planner.audit.pay import holiday_minutes
from planner.audit.rows import Roster, Row
from planner.audit.timeline import Timeline
from planner.audit.zones import (
    MINUTE,
    ONE_DAY,
    daily_span,
    instant_of,
    midnight_of,
    united,
    wall_of,
)
from planner.domain import Agent, Contract, Pin, TimeOff, Violation
from planner.rules import RULES, AgentRecord, PastWeek, Span, Worked
from planner.scenario import Scenario

CREDITED_KINDS = frozenset({"vacation", "sick", "training"})
LONGEST_SPELL = 20  # days off in a row that a rule may ask for, and more


def rule_violations(scenario: Scenario, timeline: Timeline, roster: Roster) -> Iterator[Violation]:
    """Every breach of every labour rule, agents in file order."""
    for record in agent_records(scenario, timeline, roster):
        for rule in RULES:
            yield from rule.of(record).violations(record)


def agent_records(scenario: Scenario, timeline: Timeline, roster: Roster) -> Iterator[AgentRecord]:
    """One record per agent of the team, those without a row included."""
    rows_of = roster.of_agents()
    for agent in scenario.agents:
        rows = rows_of.get(agent.agent_id, ())
        contract = scenario.contract_of(agent)
        absences = [off for off in scenario.time_off if off.agent_id == agent.agent_id]
        yield AgentRecord(
            agent=agent,
            contract=contract,
            law=scenario.rules_of(agent),
            shifts=scenario.shifts_of(agent),
            worked=tuple(worked_of(row) for row in rows),
            week_bounds=timeline.week_bounds,
            time_off=tuple(_absence_span(agent, off) for off in absences),
            windows=_windows(scenario, timeline, agent),
            credited_dates=_credited_dates(agent, contract, absences, timeline),
            pins=tuple(_pins(scenario, timeline, agent)),
            absent_dates=_absent_dates(agent, absences, timeline),
            past_weeks=_past_weeks(scenario, timeline, agent, absences, rows),
        )


def worked_of(row: Row) -> Worked:
    """A row as the rules see it."""
    return Worked(
        local_date=row.local_date,
        shift=row.shift,
        start=row.start,
        end=row.end,
        start_local=row.start_local,
        end_local=row.end_local,
        paid_minutes=row.paid_minutes,
        night_window_minutes=row.night_window_minutes,
        week=row.week,
        holiday_minutes=holiday_minutes(row),
        longest_unpaid_minutes=row.longest_unpaid_minutes,
    )


def _absence_span(agent: Agent, absence: TimeOff) -> Span:
    return Span(
        start=instant_of(absence.start_local, agent.timezone),
        end=instant_of(absence.end_local, agent.timezone),
        kind=absence.kind,
    )


def _windows(scenario: Scenario, timeline: Timeline, agent: Agent) -> tuple[Span, ...] | None:
    """When a shift may lie, as spans any one of which must hold it."""
    weekly = [span for span in scenario.availability if span.agent_id == agent.agent_id]
    earliest, latest = agent.earliest_start_minute, agent.latest_end_minute
    dates = _dates_around(timeline, agent)
    if weekly:
        spans = united(
            daily_span(day, span.from_minute, span.to_minute, agent.timezone)
            for day in dates
            for span in weekly
            if span.weekday == day.weekday()
        )
    elif latest is not None:
        spans = united(daily_span(day, earliest or 0, latest, agent.timezone) for day in dates)
    else:
        return None  # without a latest end only starts are limited: the rule looks at those itself
    return tuple(Span(start=start, end=end) for start, end in spans)


def _dates_around(timeline: Timeline, agent: Agent, before: int = 2) -> Iterator[date]:
    day = wall_of(timeline.start, agent.timezone).date() - before * ONE_DAY
    last = wall_of(timeline.end, agent.timezone).date() + 3 * ONE_DAY
    while day <= last:
        yield day
        day += ONE_DAY


def _absent_dates(agent: Agent, absences: Sequence[TimeOff], timeline: Timeline) -> frozenset[date]:
    """Dates about the plan that absences of any kind cover wholly."""
    away = united(
        (instant_of(off.start_local, agent.timezone), instant_of(off.end_local, agent.timezone))
        for off in absences
    )
    return frozenset(
        day
        for day in (_dates_around(timeline, agent, LONGEST_SPELL) if away else ())
        if any(
            start <= midnight_of(day, agent.timezone)
            and midnight_of(day + ONE_DAY, agent.timezone) <= end
            for start, end in away
        )
    )


def _credited_dates(
    agent: Agent, contract: Contract, absences: Sequence[TimeOff], timeline: Timeline
) -> tuple[int, ...]:
    """Dates of each week that credited absences cover wholly, at most the contract's days."""
    counts = [0] * timeline.weeks
    away = united(
        (instant_of(off.start_local, agent.timezone), instant_of(off.end_local, agent.timezone))
        for off in absences
        if off.kind in CREDITED_KINDS
    )
    for day in _dates_around(timeline, agent) if away else ():
        begins, ends = midnight_of(day, agent.timezone), midnight_of(day + ONE_DAY, agent.timezone)
        week = timeline.week_of(begins)
        if week is not None and any(start <= begins and ends <= end for start, end in away):
            counts[week] += 1
    return tuple(min(count, contract.days_per_week) for count in counts)


def _past_weeks(
    scenario: Scenario,
    timeline: Timeline,
    agent: Agent,
    absences: Sequence[TimeOff],
    rows: Sequence[Row],
) -> tuple[PastWeek, ...]:
    """Weeks before the plan, the last first, from that of the agent's first shift on."""
    count = (scenario.rules_of(agent).averaging_weeks or 1) - 1
    history = [row for row in rows if row.week is None]
    if not history or count < 1:
        return ()
    before = Timeline.of(
        timeline.start_date - 7 * count * ONE_DAY,
        count,
        scenario.reporting_timezone,
        timeline.interval_minutes,
    )
    credited = _credited_dates(agent, scenario.contract_of(agent), absences, before)
    of_week = [[row for row in history if before.week_of(row.start) == k] for k in range(count)]
    reaches = min(row.start for row in history)
    return tuple(
        PastWeek(
            paid_minutes=sum(row.paid_minutes for row in of_week[k]), credited_dates=credited[k]
        )
        for k in range(count - 1, -1, -1)
        if before.week_bounds[k + 1] > reaches
    )


def _pins(scenario: Scenario, timeline: Timeline, agent: Agent) -> Iterator[Pin]:
    """Pins of the plan's weeks, with the wall time that the clock will really show."""
    for pin in scenario.pins:
        if pin.agent_id == agent.agent_id:
            wall = datetime.combine(pin.local_date, time.min) + pin.start_minute * MINUTE
            start = instant_of(wall, agent.timezone)
            if timeline.week_of(start) is not None:
                shown = wall_of(start, agent.timezone)
                yield replace(pin, start_minute=shown.hour * 60 + shown.minute)
