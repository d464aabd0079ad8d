"""``rotation.csv`` and ``rotation_lines.csv``: the shifts of every line, and who is on which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from planner.domain import WEEKDAYS, LinePlace, LineShift
from planner.rotation.table import RotationTable
from planner.scenario import Rotation, Scenario

__all__ = [
    "build_lines_table",
    "build_rotation_table",
    "own_table",
    "shifts_of_lines",
]

COLUMNS = ("rotation", "line", "weekday", "shift", "start_local")
LINE_COLUMNS = ("agent_id", "rotation", "line", "from_date")


def shifts_of_lines(scenario: Scenario, table: RotationTable) -> Iterator[LineShift]:
    """The shifts of a table; each starts at the earliest local time that its template allows."""
    for number, line in enumerate(table.lines, start=1):
        for weekday, shift in enumerate(line):
            if shift is not None:
                yield LineShift(
                    rotation=table.rotation,
                    line=number,
                    weekday=weekday,
                    shift=shift,
                    start_minute=scenario.shift(shift).start_from_minute,
                )


def own_table(rotation: Rotation, shifts: Iterable[LineShift]) -> RotationTable:
    """The table that a team's own rotation.csv gives for a rotation."""
    cells = {(one.line, one.weekday): one.shift for one in shifts if one.rotation == rotation.name}
    return RotationTable(
        rotation=rotation.name,
        lines=tuple(
            tuple(cells.get((line, weekday)) for weekday in range(len(WEEKDAYS)))
            for line in range(1, rotation.lines + 1)
        ),
    )


def build_rotation_table(shifts: Iterable[LineShift]) -> pd.DataFrame:
    """Columns ``rotation, line, weekday, shift, start_local``.

    Lines count from 1, weekdays are ``mon`` to ``sun``, starts ``HH:MM``. A day off has no row.
    """
    rows = [
        (
            one.rotation,
            one.line,
            WEEKDAYS[one.weekday],
            one.shift,
            f"{one.start_minute // 60:02d}:{one.start_minute % 60:02d}",
        )
        for one in shifts
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def build_lines_table(places: Iterable[LinePlace]) -> pd.DataFrame:
    """Columns ``agent_id, rotation, line, from_date``; ``line`` is missing where lines end."""
    rows = [(one.agent_id, one.rotation, one.line, one.from_date) for one in places]
    frame = pd.DataFrame(rows, columns=list(LINE_COLUMNS))
    return frame.astype({"line": "Int64"})
