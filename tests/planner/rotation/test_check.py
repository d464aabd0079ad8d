"""The check finds each kind of fault, and nothing where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.rotation import RotationTable, faults_of
from planner.scenario import Rotation
from tests.planner.rotation.builders import rotation_of, table_of

# Work runs over the edges: the first line goes on from the second.
TABLE = table_of("DD--NNN", "N--DDDD")
SOUND = rotation_of(
    2,
    {"day": (1, 1, 0, 1, 1, 1, 1), "night": (1, 0, 0, 0, 1, 1, 1)},
    block={"day": (2, 6), "night": (4, 4)},
    work_block=(4, 6),
    off_block=(2, 2),
    forbidden=("night day", "day night", "night - day"),
)


def test_a_sound_table_has_no_faults() -> None:
    assert faults_of(SOUND, TABLE) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"lines": 3}, "2 lines, not 3"),
        ({"name": "other"}, "a table of rotation r, not of other"),
        (
            {"demand": (("day", (1, 1, 0, 1, 1, 1, 1)), ("night", (1, 0, 0, 0, 1, 1, 2)))},
            "night on sun: 1 agents, not 2",
        ),
        (
            {"demand": (("day", (1, 0, 0, 1, 1, 1, 1)), ("night", (1, 0, 0, 0, 1, 1, 1)))},
            "day on tue: 1 agents, not 0",
        ),
        ({"block": (("day", (2, 5)),)}, "day from line 2 thu: 6 in a row, at most 5"),
        ({"block": (("night", (5, 6)),)}, "night from line 1 fri: 4 in a row, at least 5"),
        ({"work_block": (4, 5)}, "work from line 2 thu: 6 in a row, at most 5"),
        ({"work_block": (5, 6)}, "work from line 1 fri: 4 in a row, at least 5"),
        ({"off_block": (1, 1)}, "days off from line 1 wed: 2 in a row, at most 1"),
        ({"off_block": (3, 4)}, "days off from line 2 tue: 2 in a row, at least 3"),
    ],
)
def test_each_kind_of_fault_is_found(change: dict[str, object], fault: str) -> None:
    assert fault in faults_of(replace(SOUND, **change), TABLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "ban", "fault"),
    [
        (("DDNN---",), "day night", "night after day at line 1 tue"),
        (("N---DDD",), "day night", "night after day at line 1 sun"),
        (("DD-NN--",), "day - night", "night after day with one day off between at line 1 tue"),
        (("N--DDD-",), "day - night", "night after day with one day off between at line 1 sat"),
        (("N----DD", "--NN---"), "day day", "day after day at line 1 sat"),
    ],
)
def test_forbidden_sequences_are_found_over_the_edge_too(
    lines: tuple[str, ...], ban: str, fault: str
) -> None:
    table = table_of(*lines)
    assert faults_of(_as_it_is(table, forbidden=(ban,)), table) == (fault,)


def test_a_longer_pause_is_no_single_day_off() -> None:
    table = table_of("DD--NN-")
    assert faults_of(_as_it_is(table, forbidden=("day - night",)), table) == ()


def test_a_run_without_end_is_longer_than_any_bound() -> None:
    table = table_of("DDDDDDD")
    assert faults_of(_as_it_is(table, work_block=(1, 60)), table) == (
        "work: without end, at most 60",
    )


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ((("day",) * 6,), "line 1: 6 days, not 7"),
        ((("late", *("day",) * 6),), "line 1: late is no shift of the demand"),
    ],
)
def test_what_is_no_table_of_these_shifts(lines: tuple[tuple[str, ...], ...], fault: str) -> None:
    rotation = rotation_of(1, {"day": (1,) * 7})
    assert faults_of(rotation, RotationTable(rotation="r", lines=lines)) == (fault,)


def _as_it_is(table: RotationTable, **more: object) -> Rotation:
    """A rotation that asks for the heads that the table has."""
    demand = {
        shift: [sum(line[day] == shift for line in table.lines) for day in range(7)]
        for shift in ("day", "night")
    }
    return rotation_of(len(table.lines), demand, **more)  # type: ignore[arg-type]
