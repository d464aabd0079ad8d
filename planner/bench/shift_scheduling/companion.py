"""Starts the process beside the search, and talks with it."""

from __future__ import annotations

from planner.bench.shift_scheduling.messages import Message, Request
from planner.roster.two_processes import Started

__all__ = ["Companion"]


class Companion(Started[Message]):
    """A second process on the same instance."""

    def __init__(self, request: Request) -> None:
        super().__init__("planner.bench.shift_scheduling.beside", request)

    def ended(self) -> bool:
        """Never: the search ends by its own time."""
        return False
