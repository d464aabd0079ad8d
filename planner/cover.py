"""What a roster covers: shares and vendors held against the requirement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.clock import Horizon
from planner.domain import Assignment, Queue, VendorUse
from planner.scenario import Scenario
from planner.staffing.channels import Discipline, discipline_of
from planner.staffing.deferred import first_in_first_out, last_usable_slot

__all__ = [
    "COVER_COLUMNS",
    "build_cover",
    "missing_head_hours",
    "presence_shares",
    "waiting_queues",
]

COVER_COLUMNS = ("interval_start", "queue", "required", "agents", "vendor_agents", "shortfall")

Floats = npt.NDArray[np.float64]
MINUTE = timedelta(minutes=1)


def waiting_queues(queues: Iterable[Queue]) -> tuple[str, ...]:
    """Names of the queues whose work may wait."""
    return tuple(queue.name for queue in queues if discipline_of(queue) is Discipline.MAY_WAIT)


def build_cover(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    duty: pd.DataFrame,
    vendor_use: Sequence[VendorUse],
) -> pd.DataFrame:
    """``cover.csv``: what is required, given and short in every interval and queue.

    Parameters
    ----------
    scenario, horizon
        The team and the weeks that are planned.
    requirement
        Columns of ``requirement.csv``, for every interval and queue.
    duty
        Columns of ``duty.csv``.
    vendor_use
        What vendors take.
    """
    keys = ["interval_start", "queue"]
    shares = duty.groupby(keys, as_index=False, observed=True).agg(agents=("share", "sum"))
    rows = requirement[[*keys, "required", "due_by"]].merge(
        shares, on=keys, how="left", validate="one_to_one"
    )
    # A sum of shares of six decimals has no more of them.
    rows["agents"] = rows["agents"].fillna(0.0).round(6)
    by_hour, by_contact = _vendor_agents(scenario, vendor_use)
    places = list(zip(rows["interval_start"], rows["queue"], strict=True))
    hourly = np.array([by_hour.get(place, 0.0) for place in places])
    bought = np.array([by_contact.get(place, 0.0) for place in places])
    rows["vendor_agents"] = hourly + bought
    given = rows["agents"].to_numpy(dtype=np.float64) + hourly
    left = np.maximum(0.0, rows["required"].to_numpy(dtype=np.float64) - bought)
    short = np.maximum(0.0, left - given)
    for queue in waiting_queues(scenario.queues):
        mine = rows[rows["queue"] == queue].sort_values("interval_start")
        order = mine.index.to_numpy()
        outcome = first_in_first_out(left[order], _last_slots(mine, horizon), given[order])
        short[order] = outcome.shortfall
    rows["shortfall"] = short
    return rows[list(COVER_COLUMNS)]


def _vendor_agents(
    scenario: Scenario, vendor_use: Sequence[VendorUse]
) -> tuple[dict[tuple[datetime, str], float], dict[tuple[datetime, str], float]]:
    """Vendors' agents by interval and queue: those by the hour, and shares of work bought."""
    per_hour = {v.name for v in scenario.vendors if v.price_per_hour is not None}
    by_hour: dict[tuple[datetime, str], float] = {}
    by_contact: dict[tuple[datetime, str], float] = {}
    for use in vendor_use:
        place = (use.interval_start, use.queue)
        found = by_hour if use.vendor in per_hour else by_contact
        found[place] = found.get(place, 0.0) + use.agents
    return by_hour, by_contact


def _last_slots(rows: pd.DataFrame, horizon: Horizon) -> npt.NDArray[np.int64]:
    """Last interval in which the work of each may be done; past the end where none is due."""
    slots, step = len(horizon.slots), horizon.interval_minutes
    since = (rows["due_by"] - pd.Timestamp(horizon.start)) // pd.Timedelta(minutes=1)
    never = (slots + 1) * step
    return last_usable_slot(since.fillna(never).to_numpy(dtype=np.int64), step, slots)


def missing_head_hours(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    assignments: Iterable[Assignment],
    vendor_use: Sequence[VendorUse],
) -> float:
    """Hours by which heads at work, breaks out, fall short of ``minimum_agents``.

    Parameters
    ----------
    assignments
        The plan's rows; shifts of the history that run into it count too.
    """
    wanted = requirement[requirement["minimum_agents"] > 0]
    if wanted.empty:
        return 0.0
    presence = presence_shares(scenario, horizon, [*scenario.history, *assignments])
    slot_of = {start: slot for slot, start in enumerate(horizon.slots)}
    bought: dict[tuple[datetime, str], float] = {}
    for use in vendor_use:
        place = (use.interval_start, use.queue)
        bought[place] = bought.get(place, 0.0) + use.agents
    skilled = {
        queue.name: [k for k, agent in enumerate(scenario.agents) if queue.skills <= agent.skills]
        for queue in scenario.queues
    }
    missing = 0.0
    columns = (wanted[name] for name in ("interval_start", "queue", "minimum_agents"))
    for start, queue, minimum in zip(*columns, strict=True):
        heads = float(presence[skilled[queue], slot_of[start.to_pydatetime()]].sum())
        missing += max(0.0, minimum - heads - bought.get((start.to_pydatetime(), queue), 0.0))
    return missing * horizon.interval_minutes / 60


def presence_shares(scenario: Scenario, horizon: Horizon, rows: Iterable[Assignment]) -> Floats:
    """Share of each interval that each agent is at work: agents in file order by slots."""
    of_agent: dict[str, list[Assignment]] = defaultdict(list)
    for row in rows:
        of_agent[row.agent_id].append(row)
    step, slots = horizon.interval_minutes, len(horizon.slots)
    share = np.zeros((len(scenario.agents), slots))
    # Minute by minute, one agent after the other: of thousands at once they fill the memory.
    for position, agent in enumerate(scenario.agents):
        minutes = np.zeros(slots * step)
        for row in of_agent[agent.agent_id]:
            spans = [(row.start, row.end, 1.0)]
            spans += [(pause.start, pause.end, 0.0) for pause in row.activities]
            for start, end, at_work in spans:
                first, last = ((at - horizon.start) // MINUTE for at in (start, end))
                minutes[max(0, first) : max(0, last)] = at_work
        share[position] = minutes.reshape(slots, step).mean(axis=1)
    return share
