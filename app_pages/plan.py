"""Plan: choose for when, start the search, follow it, and see what the plan comes to."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import streamlit as st

from app_pages import session
from app_pages.job_panel import at_work, job_panel, start_job
from app_pages.job_words import gap_figure
from app_pages.messages import show_error, show_notices
from app_pages.plan_age import changed_at, plan_made_at
from app_pages.plan_controls import draw_controls
from app_pages.plan_result import show_result
from app_pages.plan_tables import PlanTables
from planner.clock import to_local
from planner.errors import DataError
from planner.jobs import JobKind, JobState, follow
from planner.scenario import Scenario


def draw() -> None:
    """The page."""
    st.title("Plan", anchor=False)
    made = at_work()
    try:
        team = session.require_team()
        _draw_start(team, disabled=made is not None)
    except DataError as error:
        show_error(error, what_now="Mend the team's files, and load the team on the page Start.")
        # What was begun with the team as it was goes on, and is to be seen.
        job_panel(JobKind.PLAN, currency="", told_since=math.inf)
        return
    job_panel(
        JobKind.PLAN,
        currency=team.currency,
        told_since=changed_at(session.workspace().team),
    )
    if session.workspace().has_plan:
        _show_plan(team, in_full=made is not JobKind.PLAN)


def _draw_start(team: Scenario, *, disabled: bool) -> None:
    st.write(
        "The search looks for the roster that costs least, keeps every labour rule and leaves as "
        "little open as can be. It proves how far from the best its roster is at most."
    )
    request = draw_controls(team, disabled=disabled)
    if st.button("Make the plan", type="primary", disabled=disabled, key="make_plan"):
        team.horizon(request.start, request.weeks)  # refuses before anything is started
        start_job(request)


def _show_plan(team: Scenario, *, in_full: bool) -> None:
    st.subheader("The last plan" if in_full else "The plan before", anchor=False)
    plan = session.require_plan()
    made = plan_made_at(session.workspace())
    st.write(_title(team, plan, made))
    job = _job_of_plan()
    # The team was read when the job began, so what was changed meanwhile is not in the plan.
    if changed_at(session.workspace().team) > (job.started_at if job else made).timestamp():
        st.warning(
            "The team was changed since this plan was made. Make the plan anew to follow it.",
            icon=":material/update:",
        )
    if in_full:
        show_result(team, plan)
        show_notices(job.notices if job else ())
    else:
        gap = gap_figure(float(str(plan.summary["gap"])))
        st.write(f"Cost {plan.summary['cost']:,.2f} {team.currency}, gap {gap}.")


def _job_of_plan() -> JobState | None:
    """The job that made the finished plan; None where it is not the latest any more."""
    latest = follow(session.workspace(), JobKind.PLAN)
    made = latest is not None and latest.result == session.workspace().plan
    return latest if made else None


def _title(team: Scenario, plan: PlanTables, made: datetime) -> str:
    """Which days a plan is for, and when it was made, by the clock of the team."""
    last = plan.start + timedelta(days=7 * plan.weeks - 1)
    weeks = "1 week" if plan.weeks == 1 else f"{plan.weeks} weeks"
    at = to_local(made, team.reporting_timezone)
    return (
        f"{weeks}, {plan.start:%a %d %b %Y} to {last:%a %d %b %Y}, made on {at:%a %d %b %Y} at "
        f"{at:%H:%M} ({team.reporting_timezone})."
    )


draw()
