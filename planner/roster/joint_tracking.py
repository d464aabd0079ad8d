"""A joint graph in which members' weeks so far are told apart: their rests, days and minutes.

Whom it tracks needs no prices any more: no path breaks her week. Where all are tracked, the
cheapest path is the cheapest roster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from planner.roster.joint_graph import NOTHING, Edges, JointGraph, Priced, numbered
from planner.roster.joint_weeks import WeekToGo
from planner.roster.problem import FloatArray, IntArray
from planner.roster.tour_space import FAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A member to be tracked: her week, and least costs of the rest of it at some prices.

    ``price`` is what an option costs her, what cover pays for it taken off. How far her week is
    stands in one number, a *code*: her moment and her state.
    """

    week: WeekToGo
    to_go: FloatArray
    price: FloatArray

    @property
    def first(self) -> int:
        """The code in which the week begins."""
        return int(self.week.first * self.to_go.shape[1])

    def after(self, codes: IntArray, options: IntArray, minute: int) -> tuple[IntArray, FloatArray]:
        """Codes at a minute by which options or nothing have begun, and what that costs.

        It costs ``FAR`` where an option may not begin.
        """
        moments, states = np.divmod(codes, self.to_go.shape[1])
        cost = np.zeros(len(codes))
        at = np.flatnonzero(options != NOTHING)
        some = options[at]
        known = self.week.options
        barred = (
            (known.starts[some] < self.week.minutes[moments[at]])
            | (known.dates[some] < self.week.from_dates[moments[at]])
            | (self.week.after[some] < 0)
        )
        moments[at] = self.week.after[some]
        states[at] += known.grows[some]
        cost[at] = np.where(barred, FAR, self.price[some])
        return self.week.at_slot(minute)[moments] * self.to_go.shape[1] + states, cost

    def rest(self, codes: IntArray) -> FloatArray:
        """What is left of the week costs at least so much."""
        return np.take(self.to_go.ravel(), codes)


def tracking(
    graph: JointGraph,
    priced: Priced,
    members: Mapping[int, Tracked],
    limit: float,
    *,
    most: int,
    go_on: Callable[[], bool],
) -> tuple[JointGraph | None, bool]:
    """A graph with some more members tracked, and whether that could be done.

    It has all paths on which the cost of edges and of these members' weeks is at most a limit;
    there is none where there is no such path.

    Parameters
    ----------
    graph, priced
        At prices of options.
    members
        Whom to track, by their row in the graph.
    limit
        In currency.
    most
        Edges; with more it can't be done.
    go_on
        Asked once a slot: it can't be done where it may not.
    """
    nodes, so_far = np.zeros(1, dtype=np.int64), np.zeros(1)
    codes = {row: np.array([one.first]) for row, one in members.items()}
    edges: list[Edges] = []
    count = 0
    for slot, layer in enumerate(graph.layers):
        sources, chosen = layer.leaving(nodes)
        cost = so_far[sources] + priced.edges[slot][chosen]
        total = cost + priced.to_go[slot + 1][layer.targets[chosen]]
        after: dict[int, IntArray] = {}
        for row, one in members.items():
            begun = layer.begun[row, chosen]
            after[row], paid = one.after(codes[row][sources], begun, graph.minutes[slot])
            cost += paid
            total += paid + one.rest(after[row])
        kept = np.flatnonzero(total <= limit)
        count += len(kept)
        if not len(kept):
            return None, True
        if count > most or not go_on():
            return None, False
        sources, chosen, cost = sources[kept], chosen[kept], cost[kept]
        after = {row: code[kept] for row, code in after.items()}
        first, targets = numbered([layer.targets[chosen], *after.values()])
        edges.append(
            Edges(
                sources=sources,
                targets=targets,
                begun=layer.begun[:, chosen],
                cost=layer.cost[chosen],
            )
        )
        nodes = layer.targets[chosen][first]
        codes = {row: code[first] for row, code in after.items()}
        so_far = np.full(len(nodes), FAR)
        np.minimum.at(so_far, targets, cost)
    end_cost = graph.end_cost[nodes]
    for row, one in members.items():
        end_cost = end_cost + one.rest(codes[row])
    return JointGraph.cleared(edges, graph.minutes, end_cost), True
