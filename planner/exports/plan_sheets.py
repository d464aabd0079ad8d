"""The tables of a plan as sheets: columns named for people, times local and in UTC, sums below.

Frames come from ``typed_table``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from planner.clock import Horizon, local_date, to_local
from planner.exports.spreadsheet import Sheet
from planner.scenario import Scenario

__all__ = ["breaks_sheet", "cost_sheet", "cover_sheet", "grid_sheet", "shifts_sheet"]

WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
DAY_WIDTH = 20.0
PREMIUM_NOTE = (
    "Premium: for nights, weekends and holidays. Overtime and paid hours that are not rostered "
    "stand in the sheet Cost."
)
WAITING_NOTE = (
    "Work that may wait is required on the day it comes in and short on the day it is due, so "
    "the covered hours of one day may lie below 0."
)


def grid_sheet(scenario: Scenario, horizon: Horizon, roster: pd.DataFrame) -> Sheet:
    """Agents by local days: every agent of the team, whether rostered or not."""
    planned = {horizon.start_date + timedelta(days=day) for day in range(7 * horizon.weeks)}
    days = sorted(planned | set(roster["local_date"]))
    agents = _in_order([agent.agent_id for agent in scenario.agents], roster["agent_id"])
    shifts: dict[tuple[str, date], list[str]] = {}
    hours = dict.fromkeys(agents, 0.0)
    columns = ("agent_id", "local_date", "shift", "start_local", "end_local", "paid_minutes")
    for agent, day, shift, start, end, minutes in _rows(roster, columns):
        shifts.setdefault((agent, day), []).append(f"{start:%H:%M}-{end:%H:%M} {shift}")
        hours[agent] += minutes / 60
    by_day = {
        day: _column("; ".join(shifts.get((agent, day), ())) for agent in agents) for day in days
    }
    frame = pd.DataFrame(
        {
            "Agent": _column(agents),
            "Name": _names(scenario, agents),
            **by_day,
            "Paid hours": _column(hours.values()),
        }
    )
    return Sheet(
        name="Roster",
        frame=frame,
        widths={str(day): DAY_WIDTH for day in days},
        totals=("Paid hours",),
        notes=("Dates and times are local to each agent.",),
        fixed_columns=2,
    )


def shifts_sheet(scenario: Scenario, roster: pd.DataFrame) -> Sheet:
    """A shift a row, as in roster.csv."""
    pay, premium = f"Pay ({scenario.currency})", f"Premium ({scenario.currency})"
    frame = pd.DataFrame(
        {
            "Agent": roster["agent_id"],
            "Name": _names(scenario, roster["agent_id"]),
            "Local date": roster["local_date"],
            "Shift": roster["shift"],
            "Start (UTC)": roster["start"],
            "End (UTC)": roster["end"],
            "Start (local)": roster["start_local"],
            "End (local)": roster["end_local"],
            "Time zone": roster["timezone"],
            "Paid hours": _column(minutes / 60 for minutes in roster["paid_minutes"]),
            pay: roster["pay"],
            premium: roster["premium"],
        }
    )
    return Sheet(
        name="Shifts",
        frame=frame,
        money=frozenset({pay, premium}),
        totals=("Paid hours", pay, premium),
        notes=(PREMIUM_NOTE,),
        fixed_columns=2,
    )


def cover_sheet(scenario: Scenario, horizon: Horizon, cover: pd.DataFrame) -> Sheet:
    """Net agent-hours by day of the reporting zone and queue."""
    hours = horizon.interval_minutes / 60
    amounts = ["required", "shortfall", "agents", "vendor_agents"]
    rows = cover[amounts].astype("float64") * hours
    zone = horizon.timezone
    day_of = {start: local_date(start, zone) for start in set(cover["interval_start"])}
    rows["day"] = _column(day_of[start] for start in cover["interval_start"])
    rows["queue"] = cover["queue"]
    sums = rows.groupby(["day", "queue"])[amounts].sum()
    queues = _in_order([queue.name for queue in scenario.queues], cover["queue"])
    places = [
        (day, queue)
        for day in sorted(set(rows["day"]))
        for queue in queues
        if (day, queue) in sums.index
    ]
    sums = sums.reindex(places)
    figures = {
        "Required hours": sums["required"],
        "Covered hours": sums["required"] - sums["shortfall"],
        "Short hours": sums["shortfall"],
        "Agents' hours": sums["agents"],
        "Vendors' hours": sums["vendor_agents"],
    }
    frame = pd.DataFrame(
        {
            f"Day ({zone})": _column(day for day, _ in places),
            "Queue": _column(queue for _, queue in places),
            **{name: _column(amount.tolist()) for name, amount in figures.items()},
        }
    )
    return Sheet(
        name="Cover",
        frame=frame,
        totals=tuple(figures),
        notes=("Hours are those of net agents: breaks and shrinkage are out.", WAITING_NOTE),
    )


def cost_sheet(scenario: Scenario, horizon: Horizon, cost: pd.DataFrame) -> Sheet:
    """What the plan costs, item by item, with its sum to the cent."""
    amount = f"Amount ({scenario.currency})"
    # A vendor may be called as an agent is.
    agents = cost["agent_or_vendor"].where(~cost["item"].isin(("vendor", "bot")), "")
    frame = pd.DataFrame(
        {
            "Item": cost["item"],
            "Region": cost["region"],
            "Agent, vendor or bot": cost["agent_or_vendor"],
            "Name": _names(scenario, agents),
            "Week from": _column(horizon.start_date + week * WEEK for week in cost["week"]),
            "Quantity": cost["quantity"],
            "Unit": cost["unit"],
            amount: cost["amount"],
        }
    )
    return Sheet(
        name="Cost",
        frame=frame,
        money=frozenset({amount}),
        totals=(amount,),
        notes=("Wages are base pay; overtime, night, weekend and holiday are what comes on top.",),
    )


def breaks_sheet(scenario: Scenario, roster: pd.DataFrame, activities: pd.DataFrame) -> Sheet:
    """Breaks and other time off the contacts, as in activities.csv."""
    zones = {agent.agent_id: agent.timezone for agent in scenario.agents}
    zones |= dict(_rows(roster, ("agent_id", "timezone")))
    placed = [
        (start, end, zones.get(agent))
        for agent, start, end in _rows(activities, ("agent_id", "start", "end"))
    ]
    frame = pd.DataFrame(
        {
            "Agent": activities["agent_id"],
            "Name": _names(scenario, activities["agent_id"]),
            "Local date": activities["local_date"],
            "Activity": activities["activity"],
            "Start (UTC)": activities["start"],
            "End (UTC)": activities["end"],
            "Start (local)": _column(_wall(start, zone) for start, _, zone in placed),
            "End (local)": _column(_wall(end, zone) for _, end, zone in placed),
            "Time zone": _column(zone for _, _, zone in placed),
            "Minutes": _column((end - start) // MINUTE for start, end, _ in placed),
            "Paid": activities["paid"],
        }
    )
    return Sheet(name="Breaks", frame=frame, fixed_columns=2)


def _wall(instant: datetime, timezone: str | None) -> datetime | None:
    return None if timezone is None else to_local(instant, timezone)


def _names(scenario: Scenario, agent_ids: Sequence[str] | pd.Series[str]) -> pd.Series[str]:
    """Agents' names; empty for vendors, bots and those who are no longer of the team."""
    names = {agent.agent_id: agent.name for agent in scenario.agents}
    return _column(names.get(agent_id, "") for agent_id in agent_ids)


def _in_order(known: Sequence[str], found: pd.Series[str]) -> list[str]:
    """The known names in their order, then others that were found."""
    return [*known, *sorted(set(found) - set(known))]


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name] for name in columns), strict=True)


def _column(values: Iterable[object]) -> pd.Series[Any]:
    """A column that leaves Python's own values alone."""
    return pd.Series(list(values), dtype="object")
