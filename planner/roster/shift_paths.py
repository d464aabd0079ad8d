"""What is left of a shift, slot by slot, whichever way its breaks are laid.

Shifts that may go on in the same ways are in the same place of the graph, whatever template they
come from and whenever they began: few places tell all that may still happen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from planner.roster.problem import IntArray, Member, Option, Problem, presence
from planner.roster.queue_sets import SupplyClass, class_of

Way = tuple[int, ...]  # presence units of a shift from its first slot on
OVER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the graph: a class of agents, slots left, and where a slot may lead.

    ``steps`` are pairs of presence units in the slot and the next place, ``OVER`` after the last.
    """

    supply: int
    left: int
    steps: tuple[tuple[int, int], ...]


class ShiftPaths:
    """The graph of a problem's shifts, and where each option of each member enters it.

    A kind is where shifts of one form enter. Options of one duty that differ only in what their
    breaks cost are of one kind, so the graph allows every break that any of them does.
    """

    def __init__(self, problem: Problem, classes: Sequence[SupplyClass], units: int) -> None:
        self.problem, self.units = problem, units
        self.places: list[Place] = []
        self.kinds: list[int] = []
        self._index: dict[tuple[int, frozenset[Way]], int] = {}
        self._ways: dict[tuple[str, int, tuple[tuple[tuple[int, ...], ...], ...]], frozenset[Way]]
        self._ways = {}
        self.start_slots: list[IntArray] = []
        self.option_kinds: list[IntArray] = []
        for member in problem.members:
            supply = class_of(problem, classes, member)
            starts = [o.duty.start_minute // problem.interval_minutes for o in member.options]
            self.start_slots.append(np.array(starts, dtype=np.int64))
            self.option_kinds.append(self._kinds_of(member, supply))

    def _kinds_of(self, member: Member, supply: int) -> IntArray:
        """Kind of each option; -1 for a member who serves no queue."""
        kinds = np.full(len(member.options), -1, dtype=np.int64)
        alike: dict[tuple[int, str], list[int]] = defaultdict(list)
        for position, option in enumerate(member.options):
            alike[option.duty.start_minute, option.duty.shift].append(position)
        for positions in alike.values() if supply >= 0 else ():
            ways = self.ways_of([member.options[k] for k in positions])
            entry = self._place(supply, ways)
            if entry not in self.kinds:
                self.kinds.append(entry)
            kinds[positions] = self.kinds.index(entry)
        return kinds

    def ways_of(self, options: Sequence[Option]) -> frozenset[Way]:
        step = self.problem.interval_minutes
        first = options[0]
        key = (
            first.template.name,
            first.duty.start_minute % step,
            tuple(sorted(option.offsets for option in options)),
        )
        known = self._ways.get(key)
        if known is None:
            known = frozenset(way for option in options for way in self._ways_to_lay(option))
            self._ways[key] = known
        return known

    def _ways_to_lay(self, option: Option) -> Iterable[Way]:
        step = self.problem.interval_minutes
        begin = option.duty.start_minute % step
        length = option.template.length_minutes
        slots = -(-(begin + length) // step)
        minute = step // self.units
        for way in product(*option.offsets):
            spans = [(begin, begin + length, 1)]
            for pause, at in zip(option.template.breaks, way, strict=True):
                spans.append((begin + at, begin + at + pause.minutes, -1))
            found = [0] * slots
            for start, end, sign in spans:
                for slot, minutes in presence(start, end, slots, step):
                    found[slot] += sign * minutes // minute
            yield tuple(found)

    def _place(self, supply: int, ways: frozenset[Way]) -> int:
        if ways == frozenset({()}):
            return OVER
        key = (supply, ways)
        known = self._index.get(key)
        if known is None:
            rest: dict[int, set[Way]] = defaultdict(set)
            for way in ways:
                rest[way[0]].add(way[1:])
            steps = tuple(
                (units, self._place(supply, frozenset(some)))
                for units, some in sorted(rest.items())
            )
            known = len(self.places)
            left = len(next(iter(ways)))
            self.places.append(Place(supply=supply, left=left, steps=steps))
            self._index[key] = known
        return known
