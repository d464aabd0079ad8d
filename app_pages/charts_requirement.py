"""The chart of the agents required."""

from __future__ import annotations

import altair as alt
import pandas as pd

from app_pages.charts import HEIGHT, by_category, local_axis, time_tooltips
from app_pages.theme import Palette
from app_pages.wall_times import for_axis

__all__ = ["agents_chart"]


def agents_chart(
    agents: pd.DataFrame, names: list[str], palette: Palette, timezone: str
) -> alt.Chart:
    """Agents required over time, stacked by queue.

    Parameters
    ----------
    agents
        As ``requirement_tables.agents_by_time`` gives it.
    names
        Queues from the bottom of the stack up.
    """
    daily = (agents["wall"].dt.hour == 0).all()
    length = pd.Timedelta(days=1) if daily else pd.Timedelta(hours=1)
    rows = agents.assign(
        begin=for_axis(agents["wall"]),
        end=for_axis(agents["wall"] + length),
        order=agents["queue"].map(names.index),
    ).drop(columns="wall")
    return (
        alt.Chart(rows)
        .mark_rect(aria=False)
        .transform_stack(
            stack="agents",
            as_=["from", "to"],
            groupby=["begin"],
            sort=[alt.SortField("order", "ascending")],
        )
        .encode(
            x=local_axis("begin", timezone),
            x2=alt.X2("end"),
            y=alt.Y("from:Q", title="Agents required"),
            y2=alt.Y2("to"),
            color=by_category("queue", names, palette, "Queue", legend=False),
            tooltip=[
                alt.Tooltip("queue:N", title="Queue"),
                alt.Tooltip("agents:Q", title="Agents", format=".2f"),
                *time_tooltips(),
            ],
        )
        .properties(height=HEIGHT)
    )
