"""Whether a flow could stay within some nodes: what cannot hold all of it must be left.

If there is no flow within a set of nodes then none within any part of it, and if there is one then
also within more; so much is known without a search.
"""

from __future__ import annotations

from dataclasses import replace

from planner.rotation.circulation import Circulation, Status
from planner.rotation.graph import Graph
from planner.rotation.problem import Problem

__all__ = ["Rooms"]

EFFORT = 0.5  # of the solver's own seconds, for one set: to know is useful and not needed


class Rooms:
    """Remembers which sets of nodes are too small for any flow."""

    def __init__(self, problem: Problem, graph: Graph) -> None:
        self._problem, self._graph = problem, graph
        self._too_small: list[frozenset[int]] = []
        self._large_enough: list[frozenset[int]] = []

    def too_small(self, nodes: frozenset[int], *, seconds: float) -> bool:
        """Whether it is proven that no flow stays within these nodes."""
        if any(nodes <= other for other in self._too_small):
            return True
        if any(nodes >= other for other in self._large_enough):
            return False
        proven = self._flow_within(nodes, seconds) is Status.IMPOSSIBLE
        # A set on which the search gave up counts as large enough: it is not asked about again.
        (self._too_small if proven else self._large_enough).append(nodes)
        return proven

    def _flow_within(self, nodes: frozenset[int], seconds: float) -> Status:
        arcs = tuple(a for a in self._graph.arcs if a.tail in nodes and a.head in nodes)
        within = Circulation(self._problem, replace(self._graph, arcs=arcs))
        status, _ = within.solve(seconds=seconds, seed=0, workers=1, effort=EFFORT)
        return status
