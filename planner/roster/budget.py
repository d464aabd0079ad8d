"""How the time of a solve is shared out, so that it ends when it was asked to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from planner.roster.problem import Problem

__all__ = ["Budget", "patiently"]

T = TypeVar("T")

# What takes how many seconds on a quiet core of 2026, by the size of the problem.
PREPARING_ANYWAY, PREPARING_AN_OPTION, PREPARING_A_MEMBER = 0.02, 35e-6, 115e-6
ASSIGNING_AN_OPTION, ASSIGNING_A_MEMBER_WEEK, ASSIGNING_A_CELL = 4e-6, 230e-6, 250e-6
ASSIGNING_ANYWAY = 0.1
LEAST_PACE, MOST_PACE = 0.5, 10.0
LEAST_ASSIGNING_S = 1.0  # for the split over queues, however late it is
MOMENT_OF_REST_S = 0.01  # between two looks


class Budget:
    """Seconds of a solve from now on; what comes last is kept back from what comes before.

    Parameters
    ----------
    seconds
        The time limit.
    """

    def __init__(self, seconds: float) -> None:
        self.began = time.monotonic()
        self.deadline = self.began + seconds
        self.kept_back = 0.0

    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Seconds to the end, never less than nothing."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def search_until(self) -> float:
        """The moment of ``time.monotonic`` at which the search is to end."""
        return self.deadline - self.kept_back

    def prepared(self, problem: Problem, seconds: float) -> None:
        """Keep back what the split over queues will take, told by how long it took to prepare.

        Both grow with the problem alone, so that how quick the machine is just now shows in the
        one and holds for the other.
        """
        distinct = {id(member.options): len(member.options) for member in problem.members}
        options, members = sum(distinct.values()), len(problem.members)
        usual = PREPARING_ANYWAY + PREPARING_AN_OPTION * options + PREPARING_A_MEMBER * members
        pace = min(MOST_PACE, max(LEAST_PACE, seconds / usual))
        weeks = len(problem.week_bounds) - 1
        cells = problem.slots * len(problem.demand.queues)
        self.kept_back = pace * (
            ASSIGNING_ANYWAY
            + ASSIGNING_AN_OPTION * options
            + ASSIGNING_A_MEMBER_WEEK * members * weeks
            + ASSIGNING_A_CELL * cells
        )

    def for_assigning(self) -> float:
        """Seconds that the split over queues may take at most."""
        return max(LEAST_ASSIGNING_S, self.left())


def patiently(work: Callable[[], T], go_on: Callable[[], bool]) -> T | None:
    """What some work returns; None where it was not waited for any longer.

    Linear programs end when they are solved or their own time is up, whatever is asked of them;
    so they run in a thread, which is left to itself where nobody wants to know any more.

    Parameters
    ----------
    work
        Done in a thread; what it raises is raised here.
    go_on
        Asked again and again, whether to wait on.
    """
    found: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            failed.append(error)

    if not go_on():
        return None
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive() and go_on():
        thread.join(MOMENT_OF_REST_S)
    if failed:
        raise failed[0]
    return found[0] if found else None
