"""The totals of each queue in a forecast, on the slots of a plan, checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Queue
from planner.errors import DataError, Fault
from planner.staffing.poisson_tails import Floats

__all__ = ["ALL_ZONES", "QueueTotals", "queue_totals"]

ALL_ZONES = "*"

_FILE = "forecast.csv"
_HEADER_LINES = 2  # the first row of data is the second line of the file
_UNUSED_AHT_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTotals:
    """What the forecast says of one queue: one entry a slot.

    ``contacts`` are the mean volume before bots; ``aht_s`` is above 0 everywhere, and
    ``aht_is_known`` unless it was never given (there are no contacts then).
    """

    queue: Queue
    contacts: Floats
    aht_s: Floats
    aht_is_known: bool


def queue_totals(
    forecast: pd.DataFrame, *, queues: Sequence[Queue], horizon: Horizon
) -> tuple[QueueTotals, ...]:
    """Rows of zone ``*`` within the horizon, as arrays over its slots.

    Where the forecast has no handling time, the queue's own is taken, else the queue's mean in
    the forecast: it matters only where there is a backlog and no contact.

    Raises
    ------
    DataError
        Every fault of every queue.
    """
    step = pd.Timedelta(minutes=horizon.interval_minutes)
    rows = forecast.loc[
        (forecast["customer_timezone"] == ALL_ZONES)
        & (forecast["interval_start"] >= pd.Timestamp(horizon.start))
        & (forecast["interval_start"] < pd.Timestamp(horizon.end)),
        ["interval_start", "queue", "mean", "aht_seconds"],
    ]
    since = rows["interval_start"] - pd.Timestamp(horizon.start)
    slot = since // step
    rows = rows.assign(slot=slot)[slot * step == since]
    faults: list[Fault] = []
    found: list[QueueTotals] = []
    for queue in queues:
        mine = rows[rows["queue"] == queue.name]
        faults_here = [*_slot_faults(mine, queue, horizon), *_number_faults(mine, queue)]
        faults.extend(faults_here)
        if not faults_here:
            found.append(_of_queue(mine.sort_values("slot"), queue))
    if faults:
        raise DataError(faults)
    return tuple(found)


def _of_queue(mine: pd.DataFrame, queue: Queue) -> QueueTotals:
    contacts = mine["mean"].to_numpy(dtype=np.float64)
    aht = mine["aht_seconds"].to_numpy(dtype=np.float64)
    given = np.isfinite(aht) & (aht > 0.0)
    usual = queue.aht_s
    if usual is None:
        usual = float(aht[given].mean()) if given.any() else _UNUSED_AHT_S
    return QueueTotals(
        queue=queue,
        contacts=contacts,
        aht_s=np.where(given, aht, usual),
        aht_is_known=queue.aht_s is not None or bool(given.any()),
    )


def _slot_faults(mine: pd.DataFrame, queue: Queue, horizon: Horizon) -> Iterator[Fault]:
    starts = pd.DatetimeIndex(horizon.slots)
    missing = np.setdiff1d(np.arange(len(starts)), mine["slot"].to_numpy())
    law = f"one row of queue {queue.name!r} and zone {ALL_ZONES!r} for each interval of the plan"
    if missing.size:
        first = starts[missing[0]].isoformat()
        got = f"none for {missing.size} of {len(starts)}, the first at {first}"
        yield Fault(file=_FILE, column="interval_start", expected=law, got=got)
    for label, start in mine.loc[mine["slot"].duplicated(), "interval_start"].items():
        yield Fault(
            file=_FILE,
            row=_line(label),
            column="interval_start",
            expected=law,
            got=f"another for {start.isoformat()}",
        )


def _number_faults(mine: pd.DataFrame, queue: Queue) -> Iterator[Fault]:
    mean, aht = mine["mean"], mine["aht_seconds"]
    for label in mine.index[~(np.isfinite(mean) & (mean >= 0.0))]:
        yield Fault(
            file=_FILE,
            row=_line(label),
            column="mean",
            expected="a finite number of at least 0",
            got=str(mean[label]),
        )
    needless = (mean == 0.0) | (aht.isna() & (queue.aht_s is not None))
    for label in mine.index[~(np.isfinite(aht) & (aht > 0.0)) & ~needless]:
        yield Fault(
            file=_FILE,
            row=_line(label),
            column="aht_seconds",
            expected="seconds above 0",
            got=str(aht[label]),
        )


def _line(label: object) -> int | None:
    """Line of a row that was read from a file in order."""
    return label + _HEADER_LINES if isinstance(label, int) else None
