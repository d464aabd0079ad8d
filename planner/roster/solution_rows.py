"""A finished plan as what leaves the solver: roster rows, shares of duty, vendors' agents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Activity, Assignment, VendorUse
from planner.roster.activities_owed import held_of
from planner.roster.assign import Assigned
from planner.roster.duties import minutes_from
from planner.roster.plan import Chosen, Plan
from planner.roster.problem import FloatArray, IntArray, Option, Problem, presence
from planner.scenario import Scenario


def as_assignments(problem: Problem, horizon: Horizon, plan: Plan) -> list[Assignment]:
    """A plan as roster rows."""
    rows = []
    for index, chosen in sorted(plan.items()):
        member = problem.members[index]
        for each in sorted(chosen, key=lambda one: member.options[one.option].duty.start_minute):
            option = member.options[each.option]
            start = horizon.start + timedelta(minutes=option.duty.start_minute)
            pauses = [
                Activity(
                    activity="break",
                    start=horizon.start + timedelta(minutes=at),
                    end=horizon.start + timedelta(minutes=at + pause.minutes),
                    paid=pause.paid,
                )
                for pause, at in zip(option.template.breaks, each.break_starts, strict=True)
            ]
            for one in each.held:
                owed = member.owed[one.owed]
                pauses.append(
                    Activity(
                        activity=owed.kind,
                        start=horizon.start + timedelta(minutes=one.start_minute),
                        end=horizon.start + timedelta(minutes=one.start_minute + owed.minutes),
                        paid=True,
                    )
                )
            rows.append(
                Assignment(
                    agent_id=member.agent.agent_id,
                    local_date=option.duty.local_date,
                    shift=option.duty.shift,
                    start=start,
                    end=start + timedelta(minutes=option.template.length_minutes),
                    activities=tuple(sorted(pauses, key=lambda one: one.start)),
                )
            )
    return rows


def as_plan(problem: Problem, horizon: Horizon, rows: Sequence[Assignment]) -> Plan:
    """Roster rows as a plan of a problem over the whole horizon."""
    position = {member.agent.agent_id: k for k, member in enumerate(problem.members)}
    places: dict[int, dict[tuple[int, str], list[int]]] = {}  # agents alike share their options
    plan: dict[int, list[Chosen]] = defaultdict(list)
    for row in rows:
        index = position[row.agent_id]
        options = problem.members[index].options
        if id(options) not in places:
            places[id(options)] = _places(options)
        start = minutes_from(horizon.start, row.start)
        breaks = tuple(
            minutes_from(horizon.start, one.start) for one in row.activities if one.is_pause
        )
        held = held_of(row, horizon, problem.members[index].owed)
        option = next(
            k
            for k in places[id(options)][start, row.shift]
            if all(
                at - start in allowed
                for at, allowed in zip(breaks, options[k].offsets, strict=True)
            )
        )
        plan[index].append(Chosen(option=option, break_starts=breaks, held=held))
    return {index: tuple(chosen) for index, chosen in plan.items()}


def _places(options: Sequence[Option]) -> dict[tuple[int, str], list[int]]:
    """Positions of options by start and shift."""
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for k, option in enumerate(options):
        found[option.duty.start_minute, option.duty.shift].append(k)
    return found


def past_presence(scenario: Scenario, horizon: Horizon) -> dict[int, FloatArray]:
    """Heads per slot of members whose earlier shifts run past the start."""
    slots, step = len(horizon.slots), horizon.interval_minutes
    position = {agent.agent_id: k for k, agent in enumerate(scenario.agents)}
    found: dict[int, FloatArray] = {}
    for row in scenario.history:
        if row.start < horizon.start < row.end and row.agent_id in position:
            heads = found.setdefault(position[row.agent_id], np.zeros(slots))
            spans = [(row.start, row.end, 1.0)]
            spans += [(pause.start, pause.end, -1.0) for pause in row.activities]
            for start, end, sign in spans:
                first, last = minutes_from(horizon.start, start), minutes_from(horizon.start, end)
                for slot, minutes in presence(first, last, slots, step):
                    heads[slot] += sign * minutes / step
    return found


def vendor_use(problem: Problem, horizon: Horizon, assigned: Assigned) -> tuple[VendorUse, ...]:
    """What vendors take, by interval and queue."""
    step = timedelta(minutes=horizon.interval_minutes)
    return tuple(
        VendorUse(
            vendor=problem.vendors[use.vendor].name,
            queue=problem.demand.queues[use.queue],
            interval_start=horizon.start + use.slot * step,
            agents=use.agents,
            contacts=use.contacts,
        )
        for use in assigned.vendors
    )


def duty_table(problem: Problem, horizon: Horizon, assigned: Assigned) -> pd.DataFrame:
    """Columns of duty.csv."""
    given = [(index, shares, np.nonzero(shares)) for index, shares in assigned.shares.items()]
    share = [shares[where] for _, shares, where in given]
    member = _joined([np.full(len(where[0]), index) for index, _, where in given])
    queues = _joined([where[0] for _, _, where in given])
    slots = _joined([where[1] for _, _, where in given])
    agents = [one.agent.agent_id for one in problem.members]
    names = problem.demand.queues
    order = np.lexsort((_ranks(names)[queues], _ranks(agents)[member], slots))
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(horizon.slots)[slots[order]],
            "agent_id": pd.Series(np.array(agents, dtype=object)[member[order]], dtype="str"),
            "queue": pd.Series(np.array(names, dtype=object)[queues[order]], dtype="str"),
            "share": np.concatenate([*share, np.zeros(0)])[order],
        }
    )


def _ranks(names: Sequence[str]) -> IntArray:
    """Place of each name in alphabetical order."""
    ranks = np.zeros(len(names), dtype=np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


def _joined(parts: Sequence[IntArray]) -> IntArray:
    joined: IntArray = np.concatenate([*parts, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return joined
