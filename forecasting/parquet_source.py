"""A Parquet file's rows in batches; its rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import compute

from forecasting.fault_log import FaultLog
from forecasting.log_columns import LogKind, log_kind
from forecasting.log_rows import Rows
from forecasting.parquet_bounds import (
    BATCH_ROWS,
    MAX_FOOTER_BYTES,
    MAX_ROWS,
    MAX_TEXT_BYTES,
    UnbearableError,
    at_most,
    judged_footer,
    longest_text,
    reading,
)
from forecasting.parquet_pages import Footer
from forecasting.thrift_compact import MalformedError

MAGIC = b"PAR1"
TAIL_BYTES = 8
COMMON_TEXT_BYTES = 64  # names up to here are not worth counting


class _NotParquetError(Exception):
    """The bytes of a file are no whole Parquet file."""


def _footer(path: Path) -> Footer:
    size = path.stat().st_size
    if size == 0:
        raise _NotParquetError("an empty file")
    with path.open("rb") as opened:
        head = opened.read(len(MAGIC))
        opened.seek(max(0, size - TAIL_BYTES))
        tail = opened.read()
        if head != MAGIC:
            raise _NotParquetError("a file that does not begin as Parquet does")
        if size < len(MAGIC) + TAIL_BYTES or tail[4:] != MAGIC:
            raise _NotParquetError("a file that is cut off")
        footer_bytes = int.from_bytes(tail[:4], "little")
        if footer_bytes > MAX_FOOTER_BYTES:
            raise _NotParquetError(f"a footer of {footer_bytes:,} bytes")
        opened.seek(max(0, size - TAIL_BYTES - footer_bytes))
        return judged_footer(opened.read(footer_bytes))


def parquet_rows(path: Path, file: str, faults: FaultLog) -> Iterator[Rows]:
    """The rows of a Parquet file; what cannot be read is refused in ``faults``."""
    whole = "a whole Parquet file"
    try:
        yield from _rows(path, file, faults)
    except UnbearableError as refused:
        faults.refuse(file, row=refused.row, expected=refused.expected, got=refused.got)
    except _NotParquetError as problem:
        faults.refuse(file, expected=whole, got=str(problem))
    except (MalformedError, pa.ArrowException, UnicodeDecodeError) as problem:
        got = " ".join(str(problem).split())[:200]
        faults.refuse(file, expected=whole, got=f"a damaged one ({got})")
    except OSError as problem:
        # Arrow raises OSError for damaged pages too, then without an error number.
        got = problem.strerror or "a damaged file"
        faults.refuse(file, expected="a Parquet file that can be read", got=got)


def _rows(path: Path, file: str, faults: FaultLog) -> Iterator[Rows]:
    # pyarrow.parquet takes a third of a second: only those who have a Parquet file wait for it.
    from pyarrow import parquet

    footer = _footer(path)
    with parquet.ParquetFile(path) as opened:
        schema = opened.schema_arrow
    kind = log_kind(file, list(schema.names), faults)
    if kind is None or not _types_fit(file, kind, schema, faults):
        return
    how = reading(path, footer, schema.names)
    first = 1
    with parquet.ParquetFile(path, read_dictionary=list(how.dictionaries)) as opened:
        for batch in _gathered(opened.iter_batches(batch_size=how.rows)):
            lines = np.arange(first, first + len(batch), dtype=np.int64)
            first += len(batch)
            at_most(MAX_ROWS, first - 1, "rows")
            yield Rows(file=file, kind=kind, lines=lines, batch=batch)


def _types_fit(file: str, kind: LogKind, schema: pa.Schema, faults: FaultLog) -> bool:
    before = faults.total
    for field in schema:
        of = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        text = pa.types.is_string(of) or pa.types.is_large_string(of) or pa.types.is_null(of)
        if field.name == kind.time:
            fits, expected = text or pa.types.is_timestamp(of), "timestamps or text"
        elif field.name in ("queue", "customer_timezone"):
            fits, expected = text, "text"
        elif field.name == "abandoned":
            fits = text or pa.types.is_boolean(of) or pa.types.is_integer(of)
            expected = "true and false"
        else:
            numeric = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
            fits, expected = text or any(is_kind(of) for is_kind in numeric), "numbers"
        if not fits:
            faults.refuse_column(
                file, field.name, row=1, expected=expected, got=f"the type {field.type}"
            )
    return faults.total == before


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Checked batches, small ones joined: each batch costs, however few its rows."""
    waiting: list[pa.RecordBatch] = []
    rows = text = first = 0
    for batch in batches:
        # A damaged page may decode to text that is no UTF-8 or to indices out of bounds.
        batch.validate(full=True)
        if rows + len(batch) > BATCH_ROWS:
            yield _joined(waiting)
            waiting, first, rows, text = [], first + rows, 0, 0
        waiting.append(batch)
        rows += len(batch)
        text += sum(_text_bytes(column) for column in batch.columns)
        at_most(MAX_TEXT_BYTES, text, f"bytes of text in {BATCH_ROWS:,} rows", row=first + 1)
    if waiting:
        yield _joined(waiting)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.concat_batches(batches)


def _text_bytes(column: pa.Array) -> int:
    """Bytes of a column's text, each row with its own."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return int(column.nbytes)
    longest = longest_text(column)
    if longest <= COMMON_TEXT_BYTES:
        return longest * len(column)
    lengths = compute.binary_length(column.dictionary)
    return compute.sum(lengths.take(column.indices)).as_py() or 0
