"""An exact bound for a team of a few: everything that it may do together, told apart bit by bit.

A bound of the decomposition (``decomposition.py``) leaves out who works what. Here it is told
apart, but only of rosters that cost less than a *cut*: at good prices these are few
(``joint_beginning.py``). Prices move again, each member's own, and what proves too dear is
dropped (``joint_prices.py``); then members' weeks are told apart too (``joint_tracking.py``). In
the end nothing is left, which proves the cut, and the next one is higher; or the cheapest roster
is, which is proven then. This is successive sublimation (Ibaraki 1987; Tanaka, Fujikuma and Araki
2009) on a Lagrangian decomposition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from planner.roster.decomposition import Decomposition, StartPrices
from planner.roster.exact_moves import Freedom, best_near
from planner.roster.joint_beginning import Beginning
from planner.roster.joint_prices import JointPrices
from planner.roster.joint_weeks import MemberOptions, WeekToGo
from planner.roster.plan import Plan
from planner.roster.problem import Problem
from planner.roster.queue_sets import class_of, presence_units, supply_classes

# Of six, the heads at the peak are too many for cover to say much of who is out of its sight.
MOST_MEMBERS, MOST_HEADS = 5, 2_000
FIRST_ROOM, WIDER, SMALLEST_ROOM = 0.01, 1.4, 0.001  # of the bound
MOST_EDGES = 4_000_000  # of a graph: some 60 bytes each
HALF, SLOWEST_GROWTH = 0.5, 1.1  # of the most that is aimed for; of edges from room to room
STALLED, STALL_SHARE = 20, 0.1  # steps that close less than that share of what is open
LIMITS = (0.25, 0.5, 0.75, 1.0)  # of what is open, proven one after the other
LAY_S = 5.0  # for breaks, at most
ROUNDING = 0.01  # idle pay and overtime are rounded once a week


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A bound in currency; with the options of a cheapest roster, by member, where it is of one."""

    value: float
    options: tuple[tuple[int, ...], ...] | None


def can_be_joint(problem: Problem) -> bool:
    """Whether a problem, one that may be split, is small enough for this."""
    classes, units = supply_classes(problem), presence_units(problem)
    own = [class_of(problem, classes, member) for member in problem.members]
    heads = prod(own.count(place) * units + 1 for place in range(len(classes)))
    return (
        len(problem.members) <= MOST_MEMBERS
        and heads <= MOST_HEADS
        and all(
            member.published is None and member.law.min_rest_minutes >= problem.interval_minutes
            for member in problem.members
        )
    )


def laid_out(problem: Problem, options: Sequence[Sequence[int]]) -> Plan | None:
    """The roster of some options, by member, its breaks where they cost least."""
    masks = {}
    for index, member in enumerate(problem.members):
        mask = np.zeros(len(member.options), dtype=bool)
        mask[list(options[index])] = True
        masks[index] = mask
    return best_near(problem, {}, Freedom(options=masks), LAY_S).plan


