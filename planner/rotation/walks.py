"""A flow read as closed walks: one for each of its connected parts, by Euler's tour.

Source: Hierholzer 1873; a connected flow that goes in circles has a walk that takes every arc as
often as the flow says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from planner.rotation.graph import Graph

__all__ = ["Walk", "closed_walks"]


@dataclass(frozen=True, slots=True)
class Walk:
    """A closed walk: ``nodes[k]`` is where it stands before the day ``letters[k]``."""

    nodes: tuple[int, ...]
    letters: tuple[int, ...]


def closed_walks(graph: Graph, flow: Sequence[int]) -> list[Walk]:
    """One closed walk for each connected part of the flow, the longest first."""
    waiting: dict[int, list[int]] = defaultdict(list)
    for place, times in enumerate(flow):
        waiting[graph.arcs[place].tail] += [place] * times
    # A tour uses up what waits at its nodes, so each part is toured once.
    tours = (_tour(graph, waiting, node) for node in list(waiting) if waiting[node])
    return sorted((_walk(graph, tour) for tour in tours), key=lambda walk: -len(walk.letters))


def _tour(graph: Graph, waiting: dict[int, list[int]], start: int) -> list[int]:
    """Arcs of a tour from ``start``; what waits at its nodes is used up."""
    tour: list[int] = []
    path: list[tuple[int, int | None]] = [(start, None)]
    while path:
        node, arc = path[-1]
        if waiting[node]:
            onward = waiting[node].pop()
            path.append((graph.arcs[onward].head, onward))
        else:
            path.pop()
            if arc is not None:
                tour.append(arc)
    return tour[::-1]


def _walk(graph: Graph, tour: Sequence[int]) -> Walk:
    nodes: list[int] = []
    letters: list[int] = []
    for place in tour:
        arc = graph.arcs[place]
        node = arc.tail
        for letter in arc.letters:
            nodes.append(node)
            letters.append(letter)
            node = graph.steps[node][letter]
    return Walk(tuple(nodes), tuple(letters))
