"""The panel of a comparison at work: which ways are finished, which is now, to stop it or give up.

A comparison has as many searches as it has ways, so that there is no one cost and bound to draw;
whatever else a job may be is told by the panel of all jobs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import streamlit as st

from app_pages import session
from app_pages.job_panel import ERROR, job_panel
from app_pages.job_words import span_words
from app_pages.messages import show_error, shown_errors
from app_pages.sourcing_age import settings_of
from app_pages.sourcing_words import way_title
from app_pages.words import seconds_words
from planner import jobs
from planner.errors import DataError
from planner.jobs import JobKind, JobRequest, JobState, JobStatus
from planner.scenario import Scenario
from planner.sourcing import SourcingSettings, ways_to_staff

__all__ = ["compare_panel", "step_lines", "ways_asked"]

TICK_S = 0.8
PREPARATION = {
    "read": "Read the team",
    "contacts": "Count the contact log",
    "forecast": "Forecast contacts",
}
WRITE = {"write": "Save the comparison"}
USUAL_LIMIT_S = 180.0


def compare_panel(currency: str, *, told_since: float) -> None:
    """Draw the latest comparison: at work, how far it is; over, why it ended badly.

    Parameters
    ----------
    currency
        Of the amounts; empty where it is not known.
    told_since
        As of ``job_panel``.
    """
    at_work = jobs.running(session.workspace())
    if at_work is None or at_work.kind is not JobKind.COMPARE:
        job_panel(JobKind.COMPARE, currency=currency, told_since=told_since)
        return
    error = st.session_state.pop(ERROR, None)
    if error is not None:
        show_error(error)
    _follow(currency)


@st.fragment(run_every=TICK_S)
def _follow(currency: str) -> None:
    """The part that draws itself again; its last act is to draw the page without it."""
    with shown_errors():
        state = jobs.follow(session.workspace(), JobKind.COMPARE)
        if state is None or not state.alive:
            st.rerun()
        with st.container(border=True):
            _show(state, currency)


def _show(state: JobState, currency: str) -> None:
    ways = _ways(state)
    finished = {step.name for step in state.steps if step.seconds is not None}
    done = sum(1 for name in ways if name in finished)
    st.markdown(
        f"**{now_words(state, ways)}** · {done} of {len(ways)} ways finished · at work for "
        f"{span_words(state.elapsed_s)}"
    )
    limit = USUAL_LIMIT_S
    if state.request is not None:
        limit = state.request.options.time_limit_s
    spent = _search_seconds(state, ways)
    st.progress(min(1.0, spent / limit), text=_search_words(spent, limit))
    _show_actions(state)
    half = (len(ways) + 1) // 2
    left, right = st.columns(2, gap="medium")
    left.markdown("  \n".join(step_lines(state, PREPARATION | _titles(ways[:half]), currency)))
    right.markdown("  \n".join(step_lines(state, _titles(ways[half:]) | WRITE, currency)))


def _search_words(spent: float, limit: float) -> str:
    if spent <= limit:
        return f"Search: {span_words(spent)} of about {seconds_words(limit)}"
    # What each way takes to be prepared and judged is not in the limit.
    return f"Search: {span_words(spent)}; what is left is finished as fast as it can be"


def _search_seconds(state: JobState, ways: tuple[str, ...]) -> float:
    """How long the search has gone on: tellings are seldom, and the bar is to move meanwhile.

    When it began is not told; each telling says when it was at the latest.
    """
    told = state.series[-1].seconds if state.series else 0.0
    if state.step not in ways:
        return told
    key = f"search_of_{state.folder}"
    began: float = min(st.session_state.get(key, math.inf), state.elapsed_s - told)
    st.session_state[key] = began
    return max(told, state.elapsed_s - began)


def _titles(names: tuple[str, ...]) -> dict[str, str]:
    return {name: way_title(name) for name in names}


def _ways(state: JobState) -> tuple[str, ...]:
    """Names of the ways a job goes through; as far as it has come, where the team is gone."""
    begun = tuple(
        step.name for step in state.steps if step.name not in PREPARATION and step.name not in WRITE
    )
    if state.request is None:
        return begun
    try:
        return ways_asked(session.require_team(), state.request)
    except DataError:
        return begun


def ways_asked(team: Scenario, request: JobRequest) -> tuple[str, ...]:
    """Names of the ways that a request compares, in order."""
    horizon = team.horizon(request.start, request.weeks)
    settings = settings_of(request) or SourcingSettings()
    return tuple(way.name for way in ways_to_staff(team, horizon, settings))


def now_words(state: JobState, ways: tuple[str, ...]) -> str:
    """What a comparison does at present."""
    if state.status is JobStatus.STOPPING:
        return "Stopping, and keeping the ways that are finished"
    if not state.step:
        return "Starting"
    if state.step in ways:
        return "Finding the best roster of a way"
    return (PREPARATION | WRITE).get(state.step, state.step)


def step_lines(state: JobState, titles: Mapping[str, str], currency: str) -> Iterator[str]:
    """A line of Markdown for each step: done and how long it took, now, or to come."""
    taken = {step.name: step.seconds for step in state.steps}
    for name, words in titles.items():
        if name not in taken:
            yield f":gray[:material/radio_button_unchecked: {words}]"
        elif (seconds := taken[name]) is None:
            yield f":material/arrow_right_alt: **{words}** · now{_found(state, name, currency)}"
        else:
            yield f":material/check: {words} · {seconds:.1f} s"


def _found(state: JobState, name: str, currency: str) -> str:
    """The best found of the way at work, hours left open weighed in; empty before there is one."""
    amount = state.series[-1].objective if state.series and state.detail == name else None
    return "" if amount is None else f", best so far {amount:,.0f} {currency}"


def _show_actions(state: JobState) -> None:
    stopping = state.status is JobStatus.STOPPING
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Stopping …" if stopping else "Stop, keep the ways finished",
            key="stop_compare",
            disabled=stopping,
            type="primary",
            icon=":material/stop_circle:",
            help="Ends soon. The way at work is left out; before any way is finished there is "
            "nothing to keep.",
        ):
            jobs.ask_stop(session.workspace())
            st.rerun(scope="fragment")
        with st.popover("Give up", icon=":material/cancel:"):
            st.write(
                "End it at once and keep nothing of it? The comparison before it stays as it is."
            )
            if st.button("Give up, keep nothing", key="give_up_compare"):
                jobs.give_up(session.workspace())
                st.rerun()
    st.caption("It goes on when you close this page: come back to it whenever you like.")
