"""A batch of a log's rows, as every reader gives them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
from pyarrow import compute

from forecasting.calendars import Flags, Ints
from forecasting.fault_log import FaultLog, first_true
from forecasting.log_columns import LogKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A batch of a file's rows: the columns of its kind, and the line of each row."""

    file: str
    kind: LogKind
    lines: Ints
    batch: pa.RecordBatch

    def column(self, name: str) -> pa.Array | None:
        """An optional column, or None where the file has no such column."""
        position = self.batch.schema.get_field_index(name)
        return None if position < 0 else self.batch.column(position)

    def tell(self, name: str, bad: Flags, expected: str, faults: FaultLog) -> None:
        """A fault for each row that is ``bad``, with the value of its column."""
        if not bad.any():
            return
        first = self.batch.column(name).take(pa.array(first_true(bad)))
        values = compute.fill_null(compute.cast(first, pa.string()), "")
        faults.add_rows(
            self.file, self.lines[bad], name, expected=expected, values=values.to_pylist()
        )
