"""Whether a table is what a rotation asks for, found out from its cells alone.

Nothing here is shared with what finds tables: no state, no graph, no solver. The table is read as
one ring of days, and every rule is looked for in it as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.domain import WEEKDAYS
from planner.rotation.table import RotationTable
from planner.scenario import Rotation

__all__ = ["faults_of"]

Cells = Sequence[str | None]


def faults_of(rotation: Rotation, table: RotationTable) -> tuple[str, ...]:
    """Everything that is wrong with a table, in words; nothing where it is right.

    Days are told as line and weekday, lines from 1. A run that never ends, because the whole ring
    is one run, is longer than any greatest number of days.

    Examples
    --------
    >>> rotation = Rotation(
    ...     name="r", timezone="UTC", lines=1, demand=(("day", (1, 1, 1, 1, 1, 0, 0)),),
    ...     off_block=(3, 4),
    ... )
    >>> week = ("day",) * 5 + (None,) * 2
    >>> faults_of(rotation, RotationTable(rotation="r", lines=(week,)))
    ('days off from line 1 sat: 2 in a row, at least 3',)
    """
    wrong_form = tuple(_form(rotation, table))
    if wrong_form:
        return wrong_form
    ring = [cell for line in table.lines for cell in line]
    return (
        *_heads(rotation, table),
        *_runs(rotation, ring),
        *_sequences(rotation, ring),
    )


def _form(rotation: Rotation, table: RotationTable) -> Iterator[str]:
    if table.rotation != rotation.name:
        yield f"a table of rotation {table.rotation}, not of {rotation.name}"
    if len(table.lines) != rotation.lines:
        yield f"{len(table.lines)} lines, not {rotation.lines}"
    known = {None, *(shift for shift, _ in rotation.demand)}
    for number, line in enumerate(table.lines, start=1):
        if len(line) != 7:
            yield f"line {number}: {len(line)} days, not 7"
        for cell in line:
            if cell not in known:
                yield f"line {number}: {cell} is no shift of the demand"


def _heads(rotation: Rotation, table: RotationTable) -> Iterator[str]:
    for shift, wanted in rotation.demand:
        for weekday in range(7):
            there = sum(line[weekday] == shift for line in table.lines)
            if there != wanted[weekday]:
                yield f"{shift} on {WEEKDAYS[weekday]}: {there} agents, not {wanted[weekday]}"


def _runs(rotation: Rotation, ring: Cells) -> Iterator[str]:
    for shift, bounds in rotation.block:
        yield from _lengths([cell == shift for cell in ring], bounds, shift)
    if rotation.work_block is not None:
        yield from _lengths([cell is not None for cell in ring], rotation.work_block, "work")
    if rotation.off_block is not None:
        yield from _lengths([cell is None for cell in ring], rotation.off_block, "days off")


def _lengths(marks: Sequence[bool], bounds: tuple[int, int], what: str) -> Iterator[str]:
    """Faults of the runs of marked days."""
    least, greatest = bounds
    if all(marks):
        yield f"{what}: without end, at most {greatest}"
        return
    # Begin behind a day that is not marked: then no run goes over the edge.
    begin = marks.index(False) + 1
    place = begin
    for marked, days in groupby([*marks[begin:], *marks[:begin]]):
        length = len(list(days))
        where = f"{what} from {_day(place % len(marks))}: {length} in a row"
        if marked and length < least:
            yield f"{where}, at least {least}"
        if marked and length > greatest:
            yield f"{where}, at most {greatest}"
        place += length


def _sequences(rotation: Rotation, ring: Cells) -> Iterator[str]:
    size = len(ring)
    for ban in rotation.forbidden:
        apart = 2 if ban.day_off_between else 1
        for day in range(size):
            between = [ring[(day + step) % size] for step in range(1, apart)]
            ends = ring[day], ring[(day + apart) % size]
            if ends == (ban.before, ban.after) and between == [None] * (apart - 1):
                over = " with one day off between" if ban.day_off_between else ""
                yield f"{ban.after} after {ban.before}{over} at {_day(day)}"


def _day(place: int) -> str:
    return f"line {place // 7 + 1} {WEEKDAYS[place % 7]}"
