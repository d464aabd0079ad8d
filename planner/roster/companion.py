"""Starts the process beside the search, and talks with it."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from typing import IO

from planner.roster.messages import Bound, Message, Request

PATIENCE_S = 5.0  # past its time, for its last words


class Companion:
    """A second process on the same problem; without one, nothing ever comes.

    A process of its own, not a thread, since the search holds the interpreter; begun by its name,
    so that whoever plans (a page, a notebook, a script) is not run a second time.
    """

    def __init__(self, request: Request) -> None:
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.bound: float | None = None
        self.bound_at = time.monotonic()  # when it last got better
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planner.roster.beside"],
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
                message = pickle.load(source)  # noqa: S301 - from our own child
                if isinstance(message, Bound):
                    self.bound = max(message.value, self.bound or 0.0)
                    self.bound_at = time.monotonic()
                else:
                    self._inbox.put(message)
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
        """What came since it was asked before, bounds aside."""
        found = []
        while not self._inbox.empty():
            found.append(self._inbox.get())
        return found

    def runs(self) -> bool:
        """Whether anything may come yet."""
        return self._thread.is_alive() or not self._inbox.empty()

    def wait_for_bound(self, seconds: float) -> None:
        """Wait until there is a bound or no hope of one."""
        step = 0.02
        while self.bound is None and seconds > 0 and self._thread.is_alive():
            self._thread.join(step)
            seconds -= step

    def close(self) -> None:
        """End the other process."""
        self._process.kill()
        self._process.wait()
        self._thread.join(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
