"""What is covered and what stays open: cover.csv judged, or the best cover where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.audit.deferred import WaitingWork, Work, undone
from planner.audit.demand import Demand
from planner.audit.duty import TOLERANCE
from planner.audit.split import Split
from planner.audit.supply import Supply
from planner.audit.tables import CoverLine
from planner.audit.timeline import Timeline
from planner.domain import Violation
from planner.scenario import Scenario

# Shares are written to six decimals: sums over a queue's backlog drift further than one figure.
DRIFT = 1e-5

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cover:
    """Net agents, vendors' agents and what stays open: each of shape (slots, queues)."""

    agents: Matrix
    vendor_agents: Matrix
    shortfall: Matrix

    def table(self, scenario: Scenario, timeline: Timeline, demand: Demand) -> pd.DataFrame:
        """The same as cover.csv has it, a row per interval and queue."""
        starts = pd.DatetimeIndex(
            [timeline.slot_start(slot) for slot in range(timeline.slots)],
            dtype="datetime64[us, UTC]",
        )
        names = [queue.name for queue in scenario.queues]
        return pd.DataFrame(
            {
                "interval_start": starts.repeat(len(names)),
                "queue": names * timeline.slots,
                "required": demand.required.ravel(),
                "agents": self.agents.ravel(),
                "vendor_agents": self.vendor_agents.ravel(),
                "shortfall": self.shortfall.ravel(),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrittenCover:
    """cover.csv as matrices of shape (slots, queues); NaN where it has no row."""

    required: Matrix
    agents: Matrix
    vendor_agents: Matrix
    shortfall: Matrix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadCover:
    """cover.csv laid out, and rows that have no place in it."""

    written: WrittenCover
    violations: tuple[Violation, ...]


def read_cover(scenario: Scenario, timeline: Timeline, lines: Sequence[CoverLine]) -> ReadCover:
    """Lay the rows out by interval and queue."""
    queue_of = {queue.name: number for number, queue in enumerate(scenario.queues)}
    shape = (timeline.slots, len(scenario.queues))
    required, agents, vendors, shortfall = (np.full(shape, np.nan) for _ in range(4))
    found: list[Violation] = []
    for line in lines:
        queue, slot = queue_of.get(line.queue), timeline.slot_of(line.interval_start)
        where = f"{line.queue} at {line.interval_start:%Y-%m-%d %H:%M} UTC"
        if queue is None or slot is None:
            found.append(_fault("a queue and an interval of the plan", where))
        elif not np.isnan(required[slot, queue]):
            found.append(_fault("one row per interval and queue", f"another for {where}"))
        else:
            required[slot, queue] = line.required
            agents[slot, queue] = line.agents
            vendors[slot, queue] = line.vendor_agents
            shortfall[slot, queue] = line.shortfall
    written = WrittenCover(
        required=required, agents=agents, vendor_agents=vendors, shortfall=shortfall
    )
    return ReadCover(written=written, violations=tuple(found))


def _fault(expected: str, found: str) -> Violation:
    return Violation(rule="cover", agent_id="", local_date=None, expected=expected, found=found)


def shortfall_of(demand: Demand, agents: Matrix, by_hour: Matrix, by_contact: Matrix) -> Matrix:
    """What stays open: at once for real-time queues, when due for work that may wait.

    Parameters
    ----------
    demand
        What is required.
    agents, by_hour
        Net agents and vendors' agents by the hour given: shape (slots, queues).
    by_contact
        Share of ``required`` that vendors by the contact take off: shape (slots, queues).
    """
    left = np.maximum(0.0, demand.required - by_contact)
    short = np.maximum(0.0, left - agents - by_hour)
    for queue, works in enumerate(demand.works):
        if works is not None:
            rest = [_less_bought(work, demand, by_contact, queue) for work in works]
            short[:, queue] = undone(rest, agents[:, queue] + by_hour[:, queue])
    return short


def _less_bought(work: Work, demand: Demand, by_contact: Matrix, queue: int) -> Work:
    """Arriving work less what a vendor by the contact takes of its interval."""
    slot = work.arrival_slot
    kept = max(0.0, 1 - by_contact[slot, queue] / demand.required[slot, queue])
    return replace(work, amount=work.amount * kept)


def cover_violations(
    scenario: Scenario,
    timeline: Timeline,
    demand: Demand,
    written: WrittenCover,
    right: Cover,
) -> Iterator[Violation]:
    """Figures of cover.csv that are not what requirement, duty and vendors give."""
    missing = np.isnan(written.required)
    wanted = (demand.required > TOLERANCE) | (right.agents > TOLERANCE)
    waits = np.array([works is not None for works in demand.works])
    checks = (
        ("a row for it", missing & wanted, demand.required, written.required),
        (
            "required",
            np.abs(written.required - demand.required) > TOLERANCE,
            demand.required,
            written.required,
        ),
        (
            "agents, the sum of duty.csv",
            np.abs(written.agents - right.agents) > DRIFT,
            right.agents,
            written.agents,
        ),
        (
            "shortfall",
            np.abs(written.shortfall - right.shortfall) > np.where(waits, DRIFT, TOLERANCE),
            right.shortfall,
            written.shortfall,
        ),
    )
    for name, wrong, expected, found in checks:
        for slot, queue in np.argwhere(wrong):
            where = _where(scenario, timeline, int(slot), int(queue))
            got = found[slot, queue]
            yield _fault(
                f"{name}: {expected[slot, queue]:.6g} ({where})",
                "none" if np.isnan(got) else f"{got:.6g}",
            )


def _where(scenario: Scenario, timeline: Timeline, slot: int, queue: int) -> str:
    return f"{scenario.queues[queue].name} at {timeline.slot_start(slot):%Y-%m-%d %H:%M} UTC"


def claim_violations(
    scenario: Scenario, timeline: Timeline, supply: Supply, claimed: Matrix
) -> Iterator[Violation]:
    """Intervals whose claimed agents the team at work cannot give, however it is split.

    For every set Q of queues the agents able to serve any of Q must suffice for Q (Hall, 1935);
    the greatest flow finds where they do not.
    """
    kinds, serves = supply.by_skill()
    for slot in np.flatnonzero(claimed.sum(axis=1) > TOLERANCE):
        split = Split(kinds[:, slot].tolist(), serves, claimed.shape[1])
        wanted = claimed[slot].tolist()
        met = sum(split.meet(queue, agents) for queue, agents in enumerate(wanted))
        if sum(wanted) > met + DRIFT:
            yield _fault(
                f"at most {met:.6g} agents at {timeline.slot_start(int(slot)):%Y-%m-%d %H:%M} UTC",
                f"{sum(wanted):.6g} over {len(scenario.queues)} queues",
            )


def best_cover(timeline: Timeline, demand: Demand, supply: Supply) -> Cover:
    """Split those at work over the queues so that least stays open, interval by interval.

    What must be done now comes first, then waiting work in order of due time; who is left over
    stands by on the first real-time queue that she can serve. No vendors.
    """
    shape = demand.required.shape
    agents, shortfall = np.zeros(shape), np.zeros(shape)
    waiting = [None if works is None else WaitingWork(works) for works in demand.works]
    kinds, serves = supply.by_skill()
    for slot in range(timeline.slots):
        split = Split(kinds[:, slot].tolist(), serves, shape[1])
        _meet_slot(split, demand, waiting, slot)
        _stand_by(split, serves, demand)
        for queue, work in enumerate(waiting):
            agents[slot, queue] = split.of_queue(queue)
            if work is None:
                open_agents = demand.required[slot, queue] - agents[slot, queue]
                shortfall[slot, queue] = max(0.0, open_agents)
            else:
                shortfall[slot, queue] = work.pass_slot(slot, agents[slot, queue])
    return Cover(agents=agents, vendor_agents=np.zeros(shape), shortfall=shortfall)


def _meet_slot(
    split: Split, demand: Demand, waiting: Sequence[WaitingWork | None], slot: int
) -> None:
    for queue, work in enumerate(waiting):
        if work is None:
            split.meet(queue, float(demand.required[slot, queue]))
        else:
            work.arrive(slot)
            split.meet(queue, work.due(slot))
    for queue, work in enumerate(waiting):
        if work is not None:
            split.meet(queue, work.later(slot))


def _stand_by(split: Split, serves: Sequence[frozenset[int]], demand: Demand) -> None:
    for kind, queues in enumerate(serves):
        at_once = [queue for queue in sorted(queues) if demand.works[queue] is None]
        if at_once:
            split.given[kind][at_once[0]] += split.spare[kind]
            split.spare[kind] = 0.0
