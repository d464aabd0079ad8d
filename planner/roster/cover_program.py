"""The cheapest set of shifts when every start has a price: a dynamic program over slots.

Who works which shift is left open, when shifts begin and how their breaks fall is exact: this is
the half of the problem in which whole shifts must follow and fill each other. The other half, what
each agent may work, is ``tours.py``; ``decomposition.py`` joins them.

Shifts out of sight (``duty_states.py``) are taken to be all agents' that there may be, and never on
a break, so the result never lies above the true least cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.roster.cover_cost import CoverCost
from planner.roster.duty_states import DutyStates
from planner.roster.problem import FloatArray, IntArray, Problem

CLOSE = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """Shifts begun (kinds by slots) and what they cost at the prices given, shortfall included.

    ``value`` is exact where no shift went out of sight, else a lower bound.
    """

    value: float
    begun: IntArray


class CoverProgram:
    """Prepared for one problem; ``solve`` may be called with any prices."""

    def __init__(self, problem: Problem, cover: CoverCost, states: DutyStates, units: int) -> None:
        self.states = states
        self.slots = problem.slots
        heads = np.array(states.vectors, dtype=float).reshape(len(states.vectors), -1) / units
        crowd = heads + states.unseen
        known = [(each, each) for each in heads]
        # Who is out of sight may be there, and need not: a cost is of the better of both.
        unsure = list(zip(heads, crowd, strict=True)) if states.unseen else []
        self.cost = np.column_stack(
            [
                cover.per_slot_between(*(_everywhere(one, self.slots) for one in some))
                for some in (*known, *unsure)
            ]
        )
        self._room = [
            (np.empty(len(targets)), np.empty(len(targets))) for targets, _ in states.ways
        ]

    def solve(self, price: FloatArray) -> Starts:
        """The cheapest shifts.

        Parameters
        ----------
        price
            Kinds by slots, in currency for every shift that begins, at least 0; infinite where
            none may.
        """
        least = self.to_go(price)
        value = float(least[0][self.states.nobody])
        return Starts(value=value, begun=self._read(least, price))

    def to_go(self, price: FloatArray) -> list[FloatArray]:
        """Least cost by state from each slot on, before its shifts begin; ``price`` as above."""
        least: list[FloatArray] = []
        after = np.zeros(self.states.count)
        for slot in reversed(range(self.slots)):
            after = self._with_starts(self._onward(slot, after), price[:, slot])
            least.append(after)
        least.reverse()
        return least

    def _onward(self, slot: int, after: FloatArray) -> FloatArray:
        """Least cost by state where no more shifts begin."""
        best = np.full(self.states.count, np.inf)
        for (targets, heads), (cost, here) in zip(self.states.ways, self._room, strict=True):
            # mode="clip" spares the check of every index: four times as fast.
            np.take(self.cost[slot], heads, out=cost, mode="clip")
            np.take(after, targets, out=here, mode="clip")
            here += cost
            part = best[: len(here)]
            np.minimum(part, here, out=part)
        return best

    def _with_starts(self, onward: FloatArray, price: FloatArray) -> FloatArray:
        """Least cost where any number of shifts may begin before the slot's step."""
        best = onward.copy()
        begin = np.empty_like(best)
        # Whatever begins together may begin in the order of kinds, so once for each kind is enough,
        # and again only for a kind that begins more than once.
        for kind in np.flatnonzero(np.isfinite(price)).tolist():
            while True:
                np.take(best, self.states.added[kind], out=begin, mode="clip")
                begin += price[kind]
                better = bool((begin < best - CLOSE).any())
                np.minimum(best, begin, out=best)
                if not better:
                    break
        return best

    def _read(self, least: list[FloatArray], price: FloatArray) -> IntArray:
        """Follow the least cost from the first slot on."""
        states = self.states
        begun = np.zeros((len(price), self.slots), dtype=np.int64)
        state = states.nobody
        for slot in range(self.slots):
            after = least[slot + 1] if slot + 1 < self.slots else np.zeros(states.count)
            while True:
                ways = [(targets[state], heads[state]) for targets, heads in states.ways_of(state)]
                onward = [self.cost[slot][heads] + after[target] for target, heads in ways]
                at = int(np.argmin(onward))
                if onward[at] <= least[slot][state] + 2 * CLOSE:
                    state = int(ways[at][0])
                    break
                begin = price[:, slot] + least[slot][states.added[:, state]]
                kind = int(np.argmin(np.where(states.added[:, state] == state, np.inf, begin)))
                begun[kind, slot] += 1
                state = int(states.added[kind, state])
        return begun


def _everywhere(heads: FloatArray, slots: int) -> FloatArray:
    """The same heads in every slot."""
    return np.repeat(heads[:, None], slots, axis=1)
