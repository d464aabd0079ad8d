"""The panel of a job of any kind: how far it is, to stop it or give it up, how it ended.

While a job is at work a fragment draws itself again now and then, and nothing else of the page;
what a job is stands in its folder, so whoever opens the page later sees the same.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app_pages import session
from app_pages.job_outcome import show_outcome
from app_pages.job_progress import show_progress
from app_pages.job_words import JOB_WORDS
from app_pages.messages import show_error, shown_errors
from planner import jobs
from planner.errors import PlannerError
from planner.jobs import JobKind, JobRequest, JobState, JobStatus
from planner.workspace import Workspace

__all__ = ["at_work", "job_panel", "start_job"]

TICK_S, WAITING_TICK_S = 0.8, 2.0
STOP_WIDTH = 230  # pixels, whatever it says
ERROR = "job_error"
PAGES = {JobKind.PLAN: "app_pages/plan.py", JobKind.COMPARE: "app_pages/sourcing.py"}


def at_work() -> JobKind | None:
    """What is being made just now, so that nothing else can be started; None where nothing is."""
    job = jobs.running(session.workspace())
    return None if job is None else job.kind


def start_job(request: JobRequest) -> None:
    """Start a job and draw the page anew; why it cannot be started is told by the panel."""
    try:
        jobs.start(session.workspace(), request)
    except PlannerError as error:
        st.session_state[ERROR] = error
    st.rerun()


def job_panel(kind: JobKind, *, currency: str, told_since: float = 0.0) -> None:
    """Draw the latest job of a kind: at work, how far it is; over, why it ended badly.

    Parameters
    ----------
    kind
        Whose latest job; where one of another kind is at work, this says so.
    currency
        Of the amounts; empty where it is not known.
    told_since
        Jobs that were started before this moment (seconds since 1970) are of the past, and what
        became of them is not told any more.
    """
    _tell_error()
    made = at_work()
    state = jobs.follow(session.workspace(), kind)
    if made not in (None, kind):
        _wait_for_other(made)
    elif state is not None and (made is kind or state.alive):
        _follow(kind, currency)
    elif state is not None and state.started_at.timestamp() >= told_since:
        show_outcome(state, again=lambda: _again(state))


def _again(state: JobState) -> None:
    if state.request is not None:
        start_job(state.request)


@st.fragment(run_every=WAITING_TICK_S)
def _wait_for_other(kind: JobKind) -> None:
    if at_work() is not kind:
        st.rerun()
    st.info(
        f"A {JOB_WORDS[kind]} is being made. Wait for it, stop it or give it up first.",
        icon=":material/hourglass_top:",
    )
    st.page_link(PAGES[kind], label="Look how far it is", icon=":material/arrow_forward:")


@st.fragment(run_every=TICK_S)
def _follow(kind: JobKind, currency: str) -> None:
    """The part that draws itself again; its last act is to draw the page without it."""
    with shown_errors():
        state = jobs.follow(session.workspace(), kind)
        if state is None or not state.alive:
            st.rerun()
        _tell_error()
        with st.container(border=True):
            show_progress(state, currency, actions=lambda: _show_actions(state))


def _show_actions(state: JobState) -> None:
    stopping = state.status is JobStatus.STOPPING
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Stopping …" if stopping else "Stop and keep the best",
            key=f"stop_{state.kind}",
            disabled=stopping,
            width=STOP_WIDTH,
            type="primary",
            icon=":material/stop_circle:",
            help="Ends soon, with the best found until then. Before anything is found there is "
            "nothing to keep.",
            on_click=_tried,
            args=(jobs.ask_stop,),
        )
        with st.popover("Give up", icon=":material/cancel:"):
            st.write(
                f"End it at once and keep nothing of it? The {JOB_WORDS[state.kind]} before it "
                "stays as it is."
            )
            st.button(
                "Give up, keep nothing",
                key=f"give_up_{state.kind}",
                on_click=_tried,
                args=(jobs.give_up,),
            )
    st.caption("It goes on when you close this page: come back to it whenever you like.")


def _tried(action: Callable[[Workspace], bool]) -> None:
    """Do it before anything is drawn, so that what is drawn is what came of it."""
    try:
        action(session.workspace())
    except PlannerError as error:
        st.session_state[ERROR] = error


def _tell_error() -> None:
    """Why the last click did nothing."""
    error = st.session_state.pop(ERROR, None)
    if error is not None:
        show_error(error)
