"""A table for a problem, or the proof that there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from planner.rotation.circulation import Circulation, Status
from planner.rotation.cuts import sets_to_cut
from planner.rotation.graph import Graph, build_graph
from planner.rotation.joining import joined
from planner.rotation.problem import DAYS, Problem
from planner.rotation.rooms import Rooms
from planner.rotation.walks import Walk, closed_walks

__all__ = ["Decision", "Status", "decide", "find_flow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How a search ended; ``letters`` from the first Monday on where a table was found.

    ``rounds`` is how many flows were looked at.
    """

    status: Status
    letters: tuple[int, ...] = ()
    rounds: int = 0


def decide(problem: Problem, *, seconds: float, seed: int = 0, workers: int = 1) -> Decision:
    """Find a single closed walk of ``lines`` weeks, or prove that there is none.

    Flows that fall apart into several closed walks are joined by swaps where that is possible; else
    they are cut off and the search goes on. There are finitely many parts to cut off, so it ends.
    """
    until = time.monotonic() + seconds
    graph = build_graph(problem)
    circulation = Circulation(problem, graph)
    rooms = Rooms(problem, graph)
    rounds = 0
    while True:
        left = until - time.monotonic()
        if left <= 0:
            return Decision(status=Status.UNDECIDED, rounds=rounds)
        rounds += 1
        status, flow = circulation.solve(seconds=left, seed=seed, workers=workers)
        if status is not Status.FOUND:
            return Decision(status=status, rounds=rounds)
        walks = closed_walks(graph, flow)
        single = joined(graph, walks)
        if len(single) == 1:
            letters = _from_monday(graph, single[0])
            return Decision(status=Status.FOUND, letters=letters, rounds=rounds)
        _cut_off(circulation, rooms, graph, walks, until)


def _cut_off(
    circulation: Circulation, rooms: Rooms, graph: Graph, walks: Sequence[Walk], until: float
) -> None:
    everything = frozenset(graph.steps)
    parts = list(sets_to_cut(graph, walks))
    # The largest first: what is too small for a flow says so of all that lies in it.
    sides = sorted([*parts, *(everything - part for part in parts)], key=len, reverse=True)
    too_small = {side: rooms.too_small(side, seconds=until - time.monotonic()) for side in sides}
    for part in parts:
        circulation.cut(
            part, inside_taken=too_small[everything - part], outside_taken=too_small[part]
        )


def find_flow(problem: Problem, *, seconds: float, seed: int = 0) -> Status:
    """Whether there is a flow at all, be it of one closed walk or of several.

    Where there is none, there is no table; to find that out is quick.
    """
    until = time.monotonic() + seconds
    circulation = Circulation(problem, build_graph(problem))
    left = until - time.monotonic()
    if left <= 0:
        return Status.UNDECIDED
    status, _ = circulation.solve(seconds=left, seed=seed, workers=1)
    return status


def _from_monday(graph: Graph, walk: Walk) -> tuple[int, ...]:
    first = -graph.weekday_of[walk.nodes[0]] % DAYS
    return walk.letters[first:] + walk.letters[:first]
