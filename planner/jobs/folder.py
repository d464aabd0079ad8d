"""The folder of one job: its files, and the lock that its process holds for its whole life.

The lock is the one truth about whether a job lives. It is taken by whoever starts the job and
handed down to the process, so that there is no moment without it; the system lets go of it when
the process ends, however it ends, and no other process can be taken for it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from planner.jobs.request import JobKind, JobRequest, request_from, request_text

__all__ = ["JobFolder", "jobs_of", "lay_out", "starting_alone"]

KEPT = 3  # folders of a kind, the newest: who reads an older one just now is not disturbed
UNFINISHED = ".new."
MAX_REQUEST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class JobFolder:
    """A job's folder ``NUMBER-KIND``, numbered from 1 in the order of their starts."""

    path: Path

    @property
    def kind(self) -> JobKind:
        """What the job makes."""
        return JobKind(self.path.name.partition("-")[2])

    @property
    def number(self) -> int:
        """Its place in the order of starts."""
        return int(self.path.name.partition("-")[0])

    @property
    def events(self) -> Path:
        """A JSON line for everything that happened."""
        return self.path / "events.jsonl"

    @property
    def lock(self) -> Path:
        """Locked while the job's process lives; made when the job starts, never written."""
        return self.path / "lock"

    @property
    def pid(self) -> Path:
        """Number of the process, in a text; to be believed only while the lock is held."""
        return self.path / "pid"

    @property
    def stop(self) -> Path:
        """There when the job was asked to stop."""
        return self.path / "stop"

    @property
    def output(self) -> Path:
        """What the process wrote to standard output."""
        return self.path / "output.txt"

    @property
    def errors(self) -> Path:
        """What the process wrote to standard error: tracebacks, for who mends the program."""
        return self.path / "errors.txt"

    @property
    def request_file(self) -> Path:
        """What the job is asked to do."""
        return self.path / "request.json"

    def request(self) -> JobRequest | None:
        """What the job is asked to do; None where that cannot be read any more."""
        try:
            if self.request_file.stat().st_size > MAX_REQUEST_BYTES:
                return None
            return request_from(self.request_file.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def started_at(self) -> datetime | None:
        """When the job was started (UTC); None where its folder is gone."""
        try:
            return datetime.fromtimestamp(self.lock.stat().st_mtime, UTC)
        except OSError:
            return None

    def lives(self) -> bool:
        """Whether the job's process is there."""
        try:
            handle = os.open(self.lock, os.O_RDONLY)
        except OSError:
            return False
        try:
            # Shared: askers do not get in each other's way. Nobody takes this lock after the
            # start, so that an asker who holds it for a moment keeps nobody from anything.
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False


def jobs_of(jobs: Path, kind: JobKind | None = None) -> list[JobFolder]:
    """Folders of jobs, of all kinds or of one, the newest last."""
    try:
        names = [entry.name for entry in jobs.iterdir()]
    except FileNotFoundError:
        return []
    found = [JobFolder(jobs / name) for name in names if _is_job(name)]
    return sorted(
        (job for job in found if kind is None or job.kind == kind), key=lambda job: job.number
    )


def _is_job(name: str) -> bool:
    number, _, kind = name.partition("-")
    return number.isascii() and number.isdigit() and kind in list(JobKind)


@contextmanager
def starting_alone(jobs: Path) -> Iterator[None]:
    """Let one process at a time look whether a job runs and start another."""
    handle = os.open(jobs / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def lay_out(jobs: Path, request: JobRequest) -> Iterator[tuple[JobFolder, int]]:
    """Make the folder of a new job; inside, its lock is held by the handle that is given.

    The folder appears whole and locked. To be called by who is ``starting_alone``.
    """
    _tidy(jobs)
    number = max((job.number for job in jobs_of(jobs)), default=0) + 1
    new = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=jobs))
    (new / "request.json").write_text(request_text(request), encoding="utf-8")
    handle = os.open(new / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield JobFolder(new.rename(jobs / f"{number:06d}-{request.kind}")), handle
    finally:
        os.close(handle)


def _tidy(jobs: Path) -> None:
    """Remove what was never finished, and all but the newest few of every kind."""
    old = [job.path for kind in JobKind for job in jobs_of(jobs, kind)[: -(KEPT - 1)]]
    for path in (*jobs.glob(f"{UNFINISHED}*"), *old):
        shutil.rmtree(path, ignore_errors=True)
