"""A finished comparison as typed tables, for the page to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from planner.clock import local_date
from planner.files import SHEETS
from planner.files.csv_file import read_csv
from planner.files.faults import FaultLog
from planner.files.formulas import restored
from planner.files.sheets import Kind

__all__ = ["COSTS", "HOURS", "SCENARIOS", "ComparisonTables", "has_comparison", "read_comparison"]

SCENARIOS, COSTS, HOURS = "scenarios.csv", "scenario_costs.csv", "scenario_hours.csv"
MAX_ROWS = 5_000_000
WEEK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparisonTables:
    """Tables of a comparison; not to be changed, since all sessions share them.

    Columns are those of the files. Instants are datetime64 in UTC, money ``Decimal`` with two
    decimals (exact to add up), real numbers float64, whole ones int64, texts str.
    """

    scenarios: pd.DataFrame
    costs: pd.DataFrame
    hours: pd.DataFrame

    @property
    def interval_minutes(self) -> int:
        """Length of an interval."""
        starts = self._starts()
        return int((starts[1] - starts[0]) // pd.Timedelta(minutes=1))

    def span(self, timezone: str) -> tuple[date, int]:
        """First local date and number of weeks; ``timezone`` is the team's own."""
        starts = self._starts()
        weeks = round(len(starts) * self.interval_minutes / WEEK_MINUTES)
        return local_date(starts[0].to_pydatetime(), timezone), weeks

    def _starts(self) -> pd.DatetimeIndex:
        """Every interval of the weeks compared."""
        return pd.DatetimeIndex(self.hours["interval_start"].unique()).sort_values()


def has_comparison(folder: Path) -> bool:
    """Whether a finished comparison lies in a folder."""
    return all((folder / name).is_file() for name in (SCENARIOS, COSTS, HOURS))


def read_comparison(folder: Path) -> ComparisonTables:
    """Read the result folder of a comparison.

    Raises
    ------
    DataError
        With every fault: files or columns missing, cells that are not what their column holds,
        nothing compared.
    """
    log = FaultLog()
    tables = {name: _read(folder, name, log) for name in (SCENARIOS, COSTS, HOURS)}
    log.raise_if_any()
    if tables[SCENARIOS].empty:
        log.add(SCENARIOS, "a way to staff in a row at least", "none")
    if tables[HOURS]["interval_start"].nunique() < 2:
        log.add(HOURS, "intervals of a week at least", "none", column="interval_start")
    log.raise_if_any()
    return ComparisonTables(scenarios=tables[SCENARIOS], costs=tables[COSTS], hours=tables[HOURS])


def _read(folder: Path, file: str, log: FaultLog) -> pd.DataFrame:
    kinds = SHEETS[file]
    path = folder / file
    if not path.is_file():
        log.add(file, f"a file {file} in {folder}", "none")
        return pd.DataFrame()
    table = read_csv(path, file, log, needed=tuple(kinds), optional=(), max_rows=MAX_ROWS)
    if table is None:
        return pd.DataFrame()
    columns = {}
    for name, place in table.columns.items():
        cells = pd.Series([row[place].strip(" ") for row in table.cells], dtype="str")
        try:
            columns[name] = _READERS[kinds[name]](cells)
        except (ValueError, ArithmeticError) as error:
            log.add(file, f"cells of the kind {kinds[name]}", str(error), column=name)
    return pd.DataFrame(columns)


def _instants(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, utc=True, format="ISO8601").astype("datetime64[us, UTC]")


def _money(cells: pd.Series) -> pd.Series:
    return pd.Series([Decimal(cell) for cell in cells], dtype="object")


def _reals(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells).astype("float64")


def _wholes(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells).astype("int64")


def _texts(cells: pd.Series) -> pd.Series:
    return pd.Series([restored(cell) for cell in cells], dtype="str")


_READERS: Mapping[Kind, Callable[[pd.Series], pd.Series]] = {
    Kind.INSTANT: _instants,
    Kind.MONEY: _money,
    Kind.REAL: _reals,
    Kind.WHOLE: _wholes,
    Kind.TEXT: _texts,
}
