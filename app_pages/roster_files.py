"""The files that a plan is handed on as: table, workbook, calendars."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from app_pages.plan_tables import PlanTables
from planner.clock import Horizon
from planner.exports.calendar import shifts_calendar
from planner.exports.workbook import roster_workbook
from planner.scenario import Scenario

__all__ = [
    "agent_calendar",
    "calendar_name",
    "calendars_zip",
    "made_at",
    "plan_workbook",
    "publication_number",
]

ROSTER = "roster.csv"
FIRST_PUBLICATION = datetime(2026, 1, 1, tzinfo=UTC)
# What every file system and mail program takes.
ODD_SIGNS = re.compile(r"[^A-Za-z0-9._-]+")


def made_at(plan_folder: Path) -> datetime:
    """When the plan was written, to the second.

    Raises
    ------
    OSError
        The folder holds no roster (any more).
    """
    written = (plan_folder / ROSTER).stat().st_mtime
    return datetime.fromtimestamp(int(written), tz=UTC)


def publication_number(made: datetime) -> int:
    """Sequence of a plan's calendars: seconds, so that every later plan has a higher one.

    Calendar programs take no change whose number is not above the one they know.
    """
    return max(0, int((made - FIRST_PUBLICATION).total_seconds()))


def agent_calendar(team: Scenario, agent_id: str, plan: PlanTables, made: datetime) -> bytes:
    """One agent's shifts as an iCalendar file.

    Raises
    ------
    DataError
        No such agent, or rows that are none.
    """
    return shifts_calendar(
        team,
        agent_id,
        plan.roster,
        plan.activities,
        stamp=made,
        sequence=publication_number(made),
    )


def calendars_zip(team: Scenario, plan: PlanTables, made: datetime) -> bytes:
    """A calendar for every agent of the team, in a zip file.

    Raises
    ------
    DataError
        Rows that are none.
    """
    packed = io.BytesIO()
    agents = [agent.agent_id for agent in team.agents]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for agent_id, name in zip(agents, _file_names(agents), strict=True):
            entry = zipfile.ZipInfo(name, date_time=made.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(entry, agent_calendar(team, agent_id, plan, made))
    return packed.getvalue()


def plan_workbook(team: Scenario, horizon: Horizon, plan: PlanTables) -> bytes:
    """The plan as an xlsx file.

    Raises
    ------
    DataError
        Tables and summary that do not agree.
    """
    tables = {
        "roster.csv": plan.roster,
        "activities.csv": plan.activities,
        "cover.csv": plan.cover,
        "cost.csv": plan.cost,
    }
    return roster_workbook(team, horizon, tables, plan.summary)


def calendar_name(agent_id: str) -> str:
    """File name of an agent's calendar."""
    return f"{ODD_SIGNS.sub('_', agent_id).strip('.') or 'agent'}.ics"


def _file_names(agent_ids: Iterable[str]) -> list[str]:
    """A name for each, told apart where two ids differ in odd signs or case alone."""
    names: list[str] = []
    taken: set[str] = set()
    for agent_id in agent_ids:
        name, number = calendar_name(agent_id), 2
        while name.casefold() in taken:
            name = f"{calendar_name(agent_id).removesuffix('.ics')}-{number}.ics"
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names
