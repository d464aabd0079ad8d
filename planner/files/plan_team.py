"""[exchange_rates], [software] and [weights] of plan.toml."""

from __future__ import annotations

from fractions import Fraction

from planner.domain import Weights
from planner.files.money_in import Exchange
from planner.files.plan_reading import RATES, PlanFile
from planner.files.plan_references import currency_rate
from planner.files.plan_sections import (
    RatesSection,
    SoftwareSection,
    TeamSection,
    WeightsSection,
)

__all__ = ["DOLLAR", "exchange", "seat_per_month", "weights"]

DOLLAR = "USD"


def exchange(plan: PlanFile) -> Exchange:
    """Exchange rates; the team's own currency is worth 1."""
    team = plan.one("team", TeamSection)
    if team is None or plan.faulty(RATES):
        return Exchange(base="", rates={})
    section = plan.one(RATES, RatesSection)
    rates = {} if section is None else section.exchange_rates
    own = rates.get(team.currency, 1)
    if own != 1:
        plan.fault((RATES, team.currency), "1, because it is the team's own currency", f"{own}")
    return Exchange(base=team.currency, rates=rates)


def seat_per_month(plan: PlanFile, rates: Exchange) -> Fraction | None:
    """What software costs for an agent and month, in the team's currency; None where not said."""
    section = plan.one("software", SoftwareSection)
    if section is None:
        return None
    return section.seat_per_month * currency_rate(plan, ("software",), section.currency, rates)


def weights(plan: PlanFile) -> Weights:
    """What the plan trades off; defaults where nothing is said."""
    section = plan.one("weights", WeightsSection)
    if section is None:
        return Weights()
    return Weights(
        shortfall_per_agent_hour=section.shortfall_per_agent_hour,
        wish=section.wish,
        fairness_per_hour=section.fairness_per_hour,
        change=section.change,
        activity=section.activity,
    )
