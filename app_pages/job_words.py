"""What jobs do and how far they are, in words."""

from __future__ import annotations

from app_pages.words import percent
from planner.jobs import JobKind, JobState, JobStatus

__all__ = ["JOB_WORDS", "gap_figure", "gap_words", "now_words", "span_words", "steps_of"]

JOB_WORDS = {JobKind.PLAN: "plan", JobKind.COMPARE: "comparison"}
NOT_KNOWN = "not known"
SAYS_NOTHING = 0.9995  # of what can be decided: a bound that nothing was proven for
_PREPARATION = {
    "read": "Read the team",
    "contacts": "Count the contact log",
    "forecast": "Forecast contacts",
}
_STEPS = {
    JobKind.PLAN: _PREPARATION
    | {
        "staff": "Work out agents required",
        "roster": "Find the best roster",
        "cost": "Work out cost and cover",
        "audit": "Audit every rule",
        "write": "Save the plan",
    },
    JobKind.COMPARE: _PREPARATION | {"write": "Save the comparison"},
}


def steps_of(kind: JobKind) -> dict[str, str]:
    """Steps of a job in their order, by name, and what a reader calls them."""
    return dict(_STEPS[kind])


def now_words(state: JobState) -> str:
    """What a job does at present."""
    if state.status is JobStatus.STOPPING:
        return "Stopping, and keeping the best found"
    if not state.step:
        return "Starting"
    return _STEPS[state.kind].get(state.step, state.step)


def span_words(seconds: float) -> str:
    """A length of time as it is read off a watch.

    Examples
    --------
    >>> span_words(34.2), span_words(125), span_words(3725)
    ('34 s', '2 min 05 s', '1 h 02 min')
    """
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def gap_figure(gap: float | None) -> str:
    """How far from the best at most, as a figure; what says nothing is not known."""
    return NOT_KNOWN if gap is None or gap >= SAYS_NOTHING else percent(gap, 1)


def gap_words(gap: float | None) -> str:
    """How far from the best at most."""
    figure = gap_figure(gap)
    if figure == NOT_KNOWN:
        return "How far this is from the best there can be is not known; time helps to prove it."
    return f"At most {figure} of what can be decided could still be saved, proven."
