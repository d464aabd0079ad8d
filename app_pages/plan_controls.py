"""The controls of the page Plan: for when to plan, and how long to search."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from app_pages import session
from app_pages.words import seconds_words
from planner import jobs
from planner.jobs import JobKind, JobRequest
from planner.pipeline import SolveOptions
from planner.scenario import FIRST_YEAR, LAST_YEAR, Scenario
from planner.workspace import PlanSettings

__all__ = ["draw_controls"]

TIME_LIMITS_S = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
MOST_WEEKS = 8
MOST_SEED = 2_147_483_647
START, WEEKS, LIMIT = "plan_start", "plan_weeks", "plan_limit"
SEED, WORKERS = "plan_seed", "plan_workers"
PROCESSES = {1: "1, the bound before the search", 2: "2, bound and search side by side"}


def draw_controls(team: Scenario, *, disabled: bool) -> JobRequest:
    """Draw the controls, keep what is chosen, and give what is to be made."""
    chosen = session.settings()
    _set_out(team, chosen)
    start_at, weeks_at, limit_at = st.columns(3, vertical_alignment="bottom")
    start = start_at.date_input(
        "First day",
        key=START,
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=date(LAST_YEAR, 12, 31),
        format="YYYY-MM-DD",
        disabled=disabled,
        help=f"First day of the plan, a date in {team.reporting_timezone}, the team's reporting "
        "time zone. Weeks run from this weekday to the next.",
    )
    weeks = weeks_at.number_input(
        "Weeks",
        key=WEEKS,
        min_value=1,
        max_value=max(MOST_WEEKS, chosen.weeks),
        disabled=disabled,
        help="Whole weeks from the first day. They are rostered one after the other, so more "
        "weeks want more time.",
    )
    limit = limit_at.selectbox(
        "Time limit",
        sorted({*TIME_LIMITS_S, chosen.time_limit_s}),
        key=LIMIT,
        format_func=seconds_words,
        disabled=disabled,
        help="How long to search for a better roster at most. It ends sooner where the best is "
        "proven, and you can stop it at any time and keep the best found. Reading the log, the "
        "forecast and the audit take some seconds besides.",
    )
    options = _draw_more(limit, disabled=disabled)
    if not isinstance(start, date):
        st.stop()
    _keep(team, chosen, start=start, weeks=int(weeks), time_limit_s=limit)
    return JobRequest(kind=JobKind.PLAN, start=start, weeks=int(weeks), options=options)


def _set_out(team: Scenario, chosen: PlanSettings) -> None:
    """What the controls show when the page is opened."""
    last = jobs.follow(session.workspace(), JobKind.PLAN)
    before = SolveOptions() if last is None or last.request is None else last.request.options
    defaults = {
        START: chosen.start or session.default_start(team),
        WEEKS: chosen.weeks,
        LIMIT: chosen.time_limit_s,
        SEED: before.seed,
        WORKERS: min(before.workers, max(PROCESSES)),
    }
    for key, value in defaults.items():
        st.session_state.setdefault(key, value)


def _draw_more(limit: float, *, disabled: bool) -> SolveOptions:
    with st.expander("More"):
        seed_at, workers_at = st.columns(2, vertical_alignment="bottom")
        seed = seed_at.number_input(
            "Seed",
            key=SEED,
            min_value=0,
            max_value=MOST_SEED,
            disabled=disabled,
            help="Where the search begins. Another seed may find another roster of about the "
            "same cost.",
        )
        workers = workers_at.selectbox(
            "Processes",
            list(PROCESSES),
            key=WORKERS,
            format_func=PROCESSES.__getitem__,
            disabled=disabled,
            help="With two, one searches for rosters while the other proves how good they are. "
            "Choose one on a machine that has other work to do.",
        )
    return SolveOptions(time_limit_s=limit, workers=workers, seed=int(seed))


def _keep(
    team: Scenario, chosen: PlanSettings, *, start: date, weeks: int, time_limit_s: float
) -> None:
    """Write down what differs; a first day that nobody chose stays free to move on."""
    untouched = chosen.start is None and start == session.default_start(team)
    session.save_settings(
        replace(
            chosen,
            start=None if untouched else start,
            weeks=weeks,
            time_limit_s=time_limit_s,
        )
    )
