"""Tidy tables of a way to staff: its hours in the week, and who is paid what."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from app_pages.wall_times import WEEKDAYS, wall_times

__all__ = ["WORKERS", "costs_by_item", "costs_by_payee", "week_by_hour", "workers_by_hour"]

WORKERS = ("agents", "vendor_agents", "shortfall")
HOUR_FIGURES = ("required", *WORKERS, "bot_contacts")
DAY_HOURS = 24
ZERO = Decimal("0.00")


def week_by_hour(
    hours: pd.DataFrame, way: str, timezone: str, *, interval_minutes: int
) -> pd.DataFrame:
    """A way's week by the hour of a clock, the mean of all weeks compared.

    Parameters
    ----------
    hours
        Columns of ``scenario_hours.csv``.
    way
        Name in ``scenario``.
    timezone
        Whose wall clock; the week begins on Monday.

    Returns
    -------
    DataFrame
        ``hour`` (0 is Monday 00:00), ``when`` as text, mean ``required``, ``agents``,
        ``vendor_agents`` and ``shortfall`` in net agents, ``bot_contacts`` an hour. An hour that
        no week has is missing; of an hour that a week has twice, the mean is shown.
    """
    rows = hours[hours["scenario"] == way]
    wall = wall_times(rows["interval_start"], timezone)
    hour = (wall.dt.day_of_week * DAY_HOURS + wall.dt.hour).rename("hour")
    table = rows.groupby(hour)[list(HOUR_FIGURES)].mean()
    table["bot_contacts"] *= 60 / interval_minutes
    table.insert(0, "when", [_when(int(each)) for each in table.index])
    return table.reset_index()


def _when(hour: int) -> str:
    day, begin = divmod(hour, DAY_HOURS)
    return f"{WEEKDAYS[day]} {begin:02d}:00–{(begin + 1) % DAY_HOURS:02d}:00"


def workers_by_hour(week: pd.DataFrame) -> pd.DataFrame:
    """The same with a row for each of ``WORKERS`` and hour: ``who``, ``net_agents``, ``order``."""
    rows = week.melt(
        id_vars=["hour", "when", "required"],
        value_vars=list(WORKERS),
        var_name="who",
        value_name="net_agents",
    )
    return rows.assign(order=rows["who"].map(WORKERS.index))


def costs_by_item(costs: pd.DataFrame, way: str) -> pd.DataFrame:
    """What a way pays, by item: ``item``, ``unit``, ``quantity``, ``amount``, as they come."""
    return _summed(costs, way, ["item", "unit"])


def costs_by_payee(costs: pd.DataFrame, way: str) -> pd.DataFrame:
    """The same by item and agent, vendor or bot: ``agent_or_vendor`` and ``region`` too."""
    return _summed(costs, way, ["item", "agent_or_vendor", "region", "unit"])


def _summed(costs: pd.DataFrame, way: str, keys: Sequence[str]) -> pd.DataFrame:
    rows = costs[costs["scenario"] == way]
    found = [
        (*key, float(part["quantity"].sum()), sum(part["amount"], ZERO))
        for key, part in rows.groupby(list(keys), sort=False)
    ]
    return pd.DataFrame(found, columns=[*keys, "quantity", "amount"])
