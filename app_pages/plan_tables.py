"""A finished plan as typed tables, for pages to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from planner.errors import DataError, Fault
from planner.files import SHEETS, read_result_folder
from planner.files.sheets import Kind

__all__ = ["PlanTables", "read_plan"]

ACCURACY = "accuracy.csv"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanTables:
    """Result tables of a plan; not to be changed, since all sessions share them.

    Columns are those of the files. Instants are datetime64 in UTC, wall times naive datetime64,
    dates ``datetime.date``, money ``Decimal`` with two decimals (exact to add up), real numbers
    float64, whole ones int64, flags bool; texts str. A table that is not there is empty.
    ``summary`` is ``summary.json`` as it stands, its numbers with decimals as ``Decimal``.
    """

    start: date
    weeks: int
    roster: pd.DataFrame
    activities: pd.DataFrame
    duty: pd.DataFrame
    cover: pd.DataFrame
    cost: pd.DataFrame
    requirement: pd.DataFrame
    forecast: pd.DataFrame
    accuracy: pd.DataFrame
    summary: Mapping[str, object]


def read_plan(folder: Path) -> PlanTables:
    """Read the result folder of a plan.

    Raises
    ------
    DataError
        Files of the wrong form, or cells that are not what their column holds.
    """
    found = read_result_folder(folder)
    if found.summary is None or found.start_date is None or found.weeks is None:
        raise DataError(
            [Fault(file="summary.json", expected="start and weeks of the plan", got="none")]
        )
    tables = {
        "roster.csv": found.roster,
        "activities.csv": found.activities,
        "duty.csv": found.duty,
        "cover.csv": found.cover,
        "cost.csv": found.cost,
        "requirement.csv": found.requirement,
        "forecast.csv": found.forecast,
        ACCURACY: _accuracy(folder / ACCURACY),
    }
    typed = {file.removesuffix(".csv"): _typed(file, table) for file, table in tables.items()}
    return PlanTables(
        start=found.start_date, weeks=found.weeks, summary=dict(found.summary), **typed
    )


def _accuracy(path: Path) -> pd.DataFrame | None:
    return pd.read_csv(path, dtype="str", keep_default_na=False) if path.is_file() else None


def _typed(file: str, table: pd.DataFrame | None) -> pd.DataFrame:
    if table is None:
        table = pd.DataFrame({name: pd.Series(dtype="str") for name in SHEETS[file]})
    faults: list[Fault] = []
    columns: dict[str, pd.Series] = {}
    for name in table.columns:
        try:
            columns[name] = _READERS[SHEETS[file][name]](table[name])
        except (ValueError, ArithmeticError) as error:
            expected = f"cells of the kind {SHEETS[file][name]}"
            faults.append(Fault(file=file, column=name, expected=expected, got=str(error)))
    if faults:
        raise DataError(faults)
    return pd.DataFrame(columns)


def _instants(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells.mask(cells == ""), utc=True, format="ISO8601").astype(
        "datetime64[us, UTC]"
    )


def _walls(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells.mask(cells == ""), format="ISO8601").astype("datetime64[us]")


def _dates(cells: pd.Series) -> pd.Series:
    return pd.Series([date.fromisoformat(cell) for cell in cells], dtype="object")


def _money(cells: pd.Series) -> pd.Series:
    return pd.Series([Decimal(cell or "0") for cell in cells], dtype="object")


def _reals(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells.mask(cells == "")).astype("float64")


def _wholes(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells).astype("int64")


def _flags(cells: pd.Series) -> pd.Series:
    return cells == "true"


def _texts(cells: pd.Series) -> pd.Series:
    return cells


_READERS: Mapping[Kind, Callable[[pd.Series], pd.Series]] = {
    Kind.INSTANT: _instants,
    Kind.WALL: _walls,
    Kind.DATE: _dates,
    Kind.MONEY: _money,
    Kind.REAL: _reals,
    Kind.WHOLE: _wholes,
    Kind.FLAG: _flags,
    Kind.TEXT: _texts,
}
