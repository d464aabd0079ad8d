"""A process beside another: one starts it by its name, both send pickled messages.

A process of its own, not a thread, since a search holds the interpreter; begun by its name, so
that whoever plans (a page, a notebook, a script) is not run a second time.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, BinaryIO, Generic, TypeVar

from planner.roster.quiet import quiet_output

__all__ = ["Started", "Starter", "run_beside"]

M = TypeVar("M")
PATIENCE_S = 5.0  # past its time, for its last words
_LAST = object()  # nothing is sent after it


class _Inbox(Generic[M]):
    """Messages as they come."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[M] = queue.SimpleQueue()

    def received(self) -> list[M]:
        """What came since it was asked before."""
        found = []
        while not self._inbox.empty():
            found.append(self._inbox.get())
        return found


class Started(_Inbox[M]):
    """A process that was started, as who started it sees it; without one, nothing ever comes.

    Parameters
    ----------
    module
        Run as ``python -m``; it calls ``run_beside``.
    request
        What it is to do.
    """

    def __init__(self, module: str, request: object) -> None:
        super().__init__()
        self._closed = False
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
        self._process = subprocess.Popen(  # noqa: S603 - the module is one of ours
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is the search's to understand
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101
        self._outbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._read, args=(self._process.stdout,), daemon=True
        )
        self._thread.start()
        self._writer = threading.Thread(
            target=self._write, args=(self._process.stdin,), daemon=True
        )
        self._writer.start()
        self.send(request)

    def _read(self, source: IO[bytes]) -> None:
        # Whatever half of a message of a process that was killed looks like, it is no message.
        with suppress(Exception):
            while True:
                self.take(pickle.load(source))  # noqa: S301 - from our own child

    def _write(self, sink: IO[bytes]) -> None:
        """Write what is sent: a process that does not read must not hold up who sends."""
        with suppress(OSError, ValueError):  # broken, or closed: what is left is lost
            while (message := self._outbox.get()) is not _LAST:
                pickle.dump(message, sink)
                sink.flush()

    def take(self, message: M) -> None:
        """Keep a message that came, in the thread that reads."""
        self._inbox.put(message)

    def send(self, message: object) -> None:
        """Pass something on, at once or as soon as the other reads; lost where that has ended."""
        if self._writer.is_alive():
            self._outbox.put(message)

    def runs(self) -> bool:
        """Whether anything may come yet."""
        return self._thread.is_alive() or not self._inbox.empty()

    def failed(self) -> str | None:
        """How it ended where that was not well; None for one that runs, is done, or was closed."""
        code = self._process.poll()
        if self._closed or code is None or code == 0:
            return None
        return f"signal {-code}" if code < 0 else f"exit status {code}"

    def close(self) -> None:
        """End the other process."""
        if self._process.poll() is None:
            self._closed = True
        self._process.kill()
        self._process.wait()
        self._outbox.put(_LAST)
        self._thread.join(PATIENCE_S)
        self._writer.join(PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not read is lost
                    stream.close()


class Starter(_Inbox[M]):
    """The other end: the process that started this one."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        super().__init__()
        self._source, self._sink = source, sink
        self._ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while True:
                self._inbox.put(pickle.load(self._source))  # noqa: S301 - from our own parent
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._ended.set()  # a ValueError where the pipe is closed on this side

    def ended(self) -> bool:
        """Whether nobody listens any more."""
        return self._ended.is_set()

    def send(self, message: M) -> None:
        """Tell what was found; where nobody listens, it is time to end."""
        try:
            pickle.dump(message, self._sink)
            self._sink.flush()
        except OSError:
            self._ended.set()


def run_beside(work: Callable[[Any, BinaryIO, BinaryIO], None]) -> None:
    """Read the request from standard input and do what it asks for.

    Messages have standard output to themselves: what else is written there goes nowhere.
    """
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as messages, quiet_output():
        source = sys.stdin.buffer
        work(pickle.load(source), source, messages)  # noqa: S301 - from our own parent
    # A thread still waits for input: the interpreter, as it ends, would want its lock and abort.
    os._exit(0)
