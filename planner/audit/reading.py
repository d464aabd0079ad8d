"""Tables under reading: columns parsed cell by cell, everything wrong collected as faults.

Frames come from files (text) or straight from the pipeline (typed); both are taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import numpy as np
import pandas as pd

from planner.errors import Fault

T = TypeVar("T")

HEADER_ROWS = 2  # line 1 is the header, so that row 0 of the frame is line 2
MAX_MONEY = Decimal(10) ** 12
MAX_NUMBER = 1e12


class BadCellError(ValueError):
    """A cell that is not what was expected; the message says what was."""


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return True
    if isinstance(cell, float):
        return math.isnan(cell)
    return isinstance(cell, str) and not cell.strip()


def as_text(cell: object) -> str:
    """A name or an id."""
    return str(cell).strip()


def as_instant(cell: object) -> datetime:
    """An instant with its offset, in UTC, on a whole minute."""
    expected = "an ISO 8601 instant with an offset, such as 2026-11-30T08:00:00+00:00"
    instant = _datetime_of(cell, expected)
    if instant.tzinfo is None:
        raise BadCellError(expected)
    return _whole_minute(instant.astimezone(UTC))


def as_wall(cell: object) -> datetime:
    """A naive local wall time on a whole minute."""
    expected = "an ISO 8601 local time without an offset, such as 2026-11-30T09:00:00"
    wall = _datetime_of(cell, expected)
    if wall.tzinfo is not None:
        raise BadCellError(expected)
    return _whole_minute(wall)


def as_date(cell: object) -> date:
    """A calendar date."""
    expected = "a date such as 2026-11-30"
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    moment = _datetime_of(cell, expected)
    if (moment.hour, moment.minute, moment.second, moment.tzinfo) != (0, 0, 0, None):
        raise BadCellError(expected)
    return moment.date()


def _datetime_of(cell: object, expected: str) -> datetime:
    if isinstance(cell, datetime):
        moment = cell.to_pydatetime(warn=False) if isinstance(cell, pd.Timestamp) else cell
    else:
        try:
            moment = datetime.fromisoformat(str(cell).strip())
        except ValueError as error:
            raise BadCellError(expected) from error
    if not 1970 <= moment.year <= 2200:
        raise BadCellError("a year from 1970 to 2200")
    return moment


def _whole_minute(moment: datetime) -> datetime:
    if moment.second or moment.microsecond:
        raise BadCellError("a time on a whole minute")
    return moment


def as_number(cell: object) -> float:
    """A finite number that is at least 0."""
    expected = "a number, at least 0"
    try:
        number = float(str(cell))
    except ValueError as error:
        raise BadCellError(expected) from error
    if not 0 <= number <= MAX_NUMBER:
        raise BadCellError(expected)
    return number


def as_whole(cell: object) -> int:
    """A whole number that is at least 0."""
    number = as_number(cell)
    if number != int(number):
        raise BadCellError("a whole number, at least 0")
    return int(number)


def as_cents(cell: object) -> int:
    """An amount of money with at most two decimals, as whole cents."""
    expected = "an amount with two decimals, such as 160.00"
    try:
        cents = Decimal(str(cell).strip()).scaleb(2)
    except InvalidOperation as error:
        raise BadCellError(expected) from error
    if not cents.is_finite() or abs(cents) > MAX_MONEY or cents != cents.to_integral_value():
        raise BadCellError(expected)
    return int(cents)


def as_flag(cell: object) -> bool:
    """True or false."""
    text = str(cell).strip().lower()
    if text not in {"true", "false", "1", "0", "yes", "no"}:
        raise BadCellError("true or false")
    return text in {"true", "1", "yes"}


class Sheet:
    """One table; hands out parsed columns and notes what is wrong in ``faults``."""

    def __init__(self, frame: pd.DataFrame, file: str, faults: list[Fault]) -> None:
        self._frame = frame
        self._file = file
        self._faults = faults

    def __len__(self) -> int:
        return len(self._frame)

    def has(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self._frame.columns

    def column(self, name: str, parse: Callable[[object], T]) -> list[T]:
        """Cells of a column that must be there, none of them empty.

        Where something is wrong, the list is not to be used: the faults are raised first.
        """
        if not self.has(name):
            got = ", ".join(map(str, self._frame.columns)) or "none"
            self._fault(1, name, f"a column {name}", f"columns {got}")
            return []
        cells = self.optional(name, parse, refuse_empty=True)
        return [cell for cell in cells if cell is not None]

    def optional(
        self, name: str, parse: Callable[[object], T], *, refuse_empty: bool = False
    ) -> list[T | None]:
        """Cells of a column, None where the column or the cell is not there."""
        if not self.has(name):
            return [None] * len(self)
        count = list(self._frame.columns).count(name)
        if count > 1:
            self._fault(1, name, "each column once", f"{name} {count} times")
            return [None] * len(self)
        codes, cells = pd.factorize(self._frame[name], use_na_sentinel=False)
        parsed: list[T | None] = [None] * len(cells)
        for code, cell in enumerate(cells):
            value = cell.item() if isinstance(cell, np.generic) else cell
            try:
                parsed[code] = self._parse(value, parse, refuse_empty)
            except BadCellError as error:
                shown = "nothing" if is_empty(value) else repr(str(value))
                for row in np.flatnonzero(codes == code):
                    self._fault(int(row) + HEADER_ROWS, name, str(error), shown)
        return [parsed[code] for code in codes]

    @staticmethod
    def _parse(cell: object, parse: Callable[[object], T], refuse_empty: bool) -> T | None:
        if not is_empty(cell):
            return parse(cell)
        if refuse_empty:
            raise BadCellError("a value")
        return None

    def _fault(self, row: int, column: str, expected: str, got: str) -> None:
        self._faults.append(
            Fault(file=self._file, row=row, column=column, expected=expected, got=got)
        )
