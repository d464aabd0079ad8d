"""Found exactly where every table, one by one, says so; and the same again for a seed."""

from __future__ import annotations

import pytest

from planner.rotation import RotateOptions, Status, faults_of, find_table
from planner.rotation.graph import build_graph
from planner.rotation.problem import problem_of, requirements_of
from planner.rotation.search import decide
from planner.scenario import Rotation
from tests.planner.rotation.builders import rotation_of
from tests.planner.rotation.enumeration import is_possible, random_rotation, tables_of

QUICK = RotateOptions(time_limit_s=20.0)
# Five days on and two off come back to the weekday on which they began: seven agents could work
# so, each on weekdays of her own, but no agent could ever take over another's line.
LEVEL = rotation_of(7, {"day": (5,) * 7}, work_block=(5, 5), off_block=(2, 2))


def test_found_exactly_where_the_enumeration_finds_one() -> None:
    found = 0
    for seed in range(250):
        rotation = random_rotation(seed)
        answer = find_table(rotation, QUICK)
        assert (answer.status is Status.FOUND) == is_possible(rotation), seed
        assert answer.status is not Status.UNDECIDED
        found += answer.status is Status.FOUND
    assert 80 <= found <= 170


def test_flows_that_fall_apart_are_joined_or_cut_off() -> None:
    rounds = {True: 0, False: 0}
    for seed in range(2000, 2400):
        rotation = random_rotation(seed)
        problem = problem_of(rotation, requirements_of(rotation))
        decision = decide(problem, seconds=20.0)
        if decision.rounds > 1:
            possible = is_possible(rotation)
            assert (decision.status is Status.FOUND) == possible, seed
            rounds[possible] += 1
    assert rounds[True] >= 1
    assert rounds[False] >= 1


def test_rings_that_cannot_be_one_are_no_table() -> None:
    assert find_table(LEVEL, QUICK).status is Status.IMPOSSIBLE


def test_many_rings_that_can_never_meet_are_proven_soon() -> None:
    """Nearly everybody must work four days in seven, or there are too few days off."""
    rotation = rotation_of(
        20,
        {"day": (2,) * 7, "late": (3, 3, 3, 3, 2, 2, 3), "night": (7,) * 7},
        block={"day": (2, 5), "late": (2, 6), "night": (2, 5)},
        work_block=(4, 7),
        off_block=(2, 3),
        forbidden=("night day", "night late", "late day"),
    )
    assert find_table(rotation, QUICK).status is Status.IMPOSSIBLE


def test_the_size_does_not_grow_with_the_lines() -> None:
    sizes = set()
    for lines in (7, 70, 490):
        rotation = _around_the_clock(lines)
        sizes.add(len(build_graph(problem_of(rotation, requirements_of(rotation))).arcs))
        table = find_table(rotation, QUICK).table
        assert table is not None
        assert len(table.lines) == lines
        assert faults_of(rotation, table) == ()
    assert len(sizes) == 1


def _around_the_clock(lines: int) -> Rotation:
    return rotation_of(
        lines,
        {"day": (3 * lines // 7,) * 7, "night": (lines // 7,) * 7},
        block={"day": (2, 6), "night": (2, 4)},
        work_block=(3, 6),
        off_block=(2, 4),
        forbidden=("night day", "night - day"),
    )


@pytest.mark.parametrize("more", [{}, {"work_block": (1, 6)}, {"off_block": (1, 2)}])
def test_what_is_not_asked_for_is_free(more: dict[str, tuple[int, int]]) -> None:
    rotation = rotation_of(1, {"day": (1, 1, 1, 1, 1, 0, 0)}, **more)
    answer = find_table(rotation, QUICK)
    assert answer.table in list(tables_of(rotation))


@pytest.mark.parametrize("heads", [0, 1])
def test_a_run_may_be_endless_where_nothing_bounds_it(heads: int) -> None:
    rotation = rotation_of(1, {"day": (heads,) * 7})
    assert find_table(rotation, QUICK).status is Status.FOUND
    bounded = rotation_of(1, {"day": (heads,) * 7}, work_block=(1, 60), off_block=(1, 60))
    assert find_table(bounded, QUICK).status is Status.IMPOSSIBLE


def test_more_heads_than_lines_are_impossible() -> None:
    assert find_table(rotation_of(2, {"day": (3,) * 7}), QUICK).status is Status.IMPOSSIBLE


def test_the_same_seed_gives_the_same_table() -> None:
    rotation = rotation_of(
        12,
        {"day": (4,) * 7, "night": (2,) * 7},
        work_block=(3, 6),
        off_block=(2, 5),
        forbidden=("night day",),
    )
    tables = {
        seed: [
            find_table(rotation, RotateOptions(time_limit_s=20.0, seed=seed)).table
            for _ in range(2)
        ]
        for seed in (0, 1)
    }
    assert all(first == again for first, again in tables.values())


def test_no_time_is_no_answer() -> None:
    problem = problem_of(LEVEL, requirements_of(LEVEL))
    assert decide(problem, seconds=0.0).status is Status.UNDECIDED
