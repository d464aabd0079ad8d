"""Instances of shift scheduling in their public text format.

A file has sections; a line that begins with ``#`` is a comment. A line of a section holds fields
between commas: see ``FIELDS``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from planner.bench.shift_scheduling.instance import Cover, Employee, Instance, Request, Shift
from planner.errors import DataError, Fault

__all__ = ["read_instance", "read_instances"]

T = TypeVar("T")

MOST = 10_000_000
MOST_DAYS = 3660
# The fields of a section's lines. A last name that ends in "..." stands for as many as there are.
FIELDS = MappingProxyType(
    {
        "HORIZON": ("days",),
        "SHIFTS": ("shift", "minutes", "not next"),
        "STAFF": (
            "employee",
            "most shifts",
            "most minutes",
            "least minutes",
            "most days in a row",
            "least days in a row",
            "least days off in a row",
            "most weekends",
        ),
        "DAYS_OFF": ("employee", "days..."),
        "SHIFT_ON_REQUESTS": ("employee", "day", "shift", "weight"),
        "SHIFT_OFF_REQUESTS": ("employee", "day", "shift", "weight"),
        "COVER": ("day", "shift", "wanted", "weight under", "weight over"),
    }
)
NEEDED = ("HORIZON", "SHIFTS", "STAFF")
SECTION = "SECTION_"


class _FaultyLineError(Exception):
    """A line that cannot be used; its faults are noted already."""


@dataclass(slots=True)
class _Line:
    """One line of a section."""

    row: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class _Reader:
    """A file's faults so far, and what later lines refer to."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    row: int | None = None
    days: int = MOST_DAYS
    shifts: tuple[str, ...] = ()
    employees: tuple[str, ...] = ()

    def fault(self, column: str, expected: str, got: str) -> None:
        self.faults.append(
            Fault(file=self.file, row=self.row, column=column, expected=expected, got=got)
        )

    def whole(self, column: str, word: str, least: int = 0, greatest: int = MOST) -> int:
        if re.fullmatch(r"[0-9]{1,9}", word) and least <= int(word) <= greatest:
            return int(word)
        self.fault(column, f"a whole number from {least} to {greatest}", repr(word))
        raise _FaultyLineError

    def day(self, word: str) -> int:
        return self.whole("day", word, 0, self.days - 1)

    def one_of(self, column: str, word: str, known: Sequence[str]) -> str:
        if word not in known:
            self.fault(column, f"one of the {len(known)} of its section", repr(word))
            raise _FaultyLineError
        return word

    def each(self, lines: Iterable[_Line], read: Callable[[tuple[str, ...]], T]) -> list[T]:
        """Read the lines of a section; those with faults are left out."""
        found = []
        for line in lines:
            self.row = line.row
            try:
                found.append(read(line.cells))
            except _FaultyLineError:
                continue
        self.row = None
        return found

    def only_once(self, column: str, names: Sequence[object]) -> None:
        if len(set(names)) != len(names):
            again = next(name for at, name in enumerate(names) if name in names[:at])
            self.fault(column, "each one once", f"{again} again")


def read_instances(folder: Path) -> tuple[Instance, ...]:
    """Read every ``*.txt`` of a folder, in the order of their numbers.

    Raises
    ------
    DataError
        Where there is none, or with all faults of all files.
    """
    paths = sorted(folder.glob("*.txt"), key=_natural)
    if not paths:
        raise DataError([Fault(file=str(folder), expected="instances, *.txt", got="none")])
    instances: list[Instance] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            instances.append(read_instance(path))
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return tuple(instances)


def read_instance(path: Path) -> Instance:
    """Read one file; the instance is named after it.

    Raises
    ------
    DataError
        With all faults that were found.
    """
    reader = _Reader(path.name)
    text = path.read_text(encoding="utf-8", errors="replace")
    sections = _sections(reader, text.splitlines())
    instance = _instance(reader, path.stem, sections)
    if reader.faults:
        raise DataError(reader.faults)
    return instance


