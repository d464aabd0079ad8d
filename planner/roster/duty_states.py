"""Everything that may be on duty at once: multisets of places of ``ShiftPaths``.

A state is who is on a shift, not by name but by what is left of the shifts. Only so many are told
apart. Where one more begins, the one that ends first goes out of sight: the state says that some
are, until the next shift in sight ends, by when they all have ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import comb

import numpy as np

from planner.roster.problem import IntArray
from planner.roster.shift_paths import OVER, ShiftPaths

State = tuple[int, ...]  # places, in order
Heads = tuple[int, ...]  # presence units by class


def states_at_most(paths: ShiftPaths, most: int, agents: int) -> int:
    """How many states there are of so many shifts told apart, at most."""
    places = len(paths.places)
    full = comb(places + most - 1, most) if agents > most else 0
    return comb(places + most, most) + full


class DutyStates:
    """States that can be reached, and what leads from one to another within a slot.

    Within a slot first shifts begin (``added``, by kind and state; the state itself where no more
    may), then every shift goes a step. ``ways[k]`` has the k-th way to go on of the first so many
    states (those with the most ways come first): the state in which the next slot begins, and
    heads as an index of ``vectors``, counted on past its end where shifts are out of sight.
    """

    def __init__(self, paths: ShiftPaths, supplies: int, most: int, agents: int) -> None:
        self.paths, self.supplies, self.most = paths, supplies, most
        self.unseen = max(0, agents - most)
        self.vectors: list[Heads] = []
        self._vector_index: dict[Heads, int] = {}
        self._states: list[State] = []
        self._index: dict[State, int] = {}
        self.added: IntArray
        edges = self._enumerate()
        if self.unseen:
            edges = self._add_out_of_sight(edges)
        self.count = self.added.shape[1]
        self._sorted: tuple[IntArray, IntArray, IntArray] | None = None
        self.nobody, self.ways = self._in_order(edges)

    def ways_of(self, state: int) -> list[tuple[IntArray, IntArray]]:
        """Those of ``ways`` that a state has."""
        return [way for way in self.ways if state < len(way[0])]

    def find(self, places: IntArray) -> IntArray:
        """The state of each column of places, ``OVER`` where there is none.

        As many as are told apart are told, those that end last; more of them are out of sight.
        """
        if self._sorted is None:
            self._sorted = self._by_key()
        keys, numbers, crowded = self._sorted
        left = np.array([place.left for place in self.paths.places])
        late_first = np.lexsort((np.arange(len(left)), left))[::-1]
        rank = np.empty(len(left) + 1, dtype=np.int64)
        rank[late_first], rank[OVER] = np.arange(len(left)), len(left)
        ranks = np.sort(rank[places], axis=0)
        seen = ranks[: self.most]
        seen = np.append(late_first, OVER)[seen]
        at = np.searchsorted(keys, self._keys(seen))
        if len(ranks) <= self.most or not self.unseen:
            return numbers[at]
        return np.where(ranks[self.most] < len(left), crowded[at], numbers[at])

    def _keys(self, places: IntArray) -> IntArray:
        """A number for each column of places, whatever their order."""
        key = np.zeros(places.shape[1], dtype=np.int64)
        for row in np.sort(places, axis=0)[::-1]:
            key = key * (len(self.paths.places) + 1) + row + 1
        return key

    def _by_key(self) -> tuple[IntArray, IntArray, IntArray]:
        """Keys of states in order, their numbers, and those with more out of sight."""
        rows = [state + (OVER,) * (self.most - len(state)) for state in self._states]
        keys = self._keys(np.array(rows, dtype=np.int64).reshape(len(rows), -1).T)
        crowded = np.full(len(rows), OVER, dtype=np.int64)
        if self.unseen:
            crowded[self._full] = len(rows) + np.arange(int(self._full.sum()))
            crowded[self._full] = self._number[crowded[self._full]]
        order = np.argsort(keys)
        return keys[order], self._number[order], crowded[order]

    def _in_order(self, edges: IntArray) -> tuple[int, tuple[tuple[IntArray, IntArray], ...]]:
        """Number the states anew, the most ways first; where nobody is on duty, and the ways."""
        degree = np.bincount(edges[0], minlength=self.count)
        order = np.argsort(-degree, kind="stable")
        number = np.empty_like(order)
        number[order] = np.arange(self.count)
        self._number = number
        self.added = number[self.added[:, order]]
        firsts = np.searchsorted(edges[0], np.arange(self.count))[order]
        degree = degree[order]
        ways = []
        for k in range(int(degree.max())):
            at = firsts[: int((degree > k).sum())] + k
            ways.append((number[edges[1, at]], edges[2, at].copy()))
        return int(number[0]), tuple(ways)

    def _enumerate(self) -> IntArray:
        """Number states and their next shifts; the edges: source, target, heads, by source."""
        added: list[list[int]] = []
        edges: list[tuple[int, int, int]] = []
        self._known(())
        position = 0
        while position < len(self._states):
            state = self._states[position]
            added.append([self._with(state, entry) for entry in self.paths.kinds])
            edges.extend((position, *step) for step in self._steps(state))
            position += 1
        self.added = np.array(added, dtype=np.int64).T.copy()
        self._full = np.array([len(state) == self.most for state in self._states], dtype=bool)
        if not self.unseen:
            self.added = np.where(self._full, np.arange(len(self._states)), self.added)
        return np.array(edges, dtype=np.int64).reshape(-1, 3).T.copy()

    def _add_out_of_sight(self, edges: IntArray) -> IntArray:
        """For each full state another one, with shifts out of sight, reached by one more shift."""
        full, seen = self._full, len(self._states)
        twin = np.full(seen, -1, dtype=np.int64)
        twin[full] = seen + np.arange(int(full.sum()))
        source, target, heads = edges[:, full[edges[0]]]
        more = (
            twin[source],
            np.where(full[target], twin[target], target),
            heads + len(self.vectors),
        )
        crowded = np.where(full, twin[self.added], self.added)
        self.added = np.concatenate((crowded, twin[self.added[:, full]]), axis=1)
        return np.concatenate((edges, np.array(more)), axis=1)

    def _known(self, state: State) -> int:
        found = self._index.get(state)
        if found is None:
            found = self._index[state] = len(self._states)
            self._states.append(state)
        return found

    def _with(self, state: State, entry: int) -> int:
        """The state with one more shift; the one that ends first is left out past the most."""
        more = sorted((*state, entry))
        if len(more) > self.most:
            more.remove(min(more, key=lambda place: (self.paths.places[place].left, place)))
        return self._known(tuple(more))

    def _steps(self, state: State) -> Iterable[tuple[int, int]]:
        """Next states and indices of heads."""
        places = self.paths.places
        found = set()
        for way in product(*(places[place].steps for place in state)):
            heads = [0] * self.supplies
            for place, (units, _) in zip(state, way, strict=True):
                heads[places[place].supply] += units
            after = tuple(sorted(place for _, place in way if place != OVER))
            found.add((self._known(after), self._vector(tuple(heads))))
        return sorted(found)

    def _vector(self, heads: Heads) -> int:
        found = self._vector_index.get(heads)
        if found is None:
            found = self._vector_index[heads] = len(self.vectors)
            self.vectors.append(heads)
        return found
