"""The first graph of ``joint_graph.py``, grown slot by slot from the first one.

What a path will cost at least is known before it is grown: the decomposition's cover program,
which does not tell who works what, says what is left of it (``cover_program.py``). So what cannot
be part of a roster cheap enough is not grown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np

from planner.roster.cover_cost import CoverCost
from planner.roster.decomposition import Decomposition
from planner.roster.joint_graph import NOTHING, Edges, JointGraph, numbered
from planner.roster.problem import FloatArray, IntArray
from planner.roster.queue_sets import class_of, supply_classes
from planner.roster.shift_paths import OVER, Way
from planner.roster.tour_space import FAR, BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """Who may be on duty, and how it came to be in a slot: one column each.

    ``statuses`` and ``begun`` are members by columns; ``states`` are those of the decomposition,
    which does not tell who is who.
    """

    statuses: IntArray
    states: IntArray
    cost: FloatArray
    sources: IntArray
    begun: IntArray
    heads: IntArray

    def only(self, chosen: IntArray) -> Growing:
        """Some of the columns."""
        return Growing(
            statuses=self.statuses[:, chosen],
            states=self.states[chosen],
            cost=self.cost[chosen],
            sources=self.sources[chosen],
            begun=self.begun[:, chosen],
            heads=self.heads[chosen],
        )

    def joined(self, other: Growing) -> Growing:
        """The columns of both."""
        return Growing(
            statuses=np.concatenate((self.statuses, other.statuses), axis=1),
            states=np.concatenate((self.states, other.states)),
            cost=np.concatenate((self.cost, other.cost)),
            sources=np.concatenate((self.sources, other.sources)),
            begun=np.concatenate((self.begun, other.begun), axis=1),
            heads=np.concatenate((self.heads, other.heads)),
        )


class Statuses:
    """What is left of one member's shifts: exactly, and as a place of ``ShiftPaths``.

    Status 0 is off duty. ``places`` is by status; steps of a status are units of presence and the
    next status. ``entries`` are the statuses in which options begin; ``excess`` is by slot and
    status, that of the options which may be in it.
    """

    def __init__(
        self, split: Decomposition, index: int, left: BoolArray, excess: FloatArray
    ) -> None:
        self.paths = split.paths
        self._numbers: dict[tuple[frozenset[Way], int], int] = {(frozenset({()}), OVER): 0}
        self._steps: list[tuple[tuple[int, int], ...]] = [((0, 0),)]
        member = split.problem.members[index]
        kinds, slots = split.paths.option_kinds[index], split.paths.start_slots[index]
        self.entries = np.full(len(left), NOTHING, dtype=np.int64)
        for option in np.flatnonzero(left & (kinds >= 0)).tolist():
            ways = split.paths.ways_of([member.options[option]])
            self.entries[option] = self._status(ways, split.paths.kinds[kinds[option]])
        chosen = np.flatnonzero(self.entries != NOTHING)
        self.options_at = [chosen[slots[chosen] == slot] for slot in range(split.problem.slots)]
        self.places = np.array([place for _, place in self._numbers], dtype=np.int64)
        counts = np.array([len(steps) for steps in self._steps])
        self._counts, self._firsts = counts, np.cumsum(counts) - counts
        flat = np.array([step for steps in self._steps for step in steps], dtype=np.int64)
        self._units, self._nexts = flat[:, 0], flat[:, 1]
        self.excess = self._excess_of(excess, split.problem.slots)

    def _status(self, ways: frozenset[Way], place: int) -> int:
        """The number of a status."""
        if ways == frozenset({()}):
            return 0
        known = self._numbers.get((ways, place))
        if known is None:
            known = self._numbers[ways, place] = len(self._steps)
            self._steps.append(())
            onward = dict(self.paths.places[place].steps)
            self._steps[known] = tuple(
                (
                    units,
                    self._status(frozenset(w[1:] for w in ways if w[0] == units), onward[units]),
                )
                for units in sorted({way[0] for way in ways})
            )
        return known

    def _excess_of(self, of_options: FloatArray, slots: int) -> FloatArray:
        found = np.full((slots + 1, len(self._steps)), FAR)
        found[:, 0] = 0.0
        for slot, some in enumerate(self.options_at):
            np.minimum.at(found[slot], self.entries[some], of_options[some])
            owners = np.repeat(np.arange(len(self._steps)), self._counts)
            np.minimum.at(found[slot + 1], self._nexts, found[slot][owners])
            found[slot + 1][0] = 0.0
        return found

    def step(self, statuses: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Every step of many: the column that each is of, units of presence, the next status."""
        counts = self._counts[statuses]
        columns = np.repeat(np.arange(len(statuses)), counts)
        within = np.arange(len(columns)) - np.repeat(np.cumsum(counts) - counts, counts)
        at = self._firsts[statuses][columns] + within
        return columns, self._units[at], self._nexts[at]


