"""Bounds at prices that a search averaged, and at mixtures with the best ones before.

Agents and cover who come to agree move the prices of heads to and fro around the best multipliers
(``agreement.py``); the mean over many rounds bounds as well as a linear program's prices do, or
better. What a bound is worth is concave in the prices, so that a mixture of two good ones is never
worse than the worse of both, and as a rule better than either.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from planner.roster.messages import Bound, Message, Prices
from planner.roster.price_bound import bound_at
from planner.roster.problem import FloatArray, Problem

__all__ = ["AveragedPrices"]

MIXTURES = (0.7, 0.85)  # of the new prices
LONG_S = 4.0  # what takes so long is done once only


class AveragedPrices:
    """Bounds a problem at prices as they come.

    Parameters
    ----------
    problem
        Of one plan week or several.
    send
        Takes a ``Bound`` wherever one is proven that is greater than those before it.
    """

    def __init__(self, problem: Problem, send: Callable[[Message], None]) -> None:
        self.problem, self.send = problem, send
        self.best: FloatArray | None = None
        self.value = 0.0

    def note(self, message: Message) -> None:
        """Remember prices of which the bound is told by somebody else, and that bound."""
        if isinstance(message, Prices):
            self.best = message.gain
        elif isinstance(message, Bound):
            self.value = max(self.value, message.value)

    def take(self, prices: Prices) -> None:
        """Bound at some prices, and at mixtures of these and the best where that is quick."""
        before, began = self.best, time.monotonic()
        known = self._bound(prices.gain)
        if not known or before is None or time.monotonic() - began > LONG_S:
            return
        for share in MIXTURES:
            self._bound(share * prices.gain + (1 - share) * before)

    def _bound(self, gain: FloatArray) -> bool:
        """Whether there is a bound of this kind."""
        value = bound_at(self.problem, gain)
        if value is not None and value > self.value:
            self.best, self.value = gain, value
            self.send(Bound(value=value))
        return value is not None
