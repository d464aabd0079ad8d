"""Charts of the roster: bars of agents by the hour, and cover against the requirement."""

from __future__ import annotations

from typing import Literal

import altair as alt
import pandas as pd

from app_pages.roster_bars import SHIFT, THIS_PLAN
from app_pages.roster_clocks import TimeAxis, change_sentence, changes_within
from app_pages.roster_legend import LegendEntry
from app_pages.theme import Palette

__all__ = ["cover_chart", "cover_legend", "gantt_chart", "gantt_legend"]

ROW_HEIGHT = 22
BAR_HEIGHT = 15
EARLIER_OPACITY = 0.45
AROUND = 40  # the axis above the rows, in pixels
COVER_HEIGHT = 300
# The same room for names and for figures, so that hours stand below hours.
NAME_WIDTH = 112
PARTS = ("Agents", "Vendor agents", "Shortfall")
REQUIRED = "Required"


def gantt_chart(
    bars: pd.DataFrame,
    changes: pd.DataFrame,
    names: list[str],
    axis: TimeAxis,
    palette: Palette,
) -> alt.LayerChart:
    """Bars of shifts with their breaks.

    Parameters
    ----------
    bars, changes
        As ``roster_bars`` makes them.
    names
        All agents to show, from top to bottom, those without a shift among them.
    """
    shifts, breaks = bars[bars["part"] == SHIFT], bars[bars["part"] != SHIFT]
    kinds = shift_kinds(bars)
    rows = alt.Y(
        "agent:N",
        title=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(
            minExtent=NAME_WIDTH,
            maxExtent=NAME_WIDTH,
            labelLimit=NAME_WIDTH - 6,
            labelOverlap=False,
            grid=True,
        ),
    )
    tooltip = [
        alt.Tooltip("agent:N", title="Agent"),
        alt.Tooltip("shift:N", title="Shift"),
        alt.Tooltip("part:N", title="Part"),
        alt.Tooltip("local:N", title="Agent's clock"),
        alt.Tooltip("utc:N", title="UTC"),
        alt.Tooltip("length:N", title="Length"),
        alt.Tooltip("plan:N", title="From"),
    ]
    worked = (
        alt.Chart(shifts)
        .mark_bar(height=BAR_HEIGHT, cornerRadius=3)
        .encode(
            x=_hours("x", axis, orient="top"),
            x2="x2:Q",
            y=rows,
            color=alt.Color(
                "shift:N",
                scale=alt.Scale(domain=kinds, range=palette.for_names(kinds)),
                legend=None,
            ),
            opacity=alt.condition(
                f"datum.plan === '{THIS_PLAN}'", alt.value(1), alt.value(EARLIER_OPACITY)
            ),
            tooltip=tooltip,
        )
    )
    paused = (
        alt.Chart(breaks)
        .mark_bar(
            height=BAR_HEIGHT - 6, color=palette.background, stroke=palette.text, strokeWidth=0.6
        )
        .encode(x=_hours("x", axis, orient="top"), x2="x2:Q", y=rows, tooltip=tooltip)
    )
    turned = (
        alt.Chart(changes)
        .mark_point(
            shape="diamond", size=110, filled=True, color=palette.mark, stroke=palette.background
        )
        .encode(
            x=_hours("x", axis, orient="top"),
            y=rows,
            tooltip=[
                alt.Tooltip("agent:N", title="Agent"),
                alt.Tooltip("note:N", title="Clock change"),
            ],
        )
    )
    layers = [worked, paused, turned, *_own_changes(axis, palette)]
    height = ROW_HEIGHT * max(len(names), 1)
    return alt.layer(*layers).properties(height=height + AROUND)


def cover_chart(cover: pd.DataFrame, axis: TimeAxis, palette: Palette) -> alt.LayerChart:
    """Agents and vendors stacked, what is missing on top, the requirement as a line.

    Parameters
    ----------
    cover
        As ``roster_bars.cover_table`` makes it.
    """
    colours = alt.Color(
        "part:N",
        scale=alt.Scale(domain=[*PARTS, REQUIRED], range=_cover_colours(palette)),
        legend=None,
    )
    heads = alt.Y(
        "y:Q",
        title=None,
        axis=alt.Axis(minExtent=NAME_WIDTH, maxExtent=NAME_WIDTH, tickCount=6),
    )
    given = (
        alt.Chart(_stacked(cover))
        .mark_area(interpolate="step-after", opacity=0.8)
        .encode(x=_hours("x", axis), y=heads, y2="y2:Q", color=colours)
    )
    wanted = (
        alt.Chart(_stepped(cover).assign(part=REQUIRED, y=lambda table: table["required"]))
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(x=_hours("x", axis), y=heads, color=colours)
    )
    tops = cover.assign(
        top=cover[["required", "agents"]].max(axis=1) + cover["vendor_agents"] + cover["shortfall"]
    )
    told = (
        alt.Chart(tops)
        .mark_rect(opacity=0)
        .encode(
            x=_hours("x", axis),
            x2="x2:Q",
            y=alt.Y("top:Q", title=None),
            tooltip=[
                alt.Tooltip("when:N", title="When"),
                alt.Tooltip("required:Q", title="Required", format=".2f"),
                alt.Tooltip("agents:Q", title="Agents", format=".2f"),
                alt.Tooltip("vendor_agents:Q", title="Vendor agents", format=".2f"),
                alt.Tooltip("shortfall:Q", title="Shortfall", format=".2f"),
            ],
        )
    )
    return alt.layer(given, wanted, *_own_changes(axis, palette), told).properties(
        height=COVER_HEIGHT
    )


