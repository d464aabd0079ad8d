"""A plan's rows as assignments, held against the team: what roster and agents' pages are made of.

An assignment knows no pay, so what is made of it cannot show any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from planner.domain import Activity, Assignment
from planner.errors import DataError, Fault
from planner.scenario import Scenario

__all__ = ["HEADER_ROWS", "rows_of_plan", "rows_of_week"]

HEADER_ROWS = 2  # row 0 of a table is line 2 of its file


def rows_of_plan(
    team: Scenario, roster: pd.DataFrame, activities: pd.DataFrame
) -> tuple[Assignment, ...]:
    """Every row of a roster with its breaks, in order of start and agent.

    Parameters
    ----------
    roster, activities
        As ``PlanTables`` holds them; of the roster ``agent_id, local_date, shift, start, end``
        are read.

    Raises
    ------
    DataError
        Every row whose agent the team has not (any more), or that ends before it starts.
    """
    pauses = _pauses(activities)
    rows, faults = [], []
    columns = ("agent_id", "local_date", "shift", "start", "end")
    known = {agent.agent_id for agent in team.agents}
    for line, (agent_id, day, shift, start, end) in enumerate(
        zip(*(roster[name] for name in columns), strict=True), start=HEADER_ROWS
    ):
        if agent_id not in known:
            faults.append(_fault(line, "agent_id", "an agent of the team", agent_id))
        elif not start < end:
            faults.append(_fault(line, "end", f"an end after {start}", str(end)))
        else:
            rows.append(
                Assignment(
                    agent_id=agent_id,
                    local_date=day,
                    shift=shift,
                    start=start.to_pydatetime(),
                    end=end.to_pydatetime(),
                    activities=tuple(
                        pause
                        for pause in pauses.get((agent_id, day), ())
                        if start <= pause.start < end
                    ),
                )
            )
    if faults:
        raise DataError(faults)
    return tuple(sorted(rows, key=lambda row: (row.start, row.agent_id)))


def rows_of_week(
    rows: Iterable[Assignment], bounds: Sequence[datetime], week: int
) -> tuple[Assignment, ...]:
    """Rows that start in a week of the plan: to it their hours belong.

    Parameters
    ----------
    bounds
        ``Horizon.week_bounds``.
    """
    lower, upper = bounds[week], bounds[week + 1]
    return tuple(row for row in rows if lower <= row.start < upper)


def _pauses(activities: pd.DataFrame) -> Mapping[tuple[str, date], tuple[Activity, ...]]:
    found: dict[tuple[str, date], list[Activity]] = {}
    columns = ("agent_id", "local_date", "activity", "start", "end", "paid")
    for agent_id, day, activity, start, end, paid in zip(
        *(activities[name] for name in columns), strict=True
    ):
        pause = Activity(
            activity=activity,
            start=start.to_pydatetime(),
            end=end.to_pydatetime(),
            paid=bool(paid),
        )
        found.setdefault((agent_id, day), []).append(pause)
    return {
        place: tuple(sorted(own, key=lambda pause: pause.start)) for place, own in found.items()
    }


def _fault(line: int, column: str, expected: str, got: str) -> Fault:
    return Fault(file="roster.csv", row=line, column=column, expected=expected, got=got)
