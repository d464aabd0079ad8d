"""Roster: who works when, what that covers and costs, and the files to hand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from app_pages import session
from app_pages.plan_tables import PlanTables
from app_pages.roster_clocks import (
    day_words,
)
from app_pages.roster_data import PlanRows, fairness_of, plan_rows
from app_pages.roster_days import agent_days, days_of_week
from app_pages.roster_downloads import offer_file
from app_pages.roster_figures import figures_of, gap_words, status_words, violations_words
from app_pages.roster_files import calendars_zip, made_at, plan_workbook
from app_pages.roster_grid import GridRow, grid_css, grid_html, legend_html
from app_pages.roster_hours import show_hours
from app_pages.roster_people import (
    PAGE,
    Order,
    paid_minutes_by_agent,
    region_of,
    select_agents,
)
from app_pages.roster_rows import rows_of_week
from app_pages.roster_tables import show_fairness, show_unmet
from planner.domain import Agent
from planner.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was chosen to look at."""

    week: int
    agents: tuple[Agent, ...]
    order: Order


def show() -> None:
    """The page."""
    st.title("Roster", anchor=False)
    team = session.require_team()
    plan = session.require_plan()
    rows = plan_rows(team, plan)
    _say_span(team, plan, rows)
    _show_figures(team, plan, rows)
    _offer_files(team, plan, rows)
    view = _choose_view(team, rows)
    _show_grid(team, rows, view)
    zone = show_hours(team, plan.cover, rows, view.week, view.agents)
    show_unmet(plan.cover, rows.horizon, zone)
    show_fairness(fairness_of(team, rows), {agent.agent_id for agent in view.agents})


def _say_span(team: Scenario, plan: PlanTables, rows: PlanRows) -> None:
    last = rows.horizon.start_date + timedelta(days=7 * plan.weeks - 1)
    weeks = "1 week" if plan.weeks == 1 else f"{plan.weeks} weeks"
    st.write(
        f"{weeks}, {day_words(plan.start)} to {day_words(last)} {last.year}, "
        f"in {team.reporting_timezone}."
    )
    if session.is_demo(team):
        st.caption("This team is synthetic: nobody and nothing in it is real.")


def _show_figures(team: Scenario, plan: PlanTables, rows: PlanRows) -> None:
    found = figures_of(plan.summary, plan.cost)
    working = len({row.agent_id for row in rows.planned})
    with st.container(horizontal=True):
        st.metric(
            "Shifts", f"{len(rows.planned):,}", help="A shift is one agent at work on one date."
        )
        st.metric(
            "Agents working",
            f"{working:,} of {len(team.agents):,}",
            help="Agents with at least one shift in this plan, of all who can be rostered.",
        )
        st.metric(
            "Cost",
            f"{found.cost:,.2f} {team.currency}",
            help="What will be paid: wages, premiums, paid hours that are not rostered, vendors "
            f"and bots. Of it {found.fixed_cost:,.2f} {team.currency} is fixed: salaries and "
            "bots, which no roster changes.",
        )
        st.metric(
            "Required",
            f"{found.required_hours:,.1f} h",
            help="Net agent-hours on contact work that the service targets ask for, over all "
            "queues, before shrinkage.",
        )
        st.metric(
            "Covered",
            f"{found.covered_hours:,.1f} h",
            help="Required hours for which an agent or a vendor is there.",
        )
        st.metric(
            "Unmet",
            f"{found.shortfall_hours:,.1f} h",
            help="Required hours without anybody: the shortfall. Where it lies is listed below.",
        )
        st.metric(
            "Violations",
            violations_words(found.violations),
            help="What the audit found. It reads the roster's rows alone, with a clock of its "
            "own, and works out rules, cover and pay anew.",
        )
    st.markdown(
        f"**Gap:** {gap_words(found.gap)}. The plan is {status_words(found.status)}.",
        help="The plan is weighed by its cost, shortfall, wishes refused and unfairness. Its "
        "lower bound is proven: no roster of this team can be below it. The gap is the distance "
        "to it, as a share of what is not fixed.",
    )


