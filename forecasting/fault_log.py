"""Collects what is wrong in a log, in bounded memory however much there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from forecasting.calendars import Ints
from forecasting.errors import KEPT_FAULTS, ContactLogError, Fault

LONGEST_SHOWN = 60


def shown(text: str) -> str:
    """A value as a message shows it: quoted, cut where it is long; ``nothing`` where empty."""
    if not text:
        return "nothing"
    if len(text) > LONGEST_SHOWN:
        return repr(text[:LONGEST_SHOWN]) + f"... ({len(text):,} characters)"
    return repr(text)


@dataclass(slots=True)
class _Repeated:
    row: int
    expected: str
    times: int


@dataclass(slots=True)
class FaultLog:
    """The first faults by file and row, and how many there are.

    ``refusals`` are faults of a whole file: no row of it can be used, whatever is skipped.
    ``ragged_rows`` are rows with too few or too many values, which never became rows of a batch.
    """

    total: int = 0
    refusals: int = 0
    ragged_rows: int = 0
    _refused: list[Fault] = field(default_factory=list)
    _kept: list[Fault] = field(default_factory=list)
    _repeated: dict[tuple[str, str, str], _Repeated] = field(default_factory=dict)

    def refuse(self, file: str, *, expected: str, got: str, row: int | None = None) -> None:
        """A fault of the file as a whole."""
        self.refusals += 1
        self.total += 1
        self._refused.append(Fault(file=file, row=row, expected=expected, got=got))

    def refuse_column(self, file: str, column: str, *, row: int, expected: str, got: str) -> None:
        """A fault of the header, which leaves no row to be used."""
        self.refusals += 1
        self.total += 1
        self._refused.append(Fault(file=file, row=row, column=column, expected=expected, got=got))

    def add(self, file: str, row: int, column: str, *, expected: str, got: str) -> None:
        """A fault of one row."""
        self.total += 1
        if len(self._kept) < KEPT_FAULTS:
            self._kept.append(Fault(file=file, row=row, column=column, expected=expected, got=got))

    def add_rows(
        self, file: str, rows: Ints, column: str, *, expected: str, values: Sequence[str]
    ) -> None:
        """The same fault in many rows; ``values`` are those of the first rows, if not of all."""
        self._add(file, rows, column, expected, [shown(value) for value in values])

    def add_remark(self, file: str, rows: Ints, column: str, *, expected: str, got: str) -> None:
        """The same fault in many rows that is not about their values."""
        self._add(file, rows, column, expected, [got] * min(len(rows), KEPT_FAULTS))

    def _add(self, file: str, rows: Ints, column: str, expected: str, got: Sequence[str]) -> None:
        self.total += len(rows)
        if len(self._kept) >= KEPT_FAULTS:
            return
        self._kept += [
            Fault(file=file, row=row, column=column, expected=expected, got=came)
            for row, came in zip(rows[:KEPT_FAULTS].tolist(), got, strict=False)
        ]

    def add_name(
        self, file: str, column: str, *, row: int, expected: str, got: str, times: int
    ) -> None:
        """An unknown name that stands in many rows: told once, with its first row and the count."""
        self.total += times
        key = (file, column, got)
        if key in self._repeated:
            self._repeated[key].times += times
        elif len(self._repeated) < KEPT_FAULTS:
            self._repeated[key] = _Repeated(row=row, expected=expected, times=times)

    def faults(self) -> tuple[Fault, ...]:
        """Faults of whole files, then the first of rows, each by file and row."""
        named = [
            Fault(
                file=file,
                row=name.row,
                column=column,
                expected=name.expected,
                got=shown(got) + (f" (in {name.times:,} rows)" if name.times > 1 else ""),
            )
            for (file, column, got), name in self._repeated.items()
        ]
        return tuple((_ordered(self._refused) + _ordered([*self._kept, *named]))[:KEPT_FAULTS])

    def error(self) -> ContactLogError:
        """All of it as one error."""
        return ContactLogError(self.faults(), self.total)


def _ordered(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.file, fault.row or 0))


def first_true(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
    """Positions of the first true entries, as many as are ever kept."""
    return np.flatnonzero(mask)[:KEPT_FAULTS]
