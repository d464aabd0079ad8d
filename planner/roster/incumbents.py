"""How the best roster of a search got better as time went on."""

from __future__ import annotations

import time
from collections.abc import Callable

from planner.roster.solve import Progress

__all__ = ["Incumbents"]


class Incumbents:
    """Keeps every better objective that a solve tells of, and passes all on.

    ``kept`` are seconds since the solve began and objectives, in order. Objectives are as the
    search counts them, in the team's currency, without bots. Weeks that are rostered in turn tell
    of one week at a time, which says nothing about the whole: nothing is kept of them.

    Parameters
    ----------
    weeks
        How many are planned.
    on_progress
        Who else is told, if anybody is.
    """

    def __init__(self, weeks: int, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._weeks, self._on_progress = weeks, on_progress
        self._began = time.monotonic()
        self.kept: list[tuple[float, float]] = []

    def tell(self, progress: Progress) -> None:
        """As :func:`planner.roster.solve.solve` calls it."""
        best = self.kept[-1][1] if self.kept else float("inf")
        if self._weeks == 1 and progress.objective is not None and progress.objective < best:
            self.kept.append((progress.seconds, progress.objective))
        if self._on_progress is not None:
            self._on_progress(progress)

    def seconds(self) -> float:
        """Since it was made."""
        return time.monotonic() - self._began
