"""A comparison to look at: the small team with something to buy, compared for real."""

from __future__ import annotations

from pathlib import Path

from planner import pipeline
from planner.comparison import Comparison, compare_sourcing, write_comparison
from planner.files import read_team
from tests.planner.small_team import START, WEEKS


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
