"""Teams of some dozens: of several ways to a better roster the one that gains most has the time.

Where agents are much alike and cover is all that matters, agents who agree (``agreement.py``) are
far ahead. Where each has a past, skills and wishes of her own, or hours to be fair about, taking a
few out at a time (``reinsertion.py``) and exact moves of parts (``improvement.py``) go on gaining
when agreement has stopped. Which it is, is measured on the team at hand: every way is tried, then
that has the time which gained most a second when it had it last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.roster.agreement import Agreement
from planner.roster.breaks_together import lay_breaks_together
from planner.roster.improvement import Improvement
from planner.roster.messages import Prices

__all__ = ["Way", "by_what_gains", "most_worth"]

AGREEMENTS, SHORTEST_S = 4, 2.0  # in all the time, if nothing else gained anything
ANNEAL_TRIAL, PARTS_TRIAL = 0.15, 0.3  # of the length of an agreement, the first time
SHORTEST_TRIAL_S = 0.5
NEXT_TO_NOTHING = 5e-5  # of the objective a second: agreement at least looks elsewhere then


@dataclass(slots=True, eq=False, kw_only=True)
class Way:
    """Something that makes rosters better; the share of the objective it last gained a second."""

    rate: float = np.inf

    def worth(self) -> float:
        """Its rate, or nothing where that is next to nothing."""
        return self.rate if self.rate > NEXT_TO_NOTHING else 0.0


def most_worth(ways: Sequence[Way]) -> Way:
    """The way that gained most; of those that gained next to nothing the first."""
    return max(ways, key=Way.worth)


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

    agreeing, annealing, parting = Way(), Way(), Way()
    run = {id(agreeing): agree, id(annealing): anneal, id(parting): change_parts}
    first = [(agreeing, part), (annealing, ANNEAL_TRIAL * part)]
    first += [(agreeing, part), (parting, PARTS_TRIAL * part)]
    best, empty = search.cost(), not any(week.chosen for week in search.weeks)
    while empty or (time.monotonic() < until and not enough(best)):
        if first:
            way, length = first.pop(0)
        else:
            way, length = most_worth([agreeing, annealing, parting]), part
        began, before = time.monotonic(), best
        run[id(way)](min(until, began + max(SHORTEST_TRIAL_S, length)))
        if way is not parting and not enough(search.cost()):
            lay_breaks_together(search)
        best, empty = search.cost(), False
        spent = max(time.monotonic() - began, 1e-3)
        way.rate = (before - best) / max(abs(before), 1.0) / spent
