"""What a finished plan comes to: cost, cover, service, penalties and audit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.job_words import gap_figure, gap_words
from app_pages.plan_tables import PlanTables
from app_pages.words import percent, target_words
from planner.clock import to_local
from planner.costing import ITEMS
from planner.scenario import Scenario
from planner.summary_text import STATUS_WORDS, OpenSpan, open_spans_of

__all__ = ["show_result"]

ITEM_WORDS = {
    "wages": "Wages",
    "idle": "Idle: paid, not worked",
    "vendor": "Vendors",
    "bot": "Bots",
    "night": "Night premium",
    "weekend": "Weekend premium",
    "holiday": "Holiday premium",
    "overtime": "Overtime premium",
}
PENALTY_WORDS = {
    "shortfall": "Hours short of what is required",
    "minimum_agents": "Fewer people than the least asked for",
    "together": "Leads, handovers or mentors missing",
    "wishes": "Wishes refused",
    "fairness": "Burdens shared unevenly",
    "changes": "Weeks that are not as published",
    "activities": "Meetings and training without a place",
}
TABLE_HEIGHT, TABLE_ROWS = 245, 6
LEAST_SHOWN_HOURS = 0.005
LEAST_DIFFERENCE = 1e-6  # of service levels; less is rounding


def show_result(team: Scenario, plan: PlanTables) -> None:
    """Draw a plan's figures, and where to look at it."""
    summary: Mapping[str, Any] = plan.summary
    _show_figures(team, summary, len(plan.roster))
    status = STATUS_WORDS.get(summary["status"], "")
    st.write(f"{status[:1].upper()}{status[1:]}. {gap_words(float(summary['gap']))}")
    with st.container(horizontal=True):
        st.page_link("app_pages/roster.py", label="See the roster", icon=":material/arrow_forward:")
        st.page_link(
            "app_pages/sourcing.py",
            label="Compare with vendors and bots",
            icon=":material/arrow_forward:",
        )
    cost, service = st.columns(2, gap="medium")
    with cost:
        _show_cost(team, plan)
    with service:
        _show_service(team, summary)
    unmet, penalties = st.columns(2, gap="medium")
    with unmet:
        _show_unmet(team, open_spans_of(plan.cover, team.interval_minutes))
    with penalties:
        _show_penalties(summary)


def _show_figures(team: Scenario, summary: Mapping[str, Any], shifts: int) -> None:
    with st.container(horizontal=True):
        st.metric(
            f"Cost, {team.currency}",
            _money(summary["cost"]),
            help=f"What will be paid, to the cent. {_money(summary['fixed_cost'])} of it is fixed: "
            "salaries and bots, whatever the roster.",
        )
        st.metric(
            "Cover",
            _cover(summary),
            help=f"{summary['covered_hours']:,.1f} of {summary['required_hours']:,.1f} required "
            f"agent-hours are there; {summary['shortfall_hours']:,.1f} are short, "
            f"{summary['overstaffed_hours']:,.1f} more than required.",
        )
        st.metric(
            "Gap",
            gap_figure(float(summary["gap"])),
            help="How much could still be saved at most, proven, as a share of what can be "
            "decided.",
        )
        st.metric("Shifts", f"{shifts:,}", help=f"Of {summary['agents']} agents.")
        st.metric(
            "Audit",
            "clean" if summary["violations"] == 0 else f"{summary['violations']} violations",
            help="After every plan an audit of its own works out rules, cover and pay anew from "
            "the roster's rows. Clean is: every rule is kept and every figure is right.",
        )


def _cover(summary: Mapping[str, Any]) -> str:
    required = float(summary["required_hours"])
    return percent(float(summary["covered_hours"]) / required if required else 1.0, 2)


def _money(amount: Decimal | float) -> str:
    return f"{amount:,.2f}"


def _show_cost(team: Scenario, plan: PlanTables) -> None:
    st.markdown("**Cost by item**")
    amounts = {item: _sum(plan.cost.loc[plan.cost["item"] == item, "amount"]) for item in ITEMS}
    rows = [(ITEM_WORDS.get(item, item), amount) for item, amount in amounts.items()]
    rows.append(("All", _sum(amounts.values())))
    _show_amounts("Item", f"Amount, {team.currency}", rows)


