"""The process beside the search, which leads: it generates columns and proves bounds.

``python -m planner.bench.shift_scheduling.beside`` reads a ``Request`` from its standard input and
from then on ``Message``s, all pickled by the process that started it, and writes ``Message``s. It
ends when its time is up, or when its input ends.
"""

from __future__ import annotations

import time
from typing import BinaryIO

from planner.bench.shift_scheduling.messages import Message, Request
from planner.bench.shift_scheduling.problem import Problem
from planner.bench.shift_scheduling.search import Search
from planner.roster.two_processes import Starter, run_beside


def main(request: Request, source: BinaryIO, sink: BinaryIO) -> None:
    """Search until time is up."""
    until = time.monotonic() + request.seconds
    outlet: Starter[Message] = Starter(source, sink)
    Search(Problem.of(request.instance), request.seed, until, outlet, leads=True).run()


if __name__ == "__main__":
    run_beside(main)
