"""Ways to staff as tables: what each costs, where its hours come from, and a workbook of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from planner.costing import decimal_of
from planner.domain import Vendor
from planner.exports.spreadsheet import Sheet, workbook
from planner.files import SHEETS
from planner.sourcing import MARKET, seat_cents_per_week

if TYPE_CHECKING:
    from planner.comparison.run import Costed

__all__ = ["costs_table", "hours_table", "scenarios_book", "scenarios_table"]

SCENARIOS, COSTS, HOURS = "scenarios.csv", "scenario_costs.csv", "scenario_hours.csv"
PREMIUMS = ("overtime", "night", "weekend", "holiday")
MONEY = (
    "wages",
    "premiums",
    "idle",
    "vendor",
    "bot",
    "software",
    "total",
    "cost_per_contact",
    "lower_bound",
)


def scenarios_table(costed: Sequence[Costed], contacts: float) -> pd.DataFrame:
    """Columns of ``scenarios.csv``, a row for every way.

    Parameters
    ----------
    costed
        The ways.
    contacts
        Forecast for the horizon, before bots: what the cost is shared by.
    """
    rows = [_row(one, contacts) for one in costed]
    return pd.DataFrame(rows, columns=list(SHEETS[SCENARIOS]))


def _row(one: Costed, contacts: float) -> dict[str, object]:
    cents, summary = one.summary.cost_cents, one.summary
    return {
        "scenario": one.way.name,
        "wages": decimal_of(cents["wages"]),
        "premiums": decimal_of(sum(cents[item] for item in PREMIUMS)),
        "idle": decimal_of(cents["idle"]),
        "vendor": decimal_of(cents["vendor"]),
        "bot": decimal_of(cents["bot"]),
        "software": decimal_of(one.software_cents),
        "total": decimal_of(one.total_cents),
        "cost_per_contact": decimal_of(round(one.total_cents / contacts) if contacts else 0),
        "service_level": _service_level(one),
        "shortfall_hours": summary.hours.shortfall,
        "headcount": len(one.scenario.agents),
        "lower_bound": decimal_of(one.lower_bound_cents),
    }


def _service_level(one: Costed) -> float:
    """Share of the contacts of all queues that are answered, or worked, in time."""
    requirement = one.tables["requirement.csv"]
    contacts = requirement.groupby("queue")["contacts"].sum()
    known = {
        queue: level for queue, level in one.summary.service_level.items() if level is not None
    }
    total = sum(float(contacts[queue]) for queue in known)
    if total == 0:
        return 1.0
    return sum(float(contacts[queue]) * level for queue, level in known.items()) / total


def costs_table(costed: Sequence[Costed], weeks: int) -> pd.DataFrame:
    """Columns of ``scenario_costs.csv``: who is paid what in every way, software and all."""
    parts = []
    for one in costed:
        parts.append(one.tables["cost.csv"].assign(scenario=one.way.name))
        parts.append(_software(one, weeks))
    return pd.concat(parts, ignore_index=True)[list(SHEETS[COSTS])]


def _software(one: Costed, weeks: int) -> pd.DataFrame:
    agents = [agent for agent in one.scenario.agents for _ in range(weeks)]
    seat = decimal_of(seat_cents_per_week(one.scenario))
    return pd.DataFrame(
        {
            "scenario": pd.Series([one.way.name] * len(agents), dtype="str"),
            "item": pd.Series(["software"] * len(agents), dtype="str"),
            "region": pd.Series([agent.region for agent in agents], dtype="str"),
            "agent_or_vendor": pd.Series([agent.agent_id for agent in agents], dtype="str"),
            "week": pd.Series([k % weeks for k in range(len(agents))], dtype="int64"),
            "quantity": pd.Series([1.0] * len(agents), dtype="float64"),
            "unit": pd.Series(["seats"] * len(agents), dtype="str"),
            "amount": pd.Series([seat] * len(agents), dtype="object"),
        }
    )


def hours_table(costed: Sequence[Costed]) -> pd.DataFrame:
    """Columns of ``scenario_hours.csv``: who works in every interval, all queues together.

    ``required``, ``agents``, ``vendor_agents`` and ``shortfall`` are net agents, ``bot_contacts``
    the contacts that bots resolve.
    """
    parts = []
    for one in costed:
        columns = ["required", "agents", "vendor_agents", "shortfall"]
        by_slot = one.tables["cover.csv"].groupby("interval_start")[columns].sum()
        resolved = one.resolved.groupby("interval_start")["resolved"].sum()
        by_slot["bot_contacts"] = resolved.reindex(by_slot.index).fillna(0.0).astype(float)
        parts.append(by_slot.reset_index().assign(scenario=one.way.name))
    return pd.concat(parts, ignore_index=True)[list(SHEETS[HOURS])]


def scenarios_book(
    costed: Sequence[Costed],
    tables: Mapping[str, pd.DataFrame],
    currency: str,
    notices: Sequence[str],
) -> bytes:
    """A workbook: the ways side by side, what lies behind each, and what was assumed."""
    scenarios = tables[SCENARIOS].assign(
        unmet_price=pd.Series(
            [decimal_of(one.objective_cents - one.total_cents) for one in costed], dtype="object"
        )
    )
    notes = (
        f"Amounts in {currency}. total = wages + premiums + idle + vendor + bot + software.",
        "lower_bound: proven that no roster of this way has total + unmet_price below it. "
        "unmet_price is what the team's weights put on hours left uncovered; it is not paid.",
        "Who is not needed is not employed in a way; wishes and fairness are not weighed.",
    )
    sheets = [
        Sheet(
            name="Scenarios",
            frame=scenarios,
            money=frozenset({*MONEY, "unmet_price"}),
            notes=notes,
            fixed_columns=1,
        ),
        Sheet(name="Costs", frame=_by_item(tables[COSTS]), money=frozenset({"amount"})),
        Sheet(name="Who is paid", frame=tables[COSTS], money=frozenset({"amount"})),
        Sheet(name="Assumptions", frame=_assumptions(costed), notes=tuple(notices)),
    ]
    return workbook(sheets, title="Ways to staff")


def _by_item(costs: pd.DataFrame) -> pd.DataFrame:
    keys = ["scenario", "item", "unit"]
    grouped = costs.groupby(keys, sort=False)
    return pd.DataFrame(
        [
            {
                **dict(zip(keys, key, strict=True)),
                "quantity": float(part["quantity"].sum()),
                "amount": sum(part["amount"], Decimal(0)),
            }
            for key, part in grouped
        ],
        columns=[*keys, "quantity", "amount"],
    )


def _of_vendor(vendor: Vendor) -> tuple[str, str, float, str]:
    by_hour = vendor.price_per_hour is not None
    price = vendor.price_per_hour if by_hour else vendor.price_per_contact
    unit = f"team's currency {'an hour' if by_hour else 'a contact'}"
    return vendor.name, unit, float(price or 0), ""


def _assumptions(costed: Sequence[Costed]) -> pd.DataFrame:
    """Prices that were counted with, the team's own first, then the market's with sources."""
    rows: list[tuple[str, str, float, str]] = []
    seen: set[str] = set()
    for one in costed:
        for vendor in one.way.scenario.vendors:
            if vendor.name not in seen:
                seen.add(vendor.name)
                rows.append(_of_vendor(vendor))
        for bot in one.way.scenario.bots:
            if bot.name not in seen:
                seen.add(bot.name)
                asked = float(bot.price_per_resolution)
                rows.append((bot.name, "team's currency a resolution", asked, ""))
                rows.append((f"{bot.name}: deflection", "share", bot.deflection, ""))
    rows += [
        (
            f"market: {name}",
            f"USD a {price.unit}",
            float(price.dollars),
            f"{price.note}; {price.source}",
        )
        for name, price in MARKET.items()
    ]
    return pd.DataFrame(rows, columns=["what", "unit", "figure", "source"])
