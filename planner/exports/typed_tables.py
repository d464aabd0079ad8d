"""Result tables as values, whichever form they come in: typed from a plan, text from a folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from planner.files import SHEETS, cells
from planner.files.cells_out import money_text
from planner.files.faults import FaultLog, Unfit, shown
from planner.files.sheets import Kind

__all__ = ["agents_rows", "typed_table"]

HEADER_ROWS = 2  # row 0 of a frame is line 2 of its file
MOST = 10**12


def typed_table(
    frame: pd.DataFrame, file: str, columns: Collection[str], log: FaultLog
) -> pd.DataFrame:
    """Columns of a result table with their values in Python's own types.

    Parameters
    ----------
    frame
        As ``planner.costing`` and ``planner.cover`` build it, or as ``read_result_folder`` reads
        it (text). Its index counts the rows of the file from 0.
    file
        Key of ``SHEETS``, which says what each column holds.
    columns
        The columns that are wanted. Cells must be filled, but for those of text.
    log
        Takes every fault; the frame returned is not to be used where there are any.

    Returns
    -------
    DataFrame
        ``columns``, of dtype object: ``str``, ``date``, ``datetime`` in UTC, ``Decimal`` with two
        decimals, ``float``, ``int`` or ``bool``; index as before.
    """
    values: dict[str, pd.Series[Any]] = {}
    for name in columns:
        if name not in frame.columns:
            got = ", ".join(map(str, frame.columns)) or "none"
            log.add(file, f"a column {name}", f"columns {got}", row=1, column=name)
            continue
        rows = zip(frame.index, frame[name].tolist(), strict=True)
        kind = SHEETS[file][name]
        found = [_value(cell, kind, log, file, name, row + HEADER_ROWS) for row, cell in rows]
        values[name] = pd.Series(found, index=frame.index, dtype="object")
    return pd.DataFrame(values, index=frame.index)


def agents_rows(frame: pd.DataFrame, agent_id: str) -> pd.DataFrame:
    """Rows of one agent, indexed by their place in the table; all where no column names agents."""
    rows = frame.reset_index(drop=True)
    if "agent_id" not in rows.columns:
        return rows
    return rows[rows["agent_id"] == agent_id]


def _value(
    cell: object, kind: Kind, log: FaultLog, file: str, column: str, row: int
) -> object | None:
    if _missing(cell):
        if kind is Kind.TEXT:
            return ""
        log.add(file, "a value", "nothing", row=row, column=column)
        return None
    try:
        return _READERS[kind](cell)
    except Unfit as unfit:
        log.add(file, unfit.expected, shown(cell), row=row, column=column)
        return None


def _missing(cell: object) -> bool:
    if cell is None or cell is pd.NaT or cell is pd.NA or cell == "":
        return True
    return isinstance(cell, float) and math.isnan(cell)


def _text(cell: object) -> str:
    return str(cell)


def _instant(cell: object) -> datetime:
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        moment = cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell
        return moment.astimezone(UTC)
    return cells.instant(str(cell))


def _date(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else cells.iso_date(str(cell))


def _wall(cell: object) -> datetime:
    if isinstance(cell, datetime):
        return cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell
    return cells.wall_time(str(cell))[0]


def _money(cell: object) -> Decimal:
    amount = cells.number(-MOST, MOST)(cell) if isinstance(cell, str) else cell
    try:
        return Decimal(money_text(amount))
    except ValueError as error:
        raise Unfit("an amount of money, such as 160.00") from error


def _real(cell: object) -> float:
    return cells.real(MOST)(str(cell))


def _whole(cell: object) -> int:
    return cells.whole(0, MOST)(str(cell))


def _flag(cell: object) -> bool:
    return cells.flag(str(cell))


_READERS: Mapping[Kind, Callable[[object], object]] = {
    Kind.TEXT: _text,
    Kind.INSTANT: _instant,
    Kind.DATE: _date,
    Kind.WALL: _wall,
    Kind.MONEY: _money,
    Kind.REAL: _real,
    Kind.WHOLE: _whole,
    Kind.FLAG: _flag,
}
