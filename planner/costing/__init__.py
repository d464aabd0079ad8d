"""From a roster to money: pay, premiums, overtime, idle, vendors and bots, exact to the cent."""

from planner.costing.external import bot_items, bots_cents, vendor_items, vendor_week_cents
from planner.costing.items import ITEMS, CostItem
from planner.costing.money import cents, cents_array, cents_of, decimal_of
from planner.costing.overtime import (
    WeekRow,
    overtime_cents,
    overtime_minutes,
    overtime_minutes_by_tier,
    seventh_days,
)
from planner.costing.pay import (
    RowPay,
    RowPayArray,
    contract_week_cents,
    idle_cents,
    idle_minutes,
    paid_spans,
    price_row,
    price_rows,
)
from planner.costing.premium_time import (
    PremiumClock,
    PremiumMinutes,
    PremiumMinutesArray,
    premium_clock,
)
from planner.costing.tables import (
    ACTIVITIES_COLUMNS,
    COST_COLUMNS,
    ROSTER_COLUMNS,
    build_activities_table,
    build_cost_table,
    build_roster_table,
    cost_cents,
)
from planner.costing.team import PricedRow, agent_items, fixed_cost_cents, price_assignments

__all__ = [
    "ACTIVITIES_COLUMNS",
    "COST_COLUMNS",
    "ITEMS",
    "ROSTER_COLUMNS",
    "CostItem",
    "PremiumClock",
    "PremiumMinutes",
    "PremiumMinutesArray",
    "PricedRow",
    "RowPay",
    "RowPayArray",
    "WeekRow",
    "agent_items",
    "bot_items",
    "bots_cents",
    "build_activities_table",
    "build_cost_table",
    "build_roster_table",
    "cents",
    "cents_array",
    "cents_of",
    "contract_week_cents",
    "cost_cents",
    "decimal_of",
    "fixed_cost_cents",
    "idle_cents",
    "idle_minutes",
    "overtime_cents",
    "overtime_minutes",
    "overtime_minutes_by_tier",
    "paid_spans",
    "premium_clock",
    "price_assignments",
    "price_row",
    "price_rows",
    "seventh_days",
    "vendor_items",
    "vendor_week_cents",
]
