"""What each interval and queue asks for, from requirement.csv or what stands in for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from planner.audit.deferred import Work
from planner.audit.tables import CoverLine, Lines, RequirementLine
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE
from planner.domain import Queue, Violation
from planner.scenario import Scenario

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Matrices of shape (slots, queues), queues in file order.

    ``contacts`` is None where no file tells them. ``works`` holds, for each queue whose work may
    wait, what arrives when and is due when; None for a real-time queue.
    """

    required: Matrix
    minimum_agents: Matrix
    contacts: Matrix | None
    works: tuple[tuple[Work, ...] | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadDemand:
    """The demand (None where nothing tells it) and what is wrong with or to know of it."""

    demand: Demand | None
    violations: tuple[Violation, ...] = ()
    notes: tuple[str, ...] = ()


def read_demand(scenario: Scenario, timeline: Timeline, lines: Lines) -> ReadDemand:
    """Take the demand from requirement.csv, else from cover.csv's ``required``."""
    if lines.requirement is not None:
        return _from_requirement(scenario, timeline, lines.requirement)
    if lines.cover is not None:
        read = _from_requirement(scenario, timeline, [_as_requirement(row) for row in lines.cover])
        note = "no requirement.csv: what is required is taken from cover.csv"
        return ReadDemand(demand=read.demand, notes=(note,))
    note = "neither requirement.csv nor cover.csv: cover is not audited"
    return ReadDemand(demand=None, notes=(note,))


def _as_requirement(line: CoverLine) -> RequirementLine:
    return RequirementLine(
        interval_start=line.interval_start,
        queue=line.queue,
        required=line.required,
        due_by=None,
        minimum_agents=None,
        contacts=None,
    )


def _from_requirement(
    scenario: Scenario, timeline: Timeline, lines: Sequence[RequirementLine]
) -> ReadDemand:
    columns = {queue.name: column for column, queue in enumerate(scenario.queues)}
    shape = (timeline.slots, len(scenario.queues))
    required, contacts = np.zeros(shape), np.zeros(shape)
    minimum = _scenario_minimum(scenario, timeline)
    works: list[list[Work]] = [[] for _ in scenario.queues]
    waits = [queue.respond_within_minutes is not None for queue in scenario.queues]
    found: list[Violation] = []
    outside = 0
    for line in lines:
        column, slot = columns.get(line.queue), timeline.slot_of(line.interval_start)
        if column is None:
            found.append(_unknown(line))
        elif slot is None:
            outside += 1
        else:
            required[slot, column] += line.required
            contacts[slot, column] += line.contacts or 0.0
            if line.minimum_agents is not None:
                minimum[slot, column] = line.minimum_agents
            waits[column] = waits[column] or line.due_by is not None
            if line.required > 0:
                last = _last_slot(timeline, scenario.queues[column], line, slot)
                works[column].append(Work(arrival_slot=slot, last_slot=last, amount=line.required))
    demand = Demand(
        required=required,
        minimum_agents=minimum,
        contacts=contacts if any(line.contacts is not None for line in lines) else None,
        works=tuple(tuple(work) if wait else None for work, wait in zip(works, waits, strict=True)),
    )
    return ReadDemand(demand=demand, violations=tuple(found), notes=tuple(_outside_note(outside)))


def _outside_note(count: int) -> Iterator[str]:
    if count:
        yield f"rows of requirement.csv outside the plan's intervals, left out: {count}"


def _unknown(line: RequirementLine) -> Violation:
    return Violation(
        rule="requirement",
        agent_id="",
        local_date=None,
        expected="a queue of plan.toml",
        found=f"{line.queue!r} at {line.interval_start:%Y-%m-%d %H:%M}",
    )


def _last_slot(timeline: Timeline, queue: Queue, line: RequirementLine, slot: int) -> int:
    """Last slot that ends by the due time, at least the one of arrival."""
    due_by = line.due_by
    if due_by is None:
        respond = queue.respond_within_minutes or 0
        due_by = line.interval_start + respond * MINUTE
    return max(slot, _whole_slots(timeline, due_by) - 1)


def _whole_slots(timeline: Timeline, instant: datetime) -> int:
    return int((instant - timeline.start) // (timeline.interval_minutes * MINUTE))


def _scenario_minimum(scenario: Scenario, timeline: Timeline) -> Matrix:
    """Least heads of each queue in its open intervals."""
    columns = [
        queue.minimum_agents * timeline.open_slots(queue.open_hours) for queue in scenario.queues
    ]
    return np.array(columns, dtype=np.float64).reshape(-1, timeline.slots).T
