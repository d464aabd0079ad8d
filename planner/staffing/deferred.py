"""Work that may wait: what arrives, when it is due, and what is done in time.

A contact by mail has to be answered within a time that runs while its queue is open. What
arrives while the queue is closed counts from the next opening: it is moved to that interval.
Work is counted in agent-intervals, one agent busy for one interval.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.staffing.opening import OpenTime
from planner.staffing.poisson_tails import Floats

__all__ = ["FifoOutcome", "arriving", "first_in_first_out", "last_usable_slot"]

Slots = NDArray[np.int64]


def arriving(amount: Floats, opening: OpenTime) -> Floats:
    """Move what arrives while the queue is closed to its next opening.

    Parameters
    ----------
    amount
        Contacts or work, one entry a slot.
    opening
        The queue's hours over the same slots.

    Returns
    -------
    ndarray
        The same sum, less what arrives after the last opening (it belongs to a later plan).
    """
    moved = np.zeros(opening.slots + 1)
    np.add.at(moved, opening.arrival_slots(), amount)
    return moved[:-1]


def last_usable_slot(due_minutes: ArrayLike, interval_minutes: int, slots: int) -> Slots:
    """Last slot that ends by ``due_minutes`` after the start, at least the slot of arrival.

    Returns
    -------
    ndarray
        ``slots`` where that is after the end: nothing is due within the plan.
    """
    last = np.asarray(due_minutes, dtype=np.int64) // interval_minutes - 1
    return np.where(last >= slots, slots, np.maximum(last, np.arange(slots)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FifoOutcome:
    """What became of work that may wait; one entry a slot, in agent-intervals.

    ``done`` in the slot; ``shortfall``: due at the end of the slot and not done, dropped then;
    ``missed``: the same by the slot of its arrival; ``waiting``: by the slot of its arrival, not
    done at the end and not yet due.
    """

    done: Floats
    shortfall: Floats
    missed: Floats
    waiting: Floats


def first_in_first_out(work: Floats, last_slot: Slots, capacity: Floats) -> FifoOutcome:
    """Do work in the order of its arrival, as far as capacity goes and until it is due.

    Parameters
    ----------
    work
        Arriving in each slot, at least 0, agent-intervals.
    last_slot
        For each slot of arrival the last slot that may be used, at least itself;
        ``len(work)`` where that is after the end.
    capacity
        Net agents in each slot, at least 0.

    Returns
    -------
    FifoOutcome
        ``done + missed + waiting``, summed, is the work.
    """
    slots = len(work)
    left = np.array(work, dtype=np.float64)
    done, shortfall, missed = np.zeros(slots), np.zeros(slots), np.zeros(slots)
    queue: deque[int] = deque()
    for slot in range(slots):
        queue.append(slot)
        room = float(capacity[slot])
        while queue and left[queue[0]] <= room:
            room -= left[queue[0]]
            done[slot] += left[queue[0]]
            left[queue.popleft()] = 0.0
        if queue:
            left[queue[0]] -= room
            done[slot] += room
        for arrival in [arrival for arrival in queue if last_slot[arrival] <= slot]:
            shortfall[slot] += left[arrival]
            missed[arrival] = left[arrival]
            left[arrival] = 0.0
            queue.remove(arrival)
    return FifoOutcome(done=done, shortfall=shortfall, missed=missed, waiting=left)
