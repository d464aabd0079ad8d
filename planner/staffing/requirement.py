"""From forecast to requirement: agents needed per interval and queue, after bots.

``forecast.csv`` stands before bots, ``requirement.csv`` after. A queue whose customers wait on
the line needs the agents that its service target asks for, while it is open; of a queue whose
work may wait, ``required`` is the work that arrives, with ``due_by``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Bot, Queue
from planner.staffing.bots import contacts_after_bots
from planner.staffing.channels import Discipline, discipline_of
from planner.staffing.deferred import arriving
from planner.staffing.erlang import offered_load
from planner.staffing.opening import OpenTime
from planner.staffing.poisson_tails import Floats
from planner.staffing.required import required_agents
from planner.staffing.totals import QueueTotals, queue_totals

__all__ = ["REQUIREMENT_COLUMNS", "build_requirement"]

REQUIREMENT_COLUMNS = (
    "interval_start",
    "queue",
    "required",
    "due_by",
    "minimum_agents",
    "contacts",
)

_SECONDS_PER_HOUR = 3600.0


def build_requirement(
    forecast: pd.DataFrame, *, queues: Sequence[Queue], bots: Sequence[Bot], horizon: Horizon
) -> pd.DataFrame:
    """Agents required in every interval of the horizon, for every queue.

    Parameters
    ----------
    forecast
        Columns of ``forecast.csv``; the rows of zone ``*`` are a queue's totals, others and rows
        outside the horizon are not read.
    queues, bots
        In file order: several bots apply in that order to what remains.
    horizon
        What is planned; its slots are the intervals.

    Returns
    -------
    DataFrame
        ``REQUIREMENT_COLUMNS``, by interval and then by queue in file order: ``interval_start``
        and ``due_by`` UTC (``due_by`` NaT for real-time queues), ``required`` net agents, float,
        ``minimum_agents`` heads, int, ``contacts`` after bots, float. Closed intervals require
        nothing. Contacts that may wait stand in the interval in which their work is counted: that
        of the next opening where they arrive while the queue is closed; a backlog stands in the
        first.

    Raises
    ------
    DataError
        Where the forecast lacks intervals, doubles them, or holds numbers that are none.
    ValueError
        Where a queue lacks what its discipline needs.
    """
    tables = []
    for position, totals in enumerate(queue_totals(forecast, queues=queues, horizon=horizon)):
        contacts = contacts_after_bots(totals, bots)
        if discipline_of(totals.queue) is Discipline.REAL_TIME:
            table = _real_time(totals, contacts, horizon)
        else:
            table = _may_wait(totals, contacts, horizon)
        tables.append(table.assign(position=position))
    if not tables:
        raise ValueError("Expected at least one queue, got none.")
    whole = pd.concat(tables, ignore_index=True)
    whole = whole.sort_values(["interval_start", "position"], ignore_index=True)
    return whole[list(REQUIREMENT_COLUMNS)]


def _real_time(totals: QueueTotals, contacts: Floats, horizon: Horizon) -> pd.DataFrame:
    queue = totals.queue
    if queue.service_level is None or queue.answer_within_s is None:
        raise ValueError(
            f"Expected queue {queue.name!r} to state service_level and answer_within_seconds, "
            f"got {queue.service_level} and {queue.answer_within_s}."
        )
    is_open = OpenTime.of(queue.open_hours, horizon).slot_is_open
    required = required_agents(
        offered_load(np.where(is_open, contacts, 0.0), totals.aht_s, horizon.interval_minutes),
        aht_s=totals.aht_s,
        target=queue.service_level,
        answer_within_s=queue.answer_within_s,
        patience_s=queue.patience_s,
        max_occupancy=queue.max_occupancy,
        concurrency=queue.concurrency,
    )
    nothing_due = pd.Series(pd.NaT, index=range(len(required)), dtype="datetime64[us, UTC]")
    return _table(totals, required, nothing_due, is_open, contacts, horizon)


def _may_wait(totals: QueueTotals, contacts: Floats, horizon: Horizon) -> pd.DataFrame:
    queue = totals.queue
    if queue.respond_within_minutes is None:
        raise ValueError(
            f"Expected queue {queue.name!r} to state respond_within_minutes, got nothing."
        )
    opening = OpenTime.of(queue.open_hours, horizon, queue.respond_within_minutes)
    contacts = contacts.copy()
    work = offered_load(contacts, totals.aht_s, horizon.interval_minutes) / queue.concurrency
    work[0] += queue.backlog_hours * 60.0 / horizon.interval_minutes
    if totals.aht_is_known:
        contacts[0] += queue.backlog_hours * queue.concurrency * _SECONDS_PER_HOUR / totals.aht_s[0]
    minutes = opening.due_minutes(queue.respond_within_minutes)
    due = pd.Timestamp(horizon.start) + pd.to_timedelta(pd.Series(minutes), unit="min")
    due = due.where(minutes >= 0).astype("datetime64[us, UTC]")
    work, contacts = arriving(work, opening), arriving(contacts, opening)
    return _table(totals, work, due, opening.slot_is_open, contacts, horizon)


def _table(
    totals: QueueTotals,
    required: Floats,
    due_by: pd.Series,
    is_open: np.ndarray[tuple[int], np.dtype[np.bool_]],
    contacts: Floats,
    horizon: Horizon,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(horizon.slots).astype("datetime64[us, UTC]"),
            "queue": totals.queue.name,
            "required": required,
            "due_by": due_by,
            "minimum_agents": np.where(is_open, totals.queue.minimum_agents, 0),
            "contacts": contacts,
        }
    )
