"""Roster rows as they are judged: known agent, own local time, activities laid down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.audit.tables import ActivityLine, Lines, RosterLine
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE, Instants, pieces, wall_of, without
from planner.domain import Activity, Agent, LabourRules, NightWindow, Shift, Violation
from planner.scenario import Scenario

LONGEST = timedelta(days=3)  # no shift is near that: what is longer is a slip, not overtime
USUAL_NIGHT = NightWindow(from_minute=22 * 60, to_minute=6 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A worked shift; ``line`` is None for one of the history, which is not judged itself.

    ``local_date`` is the agent's date at the start; ``template`` is None for a shift that the
    team does not have; ``week`` is None for history.
    """

    agent: Agent
    law: LabourRules
    shift: str
    template: Shift | None
    start: datetime
    end: datetime
    local_date: date
    start_local: datetime
    end_local: datetime
    activities: tuple[Activity, ...]
    week: int | None
    line: RosterLine | None

    @property
    def span(self) -> Instants:
        """From start to end."""
        return self.start, self.end

    @property
    def elapsed_minutes(self) -> int:
        """Minutes from start to end."""
        return (self.end - self.start) // MINUTE

    @property
    def paid_spans(self) -> tuple[Instants, ...]:
        """The shift without its unpaid activities."""
        return without(self.span, [(a.start, a.end) for a in self.activities if not a.paid])

    @property
    def working_spans(self) -> tuple[Instants, ...]:
        """The shift without any activity: time on contact work."""
        return without(self.span, [(a.start, a.end) for a in self.activities])

    @property
    def paid_minutes(self) -> int:
        """Elapsed minutes less the unpaid ones."""
        return sum((end - start) // MINUTE for start, end in self.paid_spans)

    @property
    def longest_unpaid_minutes(self) -> int:
        """Length of the longest unpaid activity; 0 without one."""
        unpaid = [(a.end - a.start) // MINUTE for a in self.activities if not a.paid]
        return max(unpaid, default=0)

    @property
    def night_window_minutes(self) -> int:
        """Elapsed minutes within the night window, breaks included."""
        night = self.law.night or USUAL_NIGHT
        return sum(
            piece.minutes_within(night.from_minute, night.to_minute)
            for piece in pieces(self.start, self.end, self.agent.timezone)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Rows of the plan and of the history, each in order of agent and start."""

    planned: tuple[Row, ...]
    history: tuple[Row, ...]

    @property
    def written(self) -> tuple[tuple[Row, RosterLine], ...]:
        """Rows of the plan with the lines that they were read from."""
        return tuple((row, row.line) for row in self.planned if row.line is not None)

    def of_agents(self) -> Mapping[str, tuple[Row, ...]]:
        """All rows of every agent who has any, history first, in order of start."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.history + self.planned, key=lambda row: (row.start, row.end)):
            rows[row.agent.agent_id].append(row)
        return {agent_id: tuple(own) for agent_id, own in rows.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRoster:
    """A roster together with what kept lines out of it, and what is to be known of it."""

    roster: Roster
    violations: tuple[Violation, ...]
    notes: tuple[str, ...]


def place_rows(scenario: Scenario, timeline: Timeline, lines: Lines) -> PlacedRoster:
    """Turn lines into rows; those that cannot be judged (no such agent, no time) are violations."""
    agents = {agent.agent_id: agent for agent in scenario.agents}
    activities = _by_row(lines.activities or ())
    found: list[Violation] = []
    planned: list[Row] = []
    for line in lines.roster:
        refusal = _refusal(line, agents, timeline)
        if refusal is None:
            given = activities.get((line.agent_id, line.local_date), ())
            agent = agents[line.agent_id]
            planned.append(_planned_row(scenario, timeline, agent, line, given))
        else:
            found.append(refusal)
    history = tuple(
        _row(
            scenario,
            agents[past.agent_id],
            past.shift,
            past.start,
            past.end,
            activities=past.activities,
        )
        for past in scenario.history
        if past.agent_id in agents and past.start < timeline.start
    )
    roster = Roster(
        planned=tuple(sorted(planned, key=lambda row: (row.agent.agent_id, row.start))),
        history=history,
    )
    notes: tuple[str, ...] = ()
    if lines.activities is None and any(row.activities for row in planned):
        notes = ("no activities.csv: breaks are taken at the earliest slot of their window",)
    return PlacedRoster(roster=roster, violations=tuple(found), notes=notes)


def _by_row(lines: Iterable[ActivityLine]) -> Mapping[tuple[str, date], tuple[Activity, ...]]:
    of_row: dict[tuple[str, date], list[Activity]] = defaultdict(list)
    for line in lines:
        of_row[line.agent_id, line.local_date].append(
            Activity(activity=line.activity, start=line.start, end=line.end, paid=line.paid)
        )
    return {
        key: tuple(sorted(own, key=lambda activity: (activity.start, activity.end)))
        for key, own in of_row.items()
    }


def _refusal(line: RosterLine, agents: Mapping[str, Agent], timeline: Timeline) -> Violation | None:
    if line.agent_id not in agents:
        rule, expected, found = "agent", "an agent of agents.csv", repr(line.agent_id)
    elif timeline.week_of(line.start) is None:
        rule = "horizon"
        expected = f"a start from {timeline.start:%Y-%m-%d %H:%M} to {timeline.end:%Y-%m-%d %H:%M}"
        found = f"{line.start:%Y-%m-%d %H:%M} UTC"
    elif not line.start < line.end <= line.start + LONGEST:
        rule, expected, found = "length", "an end soon after the start", _clock_span(line)
    else:
        return None
    return Violation(
        rule=rule,
        agent_id=line.agent_id,
        local_date=line.local_date,
        expected=expected,
        found=found,
    )


def _clock_span(line: RosterLine) -> str:
    return f"{line.start:%Y-%m-%d %H:%M} to {line.end:%Y-%m-%d %H:%M} UTC"


def _planned_row(
    scenario: Scenario,
    timeline: Timeline,
    agent: Agent,
    line: RosterLine,
    given: Sequence[Activity],
) -> Row:
    return _row(
        scenario,
        agent,
        line.shift,
        line.start,
        line.end,
        activities=given,
        week=timeline.week_of(line.start),
        line=line,
    )


def row_of(
    scenario: Scenario, agent: Agent, shift: str, start: datetime, *, timeline: Timeline
) -> Row:
    """The row that a shift of the team's would be, from an instant on, breaks at their earliest."""
    template = next(each for each in scenario.shifts if each.name == shift)
    unpaid = sum(pause.minutes for pause in template.breaks if not pause.paid)
    end = start + (template.paid_minutes + unpaid) * MINUTE
    week = timeline.week_of(start)
    return _row(scenario, agent, shift, start, end, activities=(), week=week)


def _row(
    scenario: Scenario,
    agent: Agent,
    shift: str,
    start: datetime,
    end: datetime,
    *,
    activities: Sequence[Activity],
    week: int | None = None,
    line: RosterLine | None = None,
) -> Row:
    template = next((each for each in scenario.shifts if each.name == shift), None)
    if not activities and template is not None:
        activities = earliest_breaks(template, start)
    start_local = wall_of(start, agent.timezone)
    return Row(
        agent=agent,
        law=scenario.rules_of(agent),
        shift=shift,
        template=template,
        start=start,
        end=end,
        local_date=start_local.date(),
        start_local=start_local,
        end_local=wall_of(end, agent.timezone),
        activities=tuple(activities),
        week=week,
        line=line,
    )


def earliest_breaks(template: Shift, start: datetime) -> tuple[Activity, ...]:
    """Each break at the earliest minute of its window, or right after the break before it."""
    breaks = []
    free_from = start
    for pause in template.breaks:
        first = max(start + pause.earliest_minute * MINUTE, free_from)
        free_from = first + pause.minutes * MINUTE
        breaks.append(Activity(activity="break", start=first, end=free_from, paid=pause.paid))
    return tuple(breaks)
