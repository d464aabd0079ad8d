"""Names, numbers and flags of a log's rows, checked many at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from forecasting.calendars import Flags, Floats, Ints
from forecasting.fault_log import FaultLog, shown
from forecasting.log_rows import Rows

YES = frozenset(("true", "t", "yes", "y", "1", "1.0"))
NO = frozenset(("false", "f", "no", "n", "0", "0.0"))


@dataclass(slots=True)
class Names:
    """Numbers the valid names of a column in the order in which they come.

    ``expected`` says in a fault what a name must be; ``is_valid`` tells whether one is.
    """

    column: str
    expected: str
    is_valid: Callable[[str], bool]
    codes: dict[str, int] = field(default_factory=dict)

    def read(self, rows: Rows, faults: FaultLog) -> Ints:
        """The code of every row's name; -1, with a fault, where it is not valid."""
        encoded = _dictionary(rows.batch.column(self.column))
        # The last entry is for rows without a value.
        names = [*encoded.dictionary.to_pylist(), None]
        codes = np.array([self._code(name) for name in names], dtype=np.int64)
        indices = compute.fill_null(encoded.indices, len(names) - 1)
        positions = indices.to_numpy(zero_copy_only=False)
        of_rows: Ints = codes[positions]
        if (of_rows < 0).any():
            self._tell(rows, names, positions, of_rows < 0, faults)
        return of_rows

    def _code(self, name: str | None) -> int:
        if name is None or not self.is_valid(name):
            return -1
        return self.codes.setdefault(name, len(self.codes))

    def _tell(
        self,
        rows: Rows,
        names: list[str | None],
        positions: Ints,
        bad: Flags,
        faults: FaultLog,
    ) -> None:
        where = np.flatnonzero(bad)
        used, first, times = np.unique(positions[where], return_index=True, return_counts=True)
        for name, at, count in zip(used, where[first], times, strict=True):
            faults.add_name(
                rows.file,
                self.column,
                row=int(rows.lines[at]),
                expected=self.expected,
                got=names[name] or "",
                times=int(count),
            )


def _dictionary(column: pa.Array) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = compute.dictionary_encode(compute.cast(column, pa.string()))
    return column


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a number may be: from ``least`` to ``greatest``, and whether it may be missing."""

    column: str
    least: float
    greatest: float
    required: bool = False

    @property
    def expected(self) -> str:
        """The law in words."""
        return f"a number from {self.least:g} to {self.greatest:,.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Values, NaN where missing, and which rows are free of faults."""

    values: Floats
    good: Flags


def read_numbers(rows: Rows, limits: Limits, faults: FaultLog) -> Numbers:
    """A column of numbers; what is not one, not finite or out of its limits is a fault."""
    column = rows.column(limits.column)
    if column is None:
        count = len(rows.lines)
        return Numbers(values=np.full(count, np.nan), good=np.ones(count, dtype=np.bool_))
    present = column.is_valid().to_numpy(zero_copy_only=False)
    values = _floats(column)
    with np.errstate(invalid="ignore"):
        within = (values >= limits.least) & (values <= limits.greatest)
    good = within | (~present if not limits.required else np.zeros_like(present))
    if not good.all():
        rows.tell(limits.column, ~good, limits.expected, faults)
    return Numbers(values=np.where(within, values, np.nan), good=good)


def _floats(column: pa.Array) -> Floats:
    """Any column as floats; NaN where there is no number."""
    try:
        cast = compute.cast(column, pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        text = compute.cast(column, pa.string()).to_pandas()
        found = pd.to_numeric(text.str.strip(), errors="coerce")
        parsed: Floats = found.to_numpy(np.float64, na_value=np.nan)
        return parsed
    values: Floats = compute.fill_null(cast, float("nan")).to_numpy(zero_copy_only=False)
    return values


def read_flags(rows: Rows, column: str, faults: FaultLog) -> tuple[Flags, Flags]:
    """A column of yes and no (missing: no), and which rows are free of faults."""
    values = rows.column(column)
    if values is None:
        return np.zeros(len(rows.lines), dtype=np.bool_), np.ones(len(rows.lines), dtype=np.bool_)
    encoded = _dictionary(values)
    words = [str(word).strip().lower() for word in encoded.dictionary.to_pylist()]
    yes = np.array([word in YES for word in words] + [False])
    valid = np.array([word in YES or word in NO or not word for word in words] + [True])
    indices = compute.fill_null(encoded.indices, len(words)).to_numpy(zero_copy_only=False)
    good: Flags = valid[indices]
    if not good.all():
        rows.tell(column, ~good, "true or false", faults)
    return yes[indices], good


def queue_names(queues: frozenset[str] | None) -> Names:
    """The queues of a log: those of the team, or any name at all."""
    if queues is None:
        return Names("queue", "a queue's name", bool)
    known = ", ".join(sorted(queues)[:8]) + (", ..." if len(queues) > 8 else "")
    return Names("queue", f"a queue of the team ({shown(known)[1:-1]})", queues.__contains__)
