"""What the pages of a finished plan share: its rows held against the team, read once per plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd
import streamlit as st

from app_pages import session
from app_pages.plan_tables import PlanTables
from app_pages.roster_days import judged_wishes
from app_pages.roster_fairness import fairness_table
from app_pages.roster_rows import rows_of_plan
from planner.clock import Horizon
from planner.domain import Assignment, Wish
from planner.scenario import Scenario
from planner.workspace import fingerprint

__all__ = ["PlanRows", "fairness_of", "plan_key", "plan_rows"]

KEPT = 4
# What was worked longer before the plan is on no page.
LOOK_BACK = timedelta(days=35)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanRows:
    """Rows of the plan and of the weeks before it; wishes with whether they are granted."""

    horizon: Horizon
    planned: tuple[Assignment, ...]
    earlier: tuple[Assignment, ...]
    wishes: tuple[tuple[Wish, bool], ...]


def plan_key() -> str:
    """Changes whenever the plan's files do."""
    return fingerprint(session.workspace().plan)


def plan_rows(team: Scenario, plan: PlanTables) -> PlanRows:
    """Rows of the plan.

    Raises
    ------
    DataError
        Rows of agents whom the team has not, or that are no shifts.
    """
    return _rows(session.team_key(), plan_key(), team, plan)


def fairness_of(team: Scenario, rows: PlanRows) -> pd.DataFrame:
    """Nights, weekends, holidays and wishes by agent: ``roster_fairness.FAIRNESS_COLUMNS``."""
    return _fairness(session.team_key(), plan_key(), team, rows)


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the plan …")
def _rows(team_key: str, plan_key: str, _team: Scenario, _plan: PlanTables) -> PlanRows:
    horizon = _team.horizon(_plan.start, _plan.weeks)
    planned = rows_of_plan(_team, _plan.roster, _plan.activities)
    return PlanRows(
        horizon=horizon,
        planned=planned,
        earlier=tuple(
            row for row in _team.history if horizon.start - LOOK_BACK <= row.start < horizon.start
        ),
        wishes=judged_wishes(_team, horizon, planned),
    )


@st.cache_resource(max_entries=KEPT, show_spinner="Weighing nights and weekends …")
def _fairness(team_key: str, plan_key: str, _team: Scenario, _rows: PlanRows) -> pd.DataFrame:
    return fairness_table(_team, _rows.horizon, _rows.planned, _rows.wishes)