def _sum(amounts: Any) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _show_amounts(name: str, amount: str, rows: Sequence[tuple[str, Decimal]]) -> None:
    """A table of two columns; amounts as text, so that all browsers show them alike."""
    st.dataframe(
        pd.DataFrame(
            {name: [each for each, _ in rows], amount: [_money(each) for _, each in rows]}
        ),
        hide_index=True,
        width="stretch",
        column_config={amount: st.column_config.TextColumn(alignment="right")},
    )


def _show_service(team: Scenario, summary: Mapping[str, Any]) -> None:
    st.markdown("**Service level expected, by queue**")
    levels: Mapping[str, float | None] = summary["service_level"]
    rows = []
    for queue in team.queues:
        level = levels.get(queue.name)
        rows.append(
            (
                queue.name,
                _level(level),
                target_words(queue),
                _reached(level, 1.0 if queue.service_level is None else queue.service_level),
            )
        )
    st.dataframe(
        pd.DataFrame(rows, columns=["Queue", "Expected", "Target", "Met?"]),
        hide_index=True,
        width="stretch",
    )
    st.caption(
        "Over the whole plan, if contacts come as forecast; worked out by the formulas that give "
        "the requirement."
    )


def _level(level: float | None) -> str:
    """Rounded down: what is just below a target is not to look as if it met it."""
    if level is None:
        return "no contacts"
    return percent(math.floor(float(level) * 1000 + LEAST_DIFFERENCE * 1000) / 1000, 1)


def _reached(level: float | None, target: float) -> str:
    if level is None:
        return "–"
    return "yes" if float(level) >= target - LEAST_DIFFERENCE else "no"


def _show_unmet(team: Scenario, spans: tuple[OpenSpan, ...]) -> None:
    st.markdown("**When agents are short**")
    if not spans:
        st.write("Never: every interval has the agents that it requires.")
        return
    shown = [span for span in spans if span.agent_hours >= LEAST_SHOWN_HOURS]
    if shown:
        st.dataframe(
            _span_table(team, shown),
            hide_index=True,
            width="stretch",
            height=TABLE_HEIGHT if len(shown) > TABLE_ROWS else "content",
            column_config={
                "Hours": st.column_config.TextColumn(help="Agent-hours that are missing."),
                "Agents": st.column_config.TextColumn(help="Most agents missing at a time."),
            },
        )
    hours = sum(span.agent_hours for span in spans)
    rest = len(spans) - len(shown)
    st.caption(
        f"{len(spans)} spans, {hours:,.2f} agent-hours in all, the worst first; clock of "
        f"{team.reporting_timezone}."
        + (f" {rest} of them lack less than 0.01 agent-hours and are not listed." if rest else "")
    )


def _span_table(team: Scenario, spans: Sequence[OpenSpan]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Queue": [span.queue for span in spans],
            "When": [_from_to(span, team.reporting_timezone) for span in spans],
            "Hours": [f"{span.agent_hours:.2f}" for span in spans],
            "Agents": [f"{span.most_agents:.2f}" for span in spans],
        }
    )


def _from_to(span: OpenSpan, timezone: str) -> str:
    """Wall times of a span; the end says its day where a reader would take another."""
    start, end = to_local(span.start, timezone), to_local(span.end, timezone)
    same_night = span.end - span.start < timedelta(days=1)
    return f"{start:%a %d %b %H:%M} – {end:{'%H:%M' if same_night else '%a %d %b %H:%M'}}"


def _show_penalties(summary: Mapping[str, Any]) -> None:
    st.markdown("**Penalties: weighed, not paid**")
    penalties = summary["penalties"]
    _show_amounts(
        "What is left open",
        "Weight",
        [(words, penalties[name]) for name, words in PENALTY_WORDS.items() if name in penalties],
    )
    st.caption(
        "They tell the search what to avoid, in the proportions that the team set. Nobody pays "
        "them, and they are in no cost."
    )
