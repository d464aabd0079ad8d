"""The process beside the search, which leads: it generates columns and proves bounds.

``python -m planner.bench.shift_scheduling.beside`` reads a ``Request`` from its standard input and
from then on ``Message``s, all pickled by the process that started it, and writes ``Message``s. It
ends when its time is up, or when its input ends.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import time
from typing import BinaryIO

from planner.bench.shift_scheduling.messages import Message, Request
from planner.bench.shift_scheduling.problem import Problem
from planner.bench.shift_scheduling.search import Search
from planner.roster.quiet import quiet_output


class Starter:
    """The other end: the process that started this one."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source, self._sink = source, sink
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while True:
                self._inbox.put(pickle.load(self._source))  # noqa: S301 - from our own parent
        except (EOFError, OSError, pickle.UnpicklingError):
            self._ended.set()

    def ended(self) -> bool:
        """Whether nobody listens any more."""
        return self._ended.is_set()

    def received(self) -> list[Message]:
        """What came since it was asked before."""
        found = []
        while not self._inbox.empty():
            found.append(self._inbox.get())
        return found

    def send(self, message: Message) -> None:
        """Tell what was found; where nobody listens, it is time to end."""
        try:
            pickle.dump(message, self._sink)
            self._sink.flush()
        except OSError:
            self._ended.set()


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Search until time is up."""
    request: Request = pickle.load(source)  # noqa: S301 - from our own parent
    until = time.monotonic() + request.seconds
    outlet = Starter(source, sink)
    Search(Problem.of(request.instance), request.seed, until, outlet, leads=True).run()


if __name__ == "__main__":
    # Messages have standard output to themselves: what else is written there goes nowhere.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as messages, quiet_output():
        main(sys.stdin.buffer, messages)
