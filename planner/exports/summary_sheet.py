"""The first sheet of a plan's workbook: its figures, each with its unit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

import pandas as pd

from planner.clock import Horizon
from planner.exports.spreadsheet import Sheet
from planner.files.cells_out import money_text
from planner.scenario import Scenario

__all__ = ["summary_sheet"]

Row = tuple[str, object, str]
HOURS = (
    ("Required", "required_hours"),
    ("Covered", "covered_hours"),
    ("Short", "shortfall_hours"),
    ("More than required", "overstaffed_hours"),
)
PENALTIES = (
    ("Shortfall", "shortfall"),
    ("Missing heads", "minimum_agents"),
    ("Wishes refused", "wishes"),
    ("Unfairness", "fairness"),
)
OF_SOME_PLANS = (
    ("heads missing beside others", "together"),
    ("changes of the published roster", "changes"),
    ("meetings and training without a place", "activities"),
)
WEIGHED = "weighed, not paid"


def summary_sheet(
    scenario: Scenario, horizon: Horizon, cost: pd.DataFrame, summary: Mapping[str, object]
) -> Sheet:
    """Team, weeks, cover, cost, penalties, service and what the audit found.

    Parameters
    ----------
    scenario, horizon
        The team and the weeks that are planned.
    cost
        Columns ``item`` and ``amount`` (Decimal) of ``cost.csv``.
    summary
        Contents of ``summary.json``; figures that are missing are left out.
    """
    rows = [
        *_plan(scenario, horizon, summary),
        *_cover(summary),
        *_cost(scenario, cost, summary),
        *_quality(summary),
    ]
    rows = [row for row in rows if row[1] is not None]
    columns = ("Figure", "Value", "Unit")
    frame = pd.DataFrame(
        {
            name: pd.Series([row[place] for row in rows], dtype="object")
            for place, name in enumerate(columns)
        }
    )
    return Sheet(name="Summary", frame=frame, widths={"Value": 24.0})


def _plan(scenario: Scenario, horizon: Horizon, summary: Mapping[str, object]) -> Iterator[Row]:
    last = horizon.start_date + timedelta(days=7 * horizon.weeks - 1)
    yield "Team", scenario.name, ""
    yield "First day", horizon.start_date, horizon.timezone
    yield "Last day", last, horizon.timezone
    yield "Status", summary.get("status"), ""
    yield "Agents", summary.get("agents"), ""


def _cover(summary: Mapping[str, object]) -> Iterator[Row]:
    for label, key in HOURS:
        yield label, _number(summary.get(key)), "agent-hours"


def _cost(scenario: Scenario, cost: pd.DataFrame, summary: Mapping[str, object]) -> Iterator[Row]:
    currency = scenario.currency
    yield "Cost", _money(summary.get("cost")), currency
    for item in dict.fromkeys(cost["item"]):
        amounts = cost.loc[cost["item"] == item, "amount"]
        yield f"Cost: {item}", sum(amounts, start=Decimal(0)), currency
    yield "Cost that no roster changes", _money(summary.get("fixed_cost")), currency
    for label, key in PENALTIES:
        yield f"Penalty: {label.lower()}", _weight(_part(summary, "penalties").get(key)), WEIGHED
    for label, key in OF_SOME_PLANS:
        if key in _part(summary, "penalties"):
            weighed = _weight(_part(summary, "penalties")[key])
            yield f"Penalty: {label}", weighed, WEIGHED


def _quality(summary: Mapping[str, object]) -> Iterator[Row]:
    for label, key in (("Objective", "objective"), ("Lower bound, proven", "lower_bound")):
        yield label, _weight(summary.get(key)), "cost and penalties"
    yield "Gap to the bound", _percent(summary.get("gap")), "%"
    for queue, level in _part(summary, "service_level").items():
        yield f"Service level: {queue}", _percent(level), "%, expected"
    yield "Violations found by the audit", summary.get("violations"), ""


def _part(summary: Mapping[str, object], key: str) -> Mapping[str, object]:
    part = summary.get(key)
    return part if isinstance(part, Mapping) else {}


def _number(value: object) -> float | None:
    """A figure as a float; None where it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _percent(value: object) -> float | None:
    number = _number(value)
    return None if number is None else 100 * number


def _money(value: object) -> Decimal | None:
    return None if _number(value) is None else Decimal(money_text(value))


def _weight(value: object) -> float | None:
    """Penalties are no money and are not shown as such."""
    return _number(_money(value))
