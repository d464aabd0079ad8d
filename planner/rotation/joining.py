"""Two closed walks made one: cut at nodes of one weekday, each goes on as the other did.

Heads stay as they are, because every day keeps its weekday. Walks that meet in a node are one
already; here the days that come after a cut are walked again from the other's node, until the walk
is back on nodes that it knew, which is soon, or is not allowed.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.rotation.graph import Graph
from planner.rotation.problem import DAYS
from planner.rotation.walks import Walk

__all__ = ["joined"]


def joined(graph: Graph, walks: Sequence[Walk]) -> list[Walk]:
    """Fewer walks, where some can be joined; each time the longest takes in another."""
    left = list(walks)
    tried = 1
    while tried < len(left):
        made = _pair(graph, left[0], left[tried])
        if made is None:
            tried += 1
        else:
            left[0] = made
            del left[tried]
            tried = 1
    return left


def _pair(graph: Graph, one: Walk, other: Walk) -> Walk | None:
    known: dict[tuple[int, int], bool] = {}
    for here in range(len(one.letters)):
        first = (graph.weekday_of[one.nodes[0]] + here) % DAYS
        for there in _places(graph, other, first):
            key = one.nodes[here], there
            if key not in known:
                known[key] = _goes_on(graph, one.nodes[here], other, there)
            if known[key] and _goes_on(graph, other.nodes[there], one, here):
                return _rewalked(graph, one, here, other, there)
    return None


def _places(graph: Graph, walk: Walk, weekday: int) -> range:
    first = (weekday - graph.weekday_of[walk.nodes[0]]) % DAYS
    return range(first, len(walk.letters), DAYS)


def _goes_on(graph: Graph, node: int, walk: Walk, place: int) -> bool:
    """Whether the days of ``walk`` from ``place`` may follow ``node``, back onto its own nodes."""
    length = len(walk.letters)
    for day in range(length):
        now = (place + day) % length
        if node == walk.nodes[now]:
            return True
        onward = graph.steps[node].get(walk.letters[now])
        if onward is None:
            return False
        node = onward
    return False


def _rewalked(graph: Graph, one: Walk, here: int, other: Walk, there: int) -> Walk:
    letters = (
        *one.letters[here:],
        *one.letters[:here],
        *other.letters[there:],
        *other.letters[:there],
    )
    # At the seam the last day of `other` lies behind, so its node is where the walk begins.
    node = other.nodes[there]
    nodes = []
    for letter in letters:
        nodes.append(node)
        node = graph.steps[node][letter]
    return Walk(tuple(nodes), letters)
