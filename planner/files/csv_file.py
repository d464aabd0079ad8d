"""A CSV file to rows of text: encoding, delimiter, header and shape are checked here.

Rows carry the line on which an editor shows their first character (the header is 1).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast

from planner.files.faults import FaultLog, Unfit, shown
from planner.files.formulas import restored

__all__ = ["Row", "Table", "read_csv", "read_text"]

T = TypeVar("T")

MAX_BYTES = 200_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 100
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
# What a file begins with that only looks like text to its owner.
SIGNATURES = {
    b"PK\x03\x04": "a workbook or another zip file",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one file with what is known of its columns."""

    file: str
    columns: dict[str, int]  # place of each column that is there
    missing: frozenset[str]  # needed columns that are not: already recorded as faults
    lines: list[int]
    cells: list[list[str]]
    log: FaultLog

    def rows(self) -> Iterator[Row]:
        """All rows in order, until the file has too many faults."""
        for line, cells in zip(self.lines, self.cells, strict=True):
            if self.log.gives_up(self.file):
                return
            yield Row(self, line, cells)

    def text(self, place: int, name: str) -> str:
        """The cell of the row at ``place``, as it stands."""
        column = self.columns.get(name)
        return "" if column is None else self.cells[place][column]

    def column(self, name: str, parse: Callable[[str], T]) -> list[T]:
        """Parse a column, equal texts once; a fault for every cell that does not fit.

        Such a cell is None in the list, which nobody may use once a fault is in the log; so are
        all that come after too many faults. A column that is not there is empty throughout.
        """
        place = self.columns.get(name)
        parsed: dict[str, T | Unfit] = {}
        values = []
        for line, cells in zip(self.lines, self.cells, strict=True):
            if self.log.gives_up(self.file):
                values.append(cast(T, None))
                continue
            text = "" if place is None else cells[place]
            if text not in parsed:
                parsed[text] = _tried(parse, restored(text).strip(" "))
            value = parsed[text]
            if isinstance(value, Unfit):
                if name not in self.missing:
                    self.fault(value.expected, shown(text), row=line, column=name)
                value = cast(T, None)
            values.append(value)
        return values

    def fault(self, expected: str, got: str, *, row: int | None = None, column: str = "") -> None:
        """Record a fault of this file."""
        self.log.add(self.file, expected, got, row=row, column=column)


def _tried(parse: Callable[[str], T], text: str) -> T | Unfit:
    try:
        return parse(text)
    except Unfit as unfit:
        return unfit


class Row:
    """One row, read cell by cell; ``faulty`` once any cell did not fit."""

    __slots__ = ("_cells", "_table", "faulty", "line")

    def __init__(self, table: Table, line: int, cells: list[str]) -> None:
        self._table = table
        self._cells = cells
        self.line = line
        self.faulty = False

    def text(self, column: str) -> str:
        """The cell as it stands, without the spaces around it; empty where it is not there."""
        place = self._table.columns.get(column)
        return "" if place is None else restored(self._cells[place]).strip(" ")

    def read(self, column: str, parse: Callable[[str], T]) -> T:
        """Parse a cell; where it does not fit, record the fault and mark the row.

        What it returns for a faulty row means nothing: ask ``faulty`` before using it.
        """
        text = self.text(column)
        if column in self._table.missing:
            self.faulty = True
            return cast(T, None)
        try:
            return parse(text)
        except Unfit as unfit:
            self.fault(column, unfit.expected, shown(text))
            return cast(T, None)

    def fault(self, column: str, expected: str, got: str) -> None:
        """Record a fault of this row."""
        self.faulty = True
        self._table.fault(expected, got, row=self.line, column=column)


def read_csv(
    path: Path,
    file: str,
    log: FaultLog,
    *,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    max_rows: int = MAX_ROWS,
) -> Table | None:
    """Read a table; every fault of its form goes to ``log``.

    Parameters
    ----------
    path
        The file.
    file
        What to call it in faults.
    needed, optional
        Column names; any other is a fault.
    max_rows
        A file with more is refused.

    Returns
    -------
    Table or None
        None where no row can be made sense of.
    """
    text = read_text(path, file, log)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        columns = _columns(header, file, log, needed, optional)
        if columns is None:
            return None
        table = Table(
            file=file,
            columns=columns,
            missing=frozenset(needed) - frozenset(columns),
            lines=[],
            cells=[],
            log=log,
        )
        _fill(table, reader, len(header), max_rows, cut_off=not text.endswith(("\n", "\r")))
    except csv.Error as error:
        log.add(file, *_csv_words(error), row=reader.line_num)
        return None
    return table


