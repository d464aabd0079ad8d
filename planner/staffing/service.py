"""The service level to expect once the roster is known, by the formulas of the requirement.

It needs no forecast: the load of an interval is read back from what was required for it, so that
a plan and a roster made from its requirement say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import elementwise

from planner.domain import Queue
from planner.staffing.channels import Discipline, discipline_of
from planner.staffing.deferred import first_in_first_out, last_usable_slot
from planner.staffing.erlang import service_level
from planner.staffing.poisson_tails import Floats
from planner.staffing.required import required_agents

__all__ = ["FORMULA", "ExpectedService", "expected_service", "implied_load"]

FORMULA = "formula"

_SECONDS_PER_MINUTE = 60.0
_NO_LOAD = 1e-12  # erlangs; no requirement is so small


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedService:
    """What the customers of a queue may expect.

    ``service_level``: the share of ``contacts`` answered in time, or of the work done by when it
    is due; None where nothing arrives (or nothing is due). ``method`` is ``FORMULA`` here.
    """

    queue: str
    service_level: float | None
    contacts: float
    method: str


def expected_service(
    requirement: pd.DataFrame,
    cover: pd.DataFrame,
    *,
    queues: Sequence[Queue],
    interval_minutes: int,
) -> tuple[ExpectedService, ...]:
    """Service level of each queue, in the order of ``queues``.

    Queues in real time: the mean over the open intervals, weighted by contacts, of the service
    level with the net agents on duty, fractions taken linearly; an interval stands alone, a queue
    left over from the one before is not carried on. Queues that may wait: the share of the work
    due within the plan that is done by then, first in, first out.

    Parameters
    ----------
    requirement
        Columns of ``requirement.csv``, for every interval and queue.
    cover
        Columns of ``cover.csv``, for the same intervals and queues: ``agents`` and
        ``vendor_agents`` are counted.
    queues
        Those to report.
    interval_minutes
        Length of an interval.
    """
    keys = ["interval_start", "queue"]
    both = requirement.merge(
        cover[[*keys, "agents", "vendor_agents"]], on=keys, how="left", validate="one_to_one"
    ).sort_values("interval_start")
    both["given"] = both["agents"].fillna(0.0) + both["vendor_agents"].fillna(0.0)
    return tuple(
        _of_queue(queue, both[both["queue"] == queue.name], interval_minutes) for queue in queues
    )


def _of_queue(queue: Queue, rows: pd.DataFrame, interval_minutes: int) -> ExpectedService:
    level = (
        _real_time_level(queue, rows, interval_minutes)
        if discipline_of(queue) is Discipline.REAL_TIME
        else _share_in_time(rows, interval_minutes)
    )
    return ExpectedService(
        queue=queue.name,
        service_level=level,
        contacts=float(rows["contacts"].sum()),
        method=FORMULA,
    )


def _real_time_level(queue: Queue, rows: pd.DataFrame, interval_minutes: int) -> float | None:
    # What arrives while the queue is closed requires nobody and waits for nobody.
    open_ = rows[(rows["required"] > 0.0) & (rows["contacts"] > 0.0)]
    if open_.empty or queue.answer_within_s is None:
        return None
    contacts = open_["contacts"].to_numpy(dtype=np.float64)
    interval_s = interval_minutes * _SECONDS_PER_MINUTE
    load = implied_load(
        open_["required"].to_numpy(dtype=np.float64), contacts, queue=queue, interval_s=interval_s
    )
    levels = service_level(
        load,
        open_["given"].to_numpy(dtype=np.float64) * queue.concurrency,
        aht_s=load * interval_s / contacts,
        answer_within_s=queue.answer_within_s,
        patience_s=queue.patience_s,
    )
    return float(np.average(levels, weights=contacts))


def implied_load(required: Floats, contacts: Floats, *, queue: Queue, interval_s: float) -> Floats:
    """Load in erlangs for which ``required`` agents are the least: ``required_agents`` inverted.

    Parameters
    ----------
    required, contacts
        Of one interval each, above 0, of the same shape.
    queue
        Its target, patience, occupancy cap and concurrency hold.
    interval_s
        Length of an interval, seconds.

    Raises
    ------
    ValueError
        Where the queue has no service target.
    """
    target, within = queue.service_level, queue.answer_within_s
    if target is None or within is None:
        raise ValueError(
            f"Expected queue {queue.name!r} to state service_level and answer_within_seconds, "
            f"got {target} and {within}."
        )

    def excess(load: Floats, wanted: Floats, offered: Floats) -> Floats:
        needed = required_agents(
            load,
            aht_s=load * interval_s / offered,
            target=target,
            answer_within_s=within,
            patience_s=queue.patience_s,
            max_occupancy=queue.max_occupancy,
            concurrency=queue.concurrency,
        )
        return needed - wanted

    # Erlang C needs more whole servers than load; with patience the served are at most the servers.
    most = np.ceil(required * queue.concurrency) / (1.0 if queue.patience_s is None else target)
    found = elementwise.find_root(
        excess, (np.full_like(most, _NO_LOAD), most + 1.0), args=(required, contacts)
    )
    # Less than the least load requires: a file may say so, and then there is as good as none.
    return np.where(found.success, found.x, _NO_LOAD)


def _share_in_time(rows: pd.DataFrame, interval_minutes: int) -> float | None:
    if rows.empty:
        return None
    slots = len(rows)
    work = rows["required"].to_numpy(dtype=np.float64)
    since = (rows["due_by"] - rows["interval_start"].iloc[0]) // pd.Timedelta(minutes=1)
    never = float(slots * interval_minutes + interval_minutes)
    due = since.fillna(never).to_numpy(dtype=np.int64)
    last = last_usable_slot(due, interval_minutes, slots)
    outcome = first_in_first_out(work, last, rows["given"].to_numpy(dtype=np.float64))
    in_plan = last < slots
    total = float(work[in_plan].sum())
    if total == 0.0:
        return None
    return 1.0 - float(outcome.missed[in_plan].sum()) / total
