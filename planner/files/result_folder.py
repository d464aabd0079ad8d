"""A result folder in, for the audit: tables as text, their form checked, their cells not.

The audit judges every cell by itself, with a clock of its own; here only what a file is made of
is looked at. Hand-written rosters are welcome: ``roster.csv`` with five columns is enough.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from planner.files import cells
from planner.files.csv_file import Table, read_csv, read_text
from planner.files.faults import FaultLog, Unfit, shown
from planner.files.formulas import restored
from planner.files.sheets import SHEETS, SUMMARY
from planner.scenario import MAX_WEEKS

__all__ = ["ResultFolder", "read_result_folder", "read_span"]

ROSTER = "roster.csv"
NEEDED: Mapping[str, tuple[str, ...]] = {
    ROSTER: ("agent_id", "local_date", "shift", "start", "end"),
    "requirement.csv": ("interval_start", "queue", "required"),
    "forecast.csv": ("interval_start", "queue", "customer_timezone", "mean"),
    "cost.csv": ("item", "agent_or_vendor", "week", "amount"),
}
MAX_ROWS = 5_000_000
MAX_SUMMARY_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFolder:
    """What a result folder holds; None for a file that is not there.

    Cells of the frames are text, empty where the file has nothing. ``start_date`` and ``weeks``
    come from ``summary.json``.
    """

    roster: pd.DataFrame
    activities: pd.DataFrame | None
    duty: pd.DataFrame | None
    cover: pd.DataFrame | None
    cost: pd.DataFrame | None
    requirement: pd.DataFrame | None
    forecast: pd.DataFrame | None
    presence: pd.DataFrame | None
    summary: Mapping[str, object] | None
    start_date: date | None
    weeks: int | None


def read_result_folder(folder: Path) -> ResultFolder:
    """Read the tables of a result folder.

    Raises
    ------
    DataError
        With every fault of form: no roster.csv, columns missing, doubled or unknown, files that
        are no text, a summary that is no JSON.
    """
    log = FaultLog()
    frames = {
        file: _frame(folder, file, log)
        for file in (
            ROSTER,
            "activities.csv",
            "duty.csv",
            "cover.csv",
            "cost.csv",
            "requirement.csv",
            "forecast.csv",
            "presence.csv",
        )
    }
    summary = _summary(folder / SUMMARY, log)
    start_date, weeks = _span(summary, log)
    log.raise_if_any()
    roster = frames[ROSTER]
    if roster is None:
        raise AssertionError("a missing roster is a fault")  # pragma: no cover
    return ResultFolder(
        roster=roster,
        activities=frames["activities.csv"],
        duty=frames["duty.csv"],
        cover=frames["cover.csv"],
        cost=frames["cost.csv"],
        requirement=frames["requirement.csv"],
        forecast=frames["forecast.csv"],
        presence=frames["presence.csv"],
        summary=summary,
        start_date=start_date,
        weeks=weeks,
    )


def read_span(folder: Path, log: FaultLog) -> tuple[date | None, int | None]:
    """Start and weeks of the plan in a result folder, as far as its summary tells of them."""
    return _span(_summary(folder / SUMMARY, log), log)


def _frame(folder: Path, file: str, log: FaultLog) -> pd.DataFrame | None:
    path = folder / file
    if not path.exists():
        if file == ROSTER:
            log.add(file, f"a file {ROSTER} in {folder}", "none")
        return None
    columns = tuple(SHEETS[file])
    needed = NEEDED.get(file, columns)
    optional = tuple(name for name in columns if name not in needed)
    table = read_csv(path, file, log, needed=needed, optional=optional, max_rows=MAX_ROWS)
    return None if table is None else _text_frame(table)


def _text_frame(table: Table) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([restored(row[place]).strip(" ") for row in table.cells], dtype="str")
            for name, place in table.columns.items()
        }
    )


def _summary(path: Path, log: FaultLog) -> Mapping[str, object] | None:
    if not path.exists():
        return None
    text = read_text(path, SUMMARY, log, MAX_SUMMARY_BYTES)
    if text is None:
        return None
    try:
        # Amounts of money keep their decimals.
        summary = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        log.add(SUMMARY, "JSON", getattr(error, "msg", "what is beyond all bounds"), row=row)
        return None
    if not isinstance(summary, dict):
        log.add(SUMMARY, "a JSON object", shown(summary))
        return None
    return summary


def _span(summary: Mapping[str, object] | None, log: FaultLog) -> tuple[date | None, int | None]:
    """Start and weeks of the plan that a summary tells of."""
    if summary is None:
        return None, None
    start, weeks = summary.get("start"), summary.get("weeks")
    if isinstance(weeks, bool) or not isinstance(weeks, int) or not 1 <= weeks <= MAX_WEEKS:
        log.add(SUMMARY, f"a whole number from 1 to {MAX_WEEKS}", shown(weeks), column="weeks")
        weeks = None
    try:
        return cells.iso_date(str(start)), weeks
    except Unfit as unfit:
        log.add(SUMMARY, unfit.expected, shown(start), column="start")
        return None, weeks
