"""The process of a job: ``python -m planner.jobs.worker FOLDER LOCK``.

``FOLDER`` is the job's, ``LOCK`` the handle of its lock, inherited from who started it and held
until this process ends. What is heavy is imported when it is needed: whoever asks this process to
stop is heard from the beginning.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import DataError, PlannerError
from planner.jobs.folder import JobFolder
from planner.jobs.journal import EventKind, Journal
from planner.jobs.state import NOTHING_LOST
from planner.workspace import Workspace

if TYPE_CHECKING:
    from planner.pipeline import Stop

POLL_S = 0.15
NOTHING_YET = f"Stopped before anything was found. {NOTHING_LOST}"
OUT_OF_MEMORY = f"The memory of the machine was used up. {NOTHING_LOST}"


class StopWatch:
    """Sees to it that a job that is asked to stop does so soon.

    Once a solve heeds, it ends with the best that it has. Before, nothing is worth keeping and
    nothing to be left in order, and a forecast cannot be interrupted: the process ends on the spot.
    """

    def __init__(self, path: Path, journal: Journal) -> None:
        self._path, self._journal = path, journal
        self._stop: Stop | None = None
        self._deciding = threading.Lock()
        self._over = threading.Event()

    def start(self) -> None:
        """Look for the wish to stop from now on."""
        threading.Thread(target=self._look, daemon=True).start()

    def leave(self) -> None:
        """Look no longer."""
        self._over.set()

    def heed(self, stop: Stop) -> None:
        """From now on there is something to keep: pass the wish on to a solve."""
        self._end_if_asked()
        with self._deciding:
            self._stop = stop

    def _look(self) -> None:
        while not self._end_if_asked() and not self._over.wait(POLL_S):
            pass

    def _end_if_asked(self) -> bool:
        if not self._path.exists():
            return False
        with self._deciding:
            if self._stop is not None:
                self._stop.ask()
            elif self._journal.end(EventKind.STOPPED, message=NOTHING_YET):
                os._exit(0)
        return True


def main(path: Path) -> None:
    """Do what the folder asks for, and tell how it ended."""
    folder = JobFolder(path)
    journal = Journal(folder.events)
    watch = StopWatch(folder.stop, journal)
    watch.start()
    try:
        _work(folder, journal, watch)
    except PlannerError as error:
        journal.end(EventKind.FAILED, message=_told(error))
    except MemoryError:
        traceback.print_exc()
        journal.end(EventKind.CRASHED, message=OUT_OF_MEMORY)
    except OSError as error:
        traceback.print_exc()
        reason = error.strerror or str(error)
        journal.end(EventKind.FAILED, message=f"{error.filename or 'sunrota'}: {reason}")
    except Exception as error:  # noqa: BLE001 - the end of the process, which tells of it
        traceback.print_exc()
        journal.end(
            EventKind.CRASHED,
            # Its text may hold anything, wages too, and stays with the traceback.
            message=f"sunrota failed, which is a fault of its own ({type(error).__name__}); "
            f"{folder.errors} shows where. {NOTHING_LOST}",
        )
    finally:
        watch.leave()


def _work(folder: JobFolder, journal: Journal, watch: StopWatch) -> None:
    from planner.jobs.tasks import TASKS

    request = folder.request()
    if request is None:
        raise ValueError(f"Expected a request in {folder.request_file}, got none to be understood.")
    workspace = Workspace(folder.path.parent.parent)
    ending = TASKS[request.kind](workspace, request, journal, watch.heed)
    journal.end(
        ending.kind,
        message=ending.message,
        result=None if ending.result is None else ending.result.name,
        objective=ending.objective,
        lower_bound=ending.lower_bound,
        gap=ending.gap,
    )


def _told(error: PlannerError) -> str:
    """All of its faults, a line each; the error itself shows the first ones alone."""
    if not isinstance(error, DataError):
        return str(error)
    lines = [str(fault) for fault in error.faults]
    if error.total > len(lines):
        lines.append(f"... and {error.total - len(lines)} more")
    return "\n".join(lines)


if __name__ == "__main__":
    faulthandler.enable()  # to standard error, which is a file of the job
    os.set_inheritable(int(sys.argv[2]), False)  # what this process starts may outlive it
    try:
        main(Path(sys.argv[1]))
    except OSError:  # there is no room left to tell it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # At once: the job counts as at work until its process is gone.
        os._exit(0)
