"""The use cases: each arrow of the flow is one function here.

Command line, notebooks and tests call these; nothing else joins forecasting to planning.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from forecasting.calendars import CustomerCalendar
from forecasting.calendars import CustomerZone as ForecastZone
from forecasting.calendars import Event as ForecastEvent
from forecasting.contact_log import ContactLog, read_contact_log
from forecasting.errors import ContactLogError
from forecasting.forecast import Forecast, make_forecast
from planner.audit import AuditReport, RosterTables, audit_roster
from planner.clock import Horizon
from planner.errors import DataError, Fault
from planner.files import read_result_folder
from planner.scenario import Scenario
from planner.staffing.requirement import build_requirement

__all__ = ["audit_folder", "count_contacts", "forecast_contacts", "require_agents"]


def count_contacts(
    scenario: Scenario, horizon: Horizon, *, skip_bad_rows: bool = False
) -> ContactLog:
    """Read the team's contact log up to the plan's start.

    Raises
    ------
    DataError
        Where there is no log, or with every fault in it.
    """
    if scenario.contacts_path is None:
        raise DataError(
            [
                Fault(
                    file="contacts.csv",
                    expected="a contact log in the team folder (contacts.csv, contacts.parquet or "
                    "a folder contacts), or --forecast or --requirement",
                    got="none",
                )
            ]
        )
    try:
        return read_contact_log(
            scenario.contacts_path,
            interval_minutes=scenario.interval_minutes,
            contacts_timezone=scenario.contacts_timezone,
            queues=[queue.name for queue in scenario.queues],
            before=horizon.start,
            skip_bad_rows=skip_bad_rows,
        )
    except ContactLogError as error:
        faults = [
            Fault(
                file=fault.file,
                row=fault.row,
                column=fault.column,
                expected=fault.expected,
                got=fault.got,
            )
            for fault in error.faults
        ]
        raise DataError(faults, total=error.total) from error


def forecast_contacts(scenario: Scenario, horizon: Horizon, log: ContactLog) -> Forecast:
    """Forecast every interval, queue and customers' zone of the plan, and judge the models."""
    zones = [
        ForecastZone(
            timezone=zone.timezone, country=zone.country, subdivision=zone.subdivision or None
        )
        for zone in scenario.customer_zones
    ]
    events = [
        ForecastEvent(start=event.start, end=event.end, queue=event.queue, factor=event.factor)
        for event in scenario.events
    ]
    return make_forecast(
        log.volume,
        start=horizon.start,
        end=horizon.end,
        interval_minutes=horizon.interval_minutes,
        absent_is_zero=log.absent_is_zero,
        queues=[queue.name for queue in scenario.queues],
        default_aht_seconds={queue.name: queue.aht_s for queue in scenario.queues},
        calendar=CustomerCalendar(zones),
        events=events,
    )


def require_agents(scenario: Scenario, horizon: Horizon, forecast: pd.DataFrame) -> pd.DataFrame:
    """Agents required in every interval and queue, after bots.

    Parameters
    ----------
    forecast
        Columns of ``forecast.csv``.
    """
    return build_requirement(forecast, queues=scenario.queues, bots=scenario.bots, horizon=horizon)


def audit_folder(scenario: Scenario, out: Path) -> AuditReport:
    """Judge a result folder, or a hand-written roster, by itself.

    Raises
    ------
    DataError
        With every fault of form.
    """
    found = read_result_folder(out)
    tables = RosterTables(
        roster=found.roster,
        activities=found.activities,
        duty=found.duty,
        cover=found.cover,
        cost=found.cost,
        requirement=found.requirement,
        forecast=found.forecast,
        summary=found.summary,
    )
    return audit_roster(scenario, tables, start_date=found.start_date, weeks=found.weeks)