def _natural(path: Path) -> tuple[tuple[int, str], ...]:
    """Instance2 before Instance10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", path.name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _sections(reader: _Reader, lines: Iterable[str]) -> dict[str, list[_Line]]:
    sections: dict[str, list[_Line]] = defaultdict(list)
    name = ""
    for row, text in enumerate(lines, start=1):
        line = text.strip()
        reader.row = row
        if line.startswith(SECTION):
            name = line.removeprefix(SECTION)
            sections[name] = sections.get(name, [])
            if name not in FIELDS:
                reader.fault("", "a section of " + ", ".join(FIELDS), line)
        elif line and not line.startswith("#"):
            sections[name] += _fitting(reader, name, row, line)
    reader.row = None
    for needed in NEEDED:
        if not sections[needed]:
            reader.fault(SECTION + needed, "at least one line", "none")
    return sections


def _fitting(reader: _Reader, section: str, row: int, text: str) -> Iterator[_Line]:
    """The line, if it has as many fields as its section asks for."""
    fields = FIELDS.get(section)
    cells = tuple(cell.strip() for cell in text.split(","))
    if fields is None:
        if not section:
            reader.fault("", "a section first", text)
        return
    if len(cells) == len(fields) or (fields[-1].endswith("...") and len(cells) >= len(fields)):
        yield _Line(row, cells)
    else:
        reader.fault("", f"{len(fields)} fields ({', '.join(fields)})", str(len(cells)))


def _instance(reader: _Reader, name: str, sections: dict[str, list[_Line]]) -> Instance:
    horizon = reader.each(
        sections["HORIZON"], lambda cells: reader.whole("days", cells[0], 1, MOST_DAYS)
    )
    reader.days = horizon[0] if horizon else MOST_DAYS
    reader.shifts = tuple(line.cells[0] for line in sections["SHIFTS"])
    reader.employees = tuple(line.cells[0] for line in sections["STAFF"])
    reader.only_once("days", ["the horizon"] * len(sections["HORIZON"]))
    reader.only_once("shift", reader.shifts)
    reader.only_once("employee", reader.employees)
    shifts = reader.each(sections["SHIFTS"], lambda cells: _shift(reader, cells))
    employees = reader.each(sections["STAFF"], lambda cells: _employee(reader, cells))
    days_off = reader.each(sections["DAYS_OFF"], lambda cells: _days_off(reader, cells))
    on = reader.each(sections["SHIFT_ON_REQUESTS"], lambda cells: _request(reader, cells, True))
    off = reader.each(sections["SHIFT_OFF_REQUESTS"], lambda cells: _request(reader, cells, False))
    cover = reader.each(sections["COVER"], lambda cells: _cover(reader, cells))
    reader.only_once("cover", [(entry.day, entry.shift_id) for entry in cover])
    return Instance(
        name=name,
        days=reader.days,
        shifts=tuple(shifts),
        employees=tuple(employees),
        days_off=frozenset(pair for pairs in days_off for pair in pairs),
        requests=(*on, *off),
        cover=tuple(cover),
    )


def _shift(reader: _Reader, cells: tuple[str, ...]) -> Shift:
    shift_id, minutes, not_next = cells
    if not shift_id:
        reader.fault("shift", "a name", "''")
        raise _FaultyLineError
    names = [name.strip() for name in not_next.split("|") if name.strip()]
    return Shift(
        shift_id=shift_id,
        minutes=reader.whole("minutes", minutes, 1, 24 * 60),
        not_next=frozenset(reader.one_of("not next", name, reader.shifts) for name in names),
    )


def _employee(reader: _Reader, cells: tuple[str, ...]) -> Employee:
    employee_id, shifts, *numbers = cells
    limits = [
        reader.whole(column, word)
        for column, word in zip(FIELDS["STAFF"][2:], numbers, strict=True)
    ]
    most_minutes, least_minutes, most_run, least_run, least_off, most_weekends = limits
    return Employee(
        employee_id=employee_id,
        most_shifts=_most_shifts(reader, shifts),
        most_minutes=most_minutes,
        least_minutes=least_minutes,
        most_run=most_run,
        least_run=least_run,
        least_off=least_off,
        most_weekends=most_weekends,
    )


def _most_shifts(reader: _Reader, text: str) -> dict[str, int]:
    """``D=14|E=0``; a shift that is not named is not limited."""
    most = dict.fromkeys(reader.shifts, reader.days)
    for part in filter(None, text.split("|")):
        name, _, number = part.partition("=")
        shift_id = reader.one_of("most shifts", name.strip(), reader.shifts)
        most[shift_id] = reader.whole("most shifts", number.strip())
    return most


def _days_off(reader: _Reader, cells: tuple[str, ...]) -> list[tuple[str, int]]:
    employee_id = reader.one_of("employee", cells[0], reader.employees)
    return [(employee_id, reader.day(word)) for word in cells[1:] if word]


def _request(reader: _Reader, cells: tuple[str, ...], wanted: bool) -> Request:
    employee_id, day, shift_id, weight = cells
    return Request(
        employee_id=reader.one_of("employee", employee_id, reader.employees),
        day=reader.day(day),
        shift_id=reader.one_of("shift", shift_id, reader.shifts),
        weight=reader.whole("weight", weight),
        wanted=wanted,
    )


def _cover(reader: _Reader, cells: tuple[str, ...]) -> Cover:
    day, shift_id, *numbers = cells
    wanted, under, over = (
        reader.whole(column, word)
        for column, word in zip(FIELDS["COVER"][2:], numbers, strict=True)
    )
    return Cover(
        day=reader.day(day),
        shift_id=reader.one_of("shift", shift_id, reader.shifts),
        wanted=wanted,
        under=under,
        over=over,
    )
