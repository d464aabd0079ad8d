"""Tables of the roster's page: unmet intervals, and nights, weekends, holidays and wishes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.roster_clocks import day_words
from planner.clock import Horizon, to_local
from planner.fairness import KINDS
from planner.summary_text import OpenSpan, open_spans_of

__all__ = ["show_fairness", "show_unmet", "unmet_table"]

UNMET_COLUMNS = ("Queue", "From", "To", "UTC", "Agent-hours", "Up to agents")


def unmet_table(spans: Collection[OpenSpan], timezone: str) -> pd.DataFrame:
    """A line per span that lacks agents, the most agent-hours first: ``UNMET_COLUMNS``."""
    lines = []
    for span in spans:
        start, end = to_local(span.start, timezone), to_local(span.end, timezone)
        lines.append(
            (
                span.queue,
                f"{day_words(start.date())} {start:%H:%M}",
                f"{day_words(end.date())} {end:%H:%M}",
                f"{span.start:%Y-%m-%d %H:%M}",
                span.agent_hours,
                span.most_agents,
            )
        )
    return pd.DataFrame(lines, columns=list(UNMET_COLUMNS))


def show_unmet(cover: pd.DataFrame, horizon: Horizon, timezone: str) -> None:
    """Where cover lacks agents, over the whole plan."""
    st.subheader(
        "Unmet intervals",
        anchor=False,
        help="Where fewer agents are there than required, the largest shortfall first.",
    )
    spans = open_spans_of(cover, horizon.interval_minutes)
    if not spans:
        st.success("✓ Nothing is unmet: every required hour is covered.", icon=None)
        return
    st.dataframe(
        unmet_table(spans, timezone),
        hide_index=True,
        width="stretch",
        height="auto",
        column_config={
            "From": st.column_config.TextColumn("From", help=f"By the clock of {timezone}."),
            "To": st.column_config.TextColumn("To", help=f"By the clock of {timezone}."),
            "UTC": st.column_config.TextColumn("UTC", help="The start in UTC."),
            "Agent-hours": st.column_config.NumberColumn(
                "Agent-hours", format="%.2f", help="Net agent-hours that are missing."
            ),
            "Up to agents": st.column_config.NumberColumn(
                "Up to agents", format="%.2f", help="The most agents missing at a time."
            ),
        },
    )


def show_fairness(table: pd.DataFrame, agent_ids: Collection[str]) -> None:
    """Nights, weekends, holidays and wishes of the agents that are shown."""
    st.subheader(
        "Nights, weekends, holidays and wishes",
        anchor=False,
        help="Paid hours by each agent's own clock and country. Peers are the agents of the same "
        "region who are alike in working nights or not.",
    )
    shown = table[table["agent_id"].isin(list(agent_ids))]
    st.dataframe(
        shown.drop(columns=["agent_id"]),
        hide_index=True,
        width="stretch",
        column_config=_fairness_columns(),
    )
    st.caption(
        "Even share: what an agent would have of the hours, the last eight weeks included, if "
        "they were shared among her peers in proportion to contract hours."
    )


def _fairness_columns() -> dict[str, Any]:
    columns: dict[str, Any] = {
        "agent": st.column_config.TextColumn("Agent", pinned=True),
        "region": st.column_config.TextColumn("Region"),
        "peers": st.column_config.NumberColumn(
            "Peers", help="Other agents she is measured against."
        ),
        "wishes_granted": st.column_config.NumberColumn(
            "✓ Wishes granted", help="Wishes for dates of this plan that it grants."
        ),
        "wishes_refused": st.column_config.NumberColumn(
            "✗ Wishes refused", help="Wishes for dates of this plan that it does not grant."
        ),
    }
    for kind in KINDS:
        word = kind.capitalize()
        columns |= {
            f"{kind}_plan_h": st.column_config.NumberColumn(
                f"{word} h", format="%.1f", help=f"Paid {kind} hours of this plan."
            ),
            f"{kind}_all_h": st.column_config.NumberColumn(
                f"{word} h +8 wk",
                format="%.1f",
                help=f"Paid {kind} hours of this plan and of the eight weeks before it.",
            ),
            f"{kind}_even_h": st.column_config.NumberColumn(
                f"{word} h even",
                format="%.1f",
                help="What an even share among her peers would be, by contract hours.",
            ),
        }
    return columns
