"""Why there is no table: a few requirements that cannot hold together, none of them too many."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from planner.rotation.problem import DAYS, Ban, Demand, Requirement, problem_of
from planner.rotation.search import Status, decide, find_flow
from planner.scenario import Rotation

__all__ = ["Clash", "find_clash"]

Judge = Callable[[Sequence[Requirement], float], Status]
TRY_SHARE = 0.1  # of all the time, for one try: a hard one leaves time for the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Requirements that no table of the rotation's lines can meet together.

    ``minimal``: without any one of them there is a table. Where that is False, time ran out before
    all of them were tried.
    """

    requirements: tuple[Requirement, ...]
    minimal: bool


def find_clash(
    rotation: Rotation, requirements: Sequence[Requirement], *, seconds: float, seed: int = 0
) -> Clash:
    """Leave out what the proof can do without, piece by piece.

    Parameters
    ----------
    rotation
        Whose lines and shifts are asked about.
    requirements
        Proven to be impossible together.
    seconds
        For all tries; what was not tried by then stays in.
    seed
        Of the search.

    Returns
    -------
    Clash
        Pieces are left out in large portions first. To do with fewer requirements is never harder,
        so what could not be left out once cannot be left out later, and the rest is minimal.
    """
    until = time.monotonic() + seconds

    def flow(some: Sequence[Requirement], left: float) -> Status:
        return find_flow(problem_of(rotation, some), seconds=left, seed=seed)

    def table(some: Sequence[Requirement], left: float) -> Status:
        return decide(problem_of(rotation, some), seconds=left, seed=seed).status

    kept = list(requirements)
    # What is impossible even as several tables has a plain reason, found fast; to ask for one table
    # at once would look for the reason where it is hardest to see.
    if flow(kept, seconds) is Status.IMPOSSIBLE:
        kept, _ = _without(kept, until, flow, seconds * TRY_SHARE)
    kept, minimal = _without(kept, until, table, seconds * TRY_SHARE)
    return Clash(requirements=tuple(kept), minimal=minimal)


def _without(
    requirements: Sequence[Requirement], until: float, judge: Judge, longest_try: float
) -> tuple[list[Requirement], bool]:
    """What is left when all is left out that can be; and whether each of them was tried."""
    kept = list(requirements)
    tried = True
    for portion in _portions(requirements):
        fewer = [requirement for requirement in kept if requirement not in portion]
        if len(fewer) == len(kept):
            continue
        status = judge(fewer, min(longest_try, until - time.monotonic()))
        if status is Status.IMPOSSIBLE:
            kept = fewer
        elif len(portion) == 1:
            tried &= status is not Status.UNDECIDED
    return kept, tried


def _portions(requirements: Sequence[Requirement]) -> Iterator[frozenset[Requirement]]:
    """All heads, those of a shift, of a weekday; all bans; then each requirement alone."""
    demands = [one for one in requirements if isinstance(one, Demand)]
    yield frozenset(demands)
    for shift in dict.fromkeys(one.shift for one in demands):
        yield frozenset(one for one in demands if one.shift == shift)
    for weekday in range(DAYS):
        yield frozenset(one for one in demands if one.weekday == weekday)
    yield frozenset(one for one in requirements if isinstance(one, Ban))
    others = [one for one in requirements if not isinstance(one, Demand)]
    for one in (*others, *demands):
        yield frozenset({one})
