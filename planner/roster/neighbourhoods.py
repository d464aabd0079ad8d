"""What may change in a roster at once: choices of a part of the problem for ``exact_moves.py``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.roster.exact_moves import Freedom
from planner.roster.plan import Plan
from planner.roster.problem import Problem
from planner.roster.weeks import Weeks


class Surroundings:
    """Options of every member by when they start, prepared for drawing neighbourhoods."""

    def __init__(self, problem: Problem, weeks: Weeks) -> None:
        self.problem, self.weeks = problem, weeks

    def retimed(
        self, plan: Plan, members: Sequence[int], span: tuple[int, int], minutes: int
    ) -> Freedom:
        """Shifts that start in a span of time may move so many minutes on their dates."""
        open_ = {}
        for index in members:
            starts, dates = self.weeks[index].kind.starts, self.weeks[index].kind.dates
            here = np.zeros(len(starts), dtype=bool)
            for each in plan[index]:
                now = starts[each.option]
                if span[0] <= now < span[1]:
                    here |= (dates == dates[each.option]) & (np.abs(starts - now) <= minutes)
            open_[index] = here & self.weeks[index].usable(index)
        return Freedom(options=open_)

    def reworked(self, plan: Plan, members: Sequence[int], span: tuple[int, int]) -> Freedom:
        """Anything that starts in a span of time may be worked or not, and in other ways."""
        open_ = {}
        for index in members:
            starts, dates = self.weeks[index].kind.starts, self.weeks[index].kind.dates
            standing = [
                dates[each.option]
                for each in plan[index]
                if not span[0] <= starts[each.option] < span[1]
            ]
            inside = (span[0] <= starts) & (starts < span[1]) & ~np.isin(dates, standing)
            open_[index] = inside & self.weeks[index].usable(index)
        return Freedom(options=open_)
