"""Tiny rotations drawn at random, and every table of one: the judge of what can be found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from math import prod
from random import Random

from planner.rotation.check import faults_of
from planner.rotation.table import RotationTable
from planner.scenario import Rotation, SequenceBan

MOST_TABLES = 2_500
SHIFTS = ("day", "night")


def tables_of(rotation: Rotation) -> Iterator[RotationTable]:
    """Every table whose heads are right; what else is asked for is not looked at."""
    for columns in product(*_columns(rotation)):
        lines = tuple(tuple(column[line] for column in columns) for line in range(rotation.lines))
        yield RotationTable(rotation=rotation.name, lines=lines)


def _columns(rotation: Rotation) -> list[list[tuple[str | None, ...]]]:
    """For each weekday every way to give its shifts to the lines; none where they are too few."""
    columns = []
    for weekday in range(7):
        cells: list[str | None] = []
        for shift, heads in rotation.demand:
            cells += [shift] * heads[weekday]
        cells += [None] * (rotation.lines - len(cells))
        ways = set(permutations(cells)) if len(cells) == rotation.lines else set()
        columns.append(sorted(ways, key=str))
    return columns


def is_possible(rotation: Rotation) -> bool:
    """Whether any table at all is right."""
    return any(not faults_of(rotation, table) for table in tables_of(rotation))


def random_rotation(seed: int) -> Rotation:
    """A rotation of up to four lines with few enough tables to look at them all."""
    random = Random(seed)  # noqa: S311 - no secret
    while True:
        rotation = _drawn(random)
        if prod(len(column) for column in _columns(rotation)) <= MOST_TABLES:
            return rotation


def _drawn(random: Random) -> Rotation:
    shifts = SHIFTS[: random.choice((1, 2, 2))]
    lines = random.choice((1, 2, 2, 3, 3, 4))
    level = [random.choice((0, 1, 1, 2)) for _ in shifts]
    return Rotation(
        name="tiny",
        timezone="UTC",
        lines=lines,
        demand=tuple(
            (shift, tuple(_heads(random, base) for _ in range(7)))
            for shift, base in zip(shifts, level, strict=True)
        ),
        block=tuple((shift, _bounds(random)) for shift in shifts if random.random() < 0.3),
        work_block=_bounds(random) if random.random() < 0.5 else None,
        off_block=_bounds(random) if random.random() < 0.5 else None,
        forbidden=tuple(_bans(random, shifts)),
    )


def _heads(random: Random, base: int) -> int:
    return max(0, base + random.choice((0,) * 12 + (-1, 1)))


def _bounds(random: Random) -> tuple[int, int]:
    least = random.choice((1, 1, 2))
    return least, least + random.choice((1, 3, 5, 7))


def _bans(random: Random, shifts: tuple[str, ...]) -> Iterator[SequenceBan]:
    for before, after in product(shifts, repeat=2):
        for over in (False, True):
            if random.random() < 0.1:
                yield SequenceBan(before=before, after=after, day_off_between=over)
