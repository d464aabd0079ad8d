"""A graph of everything a small team may do together, slot by slot, whoever works what told apart.

A *node* is who is on duty when a slot begins, and what is left of whose shift; an *edge* is what
happens in the slot: shifts that begin, breaks that fall. Every roster is a path. What costs more
than a roster that is looked for may cost is left out, and more of it the better the prices are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.roster.problem import FloatArray, IntArray
from planner.roster.tour_space import FAR, BoolArray

NOTHING = -1  # no option begins
LARGEST = 2**62  # that a number of columns may grow to


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Edges of a slot between numbered nodes.

    ``begun`` is members by edges, the option that each begins; ``cost`` is in currency, without
    these.
    """

    sources: IntArray
    targets: IntArray
    begun: IntArray
    cost: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Edges):
    """The edges of a slot, in order of their sources; ``firsts`` are the first ones of these."""

    firsts: IntArray
    starts: tuple[tuple[IntArray, IntArray], ...]  # by member: edges where an option begins, and it

    @classmethod
    def of(cls, sources: IntArray, targets: IntArray, begun: IntArray, cost: FloatArray) -> Layer:
        """Edges in any order; every source has one."""
        order = np.argsort(sources, kind="stable")
        sources, begun = sources[order], begun[:, order]
        counts = np.bincount(sources)
        return cls(
            sources=sources,
            targets=targets[order],
            begun=begun,
            cost=cost[order],
            firsts=np.cumsum(counts) - counts,
            starts=tuple((edges := np.flatnonzero(row != NOTHING), row[edges]) for row in begun),
        )

    def leaving(self, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """All edges that leave some nodes: of which each one is, and the edges."""
        counts = np.diff(np.append(self.firsts, len(self.sources)))[nodes]
        which = np.repeat(np.arange(len(nodes)), counts)
        within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        return which, self.firsts[nodes][which] + within

    def priced(self, prices: Sequence[FloatArray]) -> FloatArray:
        """Cost of every edge at members' prices of options."""
        cost = self.cost.copy()
        for price, (edges, options) in zip(prices, self.starts, strict=True):
            cost[edges] += price[options]
        return cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A graph at some prices: cost of edges by slot, and least cost from each node to the end."""

    edges: tuple[FloatArray, ...]
    to_go: tuple[FloatArray, ...]

    @property
    def value(self) -> float:
        """The cheapest path."""
        return float(self.to_go[0][0])


class JointGraph:
    """Slots one after the other; the only node before the first is the first.

    Parameters
    ----------
    layers
        One a slot, such that every node is on a path.
    minutes
        Where each slot ends.
    end_cost
        By node after the last slot.
    """

    def __init__(
        self, layers: Sequence[Layer], minutes: Sequence[int], end_cost: FloatArray
    ) -> None:
        self.layers, self.minutes = tuple(layers), tuple(minutes)
        self.end_cost = end_cost
        self.edges = sum(len(layer.sources) for layer in layers)

    @classmethod
    def cleared(
        cls, edges: Sequence[Edges], minutes: Sequence[int], end_cost: FloatArray
    ) -> JointGraph | None:
        """Of edges by slot, all of which can be reached, those on a path; None if none is."""
        number = np.arange(len(end_cost))
        layers: list[Layer] = []
        for slot in reversed(range(len(edges))):
            here = edges[slot]
            on = number[here.targets] >= 0
            live = np.unique(here.sources[on])
            if not len(live):
                return None
            reached = int(edges[slot - 1].targets.max(initial=0)) if slot else 0
            before = np.full(max(reached, int(live[-1])) + 1, -1, dtype=np.int64)
            before[live] = np.arange(len(live))
            layers.append(
                Layer.of(
                    before[here.sources[on]],
                    number[here.targets[on]],
                    here.begun[:, on],
                    here.cost[on],
                )
            )
            number = before
        layers.reverse()
        return cls(layers, minutes, end_cost)

    def priced(self, prices: Sequence[FloatArray]) -> Priced:
        """Least costs from the end on."""
        after = self.end_cost
        edges: list[FloatArray] = []
        to_go = [after]
        for layer in reversed(self.layers):
            cost = layer.priced(prices)
            edges.append(cost)
            after = np.minimum.reduceat(cost + after[layer.targets], layer.firsts)
            to_go.append(after)
        return Priced(edges=tuple(reversed(edges)), to_go=tuple(reversed(to_go)))

    def path(self, priced: Priced) -> list[list[int]]:
        """The options that members begin on the cheapest path."""
        members = len(self.layers[0].begun)
        found: list[list[int]] = [[] for _ in range(members)]
        node = 0
        for slot, layer in enumerate(self.layers):
            low = int(layer.firsts[node])
            high = len(layer.sources)
            if node + 1 < len(layer.firsts):
                high = int(layer.firsts[node + 1])
            values = priced.edges[slot][low:high]
            values = values + priced.to_go[slot + 1][layer.targets[low:high]]
            at = low + int(np.argmin(values))
            for member, option in enumerate(layer.begun[:, at].tolist()):
                if option != NOTHING:
                    found[member].append(option)
            node = int(layer.targets[at])
        return found

    def within(
        self, priced: Priced, room: float, excess: Sequence[FloatArray]
    ) -> tuple[JointGraph | None, list[BoolArray]]:
        """What is left where no path may cost so much more than the cheapest one.

        Parameters
        ----------
        priced
            At the prices at which ``room`` counts.
        room
            In currency.
        excess
            By member and option: what must be added to a path on which it begins.

        Returns
        -------
        JointGraph or None
            None where nothing is left.
        list
            By member, which options are left.
        """
        left = [np.zeros(len(values), dtype=bool) for values in excess]
        so_far = np.zeros(1)
        edges = []
        for slot, layer in enumerate(self.layers):
            cost = so_far[layer.sources] + priced.edges[slot]
            through = cost + priced.to_go[slot + 1][layer.targets] - priced.value
            for values, (some, options) in zip(excess, layer.starts, strict=True):
                through[some] += values[options]
            keep = through <= room
            so_far = np.full(len(priced.to_go[slot + 1]), FAR)
            np.minimum.at(so_far, layer.targets[keep], cost[keep])
            for row, member in zip(layer.begun[:, keep], left, strict=True):
                member[row[row != NOTHING]] = True
            edges.append(
                Edges(
                    sources=layer.sources[keep],
                    targets=layer.targets[keep],
                    begun=layer.begun[:, keep],
                    cost=layer.cost[keep],
                )
            )
        return JointGraph.cleared(edges, self.minutes, self.end_cost), left


def numbered(rows: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Columns that are alike get one number: a column of each, and the number of every one."""
    key = np.zeros(len(rows[0]), dtype=np.int64)
    size = 1
    for row in rows:
        more = int(row.max(initial=0)) + 1
        if size * more > LARGEST:
            key = np.unique(key, return_inverse=True)[1]
            size = int(key.max(initial=0)) + 1
        key = key * more + row
        size *= more
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return first, number
