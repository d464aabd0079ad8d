"""The result files: names, columns and kinds of cells, in one place for writing and reading."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["KNOWN_FILES", "SCENARIOS_BOOK", "SHEETS", "SUMMARY", "Kind"]

SUMMARY = "summary.json"


class Kind(StrEnum):
    """How the cells of a column are written.

    ``INSTANT``: UTC, ISO 8601 with ``+00:00``. ``WALL``: local, ISO 8601 without an offset.
    ``DATE``: ISO 8601. ``MONEY``: two decimals. ``REAL``: the shortest decimal that reads back as
    the same float. ``WHOLE``, ``FLAG`` (true, false), ``TEXT``.
    """

    INSTANT = "instant"
    WALL = "wall"
    DATE = "date"
    MONEY = "money"
    REAL = "real"
    WHOLE = "whole"
    FLAG = "flag"
    TEXT = "text"


def _columns(**kinds: Kind) -> Mapping[str, Kind]:
    return MappingProxyType(kinds)


SHEETS: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "forecast.csv": _columns(
            interval_start=Kind.INSTANT,
            queue=Kind.TEXT,
            customer_timezone=Kind.TEXT,
            mean=Kind.REAL,
            p2_5=Kind.REAL,
            p10=Kind.REAL,
            p50=Kind.REAL,
            p90=Kind.REAL,
            p97_5=Kind.REAL,
            aht_seconds=Kind.REAL,
        ),
        "accuracy.csv": _columns(
            queue=Kind.TEXT,
            model=Kind.TEXT,
            chosen=Kind.FLAG,
            horizon_weeks=Kind.WHOLE,
            origins=Kind.WHOLE,
            wape=Kind.REAL,
            bias=Kind.REAL,
            mase=Kind.REAL,
            floor=Kind.REAL,
            coverage_80=Kind.REAL,
            coverage_95=Kind.REAL,
        ),
        "requirement.csv": _columns(
            interval_start=Kind.INSTANT,
            queue=Kind.TEXT,
            required=Kind.REAL,
            due_by=Kind.INSTANT,
            minimum_agents=Kind.WHOLE,
            contacts=Kind.REAL,
        ),
        "roster.csv": _columns(
            agent_id=Kind.TEXT,
            local_date=Kind.DATE,
            shift=Kind.TEXT,
            start=Kind.INSTANT,
            end=Kind.INSTANT,
            start_local=Kind.WALL,
            end_local=Kind.WALL,
            timezone=Kind.TEXT,
            paid_minutes=Kind.WHOLE,
            pay=Kind.MONEY,
            premium=Kind.MONEY,
        ),
        "activities.csv": _columns(
            agent_id=Kind.TEXT,
            local_date=Kind.DATE,
            activity=Kind.TEXT,
            start=Kind.INSTANT,
            end=Kind.INSTANT,
            paid=Kind.FLAG,
        ),
        "changes.csv": _columns(
            agent_id=Kind.TEXT, local_date=Kind.DATE, before=Kind.TEXT, after=Kind.TEXT
        ),
        "prices.csv": _columns(
            interval_start=Kind.INSTANT,
            queues=Kind.TEXT,
            net_share=Kind.REAL,
            together=Kind.TEXT,
            worth=Kind.REAL,
            wanted=Kind.REAL,
        ),
        "duty.csv": _columns(
            interval_start=Kind.INSTANT, agent_id=Kind.TEXT, queue=Kind.TEXT, share=Kind.REAL
        ),
        "cover.csv": _columns(
            interval_start=Kind.INSTANT,
            queue=Kind.TEXT,
            required=Kind.REAL,
            agents=Kind.REAL,
            vendor_agents=Kind.REAL,
            shortfall=Kind.REAL,
        ),
        "presence.csv": _columns(
            interval_start=Kind.INSTANT,
            name=Kind.TEXT,
            at_least=Kind.REAL,
            present=Kind.REAL,
            missing=Kind.REAL,
        ),
        "cost.csv": _columns(
            item=Kind.TEXT,
            region=Kind.TEXT,
            agent_or_vendor=Kind.TEXT,
            week=Kind.WHOLE,
            quantity=Kind.REAL,
            unit=Kind.TEXT,
            amount=Kind.MONEY,
        ),
        "rotation.csv": _columns(
            rotation=Kind.TEXT,
            line=Kind.WHOLE,
            weekday=Kind.TEXT,
            shift=Kind.TEXT,
            start_local=Kind.TEXT,
        ),
        "worth.csv": _columns(
            item=Kind.TEXT,
            what=Kind.TEXT,
            estimated=Kind.MONEY,
            found=Kind.MONEY,
            found_cost=Kind.MONEY,
            found_penalties=Kind.MONEY,
            unit=Kind.TEXT,
        ),
        "hour_worth.csv": _columns(interval_start=Kind.INSTANT, queue=Kind.TEXT, worth=Kind.MONEY),
        "rotation_lines.csv": _columns(
            agent_id=Kind.TEXT, rotation=Kind.TEXT, line=Kind.WHOLE, from_date=Kind.DATE
        ),
        "scenarios.csv": _columns(
            scenario=Kind.TEXT,
            wages=Kind.MONEY,
            premiums=Kind.MONEY,
            idle=Kind.MONEY,
            vendor=Kind.MONEY,
            bot=Kind.MONEY,
            software=Kind.MONEY,
            total=Kind.MONEY,
            cost_per_contact=Kind.MONEY,
            service_level=Kind.REAL,
            shortfall_hours=Kind.REAL,
            headcount=Kind.WHOLE,
            lower_bound=Kind.MONEY,
        ),
        "scenario_costs.csv": _columns(
            scenario=Kind.TEXT,
            item=Kind.TEXT,
            region=Kind.TEXT,
            agent_or_vendor=Kind.TEXT,
            week=Kind.WHOLE,
            quantity=Kind.REAL,
            unit=Kind.TEXT,
            amount=Kind.MONEY,
        ),
        "scenario_hours.csv": _columns(
            scenario=Kind.TEXT,
            interval_start=Kind.INSTANT,
            required=Kind.REAL,
            agents=Kind.REAL,
            vendor_agents=Kind.REAL,
            shortfall=Kind.REAL,
            bot_contacts=Kind.REAL,
        ),
        "headcount.csv": _columns(
            month=Kind.TEXT,
            timezone=Kind.TEXT,
            country=Kind.TEXT,
            contract=Kind.TEXT,
            skills=Kind.TEXT,
            headcount=Kind.WHOLE,
            hires=Kind.WHOLE,
            cost=Kind.MONEY,
        ),
    }
)
SCENARIOS_BOOK = "scenarios.xlsx"
KNOWN_FILES = frozenset({*SHEETS, SUMMARY, SCENARIOS_BOOK})
