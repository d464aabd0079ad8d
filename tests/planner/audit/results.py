"""Result folders made in code, as the planner would write them: the audit must find them clean.

Pay, cost and penalties come from the planner's own costing, so that a clean audit says that two
computations agree; shares, cover and hours are laid down here, minute by minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from planner.audit import AuditReport, RosterTables, audit_roster
from planner.clock import Horizon, open_spans
from planner.costing import (
    build_activities_table,
    build_cost_table,
    build_roster_table,
    cost_cents,
    fixed_cost_cents,
)
from planner.domain import Assignment, Queue, VendorUse
from planner.penalties import penalties
from planner.scenario import Scenario
from planner.staffing.deferred import first_in_first_out, last_usable_slot
from tests.planner.builders import MONDAY

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A scenario with the tables of a plan of it."""

    scenario: Scenario
    tables: RosterTables
    start_date: date
    weeks: int

    def audit(self) -> AuditReport:
        """Audit the tables as they are."""
        return audit_roster(
            self.scenario, self.tables, start_date=self.start_date, weeks=self.weeks
        )

    def rules(self) -> list[str]:
        """Names of the rules that the audit finds broken, in its order."""
        return [violation.rule for violation in self.audit().violations]

    def change(self, table: str, column: str, value: Any, row: int = 0) -> Results:
        """The same with one cell of one table changed."""
        frame = getattr(self.tables, table).copy()
        cells = frame[column].astype(object).tolist()
        cells[row] = value
        frame[column] = pd.Series(cells, dtype=object)
        return self.having(**{table: frame})

    def summarise(self, **figures: Any) -> Results:
        """The same with figures of the summary changed."""
        return self.having(summary={**(self.tables.summary or {}), **figures})

    def having(self, **tables: Any) -> Results:
        """The same with whole tables replaced (None: the file is not there)."""
        return replace(self, tables=replace(self.tables, **tables))

    def of(self, **scenario_fields: Any) -> Results:
        """The same tables under a changed scenario."""
        fields = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in scenario_fields.items()
        }
        return replace(self, scenario=replace(self.scenario, **fields))


def make_results(
    scenario: Scenario,
    assignments: Sequence[Assignment],
    *,
    required: Mapping[str, float | Sequence[float]] | None = None,
    contacts: float = 10.0,
    vendor_use: Sequence[VendorUse] = (),
    start_date: date = MONDAY,
    weeks: int = 1,
    with_forecast: bool = False,
) -> Results:
    """Lay down everything that a plan with these assignments writes.

    ``required`` gives net agents per queue, one number or one per interval; contacts are the
    same in every interval and queue, after bots. Every agent serves the first queue she can.
    """
    horizon = Horizon(
        start_date=start_date,
        weeks=weeks,
        timezone=scenario.reporting_timezone,
        interval_minutes=scenario.interval_minutes,
    )
    requirement = _requirement(scenario, horizon, required or {}, contacts)
    forecast = _forecast(scenario, requirement)
    duty = _duty(scenario, horizon, assignments)
    cover = _cover(scenario, horizon, requirement, duty, vendor_use)
    resolved = _resolved(scenario, forecast)
    cost = build_cost_table(scenario, horizon, assignments, vendor_use, resolved)
    tables = RosterTables(
        roster=build_roster_table(scenario, horizon, assignments),
        activities=build_activities_table(assignments),
        duty=duty,
        cover=cover,
        cost=cost,
        requirement=requirement,
        forecast=forecast if with_forecast else None,
    )
    summary = _summary(scenario, horizon, assignments, tables, resolved)
    return Results(
        scenario=scenario,
        tables=replace(tables, summary=summary),
        start_date=start_date,
        weeks=weeks,
    )


