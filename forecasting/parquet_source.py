"""A Parquet file's rows in batches; its rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from forecasting.fault_log import FaultLog
from forecasting.log_columns import LogKind, log_kind
from forecasting.log_rows import Rows

BATCH_ROWS = 1 << 17
FOOTER_BYTES = 1 << 25
MAGIC = b"PAR1"


def _unreadable(path: Path) -> str | None:
    """Why a file is no whole Parquet file of bearable width; None where it may be one."""
    size = path.stat().st_size
    if size == 0:
        return "an empty file"
    with path.open("rb") as opened:
        head = opened.read(len(MAGIC))
        opened.seek(max(0, size - 8))
        tail = opened.read()
    if head != MAGIC:
        return "a file that does not begin as Parquet does"
    if size < 12 or tail[4:] != MAGIC:
        return "a file that is cut off"
    footer = int.from_bytes(tail[:4], "little")
    if footer > FOOTER_BYTES:
        return f"a footer of {footer:,} bytes"
    return None


def parquet_rows(path: Path, file: str, faults: FaultLog) -> Iterator[Rows]:
    """The rows of a Parquet file; what cannot be read is refused in ``faults``."""
    # pyarrow.parquet takes a third of a second: only those who have a Parquet file wait for it.
    from pyarrow import parquet

    try:
        problem = _unreadable(path)
        if problem:
            faults.refuse(file, expected="a whole Parquet file", got=problem)
            return
        with parquet.ParquetFile(path) as opened:
            kind = log_kind(file, list(opened.schema_arrow.names), faults)
            if kind is not None and _types_fit(file, kind, opened.schema_arrow, faults):
                yield from _batches(opened, file, kind)
    except (pa.ArrowException, UnicodeDecodeError) as problem_found:
        got = " ".join(str(problem_found).split())[:200]
        faults.refuse(file, expected="a whole Parquet file", got=f"a damaged one ({got})")
    except OSError as problem_found:
        # Arrow raises OSError for damaged pages too, then without an error number.
        got = problem_found.strerror or "a damaged file"
        faults.refuse(file, expected="a Parquet file that can be read", got=got)


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


def _batches(opened: object, file: str, kind: LogKind) -> Iterator[Rows]:
    first = 1
    for batch in opened.iter_batches(batch_size=BATCH_ROWS):  # type: ignore[attr-defined]
        # A damaged page may decode to text that is no UTF-8 or to indices out of bounds.
        batch.validate(full=True)
        lines = np.arange(first, first + len(batch), dtype=np.int64)
        first += len(batch)
        yield Rows(file=file, kind=kind, lines=lines, batch=batch)
