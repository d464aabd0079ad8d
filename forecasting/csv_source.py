"""A CSV's rows in batches: bounded memory, every line numbered as an editor numbers it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from forecasting.calendars import Ints
from forecasting.fault_log import FaultLog
from forecasting.log_columns import LogKind, log_kind, seeming_delimiter
from forecasting.log_rows import Rows

HEADER_BYTES = 1 << 16
BLOCK_BYTES = 1 << 20

SIGNATURES = {
    b"PAR1": "a Parquet file (its name should end in .parquet)",
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "a file packed with gzip",
    b"BZh": "a file packed with bzip2",
    b"\xfd7zXZ": "a file packed with xz",
    b"(\xb5/\xfd": "a file packed with zstd",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a SQLite database",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
}
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NAMES = ("queue", "customer_timezone", "abandoned")


class _RefusedError(Exception):
    """The bytes of a file are not text that can be read as a table."""

    def __init__(self, *, expected: str, got: str, row: int | None = None) -> None:
        super().__init__(got)
        self.expected = expected
        self.got = got
        self.row = row


def _not_text(head: bytes) -> str | None:
    """What a file is whose first bytes are no UTF-8 text; None where they may be."""
    for signature, name in SIGNATURES.items():
        if head.startswith(signature):
            return name
    if head.startswith(UTF16_MARKS):
        return "text in UTF-16"
    zeros = head.count(b"\0")
    if zeros:
        halves = (head[0::2].count(b"\0"), head[1::2].count(b"\0"))
        if min(halves) == 0 and zeros > len(head) // 4:
            return "text in UTF-16"
        return "binary data"
    return None


def _encoding_of(data: bytes) -> str:
    """The likely encoding of bytes that are not UTF-8."""
    controls = sum(byte < 32 and byte not in b"\t\r\n" for byte in data)
    if controls > len(data) // 50:
        return "binary data"
    return "bytes that are not UTF-8: it seems to be Latin-1 or Windows-1252"


class _CheckedBytes(io.RawIOBase):
    """A file that refuses, while it is read, what is not UTF-8 text in lines of bearable length."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__()
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._line = 1
        self._line_bytes = 0
        self.ends_in_line = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, BLOCK_BYTES) if size > 0 else BLOCK_BYTES)
        self._check(data)
        if data:
            self._line += data.count(b"\n")
            self.ends_in_line = data[-1:] not in (b"\n", b"\r")
        return data

    def _check(self, data: bytes) -> None:
        try:
            self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as problem:
            row = self._line + data.count(b"\n", 0, problem.start)
            got = _encoding_of(data[:HEADER_BYTES])
            raise _RefusedError(expected="UTF-8 text", got=got, row=row) from None
        zero = data.find(b"\0")
        if zero >= 0:
            row = self._line + data.count(b"\n", 0, zero)
            raise _RefusedError(expected="UTF-8 text", got="binary data", row=row)
        if b"\n" in data or b"\r" in data:
            self._line_bytes = len(data) - max(data.rfind(b"\n"), data.rfind(b"\r"))
        else:
            self._line_bytes += len(data)
        if self._line_bytes >= BLOCK_BYTES:
            raise _RefusedError(
                expected=f"lines of less than {BLOCK_BYTES:,} bytes",
                got="a longer one",
                row=self._line + data.count(b"\n"),
            )


def _read_header(head: bytes) -> list[str]:
    """Column names from a file's first bytes."""
    strange = _not_text(head)
    if strange:
        raise _RefusedError(expected="a CSV in UTF-8", got=strange)
    text = head.removeprefix(codecs.BOM_UTF8)
    if not text.strip():
        raise _RefusedError(expected="a header and rows", got="an empty file")
    line = text.splitlines()[0] if text.splitlines() else b""
    if len(line) >= HEADER_BYTES:
        raise _RefusedError(
            expected=f"a header of less than {HEADER_BYTES:,} bytes", got="a longer line", row=1
        )
    try:
        header = line.decode("utf-8")
    except UnicodeDecodeError:
        raise _RefusedError(expected="UTF-8 text", got=_encoding_of(line), row=1) from None
    names = [name.strip() for name in next(csv.reader([header]), [])]
    delimiter = seeming_delimiter(header) if len(names) == 1 else None
    if delimiter:
        raise _RefusedError(expected="columns parted by commas", got=delimiter, row=1)
    return names


