"""Who is at work together, recounted: heads missing by name, and presence.csv held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from planner.audit.pay import cents_of
from planner.audit.supply import Supply
from planner.audit.tables import PresenceLine
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE, ONE_DAY, Instants, midnight_of, opening_spans, wall_of
from planner.domain import Agent, Violation
from planner.scenario import Scenario
from planner.together import Handover, Selection

RULE = "presence"
TOLERANCE = 1e-6  # heads

Minutes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedTogether:
    """What is missing, in cents (None where nothing is asked), and what presence.csv has wrong."""

    cents: int | None
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """Head-minutes that are asked for and that are there, by slot; nothing where none are asked."""

    name: str
    asked: Minutes
    there: Minutes

    @property
    def missing(self) -> Minutes:
        missing: Minutes = np.maximum(0, self.asked - self.there)
        return missing


def audit_together(
    scenario: Scenario,
    timeline: Timeline,
    supply: Supply,
    lines: Sequence[PresenceLine] | None,
) -> AuditedTogether:
    """Recount heads of ``[[presence]]``, ``[[handovers]]`` and ``[[mentoring]]``."""
    asked = list(_asked(scenario, timeline, supply))
    missing = Fraction(sum(int(one.missing.sum()) for one in asked), 60)
    return AuditedTogether(
        cents=cents_of(missing * scenario.weights.shortfall_per_agent_hour) if asked else None,
        violations=() if lines is None else tuple(_wrong(timeline, asked, lines)),
    )


def _asked(scenario: Scenario, timeline: Timeline, supply: Supply) -> Iterator[_Asked]:
    minutes = np.rint(supply.presence * timeline.interval_minutes).astype(np.int64)

    def at_work(means: Callable[[Agent], bool]) -> Minutes:
        meant = [number for number, agent in enumerate(supply.agents) if means(agent)]
        total: Minutes = minutes[meant].sum(axis=0)
        return total

    step = timeline.interval_minutes
    for rule in scenario.presence:
        spans = opening_spans(rule.open_hours, timeline.start, timeline.end)
        when = _intervals(timeline, spans)
        there = at_work(lambda agent, who=rule.who: _is_meant(who, agent))  # type: ignore[misc]
        yield _Asked(name=rule.name, asked=when * rule.at_least * step, there=there)
    for handover in scenario.handovers:
        when = _intervals(timeline, _overlaps(handover, timeline))
        for region in (handover.from_region, handover.to_region):
            there = at_work(lambda agent, where=region: agent.region == where)  # type: ignore[misc]
            asked = when * handover.at_least * step
            yield _Asked(name=f"{handover.name}: {region}", asked=asked, there=there)
    for pairing in scenario.mentoring:
        new = at_work(lambda agent, who=pairing.new: _is_meant(who, agent))  # type: ignore[misc]
        mentors = at_work(lambda agent, who=pairing.mentors: _is_meant(who, agent))  # type: ignore[misc]
        yield _Asked(name=pairing.name, asked=new, there=mentors * pairing.new_per_mentor)


def _is_meant(who: Selection, agent: Agent) -> bool:
    """Whether an agent has an entry of each list that is given."""
    given = (
        (who.roles, {agent.role}),
        (who.regions, {agent.region}),
        (who.skills, agent.skills),
        (who.agents, {agent.agent_id}),
    )
    return all(not wanted or not wanted.isdisjoint(held) for wanted, held in given)


def _overlaps(handover: Handover, timeline: Timeline) -> Iterator[Instants]:
    day = wall_of(timeline.start, handover.timezone).date() - ONE_DAY
    while day <= wall_of(timeline.end, handover.timezone).date():
        if day.weekday() in handover.weekdays:
            start = midnight_of(day, handover.timezone, handover.at_minute)
            yield start, start + handover.minutes * MINUTE
        day += ONE_DAY


def _intervals(timeline: Timeline, spans: Iterable[Instants]) -> Minutes:
    """1 for every interval that shares a minute with a span, else 0."""
    spans = list(spans)
    step = timeline.interval_minutes * MINUTE
    starts: list[datetime] = [timeline.slot_start(slot) for slot in range(timeline.slots)]
    return np.array(
        [any(start < end and begin < start + step for begin, end in spans) for start in starts],
        dtype=np.int64,
    )


def _wrong(
    timeline: Timeline, asked: Sequence[_Asked], lines: Sequence[PresenceLine]
) -> Iterator[Violation]:
    """Rows of presence.csv that say something else, are too many, or are not there."""
    step = timeline.interval_minutes
    right = {
        (one.name, slot): tuple(
            float(amounts[slot]) / step for amounts in (one.asked, one.there, one.missing)
        )
        for one in asked
        for slot in np.flatnonzero(one.asked).tolist()
    }
    for line in lines:
        slot = timeline.slot_of(line.interval_start)
        figures = right.pop((line.name, -1 if slot is None else slot), None)
        written = (line.at_least, line.present, line.missing)
        if figures is None:
            yield _violation(line.name, line.interval_start, "no such row", "one")
        elif any(abs(a - b) > TOLERANCE for a, b in zip(figures, written, strict=True)):
            yield _violation(line.name, line.interval_start, _heads(figures), _heads(written))
    for (name, slot), figures in right.items():
        yield _violation(name, timeline.slot_start(slot), _heads(figures), "no row")


def _heads(figures: Sequence[float]) -> str:
    at_least, present, missing = figures
    return f"{present:.6g} of {at_least:.6g} heads, {missing:.6g} missing"


def _violation(name: str, start: datetime, expected: str, found: str) -> Violation:
    return Violation(
        rule=RULE,
        agent_id="",
        local_date=None,
        expected=f"{name} at {start:%Y-%m-%d %H:%M} UTC: {expected}",
        found=found,
    )
