"""Vendors by the hour and by the contact, and bots: each rounded once a week."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pandas as pd
import pytest

from planner.clock import Horizon
from planner.costing import CostItem, bot_items, bots_cents, vendor_items, vendor_week_cents
from planner.domain import VendorUse
from tests.planner.builders import MONDAY, make_bot, make_contact_vendor, make_vendor, utc


def horizon(weeks: int = 2) -> Horizon:
    return Horizon(start_date=MONDAY, weeks=weeks, timezone="UTC", interval_minutes=30)


def hours_of(vendor: str, *agents: int, start: str = "2026-11-30") -> list[VendorUse]:
    return [
        VendorUse(
            vendor=vendor,
            queue="phone-en",
            interval_start=utc(start) + timedelta(minutes=30 * place),
            agents=count,
        )
        for place, count in enumerate(agents)
    ]


def contacts_of(vendor: str, *contacts: float, start: str = "2026-11-30") -> list[VendorUse]:
    return [
        VendorUse(
            vendor=vendor,
            queue="phone-en",
            interval_start=utc(start) + timedelta(minutes=30 * place),
            agents=0.5,
            contacts=count,
        )
        for place, count in enumerate(contacts)
    ]


def resolved(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "interval_start": pd.Series(
                [utc(start) for start, _, _ in rows], dtype="datetime64[us, UTC]"
            ),
            "bot": pd.Series([bot for _, bot, _ in rows], dtype="str"),
            "queue": pd.Series(["phone-en"] * len(rows), dtype="str"),
            "resolved": pd.Series([count for _, _, count in rows], dtype="float64"),
        }
    )


def test_agents_by_the_hour() -> None:
    vendor = make_vendor(price_per_hour=Fraction("14.01"))
    (item,) = vendor_items([vendor], horizon(), hours_of("NightDesk", 2, 3, 0, 2))
    assert item == CostItem(
        item="vendor",
        region="",
        name="NightDesk",
        week=0,
        quantity=Fraction(7, 2),
        unit="hours",
        amount_cents=4904,  # 3.5 * 14.01 = 49.035, half to even
    )


def test_least_hours_are_paid_used_or_not() -> None:
    vendor = make_vendor(min_hours_per_week=Fraction(3))
    items = list(vendor_items([vendor], horizon(), hours_of("NightDesk", 2, 3, 0, 2)))
    assert [(item.week, item.quantity, item.amount_cents) for item in items] == [
        (0, Fraction(7, 2), 4900),
        (1, Fraction(3), 4200),
    ]


@pytest.mark.parametrize(
    ("hours", "amount"), [("2.5", 4200), ("3", 4200), ("3.5", 4900), ("0", 4200)]
)
def test_the_greater_of_used_and_least_hours(hours: str, amount: int) -> None:
    vendor = make_vendor(min_hours_per_week=Fraction(3))
    assert vendor_week_cents(vendor, hours=Fraction(hours)) == amount


def test_an_unused_vendor_without_least_hours_costs_nothing() -> None:
    assert list(vendor_items([make_vendor()], horizon(), [])) == []


def test_contacts_are_summed_over_the_week_before_rounding() -> None:
    vendor = make_contact_vendor(price_per_contact=Fraction("3.33"))
    uses = contacts_of("PerCall", *[0.1] * 10) + contacts_of("PerCall", 2.5, start="2026-12-07")
    items = list(vendor_items([vendor], horizon(), uses))
    # 3.33 whatever the order of summing: rounded one by one it would be 10 * 0.33.
    assert [(item.week, item.unit, item.amount_cents) for item in items] == [
        (0, "contacts", 333),
        (1, "contacts", 832),  # 8.325, half to even
    ]
    assert float(items[0].quantity) == 1.0


def test_each_vendor_is_billed_for_its_own_use() -> None:
    vendors = [make_vendor(), make_vendor("Other", price_per_hour=Fraction(10))]
    uses = hours_of("Other", 1, 1) + hours_of("NightDesk", 4, start="2026-12-07")
    found = [
        (item.name, item.week, item.amount_cents) for item in vendor_items(vendors, horizon(), uses)
    ]
    assert found == [("NightDesk", 1, 2800), ("Other", 0, 1000)]


def test_a_use_outside_the_horizon_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an instant from 2026-11-30"):
        list(vendor_items([make_vendor()], horizon(), hours_of("NightDesk", 1, start="2026-12-14")))


def test_bots_are_paid_by_the_resolution() -> None:
    bots = [make_bot(price_per_resolution=Fraction("0.99")), make_bot("other")]
    table = resolved(
        ("2026-11-30 00:00", "helpbot", 1.25),
        ("2026-12-06 23:30", "helpbot", 1.25),
        ("2026-12-07 00:00", "helpbot", 4.0),
        ("2026-12-07 00:30", "other", 0.0),
    )
    items = list(bot_items(bots, horizon(), table))
    assert [(item.name, item.week, item.unit, item.amount_cents) for item in items] == [
        ("helpbot", 0, "resolutions", 248),  # 2.475
        ("helpbot", 1, "resolutions", 396),
    ]
    assert items[0].quantity == Fraction(5, 2)
    assert bots_cents(bots, horizon(), table) == 248 + 396


def test_no_resolutions_cost_nothing() -> None:
    assert bots_cents([make_bot()], horizon(), resolved()) == 0


def test_weeks_change_at_the_reporting_zones_midnight() -> None:
    madrid = Horizon(
        start_date=date(2026, 10, 19), weeks=2, timezone="Europe/Madrid", interval_minutes=30
    )
    # The second week begins after the clocks went back, at 23:00 UTC instead of 22:00.
    uses = hours_of("NightDesk", 1, 1, start="2026-10-25 22:30")
    assert [item.week for item in vendor_items([make_vendor()], madrid, uses)] == [0, 1]