class _Lines:
    """The line of every row that is kept, told from the lines that are not."""

    def __init__(self) -> None:
        self._next = 2
        self._left_out: list[int] = []

    def leave_out(self, line: int) -> None:
        self._left_out.append(line)

    def take(self, rows: int) -> Ints:
        numbers = np.arange(self._next, self._next + rows + len(self._left_out))
        numbers = numbers[~np.isin(numbers, self._left_out)][:rows]
        if rows:
            self._next = int(numbers[-1]) + 1
            self._left_out = [line for line in self._left_out if line >= self._next]
        return numbers.astype(np.int64)


class _RaggedRows:
    """Takes rows with too few or too many values; the last is held back until the end is known."""

    def __init__(self, file: str, faults: FaultLog, lines: _Lines) -> None:
        self._file, self._faults, self._lines = file, faults, lines
        self._held: tuple[int, int, int] | None = None

    def __call__(self, row: Any) -> str:
        self._lines.leave_out(row.number)
        self.flush()
        self._held = (row.number, row.expected_columns, row.actual_columns)
        return "skip"

    def flush(self, remark: str = "") -> None:
        if self._held is None:
            return
        line, expected, got = self._held
        self._faults.ragged_rows += 1
        self._faults.add(self._file, line, "", expected=f"{expected} values", got=f"{got}{remark}")
        self._held = None

    def close(self, last_line: int, *, ends_in_line: bool) -> None:
        cut = ends_in_line and self._held is not None and self._held[0] > last_line
        self.flush(": the file seems to be cut off here" if cut else "")


def csv_rows(path: Path, file: str, faults: FaultLog) -> Iterator[Rows]:
    """The rows of a CSV in batches of about a megabyte.

    What cannot be read as a table at all is refused in ``faults``; rows with a wrong number of
    values are faults and left out; blank lines are passed over.
    """
    try:
        with path.open("rb") as opened:
            names = _read_header(opened.read(HEADER_BYTES))
            kind = log_kind(file, names, faults)
            if kind is None:
                return
            opened.seek(0)
            yield from _batches(opened, file, kind, names, faults)
    except _RefusedError as refused:
        faults.refuse(file, row=refused.row, expected=refused.expected, got=refused.got)
    except OSError as problem:
        faults.refuse(file, expected="a file that can be read", got=problem.strerror or "an error")


def _batches(
    opened: io.BufferedReader, file: str, kind: LogKind, names: list[str], faults: FaultLog
) -> Iterator[Rows]:
    # Importing pyarrow.csv is cheap, but only those who read a CSV need it.
    from pyarrow import csv as arrow_csv

    checked, lines = _CheckedBytes(opened), _Lines()
    ragged = _RaggedRows(file, faults, lines)
    types = {
        name: pa.dictionary(pa.int32(), pa.string()) if name in NAMES else pa.string()
        for name in names
    }
    last_line = 1
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(checked, mode="r"),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=BLOCK_BYTES, column_names=names, skip_rows=1
            ),
            parse_options=arrow_csv.ParseOptions(
                invalid_row_handler=ragged, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=types, strings_can_be_null=True, null_values=[""], check_utf8=False
            ),
        )
        for batch in reader:
            numbers = lines.take(len(batch))
            last_line = int(numbers[-1]) if len(numbers) else last_line
            yield _without_blank(Rows(file=file, kind=kind, lines=numbers, batch=batch))
    except pa.ArrowInvalid as problem:
        if "file is too short" in str(problem):  # a header without a line's end
            return
        ragged.close(last_line, ends_in_line=False)
        faults.refuse(
            file,
            row=last_line + 1,
            expected="rows of comma-separated values, one a line",
            got="text that cannot be parsed (an open quote?)",
        )
        return
    ragged.close(last_line, ends_in_line=checked.ends_in_line)


def _without_blank(rows: Rows) -> Rows:
    """The rows that are not blank, as lines at a file's end often are."""
    blank = np.ones(len(rows.lines), dtype=np.bool_)
    for column in rows.batch.columns:
        if column.null_count == 0:
            return rows
        blank &= column.is_null().to_numpy(zero_copy_only=False)
    return Rows(
        file=rows.file,
        kind=rows.kind,
        lines=rows.lines[~blank],
        batch=rows.batch.filter(pa.array(~blank)),
    )
