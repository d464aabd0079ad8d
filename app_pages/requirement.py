"""Requirement: the agents it takes in every interval, and what other targets would take."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages import requirement_tables as tables
from app_pages import session
from app_pages.charts import draw as draw_chart
from app_pages.charts import show_legend
from app_pages.charts_requirement import agents_chart
from app_pages.forecast_tables import customer_zones
from app_pages.requirement_tables import Target
from app_pages.words import target_words
from planner.clock import Horizon
from planner.domain import Queue
from planner.scenario import Scenario

HOURS_HELP = (
    "Net hours of agents on contact work, before shrinkage: breaks, absence and training come on "
    "top when the roster is planned. Fractions are kept; rounding each queue up would overstaff."
)


def draw() -> None:
    """The page."""
    st.title("Requirement", anchor=False)
    team = session.require_team()
    session.require_log(team)
    horizon = session.plan_span(team)
    own = session.requirement_of(team, horizon)
    targets = _controls(team)
    tried = tables.with_targets(team, targets)
    requirement = session.requirement_of(tried, horizon)
    _show_figures(own, requirement, horizon, tables.changed(team, targets))
    names = [queue.name for queue in team.queues]
    zones = customer_zones(session.forecast_of(team, horizon).table)
    agents = sorted({agent.timezone for agent in team.agents} - set(zones))
    choice, _ = st.columns([2, 4])
    with choice:
        clock = session.zone_choice(team, [*zones, *agents], key="requirement_clock")
    _show_agents(requirement, names, clock, horizon)
    _show_days(requirement, names, clock, horizon)
    _show_common_targets(team, horizon)
    st.page_link("app_pages/plan.py", label="Next: plan the week", icon=":material/arrow_forward:")


def _controls(team: Scenario) -> dict[str, Target]:
    """Targets to try, by queue; they are not saved."""
    with st.expander("Try other targets", icon=":material/tune:"):
        st.caption(
            "What is tried here changes this page alone. To plan with it, put it into plan.toml "
            "of the team and upload that."
        )
        if st.button("Back to the team's own targets", key="own_targets"):
            st.session_state["targets_round"] = st.session_state.get("targets_round", 0) + 1
        return {queue.name: _target_of(queue) for queue in team.queues}


def _target_of(queue: Queue) -> Target:
    st.markdown(f"**{queue.name}**, {queue.channel}: {target_words(queue)}")
    # New keys take the team's own values again.
    key = f"{session.team_key()}-{st.session_state.get('targets_round', 0)}-{queue.name}"
    if tables.is_real_time(queue):
        return _real_time_target(queue, key)
    return _deferred_target(queue, key)


def _real_time_target(queue: Queue, key: str) -> Target:
    level_at, within_at, occupancy_at = st.columns(3)
    level = level_at.number_input(
        "Service level, %",
        min_value=1.0,
        max_value=99.5,
        value=(queue.service_level or 0.8) * 100,
        step=1.0,
        format="%g",
        key=f"{key}-level",
        help="Share of the contacts offered that are answered in time; those who gave up stay in "
        "the count.",
    )
    within_s = within_at.number_input(
        "Answered within, seconds",
        min_value=0.0,
        max_value=86_400.0,
        value=float(queue.answer_within_s or 0.0),
        step=5.0,
        format="%g",
        key=f"{key}-within",
        help="How long a customer may wait and still count as answered in time.",
    )
    occupancy = occupancy_at.number_input(
        "Most occupancy, %",
        min_value=10.0,
        max_value=100.0,
        value=(queue.max_occupancy or 1.0) * 100,
        step=1.0,
        format="%g",
        key=f"{key}-occupancy",
        help="Share of an agent's available time that contacts may take. Agents who are busy all "
        "the time leave.",
    )
    capped = queue.max_occupancy is not None or occupancy < 100.0
    return Target(
        service_level=_kept(level / 100, queue.service_level),
        answer_within_s=within_s,
        max_occupancy=_kept(occupancy / 100, queue.max_occupancy) if capped else None,
    )


def _deferred_target(queue: Queue, key: str) -> Target:
    minutes_at, _, _ = st.columns(3)
    minutes = minutes_at.number_input(
        "Answered within, minutes",
        min_value=1,
        max_value=100_000,
        value=queue.respond_within_minutes or 60,
        step=15,
        key=f"{key}-minutes",
        help="Work that may wait: it is done at any time until then. The hours stay the same; a "
        "longer time makes them easier to roster.",
    )
    return Target(
        service_level=queue.service_level,
        answer_within_s=queue.answer_within_s,
        max_occupancy=queue.max_occupancy,
        respond_within_minutes=int(minutes),
    )


def _kept(shown: float, own: float | None) -> float:
    """The queue's own value where the control still shows it: 80 / 100 need not be 0.8."""
    return own if own is not None and abs(shown - own) < 1e-9 else shown


