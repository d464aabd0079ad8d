"""What one more of something would save, estimated at what heads are worth in each slot.

At these prices an agent's best legal week costs so much less than nothing as she would save; a
rule that is relaxed lets weeks be cheaper; cover with a vendor's agent more costs less. All are
differences of the bound of ``price_bound.py``, to first order: the prices stand still. What a
linear program saves is concave in what it is given, so of a whole agent, whose hours fill what is
missing, they say too much rather than too little, but for what heads and shifts are whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from planner.roster.kinds import anybody
from planner.roster.price_bound import cover_program, least_week_costs, weeks_alone
from planner.roster.problem import FloatArray, Member, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import supply_classes
from planner.roster.relaxation import relax
from planner.roster.tour_space import FAR

__all__ = ["Worth"]

COVER_S = 60.0


class Worth:
    """Estimates at one set of prices.

    Parameters
    ----------
    problem
        Of one plan week or several.
    gain
        What a head is worth, classes of ``supply_classes`` by slots, in currency.
    """

    def __init__(self, problem: Problem, gain: FloatArray) -> None:
        self.problem, self.gain = problem, gain
        self._cover: float | None = None

    @property
    def knows_weeks(self) -> bool:
        """Whether agents' weeks can be priced: not where rules tie several weeks together."""
        return weeks_alone(self.problem) is not None

    def of_one_more(self, members: Sequence[Member]) -> FloatArray:
        """What one more agent like each of some would save, her own pay counted, in currency.

        She has worked nothing before, is never away and wishes for nothing; what she makes of
        fairness is left out. Below zero where she costs more than she saves, ``-FAR`` where she
        could not work a legal week.
        """
        return -self._week_costs([anybody(member) for member in members])

    def of_relaxing(self, members: Sequence[int], relaxed: Callable[[Member], Member]) -> float:
        """What it would save if other rules held of some members, in currency; never below zero.

        Parameters
        ----------
        members
            By position.
        relaxed
            Makes one of them whom less is forbidden.
        """
        own = [self.problem.members[index] for index in members]
        before = self._week_costs(own)
        after = self._week_costs([relaxed(member) for member in own])
        counted = (before < FAR / 2) & (after < FAR / 2)
        return float(np.maximum(before - after, 0.0)[counted].sum())

    def of_more_vendor_agents(self, place: int) -> float:
        """What one more agent of a vendor, at all its hours, would save, in currency."""
        if self._cover is None:
            self._cover = self._cover_cost(self.problem)
        vendors = list(self.problem.vendors)
        most = vendors[place].max_agents
        if most is None:
            return 0.0
        vendors[place] = replace(vendors[place], max_agents=most + 1)
        more = self._cover_cost(replace(self.problem, vendors=tuple(vendors)))
        return max(0.0, self._cover - more)

    def of_an_hour(self) -> FloatArray:
        """What an agent-hour less of each queue's requirement would save, queues by slots.

        In currency an hour; for work that may wait, of what is done in the slot.
        """
        model = cover_program(self.problem, self.gain, split=True)
        found = relax(model.program, COVER_S)
        shape = (len(self.problem.demand.queues), self.problem.slots)
        worth = np.zeros(shape)
        if found.prices is not None:
            for (queue, slot), row in model.asked.items():
                worth[queue, slot] = max(0.0, float(found.prices[row])) / COST_SCALE
        return worth * 60 / self.problem.interval_minutes

    def _cover_cost(self, problem: Problem) -> float:
        program = cover_program(problem, self.gain, split=False).program
        return relax(program, COVER_S).lower_bound / COST_SCALE

    def _week_costs(self, members: Sequence[Member]) -> FloatArray:
        """Least cost of each member's weeks, all weeks of the plan together."""
        alone = weeks_alone(replace(self.problem, members=tuple(members), peers=()))
        if alone is None:
            return np.zeros(len(members))
        costs = np.zeros(len(members))
        for week in alone:
            costs += least_week_costs(week, self._gain_of(week), np.zeros((len(members), 3)))
        return np.minimum(costs, FAR)

    def _gain_of(self, part: Problem) -> FloatArray:
        """Prices of the classes of fewer members."""
        places = {one: place for place, one in enumerate(supply_classes(self.problem))}
        rows = [places[one] for one in supply_classes(part)]
        return self.gain[rows]