def _offer_files(team: Scenario, plan: PlanTables, rows: PlanRows) -> None:
    folder = session.workspace().plan
    made = made_at(folder)
    name = f"roster-{plan.start.isoformat()}"
    with st.container(horizontal=True):
        offer_file(
            "Roster (CSV)",
            (folder / "roster.csv").read_bytes,
            file_name=f"{name}.csv",
            mime="text/csv",
            explain="A row per shift: start and end in UTC and by the agent's clock, paid "
            "minutes, pay. For payroll and other programs.",
        )
        offer_file(
            "Workbook (Excel)",
            lambda: plan_workbook(team, rows.horizon, plan),
            large=True,
            file_name=f"{name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            explain="Summary, roster, shifts, cover and cost as sheets, with sums to check.",
        )
        offer_file(
            "Calendars (zip)",
            lambda: calendars_zip(team, plan, made),
            large=True,
            file_name=f"{name}-calendars.zip",
            mime="application/zip",
            explain="A calendar file (.ics) for each agent, in her own time zone, without pay. "
            "Google, Apple and Outlook read them; send each agent her own.",
        )


def _choose_view(team: Scenario, rows: PlanRows) -> View:
    """Draw the controls of week, filters, order and page; all below follow them."""
    st.subheader("Agents by day", anchor=False)
    week = _choose_week(rows)
    regions_at, skills_at, name_at, order_at = st.columns(4)
    regions = regions_at.multiselect(
        "Region",
        list(dict.fromkeys(map(region_of, team.agents))),
        key="roster_regions",
        placeholder="All",
        help="Only agents of these regions.",
    )
    skills = skills_at.multiselect(
        "Skills",
        sorted({skill for agent in team.agents for skill in agent.skills}),
        key="roster_skills",
        placeholder="All",
        help="Only agents who have all of these skills.",
    )
    text = name_at.text_input(
        "Name",
        key="roster_name",
        help="Part of a name, an agent's id or a time zone.",
    )
    order = order_at.selectbox(
        "Order", list(Order), format_func=str, key="roster_order", help="How agents are sorted."
    )
    minutes = paid_minutes_by_agent(rows_of_week(rows.planned, rows.horizon.week_bounds, week))
    found = select_agents(
        team.agents, regions=regions, skills=skills, text=text, order=order, minutes=minutes
    )
    return View(week=week, agents=_page_of(found), order=order)


def _choose_week(rows: PlanRows) -> int:
    horizon = rows.horizon
    if horizon.weeks == 1:
        return 0
    first = [horizon.start_date + timedelta(days=7 * week) for week in range(horizon.weeks)]
    week: int = st.selectbox(
        "Week",
        range(horizon.weeks),
        format_func=lambda week: f"{week + 1}: from {day_words(first[week])}",
        key="roster_week",
        help=f"Seven local days of {horizon.timezone}; a shift belongs to the week in which it "
        "starts.",
    )
    return week


def _page_of(agents: tuple[Agent, ...]) -> tuple[Agent, ...]:
    pages = -(-len(agents) // PAGE)
    if pages <= 1:
        return agents
    page = st.number_input(
        f"Page of {pages}",
        min_value=1,
        max_value=pages,
        key="roster_page",
        help=f"{PAGE} agents are shown at a time, {len(agents):,} fit the filters.",
    )
    return agents[(page - 1) * PAGE : page * PAGE]


def _show_grid(team: Scenario, rows: PlanRows, view: View) -> None:
    if not view.agents:
        st.info("No agent fits these filters.", icon=":material/filter_alt:")
        return
    week_rows = rows_of_week(rows.planned, rows.horizon.week_bounds, view.week)
    shown = {agent.agent_id for agent in view.agents}
    days = days_of_week(
        rows.horizon, view.week, [row for row in week_rows if row.agent_id in shown]
    )
    planned, earlier = (
        [row for row in some if row.agent_id in shown and days[0] <= row.local_date <= days[-1]]
        for some in (rows.planned, rows.earlier)
    )
    minutes = paid_minutes_by_agent(week_rows)
    lines = [
        GridRow(
            agent=agent,
            days=agent_days(team, rows.horizon, agent, days, planned, rows.wishes, earlier),
            paid_minutes=minutes.get(agent.agent_id, 0),
            group=region_of(agent) if view.order is Order.REGION else "",
        )
        for agent in view.agents
    ]
    st.html(grid_css(session.palette()) + grid_html(lines, days) + legend_html())


show()
