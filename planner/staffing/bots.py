"""Bots: the share of contacts that software resolves before an agent sees them.

Bots that serve the same queue apply in file order, each to what the ones before left. They work
around the clock, whatever the queue's opening hours.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from planner.clock import Horizon
from planner.domain import Bot, Queue
from planner.staffing.poisson_tails import Floats
from planner.staffing.totals import QueueTotals, queue_totals

__all__ = ["BOT_RESOLUTIONS_COLUMNS", "bot_resolutions", "contacts_after_bots"]

BOT_RESOLUTIONS_COLUMNS = ("interval_start", "bot", "queue", "resolved")


def contacts_after_bots(totals: QueueTotals, bots: Sequence[Bot]) -> Floats:
    """Contacts of the queue that are left for agents, one entry an interval."""
    contacts = totals.contacts.copy()
    for bot in bots:
        if totals.queue.name in bot.queues:
            contacts *= 1.0 - bot.deflection
    return contacts


def bot_resolutions(
    forecast: pd.DataFrame, *, queues: Sequence[Queue], bots: Sequence[Bot], horizon: Horizon
) -> pd.DataFrame:
    """Contacts that each bot resolves, which is what its price is paid for.

    Parameters
    ----------
    forecast
        Columns of ``forecast.csv``; the rows of zone ``*`` are read.
    queues, bots
        In file order.
    horizon
        What is planned.

    Returns
    -------
    DataFrame
        ``BOT_RESOLUTIONS_COLUMNS``: ``interval_start`` UTC, names, ``resolved`` contacts (float);
        one row for each interval of each queue that a bot serves.

    Raises
    ------
    DataError
        Where the forecast lacks intervals, doubles them, or holds numbers that are none.
    """
    starts = pd.DatetimeIndex(horizon.slots).astype("datetime64[us, UTC]")
    tables = [_no_resolutions()]
    for totals in queue_totals(forecast, queues=queues, horizon=horizon):
        name = totals.queue.name
        serving = [bot for bot in bots if name in bot.queues]
        for position, bot in enumerate(serving):
            offered = contacts_after_bots(totals, serving[:position])
            resolved = offered - contacts_after_bots(totals, serving[: position + 1])
            columns = (starts, bot.name, name, resolved)
            tables.append(pd.DataFrame(dict(zip(BOT_RESOLUTIONS_COLUMNS, columns, strict=True))))
    return pd.concat(tables, ignore_index=True)


def _no_resolutions() -> pd.DataFrame:
    types = ("datetime64[us, UTC]", "str", "str", "float64")
    empty = {
        name: pd.Series(dtype=kind)
        for name, kind in zip(BOT_RESOLUTIONS_COLUMNS, types, strict=True)
    }
    return pd.DataFrame(empty)
