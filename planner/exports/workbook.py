"""A plan as a workbook for managers and finance: who works when, what is covered, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from planner.clock import Horizon
from planner.errors import DataError, Fault
from planner.exports.plan_sheets import (
    breaks_sheet,
    cost_sheet,
    cover_sheet,
    grid_sheet,
    shifts_sheet,
)
from planner.exports.spreadsheet import Sheet, workbook
from planner.exports.summary_sheet import summary_sheet
from planner.exports.typed_tables import typed_table
from planner.files import SHEETS
from planner.files.cells_out import money_text
from planner.files.faults import FaultLog
from planner.scenario import Scenario

__all__ = ["Sheet", "roster_workbook", "workbook"]

NEEDED = ("roster.csv", "activities.csv", "cover.csv", "cost.csv")


def roster_workbook(
    scenario: Scenario,
    horizon: Horizon,
    tables: Mapping[str, pd.DataFrame],
    summary: Mapping[str, object],
) -> bytes:
    """A plan as one xlsx file: summary, roster, shifts, cover, cost, breaks.

    Parameters
    ----------
    scenario, horizon
        The team and the weeks that are planned.
    tables
        By file name, as ``Plan.tables`` or as ``read_result_folder`` reads them (text); of them
        ``roster.csv``, ``activities.csv``, ``cover.csv`` and ``cost.csv`` are needed, with all
        their columns.
    summary
        Contents of ``summary.json``: ``Plan.summary.as_json()``, or read from a folder.

    Returns
    -------
    bytes
        The same plan gives the same bytes.

    Raises
    ------
    DataError
        Every fault in the tables; amounts that do not add up to the summary's cost.
    ResultError
        A table longer than a sheet can be.
    """
    log = FaultLog()
    read = {file: _table(tables, file, log) for file in NEEDED}
    log.raise_if_any()
    roster, activities, cover, cost = (read[file] for file in NEEDED)
    _check_total(cost, summary)
    sheets = [
        summary_sheet(scenario, horizon, cost, summary),
        grid_sheet(scenario, horizon, roster),
        shifts_sheet(scenario, roster),
        cover_sheet(scenario, horizon, cover),
        cost_sheet(scenario, horizon, cost),
        breaks_sheet(scenario, roster, activities),
    ]
    return workbook(sheets, title=f"{scenario.name}, {horizon.start_date.isoformat()}")


def _table(tables: Mapping[str, pd.DataFrame], file: str, log: FaultLog) -> pd.DataFrame:
    if file not in tables:
        log.add(file, f"a table {file}", ", ".join(sorted(tables)) or "none")
        return pd.DataFrame()
    return typed_table(tables[file].reset_index(drop=True), file, SHEETS[file], log)


def _check_total(cost: pd.DataFrame, summary: Mapping[str, object]) -> None:
    """Two totals of one plan must not go to finance."""
    total = sum(cost["amount"], start=Decimal("0.00"))
    stated = summary.get("cost")
    try:
        agreed = Decimal(money_text(stated)) == total
    except ValueError:
        agreed = False
    if not agreed:
        expected = f"{total}, the sum of cost.csv"
        got = "nothing" if stated is None else str(stated)
        raise DataError([Fault(file="summary.json", column="cost", expected=expected, got=got)])
