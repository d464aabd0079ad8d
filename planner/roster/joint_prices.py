"""Prices of a joint graph: what cover pays for each option of each member.

Paths pay members' prices, members take their best weeks at them, and both least costs together
are at most the cost of the best roster that the graph holds (Lagrangian decomposition, as in
``decomposition.py``, but each member by herself).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.roster.joint_graph import JointGraph, Priced
from planner.roster.joint_tracking import Tracked, tracking
from planner.roster.joint_weeks import MemberOptions, WeekToGo
from planner.roster.problem import FloatArray
from planner.roster.tour_space import BoolArray

# Steps of the prices, as in decomposition.py.
FIRST_STEP, SHORTER, PATIENCE, KEPT = 0.3, 0.75, 10, 0.7
HOPED = 0.01  # of the bound: how much more is thought possible
WORTH_DROPPING = 0.9  # of the room there was: with so much left, less than that may be kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A bound, and what it is made of: the graph's least costs and members' weeks by row."""

    value: float
    priced: Priced
    to_go: dict[int, FloatArray]


class JointPrices:
    """Finds prices of one graph; what proves too dear is dropped from it on the way.

    ``graph`` is None once nothing is left that costs less than the cut: then ``best``, the best
    bound so far, is the cut.

    Parameters
    ----------
    graph
        Of rosters that cost less than the cut, and maybe of others.
    options
        By member.
    prices
        By member and option, what cover pays for it.
    left
        By member, the options that are in the graph.
    tracked
        Whose weeks the graph tells apart: her options cost there what they cost.
    constant
        In currency, what is added to any bound.
    cut
        In currency.
    """

    def __init__(
        self,
        graph: JointGraph,
        options: Sequence[MemberOptions],
        prices: Sequence[FloatArray],
        left: Sequence[BoolArray],
        *,
        tracked: frozenset[int] = frozenset(),
        constant: float,
        cut: float,
    ) -> None:
        self.graph: JointGraph | None = graph
        self.options, self.tracked = options, tracked
        self.constant, self.cut = constant, cut
        self.prices = [
            one.cost if row in tracked else price
            for row, (one, price) in enumerate(zip(options, prices, strict=True))
        ]
        self.left = list(left)
        self.best, self._dropped_at = -np.inf, -np.inf
        self.step = FIRST_STEP
        self._renew()

    @property
    def untracked(self) -> tuple[int, ...]:
        """Rows of members whose weeks the graph does not tell apart."""
        return tuple(self.weeks)

    def _renew(self) -> None:
        self.weeks = {
            row: WeekToGo(one, self.left[row])
            for row, one in enumerate(self.options)
            if row not in self.tracked
        }

    def _own(self, row: int) -> FloatArray:
        """What options cost a member, what cover pays taken off."""
        own: FloatArray = self.options[row].cost - self.prices[row]
        return own

    def evaluated(self, graph: JointGraph) -> Evaluated:
        """The bound at the prices at hand."""
        priced = graph.priced(self.prices)
        to_go = {row: week.to_go(self._own(row)) for row, week in self.weeks.items()}
        weeks = sum(week.least(to_go[row]) for row, week in self.weeks.items())
        return Evaluated(value=self.constant + priced.value + weeks, priced=priced, to_go=to_go)

    def ascend(self, go_on: Callable[[float], bool]) -> None:
        """Move prices by deflected subgradients as long as it may; asked with the best bound."""
        best_prices, heading = self.prices, [np.zeros(len(price)) for price in self.prices]
        waited = 0
        while self.graph is not None and go_on(self.best):
            found = self.evaluated(self.graph)
            waited += 1
            if found.value > self.best:
                self.best, best_prices, waited = found.value, self.prices, 0
                kept = self._dropped(self.graph, found)
                if kept is None:
                    return
                graph, found = kept
            else:
                graph = self.graph
            direction = self._direction(graph, found)
            size = _size(direction)
            if size == 0.0:
                break  # both sides want the same
            if waited >= PATIENCE:
                self.step, waited, self.prices = self.step * SHORTER, 0, best_prices
            heading = [KEPT * h + (1 - KEPT) * d for h, d in zip(heading, direction, strict=True)]
            steep = max(_size(heading), (1 - KEPT) * size)
            missing = min(self.cut, self.best + HOPED * abs(self.best)) - found.value
            moved = self.step * missing / steep
            self.prices = [
                np.maximum(price + moved * h, 0.0) if row in self.weeks else price
                for row, (price, h) in enumerate(zip(self.prices, heading, strict=True))
            ]
        self.prices = best_prices

    def _dropped(self, graph: JointGraph, found: Evaluated) -> tuple[JointGraph, Evaluated] | None:
        """Leave out what costs too much, where that may be much; None where nothing is left."""
        if self.cut - found.value >= WORTH_DROPPING * (self.cut - self._dropped_at):
            return graph, found
        self._dropped_at = found.value
        excess = [np.zeros(len(one.cost)) for one in self.options]
        for row, week in self.weeks.items():
            excess[row] = week.excess(found.to_go[row], self._own(row))
        self.graph, self.left = graph.within(found.priced, self.cut - found.value, excess)
        if self.graph is None:
            self.best = self.cut
            return None
        self._renew()
        return self.graph, self.evaluated(self.graph)

    def _direction(self, graph: JointGraph, found: Evaluated) -> list[FloatArray]:
        """Where prices must go: up where the path begins an option and no week holds it."""
        direction = [np.zeros(len(price)) for price in self.prices]
        path = graph.path(found.priced)
        for row, week in self.weeks.items():
            np.add.at(direction[row], path[row], 1.0)
            direction[row][week.week(found.to_go[row], self._own(row))] -= 1.0
        return direction

    def tracking(
        self,
        rows: Sequence[int],
        limit: float,
        *,
        most: int,
        go_on: Callable[[], bool],
    ) -> JointPrices | None:
        """The same with more members tracked, of rosters that cost no more than a limit.

        Its graph is None where there is no such roster.

        Parameters
        ----------
        rows
            Of members not tracked so far.
        limit
            In currency, at most the cut.
        most
            Edges that the graph may have; None where it would have more.
        go_on
            Asked once a slot; None where it may not.
        """
        assert self.graph is not None  # noqa: S101 - for the type checker
        found = self.evaluated(self.graph)
        members = {
            row: Tracked(week=self.weeks[row], to_go=found.to_go[row], price=self._own(row))
            for row in rows
        }
        others = sum(
            week.least(found.to_go[row]) for row, week in self.weeks.items() if row not in rows
        )
        room = limit - self.constant - others
        graph, done = tracking(self.graph, found.priced, members, room, most=most, go_on=go_on)
        if not done:
            return None
        told = JointPrices(
            graph or self.graph,
            self.options,
            self.prices,
            self.left,
            tracked=self.tracked | frozenset(rows),
            constant=self.constant,
            cut=limit,
        )
        if graph is None:
            told.graph, told.best = None, limit
        return told


def _size(direction: Sequence[FloatArray]) -> float:
    return sum(float((one**2).sum()) for one in direction)
