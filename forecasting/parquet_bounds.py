"""How a Parquet file can be read in bounded memory, or why it cannot.

Text is what takes room beyond measure: a page of a few bytes may unpack to gigabytes, a value of a
dictionary may stand in every row, and a value may repeat the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from pyarrow import compute, types

from forecasting.calendars import Floats
from forecasting.parquet_pages import Chunk, Footer, pages, read_footer
from forecasting.thrift_compact import MalformedError

BATCH_ROWS = 1 << 17
MAX_FOOTER_BYTES = 1 << 22
MAX_COLUMNS = 100
MAX_ROW_GROUPS = 20_000
MAX_ROWS = 50_000_000
MAX_PAGES = 500_000
MAX_PAGE_BYTES = 1 << 27
"""So much may the pages unpack to that are needed for one batch of rows."""

MAX_TEXT_BYTES = 1 << 25
"""So much text may stand in one batch of rows; a log of 100 characters a row has 13 MB."""

ROOM_OF_DICTIONARY = 8
"""A table of distinct texts takes so many times the room of the texts, if they are short."""

NAMES = ("queue", "customer_timezone", "abandoned")


class UnbearableError(Exception):
    """A file that would take more memory or time than any log needs."""

    def __init__(self, *, expected: str, got: str, row: int | None = None) -> None:
        super().__init__(got)
        self.expected = expected
        self.got = got
        self.row = row


def at_most(most: int, got: int, what: str, row: int | None = None) -> None:
    """Refuse a file that has more of something than a log may.

    Raises
    ------
    UnbearableError
        Where ``got`` is more than ``most``.
    """
    if got > most:
        raise UnbearableError(expected=f"at most {most:,} {what}", got=f"{got:,}", row=row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read a file: columns to be read as dictionaries, and rows to be read at once."""

    dictionaries: tuple[str, ...]
    rows: int


def judged_footer(data: bytes) -> Footer:
    """A footer, unless Arrow would make far more of it than it takes in the file.

    Raises
    ------
    UnbearableError
        Where there are too many columns, row groups or rows.
    MalformedError
        Where it is no footer.
    """
    footer = read_footer(data)
    at_most(MAX_COLUMNS, len(footer.is_text), "columns")
    at_most(MAX_ROW_GROUPS, len(footer.groups), "row groups")
    at_most(MAX_ROWS, footer.rows, "rows")
    return footer


def reading(path: Path, footer: Footer, names: Sequence[str]) -> Reading:
    """How to read a file in bounded memory.

    Parameters
    ----------
    path
        The file.
    footer
        What it says of its rows and columns.
    names
        Of its columns, each of one value a row.

    Raises
    ------
    UnbearableError
        Where it would take too much, whatever its footer says.
    MalformedError
        Where its pages are not where the footer says.
    """
    if any(len(chunks) != len(names) for chunks in (footer.is_text, *footer.groups)):
        raise MalformedError("row groups of other columns")
    room = _Room()
    with path.open("rb", buffering=0) as file:
        columns = [
            _column(file, name, is_text, [group[number] for group in footer.groups], room)
            for number, (name, is_text) in enumerate(zip(names, footer.is_text, strict=True))
        ]
    texts = {column.name: column for column in columns if column.is_text}
    dictionaries = [name for name in NAMES if name in texts and texts[name].is_plain]
    others = [column for column in texts.values() if column.name not in dictionaries]
    return Reading(
        dictionaries=tuple(dictionaries), rows=_rows_at_once(path, others, len(footer.groups))
    )


@dataclass(slots=True)
class _Column:
    name: str
    is_text: bool
    is_plain: bool = True  # Arrow reads no others as dictionaries
    dictionary_bytes: int = 0  # of its largest dictionary
    front_coded_bytes: int = 0  # of its largest page with such values


@dataclass(slots=True)
class _Room:
    """What the pages take that are held for each batch of rows, all columns together."""

    batches: Floats = field(default_factory=lambda: np.zeros(MAX_ROWS // BATCH_ROWS + 1))
    pages: int = 0

    def hold(self, first_row: int, end_row: int, size: int) -> None:
        first = first_row // BATCH_ROWS
        after = max(first, (end_row - 1) // BATCH_ROWS) + 1
        self.batches[first:after] += size
        at_most(
            MAX_PAGE_BYTES,
            int(self.batches[first:after].max()),
            f"bytes, unpacked, for {BATCH_ROWS:,} rows (in smaller row groups?)",
            row=first * BATCH_ROWS + 1,
        )


def longest_text(column: Any) -> int:
    """Bytes of the longest text that a dictionary holds; 0 where the column has none."""
    if not types.is_dictionary(column.type):
        return 0
    return compute.max(compute.binary_length(column.dictionary)).as_py() or 0


def _column(
    file: BinaryIO, name: str, is_text: bool, chunks: Iterable[Chunk], room: _Room
) -> _Column:
    """Look through the headers of a column's pages."""
    column = _Column(name=name, is_text=is_text)
    row = 0
    for chunk in chunks:
        start, dictionary = row, 0
        for page in pages(file, chunk):
            room.pages += 1
            at_most(MAX_PAGES, room.pages, "pages")
            if page.is_dictionary:
                dictionary = max(dictionary, page.bytes)
                continue
            at_most(MAX_ROWS, row + page.rows, "rows")
            room.hold(row, row + page.rows, page.bytes)
            row += page.rows
            column.is_plain &= page.is_plain
            if page.is_front_coded:
                column.front_coded_bytes = max(column.front_coded_bytes, page.bytes)
        column.dictionary_bytes = max(column.dictionary_bytes, dictionary)
        room.hold(start, row, dictionary * (ROOM_OF_DICTIONARY if is_text else 1))
    return column


def _rows_at_once(path: Path, columns: Sequence[_Column], groups: int) -> int:
    """Rows in which text read value by value takes no more than it may, at the very worst."""
    most = sum(
        max(column.front_coded_bytes, column.dictionary_bytes)
        for column in columns
        if not column.is_plain
    )
    pointing = [column.name for column in columns if column.is_plain and column.dictionary_bytes]
    if pointing:
        most += _longest(path, pointing, groups)
    return min(BATCH_ROWS, max(1, MAX_PAGE_BYTES // max(1, most)))


def _longest(path: Path, names: Sequence[str], groups: int) -> int:
    """Bytes that one row may take in columns with dictionaries, by the longest texts in these."""
    from pyarrow import parquet

    longest = dict.fromkeys(names, 0)
    with parquet.ParquetFile(path, read_dictionary=list(names)) as opened:
        for group in range(groups):
            # The first row comes with the dictionary of all rows.
            batches = opened.iter_batches(1, row_groups=[group], columns=list(names))
            for batch in islice(batches, 1):
                for name in names:
                    longest[name] = max(longest[name], longest_text(batch.column(name)))
    return sum(longest.values())
