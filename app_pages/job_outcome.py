"""How a job ended, where it did not end as it should: in words, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from app_pages.job_details import support_details
from app_pages.job_words import JOB_WORDS
from app_pages.messages import show_error
from planner.errors import DataError, Fault, PlannerError
from planner.jobs import JobState, JobStatus

__all__ = ["faults_told", "show_outcome"]

ENDED = (
    "The solver's process ended unexpectedly. Your team and the {kind} before it are as they were."
)
_FAULT = re.compile(
    r"(?P<file>[^:]+):(?P<row>\d*):(?P<column>.*?): expected (?P<expected>.*), got (?P<got>.*)"
)
_MORE = re.compile(r"\.\.\. and (?P<count>\d+) more")
_CONFLICT = re.compile(
    r"agent (?P<agent>.+?): these cannot stand together: (?P<demands>.*)\. "
    r"To lift it: (?P<remedies>.*)\."
)


def show_outcome(state: JobState, *, again: Callable[[], None]) -> None:
    """Say how the latest job of a kind ended; nothing where its result speaks for it.

    Parameters
    ----------
    state
        A job that is over.
    again
        Starts the same job once more; called when the button is pressed.
    """
    if state.status is JobStatus.CRASHED:
        _show_crash(state, again)
    elif state.status is JobStatus.FAILED:
        _show_failure(state)
    elif state.status is JobStatus.STOPPED and state.result is None:
        st.info(state.message or "Stopped before anything was found.", icon=":material/info:")


def faults_told(message: str) -> DataError | None:
    """Faults of a message that is nothing but their lines; None where it is something else."""
    faults: list[Fault] = []
    more = 0
    for line in message.split("\n"):
        if found := _FAULT.fullmatch(line):
            faults.append(
                Fault(
                    file=found["file"],
                    row=int(found["row"]) if found["row"] else None,
                    column=found["column"],
                    expected=found["expected"],
                    got=found["got"],
                )
            )
        elif not faults:
            return None
        elif left := _MORE.fullmatch(line):
            more = int(left["count"])
        else:  # what a file held may be of several lines
            faults[-1] = replace(faults[-1], got=f"{faults[-1].got} {line}")
    return DataError(faults, total=len(faults) + more)


def _show_crash(state: JobState, again: Callable[[], None]) -> None:
    st.error(ENDED.format(kind=JOB_WORDS[state.kind]), icon=":material/error:")
    if state.request is not None and st.button(
        "Try again",
        key=f"again_{state.kind}",
        help="Starts it anew with the same first day, weeks and limits.",
    ):
        again()
    _show_details(state)


def _show_failure(state: JobState) -> None:
    faults = faults_told(state.message)
    conflicts = [_CONFLICT.fullmatch(line) for line in state.message.split("\n")]
    if faults is not None:
        show_error(faults, what_now="Nothing was made; mend the files and try again.")
    elif all(conflicts):
        _show_conflicts([found for found in conflicts if found is not None])
    else:
        show_error(PlannerError(state.message))
        _show_details(state)


def _show_conflicts(conflicts: list[re.Match[str]]) -> None:
    count = "1 agent has" if len(conflicts) == 1 else f"{len(conflicts)} agents have"
    st.error(
        f"{count} demands that cannot stand together. Nothing was made; lift one of an agent's "
        "demands and try again.",
        icon=":material/error:",
    )
    for conflict in conflicts:
        demands = (f"- {_as_is(demand)}" for demand in conflict["demands"].split("; "))
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**Agent {_as_is(conflict['agent'])}** cannot have all of these:")
            st.markdown("\n".join(demands))
            st.markdown(f"To lift it: {_as_is(conflict['remedies'])}.")


def _show_details(state: JobState) -> None:
    with st.expander("Details for support", icon=":material/content_copy:"):
        st.caption("Copy this into your message. It holds no names, wages or contacts.")
        st.code(support_details(state), language=None, wrap_lines=True)


def _as_is(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_\[\]<>$:#~|])", r"\\\1", text)
