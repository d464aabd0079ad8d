"""Instances of rotating workforce scheduling in their public text format, as rotations.

A line that begins with ``#`` is a comment. The others hold, in this order: the length of the
schedule (7), the number of employees, the number of shifts; for each shift its heads from Monday to
Sunday; for each shift name, start, length in minutes, least and greatest block; least and greatest
run of days off, and of work; how many sequences of two shifts are forbidden and how many of three;
the sequences, those of three with a day off (``-``) in the middle.

Source: Musliu, Schutt and Stuckey, "Solver Independent Rotating Workforce Scheduling", 2018.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.errors import DataError, Fault
from planner.scenario import Rotation, SequenceBan

__all__ = ["read_rotating_instances"]

MOST_LINES = 100_000
DAYS = 7
DAY_OFF = "-"


class _UnfitError(Exception):
    """The first thing in an instance that cannot be read; what follows has no meaning then."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


@dataclass(slots=True)
class _Reader:
    """The lines of one file that are not comments, read one after another."""

    file: str
    rows: Iterator[tuple[int, str]]
    row: int | None = None

    def unfit(self, column: str, expected: str, got: str) -> _UnfitError:
        fault = Fault(file=self.file, row=self.row, column=column, expected=expected, got=got)
        return _UnfitError(fault)

    def words(self, column: str, count: int) -> list[str]:
        """The words of the next line."""
        entry = next(self.rows, None)
        if entry is None:
            raise self.unfit(column, "a further line", "the end of the file")
        self.row, text = entry
        words = text.split()
        if len(words) != count:
            raise self.unfit(column, f"{count} word{'' if count == 1 else 's'}", str(len(words)))
        return words

    def whole(self, column: str, word: str, least: int, greatest: int = MOST_LINES) -> int:
        if re.fullmatch(r"[0-9]{1,9}", word) and least <= int(word) <= greatest:
            return int(word)
        raise self.unfit(column, f"a whole number from {least} to {greatest}", repr(word))

    def wholes(self, column: str, count: int, least: int = 0) -> tuple[int, ...]:
        return tuple(self.whole(column, word, least) for word in self.words(column, count))

    def run(self, column: str, words: list[str]) -> tuple[int, int]:
        least, greatest = (self.whole(column, word, 1) for word in words)
        if greatest < least:
            raise self.unfit(column, "the least first", " ".join(words))
        return least, greatest


def read_rotating_instances(folder: Path) -> tuple[Rotation, ...]:
    """Read every ``*.txt`` of a folder; the rotation is named after its file.

    Raises
    ------
    DataError
        Where there is none, or with the first fault of every file.
    """
    paths = sorted(folder.glob("*.txt"), key=_natural)
    if not paths:
        raise DataError([Fault(file=str(folder), expected="instances, *.txt", got="none")])
    rotations, faults = [], []
    for path in paths:
        try:
            rotations.append(_read(path))
        except _UnfitError as unfit:
            faults.append(unfit.fault)
    if faults:
        raise DataError(faults)
    return tuple(rotations)


def _natural(path: Path) -> tuple[tuple[int, str], ...]:
    """Example2 before Example10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", path.name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _read(path: Path) -> Rotation:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    rows = (
        (number, line.strip())
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    )
    reader = _Reader(path.name, rows)
    length = reader.words("length of the schedule", 1)
    reader.whole("length of the schedule", length[0], DAYS, DAYS)
    (employees,) = reader.wholes("employees", 1, least=1)
    (shifts,) = reader.wholes("shifts", 1, least=1)
    heads = [reader.wholes("heads", DAYS) for _ in range(shifts)]
    blocks = dict(_shift(reader) for _ in range(shifts))
    if len(blocks) != shifts:
        raise reader.unfit("shift", "each name once", "a name again")
    off = reader.run("days off", reader.words("days off", 2))
    work = reader.run("work", reader.words("work", 2))
    pairs, triples = reader.wholes("number of sequences", 2)
    return Rotation(
        name=path.stem,
        timezone="UTC",
        lines=employees,
        demand=tuple(zip(blocks, heads, strict=True)),
        block=tuple(blocks.items()),
        work_block=work,
        off_block=off,
        forbidden=(
            *(_sequence(reader, blocks, day_off=False) for _ in range(pairs)),
            *(_sequence(reader, blocks, day_off=True) for _ in range(triples)),
        ),
    )


def _shift(reader: _Reader) -> tuple[str, tuple[int, int]]:
    name, start, length, *block = reader.words("shift", 5)
    reader.whole("start", start, 0)
    reader.whole("length", length, 0)
    return name, reader.run("block", block)


def _sequence(reader: _Reader, shifts: dict[str, tuple[int, int]], *, day_off: bool) -> SequenceBan:
    words = reader.words("sequence", 3 if day_off else 2)
    before, *middle, after = words
    if middle not in ([], [DAY_OFF]) or before not in shifts or after not in shifts:
        expected = "two shifts, and '-' between where they are three words"
        raise reader.unfit("sequence", expected, " ".join(words))
    return SequenceBan(before=before, after=after, day_off_between=day_off)
