"""A comparison to look at: the small team with something to buy, compared for real."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planner import pipeline
from planner.comparison import Comparison, compare_sourcing, write_comparison
from planner.files import read_team
from tests.planner.small_team import write_small_team

START, WEEKS = date(2026, 12, 14), 1
BOUGHT = """
[[vendors]]
name = "NightDesk"
queues = ["phone-en", "chat-en"]
price_per_hour = "14.00"
currency = "EUR"
max_agents = 4

[[offers]]
name = "Call <Co>"
queues = ["phone-en"]
price_per_contact = "2.50"
currency = "EUR"
"""


def write_buying_team(folder: Path) -> Path:
    """The small team, a vendor by the hour for all, and an offer by the contact for the phone.

    Two agents are too few, and so is the offer: ways that rest on them alone leave hours open.
    """
    write_small_team(folder)
    with (folder / "plan.toml").open("a", encoding="utf-8") as file:
        file.write(BOUGHT)
    return folder


def compared(team: Path, out: Path, *, seconds: float) -> Comparison:
    """Compare for START, and write the result folder ``out``."""
    scenario = read_team(team)
    horizon = scenario.horizon(START, WEEKS)
    log = pipeline.count_contacts(scenario, horizon)
    forecast = pipeline.forecast_contacts(scenario, horizon, log).table
    options = pipeline.SolveOptions(time_limit_s=seconds, workers=1)
    comparison = compare_sourcing(scenario, horizon, forecast, options=options)
    write_comparison(comparison, out)
    return comparison


def planned(team: Path, out: Path, *, seconds: float) -> pipeline.Plan:
    """Plan the same weeks, and write the result folder ``out``."""
    scenario = read_team(team)
    horizon = scenario.horizon(START, WEEKS)
    log = pipeline.count_contacts(scenario, horizon)
    forecast = pipeline.forecast_contacts(scenario, horizon, log)
    plan = pipeline.plan_week(
        scenario,
        horizon,
        pipeline.require_agents(scenario, horizon, forecast.table),
        forecast=forecast.table,
        accuracy=forecast.accuracy,
        options=pipeline.SolveOptions(time_limit_s=seconds, workers=1),
    )
    pipeline.write_plan(plan, out)
    return plan
