"""Whether agents on lines of a rotation worked their lines, and why not where they did not.

Dates, weeks and starts are told anew from the team's rotation.csv and rotation_lines.csv. A shift
of a line may be missing where the agent is away, where a pin, a frozen shift or the history has
the date, or where it would break a rule beside the other shifts of her line; then a note says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from planner.audit.records import agent_records, worked_of
from planner.audit.rows import Roster, Row, row_of
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE, ONE_DAY, instant_of, wall_of
from planner.domain import Agent, LinePlace, LineShift, Violation
from planner.rules import RULES, AgentRecord
from planner.scenario import Scenario

__all__ = ["AuditedLines", "audit_lines"]

RULE = "rotation-line"
WEEK_DAYS = 7
MOST_NOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedLines:
    """Deviations from lines: those without a reason, and those with one."""

    violations: tuple[Violation, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A local date on a line, and what begins on it within the plan."""

    local_date: date
    where: str
    shift: str | None
    start: datetime | None


def audit_lines(
    scenario: Scenario, timeline: Timeline, roster: Roster, *, freeze_unknown: bool = False
) -> AuditedLines:
    """Compare a roster with the lines of everybody who is on one.

    ``freeze_unknown``: the plan changes a published roster that is not at hand, of which any shift
    may have been frozen; then nothing is a violation.
    """
    if not scenario.line_places:
        return AuditedLines(violations=(), notes=())
    violations: list[Violation] = []
    notes: list[str] = []
    on_line = {place.agent_id for place in scenario.line_places}
    rows = roster.of_agents()
    for record in agent_records(scenario, timeline, roster):
        if record.agent.agent_id in on_line:
            own = rows.get(record.agent.agent_id, ())
            agent = _OneAgent(scenario, timeline, record, own)
            violations += agent.strange()
            for day in agent.missing():
                reason = agent.reason(day)
                if reason:
                    notes.append(
                        f"{record.agent.agent_id}: {day.shift} on {day.local_date} "
                        f"({day.where}) falls out: {reason}"
                    )
                else:
                    violations.append(agent.unworked(day))
    if freeze_unknown and violations:
        notes += [f"{violation}; frozen, perhaps (--published)" for violation in violations]
        violations = []
    more = len(notes) - MOST_NOTES
    if more > 0:
        notes = [*notes[:MOST_NOTES], f"{more} more deviations from lines of rotations"]
    return AuditedLines(violations=tuple(violations), notes=tuple(notes))


