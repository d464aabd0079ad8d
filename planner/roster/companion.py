"""The process beside the search, as the search sees it."""

from __future__ import annotations

import time

from planner.roster.messages import Bound, Message, Request
from planner.roster.two_processes import Started


class Companion(Started[Message]):
    """A second process on the same problem; ``bound`` is the best that it proved so far."""

    def __init__(self, request: Request) -> None:
        self.bound: float | None = None
        self.bound_at = time.monotonic()  # when it last got better
        super().__init__("planner.roster.beside", request)

    def take(self, message: Message) -> None:
        """Keep a message that came; of bounds the best."""
        if isinstance(message, Bound):
            self.bound = max(message.value, self.bound or 0.0)
            self.bound_at = time.monotonic()
        else:
            super().take(message)

    def may_bound(self) -> bool:
        """Whether there is no bound yet, but hope of one."""
        return self.bound is None and self._thread.is_alive()

    def wait_for_bound(self, seconds: float) -> None:
        """Wait until there is a bound or no hope of one."""
        step = 0.02
        while self.may_bound() and seconds > 0:
            self._thread.join(step)
            seconds -= step
