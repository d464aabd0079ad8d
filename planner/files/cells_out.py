"""Columns of frames to cells of text, kind by kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, NoReturn

import pandas as pd

from planner.files.formulas import defused
from planner.files.sheets import Kind

__all__ = ["money_text", "written_column"]

CENT = Decimal("0.01")


def written_column(cells: pd.Series[Any], kind: Kind) -> list[str]:
    """Cells as they are written; what is missing is empty.

    Raises
    ------
    ValueError
        For a cell that is not of its kind: a naive instant, an infinite number.
    """
    write = _WRITERS[kind]
    values = cells.tolist()
    if kind in {Kind.REAL, Kind.MONEY}:
        return ["" if _missing(value) else write(value) for value in values]
    # Instants, dates and names repeat thousands of times in a table.
    texts: dict[object, str] = {}
    for value in values:
        if value not in texts:
            texts[value] = "" if _missing(value) else write(value)
    return [texts[value] for value in values]


def _missing(value: object) -> bool:
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, float) and math.isnan(value)


def _refuse(expected: str, value: object) -> NoReturn:
    raise ValueError(f"Expected {expected}, got {value!r}.")


def _instant(value: object) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        _refuse("an aware instant", value)
    return value.astimezone(UTC).isoformat(timespec="seconds")


def _wall(value: object) -> str:
    if not isinstance(value, datetime) or value.tzinfo is not None:
        _refuse("a local time without an offset", value)
    return value.isoformat(timespec="seconds")


def _date(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if not isinstance(value, date):
        _refuse("a date", value)
    return value.isoformat()


def money_text(value: object) -> str:
    """An amount with two decimals, rounded half-even where it has more."""
    if isinstance(value, Fraction):
        # Exact, and half-even.
        return str(Decimal(round(value * 100)).scaleb(-2))
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        _refuse("an amount of money", value)
    amount = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not amount.is_finite():
        _refuse("a finite amount", value)
    return str(amount.quantize(CENT, rounding=ROUND_HALF_EVEN) + 0)  # never -0.00


def _real(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        _refuse("a number", value)
    number = float(value)
    if not math.isfinite(number):
        _refuse("a finite number", value)
    return repr(number + 0.0)  # never -0.0


def _whole(value: object) -> str:
    # A column of whole numbers with gaps comes as floats from pandas.
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        _refuse("a whole number", value)
    return str(int(value))


def _flag(value: object) -> str:
    if not isinstance(value, bool):
        _refuse("true or false", value)
    return str(value).lower()


def _text(value: object) -> str:
    return defused(str(value))


_WRITERS: Mapping[Kind, Callable[[object], str]] = {
    Kind.INSTANT: _instant,
    Kind.WALL: _wall,
    Kind.DATE: _date,
    Kind.MONEY: money_text,
    Kind.REAL: _real,
    Kind.WHOLE: _whole,
    Kind.FLAG: _flag,
    Kind.TEXT: _text,
}
