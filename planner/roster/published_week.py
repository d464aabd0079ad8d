"""A member's published week: what it costs to keep it, against the best of all weeks.

Weeks that differ from it cost the weight of a change on top. So her cheapest week is the cheaper
of two: the best of all weeks with that weight, and her published one without it, its breaks laid
anew. That is exact, and nothing in the dynamic programs changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.legality import is_legal
from planner.roster.problem import FloatArray, IntArray, Member, Problem
from planner.roster.tour_space import BoolArray, Tour

__all__ = ["PublishedWeek", "duty_numbers", "published_week"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWeek:
    """Of one member; ``ways`` holds for each shift the options that differ in its breaks alone.

    ``duties`` are the shifts' numbers in order; ``stands`` is False where she cannot work the week
    any more: then every week of hers differs. ``end_cost`` is what its minutes cost.
    """

    ways: tuple[IntArray, ...]
    duties: tuple[int, ...]
    stands: bool
    weight: float
    end_cost: float

    def or_kept(self, best: Tour | None, price: FloatArray) -> Tour | None:
        """The cheaper of the best of all weeks, which may be this one, and this one."""
        changed = None if best is None else replace(best, cost=best.cost + self.weight)
        if not self.stands:
            return changed
        cost = self.kept_cost(price)
        if changed is not None and changed.cost < cost:
            return changed
        options = tuple(int(way[np.argmin(price[way])]) for way in self.ways)
        return Tour(options=options, cost=cost)

    def kept_cost(self, price: FloatArray) -> float:
        """What it costs when each option costs ``price``."""
        return sum(float(price[way].min()) for way in self.ways) + self.end_cost

    def least_cost(self, best: float, price: FloatArray) -> float:
        """What the cheapest week costs, where the best of all weeks costs ``best``."""
        changed = best + self.weight
        return min(changed, self.kept_cost(price)) if self.stands else changed

    def differs(self, duties: IntArray) -> bool:
        """Whether a week of these shifts, by number, is another one."""
        return not self.stands or tuple(sorted(duties.tolist())) != self.duties


def duty_numbers(kind: Kind) -> tuple[IntArray, dict[tuple[int, str], int]]:
    """Per option the number of its shift, and numbers by start and name: breaks do not count."""
    numbers: dict[tuple[int, str], int] = {}
    of_option = [
        numbers.setdefault((option.duty.start_minute, option.duty.shift), len(numbers))
        for option in kind.options
    ]
    return np.array(of_option, dtype=np.int64), numbers


def published_week(
    problem: Problem,
    member: Member,
    usable: BoolArray,
    duties: IntArray,
    numbers: dict[tuple[int, str], int],
    minutes: IntArray,
    end_cost_of: Callable[[int], float],
) -> PublishedWeek | None:
    """A member's; None where nothing is published, or a change weighs nothing.

    Parameters
    ----------
    problem, member
        Of one plan week.
    usable
        Per option, whether she may work it by itself.
    duties, numbers
        As ``duty_numbers`` has them.
    minutes
        Per option, what is paid.
    end_cost_of
        What a week of so many minutes costs on top of its shifts.
    """
    weight = float(problem.weights.change)
    if member.published is None or weight == 0:
        return None
    named = [numbers.get((one.start_minute, one.shift), -1) for one in member.published]
    ways = tuple(np.flatnonzero((duties == number) & usable) for number in named)
    stands = all(map(len, ways)) and is_legal(problem, member, [int(way[0]) for way in ways])
    return PublishedWeek(
        ways=ways,
        duties=tuple(sorted(named)),
        stands=stands,
        weight=weight,
        end_cost=end_cost_of(int(sum(minutes[way[0]] for way in ways))) if stands else 0.0,
    )
