"""Cuts for the relaxation: a shift has a break in it, so one shift alone leaves a hole.

Fractions of shifts fill each other's breaks, whole ones do not. Let w be one slot more than the
longest stretch that any shift is present without a break. Of w slots in a row a single shift
leaves at least one without anybody, and no shift leaves all of them, so with N shifts that touch
the window and z_t = 1 where nobody is there,

    sum of z_t over the window >= 2 - N.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from planner.roster.problem import Option, Problem
from planner.roster.program import Program
from planner.roster.queue_sets import SupplyClass, class_of

LONGEST_WINDOW = 40
Span = tuple[int, int]


class Holes:
    """Who starts and ends when, by class, and the variables that say that nobody is there."""

    def __init__(self, problem: Problem, program: Program, classes: tuple[SupplyClass, ...]):
        self.problem, self.program, self.classes = problem, program, classes
        self.starts: dict[Span, list[int]] = defaultdict(list)
        self.ends: dict[Span, list[int]] = defaultdict(list)
        self.empty: dict[tuple[tuple[int, ...], int], int] = {}
        self.started: dict[Span, int] = {}
        self.ended: dict[Span, int] = {}
        self.stretch: dict[int, int] = defaultdict(int)

    def add_option(self, place: int, option: Option, variable: int) -> None:
        """Count an option of a member of a class."""
        step, slots = self.problem.interval_minutes, self.problem.slots
        first = option.duty.start_minute // step
        last = min(-(-option.duty.end_minute // step), slots)
        self.starts[place, first].append(variable)
        self.ends[place, last].append(variable)
        self.stretch[place] = max(self.stretch[place], longest_stretch(option, step))

    def nobody(
        self, serving: tuple[int, ...], slot: int, heads: Mapping[tuple[int, int], int]
    ) -> int:
        """Variable that is at least 1 less the heads of some classes in a slot."""
        found = self.empty.get((serving, slot))
        if found is None:
            found = self.program.variable(1, whole=False)
            here = [heads[place, slot] for place in serving]
            self.program.add([found, *here], [1.0] * (1 + len(here)), 1.0, None)
            self.empty[serving, slot] = found
        return found

    def add_cuts(self) -> None:
        """Cuts for every set of classes of which some slot was asked about."""
        by_serving: dict[tuple[int, ...], dict[int, int]] = defaultdict(dict)
        for (serving, slot), variable in self.empty.items():
            by_serving[serving][slot] = variable
        for serving, at in by_serving.items():
            width = max(self.stretch[place] for place in serving) + 1
            if width <= LONGEST_WINDOW:
                self._add_windows(serving, at, width)

    def _add_windows(self, serving: tuple[int, ...], at: Mapping[int, int], width: int) -> None:
        past = self._past(serving)
        for first in range(self.problem.slots - width + 1):
            window = range(first, first + width)
            if past[first : first + width].any() or not all(slot in at for slot in window):
                continue
            columns, values = [at[slot] for slot in window], [1.0] * width
            for place in serving:
                columns.append(self._count(self.started, self.starts, place, window[-1]))
                values.append(1.0)
                columns.append(self._count(self.ended, self.ends, place, first))
                values.append(-1.0)
            self.program.add(columns, values, 2.0, None)

    def _past(self, serving: tuple[int, ...]) -> np.ndarray:
        """Slots in which shifts from before the horizon are still on."""
        busy = np.zeros(self.problem.slots, dtype=bool)
        for member in self.problem.members:
            if class_of(self.problem, self.classes, member) in serving:
                for past in member.history:
                    if past.end_minute > 0:
                        busy[: -(-past.end_minute // self.problem.interval_minutes)] = True
        return busy

    def _count(
        self, counts: dict[Span, int], moments: Mapping[Span, list[int]], place: int, until: int
    ) -> int:
        """Shifts of a class that started (or ended) by a slot, as a stock made when asked for."""
        for slot in range(until + 1):
            if (place, slot) in counts:
                continue
            stock = self.program.variable(7 * len(self.problem.members) * self._weeks, whole=False)
            here = moments.get((place, slot), [])
            columns, values = [stock, *here], [1.0, *[-1.0] * len(here)]
            if slot:
                columns.append(counts[place, slot - 1])
                values.append(-1.0)
            self.program.add(columns, values, 0.0, 0.0)
            counts[place, slot] = stock
        return counts[place, until]

    @property
    def _weeks(self) -> int:
        return len(self.problem.week_bounds)


def longest_stretch(option: Option, step: int) -> int:
    """Most slots in a row that a duty may touch without a break that fills a whole slot.

    Parameters
    ----------
    option
        With the starts that its breaks may take.
    step
        Minutes of a slot.
    """
    begin = option.duty.start_minute
    free_from, longest = begin, 0
    for pause, offsets in zip(option.template.breaks, option.offsets, strict=True):
        fills = all(
            -(-(begin + at) // step) * step + step <= begin + at + pause.minutes for at in offsets
        )
        if fills:
            latest = begin + offsets[-1]
            longest = max(longest, _touched(free_from, latest, step))
            free_from = begin + offsets[0] + pause.minutes
    return max(longest, _touched(free_from, option.duty.end_minute, step))


def _touched(start: int, end: int, step: int) -> int:
    """Slots that a span touches, and one more where it is off the grid."""
    return -(-end // step) - start // step if end > start else 0
