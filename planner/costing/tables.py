"""A plan as tables: ``roster.csv``, ``activities.csv`` and ``cost.csv``.

Amounts are ``Decimal`` with exactly two decimals (object columns): they are written as they stand
and add up without loss. Instants are aware (UTC), local columns naive. Quantities are floats and
serve as information; no amount is computed from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from planner.clock import Horizon, to_local
from planner.costing.external import bot_items, vendor_items
from planner.costing.items import ITEMS
from planner.costing.money import decimal_of
from planner.costing.team import agent_items, price_assignments
from planner.domain import Assignment, VendorUse
from planner.scenario import Scenario

__all__ = [
    "ACTIVITIES_COLUMNS",
    "COST_COLUMNS",
    "ROSTER_COLUMNS",
    "build_activities_table",
    "build_cost_table",
    "build_roster_table",
    "cost_cents",
]

COST_COLUMNS = ("item", "region", "agent_or_vendor", "week", "quantity", "unit", "amount")
ROSTER_COLUMNS = (
    "agent_id",
    "local_date",
    "shift",
    "start",
    "end",
    "start_local",
    "end_local",
    "timezone",
    "paid_minutes",
    "pay",
    "premium",
)
ACTIVITIES_COLUMNS = ("agent_id", "local_date", "activity", "start", "end", "paid")


def build_cost_table(
    scenario: Scenario,
    horizon: Horizon,
    assignments: Sequence[Assignment],
    vendor_use: Sequence[VendorUse],
    bot_resolutions: pd.DataFrame,
) -> pd.DataFrame:
    """What the plan costs, item by item; the sum of ``amount`` is the cost to the cent.

    Parameters
    ----------
    scenario, horizon
        The team and the weeks that are planned.
    assignments
        The plan's rows, in any order; each starts within the horizon.
    vendor_use
        What vendors take, per interval and queue.
    bot_resolutions
        Columns ``interval_start`` (UTC), ``bot``, ``queue``, ``resolved`` (contacts, float).

    Returns
    -------
    DataFrame
        ``COST_COLUMNS``: item (one of ``ITEMS``, in that order), region (of the agent; empty for
        vendors and bots), agent_or_vendor (agent_id, or the name of a vendor or bot), week (0 is
        the first), quantity, unit (hours, contacts, resolutions), amount (Decimal).

    Raises
    ------
    ValueError
        Where anything starts outside the horizon.
    """
    items = [
        *agent_items(scenario, horizon, price_assignments(scenario, horizon, assignments)),
        *vendor_items(scenario.vendors, horizon, vendor_use),
        *bot_items(scenario.bots, horizon, bot_resolutions),
    ]
    items.sort(key=lambda each: ITEMS.index(each.item))
    return pd.DataFrame(
        {
            "item": _text(each.item for each in items),
            "region": _text(each.region for each in items),
            "agent_or_vendor": _text(each.name for each in items),
            "week": pd.Series([each.week for each in items], dtype="int64"),
            "quantity": pd.Series([float(each.quantity) for each in items], dtype="float64"),
            "unit": _text(each.unit for each in items),
            "amount": _money(each.amount_cents for each in items),
        }
    )


def cost_cents(table: pd.DataFrame) -> int:
    """Cost in cents: the sum of a cost table's amounts."""
    return int(sum(table["amount"], start=Decimal(0)).scaleb(2))


def build_roster_table(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]
) -> pd.DataFrame:
    """Roster rows with local times and pay, in order of start and agent.

    Returns
    -------
    DataFrame
        ``ROSTER_COLUMNS``; ``local_date`` as ``date``, ``start`` and ``end`` aware in UTC,
        ``start_local`` and ``end_local`` naive wall times of ``timezone``, ``pay`` and
        ``premium`` Decimal.

    Raises
    ------
    ValueError
        Where an assignment starts outside the horizon.
    """
    rows = sorted(
        price_assignments(scenario, horizon, assignments),
        key=lambda row: (row.assignment.start, row.agent.agent_id),
    )
    placed = [(row.assignment, row.agent.timezone) for row in rows]
    return pd.DataFrame(
        {
            "agent_id": _text(one.agent_id for one, _ in placed),
            "local_date": pd.Series([one.local_date for one, _ in placed], dtype="object"),
            "shift": _text(one.shift for one, _ in placed),
            "start": _instants(one.start for one, _ in placed),
            "end": _instants(one.end for one, _ in placed),
            "start_local": _walls(to_local(one.start, zone) for one, zone in placed),
            "end_local": _walls(to_local(one.end, zone) for one, zone in placed),
            "timezone": _text(zone for _, zone in placed),
            "paid_minutes": pd.Series([row.pay.paid_minutes for row in rows], dtype="int64"),
            "pay": _money(row.pay.pay_cents for row in rows),
            "premium": _money(row.pay.premium_cents for row in rows),
        }
    )


def build_activities_table(assignments: Iterable[Assignment]) -> pd.DataFrame:
    """Breaks and other activities, in order of start and agent.

    Returns
    -------
    DataFrame
        ``ACTIVITIES_COLUMNS``; ``start`` and ``end`` aware in UTC, ``paid`` bool.
    """
    rows = sorted(
        ((one, part) for one in assignments for part in one.activities),
        key=lambda row: (row[1].start, row[0].agent_id),
    )
    return pd.DataFrame(
        {
            "agent_id": _text(one.agent_id for one, _ in rows),
            "local_date": pd.Series([one.local_date for one, _ in rows], dtype="object"),
            "activity": _text(part.activity for _, part in rows),
            "start": _instants(part.start for _, part in rows),
            "end": _instants(part.end for _, part in rows),
            "paid": pd.Series([part.paid for _, part in rows], dtype="bool"),
        }
    )


def _text(values: Iterable[str]) -> pd.Series[str]:
    return pd.Series(list(values), dtype="str")


def _instants(values: Iterable[datetime]) -> pd.Series[pd.Timestamp]:
    return pd.Series(list(values), dtype="datetime64[us, UTC]")


def _walls(values: Iterable[datetime]) -> pd.Series[pd.Timestamp]:
    return pd.Series(list(values), dtype="datetime64[us]")


def _money(amounts_cents: Iterable[int]) -> pd.Series[Any]:
    return pd.Series([decimal_of(amount) for amount in amounts_cents], dtype="object")
