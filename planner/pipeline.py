"""The use cases: each arrow of the flow is one function here.

Command line, notebooks and tests call these; nothing else joins forecasting to planning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from math import floor
from pathlib import Path

import pandas as pd

from forecasting.calendars import CustomerCalendar
from forecasting.calendars import CustomerZone as ForecastZone
from forecasting.calendars import Event as ForecastEvent
from forecasting.contact_log import ContactLog, read_contact_log
from forecasting.errors import ContactLogError
from forecasting.forecast import Forecast, make_forecast
from planner.activities import Missing, missing_activities
from planner.audit import AuditReport, RosterTables, audit_roster
from planner.changes import build_changes_table
from planner.clock import Horizon
from planner.costing import (
    bots_cents,
    build_activities_table,
    build_cost_table,
    build_roster_table,
    fixed_cost_cents,
)
from planner.cover import build_cover, missing_head_hours, waiting_queues
from planner.errors import DataError, Fault
from planner.files import read_published, read_result_folder, rejected_folder, write_results
from planner.penalties import penalties
from planner.presence import build_presence_table, unmet_hours
from planner.roster.engines import Engine
from planner.roster.incumbents import Incumbents
from planner.roster.kept_prices import prices_table
from planner.roster.solve import Progress, Solution, SolveOptions, Status, Stop, solve
from planner.scenario import Scenario
from planner.staffing.bots import bot_resolutions
from planner.staffing.requirement import build_requirement
from planner.staffing.resolutions import resolutions_told_by_requirement
from planner.staffing.service import FORMULA, expected_service
from planner.summary import Summary, cost_by_item, cover_hours, versions

__all__ = [
    "OPTIMAL_GAP",
    "Engine",
    "Plan",
    "Progress",
    "SolveOptions",
    "Stop",
    "Timer",
    "audit_folder",
    "audited",
    "count_contacts",
    "forecast_contacts",
    "judge",
    "plan_week",
    "require_agents",
    "with_published",
    "write_plan",
]

OPTIMAL_GAP = 1e-4  # CP-SAT's own measure of optimal
Timer = Callable[[str], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A roster with everything that follows from it.

    ``tables`` by file name, ``report`` the audit's; a plan with violations is not to be used.
    ``missing`` are meetings and training blocks that found no place.
    ``notices`` say what went wrong on the way to a roster that stands all the same.
    """

    tables: Mapping[str, pd.DataFrame]
    summary: Summary
    report: AuditReport
    missing: tuple[Missing, ...] = ()
    notices: tuple[str, ...] = ()


