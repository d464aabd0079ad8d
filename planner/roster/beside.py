"""The process beside the search: bounds first, then a search of its own.

``python -m planner.roster.beside`` reads a ``Request`` from its standard input and from then on
``Move``s and ``Prices``, all pickled by the process that started it, and writes ``Message``s. It
ends when its time is up, or when its input ends.
"""

from __future__ import annotations

import time
from typing import BinaryIO

from planner.roster.averaged_prices import AveragedPrices
from planner.roster.bounding import find_bounds
from planner.roster.engines import Engine, engine_of
from planner.roster.messages import Message, Prices, Request
from planner.roster.problem import Problem
from planner.roster.search import search
from planner.roster.two_processes import Starter, run_beside


class Outlet(Starter[Message]):
    """The other end: the process that started this one."""

    def __init__(self, problem: Problem, source: BinaryIO, sink: BinaryIO) -> None:
        super().__init__(source, sink)
        self.averaged = AveragedPrices(problem, self.send)

    def enough(self, best: float) -> bool:
        """Whether nobody listens any more."""
        del best
        return self.ended()

    def tell(self, message: Message) -> None:
        """Tell what was found, no more."""
        super().send(message)

    def received(self) -> list[Message]:
        """What came since it was asked before; what prices prove is told at once."""
        found = super().received()
        for message in found:
            if isinstance(message, Prices):
                self.averaged.take(message)
        return found

    def send(self, message: Message) -> None:
        """Tell what was found, and what prices prove."""
        self.tell(message)
        if isinstance(message, Prices):
            self.averaged.take(message)


def main(request: Request, source: BinaryIO, sink: BinaryIO) -> None:
    """Bound, and search where the bound needs no more time."""
    until = time.monotonic() + request.seconds
    problem = request.problem
    outlet = Outlet(problem, source, sink)
    prices: list[Prices] = [] if request.prices is None else [request.prices]

    def send(message: Message) -> None:
        if isinstance(message, Prices):
            prices.append(message)
        outlet.averaged.note(message)
        outlet.tell(message)

    whole = request.engine != Engine.PATTERNS  # who asks for patterns is not given something else
    find_bounds(problem, until, lambda: not outlet.ended(), send, whole=whole)
    engine = engine_of(problem, request.engine)
    if len(problem.week_bounds) == 2 and engine != Engine.PATTERNS:
        known = prices[-1] if prices else None
        search(problem, request.seed, until, outlet, engine=engine, prices=known)


if __name__ == "__main__":
    run_beside(main)
