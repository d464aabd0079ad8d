"""Tables to a workbook (xlsx) that is safe to open: text is text, money exact, dates real.

Nothing that a user wrote can become a formula, a link or a number (OWASP, "CSV Injection"); the
only formulas are the totals that are asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped, unused-ignore]

from planner.errors import ResultError
from planner.files.cells_out import money_text

__all__ = ["Sheet", "workbook"]

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same always, so that equal plans give equal files
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TWO_DECIMALS = "#,##0.00"
FORMATS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "text": {},
        # Someone who edits such a cell shall not turn it into a formula either.
        "guarded": {"quote_prefix": True},
        "flag": {},
        "whole": {"num_format": "0"},
        "real": {"num_format": TWO_DECIMALS},
        "money": {"num_format": TWO_DECIMALS},
        "date": {"num_format": "yyyy-mm-dd"},
        "instant": {"num_format": "yyyy-mm-dd hh:mm"},
        "header": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
        "header date": {"bold": True, "bottom": 1, "valign": "top", "num_format": "ddd d mmm"},
        "total": {"bold": True, "top": 1},
        "total whole": {"bold": True, "top": 1, "num_format": "0"},
        "total real": {"bold": True, "top": 1, "num_format": TWO_DECIMALS},
        "total money": {"bold": True, "top": 1, "num_format": TWO_DECIMALS},
        "note": {"italic": True},
    }
)
_STARTS_FORMULA = re.compile(r"[=+\-@\t\r]")
A4 = 9
NARROWEST, WIDEST = 8.0, 60.0
FILTER_BUTTON = 3
_SHOWN_LENGTH = MappingProxyType({"date": 10, "instant": 16, "header date": 10, "flag": 5})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """One sheet of a workbook: a header, a row for each of ``frame``'s, totals, notes.

    ``name``: at most 31 characters, no brackets, colons, stars, question marks and slashes.
    ``frame``: its columns are named by texts or dates; cells are text, numbers, true or false,
    dates, instants (aware ones are written in UTC, and the header says so) or missing; a
    ``Decimal`` is money. ``widths``: in characters, by column (a date's as ISO 8601); other
    columns fit what they hold. ``money``: columns whose numbers of any kind are amounts with two
    decimals. ``totals``: columns with their sum below, as a formula. ``notes``: sentences under
    the table. ``fixed_columns``: as many stay in sight when scrolling.
    """

    name: str
    frame: pd.DataFrame
    widths: Mapping[str, float] = field(default_factory=dict)
    money: frozenset[str] = frozenset()
    totals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fixed_columns: int = 0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A value as the spreadsheet holds it, and which of ``FORMATS`` shows it."""

    style: str
    value: str | bool | int | float | date | None


@dataclass(frozen=True, slots=True)
class _Column:
    name: object
    header: _Cell
    cells: tuple[_Cell, ...]


def workbook(sheets: Sequence[Sheet], *, title: str = "") -> bytes:
    """The sheets as one xlsx file; the same sheets give the same bytes.

    Raises
    ------
    ResultError
        More rows or columns than a sheet takes, or a text longer than a cell takes.
    ValueError
        No sheet, a cell of no known kind, an infinite number, a total of a column that is none.
    """
    if not sheets:
        raise ValueError("Expected at least one sheet, got none.")
    held = BytesIO()
    with xlsxwriter.Workbook(held, OPTIONS) as book:
        book.set_properties({"title": title, "created": CREATED})
        styles = {name: book.add_format(dict(look)) for name, look in FORMATS.items()}
        for sheet in sheets:
            _Writer(book.add_worksheet(sheet.name), sheet, styles).write()
    return held.getvalue()


class _Writer:
    """Puts one sheet on its page."""

    def __init__(self, page: Any, sheet: Sheet, styles: Mapping[str, Any]) -> None:
        self._page = page
        self._sheet = sheet
        self._styles = styles
        self._columns = [
            _column(name, sheet.frame.iloc[:, place].tolist(), money=name in sheet.money)
            for place, name in enumerate(sheet.frame.columns)
        ]
        unknown = {*sheet.totals, *sheet.widths, *sheet.money} - set(map(str, sheet.frame.columns))
        if unknown:
            raise ValueError(f"Expected columns of the sheet {sheet.name}, got {sorted(unknown)}.")

    def write(self) -> None:
        """Header, rows, totals and notes; then how the page is shown and printed."""
        rows = len(self._sheet.frame)
        for place, column in enumerate(self._columns):
            self._put(0, place, column.header)
            for row, cell in enumerate(column.cells, start=1):
                self._put(row, place, cell)
            self._page.set_column(place, place, self._width(column))
        after = rows + 1
        if self._sheet.totals:
            self._write_totals(after)
            after += 1
        for row, note in enumerate(self._sheet.notes, start=after + 1):
            self._put(row, 0, _Cell("note", note))
        self._page.freeze_panes(1, self._sheet.fixed_columns)
        if self._columns:
            self._page.autofilter(0, 0, rows, len(self._columns) - 1)
        self._set_up_print()

    def _put(self, row: int, column: int, cell: _Cell) -> None:
        if cell.value is None:
            return
        write = {
            str: self._page.write_string,
            bool: self._page.write_boolean,
            int: self._page.write_number,
            float: self._page.write_number,
            date: self._page.write_datetime,
            datetime: self._page.write_datetime,
        }[type(cell.value)]
        self._check(write(row, column, cell.value, self._styles[cell.style]), row)

    def _check(self, outcome: int, row: int) -> None:
        # The library drops or cuts what does not fit and says so by a number alone.
        if outcome == 0:
            return
        place = f"sheet {self._sheet.name}, row {row + 1}"
        expected = (
            "a text of at most 32,767 characters"
            if outcome == -2
            else "at most 1,048,576 rows and 16,384 columns"
        )
        raise ResultError(f"{place}: expected {expected}, got more")

    def _write_totals(self, row: int) -> None:
        for place, column in enumerate(self._columns):
            if column.name in self._sheet.totals:
                self._write_total(row, place, column.cells)
            elif place == 0:
                self._put(row, place, _Cell("total", "Total"))
            else:
                self._check(self._page.write_blank(row, place, None, self._styles["total"]), row)

    def _write_total(self, row: int, place: int, cells: Sequence[_Cell]) -> None:
        """A sum that the spreadsheet works out; its value is there before it does."""
        numbers = [cell for cell in cells if cell.style in {"whole", "real", "money"}]
        kind = numbers[0].style if numbers else "real"
        style = self._styles[f"total {kind}"]
        if not numbers:
            self._check(self._page.write_number(row, place, 0, style), row)
            return
        span = f"{xl_rowcol_to_cell(1, place)}:{xl_rowcol_to_cell(len(cells), place)}"
        # Sums of binary numbers miss the cent by a hair, which a comparison would show.
        formula = f"=ROUND(SUM({span}),2)" if kind == "money" else f"=SUM({span})"
        total = float(sum(Decimal(str(cell.value)) for cell in numbers))
        self._check(self._page.write_formula(row, place, formula, style, total), row)

    def _width(self, column: _Column) -> float:
        asked = self._sheet.widths.get(str(column.name))
        if asked is not None:
            return asked
        longest = max((_shown_length(cell) for cell in column.cells), default=0)
        fitting = max(longest, _shown_length(column.header) + FILTER_BUTTON) + 1
        return min(max(float(fitting), NARROWEST), WIDEST)

    def _set_up_print(self) -> None:
        self._page.set_landscape()
        self._page.set_paper(A4)
        self._page.fit_to_pages(1, 0)
        self._page.repeat_rows(0)
        self._page.set_footer("&L&A&RPage &P of &N")


def _column(name: object, values: Sequence[object], *, money: bool) -> _Column:
    cells = tuple(_cell(value, money=money) for value in values)
    if isinstance(name, date):
        return _Column(name, _Cell("header date", name), cells)
    header = str(name)
    in_utc = any(isinstance(value, datetime) and value.tzinfo is not None for value in values)
    if in_utc and "UTC" not in header:
        header = f"{header} (UTC)"
    return _Column(name, _Cell("header", header), cells)


def _cell(value: object, *, money: bool) -> _Cell:
    if _missing(value):
        return _Cell("text", None)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return _Cell("guarded" if _STARTS_FORMULA.match(value) else "text", str(value))
    if isinstance(value, bool):
        return _Cell("flag", value)
    if isinstance(value, Decimal) or (money and isinstance(value, int | float | Fraction)):
        return _Cell("money", float(money_text(value)))
    if isinstance(value, int):
        return _Cell("whole", int(value))
    if isinstance(value, float) and math.isfinite(value):
        return _Cell("real", float(value))
    if isinstance(value, datetime):
        return _Cell("instant", _moment(value))
    if isinstance(value, date):
        return _Cell("date", value)
    raise ValueError(f"Expected text, a finite number, a date or an instant, got {value!r}.")


def _missing(value: object) -> bool:
    if value is None or value is pd.NaT or value is pd.NA or value == "":
        return True
    return isinstance(value, float) and math.isnan(value)


def _moment(value: datetime) -> datetime:
    moment = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _shown_length(cell: _Cell) -> int:
    known = _SHOWN_LENGTH.get(cell.style)
    if known is not None:
        return known
    if cell.style in {"real", "money"} and isinstance(cell.value, int | float):
        return len(f"{cell.value:,.2f}")
    return 0 if cell.value is None else len(str(cell.value))
