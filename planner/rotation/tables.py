"""``rotation.csv``: the shifts of every line; a day off has no row."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from planner.domain import WEEKDAYS
from planner.rotation.table import RotationTable
from planner.scenario import Scenario

__all__ = ["build_rotation_table"]

COLUMNS = ("rotation", "line", "weekday", "shift", "start_local")


def build_rotation_table(scenario: Scenario, tables: Iterable[RotationTable]) -> pd.DataFrame:
    """Columns ``rotation, line, weekday, shift, start_local``.

    Lines count from 1, weekdays are ``mon`` to ``sun``. A shift starts at the earliest local time
    that its template allows, ``HH:MM``.
    """
    rows = [
        (table.rotation, number, WEEKDAYS[weekday], shift, _start(scenario, shift))
        for table in tables
        for number, line in enumerate(table.lines, start=1)
        for weekday, shift in enumerate(line)
        if shift is not None
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _start(scenario: Scenario, shift: str) -> str:
    minute = scenario.shift(shift).start_from_minute
    return f"{minute // 60:02d}:{minute % 60:02d}"
