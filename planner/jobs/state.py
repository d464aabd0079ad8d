"""How a job stands, from its folder alone."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from planner.jobs.folder import JobFolder, jobs_of
from planner.jobs.journal import EventKind
from planner.jobs.request import JobKind, JobRequest
from planner.workspace import Workspace

__all__ = ["JobState", "JobStatus", "Point", "StepTime", "follow"]

MAX_EVENT_BYTES = 8_000_000  # a job writes a tenth of it in a day; of more, the end is read
NOTHING_LOST = "Nothing is lost: the team and what was finished before are as they were."
GONE = (
    "The process that worked on this is gone without a last word: it was killed, the machine was "
    f"restarted, or its memory was used up. {NOTHING_LOST} It can be started again."
)


class JobStatus(StrEnum):
    """Where a job is in its life."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    STOPPING = "STOPPING"
    DONE = "DONE"
    STOPPED = "STOPPED"
    FAILED = "FAILED"
    CRASHED = "CRASHED"


ENDINGS = {
    EventKind.DONE: JobStatus.DONE,
    EventKind.STOPPED: JobStatus.STOPPED,
    EventKind.FAILED: JobStatus.FAILED,
    EventKind.CRASHED: JobStatus.CRASHED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One telling of a solve, for a chart; amounts in the team's currency."""

    seconds: float
    objective: float | None
    lower_bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """A step and what it took; None while it goes on, or where it was cut off."""

    name: str
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """How a job stands.

    Attributes
    ----------
    status
        ``STOPPED`` is ended early by request, with the best that was found until then as
        ``result``, or with none where nothing was found yet. ``FAILED`` is a reason in the user's
        data, ``CRASHED`` one that is not.
    request
        What was asked for; None where its file was damaged.
    elapsed_s
        Since the start, until now or until the last event.
    steps, step, detail
        Steps begun so far, the latest, and what is done within it; empty before the first.
    objective, lower_bound, gap
        The latest, None while unknown; ``gap`` as in ``summary.json``.
    series
        All tellings, in order.
    result
        Result folder; None where there is none, or where it was taken away since.
    message
        Why it ended, for a person; lines, one a fault where there are faults.
    """

    kind: JobKind
    folder: Path
    status: JobStatus
    request: JobRequest | None
    started_at: datetime
    elapsed_s: float
    steps: tuple[StepTime, ...]
    step: str
    detail: str
    objective: float | None
    lower_bound: float | None
    gap: float | None
    series: tuple[Point, ...]
    result: Path | None
    notices: tuple[str, ...]
    message: str

    @property
    def alive(self) -> bool:
        """Whether the job is still at work."""
        return self.status in (JobStatus.STARTING, JobStatus.RUNNING, JobStatus.STOPPING)


def follow(workspace: Workspace, kind: JobKind) -> JobState | None:
    """How the latest job of a kind stands; None where there was none.

    Reads files only, so that it may be asked twice a second by any number of processes.
    """
    for job in reversed(jobs_of(workspace.jobs, JobKind(kind))):
        # In this order: what the process wrote before it ended is read for certain.
        lives = job.lives()
        started_at = job.started_at()
        if started_at is not None:
            return _state(workspace, job, started_at, _events(job.events), lives=lives)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    at: datetime
    kind: EventKind
    held: Mapping[str, Any]

    def number(self, name: str) -> float | None:
        value = self.held.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        try:
            return float(value) if math.isfinite(value) else None
        except OverflowError:  # a whole number beyond all floats
            return None

    def text(self, name: str) -> str:
        value = self.held.get(name)
        return value if isinstance(value, str) else ""


def _state(
    workspace: Workspace,
    job: JobFolder,
    started_at: datetime,
    events: list[_Event],
    *,
    lives: bool,
) -> JobState:
    end = next((event for event in events if event.kind in ENDINGS), None)
    told = [event for event in events if event.kind is EventKind.PROGRESS]
    begun = [event.text("step") for event in events if event.kind is EventKind.STEP]
    until = datetime.now(UTC) if lives else max((event.at for event in events), default=started_at)
    figures = [*told, end] if end else told
    return JobState(
        kind=job.kind,
        folder=job.path,
        status=_status(job, end, begun=bool(begun), lives=lives),
        request=job.request(),
        started_at=started_at,
        elapsed_s=max(0.0, (until - started_at).total_seconds()),
        steps=_steps(events),
        step=begun[-1] if begun else "",
        detail=_detail(events),
        objective=_latest(figures, "objective"),
        lower_bound=_latest(figures, "lower_bound"),
        gap=_latest(figures, "gap"),
        series=tuple(_points(told)),
        result=_result(workspace, end),
        notices=tuple(event.text("text") for event in events if event.kind is EventKind.NOTICE),
        message=end.text("message") if end else "" if lives else GONE,
    )


def _status(job: JobFolder, end: _Event | None, *, begun: bool, lives: bool) -> JobStatus:
    # Ended is who is gone: before that, another job could not be started.
    if not lives:
        return JobStatus.CRASHED if end is None else ENDINGS[end.kind]
    if job.stop.exists():
        return JobStatus.STOPPING
    return JobStatus.RUNNING if begun else JobStatus.STARTING


def _steps(events: Iterable[_Event]) -> tuple[StepTime, ...]:
    seconds: dict[str, float | None] = {}
    for event in events:
        if event.kind is EventKind.STEP and event.text("step"):
            seconds[event.text("step")] = event.number("seconds")
    return tuple(StepTime(name=name, seconds=spent) for name, spent in seconds.items())


def _detail(events: list[_Event]) -> str:
    within = ""
    for event in events:
        if event.kind is EventKind.STEP:
            within = ""
        elif event.kind is EventKind.PROGRESS:
            within = event.text("step")
    return within


def _latest(events: Iterable[_Event], name: str) -> float | None:
    known = [value for event in events if (value := event.number(name)) is not None]
    return known[-1] if known else None


def _points(told: Iterable[_Event]) -> Iterable[Point]:
    for event in told:
        seconds = event.number("seconds")
        if seconds is not None:
            yield Point(
                seconds=seconds,
                objective=event.number("objective"),
                lower_bound=event.number("lower_bound"),
            )


def _result(workspace: Workspace, end: _Event | None) -> Path | None:
    places = (workspace.plan, workspace.rejected_plan, workspace.comparison)
    named = [place for place in places if end is not None and place.name == end.text("result")]
    return named[0] if named and named[0].is_dir() else None


def _events(path: Path) -> list[_Event]:
    """Events of a file, without the lines that are none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - MAX_EVENT_BYTES))
            text = file.read(MAX_EVENT_BYTES).decode(errors="replace")
    except OSError:
        return []
    return [event for line in text.split("\n") if (event := _event(line)) is not None]


def _event(line: str) -> _Event | None:
    try:
        held = json.loads(line)
        at = datetime.fromisoformat(held["at"])
        return _Event(at=at.astimezone(UTC), kind=EventKind(held["kind"]), held=held)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