class Beginning:
    """Grows the first graph.

    Parameters
    ----------
    split
        At least of what all may do together: not closed.
    prices
        By member and option, what it costs cover that it begins.
    excess
        By member and option: how much more the cheapest week with it costs than the cheapest.
    left
        By member, options that are not left out.
    """

    def __init__(
        self,
        split: Decomposition,
        prices: Sequence[FloatArray],
        excess: Sequence[FloatArray],
        left: Sequence[BoolArray],
    ) -> None:
        self.split, self.prices, self.excess = split, prices, excess
        self.left = [some & counted for some, counted in zip(left, split.counted, strict=True)]
        self._members = [
            Statuses(split, index, some, values)
            for index, (some, values) in enumerate(zip(self.left, excess, strict=True))
        ]
        self._weights, self._costs = heads_costs(split)
        self._to_go = [*split.cover.to_go(self._lowest()), np.zeros(split.cover.states.count)]

    @property
    def least(self) -> float:
        """What cover costs at least."""
        return float(self._to_go[0][self.split.cover.states.nobody])

    def _lowest(self) -> FloatArray:
        """The price of each start: the lowest of any member's."""
        found = np.full(self.split.startable.shape, np.inf)
        for index, (some, price) in enumerate(zip(self.left, self.prices, strict=True)):
            kinds = self.split.paths.option_kinds[index][some]
            slots = self.split.paths.start_slots[index][some]
            np.minimum.at(found, (kinds, slots), price[some])
        return found

    def graph(
        self, limit: float, *, most: int, go_on: Callable[[], bool]
    ) -> JointGraph | Literal[False] | None:
        """Whatever costs cover no more than a limit, excess of weeks included.

        None where that is nothing, False where it is too much.

        Parameters
        ----------
        limit
            In currency.
        most
            Edges; with more it is too much.
        go_on
            Asked once a slot; it is too much where it may not.
        """
        statuses, cost = np.zeros((len(self._members), 1), dtype=np.int64), np.zeros(1)
        states = np.array([self.split.cover.states.nobody])
        edges: list[Edges] = []
        count = 0
        for slot in range(self.split.problem.slots):
            grown = self._begin(statuses, states, cost, slot, limit, most)
            if grown is None:
                return False
            grown, here = self._step(grown, slot, limit)
            count += len(here)
            if not len(here):
                return None
            if count > most or not go_on():
                return False
            first, targets = numbered(list(grown.statuses))
            statuses, states = grown.statuses[:, first], grown.states[first]
            cost = np.full(statuses.shape[1], FAR)
            np.minimum.at(cost, targets, grown.cost)
            edges.append(
                Edges(sources=grown.sources, targets=targets, begun=grown.begun, cost=here)
            )
        interval = self.split.problem.interval_minutes
        minutes = [interval * (slot + 1) for slot in range(self.split.problem.slots)]
        return JointGraph.cleared(edges, minutes, np.zeros(statuses.shape[1]))

    def _begin(
        self,
        statuses: IntArray,
        states: IntArray,
        cost: FloatArray,
        slot: int,
        limit: float,
        most: int,
    ) -> Growing | None:
        """Who is on duty after shifts of a slot have begun; None where it is too much."""
        grown = Growing(
            statuses=statuses,
            states=states,
            cost=cost,
            sources=np.arange(len(cost)),
            begun=np.full_like(statuses, NOTHING),
            heads=np.zeros(len(cost), dtype=np.int64),
        )
        for index, member in enumerate(self._members):
            some = member.options_at[slot]
            off = np.flatnonzero(grown.statuses[index] == 0)
            if not len(some) or not len(off):
                continue
            kinds = self.split.paths.option_kinds[index][some]
            states = self.split.cover.states.added[kinds[:, None], grown.states[off]]
            rest = np.take(self._to_go[slot], states)
            rest += (self.prices[index] + self.excess[index])[some][:, None]
            which, at = np.nonzero(rest + self._so_far(grown, slot)[off] <= limit)
            more = grown.only(off[at])
            options = some[which]
            more.statuses[index], more.begun[index] = member.entries[options], options
            more = replace(
                more, cost=more.cost + self.prices[index][options], states=states[which, at]
            )
            grown = grown.joined(more)
            if len(grown.cost) > most:
                return None
        return grown

    def _so_far(self, grown: Growing, slot: int) -> FloatArray:
        """What each column has cost, and the excess of who is on duty."""
        total = grown.cost.copy()
        for member, row in zip(self._members, grown.statuses, strict=True):
            total += member.excess[slot][row]
        return total

    def _step(self, grown: Growing, slot: int, limit: float) -> tuple[Growing, FloatArray]:
        """Who is on duty after a slot, and what the slot costs."""
        for index, member in enumerate(self._members):
            columns, units, following = member.step(grown.statuses[index])
            grown = grown.only(columns)
            grown.statuses[index] = following
            grown = replace(grown, heads=grown.heads + self._weights[index] * units)
        here = self._costs[slot, grown.heads]
        grown = replace(grown, cost=grown.cost + here)
        total = self._so_far(grown, slot + 1)
        hopeful = np.flatnonzero(total + self._to_go[slot + 1].min() <= limit)
        grown, here, total = grown.only(hopeful), here[hopeful], total[hopeful]
        places = np.stack(
            [member.places[row] for member, row in zip(self._members, grown.statuses, strict=True)]
        )
        grown = replace(grown, states=self.split.cover.states.find(places))
        kept = np.flatnonzero(total + self._to_go[slot + 1][grown.states] <= limit)
        return grown.only(kept), here[kept]


def heads_costs(split: Decomposition) -> tuple[IntArray, FloatArray]:
    """What a unit of presence of each member adds to a number for heads, and costs by it.

    Costs are slots by numbers, in currency.
    """
    problem, units = split.problem, split.paths.units
    classes = supply_classes(problem)
    own = [class_of(problem, classes, member) for member in problem.members]
    sizes = [own.count(place) * units + 1 for place in range(len(classes))]
    weights = np.cumprod([1, *sizes])
    cover = CoverCost(problem, classes)
    costs = [
        cover.per_slot(
            np.repeat(np.array(heads, dtype=float)[::-1, None], problem.slots, 1) / units
        )
        for heads in product(*(range(size) for size in reversed(sizes)))
    ]
    by_member = [int(weights[place]) if place >= 0 else 0 for place in own]
    return np.array(by_member, dtype=np.int64), np.array(costs).T