def _requirement(
    scenario: Scenario,
    horizon: Horizon,
    required: Mapping[str, float | Sequence[float]],
    contacts: float,
) -> pd.DataFrame:
    rows = []
    spans = {
        queue.name: list(open_spans(queue.open_hours, horizon.start, horizon.end))
        for queue in scenario.queues
    }
    for number, start in enumerate(horizon.slots):
        for queue in scenario.queues:
            wanted = required.get(queue.name, 0.0)
            respond = queue.respond_within_minutes
            rows.append(
                {
                    "interval_start": start,
                    "queue": queue.name,
                    "required": wanted if isinstance(wanted, (int, float)) else wanted[number],
                    "due_by": pd.NaT if respond is None else start + respond * MINUTE,
                    "minimum_agents": _minimum(queue, start, spans[queue.name]),
                    "contacts": contacts,
                }
            )
    return pd.DataFrame(rows)


def _minimum(queue: Queue, start: datetime, spans: Sequence[tuple[datetime, datetime]]) -> int:
    return queue.minimum_agents * any(opens <= start < closes for opens, closes in spans)


def _forecast(scenario: Scenario, requirement: pd.DataFrame) -> pd.DataFrame:
    """Contacts before bots: what is left, undone bot by bot."""
    forecast = requirement[["interval_start", "queue"]].copy()
    forecast["customer_timezone"] = "*"
    forecast["mean"] = requirement["contacts"].astype(float)
    for bot in scenario.bots:
        served = forecast["queue"].isin(bot.queues)
        forecast.loc[served, "mean"] /= 1 - bot.deflection
    return forecast


def _resolved(scenario: Scenario, forecast: pd.DataFrame) -> pd.DataFrame:
    tables = [pd.DataFrame({"interval_start": [], "bot": [], "queue": [], "resolved": []})]
    left = forecast["mean"].to_numpy(copy=True)
    for bot in scenario.bots:
        served = forecast["queue"].isin(bot.queues).to_numpy()
        taken = np.where(served, left * bot.deflection, 0.0)
        left = left - taken
        rows = forecast.loc[served, ["interval_start", "queue"]]
        tables.append(rows.assign(bot=bot.name, resolved=taken[served]))
    return pd.concat([table for table in tables if len(table)] or tables)


def _duty(scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]) -> pd.DataFrame:
    rows = []
    present = _shares_at_work(scenario, horizon, assignments)
    for agent in scenario.agents:
        queues = scenario.eligible_queues(agent)
        for start, at_work in zip(horizon.slots, present[agent.agent_id], strict=True):
            share = at_work * float(scenario.net_factor(agent))
            if share and queues:
                rows.append((start, agent.agent_id, queues[0].name, int(share * 1e6) / 1e6))
    return pd.DataFrame(rows, columns=["interval_start", "agent_id", "queue", "share"])


def _shares_at_work(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]
) -> Mapping[str, list[float]]:
    """Share of every interval at work, counted minute by minute."""
    minutes = {agent.agent_id: set[int]() for agent in scenario.agents}
    for one in (*scenario.history, *assignments):
        own = minutes[one.agent_id]
        own |= set(_minutes_of(horizon, one.start, one.end))
        for pause in one.activities:
            own -= set(_minutes_of(horizon, pause.start, pause.end))
    step = horizon.interval_minutes
    return {
        agent_id: [
            sum(minute in own for minute in range(slot * step, slot * step + step)) / step
            for slot in range(len(horizon.slots))
        ]
        for agent_id, own in minutes.items()
    }


