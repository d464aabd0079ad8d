"""A finished plan as what leaves the solver: roster rows, shares of duty, vendors' agents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Activity, Assignment, VendorUse
from planner.roster.assign import Assigned
from planner.roster.duties import minutes_from
from planner.roster.plan import Chosen, Plan
from planner.roster.problem import FloatArray, Problem, presence
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
            rows.append(
                Assignment(
                    agent_id=member.agent.agent_id,
                    local_date=option.duty.local_date,
                    shift=option.duty.shift,
                    start=start,
                    end=start + timedelta(minutes=option.template.length_minutes),
                    activities=tuple(pauses),
                )
            )
    return rows


def as_plan(problem: Problem, horizon: Horizon, rows: Sequence[Assignment]) -> Plan:
    """Roster rows as a plan of a problem over the whole horizon."""
    position = {member.agent.agent_id: k for k, member in enumerate(problem.members)}
    plan: dict[int, tuple[Chosen, ...]] = {}
    for row in rows:
        index = position[row.agent_id]
        start = minutes_from(horizon.start, row.start)
        breaks = tuple(minutes_from(horizon.start, pause.start) for pause in row.activities)
        option = next(
            k
            for k, one in enumerate(problem.members[index].options)
            if one.duty.start_minute == start
            and one.duty.shift == row.shift
            and all(at - start in allowed for at, allowed in zip(breaks, one.offsets, strict=True))
        )
        plan[index] = (*plan.get(index, ()), Chosen(option=option, break_starts=breaks))
    return plan


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
    parts = []
    starts = pd.DatetimeIndex(horizon.slots)
    for index, shares in assigned.shares.items():
        queue, slot = np.nonzero(shares)
        parts.append(
            pd.DataFrame(
                {
                    "interval_start": starts[slot],
                    "agent_id": problem.members[index].agent.agent_id,
                    "queue": np.array(problem.demand.queues, dtype=object)[queue],
                    "share": shares[queue, slot],
                }
            )
        )
    if not parts:
        return pd.DataFrame(
            {
                "interval_start": starts[:0],
                "agent_id": pd.Series(dtype="str"),
                "queue": pd.Series(dtype="str"),
                "share": pd.Series(dtype="float64"),
            }
        )
    table = pd.concat(parts, ignore_index=True).astype({"queue": "str", "agent_id": "str"})
    return table.sort_values(["interval_start", "agent_id", "queue"], ignore_index=True)
