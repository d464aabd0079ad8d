"""Who works at which hour, and what that covers: one time axis, on the clock that is chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from app_pages import session
from app_pages.charts import draw
from app_pages.roster_bars import bar_table, change_table, cover_table
from app_pages.roster_charts import cover_chart, cover_legend, gantt_chart, gantt_legend
from app_pages.roster_clocks import (
    TimeAxis,
    agents_axis,
    change_sentence,
    day_words,
    zone_axis,
    zone_changes,
)
from app_pages.roster_data import PlanRows
from app_pages.roster_legend import chart_legend_html
from app_pages.roster_people import shown_names
from planner.domain import Agent
from planner.scenario import Scenario

__all__ = ["show_hours"]

OWN_CLOCK = "each agent's own"
WHOLE_WEEK = "Whole week"
ALL_QUEUES = "All queues"


def show_hours(
    team: Scenario, cover: pd.DataFrame, rows: PlanRows, week: int, agents: tuple[Agent, ...]
) -> str:
    """Draw bars and cover on one time axis, with their controls.

    Parameters
    ----------
    cover
        Columns of ``cover.csv``.
    week, agents
        Which week of the plan, and whose bars.

    Returns
    -------
    str
        Time zone that was chosen, for tables below; the team's where agents' own clocks lead.
    """
    st.subheader("Agents and cover by the hour", anchor=False)
    axis = _choose_axis(team, rows, week)
    zone = axis.timezone or team.reporting_timezone
    palette = session.palette()
    names = shown_names(team.agents)
    if agents:
        bars = bar_table(names, agents, axis, rows.planned, rows.earlier)
        changes = change_table(names, agents, axis)
        order = [names[agent.agent_id] for agent in agents]
        st.html(chart_legend_html(axis.title, gantt_legend(bars, palette), palette))
        draw(
            gantt_chart(bars, changes, order, axis, palette),
            key="roster_bars",
            description="Shifts of each agent by the hour, with their breaks.",
        )
        _say_changes(axis, agents)
    queue = st.selectbox(
        "Queue",
        [ALL_QUEUES, *(queue.name for queue in team.queues)],
        key="roster_queue",
        help="A queue is the contacts that share a channel, a language and a target.",
    )
    cover_axis = axis if axis.timezone else zone_axis(zone, axis.first_day, axis.days)
    table = cover_table(
        cover, cover_axis, team.interval_minutes, None if queue == ALL_QUEUES else queue
    )
    if table.empty:
        st.info("This plan has no cover on these days.", icon=":material/info:")
    else:
        st.html(chart_legend_html(cover_axis.title, cover_legend(palette), palette))
        draw(
            cover_chart(table, cover_axis, palette),
            key="roster_cover",
            description="Agents and vendors there, by interval, against the agents required.",
        )
    _say_cover(axis, zone)
    return zone


def _choose_axis(team: Scenario, rows: PlanRows, week: int) -> TimeAxis:
    first = rows.horizon.start_date + timedelta(days=7 * week)
    days: list[date | str] = [first + timedelta(days=day) for day in range(7)]
    day_at, clock_at, _ = st.columns([1, 1, 1])
    day = day_at.selectbox(
        "Day",
        [*days, WHOLE_WEEK],
        format_func=lambda day: day if isinstance(day, str) else day_words(day),
        key="roster_day",
        help="One local day of the clock chosen beside, or the whole week.",
    )
    zones = list(dict.fromkeys([team.reporting_timezone, "UTC"]))
    labels = {team.reporting_timezone: f"{team.reporting_timezone} (team)"}
    clock = clock_at.selectbox(
        "Clock",
        [*zones, OWN_CLOCK],
        format_func=lambda zone: labels.get(zone, zone),
        key="roster_clock",
        help="Whose wall clock the bars follow. With each agent's own, 09:00 is nine in the "
        "morning where she lives. It does not depend on where your browser is.",
    )
    start, count = (first, 7) if isinstance(day, str) else (day, 1)
    return agents_axis(start, count) if clock == OWN_CLOCK else zone_axis(clock, start, count)


def _say_changes(axis: TimeAxis, agents: tuple[Agent, ...]) -> None:
    found = zone_changes(axis, agents)
    if not found:
        return
    lines = [
        f"◆ {change_sentence(change)} in {zone} "
        f"({len(people)} {'agent' if len(people) == 1 else 'agents'} of those shown)."
        for zone, change, people in found
    ]
    st.info(
        "  \n".join(lines) + "  \nShifts keep their local start and their length.",
        icon=":material/schedule:",
    )


def _say_cover(axis: TimeAxis, zone: str) -> None:
    says = [
        "Agents are net: breaks are out, and so is shrinkage. Vendors are not shrunk. Work that "
        "may wait, such as email, is required when it comes in and short when it is due.",
    ]
    if axis.timezone is None:
        says.append(f"Cover has one clock for all: here it is {zone}.")
    st.caption(" ".join(says))
