"""What nights, weekends and holidays of one member cost in fairness, the others as they stand.

Her own distance from her peers falls until she has borne her share and grows from there on, so
another minute has no one price. Of whole weeks the cost is told exactly. Where shifts are priced
one by one, her share is laid on dates: a shift is worth having as far as its date's part goes and
costs past that. No week looks cheaper so than it is (triangle inequality), and one that bears on
every date the part laid there looks as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.roster.problem import FloatArray, IntArray

__all__ = ["Borne"]

PARTS = (0.5, 1.0)  # of the most that a date allows, laid on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """One member's distances from her peers before any week of hers.

    Parameters
    ----------
    distance
        Minutes by kind.
    own
        By how much another minute of hers moves them.
    others
        By how much it makes the distances of all others together grow, by kind.
    price
        Of a minute of distance, in currency.
    """

    distance: FloatArray
    own: float
    others: FloatArray
    price: float

    def cost(self, minutes: FloatArray) -> FloatArray:
        """What weeks of so many minutes cost more than none, in currency; rows by kind."""
        moved = np.abs(self.distance + self.own * minutes) - np.abs(self.distance)
        cost: FloatArray = self.price * (moved + self.others * minutes).sum(axis=1)
        return cost

    def option_costs(
        self,
        minutes: FloatArray,
        dates: IntArray,
        most: FloatArray,
        random: np.random.Generator,
    ) -> FloatArray:
        """The same of options one by one, in currency, her share laid on dates in any way.

        Parameters
        ----------
        minutes
            Options by kind.
        dates
            Of each option, the place of its date.
        most
            The most minutes of an option of each date, dates by kind.
        random
            Says how the share is laid.
        """
        if self.own == 0:
            return np.zeros(len(minutes))
        laid = self._laid(most, random)[dates]
        moved = np.abs(laid - minutes) - laid
        cost: FloatArray = self.price * (self.own * moved + self.others * minutes).sum(axis=1)
        return cost

    def _laid(self, most: FloatArray, random: np.random.Generator) -> FloatArray:
        """Minutes laid on each date, by kind: all that she may bear where that is not too much."""
        laid = most.copy()
        room = np.maximum(0.0, -self.distance / self.own)
        for kind in np.flatnonzero(room < most.sum(axis=0)):
            left, laid[:, kind] = float(room[kind]), 0.0
            for day in random.permutation(len(most)).tolist() if left > 0 else ():
                laid[day, kind] = min(left, float(most[day, kind]) * random.choice(PARTS))
                left -= laid[day, kind]
        return laid