def _fill(
    table: Table, reader: Iterator[list[str]], width: int, max_rows: int, *, cut_off: bool
) -> None:
    line = _line_of(reader) + 1
    ragged: tuple[int, int] | None = None
    for cells in reader:
        if ragged is not None:
            _ragged(table, ragged, width)
            ragged = None
            if table.log.gives_up(table.file):
                return
        if len(cells) == width:
            if any(cells):
                table.lines.append(line)
                table.cells.append(cells)
        elif cells:
            ragged = (line, len(cells))
        line = _line_of(reader) + 1
        if len(table.lines) > max_rows:
            table.fault(f"at most {max_rows:,} rows", "more", row=line - 1)
            return
    if ragged is not None:
        _ragged(table, ragged, width, " (is the file cut off?)" if cut_off else "")


def _line_of(reader: object) -> int:
    return cast(int, cast(Any, reader).line_num)


def _ragged(table: Table, ragged: tuple[int, int], width: int, remark: str = "") -> None:
    line, count = ragged
    table.fault(f"{_cells(width)}, as in the header", f"{_cells(count)}{remark}", row=line)


def _cells(count: int) -> str:
    return f"{count:,} cell{'' if count == 1 else 's'}"


def _columns(
    header: list[str], file: str, log: FaultLog, needed: Sequence[str], optional: Sequence[str]
) -> dict[str, int] | None:
    """Places of the known columns; None where the header is that of another kind of file."""
    known = [*needed, *optional]
    if len(header) > MAX_COLUMNS:
        log.add(file, f"at most {MAX_COLUMNS} columns", f"{len(header):,} columns", row=1)
        return None
    wrong = _other_delimiter(header, len(needed))
    if wrong:
        log.add(file, "columns separated by commas", f"columns separated by {wrong}", row=1)
        return None
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        if name in places:
            log.add(file, "each column once", f"'{name}' twice", row=1, column=name)
        elif name not in known:
            log.add(file, _known_columns(name, known), shown(name), row=1, column=name)
        else:
            places[name] = place
    for name in needed:
        if name not in places:
            log.add(file, f"a column '{name}'", "none", row=1, column=name)
    return places if places else None


def _other_delimiter(header: list[str], needed: int) -> str:
    if len(header) > 1 or needed < 2:
        return ""
    return next((name for sign, name in OTHER_DELIMITERS.items() if sign in header[0]), "")


def _known_columns(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name.lower().replace(" ", "_"), known, n=1)
    return f"the column '{close[0]}'" if close else f"only the columns {', '.join(known)}"


def _csv_words(error: csv.Error) -> tuple[str, str]:
    words = str(error)
    if "unexpected end of data" in words:
        return "a closing quotation mark", "the end of the file (is it cut off?)"
    if "field larger" in words:
        return f"cells of at most {csv.field_size_limit():,} characters", "a longer one"
    return "cells in CSV form", words


def read_text(path: Path, file: str, log: FaultLog, max_bytes: int = MAX_BYTES) -> str | None:
    """Text of a UTF-8 file; None, and a fault, where it cannot be read or is something else."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            log.add(file, f"at most {max_bytes:,} bytes", f"{size:,} bytes")
            return None
        data = path.read_bytes()
    except OSError as error:
        log.add(file, "a file that can be read", error.strerror or str(error))
        return None
    return _decoded(data, file, log)


def _decoded(data: bytes, file: str, log: FaultLog) -> str | None:
    found = next((what for sign, what in SIGNATURES.items() if data.startswith(sign)), "")
    if not found and b"\0" in data:
        found = "binary data"
    if found:
        log.add(file, "a text file in UTF-8", found)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{data[error.start]:02X} (Latin-1 or Windows-1252?)"
        log.add(file, "text in UTF-8", got, row=line)
        return None
    if not text.strip():
        log.add(file, "a file that is not empty", "an empty file")
        return None
    return text
