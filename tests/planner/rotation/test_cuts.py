"""What is cut off where a flow falls apart, and what is known of sets of nodes."""

from __future__ import annotations

from planner.rotation.circulation import Circulation, Status
from planner.rotation.cuts import sets_to_cut
from planner.rotation.graph import build_graph
from planner.rotation.joining import joined
from planner.rotation.problem import DAYS, problem_of, requirements_of
from planner.rotation.rooms import Rooms
from planner.rotation.walks import closed_walks
from tests.planner.rotation.builders import rotation_of

# Five days on and two off, so no walk ever comes to another's weekdays.
APART = rotation_of(7, {"day": (5,) * 7}, work_block=(5, 5), off_block=(2, 2))
PROBLEM = problem_of(APART, requirements_of(APART))
GRAPH = build_graph(PROBLEM)


def test_each_set_parts_the_walks_and_comes_once() -> None:
    status, flow = Circulation(PROBLEM, GRAPH).solve(seconds=20.0, seed=0, workers=1)
    assert status is Status.FOUND
    walks = closed_walks(GRAPH, flow)
    everything = frozenset(GRAPH.steps)
    sets = list(sets_to_cut(GRAPH, walks))
    assert len(walks) == DAYS
    assert len({frozenset({part, everything - part}) for part in sets}) == len(sets)
    for part in sets:
        assert {walk.nodes[0] in part for walk in walks} == {True, False}
        for walk in walks:
            assert len({node in part for node in walk.nodes}) == 1
    assert len(joined(GRAPH, walks)) == DAYS


def test_a_room_is_too_small_where_no_flow_fits() -> None:
    rooms = Rooms(PROBLEM, GRAPH)
    everything = frozenset(GRAPH.steps)
    _, flow = Circulation(PROBLEM, GRAPH).solve(seconds=20.0, seed=0, workers=1)
    one = frozenset(closed_walks(GRAPH, flow)[0].nodes)
    assert rooms.too_small(everything - one, seconds=20.0)
    assert not rooms.too_small(everything, seconds=20.0)
    # Known without time to search: a part of what is too small, and all that is no larger.
    two = frozenset(closed_walks(GRAPH, flow)[1].nodes)
    assert rooms.too_small(everything - one - two, seconds=0.0)
    assert not rooms.too_small(everything, seconds=0.0)
