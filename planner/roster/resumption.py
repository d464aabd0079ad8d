"""Where a search begins that changes a published roster: from it, as far as it still stands."""

from __future__ import annotations

import numpy as np

from planner.roster.plan import Chosen
from planner.roster.problem import Member, PublishedShift
from planner.roster.reinsertion import Reinsertion

__all__ = ["is_published", "resume"]


def is_published(search: Reinsertion) -> bool:
    """Whether there is a published roster of any of the members."""
    return any(member.published for member in search.problem.members)


def resume(search: Reinsertion) -> bool:
    """Put the published weeks in; whoever cannot work hers takes her best one, the rest in place.

    Returns
    -------
    bool
        False where somebody has no legal week.
    """
    left = []
    for index in range(len(search.problem.members)):
        before = search.weeks[index]
        search.put_chosen(index, _published(search, index))
        if not search.is_legal(index):
            search.put(index, before)
            left.append(index)
    search.cover.place_waiting(search.supply)
    complete = True
    for index in left:
        before = search.weeks[index]
        week = search.best_week(index)
        if week is not None:
            search.put(index, week)
        if week is None or not search.is_legal(index):
            search.put(index, before)
            complete = False
    search.cover.place_waiting(search.supply)
    return complete


def _published(search: Reinsertion, index: int) -> tuple[Chosen, ...]:
    """A member's published shifts, as many as she may work by themselves."""
    weeks, member = search.best_weeks[index], search.problem.members[index]
    usable = weeks.usable(index)
    chosen = []
    for one in member.published or ():
        ways = [k for k in weeks.ways_of(one) if usable[k]]
        found = next((k for k in ways if _laid(member, k, one)), None)
        if found is not None:
            chosen.append(
                Chosen(
                    option=found, break_starts=one.break_starts, held=one.held if one.frozen else ()
                )
            )
        elif ways:
            # Somewhere: once the roster stands, they are laid where they hurt least.
            chosen += weeks.kind.values.with_breaks(ways[:1], np.zeros(search.problem.slots))
    return tuple(chosen)


def _laid(member: Member, position: int, one: PublishedShift) -> bool:
    """Whether an option's breaks may lie where they were published."""
    offsets = member.options[position].offsets
    starts = tuple(start - one.start_minute for start in one.break_starts)
    return len(starts) == len(offsets) and all(
        start in allowed for start, allowed in zip(starts, offsets, strict=True)
    )
