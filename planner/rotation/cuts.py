"""Which sets of nodes to cut off where a flow falls apart.

The cut of any set that holds one part and none of the others forbids this flow. It is the stronger,
the fewer ways lead out of the set; so each part takes in what leads nowhere else, or comes from
nowhere else, and the same is done for all that is not of the part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planner.rotation.graph import Graph
from planner.rotation.walks import Walk

__all__ = ["sets_to_cut"]

Neighbours = Mapping[int, frozenset[int]]


def sets_to_cut(graph: Graph, walks: Sequence[Walk]) -> Iterator[frozenset[int]]:
    """Two sets for each walk: the smaller holds it grown, the larger leaves the others grown out.

    The same set comes once, and no complement of one: as many lines enter a set as leave it.
    """
    after, before = _neighbours(graph)
    everything = frozenset(graph.steps)
    parts = [frozenset(walk.nodes) for walk in walks]
    seen: set[frozenset[int]] = set()
    for part in parts:
        others = frozenset().union(*(other for other in parts if other is not part))
        smaller = _grown(part, others, after, before)
        larger = everything - _grown(others, part, after, before)
        for nodes in (smaller, larger):
            if nodes not in seen:
                seen |= {nodes, everything - nodes}
                yield nodes


def _neighbours(graph: Graph) -> tuple[Neighbours, Neighbours]:
    before: dict[int, set[int]] = defaultdict(set)
    for node, by_letter in graph.steps.items():
        for other in by_letter.values():
            before[other].add(node)
    after = {node: frozenset(by_letter.values()) for node, by_letter in graph.steps.items()}
    return after, {node: frozenset(before[node]) for node in graph.steps}


def _grown(
    part: frozenset[int], others: frozenset[int], after: Neighbours, before: Neighbours
) -> frozenset[int]:
    """The part with every node, not of the others, all of whose ways on or back lead into it."""
    grown = set(part)
    waiting = [other for node in sorted(part) for other in (*after[node], *before[node])]
    while waiting:
        node = waiting.pop()
        if node in grown or node in others:
            continue
        if after[node] <= grown or before[node] <= grown:
            grown.add(node)
            waiting += [*after[node], *before[node]]
    return frozenset(grown)