class _OneAgent:
    """An agent's roster beside her lines."""

    def __init__(
        self, scenario: Scenario, timeline: Timeline, record: AgentRecord, rows: Sequence[Row]
    ) -> None:
        self.scenario, self.record, self.rows = scenario, record, rows
        self.agent = record.agent
        self.days = tuple(_days(scenario, timeline, self.agent))
        self.timeline = timeline
        self.worked = {row.local_date: row for row in rows if row.week is not None}
        self.pinned = {pin.local_date for pin in record.pins}
        published = scenario.published
        self.frozen_until = None if published is None else published.frozen_until

    def strange(self) -> Iterator[Violation]:
        """Shifts on dates of a line that are neither the line's nor pinned nor frozen."""
        for day in self.days:
            row = self.worked.get(day.local_date)
            if row is None or (row.shift, row.start) == (day.shift, day.start):
                continue
            if day.local_date in self.pinned or self._is_frozen(row.start):
                continue
            yield self._violation(day, self._expected(day), _named(row))

    def missing(self) -> Iterator[_Day]:
        """Shifts of lines that are not worked, but for those that ``strange`` tells of."""
        for day in self.days:
            row = self.worked.get(day.local_date)
            if day.start is None or (row and (row.shift, row.start) == (day.shift, day.start)):
                continue
            told = row and not (day.local_date in self.pinned or self._is_frozen(row.start))
            if not told:
                yield day

    def reason(self, day: _Day) -> str:
        """Why a shift of a line is not worked; empty for no good reason."""
        start = day.start
        if start is None:
            return ""
        row = row_of(self.scenario, self.agent, day.shift or "", start, timeline=self.timeline)
        for absence in self.record.time_off:
            if row.start < absence.end and absence.start < row.end:
                return absence.kind
        if day.local_date in self.pinned:
            return "a pin has the date"
        if self._is_frozen(start):
            return "the published roster is frozen"
        if any(past.local_date == day.local_date for past in self.record.history):
            return "another shift began on that date before the plan"
        return self._breaks(row)

    def _breaks(self, row: Row) -> str:
        """The rules that a shift would break beside the others of the lines."""
        dates = {day.local_date for day in self.days}
        kept = [one for one in self.rows if one.week is None or one.local_date in dates]
        before = Counter(map(_demand, self._violations_of(kept)))
        beside = self._violations_of(sorted([*kept, row], key=lambda one: one.start))
        more = Counter(map(_demand, beside)) - before
        texts = [
            f"{one.rule}, expected {one.expected}, found {one.found}"
            for one in beside
            if _demand(one) in more
        ]
        return "; ".join(dict.fromkeys(texts))

    def _violations_of(self, rows: Sequence[Row]) -> list[Violation]:
        record = replace(self.record, worked=tuple(map(worked_of, rows)))
        return [violation for rule in RULES for violation in rule.of(record).violations(record)]

    def _is_frozen(self, start: datetime) -> bool:
        return self.frozen_until is not None and start < self.frozen_until

    def unworked(self, day: _Day) -> Violation:
        """A shift of a line that is not worked, and might have been."""
        row = self.worked.get(day.local_date)
        found = "no shift" if row is None else _named(row)
        return self._violation(day, self._expected(day), found)

    def _expected(self, day: _Day) -> str:
        if day.start is None:
            return f"a day off, by {day.where}"
        start = wall_of(day.start, self.agent.timezone)
        return f"{day.shift} from {start:%H:%M}, by {day.where}"

    def _violation(self, day: _Day, expected: str, found: str) -> Violation:
        return Violation(
            rule=RULE,
            agent_id=self.agent.agent_id,
            local_date=day.local_date,
            expected=expected,
            found=found,
        )


def _named(row: Row) -> str:
    return f"{row.shift} from {row.start_local:%H:%M}"


def _demand(violation: Violation) -> tuple[str, date | None, str]:
    """What a violation is of, however badly it is broken."""
    return violation.rule, violation.local_date, violation.expected


def _days(scenario: Scenario, timeline: Timeline, agent: Agent) -> Iterator[_Day]:
    """The agent's local dates of the plan on which she is on a line."""
    places = sorted(
        (place for place in scenario.line_places if place.agent_id == agent.agent_id),
        key=lambda place: place.from_date,
    )
    day = wall_of(timeline.start, agent.timezone).date()
    last = wall_of(timeline.end - MINUTE, agent.timezone).date()
    while day <= last:
        begun = [place for place in places if place.from_date <= day]
        if begun and begun[-1].line is not None:
            yield _day(scenario, timeline, agent, begun[-1], day)
        day += ONE_DAY


def _day(scenario: Scenario, timeline: Timeline, agent: Agent, place: LinePlace, day: date) -> _Day:
    lines = next(one.lines for one in scenario.rotations if one.name == place.rotation)
    weeks = _week_number(day) - _week_number(place.from_date)
    line = ((place.line or 1) + weeks - 1) % lines + 1
    where = f"line {line} of {place.rotation}"
    cell = _cell(scenario.line_shifts, place.rotation, line, day.weekday())
    off = _Day(local_date=day, where=where, shift=None, start=None)
    if cell is None:
        return off
    wall = datetime.combine(day, time.min) + cell.start_minute * MINUTE
    start = instant_of(wall, agent.timezone)
    if timeline.week_of(start) is None:
        return off
    return replace(off, shift=cell.shift, start=start)


def _cell(table: Sequence[LineShift], rotation: str, line: int, weekday: int) -> LineShift | None:
    place = (rotation, line, weekday)
    return next((one for one in table if (one.rotation, one.line, one.weekday) == place), None)


def _week_number(day: date) -> int:
    """Weeks from a Monday long ago."""
    return (day.toordinal() - 1) // WEEK_DAYS
