"""Meetings and training blocks: what is owed, where it may lie, and what found no place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from planner.audit.integrity import breach
from planner.audit.pay import cents_of
from planner.audit.rows import Roster, Row
from planner.audit.tables import ActivityLine
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE, opening_spans
from planner.domain import Activity, PlannedActivity, Violation
from planner.scenario import Scenario

RULE = "activity"


def activity_violations(
    scenario: Scenario, roster: Roster, lines: Sequence[ActivityLine] | None
) -> Iterator[Violation]:
    """Activities outside their hours, unpaid, too often, or apart where all meet together."""
    if lines is None:
        return
    starts: dict[tuple[str, int], dict[datetime, Row]] = defaultdict(dict)
    for planned in scenario.activities:
        count: Counter[tuple[str, int]] = Counter()
        for row in roster.planned:
            held = _held(planned, row)
            if len(held) > 1:
                yield breach(row, RULE, f"{planned.name} once in a shift", f"{len(held)} times")
            for one in held:
                yield from _misplaced(planned, row, one)
                count[row.agent.agent_id, row.week or 0] += 1
                if count[row.agent.agent_id, row.week or 0] == planned.times_per_week + 1:
                    most = f"{planned.name} {planned.times_per_week} time(s) in a week"
                    yield breach(row, RULE, most, "more")
                if planned.together:
                    starts[planned.name, row.week or 0].setdefault(one.start, row)
        for (name, _), found in starts.items():
            if name == planned.name and len(found) > planned.times_per_week:
                at = sorted(found)
                last = found[at[-1]]
                expected = f"{name} for all together, {planned.times_per_week} time(s) in a week"
                yield breach(last, RULE, expected, f"{len(at)} different starts")


def _held(planned: PlannedActivity, row: Row) -> list[Activity]:
    """What of a row is the planned activity, if its agent owes it: kind and length tell."""
    if not planned.asks(row.agent):
        return []
    return [
        one
        for one in row.activities
        if (one.activity, (one.end - one.start) // MINUTE) == (planned.kind, planned.minutes)
    ]


def _misplaced(planned: PlannedActivity, row: Row, one: Activity) -> Iterator[Violation]:
    if not one.paid:
        yield breach(row, RULE, f"a paid {planned.kind}", "an unpaid one")
    spans = opening_spans(planned.hours_of(row.agent), row.start, row.end)
    if not any(opens <= one.start and one.end <= closes for opens, closes in spans):
        yield breach(
            row,
            RULE,
            f"{planned.name} within its days and hours of the agent's clock",
            f"{one.start:%a %H:%M} to {one.end:%H:%M} UTC",
        )


def missing_cents(
    scenario: Scenario, timeline: Timeline, roster: Roster, lines: Sequence[ActivityLine] | None
) -> int | None:
    """The weight of all that is owed and not there; None where nothing is owed or known."""
    if not scenario.activities or lines is None:
        return None
    shifts: Counter[tuple[str, int]] = Counter()
    held: Counter[tuple[str, int, str]] = Counter()
    for row in roster.planned:
        week = timeline.week_of(row.start)
        if week is None:
            continue
        shifts[row.agent.agent_id, week] += 1
        for planned in scenario.activities:
            held[row.agent.agent_id, week, planned.name] += len(_held(planned, row))
    lacking = sum(
        max(0, min(planned.times_per_week, count) - held[agent.agent_id, week, planned.name])
        for agent in scenario.agents
        for planned in scenario.activities
        if planned.asks(agent)
        for week in range(timeline.weeks)
        for count in (shifts[agent.agent_id, week],)
    )
    return cents_of(lacking * scenario.weights.activity)
