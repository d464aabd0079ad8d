"""Work that may wait: done first in, first out, and what is left when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.audit.split import ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Work that arrives in a slot, in agent-intervals; ``last_slot`` is the last it may be done in.

    A ``last_slot`` past the plan's end is never due inside it.
    """

    arrival_slot: int
    last_slot: int
    amount: float


class WaitingWork:
    """The work of one queue as the plan's slots pass one by one."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._coming = sorted(works, key=lambda work: -work.arrival_slot)
        self._waiting: list[Work] = []

    def arrive(self, slot: int) -> None:
        """Take in what arrives by ``slot``."""
        while self._coming and self._coming[-1].arrival_slot <= slot:
            self._waiting.append(self._coming.pop())
        self._waiting.sort(key=lambda work: (work.last_slot, work.arrival_slot))

    def due(self, slot: int) -> float:
        """Waiting work that may not be left after ``slot``."""
        return sum(work.amount for work in self._waiting if work.last_slot <= slot)

    def later(self, slot: int) -> float:
        """Waiting work that may be left for a later slot."""
        return sum(work.amount for work in self._waiting if work.last_slot > slot)

    def pass_slot(self, slot: int, capacity: float) -> float:
        """Do up to ``capacity`` of the waiting work; what is due then and undone is returned."""
        left = []
        for work in self._waiting:
            done = min(capacity, work.amount)
            capacity -= done
            if work.amount - done > ENOUGH:
                left.append(replace(work, amount=work.amount - done))
        self._waiting = [work for work in left if work.last_slot > slot]
        return sum(work.amount for work in left if work.last_slot <= slot)


def undone(works: Sequence[Work], capacity: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Work due and not done, in the slot where it is due.

    Parameters
    ----------
    works
        All work of one queue.
    capacity
        Net agents given to the queue: shape (slots,).

    Returns
    -------
    ndarray
        Agent-intervals, shape (slots,).
    """
    waiting = WaitingWork(works)
    short = np.zeros(len(capacity))
    for slot, agents in enumerate(capacity):
        waiting.arrive(slot)
        short[slot] = waiting.pass_slot(slot, float(agents))
    return short
