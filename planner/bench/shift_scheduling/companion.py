"""Starts the process beside the search, and talks with it."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO

from planner.bench.shift_scheduling.messages import Message, Request

__all__ = ["Companion"]

PATIENCE_S = 5.0


class Companion:
    """A second process on the same instance, begun by its name.

    A process of its own, not a thread, since the search holds the interpreter.
    """

    def __init__(self, request: Request) -> None:
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.bench.shift_scheduling.beside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is the search's to understand
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101
        self._sink = self._process.stdin
        self._thread = threading.Thread(
            target=self._read, args=(self._process.stdout,), daemon=True
        )
        self._thread.start()
        self.send(request)

    def _read(self, source: IO[bytes]) -> None:
        try:
            while True:
                self._inbox.put(pickle.load(source))  # noqa: S301 - from our own child
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            return

    def send(self, message: Message | Request) -> None:
        """Pass something on; where the other has ended, it is lost."""
        try:
            pickle.dump(message, self._sink)
            self._sink.flush()
        except (OSError, ValueError):  # broken, or closed
            return

    def received(self) -> list[Message]:
        """What came since it was asked before."""
        found = []
        while not self._inbox.empty():
            found.append(self._inbox.get())
        return found

    def ended(self) -> bool:
        """Never: the search ends by its own time."""
        return False

    def close(self) -> None:
        """End the other process."""
        self._process.kill()
        self._process.wait()
        self._thread.join(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not read is lost
                    stream.close()
