"""Starts jobs, asks them to stop, gives them up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlannerError
from planner.jobs.folder import JobFolder, jobs_of, lay_out, starting_alone
from planner.jobs.journal import EventKind, Journal
from planner.jobs.processes import end_with_children
from planner.jobs.request import JobKind, JobRequest
from planner.workspace import Workspace

__all__ = ["Job", "JobError", "JobRunningError", "ask_stop", "give_up", "running", "start"]

NAMES = {JobKind.PLAN: "a plan", JobKind.COMPARE: "a comparison"}
LAST_BREATH_S, PERIOD_S = 5.0, 0.01
GIVEN_UP = "Given up: what was found is not kept. What was finished before is as it was."


class JobError(PlannerError):
    """A job that cannot be started or ended."""


class JobRunningError(JobError):
    """Another job of the workspace is still at work; ``kind`` says what it makes."""

    def __init__(self, kind: JobKind) -> None:
        self.kind = kind
        super().__init__(
            f"expected nothing to be at work, got {NAMES[kind]} that is still being made: wait "
            "for it, stop it or give it up first"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it was started; how it stands is told by ``follow``."""

    kind: JobKind
    folder: Path


def start(workspace: Workspace, request: JobRequest) -> Job:
    """Start a job in a process of its own, which outlives this one.

    Raises
    ------
    JobRunningError
        Another job of the workspace is at work.
    JobError
        The process cannot be started, or the folder not be written.
    """
    try:
        workspace.create()
        workspace.jobs.mkdir(mode=0o700, exist_ok=True)
        with starting_alone(workspace.jobs):
            at_work = running(workspace)
            if at_work is not None:
                raise JobRunningError(at_work.kind)
            with lay_out(workspace.jobs, request) as (folder, lock):
                _start_process(folder, lock)
    except OSError as error:
        reason = error.strerror or str(error)
        raise JobError(f"{workspace.jobs}: expected to start a process, got: {reason}") from error
    return Job(kind=request.kind, folder=folder.path)


def _start_process(folder: JobFolder, lock: int) -> None:
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        # Forecasts and bounds solve small systems: threads only wait for each other.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    process = None
    try:
        with folder.output.open("wb") as output, folder.errors.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "planner.jobs.worker", folder.path, str(lock)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env=environment,
                pass_fds=[lock],
                start_new_session=True,  # nothing that ends the app ends the job
            )
        folder.pid.write_text(str(process.pid), encoding="ascii")
    except OSError:
        if process is not None:  # which nobody could give up
            process.kill()
            process.wait()
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    # What has ended is a zombie until somebody waits for it.
    threading.Thread(target=process.wait, daemon=True).start()


def running(workspace: Workspace) -> Job | None:
    """The job that is at work; None where there is none."""
    folder = _at_work(workspace)
    return None if folder is None else Job(kind=folder.kind, folder=folder.path)


def ask_stop(workspace: Workspace) -> bool:
    """Ask the job at work to end soon with the best that it has; False where there is none.

    Before it has found anything it ends with nothing.

    Raises
    ------
    JobError
        The wish cannot be written down.
    """
    folder = _at_work(workspace)
    if folder is None:
        return False
    try:
        folder.stop.touch()
    except OSError as error:
        reason = error.strerror or str(error)
        raise JobError(f"{folder.stop}: expected to write it, got: {reason}") from error
    return True


def give_up(workspace: Workspace) -> bool:
    """Kill the job at work with all its processes; False where there is none.

    Raises
    ------
    JobError
        It cannot be ended from here.
    """
    if not workspace.jobs.is_dir():
        return False
    # Alone, since a job that is being started has no number of a process yet.
    with starting_alone(workspace.jobs):
        folder = _at_work(workspace)
        if folder is None:
            return False
        killed = end_with_children(_pid(folder), is_it=folder.lives)
        until = time.monotonic() + LAST_BREATH_S
        while folder.lives():
            if time.monotonic() > until:
                raise JobError(f"{folder.path}: expected its process to end, got none that does")
            time.sleep(PERIOD_S)
    if killed:
        Journal(folder.events).end(EventKind.STOPPED, message=GIVEN_UP)
    return killed


def _at_work(workspace: Workspace) -> JobFolder | None:
    return next((folder for folder in jobs_of(workspace.jobs) if folder.lives()), None)


def _pid(folder: JobFolder) -> int:
    try:
        return int(folder.pid.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise JobError(f"{folder.pid}: expected the number of its process, got none") from error
