"""Reads compact Thrift, the form of Parquet's footer and page headers; believes no size in it.

Only as much as tells how large a file's parts are: numbers are kept, texts are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

Value = int | list["Value"] | dict[int, "Value"] | None
Struct = dict[int, Value]

MAX_STRUCTS = 200_000
"""So many structs may stand in lists: Arrow makes up to 700 bytes of each."""

MAX_DEPTH = 16
TRUE, FALSE, BYTE, DOUBLE, BINARY, STRUCT = 1, 2, 3, 7, 8, 12
WHOLE = frozenset((4, 5, 6))
LISTS = frozenset((9, 10))


class MalformedError(Exception):
    """Bytes that are no compact Thrift, or too much of it."""


class CutOffError(MalformedError):
    """Bytes that end within a struct."""


def read_struct(data: bytes, at: int = 0) -> tuple[Struct, int]:
    r"""The fields of the struct that begins at ``at``, by number, and where it ends.

    Of a field that comes twice the last counts, as in C++.

    Raises
    ------
    MalformedError
        Where this is no Thrift, nested too deep or with too many entries.
    CutOffError
        Where it goes on past the last byte.

    Examples
    --------
    >>> read_struct(b"\x15\x02\x19\x25\x01\x04\x00")
    ({1: 1, 2: [-1, 2]}, 7)
    """
    try:
        return _Reader(data).struct(at, 0)
    except IndexError:
        raise CutOffError("no more bytes") from None


@dataclass(slots=True)
class _Reader:
    """Methods take the place to read at and return the place after: a footer has many fields."""

    data: bytes
    structs: int = 0

    def struct(self, at: int, depth: int) -> tuple[Struct, int]:
        data, fields, number = self.data, Struct(), 0
        while head := data[at]:
            at += 1
            # The distance from the field before, or 0 and then the number itself.
            if head >> 4:
                number += head >> 4
            else:
                number, at = self.whole(at)
            kind = head & 0x0F
            # Most are small numbers: no calls for those.
            if kind in WHOLE and data[at] < 0x80:
                fields[number] = (data[at] >> 1) ^ -(data[at] & 1)
                at += 1
            else:
                fields[number], at = self.value(kind, at, depth)
        return fields, at + 1

    def value(self, kind: int, at: int, depth: int) -> tuple[Value, int]:
        if kind in WHOLE:
            return self.whole(at)
        if depth > MAX_DEPTH:
            raise MalformedError("nested too deep")
        if kind == STRUCT:
            return self.struct(at, depth + 1)
        if kind == BINARY:
            length, at = self.unsigned(at)
            return None, at + length
        if kind in LISTS:
            return self.entries(at, depth + 1)
        if kind in (TRUE, FALSE):
            return int(kind == TRUE), at
        if kind == BYTE:
            return self.data[at], at + 1
        if kind == DOUBLE:
            return None, at + 8
        raise MalformedError(f"a value of the kind {kind}")

    def entries(self, at: int, depth: int) -> tuple[list[Value], int]:
        head = self.data[at]
        kind, count, at = head & 0x0F, head >> 4, at + 1
        if count == 15:
            count, at = self.unsigned(at)
        if count > len(self.data) - at:  # every entry takes a byte at least
            raise IndexError
        if kind == STRUCT or kind in LISTS:
            self.structs += count
        if self.structs > MAX_STRUCTS:
            raise MalformedError("too many entries")
        # In a list, a boolean takes a byte of its own.
        kind = BYTE if kind in (TRUE, FALSE) else kind
        found: list[Value] = []
        for _ in range(count):
            value, at = self.value(kind, at, depth)
            found.append(value)
        return found, at

    def whole(self, at: int) -> tuple[int, int]:
        zigzag = self.data[at]
        if zigzag < 0x80:
            return (zigzag >> 1) ^ -(zigzag & 1), at + 1
        zigzag, at = self.unsigned(at)
        return (zigzag >> 1) ^ -(zigzag & 1), at

    def unsigned(self, at: int) -> tuple[int, int]:
        value = shift = 0
        while (byte := self.data[at]) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            at += 1
            if shift > 63:
                raise MalformedError("a number of too many bytes")
        return value | byte << shift, at + 1
