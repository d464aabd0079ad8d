"""Changes recomputed: weeks that are not as published, and what was frozen and yet moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from planner.audit.pay import cents_of
from planner.audit.rows import Roster, Row
from planner.audit.timeline import Timeline
from planner.audit.zones import instant_of, wall_of
from planner.domain import Assignment, Violation
from planner.scenario import Scenario

RULE = "frozen"
Key = tuple[str, datetime]  # shift and start


def changes_cents(scenario: Scenario, timeline: Timeline, roster: Roster) -> int | None:
    """The weight of every agent's week that is not her published one; None for none published."""
    if scenario.published is None:
        return None
    weeks: dict[tuple[str, int], tuple[set[Key], set[Key]]] = defaultdict(lambda: (set(), set()))
    team = {agent.agent_id for agent in scenario.agents}
    for past in scenario.published.assignments:
        week = timeline.week_of(past.start)
        if week is not None and past.agent_id in team:
            weeks[past.agent_id, week][0].add((past.shift, past.start))
    for row in roster.planned:
        week = timeline.week_of(row.start)
        if week is not None:
            weeks[row.agent.agent_id, week][1].add((row.shift, row.start))
    changed = sum(before != after for before, after in weeks.values())
    return cents_of(changed * scenario.weights.change)


def frozen_violations(
    scenario: Scenario, timeline: Timeline, roster: Roster
) -> Iterator[Violation]:
    """Published shifts that should stand and do not, and others that begin before the freeze ends.

    Who is away does not work what she was published for.
    """
    published = scenario.published
    if published is None or published.frozen_until is None:
        return
    until = published.frozen_until
    rows = {(row.agent.agent_id, row.shift, row.start): row for row in roster.planned}
    zones = {agent.agent_id: agent.timezone for agent in scenario.agents}
    standing = set()
    for past in published.assignments:
        within = timeline.start <= past.start < min(until, timeline.end)
        if past.agent_id not in zones or not within or _is_away(scenario, zones, past):
            continue
        key = (past.agent_id, past.shift, past.start)
        standing.add(key)
        found = _found(past, rows.get(key))
        if found:
            shown = wall_of(past.start, zones[past.agent_id])
            expected = f"{past.shift} from {shown:%H:%M} as it was published"
            yield Violation(
                rule=RULE,
                agent_id=past.agent_id,
                local_date=shown.date(),
                expected=expected,
                found=found,
            )
    for key, row in rows.items():
        if row.start < until and key not in standing:
            yield Violation(
                rule=RULE,
                agent_id=key[0],
                local_date=row.local_date,
                expected="nothing new that starts before the freeze ends",
                found=f"{row.shift} from {row.start_local:%H:%M}",
            )


def _found(past: Assignment, row: Row | None) -> str:
    """What became of a frozen shift; nothing where it stands."""
    if row is None:
        return "no such shift"
    breaks = {(one.start, one.end) for one in row.activities}
    same = breaks == {(one.start, one.end) for one in past.activities}
    return "" if same else "other breaks"


def _is_away(scenario: Scenario, zones: Mapping[str, str], past: Assignment) -> bool:
    zone = zones[past.agent_id]
    return any(
        instant_of(off.start_local, zone) < past.end
        and past.start < instant_of(off.end_local, zone)
        for off in scenario.time_off
        if off.agent_id == past.agent_id
    )
