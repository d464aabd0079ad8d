"""Charts of ways to staff: what each costs, and who works when in the week."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from app_pages.charts import HEIGHT
from app_pages.sourcing_figures import ITEMS
from app_pages.sourcing_tables import WORKERS
from app_pages.sourcing_words import ITEM_WORDS
from app_pages.theme import Palette
from app_pages.wall_times import WEEKDAYS

__all__ = [
    "WORKER_WORDS",
    "bots_chart",
    "cost_chart",
    "item_colours",
    "week_chart",
    "worker_colours",
]

ROW_HEIGHT, AXIS_HEIGHT = 28, 60
BOTS_HEIGHT = 190
# The same colour for the same money and work in every chart; places in the palette.
ITEM_PLACES = {"wages": 0, "premiums": 3, "idle": 2, "vendor": 1, "bot": 4, "software": 5}
WORKER_WORDS = {
    "agents": "Own agents",
    "vendor_agents": "Vendors' agents",
    "shortfall": "Left open",
}
WEEK_HOURS, DAY_HOURS = 168, 24


def item_colours(palette: Palette) -> list[str]:
    """Colours of ``ITEMS``."""
    return [palette.categories[ITEM_PLACES[item]] for item in ITEMS]


def worker_colours(palette: Palette) -> list[str]:
    """Colours of ``WORKERS``: what is paid as wages, what vendors take, what is open."""
    own, vendors = (palette.categories[ITEM_PLACES[item]] for item in ("wages", "vendor"))
    return [own, vendors, palette.bad]


def cost_chart(
    amounts: pd.DataFrame, titles: Mapping[str, str], palette: Palette, currency: str
) -> alt.LayerChart:
    """A bar for each way, its items stacked, its total written at the end.

    Parameters
    ----------
    amounts
        As ``sourcing_figures.amounts_table`` gives it.
    titles
        Of the ways by name, in the order of the bars.
    """
    names = [ITEM_WORDS[item] for item in ITEMS]
    rows = amounts.assign(
        title=amounts["way"].map(titles),
        item_title=amounts["item"].map(ITEM_WORDS),
        order=amounts["item"].map(ITEMS.index),
    )
    y = alt.Y(
        "title:N",
        title=None,
        sort=list(titles.values()),
        axis=alt.Axis(labelLimit=150, labelOverlap=False, ticks=False),
    )
    bars = (
        alt.Chart(rows)
        .mark_bar(height={"band": 0.72}, stroke=palette.background, strokeWidth=1)
        .encode(
            y=y,
            x=alt.X(
                "amount:Q",
                title=f"Paid, {currency}",
                axis=alt.Axis(format=",.0f", tickCount=3),
                scale=alt.Scale(domain=[0, _axis_end(rows)]),
            ),
            color=alt.Color(
                "item_title:N",
                scale=alt.Scale(domain=names, range=item_colours(palette)),
                legend=None,
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("title:N", title="Way"),
                alt.Tooltip("item_title:N", title="Item"),
                alt.Tooltip("amount:Q", title=f"Amount, {currency}", format=",.2f"),
                alt.Tooltip("total:Q", title=f"Total, {currency}", format=",.2f"),
            ],
        )
    )
    ends = (
        alt.Chart(rows[rows["order"] == 0])
        .mark_text(align="left", dx=5, color=palette.text)
        .encode(y=y, x="total:Q", text=alt.Text("total:Q", format=",.0f"))
    )
    return alt.layer(bars, ends).properties(height=ROW_HEIGHT * len(titles) + AXIS_HEIGHT)


def _axis_end(rows: pd.DataFrame) -> float:
    """Room for the totals that are written at the ends of bars."""
    return max(1.0, float(rows["total"].max())) * 1.25


def _hour_axis(clock: str) -> alt.X:
    days = ", ".join(f"'{day}'" for day in WEEKDAYS)
    return alt.X(
        "hour:Q",
        title=f"Hour of the week, {clock}",
        scale=alt.Scale(domain=[0, WEEK_HOURS], nice=False),
        axis=alt.Axis(
            values=list(range(0, WEEK_HOURS, DAY_HOURS)),
            labelExpr=f"[{days}][datum.value / {DAY_HOURS}]",
            labelAlign="left",
            labelFlush=False,
            grid=True,
        ),
    )


def week_chart(workers: pd.DataFrame, clock: str, palette: Palette) -> alt.LayerChart:
    """Own agents, vendors' agents and what is left open, stacked by hour, and what is required.

    Parameters
    ----------
    workers
        As ``sourcing_tables.workers_by_hour`` gives it.
    clock
        Named under the axis.
    """
    names = [WORKER_WORDS[who] for who in WORKERS]
    rows = workers.assign(who=workers["who"].map(WORKER_WORDS), end=workers["hour"] + 1)
    x = _hour_axis(clock)
    colours = alt.Scale(domain=names, range=worker_colours(palette))
    bars = (
        alt.Chart(rows)
        .mark_rect(strokeWidth=0.5)
        .transform_stack(
            stack="net_agents",
            as_=["from", "to"],
            groupby=["hour"],
            sort=[alt.SortField("order", "ascending")],
        )
        .encode(
            x=x,
            x2="end:Q",
            y=alt.Y("from:Q", title="Net agents"),
            y2="to:Q",
            color=alt.Color("who:N", scale=colours, legend=None),
            # Else the seams between hours look like stripes.
            stroke=alt.Stroke("who:N", scale=colours, legend=None),
            tooltip=[
                alt.Tooltip("when:N", title="Hour"),
                alt.Tooltip("who:N", title="Who"),
                alt.Tooltip("net_agents:Q", title="Net agents", format=".2f"),
                alt.Tooltip("required:Q", title="Required", format=".2f"),
            ],
        )
    )
    steps = alt.Chart(_with_end(rows[rows["order"] == 0])).encode(x=x, y="required:Q")
    halo = steps.mark_line(interpolate="step-after", color=palette.background, strokeWidth=2.8)
    line = steps.mark_line(interpolate="step-after", color=palette.text, strokeWidth=1.6)
    return alt.layer(bars, halo, line).properties(height=HEIGHT)


def _with_end(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by hour, and the last once more where its hour ends: a step is as long as its hour."""
    return pd.concat([rows, rows.tail(1).assign(hour=rows["hour"].tail(1) + 1)], ignore_index=True)


def bots_chart(week: pd.DataFrame, clock: str, palette: Palette) -> alt.Chart:
    """Contacts that bots resolve, by hour of the week.

    Parameters
    ----------
    week
        As ``sourcing_tables.week_by_hour`` gives it.
    """
    return (
        alt.Chart(week.assign(end=week["hour"] + 1))
        .mark_rect(
            color=palette.categories[ITEM_PLACES["bot"]],
            stroke=palette.categories[ITEM_PLACES["bot"]],
            strokeWidth=0.5,
        )
        .encode(
            x=_hour_axis(clock),
            x2="end:Q",
            y=alt.Y("bot_contacts:Q", title="Contacts", axis=alt.Axis(tickCount=4)),
            y2=alt.datum(0),
            tooltip=[
                alt.Tooltip("when:N", title="Hour"),
                alt.Tooltip("bot_contacts:Q", title="Contacts an hour", format=",.2f"),
            ],
        )
        .properties(height=BOTS_HEIGHT)
    )
