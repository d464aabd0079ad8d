"""Teams of some dozens: of several ways to a better roster the one that gains most has the time.

Where agents are much alike and cover is all that matters, agents who agree (``agreement.py``) are
far ahead. Where each has a past, skills and wishes of her own, or hours to be fair about, taking a
few out at a time (``reinsertion.py``) and exact moves of parts (``improvement.py``) go on gaining
when agreement has stopped. Which it is, is measured on the team at hand: every way is tried, then
that has the time which gained most a second when it had it last.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.roster.agreement import Agreement
from planner.roster.breaks_together import lay_breaks_together
from planner.roster.improvement import Improvement
from planner.roster.messages import Prices

__all__ = ["by_what_gains"]

AGREEMENTS, SHORTEST_S = 4, 2.0  # in all the time, if nothing else gained anything
ANNEAL_TRIAL, PARTS_TRIAL = 0.15, 0.3  # of the length of an agreement, the first time
SHORTEST_TRIAL_S = 0.5
NEXT_TO_NOTHING = 5e-5  # of the objective a second: agreement at least looks elsewhere then


@dataclass(slots=True, eq=False)
class _Way:
    """What may be done for a time; the share of the objective it last gained a second."""

    run: Callable[[float], None]  # until a moment
    first: float  # of the time of an agreement, the first time
    rate: float = np.inf

    def worth(self) -> float:
        """Its rate, or nothing where that is next to nothing: of such ways the first is taken."""
        return self.rate if self.rate > NEXT_TO_NOTHING else 0.0


def by_what_gains(
    by_part: Improvement,
    prices: Prices,
    seed: int,
    until: float,
    enough: Callable[[float], bool],
    *,
    heat: float,
) -> None:
    """Make a roster better until a moment of ``time.monotonic``; the best one stands in the end.

    Agents begin by agreeing, and do so once more before anything is compared: a first roster says
    nothing of what a second one is worth.

    Parameters
    ----------
    by_part
        Of a search with any roster, none too.
    prices
        Of heads, to agree from.
    seed
        Of the order in which agents choose; another one each time.
    until
        When to end.
    enough
        Asked now and then with the best objective, whether to end.
    heat
        Of annealing.
    """
    search = by_part.search
    part = until - time.monotonic()
    part = min(part, max(SHORTEST_S, part / AGREEMENTS))
    seeds = iter(range(seed, seed + 10**6))

    def agree(end: float) -> None:
        Agreement(search, prices, next(seeds)).run(end, enough)

    def anneal(end: float) -> None:
        search.improve(end, heat, enough)

    def change_parts(end: float) -> None:
        by_part.look_anew()
        while time.monotonic() < end and not enough(by_part.best):
            by_part.step(end)

    agreeing = _Way(agree, 1.0)
    others = (_Way(anneal, ANNEAL_TRIAL), _Way(change_parts, PARTS_TRIAL))
    first = [agreeing, others[0], agreeing, others[1]]
    best, empty = search.cost(), not any(week.chosen for week in search.weeks)
    while empty or (time.monotonic() < until and not enough(best)):
        way = first.pop(0) if first else max((agreeing, *others), key=_Way.worth)
        length = part if np.isfinite(way.rate) else max(SHORTEST_TRIAL_S, way.first * part)
        began, before = time.monotonic(), best
        way.run(min(until, began + length))
        best, empty = search.cost(), False
        if way is not others[1] and not enough(best):
            best = lay_breaks_together(search)
        spent = max(time.monotonic() - began, 1e-3)
        way.rate = (before - best) / max(abs(before), 1.0) / spent
