"""What pages share: the workspace, its team, forecast and requirement, the span planned.

Everything slow is cached by the team's fingerprint, so a page draws again in an instant and a
changed team is read anew.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import streamlit as st
from sunrota_demo import DEMO_START

from app_pages import theme
from app_pages.messages import empty_state
from app_pages.plan_tables import PlanTables, read_plan
from app_pages.server import FOLDER_VARIABLE
from forecasting.contact_log import ContactLog
from forecasting.forecast import Forecast
from planner import pipeline
from planner.clock import Horizon, local_date
from planner.files import read_team
from planner.scenario import FIRST_YEAR, LAST_YEAR, Scenario
from planner.workspace import PlanSettings, Workspace, fingerprint

__all__ = [
    "default_start",
    "forecast_of",
    "is_demo",
    "log_of",
    "palette",
    "plan_span",
    "require_log",
    "require_plan",
    "require_team",
    "requirement_of",
    "save_settings",
    "settings",
    "style",
    "team_key",
    "workspace",
    "zone_choice",
]

DEFAULT_FOLDER = "sunrota-app"
MOST_WEEKS_ON_SCREEN = 12
# A log that ends longer ago is there to look at the past: its next week is planned, not today's.
FRESH = timedelta(weeks=8)
DEMO_MARK = "(synthetic demo)"
KEPT = 4


def workspace() -> Workspace:
    """Folder that ``sunrota serve`` was given."""
    found = Workspace(Path(os.environ.get(FOLDER_VARIABLE, DEFAULT_FOLDER)).absolute())
    found.create()
    return found


def palette() -> theme.Palette:
    """Colours of the mode that the browser shows."""
    return theme.DARK if st.context.theme.type == "dark" else theme.LIGHT


def style() -> None:
    """The few rules that the theme's options cannot say."""
    st.html(theme.CSS)


def settings() -> PlanSettings:
    """What was chosen for the next plan."""
    return PlanSettings.read(workspace().settings)


def save_settings(chosen: PlanSettings) -> None:
    """Keep what was chosen."""
    if chosen != settings():
        chosen.write(workspace().settings)


def team_key() -> str:
    """Changes whenever the team's files do."""
    return fingerprint(workspace().team)


def require_team() -> Scenario:
    """The team; where there is none the page says so and ends.

    Raises
    ------
    DataError
        The files in the folder do not make a team (any more).
    """
    if not workspace().has_team:
        empty_state(
            "No team yet",
            "Load the demo team or upload your own; then this page fills.",
            "app_pages/start.py",
            "Go to Start",
        )
    return _team(team_key(), workspace().team)


def require_plan() -> PlanTables:
    """The finished plan as typed tables; where there is none the page says so and ends.

    Raises
    ------
    DataError
        The result folder was changed by hand and cannot be read.
    """
    if not workspace().has_plan:
        empty_state(
            "No plan yet",
            "Make a plan first: it takes about a minute. Then this page shows it.",
            "app_pages/plan.py",
            "Go to Plan",
        )
    return _plan(fingerprint(workspace().plan), workspace().plan)


def is_demo(team: Scenario) -> bool:
    """Whether the team is the demo's, which is synthetic."""
    return team.name.endswith(DEMO_MARK)


def require_log(team: Scenario) -> None:
    """Where the team has no contact log the page says so and ends."""
    if team.contacts_path is None:
        empty_state(
            "No contact log",
            "The team has no contact log, so nothing can be forecast. Add contacts.csv or "
            "contacts.parquet to its files and upload them again.",
            "app_pages/start.py",
            "Go to Start",
        )


def log_of(team: Scenario, horizon: Horizon | None = None) -> ContactLog:
    """The contact log, counted: up to the plan's start, or the whole of it without a plan.

    Raises
    ------
    DataError
        There is none, or it has faults.
    """
    return _log(team_key(), team, horizon)


def forecast_of(team: Scenario, horizon: Horizon) -> Forecast:
    """Forecast of every interval of the plan, with the models' accuracy.

    Raises
    ------
    DataError
        There is no contact log, or it has faults.
    """
    return _forecast(team_key(), horizon, team)


