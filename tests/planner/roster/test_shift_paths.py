"""The graph of what is left of a shift holds every way to lay its breaks, and no other."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.roster.plan import Chosen, presence_of
from planner.roster.problem import Member, Problem
from planner.roster.queue_sets import class_of, presence_units, supply_classes
from planner.roster.shift_paths import OVER, ShiftPaths
from tests.planner.builders import make_agent, make_break, make_contract, make_shift
from tests.planner.roster.problems import make_problem, random_team, week_from

Way = tuple[int, ...]


def paths_of(problem: Problem) -> ShiftPaths:
    return ShiftPaths(problem, supply_classes(problem), presence_units(problem))


def ways_from(paths: ShiftPaths, place: int) -> set[Way]:
    if place == OVER:
        return {()}
    return {
        (units, *rest)
        for units, after in paths.places[place].steps
        for rest in ways_from(paths, after)
    }


def ways_by_hand(problem: Problem, index: int, position: int) -> set[Way]:
    """Presence of every way to lay an option's breaks, from its first slot to its last."""
    option = problem.members[index].options[position]
    units, step = presence_units(problem), problem.interval_minutes
    first = option.duty.start_minute // step
    last = min(-(-option.duty.end_minute // step), problem.slots)
    found = set()
    for offsets in product(*option.offsets):
        starts = tuple(option.duty.start_minute + at for at in offsets)
        heads = presence_of(problem, index, (Chosen(option=position, break_starts=starts),))
        found.add(tuple(np.rint(heads[first:last] * units).astype(int).tolist()))
    return found


def alike(member: Member, position: int) -> list[int]:
    """Options of the same duty, whatever their breaks cost."""
    duty = member.options[position].duty
    return [
        k
        for k, option in enumerate(member.options)
        if (option.duty.start_minute, option.duty.shift) == (duty.start_minute, duty.shift)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_every_way_and_no_other(seed: int) -> None:
    problem = random_team(seed)
    paths, classes = paths_of(problem), supply_classes(problem)
    step, judged = problem.interval_minutes, 0
    for index, member in enumerate(problem.members):
        for position, option in enumerate(member.options):
            if option.duty.end_minute > problem.slots * step:
                continue
            kind = int(paths.option_kinds[index][position])
            if class_of(problem, classes, member) < 0:
                assert kind == -1
                continue
            assert paths.start_slots[index][position] == option.duty.start_minute // step
            by_hand = set().union(
                *(ways_by_hand(problem, index, k) for k in alike(member, position))
            )
            entry = paths.kinds[kind]
            assert ways_from(paths, entry) == by_hand
            assert paths.places[entry].left == len(next(iter(by_hand)))
            judged += 1
    assert judged > 10


def test_shifts_that_go_on_alike_are_in_one_place() -> None:
    """The last hours of a long shift and of a short one are the same."""
    at_eight = {"breaks": (), "start_from_minute": 480, "start_to_minute": 480}
    long = make_shift("long", paid_minutes=480, **at_eight)
    short = make_shift("short", paid_minutes=240, **at_eight)
    contract = make_contract(shifts=("long", "short"))
    paths = paths_of(make_problem(shifts=[long, short], contracts=[contract]))
    assert len(paths.places) == 8
    assert sorted(paths.places[entry].left for entry in paths.kinds) == [4, 8]


def test_starts_off_the_grid_take_parts_of_slots() -> None:
    """09:00 in Kolkata is 03:30 UTC: half an hour is missing from the first of hourly slots."""
    shift = make_shift(
        "day", paid_minutes=120, breaks=(), start_from_minute=540, start_to_minute=540
    )
    agents = [make_agent("ravi", timezone="Asia/Kolkata")]
    contract = make_contract(shifts=("day",))
    paths = paths_of(make_problem(agents=agents, shifts=[shift], contracts=[contract]))
    assert [ways_from(paths, entry) for entry in paths.kinds] == [{(1, 2, 1)}]


def test_who_serves_nothing_is_of_no_kind() -> None:
    agents = [make_agent("kim", skills=frozenset({"chat"}))]
    paths = paths_of(make_problem({"phone-en": 1.0}, agents=agents))
    assert paths.kinds == []
    assert set(paths.option_kinds[0].tolist()) == {-1}


def test_quarter_hours_with_two_breaks() -> None:
    breaks = (make_break(15, between=(60, 90)), make_break(15, between=(120, 150)))
    shift = make_shift(
        "day", paid_minutes=240, breaks=breaks, start_from_minute=480, start_to_minute=480
    )
    problem = make_problem(
        shifts=[shift],
        contracts=[make_contract(shifts=("day",))],
        horizon=week_from(interval_minutes=15),
    )
    paths = paths_of(problem)
    ways = ways_from(paths, paths.kinds[0])
    assert len(ways) == 9
    assert {sum(way) for way in ways} == {16}
