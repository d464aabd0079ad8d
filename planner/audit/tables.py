"""What a result folder brings to the audit, and its rows as typed records.

Columns are those of the result files. Only ``roster`` is needed, and of it only ``agent_id,
local_date, shift, start, end``; what else is missing is recomputed or noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from planner.audit.reading import (
    Sheet,
    as_cents,
    as_date,
    as_flag,
    as_instant,
    as_number,
    as_text,
    as_wall,
    as_whole,
)
from planner.errors import DataError, Fault

ANY_ZONE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTables:
    """A result folder: one frame per file, None where the file is not there."""

    roster: pd.DataFrame
    activities: pd.DataFrame | None = None
    duty: pd.DataFrame | None = None
    cover: pd.DataFrame | None = None
    cost: pd.DataFrame | None = None
    requirement: pd.DataFrame | None = None
    forecast: pd.DataFrame | None = None
    presence: pd.DataFrame | None = None
    summary: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """A row of roster.csv as written; None where a column or cell is not there."""

    agent_id: str
    local_date: date
    shift: str
    start: datetime
    end: datetime
    start_local: datetime | None
    end_local: datetime | None
    timezone: str | None
    paid_minutes: int | None
    pay_cents: int | None
    premium_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """A row of activities.csv."""

    agent_id: str
    local_date: date
    activity: str
    start: datetime
    end: datetime
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A row of duty.csv."""

    interval_start: datetime
    agent_id: str
    queue: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLine:
    """A row of cover.csv."""

    interval_start: datetime
    queue: str
    required: float
    agents: float
    vendor_agents: float
    shortfall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementLine:
    """A row of requirement.csv; ``minimum_agents`` and ``contacts`` may be unknown."""

    interval_start: datetime
    queue: str
    required: float
    due_by: datetime | None
    minimum_agents: int | None
    contacts: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLine:
    """Mean volume of a queue and customer zone in an interval, before bots."""

    interval_start: datetime
    queue: str
    zone: str
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceLine:
    """A row of presence.csv, in heads."""

    interval_start: datetime
    name: str
    at_least: float
    present: float
    missing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """A row of cost.csv."""

    item: str
    region: str
    who: str
    week: int
    quantity: float | None
    unit: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All tables read; None where a file is not there."""

    roster: tuple[RosterLine, ...]
    activities: tuple[ActivityLine, ...] | None
    duty: tuple[DutyLine, ...] | None
    cover: tuple[CoverLine, ...] | None
    cost: tuple[CostLine, ...] | None
    requirement: tuple[RequirementLine, ...] | None
    forecast: tuple[ForecastLine, ...] | None
    presence: tuple[PresenceLine, ...] | None


def read_lines(tables: RosterTables) -> Lines:
    """Read every table.

    Raises
    ------
    DataError
        Missing columns and cells that cannot be read, of all tables at once.
    """
    faults: list[Fault] = []

    def sheet(frame: pd.DataFrame, file: str) -> Sheet:
        return Sheet(frame, file, faults)

    lines = Lines(
        roster=_roster(sheet(tables.roster, "roster.csv")),
        activities=None
        if tables.activities is None
        else _activities(sheet(tables.activities, "activities.csv")),
        duty=None if tables.duty is None else _duty(sheet(tables.duty, "duty.csv")),
        cover=None if tables.cover is None else _cover(sheet(tables.cover, "cover.csv")),
        cost=None if tables.cost is None else _cost(sheet(tables.cost, "cost.csv")),
        requirement=None
        if tables.requirement is None
        else _requirement(sheet(tables.requirement, "requirement.csv")),
        forecast=None
        if tables.forecast is None
        else _forecast(sheet(tables.forecast, "forecast.csv")),
        presence=None
        if tables.presence is None
        else _presence(sheet(tables.presence, "presence.csv")),
    )
    if faults:
        raise DataError(faults)
    return lines


# Columns of unequal length come only with faults, upon which the lines are thrown away: hence
# strict=False throughout.


def _roster(sheet: Sheet) -> tuple[RosterLine, ...]:
    cells = zip(
        sheet.column("agent_id", as_text),
        sheet.column("local_date", as_date),
        sheet.column("shift", as_text),
        sheet.column("start", as_instant),
        sheet.column("end", as_instant),
        sheet.optional("start_local", as_wall),
        sheet.optional("end_local", as_wall),
        sheet.optional("timezone", as_text),
        sheet.optional("paid_minutes", as_whole),
        sheet.optional("pay", as_cents),
        sheet.optional("premium", as_cents),
        strict=False,
    )
    return tuple(
        RosterLine(
            agent_id=agent_id,
            local_date=local_date,
            shift=shift,
            start=start,
            end=end,
            start_local=start_local,
            end_local=end_local,
            timezone=timezone,
            paid_minutes=paid_minutes,
            pay_cents=pay_cents,
            premium_cents=premium_cents,
        )
        for (
            agent_id,
            local_date,
            shift,
            start,
            end,
            start_local,
            end_local,
            timezone,
            paid_minutes,
            pay_cents,
            premium_cents,
        ) in cells
    )


def _activities(sheet: Sheet) -> tuple[ActivityLine, ...]:
    cells = zip(
        sheet.column("agent_id", as_text),
        sheet.column("local_date", as_date),
        sheet.column("activity", as_text),
        sheet.column("start", as_instant),
        sheet.column("end", as_instant),
        sheet.column("paid", as_flag),
        strict=False,
    )
    return tuple(
        ActivityLine(
            agent_id=agent_id,
            local_date=local_date,
            activity=activity,
            start=start,
            end=end,
            paid=paid,
        )
        for agent_id, local_date, activity, start, end, paid in cells
    )


def _duty(sheet: Sheet) -> tuple[DutyLine, ...]:
    cells = zip(
        sheet.column("interval_start", as_instant),
        sheet.column("agent_id", as_text),
        sheet.column("queue", as_text),
        sheet.column("share", as_number),
        strict=False,
    )
    return tuple(
        DutyLine(interval_start=start, agent_id=agent_id, queue=queue, share=share)
        for start, agent_id, queue, share in cells
    )


def _cover(sheet: Sheet) -> tuple[CoverLine, ...]:
    cells = zip(
        sheet.column("interval_start", as_instant),
        sheet.column("queue", as_text),
        sheet.column("required", as_number),
        sheet.column("agents", as_number),
        sheet.column("vendor_agents", as_number),
        sheet.column("shortfall", as_number),
        strict=False,
    )
    return tuple(
        CoverLine(
            interval_start=start,
            queue=queue,
            required=required,
            agents=agents,
            vendor_agents=vendor_agents,
            shortfall=shortfall,
        )
        for start, queue, required, agents, vendor_agents, shortfall in cells
    )


def _requirement(sheet: Sheet) -> tuple[RequirementLine, ...]:
    cells = zip(
        sheet.column("interval_start", as_instant),
        sheet.column("queue", as_text),
        sheet.column("required", as_number),
        sheet.optional("due_by", as_instant),
        sheet.optional("minimum_agents", as_whole),
        sheet.optional("contacts", as_number),
        strict=False,
    )
    return tuple(
        RequirementLine(
            interval_start=start,
            queue=queue,
            required=required,
            due_by=due_by,
            minimum_agents=minimum_agents,
            contacts=contacts,
        )
        for start, queue, required, due_by, minimum_agents, contacts in cells
    )


def _forecast(sheet: Sheet) -> tuple[ForecastLine, ...]:
    cells = zip(
        sheet.column("interval_start", as_instant),
        sheet.column("queue", as_text),
        sheet.column("customer_timezone", as_text),
        sheet.column("mean", as_number),
        strict=False,
    )
    return tuple(
        ForecastLine(interval_start=start, queue=queue, zone=zone, mean=mean)
        for start, queue, zone, mean in cells
    )


def _presence(sheet: Sheet) -> tuple[PresenceLine, ...]:
    cells = zip(
        sheet.column("interval_start", as_instant),
        sheet.column("name", as_text),
        sheet.column("at_least", as_number),
        sheet.column("present", as_number),
        sheet.column("missing", as_number),
        strict=False,
    )
    return tuple(
        PresenceLine(
            interval_start=start, name=name, at_least=at_least, present=present, missing=missing
        )
        for start, name, at_least, present, missing in cells
    )


def _cost(sheet: Sheet) -> tuple[CostLine, ...]:
    cells = zip(
        sheet.column("item", as_text),
        sheet.optional("region", as_text),
        sheet.column("agent_or_vendor", as_text),
        sheet.column("week", as_whole),
        sheet.optional("quantity", as_number),
        sheet.optional("unit", as_text),
        sheet.column("amount", as_cents),
        strict=False,
    )
    return tuple(
        CostLine(
            item=item,
            region=region or "",
            who=who,
            week=week,
            quantity=quantity,
            unit=unit or "",
            amount_cents=amount_cents,
        )
        for item, region, who, week, quantity, unit, amount_cents in cells
    )
