"""How far a job at work is: its steps, its time, what was found and what is proven.

Drawn again twice in a second or so: nothing here may change its place or size as it goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st

from app_pages import session
from app_pages.charts import draw
from app_pages.job_chart import progress_chart, progress_table
from app_pages.job_words import gap_figure, gap_words, now_words, span_words, steps_of
from app_pages.words import seconds_words
from planner.jobs import JobKind, JobState

__all__ = ["show_progress"]

SEARCHES = ("roster",)  # the steps that the time limit is for
LIMIT_WITHOUT_REQUEST_S = 60.0
FIGURE_WIDTH = 150
CSS = """
<style>
  /* Words that change as it goes keep the room of their longest, so that nothing moves. */
  .st-key-job_figures { font-variant-numeric: tabular-nums; }
  .st-key-job_gap { min-height: 1.5rem; }
  @media (max-width: 640px) {
    .st-key-job_gap { min-height: 3.8rem; }
    /* From a minute on, how long it is at work may take a second line. */
    .st-key-job_now { min-height: 3.2rem; }
  }
</style>
"""


def show_progress(state: JobState, currency: str, *, actions: Callable[[], None]) -> None:
    """Draw how far a job is; ``actions`` draws what can be done about it, in sight of a phone.

    Parameters
    ----------
    state
        A job at work.
    currency
        Of the amounts; empty where it is not known.
    """
    st.html(CSS)
    _show_time(state)
    _show_figures(state, currency)
    actions()
    chart, steps = st.columns([5, 2], gap="medium")
    with chart:
        draw(
            progress_chart(
                progress_table(state.series),
                limit_s=_limit(state),
                currency=currency,
                palette=session.palette(),
            ),
            key=f"progress_{state.kind}",
            description="Cost and penalties of the best found so far, and the proven bound that "
            "nothing is below, over the seconds of the search.",
        )
    with steps:
        _show_steps(state)


def _limit(state: JobState) -> float:
    return LIMIT_WITHOUT_REQUEST_S if state.request is None else state.request.options.time_limit_s


def _show_time(state: JobState) -> None:
    limit = _limit(state)
    spent = min(_search_seconds(state), limit)
    with st.container(key="job_now"):
        st.markdown(f"**{now_words(state)}** · at work for {span_words(state.elapsed_s)}")
    st.progress(
        spent / limit, text=f"Search: {span_words(spent)} of at most {seconds_words(limit)}"
    )


def _search_seconds(state: JobState) -> float:
    """How long the search has gone on: tellings are seldom, and the bar is to move meanwhile.

    When it began is not told; each telling says when it was at the latest.
    """
    told = state.series[-1].seconds if state.series else 0.0
    if state.step not in SEARCHES:
        return told
    key = f"search_of_{state.folder}"
    began: float = min(st.session_state.get(key, math.inf), state.elapsed_s - told)
    st.session_state[key] = began
    return max(told, state.elapsed_s - began)


def _show_figures(state: JobState, currency: str) -> None:
    unit = f", {currency}" if currency else ""
    with st.container(horizontal=True, key="job_figures"):
        st.metric(
            f"Best so far{unit}",
            _amount(state.objective),
            width=FIGURE_WIDTH,
            help="What the best found so far costs, with the penalties for what it leaves open. "
            "Penalties weigh, nobody pays them: the cost alone is told at the end.",
        )
        st.metric(
            f"Bound{unit}",
            _amount(state.lower_bound),
            width=FIGURE_WIDTH,
            help="Proven: no roster of this team costs less than this, penalties with it.",
        )
        st.metric(
            "Gap",
            gap_figure(state.gap),
            width=FIGURE_WIDTH,
            help="How much could still be saved at most, as a share of what can be decided: "
            "salaries and bots are paid whatever the roster.",
        )
    with st.container(key="job_gap"):
        st.caption(_gap_words(state))


def _amount(amount: float | None) -> str:
    return "–" if amount is None else f"{amount:,.0f}"


def _gap_words(state: JobState) -> str:
    if state.kind is JobKind.PLAN and state.request is not None and state.request.weeks > 1:
        return (
            "Weeks are rostered one after the other: what all of them cost, and how far that is "
            "from the best, is told at the end."
        )
    return gap_words(state.gap)


def _show_steps(state: JobState) -> None:
    taken = {step.name: step.seconds for step in state.steps}
    lines = []
    for name, words in steps_of(state.kind).items():
        if name not in taken:
            lines.append(f":gray[:material/radio_button_unchecked: {words}]")
        elif (seconds := taken[name]) is None:
            lines.append(f":material/arrow_right_alt: **{words}** · now")
        else:
            lines.append(f":material/check: {words} · {seconds:.1f} s")
    st.markdown("  \n".join(lines))
