"""What all charts share: their base, axes of wall time, colours; the rest is by subject.

Charts are made of tidy tables and nothing else; pages draw them with ``draw``.
"""

from __future__ import annotations

import html

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import session
from app_pages.theme import FONT, Palette

__all__ = ["HEIGHT", "by_category", "draw", "local_axis", "rank", "show_legend", "time_tooltips"]

HEIGHT = 300
LEGEND_WIDTH = 150


def draw(chart: alt.Chart | alt.LayerChart, key: str, description: str) -> None:
    """Draw a chart over the width of its container.

    Parameters
    ----------
    key
        Unique on the page.
    description
        What the chart shows, for those who cannot see it.
    """
    colours = session.palette()
    shaped = (
        chart.properties(description=description)
        .configure_axis(
            labelColor=colours.faint_text,
            titleColor=colours.faint_text,
            labelFont=FONT,
            titleFont=FONT,
            labelLimit=220,
        )
        .configure_legend(
            labelColor=colours.faint_text,
            titleColor=colours.faint_text,
            labelFont=FONT,
            titleFont=FONT,
        )
        .configure_title(color=colours.text, font=FONT)
        .configure_text(font=FONT)
    )
    st.altair_chart(shaped, width="stretch", key=key)


def local_axis(column: str, timezone: str, title: str = "Wall clock") -> alt.X:
    """Axis of wall times as ``wall_times.for_axis`` gives them, the same in every browser."""
    return alt.X(
        f"{column}:T",
        scale=alt.Scale(type="utc"),
        title=f"{title}, {timezone}",
        axis=alt.Axis(
            format="%a %d %b",
            tickCount={"interval": "day", "step": 1},
            labelOverlap=True,
            grid=True,
        ),
    )


def show_legend(title: str, names: list[str], palette: Palette) -> None:
    """Names and their colours above a chart; unlike its own legend it takes none of its height."""
    pairs = zip(names, palette.for_names(names), strict=True)
    entries = "".join(
        f'<span style="white-space:nowrap"><span style="display:inline-block;width:0.8em;'
        f'height:0.8em;background:{colour};margin-right:0.35em"></span>{html.escape(name)}</span>'
        for name, colour in pairs
    )
    st.html(
        f'<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font-size:0.875rem">'
        f"<span>{html.escape(title)}:</span>{entries}</div>"
    )


def by_category(
    column: str, names: list[str], palette: Palette, title: str, *, legend: bool = True
) -> alt.Color:
    """Colour by a name, in a fixed order.

    The legend stands on top and as wide as the chart is; with many names ``show_legend`` is the
    better place for it.
    """
    return alt.Color(
        f"{column}:N",
        title=title,
        scale=alt.Scale(domain=names, range=palette.for_names(names)),
        legend=alt.Legend(
            orient="top",
            columns=alt.ExprRef(f"max(1, floor(width / {LEGEND_WIDTH}))"),
            labelLimit=LEGEND_WIDTH - 20,
            symbolType="square",
            offset=4,
        )
        if legend
        else None,
    )


def time_tooltips() -> list[alt.Tooltip]:
    """The instant by both clocks: columns of ``wall_times.both_clocks``."""
    return [alt.Tooltip("local:N", title="Local"), alt.Tooltip("utc:N", title="UTC")]


def rank(table: pd.DataFrame, column: str, value: str) -> list[str]:
    """Names of a column by their sum of ``value``, the largest first."""
    sums = table.groupby(column, observed=True)[value].sum().sort_values(ascending=False)
    return [str(name) for name in sums.index]
