"""Sourcing: what own staff, vendors and bots would cost for the same weeks and targets."""

from __future__ import annotations

import math

import streamlit as st

from app_pages import session
from app_pages.job_panel import start_job
from app_pages.messages import show_error
from app_pages.plan_age import changed_at
from app_pages.plan_tables import PlanTables
from app_pages.sourcing_age import changes_since, made, span_words
from app_pages.sourcing_assumptions import show_assumptions
from app_pages.sourcing_controls import draw_controls
from app_pages.sourcing_panel import compare_panel, ways_asked
from app_pages.sourcing_reading import (
    SCENARIOS,
    ComparisonTables,
    has_comparison,
    read_comparison,
)
from app_pages.sourcing_result import show_result
from app_pages.sourcing_words import way_title
from app_pages.words import seconds_words
from planner import jobs
from planner.clock import to_local
from planner.errors import DataError
from planner.files.sheets import SCENARIOS_BOOK
from planner.jobs import JobKind, JobRequest
from planner.scenario import Scenario
from planner.workspace import fingerprint

KEPT = 4
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw() -> None:
    """The page."""
    st.title("Sourcing", anchor=False)
    at_work = jobs.running(session.workspace())
    try:
        team = session.require_team()
        session.require_log(team)
        request = _draw_start(team, disabled=at_work is not None)
    except DataError as error:
        show_error(error, what_now="Mend the team's files, and load the team on the page Start.")
        # What was begun with the team as it was goes on, and is to be seen.
        compare_panel("", told_since=math.inf)
        return
    compare_panel(team.currency, told_since=changed_at(session.workspace().team))
    compares = at_work is not None and at_work.kind is JobKind.COMPARE
    if has_comparison(session.workspace().comparison):
        _show_comparison(team, request, is_last=not compares)
    elif not compares:
        _show_nothing_yet(ways_asked(team, request))


def _draw_start(team: Scenario, *, disabled: bool) -> JobRequest:
    st.write(
        "What would these weeks cost with own staff, with vendors, with bots, and with the "
        "cheapest mix of all? Every way is rostered for the same contacts and the same targets."
    )
    request = draw_controls(team, disabled=disabled)
    count = len(ways_asked(team, request))
    if st.button("Compare", type="primary", disabled=disabled, key="compare"):
        start_job(request)
    st.caption(
        f"{count} ways are compared. The search takes about "
        f"{seconds_words(request.options.time_limit_s)} for all of them; to forecast, to prepare "
        "each way and to save takes some seconds besides."
    )
    return request


def _show_nothing_yet(ways: tuple[str, ...]) -> None:
    with st.container(border=True):
        st.subheader("No comparison yet", anchor=False)
        st.write(
            "Compare makes one. It looks for the cheapest roster of each of these ways, proves "
            "what none of them can undercut, and counts to the cent who is paid what:"
        )
        plain = [name for name in ways if not name.endswith("+bots")]
        st.markdown("\n".join(f"- {way_title(name)}" for name in plain))
        if len(plain) < len(ways):
            st.write("Each is taken without bots, and then with them.")
        st.write("Your plan is not touched by it.")


def _show_comparison(team: Scenario, request: JobRequest, *, is_last: bool) -> None:
    workspace = session.workspace()
    before = made(workspace)
    st.subheader("The last comparison" if is_last else "The comparison before", anchor=False)
    try:
        tables = _tables(fingerprint(workspace.comparison))
    except DataError as error:
        show_error(error, what_now="Compare again to have a new comparison.")
        return
    start, weeks = tables.span(team.reporting_timezone)
    at = to_local(before.ended, team.reporting_timezone)
    st.write(
        f"{span_words(start, weeks)}, made on {at:%a} {at.day} {at:%b %Y} at {at:%H:%M} "
        f"({team.reporting_timezone})."
    )
    stale = tuple(changes_since(workspace, before, (start, weeks), request))
    if stale:
        told = "  \n".join(stale)
        st.warning(f"{told}  \nCompare again to follow it.", icon=":material/update:")
    same_team = changed_at(workspace.team) <= before.began.timestamp()
    if same_team and before.request is not None:
        _tell_missing(ways_asked(team, before.request), tables)
    _offer_files()
    show_result(team, tables, _plan_of(start, weeks), same_team=same_team)
    show_assumptions(team, team.horizon(start, weeks), before.settings, same_team=same_team)


def _tell_missing(asked: tuple[str, ...], tables: ComparisonTables) -> None:
    missing = [name for name in asked if name not in set(tables.scenarios["scenario"])]
    if missing:
        names = "; ".join(way_title(name) for name in missing)
        st.info(f"It was stopped before these ways were finished: {names}.", icon=":material/info:")


def _offer_files() -> None:
    folder = session.workspace().comparison
    with st.container(horizontal=True):
        st.download_button(
            "Download the workbook",
            data=lambda: (folder / SCENARIOS_BOOK).read_bytes(),
            file_name=SCENARIOS_BOOK,
            mime=BOOK_TYPE,
            on_click="ignore",
            icon=":material/download:",
            key="sourcing_book",
            help="All ways, every payment, and what was assumed, as a spreadsheet.",
        )
        st.download_button(
            f"Download {SCENARIOS}",
            data=lambda: (folder / SCENARIOS).read_bytes(),
            file_name=SCENARIOS,
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="sourcing_csv",
            help="A row for every way, amounts with two decimals.",
        )


def _plan_of(start: object, weeks: int) -> PlanTables | None:
    """The finished plan where it is for the same weeks."""
    if not session.workspace().has_plan:
        return None
    try:
        plan = session.require_plan()
    except DataError:  # which the page Plan tells
        return None
    return plan if (plan.start, plan.weeks) == (start, weeks) else None


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the comparison …")
def _tables(key: str) -> ComparisonTables:
    return read_comparison(session.workspace().comparison)


draw()
