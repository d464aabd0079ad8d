"""What a job writes down as it goes: one JSON line an event, the last of them how it ended.

Of what the team pays, objective and bound are told and nothing else.
"""

from __future__ import annotations

import json
import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

__all__ = ["EventKind", "Journal"]

# A day's solve tells some 3,500 times: twice a second at first, then ever more seldom.
LEAST_BETWEEN_S, SHARE_BETWEEN = 0.5, 0.002
MOST_NOTICES = 200
MOST_CHARACTERS = 100_000  # of one text


class EventKind(StrEnum):
    """Kinds of events; the last four end a job."""

    STEP = "step"
    PROGRESS = "progress"
    NOTICE = "notice"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    CRASHED = "crashed"


class Journal:
    """Writes a job's events; safe from any thread. ``seconds`` holds what the steps took."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()
        self._began = time.monotonic()
        self._told = -math.inf
        self._notices = 0
        self._ended = False
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell that a step begins, and, where it comes to its end, what it took."""
        self._write(EventKind.STEP, step=name)
        begun = time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - begun
        self._write(EventKind.STEP, step=name, seconds=round(self.seconds[name], 3))

    def notice(self, text: str) -> None:
        """Tell a sentence for a person; from some number on they are left out."""
        self._notices += 1
        if self._notices <= MOST_NOTICES:
            self._write(EventKind.NOTICE, text=text[:MOST_CHARACTERS])

    def progress(
        self,
        step: str,
        seconds: float,
        *,
        objective: float | None,
        lower_bound: float | None,
        gap: float | None = None,
    ) -> None:
        """Tell how far a solve is, unless it was told a moment ago; None is unknown."""
        now = time.monotonic() - self._began
        if now - self._told < max(LEAST_BETWEEN_S, SHARE_BETWEEN * now):
            return
        self._told = now
        try:
            self._write(
                EventKind.PROGRESS,
                step=step,
                seconds=round(seconds, 3),
                objective=_rounded(objective, 2),
                lower_bound=_rounded(lower_bound, 2),
                gap=_rounded(gap, 6),
            )
        except OSError:
            # A full disk ends no solve: there may be room again for what it finds.
            return

    def end(
        self,
        kind: EventKind,
        *,
        message: str = "",
        result: str | None = None,
        objective: float | None = None,
        lower_bound: float | None = None,
        gap: float | None = None,
    ) -> bool:
        """Tell how the job ended and force it to the disk; False where an end was told before.

        ``result`` is the name of a result folder of the workspace.
        """
        with self._writing:
            if self._ended:
                return False
            self._ended = True
            self._append(
                kind,
                sync=True,
                message=message[:MOST_CHARACTERS],
                result=result,
                objective=_rounded(objective, 2),
                lower_bound=_rounded(lower_bound, 2),
                gap=_rounded(gap, 6),
            )
        return True

    def _write(self, kind: EventKind, **held: object) -> None:
        with self._writing:
            if not self._ended:
                self._append(kind, sync=False, **held)

    def _append(self, kind: EventKind, *, sync: bool, **held: object) -> None:
        event = {"at": datetime.now(UTC).isoformat(), "kind": str(kind)} | held
        # Whoever was killed may have left half a line.
        line = ("\n" if _is_cut(self._path) else "") + json.dumps(event, allow_nan=False) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
            if sync:
                os.fsync(handle)
        finally:
            os.close(handle)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, digits)


def _is_cut(path: Path) -> bool:
    """Whether a file ends within a line."""
    try:
        with path.open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except FileNotFoundError:
        return False
