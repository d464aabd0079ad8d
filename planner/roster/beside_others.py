"""What agents agree on apart from cover: who is at work together, each at a price of its own.

To cover, agents who serve the same queues are one, whoever must be beside them: it wants so many of
them in all. The rules want so many of each class, only where they ask. A head is worth both.
"""

from __future__ import annotations

import numpy as np

from planner.roster.cover_cost import CoverCost
from planner.roster.messages import Prices
from planner.roster.problem import FloatArray

__all__ = ["AlikeInCover", "BesideOthers"]

STEP = 0.3  # of the multipliers
FARTHEST = 8  # heads that a wish may be off what is there


class AlikeInCover:
    """Classes that are one to cover, with their price and how many cover wants, by slot.

    Attributes
    ----------
    of
        Per class which of these it belongs to.
    """

    def __init__(self, cover: CoverCost, prices: Prices) -> None:
        keys = [(one.queues, one.net) for one in cover.classes]
        distinct = list(dict.fromkeys(keys))
        self.cover, self.of = cover, [distinct.index(key) for key in keys]
        self.first = [keys.index(key) for key in distinct]
        self.wanted = self.summed(prices.supply)
        asked = cover.together.asked_of_classes
        free = self.summed(~asked * 1.0)
        counts = np.where(free > 0, free, self.summed(np.ones_like(prices.gain)))
        unasked = np.where(free[self.of] > 0, ~asked * prices.gain, prices.gain)
        self.price = np.maximum(self.summed(unasked) / counts, 0.0)

    def summed(self, rows: FloatArray) -> FloatArray:
        """Rows of classes that are one, added."""
        if len(self.first) == len(self.of):
            return rows
        total = np.zeros((len(self.first), rows.shape[1]))
        np.add.at(total, self.of, rows)
        return total

    def per_slot(self, supply: FloatArray) -> FloatArray:
        """What every slot costs by the queues alone, at a supply of those that are one."""
        heads = np.zeros((len(self.of), supply.shape[1]))
        heads[self.first] = supply
        return self.cover.of_queues(heads)


class BesideOthers:
    """Prices of the rules on who is at work together, classes by slots, and what these want."""

    def __init__(self, cover: CoverCost, prices: Prices, alike: AlikeInCover) -> None:
        self.together = cover.together
        self.asked = self.together.asked_of_classes
        self.low, self.high = self.together.least_worth[:, None], self.together.most_worth[:, None]
        self.price = self._bounded(prices.gain - alike.price[alike.of])
        self.wanted = prices.supply.copy()

    def _bounded(self, price: FloatArray) -> FloatArray:
        bounded: FloatArray = np.where(self.asked, np.clip(price, self.low, self.high), 0.0)
        return bounded

    def worth(self, place: int, there: FloatArray, tightness: float) -> FloatArray:
        """What one head more of a class is worth where so many are there; nothing where not asked.

        ``there`` may be rows of slots.
        """
        worth = self.price[place] + tightness * (self.wanted[place] - there - 0.5)
        return np.where(self.asked[place], np.clip(worth, self.low[place], self.high[place]), 0.0)

    def move(self, there: FloatArray, tightness: float) -> None:
        """Prices follow what was missed; then the rules say anew what they want, near to that."""
        if not self.asked.any():
            return
        self.price = self._bounded(self.price + STEP * tightness * (self.wanted - there))
        wanted = there.copy()
        for place in range(len(there)):
            wanted[place] = self._wanted(place, wanted, there[place], tightness)
        self.wanted = wanted

    def _wanted(
        self, place: int, wanted: FloatArray, there: FloatArray, tightness: float
    ) -> FloatArray:
        least, found = np.full(len(there), np.inf), there.copy()
        supply = wanted.copy()
        for heads in sorted(range(-FARTHEST, FARTHEST + 1), key=abs):
            supply[place] = np.maximum(there + heads, 0.0)
            cost = self.together.per_slot(supply, supply) + self.price[place] * supply[place]
            cost += 0.5 * tightness * (supply[place] - there) ** 2
            better = cost < least - 1e-9
            least[better], found[better] = cost[better], supply[place, better]
        return found
