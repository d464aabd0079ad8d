"""The process beside the search: bounds first, then a search of its own.

``python -m planner.roster.beside`` reads a ``Request`` from its standard input and from then on
``Move``s, all pickled by the process that started it, and writes ``Message``s. It ends when its
time is up, or when its input ends.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
import time
from typing import BinaryIO

from planner.roster.bounding import find_bounds
from planner.roster.decomposition import sizes_of
from planner.roster.messages import Message, Prices, Request
from planner.roster.quiet import quiet_output
from planner.roster.search import search


class Outlet:
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

    def enough(self, best: float) -> bool:
        """Whether nobody listens any more."""
        del best
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
    """Bound, and search where the bound needs no more time."""
    request: Request = pickle.load(source)  # noqa: S301 - from our own parent
    until = time.monotonic() + request.seconds
    outlet = Outlet(source, sink)
    problem = request.problem
    prices: list[Prices] = []

    def send(message: Message) -> None:
        if isinstance(message, Prices):
            prices.append(message)
        outlet.send(message)

    find_bounds(problem, until, lambda: not outlet.enough(0.0), send)
    if len(problem.week_bounds) == 2 and sizes_of(problem) is None:
        known = prices[-1] if prices else None
        search(problem, request.seed, until, outlet, guided=False, prices=known)


if __name__ == "__main__":
    # Messages have standard output to themselves: what else is written there goes nowhere.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as messages, quiet_output():
        main(sys.stdin.buffer, messages)
