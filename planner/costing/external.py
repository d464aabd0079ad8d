"""What vendors and bots cost, per plan week, each rounded once half-even to the cent.

A vendor by the hour is paid price x max(agents x hours, min_hours_per_week); one by the contact
price x contacts. A bot is paid price x contacts resolved. Contacts are floats of a forecast: they
are summed without rounding (``math.fsum``), so that the order of rows cannot move a cent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import fsum

import pandas as pd

from planner.clock import Horizon
from planner.costing.items import CostItem, week_within
from planner.costing.money import cents_of
from planner.domain import Bot, Vendor, VendorUse

__all__ = ["bot_items", "bots_cents", "vendor_items", "vendor_week_cents"]


def vendor_week_cents(
    vendor: Vendor, *, hours: Fraction = Fraction(0), contacts: Fraction = Fraction(0)
) -> int:
    """What a vendor is paid for one plan week, rounded once.

    Parameters
    ----------
    vendor
        Priced by the hour or by the contact.
    hours
        Agent-hours bought; at least ``min_hours_per_week`` are paid.
    contacts
        Contacts bought.
    """
    if vendor.price_per_hour is not None:
        return cents_of(vendor.price_per_hour * max(hours, vendor.min_hours_per_week))
    return cents_of((vendor.price_per_contact or Fraction(0)) * contacts)


def vendor_items(
    vendors: Sequence[Vendor], horizon: Horizon, uses: Sequence[VendorUse]
) -> Iterator[CostItem]:
    """One item per vendor and week in which something is paid or bought."""
    bought: dict[tuple[str, int], list[VendorUse]] = {}
    for use in uses:
        week = week_within(horizon, use.interval_start)
        bought.setdefault((use.vendor, week), []).append(use)
    for vendor in vendors:
        for week in range(horizon.weeks):
            item = _vendor_item(vendor, week, horizon, bought.get((vendor.name, week), []))
            if item.quantity:
                yield item


def _vendor_item(
    vendor: Vendor, week: int, horizon: Horizon, uses: Sequence[VendorUse]
) -> CostItem:
    if vendor.price_per_hour is not None:
        hours = Fraction(fsum(use.agents for use in uses)) * horizon.interval_minutes / 60
        quantity, unit = max(hours, vendor.min_hours_per_week), "hours"
        amount = vendor_week_cents(vendor, hours=hours)
    else:
        quantity, unit = Fraction(fsum(use.contacts for use in uses)), "contacts"
        amount = vendor_week_cents(vendor, contacts=quantity)
    return CostItem(
        item="vendor",
        region="",
        name=vendor.name,
        week=week,
        quantity=quantity,
        unit=unit,
        amount_cents=amount,
    )


def bot_items(
    bots: Sequence[Bot], horizon: Horizon, bot_resolutions: pd.DataFrame
) -> Iterator[CostItem]:
    """One item per bot and week in which it resolves anything.

    Parameters
    ----------
    bots, horizon
        Of the plan.
    bot_resolutions
        Columns ``interval_start`` (UTC), ``bot``, ``queue``, ``resolved`` (contacts, float).
    """
    resolved: dict[tuple[str, int], list[float]] = {}
    columns = (bot_resolutions[name] for name in ("interval_start", "bot", "resolved"))
    for start, name, contacts in zip(*columns, strict=True):
        resolved.setdefault((name, week_within(horizon, start)), []).append(float(contacts))
    for bot in bots:
        for week in range(horizon.weeks):
            quantity = Fraction(fsum(resolved.get((bot.name, week), [])))
            if quantity:
                yield CostItem(
                    item="bot",
                    region="",
                    name=bot.name,
                    week=week,
                    quantity=quantity,
                    unit="resolutions",
                    amount_cents=cents_of(bot.price_per_resolution * quantity),
                )


def bots_cents(bots: Sequence[Bot], horizon: Horizon, bot_resolutions: pd.DataFrame) -> int:
    """Cost of all bots over the horizon, in cents."""
    return sum(item.amount_cents for item in bot_items(bots, horizon, bot_resolutions))