def _minutes_of(horizon: Horizon, start: datetime, end: datetime) -> range:
    return range((start - horizon.start) // MINUTE, (end - horizon.start) // MINUTE)


def _cover(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    duty: pd.DataFrame,
    vendor_use: Sequence[VendorUse],
) -> pd.DataFrame:
    cover = requirement[["interval_start", "queue", "required"]].copy()
    keys = list(zip(cover["interval_start"], cover["queue"], strict=True))
    agents = duty.groupby(["interval_start", "queue"])["share"].sum().to_dict()
    bought: dict[tuple[datetime, str], float] = {}
    for use in vendor_use:
        key = (use.interval_start, use.queue)
        bought[key] = bought.get(key, 0.0) + use.agents
    cover["agents"] = [float(agents.get(key, 0.0)) for key in keys]
    cover["vendor_agents"] = [bought.get((start, queue), 0.0) for start, queue in keys]
    given = cover["agents"] + cover["vendor_agents"]
    cover["shortfall"] = (cover["required"] - given).clip(lower=0.0)
    for queue in scenario.queues:
        if queue.respond_within_minutes is not None:
            own = cover["queue"] == queue.name
            slots = len(horizon.slots)
            ends = np.arange(slots) * horizon.interval_minutes + queue.respond_within_minutes
            last = last_usable_slot(ends, horizon.interval_minutes, slots)
            work = cover.loc[own, "required"].to_numpy()
            outcome = first_in_first_out(work, last, given[own].to_numpy())
            cover.loc[own, "shortfall"] = outcome.shortfall
    return cover


def _summary(
    scenario: Scenario,
    horizon: Horizon,
    assignments: Sequence[Assignment],
    tables: RosterTables,
    resolved: pd.DataFrame,
) -> dict[str, object]:
    cover, requirement = tables.cover, tables.requirement
    assert cover is not None
    assert requirement is not None
    assert tables.cost is not None
    hours = horizon.interval_minutes / 60
    waits = {q.name for q in scenario.queues if q.respond_within_minutes is not None}
    at_once = cover[~cover["queue"].isin(waits)]
    over = (at_once["agents"] + at_once["vendor_agents"] - at_once["required"]).clip(lower=0.0)
    shortfall = float(cover["shortfall"].sum()) * hours
    penalty = penalties(
        scenario,
        horizon,
        assignments,
        shortfall_hours=shortfall,
        missing_head_hours=_missing_hours(scenario, horizon, assignments, tables),
    )
    cost = cost_cents(tables.cost)
    bots = tables.cost[tables.cost["item"] == "bot"]
    fixed = fixed_cost_cents(scenario, horizon.weeks, cost_cents(bots))
    objective = cost + penalty.total_cents
    return {
        "start": horizon.start_date.isoformat(),
        "weeks": horizon.weeks,
        "status": "OPTIMAL",
        "objective": objective / 100,
        "lower_bound": objective / 100,
        "fixed_cost": fixed / 100,
        "gap": 0.0,
        "cost": cost / 100,
        "penalties": {
            "shortfall": penalty.shortfall_cents / 100,
            "minimum_agents": penalty.minimum_agents_cents / 100,
            "wishes": penalty.wishes_cents / 100,
            "fairness": penalty.fairness_cents / 100,
            **(
                {"activities": penalty.activities_cents / 100}
                if penalty.activities_cents is not None
                else {}
            ),
        },
        "agents": len(scenario.agents),
        "intervals": len(horizon.slots),
        "required_hours": float(cover["required"].sum()) * hours,
        "covered_hours": float(cover["required"].sum()) * hours - shortfall,
        "shortfall_hours": shortfall,
        "overstaffed_hours": float(over.sum()) * hours,
    }


def _missing_hours(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment], tables: RosterTables
) -> float:
    assert tables.requirement is not None
    assert tables.cover is not None
    missing = 0.0
    present = _shares_at_work(scenario, horizon, assignments)
    slot_of = {start: slot for slot, start in enumerate(horizon.slots)}
    vendors = tables.cover["vendor_agents"].to_numpy()
    for number, row in enumerate(tables.requirement.itertuples(index=False)):
        skills = scenario.queue(row.queue).skills
        able = [agent.agent_id for agent in scenario.agents if skills <= agent.skills]
        heads = sum(present[agent_id][slot_of[row.interval_start]] for agent_id in able)
        missing += max(0.0, row.minimum_agents - heads - vendors[number])
    return missing * horizon.interval_minutes / 60
