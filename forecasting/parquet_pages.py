"""What the pages of a Parquet file unpack to, by their own headers: the footer may say otherwise.

A reader makes room for a page by what its header says, before it unpacks it: a file of some
kilobytes may ask for gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from forecasting.thrift_compact import CutOffError, MalformedError, Struct, read_struct

HEADER_WINDOWS = (1 << 9, 1 << 16, 1 << 20)

# Numbers of fields and values as the format gives them (parquet.thrift).
SCHEMA, ROWS, ROW_GROUPS = 2, 3, 4
TYPE_IN_SCHEMA, TEXT_TYPE = 1, 6
COLUMNS_OF_GROUP, CHUNK = 1, 3
VALUES_OF_CHUNK, PACKED_OF_CHUNK, DATA_OFFSET, DICTIONARY_OFFSET = 5, 7, 9, 11
PAGE_TYPE, UNPACKED, PACKED = 1, 2, 3
DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2 = 0, 2, 3
DATA_HEADERS = {DATA_PAGE: (5, 2), DATA_PAGE_V2: (8, 4)}  # each with the field of its encoding
VALUES = 1
# PLAIN, two names for values of a dictionary, and DELTA_BYTE_ARRAY.
PLAIN, FRONT_CODED = (0, 2, 8), 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Where a column lies in a row group: its first byte, the byte after, and its values."""

    start: int
    end: int
    values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What a footer says of rows and columns.

    ``is_text`` for each entry of the schema but the first, which stands for the whole; ``groups``
    are the row groups, each with its columns in order.
    """

    rows: int
    is_text: tuple[bool, ...]
    groups: tuple[tuple[Chunk, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a column of one value a row.

    ``bytes`` it takes unpacked. ``is_dictionary``: it holds no rows, but values that those of
    other pages point to. ``is_plain``: its values are written out or point to a dictionary.
    ``is_front_coded``: each value may repeat the one before, so that the values take more room
    than the page.
    """

    rows: int
    bytes: int
    is_dictionary: bool
    is_plain: bool
    is_front_coded: bool


def read_footer(data: bytes) -> Footer:
    """Read a footer without pyarrow, which a damaged one may bring down.

    Raises
    ------
    MalformedError
        Where the bytes are no footer, or so much of one that it cannot be borne.
    """
    fields, _ = read_struct(data)
    columns = _structs(fields, SCHEMA)[1:]
    return Footer(
        rows=_number(fields, ROWS),
        is_text=tuple(column.get(TYPE_IN_SCHEMA) == TEXT_TYPE for column in columns),
        groups=tuple(
            tuple(_chunk(column) for column in _structs(group, COLUMNS_OF_GROUP))
            for group in _structs(fields, ROW_GROUPS)
        ),
    )


def _structs(fields: Struct, number: int) -> list[Struct]:
    found = fields.get(number)
    if not isinstance(found, list):
        raise MalformedError("a list is missing")
    structs = [entry for entry in found if isinstance(entry, dict)]
    if len(structs) < len(found):
        raise MalformedError("a list of something else")
    return structs


def _chunk(column: Struct) -> Chunk:
    fields = column.get(CHUNK)
    if not isinstance(fields, dict):
        raise MalformedError("a column without its place")
    start = _number(fields, DATA_OFFSET)
    dictionary = fields.get(DICTIONARY_OFFSET)
    # Some programs write 0 where there is no dictionary.
    if isinstance(dictionary, int) and 0 < dictionary < start:
        start = dictionary
    return Chunk(
        start=start,
        end=start + _number(fields, PACKED_OF_CHUNK),
        values=_number(fields, VALUES_OF_CHUNK),
    )


def pages(file: BinaryIO, chunk: Chunk) -> Iterator[Page]:
    """The pages of a column in a row group, from their headers alone.

    Parameters
    ----------
    file
        The file, unbuffered.
    chunk
        Where they lie.

    Raises
    ------
    MalformedError
        Where there is no page at the place at which one should be.
    """
    at, rows = chunk.start, 0
    while at < chunk.end and rows < chunk.values:
        fields, header_bytes = _header(file, at)
        packed = _number(fields, PACKED)
        page = _page(fields, packed)
        rows += page.rows
        at += header_bytes + packed
        yield page


def _header(file: BinaryIO, at: int) -> tuple[Struct, int]:
    """The header of a page; it may hold the least and the greatest text, but few do."""
    for window in HEADER_WINDOWS:
        file.seek(at)
        try:
            return read_struct(file.read(window))
        except CutOffError:
            continue
    raise MalformedError("a page without an end of its header")


def _page(fields: Struct, packed: int) -> Page:
    kind = _number(fields, PAGE_TYPE)
    rows, encoding = 0, None
    if kind in DATA_HEADERS:
        number, encoding_field = DATA_HEADERS[kind]
        header = fields.get(number)
        if not isinstance(header, dict):
            raise MalformedError("a page of data without its header")
        rows, encoding = _number(header, VALUES), _number(header, encoding_field)
    return Page(
        rows=rows,
        bytes=max(packed, _number(fields, UNPACKED)),
        is_dictionary=kind == DICTIONARY_PAGE,
        is_plain=encoding in PLAIN,
        is_front_coded=encoding == FRONT_CODED,
    )


def _number(fields: Struct, number: int) -> int:
    found = fields.get(number)
    if not isinstance(found, int) or found < 0:
        raise MalformedError("a page without its size")
    return found
