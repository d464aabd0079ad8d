"""Moves that undo changes of a published roster: somebody works her published week again.

What her change was good for must be made up for by others, who changed too or did not yet: so they
take their best weeks anew right after her, as few as it takes. A chain of changes that only pays
as a whole is undone that way where no move of one agent gains anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from planner.roster.reinsertion import Reinsertion, Week

__all__ = ["changed_members", "published_week_of", "undo_changes"]

MOST_OTHERS = 3  # who choose anew with somebody
LEAST_GAIN = 1e-6


def changed_members(search: Reinsertion) -> list[int]:
    """Members whose week is another one than was published, though they could work that."""
    found = []
    for index, week in enumerate(search.weeks):
        weeks = search.best_weeks[index]
        published = weeks.published(index)
        options = [each.option for each in week.chosen]
        if published is not None and published.stands and published.differs(weeks.duties[options]):
            found.append(index)
    return found


def published_week_of(search: Reinsertion, index: int) -> Week:
    """A member's published week as it may stand, breaks and all where they hurt least now."""
    weeks = search.best_weeks[index]
    published = weeks.published(index)
    if published is None or not published.stands:
        raise ValueError(f"Expected a published week of member {index} that stands; got none.")
    gain = search.gain_of(index)
    price = weeks.base_cost - weeks.kind.values.value(gain)
    options = tuple(int(way[np.argmin(price[way])]) for way in published.ways)
    return search.week_of(index, search.layouts[index].week(options, gain))


def undo_changes(search: Reinsertion, until: float, enough: Callable[[float], bool]) -> float:
    """Undo what need not be, until a moment of ``time.monotonic``; the objective in the end.

    Parameters
    ----------
    search
        With a roster that changes a published one; it only ever gets better.
    until
        When to end.
    enough
        Asked now and then with the objective, whether to end.
    """
    best = search.cost()
    changed = changed_members(search)
    while changed and time.monotonic() < until and not enough(best):
        first = search.random.choice(changed)
        best = _undone(search, first, changed, best)
        changed = changed_members(search)
    return best


def _undone(search: Reinsertion, first: int, changed: list[int], best: float) -> float:
    """Put one member's published week back and let a few others choose anew; kept if that gains."""
    others = [index for index in _others(search, first, changed) if index != first]
    taken = [first, *others]
    before = [(index, search.weeks[index]) for index in taken]
    placing = search.cover.placing
    for index in taken:
        search.put(index, search.empty[index])
    search.put(first, published_week_of(search, first))
    for index in others:
        week = search.best_week(index)
        if week is None:
            search.restore(before, placing)
            return best
        search.put(index, week)
    if others:  # her breaks were laid while the others were away
        search.lay_anew(first)
    search.cover.place_waiting(search.supply)
    cost = search.cost()
    if cost < best - LEAST_GAIN and all(search.is_legal(index) for index in taken):
        return cost
    search.restore(before, placing)
    return best


def _others(search: Reinsertion, first: int, changed: list[int]) -> list[int]:
    """None, or some; half of them from those who changed, the rest anybody."""
    found: set[int] = set()
    for _ in range(search.random.randrange(MOST_OTHERS + 1)):
        pool = changed if search.random.random() < 0.5 else range(len(search.weeks))
        found.add(search.random.choice(pool))
    return sorted(found - {first})
