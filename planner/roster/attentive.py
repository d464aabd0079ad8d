"""A partner who is listened to all the time, so that a best roster that is proven ends a search."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from planner.roster.messages import Message, Move
from planner.roster.plan import Plan

__all__ = ["Attentive", "Partner"]


class Partner(Protocol):
    """Who searches beside, if anybody does."""

    def enough(self, best: float) -> bool:
        """Whether to end with an objective: asked to, or proven good enough."""

    def received(self) -> list[Message]:
        """What came since it was asked before."""

    def send(self, message: Message) -> None:
        """Tell what was found."""


class Attentive:
    """A partner whose whole rosters, told with their objective, count as found at once.

    Parameters
    ----------
    partner
        Who is listened to.
    """

    def __init__(self, partner: Partner) -> None:
        self._partner, self._inbox, self._best = partner, list[Message](), np.inf
        self.rosters: list[Plan] = []

    def enough(self, best: float) -> bool:
        """Whether to end with an objective, or with that of a whole roster that came."""
        self._listen()
        return self._partner.enough(min(best, self._best))

    def received(self) -> list[Message]:
        """What came since it was asked before, whole rosters aside."""
        self._listen()
        found, self._inbox = self._inbox, []
        return found

    def send(self, message: Message) -> None:
        """Tell what was found."""
        self._partner.send(message)

    def _listen(self) -> None:
        for message in self._partner.received():
            if isinstance(message, Move) and message.objective is not None:
                self._best = min(self._best, message.objective)
                self.rosters.append(message.weeks)
            else:
                self._inbox.append(message)