def _show_figures(
    own: pd.DataFrame, requirement: pd.DataFrame, horizon: Horizon, changed: list[str]
) -> None:
    def hours(table: pd.DataFrame) -> float:
        found = tables.hours_by_queue(
            table, interval_minutes=horizon.interval_minutes, weeks=horizon.weeks
        )
        return float(found.sum())

    needed, before = hours(requirement), hours(own)
    at_once = requirement.groupby("interval_start")["required"].sum()
    with st.container(horizontal=True):
        st.metric("Agent-hours a week", f"{needed:,.1f}", help=HOURS_HELP)
        if changed:
            st.metric(
                "Against the team's own targets",
                f"{needed - before:+,.1f} h a week",
                delta=f"{(needed / before - 1) * 100:+.1f} %" if before else None,
                delta_color="off",
                help=f"What the targets tried for {', '.join(changed)} take more or less.",
            )
        st.metric(
            "Most agents at once",
            f"{at_once.max():,.1f}",
            help="The largest sum over all queues in one interval. Work that may wait counts when "
            "it arrives.",
        )
        st.metric(
            "Fewest at once",
            f"{at_once.min():,.1f}",
            help="The smallest sum over all queues in one interval.",
        )
        st.metric(
            "Contacts a week, after bots",
            f"{requirement['contacts'].sum() / horizon.weeks:,.0f}",
            help="Contacts that reach agents: the forecast less what bots resolve and what comes "
            "while a queue is closed.",
        )


def _show_agents(requirement: pd.DataFrame, names: list[str], clock: str, horizon: Horizon) -> None:
    st.subheader(
        "Agents required",
        anchor=False,
        help="Net agents on contact work, before shrinkage, the mean of the hour's intervals. Work "
        "that may wait, such as e-mail, is shown when it arrives; it may be done later.",
    )
    agents = tables.agents_by_time(requirement, clock, weeks=horizon.weeks, names=names)
    show_legend("Queue", names, session.palette())
    chart = agents_chart(agents, names, session.palette(), clock)
    draw_chart(chart, "agents", "Agents required over time, stacked by queue")


def _show_days(requirement: pd.DataFrame, names: list[str], clock: str, horizon: Horizon) -> None:
    st.subheader("Agent-hours by day", anchor=False, help=HOURS_HELP)
    days = tables.hours_by_day(
        requirement, clock, interval_minutes=horizon.interval_minutes, names=names
    )
    figures = [name for name in days.columns if name != "day"]
    st.dataframe(
        days,
        hide_index=True,
        width="stretch",
        column_config={
            "day": st.column_config.TextColumn(f"Day in {clock}", pinned=True),
            **{name: st.column_config.NumberColumn(name, format="%.1f") for name in figures},
            "all queues": st.column_config.NumberColumn("All queues", format="%.1f"),
            "most at once": st.column_config.NumberColumn(
                "Most agents at once", format="%.1f", help="In one interval, over all queues."
            ),
        },
    )


def _show_common_targets(team: Scenario, horizon: Horizon) -> None:
    if not any(tables.is_real_time(queue) for queue in team.queues):
        return
    st.subheader(
        "What usual targets take",
        anchor=False,
        help="Agent-hours a week, with the queue's own target and if it were another: 80/20 is "
        "80 % of contacts answered within 20 seconds. The cap on occupancy stays, and often it "
        "is what binds.",
    )
    with st.spinner("Trying the usual targets …"):
        found = tables.hours_of_targets(
            team, lambda tried: session.requirement_of(tried, horizon), weeks=horizon.weeks
        )
    found.insert(1, "target", [target_words(team.queue(name)) for name in found["queue"]])
    common = [name for name in found.columns if name not in ("queue", "target", "own")]
    st.dataframe(
        found,
        hide_index=True,
        width="stretch",
        column_config={
            "queue": st.column_config.TextColumn("Queue", pinned=True),
            "target": "Its own target",
            "own": st.column_config.NumberColumn("takes, hours", format="%.1f"),
            **{
                name: st.column_config.NumberColumn(f"{name} takes", format="%.1f")
                for name in common
            },
        },
    )


draw()
