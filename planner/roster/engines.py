"""Which search makes a roster: chosen by the problem's size, or asked for."""

from __future__ import annotations

from enum import StrEnum

from planner.errors import DataError, Fault
from planner.roster.decomposition import sizes_of
from planner.roster.problem import Problem

__all__ = ["Engine", "engine_of"]


class Engine(StrEnum):
    """How a roster is searched for; the rules, the bound and the audit are the same in each.

    ``PATTERNS`` follows the patterns of the bound by prices of starts, ``PARTS`` lets agents agree
    and then solves part after part exactly, ``AGREEMENT`` lets agents agree all the time. ``AUTO``
    chooses: patterns where the bound has them, parts up to some hundreds of agents, agreement
    beyond, or where there is no time to put in one agent after the other.
    """

    AUTO = "auto"
    PATTERNS = "patterns"
    PARTS = "parts"
    AGREEMENT = "agreement"


def engine_of(problem: Problem, asked: Engine) -> Engine:
    """The engine that will search; ``AUTO`` where only the time can tell parts from agreement.

    Raises
    ------
    DataError
        Patterns are asked for where the bound has none.
    """
    if asked not in (Engine.AUTO, Engine.PATTERNS):
        return asked
    if sizes_of(problem) is not None:
        return Engine.PATTERNS
    if asked == Engine.PATTERNS:
        others = (Engine.AUTO, Engine.PARTS, Engine.AGREEMENT)
        expected = (
            f"one of {', '.join(others)}: patterns need one week of a team of a few, "
            "without vendors and work that may wait"
        )
        raise DataError([Fault(file="--engine", expected=expected, got=asked.value)])
    return asked