def requirement_of(team: Scenario, horizon: Horizon) -> pd.DataFrame:
    """Columns of ``requirement.csv``; queues of ``team`` may have other targets than the files say.

    Raises
    ------
    DataError
        There is no contact log, or it has faults.
    """
    table = forecast_of(team, horizon).table
    return _requirement(team_key(), repr((team.queues, team.bots)), horizon, team, table)


def default_start(team: Scenario) -> date:
    """First day to plan where none was chosen: a Monday of the reporting time zone.

    The one after today, or after the log's end where that is later or long ago; the demo's own
    start for the demo.
    """
    if is_demo(team):
        return DEMO_START
    today = local_date(datetime.now(UTC), team.reporting_timezone)
    last = None if team.contacts_path is None else log_of(team).last
    if last is None:
        return _monday_after(today)
    end = local_date(last, team.reporting_timezone)
    return _monday_after(max(end, today) if today - end <= FRESH else end)


def plan_span(team: Scenario) -> Horizon:
    """Draw the controls of start and weeks, keep what is chosen, and give the span.

    Raises
    ------
    DataError
        Weeks cannot be laid on the team's intervals.
    """
    chosen = settings()
    offered = chosen.start or default_start(team)
    if "plan_start" not in st.session_state:
        st.session_state["plan_start"] = offered
    if "plan_weeks" not in st.session_state:
        st.session_state["plan_weeks"] = chosen.weeks
    start_at, weeks_at, _ = st.columns([2, 1, 3], vertical_alignment="bottom")
    start = start_at.date_input(
        "First day",
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=date(LAST_YEAR, 12, 31),
        format="YYYY-MM-DD",
        key="plan_start",
        help=f"First day of the plan, a date in {team.reporting_timezone}, the team's reporting "
        "time zone. Weeks run from this weekday to the next.",
    )
    weeks = weeks_at.number_input(
        "Weeks",
        min_value=1,
        max_value=max(MOST_WEEKS_ON_SCREEN, chosen.weeks),
        key="plan_weeks",
        help="Whole weeks to plan from the first day.",
    )
    if not isinstance(start, date):
        st.stop()
    # What was merely offered is not kept: it moves on with the calendar.
    kept = start if start != offered else chosen.start
    save_settings(replace(chosen, start=kept, weeks=int(weeks)))
    return team.horizon(start, int(weeks))


def zone_choice(
    team: Scenario, customers: Sequence[str], key: str, *, extra: str | None = None
) -> str:
    """Draw the choice of the clock that a page shows, and give its time zone.

    Parameters
    ----------
    customers
        Zones to offer beside the team's own and UTC.
    extra
        A further choice, given back as it is.
    """
    labels = {team.reporting_timezone: f"{team.reporting_timezone} (team)"}
    labels |= {zone: zone for zone in ("UTC", *customers) if zone not in labels}
    if extra is not None:
        labels[extra] = extra
    zone: str = st.selectbox(
        "Clock",
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        help="Whose wall clock the charts show. It does not depend on where your browser is.",
    )
    return zone


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the team …")
def _team(key: str, folder: Path) -> Scenario:
    return read_team(folder)


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the plan …")
def _plan(key: str, folder: Path) -> PlanTables:
    return read_plan(folder)


@st.cache_resource(max_entries=KEPT, show_spinner="Counting the contact log …")
def _log(key: str, _team: Scenario, horizon: Horizon | None) -> ContactLog:
    return pipeline.count_contacts(_team, horizon)


@st.cache_resource(max_entries=KEPT, show_spinner="Forecasting every interval, queue and zone …")
def _forecast(key: str, horizon: Horizon, _team: Scenario) -> Forecast:
    return pipeline.forecast_contacts(_team, horizon, _log(key, _team, horizon))


@st.cache_resource(max_entries=64, show_spinner="Working out the agents required …")
def _requirement(
    key: str, targets: str, horizon: Horizon, _team: Scenario, _table: pd.DataFrame
) -> pd.DataFrame:
    return pipeline.require_agents(_team, horizon, _table)