class JointBound:
    """Bounds of one problem, better and better.

    Parameters
    ----------
    split
        Of the problem; not closed.
    prices
        Good ones, for this split.
    go_on
        Asked all the time, whether to go on.
    tell
        Takes every better bound.
    """

    def __init__(
        self,
        split: Decomposition,
        prices: StartPrices,
        go_on: Callable[[], bool],
        tell: Callable[[float], None],
    ) -> None:
        self.split, self.go_on, self.tell = split, go_on, tell
        by_kind = split.weeks.peers.weighed(prices.fairness)
        self.options = [
            MemberOptions.of(split.weeks, index, by_kind[index])
            for index in range(len(split.counted))
        ]
        self.prices = split.by_member(prices)
        constant = split.granted + float((by_kind * split.past).sum())
        self.constant = constant - ROUNDING * len(self.options)
        self.edges = 0
        self.sizes: list[tuple[float, int]] = []  # rooms, and edges that these took
        self._weigh()

    def _weigh(self) -> None:
        """What weeks cost at the prices at hand, and what they and cover cost together."""
        weeks = [WeekToGo(one, np.ones(len(one.cost), dtype=bool)) for one in self.options]
        own = [one.cost - price for one, price in zip(self.options, self.prices, strict=True)]
        to_go = [week.to_go(price) for week, price in zip(weeks, own, strict=True)]
        self.excess = [w.excess(table, p) for w, table, p in zip(weeks, to_go, own, strict=True)]
        self.weeks = sum(week.least(table) for week, table in zip(weeks, to_go, strict=True))
        everything = [np.ones(len(one.cost), dtype=bool) for one in self.options]
        cover = Beginning(self.split, self.prices, self.excess, everything).least
        self.least = self.constant + self.weeks + cover

    def run(self) -> Proven:
        """Raise the cut as long as it may; what is proven in the end."""
        best, proven, most_room = self.least, 0.0, np.inf
        room = FIRST_ROOM * abs(self.least)
        while self.go_on() and most_room - proven > SMALLEST_ROOM * abs(self.least):
            grown = self._beginning(room)
            if grown is False:
                most_room = room
            else:
                found = grown if isinstance(grown, Proven) else self._sublimated(grown, best)
                best = max(best, found.value)
                self.tell(best)
                if found.options is not None or best < self.least + room:
                    return Proven(value=best, options=found.options)
                proven = room
                if isinstance(grown, JointPrices):
                    self.sizes.append((room, self.edges))
            room = self._next_room(proven, most_room)
        return Proven(value=best, options=None)

    def _next_room(self, proven: float, most_room: float) -> float:
        """The room to try next: not so much that it will be too much, as edges grew so far."""
        if most_room < np.inf:
            return (proven + most_room) / 2
        room = WIDER * max(proven, FIRST_ROOM * abs(self.least))
        if len(self.sizes) > 1:
            (before, few), (last, many) = self.sizes[-2:]
            growth = np.log(max(many / few, SLOWEST_GROWTH)) / (last - before)
            room = min(room, last + max(0.0, np.log(HALF * MOST_EDGES / many) / growth))
            room = max(room, last + SMALLEST_ROOM * abs(self.least))
        return float(room)

    def _beginning(self, room: float) -> JointPrices | Proven | Literal[False]:
        """What costs at most so much more than the least: proven where it is nothing.

        False where it is too much.
        """
        left = [excess <= room for excess in self.excess]
        cut = self.least + room
        grown = Beginning(self.split, self.prices, self.excess, left).graph(
            cut - self.constant - self.weeks, most=MOST_EDGES, go_on=self.go_on
        )
        if grown is None:
            return Proven(value=cut, options=None)
        if grown is False:
            return False
        self.edges = grown.edges
        return JointPrices(grown, self.options, self.prices, left, constant=self.constant, cut=cut)

    def _sublimated(self, joint: JointPrices, best: float) -> Proven:
        """Tell more and more apart below one cut."""
        cut = joint.cut
        while True:
            best = max(best, self._ascend(joint, best))
            if joint.graph is None or not self.go_on():
                return Proven(value=best, options=None)
            for share in LIMITS:
                limit = best + share * (cut - best)
                every = joint.tracking(joint.untracked, limit, most=MOST_EDGES, go_on=self.go_on)
                if every is None:
                    break
                if every.graph is not None:
                    return self._cheapest(every)
                best = max(best, limit)
                self.tell(best)
                if share == LIMITS[-1]:
                    return Proven(value=best, options=None)
            one = self._one_more(joint)
            if one is None:
                return Proven(value=best, options=None)
            joint = one

    def _ascend(self, joint: JointPrices, best: float) -> float:
        """Move prices until that closes little of what is open."""
        values: list[float] = []

        def on(value: float) -> bool:
            values.append(value)
            if value > max(best, *values[:-1], -np.inf):
                self.tell(value)
            if not self.go_on():
                return False
            early = len(values) <= STALLED
            return early or value - values[-STALLED] > STALL_SHARE * (joint.cut - value)

        joint.ascend(on)
        if joint.best > best:
            self.tell(joint.best)
        return joint.best

    def _one_more(self, joint: JointPrices) -> JointPrices | None:
        """One more member tracked, of whom the graph grows least; None where none can be."""
        most, found = MOST_EDGES, None
        for row in joint.untracked:
            more = joint.tracking([row], joint.cut, most=most, go_on=self.go_on)
            if more is not None:
                found = more
                if more.graph is None:
                    break
                most = more.graph.edges
        return found

    def _cheapest(self, joint: JointPrices) -> Proven:
        """The cheapest roster, where all are told apart."""
        assert joint.graph is not None  # noqa: S101 - for the type checker
        found = joint.evaluated(joint.graph)
        self.tell(found.value)
        paths: Sequence[Sequence[int]] = joint.graph.path(found.priced)
        return Proven(value=found.value, options=tuple(tuple(path) for path in paths))
