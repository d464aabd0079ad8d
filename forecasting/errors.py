"""The exceptions of the forecasting package.

ForecastingError
├── ContactLogError    faults in a contact log, all of them at once
└── HorizonError       a forecast asked for over a span that cannot be
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_FAULTS = 50
"""How many faults a message lists before it only counts."""

KEPT_FAULTS = 1000
"""How many faults are kept as objects: a log may hold ten million bad rows."""


class ForecastingError(Exception):
    """Base of every error that the package raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one place of one file.

    ``row`` is the line as an editor counts it (a CSV's header is 1; a Parquet file has no header,
    its first row is 1); ``row`` and ``column`` are empty where they do not apply.
    """

    file: str
    row: int | None = None
    column: str = ""
    expected: str
    got: str

    def __str__(self) -> str:
        row = "" if self.row is None else str(self.row)
        return f"{self.file}:{row}:{self.column}: expected {self.expected}, got {self.got}"


class ContactLogError(ForecastingError):
    """A contact log that cannot be counted.

    Attributes
    ----------
    faults : tuple of Fault
        Faults of whole files, then the first of rows, each in order; at most `KEPT_FAULTS`.
    total : int
        How many there are altogether.
    """

    def __init__(self, faults: Iterable[Fault], total: int | None = None) -> None:
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines)} more")
        lines.append(f"{self.total} fault{'s' if self.total != 1 else ''}")
        return "\n".join(lines)


class HorizonError(ForecastingError):
    """The span or the interval that a forecast was asked for cannot be."""
