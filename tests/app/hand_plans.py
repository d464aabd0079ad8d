"""Finished plans laid by hand: real tables of real shifts, without the time a solve takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

from planner.clock import Horizon, to_utc
from planner.domain import Assignment
from planner.files import earliest_breaks, read_team, write_results
from planner.pipeline import SolveOptions, judge
from planner.roster.solve import Solution
from planner.scenario import Scenario

MINUTE = timedelta(minutes=1)
Laid = tuple[str, str, str, str]
"""Agent, local date, shift, local start."""


def laid_rows(team: Scenario, laid: Iterable[Laid]) -> tuple[Assignment, ...]:
    """Shifts with breaks at the earliest slot of their windows."""
    rows = []
    for agent_id, day, name, start_local in laid:
        shift = team.shift(name)
        start = to_utc(
            datetime.fromisoformat(f"{day}T{start_local}"), team.agent(agent_id).timezone
        )
        end = start + shift.length_minutes * MINUTE
        rows.append(
            Assignment(
                agent_id=agent_id,
                local_date=date.fromisoformat(day),
                shift=name,
                start=start,
                end=end,
                activities=earliest_breaks(shift, start, end),
            )
        )
    return tuple(rows)


def write_hand_plan(
    team_folder: Path, out: Path, start: str, weeks: int, laid: Iterable[Laid]
) -> Path:
    """A result folder: one agent is required on the first queue at any time, and no other work."""
    team = read_team(team_folder)
    horizon = team.horizon(date.fromisoformat(start), weeks)
    rows = laid_rows(team, laid)
    solution = Solution(
        assignments=rows,
        vendor_use=(),
        duty=_duty(team, horizon, rows),
        lower_bound=0.0,
        stopped=False,
        wall_seconds={},
    )
    tables, summary = judge(
        team, horizon, _requirement(team, horizon), None, solution, SolveOptions()
    )
    write_results(out, tables, summary.as_json())
    return out


def _requirement(team: Scenario, horizon: Horizon) -> pd.DataFrame:
    places = [(slot, k) for slot in horizon.slots for k in range(len(team.queues))]
    return pd.DataFrame(
        {
            "interval_start": pd.Series([at for at, _ in places], dtype="datetime64[us, UTC]"),
            "queue": [team.queues[k].name for _, k in places],
            "required": [1.0 if k == 0 else 0.0 for _, k in places],
            "due_by": pd.Series([pd.NaT] * len(places), dtype="datetime64[us, UTC]"),
            "minimum_agents": [0] * len(places),
            "contacts": [5.0 if k == 0 else 0.0 for _, k in places],
        }
    )


def _duty(team: Scenario, horizon: Horizon, rows: Iterable[Assignment]) -> pd.DataFrame:
    """Everybody serves the first queue, breaks out."""
    step = timedelta(minutes=horizon.interval_minutes)
    shares = [
        (slot, row.agent_id, team.queues[0].name, float(team.net_factor(team.agent(row.agent_id))))
        for row in rows
        for slot in horizon.slots
        if row.start <= slot
        and slot + step <= row.end
        and not any(part.start < slot + step and slot < part.end for part in row.activities)
    ]
    duty = pd.DataFrame(shares, columns=["interval_start", "agent_id", "queue", "share"])
    return duty.astype({"interval_start": "datetime64[us, UTC]"})
