"""What the agents cost: every roster row priced, and per agent and week overtime and idle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby

from planner.clock import Horizon
from planner.costing.items import CostItem, week_within
from planner.costing.overtime import WeekRow, overtime_cents, overtime_minutes, seventh_days
from planner.costing.pay import RowPay, contract_week_cents, idle_cents, idle_minutes, price_row
from planner.costing.premium_time import premium_clock
from planner.domain import Agent, Assignment
from planner.scenario import Scenario

__all__ = ["PricedRow", "agent_items", "fixed_cost_cents", "price_assignments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedRow:
    """A roster row of a plan week with what it costs before overtime."""

    agent: Agent
    week: int
    assignment: Assignment
    pay: RowPay


def price_assignments(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]
) -> tuple[PricedRow, ...]:
    """Price every row; agents come in file order, the rows of each in order of start.

    Raises
    ------
    ValueError
        Where an assignment starts outside the horizon.
    KeyError
        Where its agent is not of the team.
    """
    last = max([horizon.end, *(one.end for one in assignments)])
    of_agent: dict[str, list[Assignment]] = {agent.agent_id: [] for agent in scenario.agents}
    for one in assignments:
        of_agent[one.agent_id].append(one)
    return tuple(
        row
        for agent in scenario.agents
        for row in _priced(scenario, agent, horizon, of_agent[agent.agent_id], last)
    )


def _priced(
    scenario: Scenario, agent: Agent, horizon: Horizon, rows: list[Assignment], last: datetime
) -> Iterator[PricedRow]:
    law = scenario.rules_of(agent)
    clock = premium_clock(agent, law, horizon.start, last)
    for one in sorted(rows, key=lambda each: each.start):
        yield PricedRow(
            agent=agent,
            week=week_within(horizon, one.start),
            assignment=one,
            pay=price_row(agent.wage_per_hour, law, clock, one),
        )


def agent_items(
    scenario: Scenario, horizon: Horizon, rows: Iterable[PricedRow]
) -> Iterator[CostItem]:
    """Wages, premiums, overtime and idle, one item each per agent and week where it is paid.

    Parameters
    ----------
    scenario, horizon
        The team and the weeks that are planned; its history counts towards seventh days.
    rows
        All rows of the plan, as :func:`price_assignments` gives them.
    """
    of_agent = {
        agent_id: list(own) for agent_id, own in groupby(rows, lambda row: row.agent.agent_id)
    }
    past = _dates_worked(scenario, horizon)
    for agent in scenario.agents:
        own = of_agent.get(agent.agent_id, [])
        dates = [row.assignment.local_date for row in own] + past.get(agent.agent_id, [])
        sevenths = seventh_days(dates)
        for week in range(horizon.weeks):
            of_week = [row for row in own if row.week == week]
            yield from _week_items(scenario, agent, week, of_week, sevenths)


def _dates_worked(scenario: Scenario, horizon: Horizon) -> dict[str, list[date]]:
    dates: dict[str, list[date]] = {}
    for one in scenario.history:
        if one.start < horizon.start:
            dates.setdefault(one.agent_id, []).append(one.local_date)
    return dates


def _week_items(
    scenario: Scenario,
    agent: Agent,
    week: int,
    rows: Sequence[PricedRow],
    sevenths: frozenset[date],
) -> Iterator[CostItem]:
    wage, tiers = agent.wage_per_hour, scenario.rules_of(agent).overtime
    contract = scenario.contract_of(agent)
    pays = [row.pay for row in rows]
    rostered = sum(pay.paid_minutes for pay in pays)
    week_rows = [
        WeekRow(
            paid_minutes=row.pay.paid_minutes, seventh_day=row.assignment.local_date in sevenths
        )
        for row in rows
    ]
    figures = (
        ("wages", rostered, sum(pay.pay_cents for pay in pays)),
        ("idle", idle_minutes(contract, rostered), idle_cents(contract, wage, rostered)),
        ("overtime", overtime_minutes(tiers, week_rows), overtime_cents(wage, tiers, week_rows)),
        ("night", sum(pay.night_minutes for pay in pays), sum(pay.night_cents for pay in pays)),
        (
            "weekend",
            sum(pay.weekend_minutes for pay in pays),
            sum(pay.weekend_cents for pay in pays),
        ),
        (
            "holiday",
            sum(pay.holiday_minutes for pay in pays),
            sum(pay.holiday_cents for pay in pays),
        ),
    )
    for item, minutes, amount in figures:
        if amount or (item == "wages" and minutes):
            yield CostItem(
                item=item,
                region=agent.region,
                name=agent.agent_id,
                week=week,
                quantity=Fraction(minutes, 60),
                unit="hours",
                amount_cents=amount,
            )


def fixed_cost_cents(scenario: Scenario, weeks: int, bot_cents: int = 0) -> int:
    """What no decision of the plan changes: salaried contract pay, and what bots cost.

    Parameters
    ----------
    scenario
        Whose agents; the hourly ones count nothing here.
    weeks
        Of the horizon.
    bot_cents
        Cost of the bots over the horizon (:func:`planner.costing.external.bots_cents`).
    """
    weekly = sum(
        contract_week_cents(scenario.contract_of(agent), agent.wage_per_hour)
        for agent in scenario.agents
    )
    return weeks * weekly + bot_cents