def shift_kinds(bars: pd.DataFrame) -> list[str]:
    """Names of the shifts that there are bars of, in order."""
    return [str(name) for name in sorted(bars["shift"].unique())]


def gantt_legend(bars: pd.DataFrame, palette: Palette) -> list[LegendEntry]:
    """What the bars' colours mean."""
    kinds = shift_kinds(bars)
    entries = [
        LegendEntry(label=name, colour=colour)
        for name, colour in zip(kinds, palette.for_names(kinds), strict=True)
    ]
    off_contacts = sorted(set(bars["part"]) - {SHIFT, "break"})
    label = " or ".join(["break", *off_contacts])
    entries.append(LegendEntry(label=label, colour=palette.background, framed=True))
    if (bars["plan"] != THIS_PLAN).any():
        pale = LegendEntry(label="faded: from before this plan", colour=palette.other, pale=True)
        entries.append(pale)
    return entries


def cover_legend(palette: Palette) -> list[LegendEntry]:
    """What fields and line of the cover mean."""
    *fields, line = zip([*PARTS, REQUIRED], _cover_colours(palette), strict=True)
    entries = [LegendEntry(label=label, colour=colour) for label, colour in fields]
    return [*entries, LegendEntry(label=f"{line[0]} (line)", colour=line[1], line=True)]


def _cover_colours(palette: Palette) -> list[str]:
    return [palette.categories[0], palette.categories[2], palette.bad, palette.text]


def _hours(column: str, axis: TimeAxis, *, orient: Literal["top", "bottom"] = "bottom") -> alt.X:
    """Places of an axis with what clocks show there; nothing of it depends on the browser."""
    places = [place for place, _ in axis.ticks]
    # Two short lines for a day, so that a week's seven fit on a phone.
    labels = [label.split(" ") for _, label in axis.ticks]
    return alt.X(
        f"{column}:Q",
        title=None,
        scale=alt.Scale(domain=[0, axis.hours], nice=False, clamp=True),
        axis=alt.Axis(
            values=places,
            labelExpr=f"{labels!r}[indexof({places!r}, datum.value)]",
            labelAlign="left" if axis.days > 1 else "center",
            labelOverlap=True,
            orient=orient,
            grid=True,
        ),
    )


def _own_changes(axis: TimeAxis, palette: Palette) -> list[alt.Chart]:
    """A rule where the axis' own clock changes."""
    found = changes_within(axis)
    if not found:
        return []
    table = pd.DataFrame(
        [(place, f"{change_sentence(change)} ({axis.timezone})") for place, change in found],
        columns=["x", "note"],
    )
    return [
        alt.Chart(table)
        .mark_rule(strokeDash=[5, 3], strokeWidth=2, color=palette.mark)
        .encode(x=alt.X("x:Q"), tooltip=[alt.Tooltip("note:N", title="Clock change")])
    ]


def _stacked(cover: pd.DataFrame) -> pd.DataFrame:
    """Long form of what is given: from ``y2`` to ``y`` for each part."""
    table = _stepped(cover)
    inside = table["agents"]
    given = inside + table["vendor_agents"]
    ends = (
        (0.0 * inside, inside),
        (inside, given),
        (given, given + table["shortfall"]),
    )
    return pd.concat(
        [
            pd.DataFrame({"x": table["x"], "part": part, "y2": low, "y": high})
            for part, (low, high) in zip(PARTS, ends, strict=True)
        ],
        ignore_index=True,
    )


def _stepped(cover: pd.DataFrame) -> pd.DataFrame:
    """The table with its last line once more at its end, so that the last step has a width."""
    if cover.empty:
        return cover
    last = cover.iloc[[-1]].assign(x=cover["x2"].iloc[-1])
    return pd.concat([cover, last], ignore_index=True)
