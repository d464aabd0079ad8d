"""Teams and shifts whose days, places and hours are worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from app_pages.roster_days import AgentDay, agent_days, judged_wishes
from planner.domain import Assignment
from planner.scenario import Scenario
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_contract,
    make_scenario,
    make_shift,
)

NIGHT8 = make_shift("night8", start_from_minute=1260, start_to_minute=1380)
MADRID = make_agent("hugo", name="Hugo")
NEW_YORK = make_agent("ruth", name="Ruth", timezone="America/New_York", country="US", region="NA")
KOLKATA = make_agent("asha", name="Asha", timezone="Asia/Kolkata", country="IN", region="ASIA")
NAMES = {"hugo": "Hugo", "ruth": "Ruth", "asha": "Asha"}
OCTOBER = date(2026, 10, 19)
# Saturday night in Madrid, clocks go back at 01:00 UTC: 22:00 summer time to 05:30 winter time.
OVER_THE_CHANGE = make_assignment(
    "hugo", "2026-10-24 20:00", local_date=date(2026, 10, 24), shift=NIGHT8
)


def team_of(*agents: object, **changes: object) -> Scenario:
    return make_scenario(
        agents=list(agents) or [MADRID, NEW_YORK, KOLKATA],
        shifts=[make_shift(), NIGHT8],
        contracts=[make_contract(shifts=("day8", "night8"))],
        **changes,
    )


def day_shift(agent_id: str, start: str, day: str) -> Assignment:
    return make_assignment(agent_id, start, local_date=date.fromisoformat(day))


def days_for(
    team: Scenario, agent_id: str, dates: Iterable[str], rows: Iterable[Assignment] = ()
) -> tuple[AgentDay, ...]:
    horizon = team.horizon(OCTOBER, 2)
    planned = tuple(rows)
    return agent_days(
        team,
        horizon,
        team.agent(agent_id),
        [date.fromisoformat(day) for day in dates],
        planned,
        judged_wishes(team, horizon, planned),
    )


def cover_frame() -> pd.DataFrame:
    """Three hours from Madrid's midnight before the change, two queues, half-hours."""
    starts = pd.date_range("2026-10-24T21:30:00Z", periods=7, freq="30min")
    return pd.DataFrame(
        [
            (start, queue, 1.0, given, 0.0, short)
            for start in starts
            for queue, given, short in (("phone-en", 1.5, 0.0), ("chat-en", 0.25, 0.75))
        ],
        columns=["interval_start", "queue", "required", "agents", "vendor_agents", "shortfall"],
    )
