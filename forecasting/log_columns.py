"""The columns of the two kinds of contact log."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.fault_log import FaultLog, shown

DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ":": "colons", " ": "spaces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKind:
    """A kind of log: the column that tells it, those it needs and those it may have."""

    name: str
    time: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in order."""
        return self.needed + self.optional


RAW = LogKind(
    name="raw contacts",
    time="opened_at",
    needed=("opened_at", "queue", "customer_timezone"),
    optional=("handle_seconds", "wait_seconds", "abandoned"),
)

COUNTED = LogKind(
    name="counted intervals",
    time="interval_start",
    needed=("interval_start", "queue", "customer_timezone", "volume"),
    optional=("aht_seconds",),
)

KINDS = (RAW, COUNTED)


def seeming_delimiter(header: str) -> str | None:
    """What seems to part the columns of a header, where it is not the comma."""
    for delimiter, name in DELIMITERS.items():
        names = {part.strip().strip('"') for part in header.split(delimiter)}
        if any(len(names & set(kind.columns)) >= 2 for kind in KINDS):
            return name
    return None


def log_kind(file: str, header: Sequence[str], faults: FaultLog) -> LogKind | None:
    """The kind of log that a header belongs to; None, with faults, where it fits neither."""
    kinds = [kind for kind in KINDS if kind.time in header]
    if len(kinds) != 1:
        faults.refuse(
            file,
            row=1,
            expected="a column opened_at (raw contacts) or interval_start (counted intervals)",
            got="both" if kinds else f"the columns {shown(', '.join(header))}",
        )
        return None
    kind = kinds[0]
    before = faults.total
    for column, times in Counter(header).items():
        if column not in kind.columns:
            faults.refuse_column(
                file, column, row=1, expected=_expected_column(kind, column), got=shown(column)
            )
        elif times > 1:
            faults.refuse_column(
                file, column, row=1, expected="the column once", got=f"{times} of it"
            )
    for column in kind.needed:
        if column not in header:
            faults.refuse_column(file, column, row=1, expected="this column", got="no such column")
    return None if faults.total > before else kind


def _expected_column(kind: LogKind, column: str) -> str:
    near = difflib.get_close_matches(column.lower(), kind.columns, n=1)
    if near:
        return f"the column {near[0]}"
    return f"only columns of {kind.name} ({', '.join(kind.columns)})"
