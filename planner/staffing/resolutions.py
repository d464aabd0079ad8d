"""What bots resolved, told from the contacts that they left for agents."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from planner.domain import Bot
from planner.staffing.bots import BOT_RESOLUTIONS_COLUMNS

__all__ = ["resolutions_told_by_requirement"]


def resolutions_told_by_requirement(requirement: pd.DataFrame, bots: Sequence[Bot]) -> pd.DataFrame:
    """Contacts that each bot resolved, for a plan that has a requirement and no forecast.

    Parameters
    ----------
    requirement
        Columns of ``requirement.csv``; ``contacts`` are those after bots.
    bots
        In file order: each takes its share of what the ones before left. Of a queue whose every
        contact a bot resolves nothing can be told.

    Returns
    -------
    DataFrame
        ``interval_start`` (UTC), ``bot``, ``queue``, ``resolved`` contacts.
    """
    contacts = requirement["contacts"].astype("float64")
    for bot in reversed(bots):
        served = requirement["queue"].isin(bot.queues) & (bot.deflection < 1.0)
        contacts = contacts.where(~served, contacts / max(1.0 - bot.deflection, 1e-12))
    tables = []
    for bot in bots:
        served = requirement["queue"].isin(bot.queues)
        rows = requirement.loc[served, ["interval_start", "queue"]]
        resolved = contacts[served] * bot.deflection
        tables.append(rows.assign(bot=bot.name, resolved=resolved))
        contacts = contacts.where(~served, contacts * (1.0 - bot.deflection))
    if not tables:
        tables = [requirement.head(0).assign(bot="", resolved=0.0)]
    return pd.concat(tables, ignore_index=True)[list(BOT_RESOLUTIONS_COLUMNS)]