def count_contacts(
    scenario: Scenario, horizon: Horizon | None = None, *, skip_bad_rows: bool = False
) -> ContactLog:
    """Read the team's contact log, up to the plan's start where there is a plan.

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
            before=None if horizon is None else horizon.start,
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
        presence=found.presence,
        summary=found.summary,
    )
    return audit_roster(scenario, tables, start_date=found.start_date, weeks=found.weeks)


def with_published(scenario: Scenario, out: Path, folder: Path) -> Scenario:
    """A team with the roster that a result folder was to change, read for that folder's weeks.

    Raises
    ------
    DataError
        With every fault; the result folder must tell of its weeks.
    """
    found = read_result_folder(out)
    if found.start_date is None or found.weeks is None:
        expected = "a summary.json that tells of the plan's weeks"
        raise DataError([Fault(file=str(out), expected=expected, got="none")])
    horizon = scenario.horizon(found.start_date, found.weeks)
    return replace(scenario, published=read_published(folder, scenario, horizon).published)


def plan_week(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    *,
    forecast: pd.DataFrame | None = None,
    accuracy: pd.DataFrame | None = None,
    options: SolveOptions | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Stop | None = None,
    timed: Timer | None = None,
    seconds: Mapping[str, float] | None = None,
) -> Plan:
    """Requirement to roster, cover, cost and audit.

    Parameters
    ----------
    requirement, forecast
        Columns of ``requirement.csv`` and ``forecast.csv``; without a forecast what bots cost is
        told from the contacts that they left.
    accuracy
        Columns of ``accuracy.csv``, to go with the plan.
    options
        Limits of the solve.
    on_progress, stop
        See :func:`planner.roster.solve.solve`.
    timed
        Times a step by its name, as :meth:`planner.steps.Steps.step` does.
    seconds
        What the steps took, by name; read when the summary is made.

    Raises
    ------
    ConflictError
        Pins, time off and rules of an agent cannot stand together.
    """
    timed = timed or (lambda name: nullcontext())
    limits = options or SolveOptions()
    best = Incumbents(horizon.weeks, on_progress)
    with timed("roster"):
        solution = solve(scenario, horizon, requirement, limits, on_progress=best.tell, stop=stop)
        solved_after = best.seconds()
    with timed("cost"):
        tables, summary = judge(scenario, horizon, requirement, forecast, solution, limits)
    with timed("audit"):
        report = audited(scenario, horizon, tables, summary)
    spent = dict(seconds or {}) | {f"roster.{k}": v for k, v in solution.wall_seconds.items()}
    if accuracy is not None:
        tables["accuracy.csv"] = accuracy
    bots = summary.cost_cents["bot"]
    progress = [(at, round(100 * objective) + bots) for at, objective in best.kept]
    if horizon.weeks == 1:
        progress.append((solved_after, summary.objective_cents))
    done = replace(
        summary,
        violations=len(report.violations),
        wall_seconds=spent,
        progress=tuple(progress),
    )
    missing = missing_activities(scenario, horizon, solution.assignments)
    return Plan(
        tables=tables,
        summary=done,
        report=report,
        missing=missing,
        notices=solution.notices,
    )


def judge(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    forecast: pd.DataFrame | None,
    solution: Solution,
    options: SolveOptions,
) -> tuple[dict[str, pd.DataFrame], Summary]:
    """Tables and figures of a solution, as they are before the audit."""
    assignments = solution.assignments
    resolved = (
        resolutions_told_by_requirement(requirement, scenario.bots)
        if forecast is None
        else bot_resolutions(forecast, queues=scenario.queues, bots=scenario.bots, horizon=horizon)
    )
    cover = build_cover(scenario, horizon, requirement, solution.duty, solution.vendor_use)
    cost = build_cost_table(scenario, horizon, assignments, solution.vendor_use, resolved)
    tables = {
        "requirement.csv": requirement,
        "roster.csv": build_roster_table(scenario, horizon, assignments),
        "activities.csv": build_activities_table(assignments),
        "duty.csv": solution.duty,
        "cover.csv": cover,
        "cost.csv": cost,
    }
    if forecast is not None:
        tables["forecast.csv"] = forecast
    unmet = unmet_hours(scenario, horizon, assignments)
    if solution.prices:
        tables["prices.csv"] = prices_table(solution.prices)
    if unmet is not None:
        tables["presence.csv"] = build_presence_table(scenario, horizon, assignments)
    if scenario.published is not None:
        tables["changes.csv"] = build_changes_table(scenario, horizon, assignments)
    hours = cover_hours(
        cover,
        waiting=waiting_queues(scenario.queues),
        interval_minutes=horizon.interval_minutes,
    )
    missing = missing_head_hours(scenario, horizon, requirement, assignments, solution.vendor_use)
    services = expected_service(
        requirement, cover, queues=scenario.queues, interval_minutes=horizon.interval_minutes
    )
    bots = bots_cents(scenario.bots, horizon, resolved)
    fixed = fixed_cost_cents(scenario, horizon.weeks, bots)
    summary = Summary(
        start=horizon.start_date,
        weeks=horizon.weeks,
        status=Status.FEASIBLE,
        # A cent down: the bound is a float, and nothing is proven about its last digits.
        lower_bound_cents=max(fixed, floor(solution.lower_bound * 100) - 1 + bots),
        fixed_cost_cents=fixed,
        cost_cents=cost_by_item(cost),
        penalties=penalties(
            scenario,
            horizon,
            assignments,
            shortfall_hours=hours.shortfall,
            missing_head_hours=missing,
            unmet_hours=unmet,
        ),
        wall_seconds={},
        agents=len(scenario.agents),
        intervals=len(horizon.slots),
        hours=hours,
        service_level={each.queue: each.service_level for each in services},
        service_level_method=FORMULA,
        violations=0,
        seed=options.seed,
        versions=versions(),
    )
    return tables, replace(summary, status=_status(summary, solution))


def _status(summary: Summary, solution: Solution) -> str:
    if summary.gap <= OPTIMAL_GAP:
        return Status.OPTIMAL
    return Status.STOPPED if solution.stopped else Status.FEASIBLE


def audited(
    scenario: Scenario,
    horizon: Horizon,
    tables: Mapping[str, pd.DataFrame],
    summary: Summary,
) -> AuditReport:
    """What the audit says of tables and figures that were not written yet."""
    return audit_roster(
        scenario,
        RosterTables(
            roster=tables["roster.csv"],
            activities=tables["activities.csv"],
            duty=tables["duty.csv"],
            cover=tables["cover.csv"],
            cost=tables["cost.csv"],
            requirement=tables["requirement.csv"],
            forecast=tables.get("forecast.csv"),
            presence=tables.get("presence.csv"),
            summary=summary.as_json(),
        ),
        start_date=horizon.start_date,
        weeks=horizon.weeks,
    )


def write_plan(plan: Plan, out: Path) -> tuple[Path, ...]:
    """Write a plan's result folder: ``out``, or ``out.rejected`` where the audit refuses it.

    Raises
    ------
    ResultError
        Where the folder cannot be written.
    """
    place = out if plan.report.passed else rejected_folder(out)
    return write_results(place, plan.tables, plan.summary.as_json())
