"""Charts of a forecast: volume over time, by hour of the week, and its range."""

from __future__ import annotations

import altair as alt
import pandas as pd

from app_pages.charts import HEIGHT, by_category, local_axis, rank, time_tooltips
from app_pages.theme import SEQUENTIAL, Palette
from app_pages.wall_times import WEEKDAYS, for_axis

__all__ = ["few_zones", "heat_chart", "range_chart", "volume_chart"]

MOST_ZONES = 8
OTHERS = "other zones"


def volume_chart(
    volume: pd.DataFrame, names: list[str], marks: pd.DataFrame, palette: Palette, clock: str
) -> alt.LayerChart:
    """Contacts over time, stacked by the customers' time zone, marked days behind.

    Parameters
    ----------
    volume, names
        As ``few_zones`` gives them.
    marks
        ``what``, ``where``, ``wall_start`` and ``wall_end`` (naive) of what stands out.
    clock
        Named under the axis.
    """
    rows = volume.assign(order=volume["customer_timezone"].map(names.index))
    step = "day" if (rows["wall"].dt.hour == 0).all() else "hour"
    length = pd.Timedelta(days=1) if step == "day" else pd.Timedelta(hours=1)
    rows = rows.assign(begin=for_axis(rows["wall"]), end=for_axis(rows["wall"] + length))
    bars = (
        alt.Chart(rows)
        .mark_rect(aria=False)
        .transform_stack(
            stack="contacts",
            as_=["from", "to"],
            groupby=["begin"],
            sort=[alt.SortField("order", "ascending")],
        )
        .encode(
            x=local_axis("begin", clock),
            x2=alt.X2("end"),
            y=alt.Y("from:Q", title=f"Contacts an {step}" if step == "hour" else "Contacts a day"),
            y2=alt.Y2("to"),
            color=by_category("customer_timezone", names, palette, "Customers in", legend=False),
            tooltip=[
                alt.Tooltip("customer_timezone:N", title="Customers in"),
                alt.Tooltip("contacts:Q", title="Contacts", format=",.1f"),
                *time_tooltips(),
            ],
        )
    )
    return alt.layer(_mark_layer(marks, palette), bars).properties(height=HEIGHT)


def few_zones(volume: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Volume of as many zones as there are colours, the smallest ones together; and their names."""
    names = rank(volume, "customer_timezone", "contacts")
    rows = volume.astype({"customer_timezone": "str"})
    if len(names) > MOST_ZONES:
        kept = names[: MOST_ZONES - 1]
        rows["customer_timezone"] = rows["customer_timezone"].where(
            rows["customer_timezone"].isin(kept), OTHERS
        )
        rows = rows.groupby(["wall", "customer_timezone"], as_index=False).agg(
            contacts=("contacts", "sum"), local=("local", "first"), utc=("utc", "first")
        )
        names = [*kept, OTHERS]
    return rows, names


def _mark_layer(marks: pd.DataFrame, palette: Palette) -> alt.Chart:
    spans = marks.assign(
        begin=for_axis(marks["wall_start"].astype("datetime64[us]")),
        end=for_axis(marks["wall_end"].astype("datetime64[us]")),
    ).drop(columns=["wall_start", "wall_end"])
    return (
        alt.Chart(spans)
        .mark_rect(opacity=0.16, color=palette.mark, aria=False)
        .encode(
            x=alt.X("begin:T"),
            x2=alt.X2("end"),
            tooltip=[alt.Tooltip("what:N", title="What"), alt.Tooltip("where:N", title="Where")],
        )
    )


def heat_chart(heat: pd.DataFrame, clock: str) -> alt.Chart:
    """Mean contacts by weekday and hour.

    Parameters
    ----------
    heat
        As ``forecast_tables.heat_by_hour`` gives it.
    """
    rows = heat.assign(day=[WEEKDAYS[day] for day in heat["weekday"]])
    return (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=alt.X(
                "hour:O",
                title=f"Hour of the day, {clock}",
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("day:O", title=None, sort=list(WEEKDAYS), axis=alt.Axis(labelOverlap=False)),
            color=alt.Color(
                "contacts:Q",
                title="Contacts an hour",
                scale=alt.Scale(scheme=SEQUENTIAL, domainMin=0),
                legend=alt.Legend(orient="top", gradientLength=160),
            ),
            tooltip=[
                alt.Tooltip("day:O", title="Day"),
                alt.Tooltip("hour:O", title="Hour from"),
                alt.Tooltip("contacts:Q", title="Contacts an hour", format=",.1f"),
            ],
        )
        .properties(height=330)
    )


def range_chart(
    forecast: pd.DataFrame, actual: pd.DataFrame, palette: Palette, timezone: str, minutes: int
) -> alt.LayerChart:
    """A queue's forecast, its range, and what the last weeks brought at the same times.

    Parameters
    ----------
    forecast, actual
        As ``forecast_tables.range_of_queue`` gives them.
    minutes
        Length of an interval.
    """
    rows = forecast.assign(begin=for_axis(forecast["wall"])).drop(columns="wall")
    told = actual.assign(
        begin=for_axis(actual["wall"]),
        ago=[f"{weeks} week{'s' if weeks > 1 else ''} ago" for weeks in actual["weeks_ago"]],
    ).drop(columns="wall")
    x = local_axis("begin", timezone)
    y_title = f"Contacts in {minutes} minutes"
    figures = [
        alt.Tooltip(f"{column}:Q", title=title, format=",.1f")
        for column, title in (
            ("mean", "Forecast"),
            ("p10", "p10"),
            ("p90", "p90"),
            ("p2_5", "p2.5"),
            ("p97_5", "p97.5"),
        )
    ]
    base = alt.Chart(rows).encode(x=x, tooltip=[*figures, *time_tooltips()])
    wide = base.mark_area(
        aria=False, interpolate="step-after", color=palette.band, opacity=0.25
    ).encode(y=alt.Y("p2_5:Q", title=y_title), y2=alt.Y2("p97_5"))
    narrow = base.mark_area(
        aria=False, interpolate="step-after", color=palette.band, opacity=0.45
    ).encode(y=alt.Y("p10:Q"), y2=alt.Y2("p90"))
    line = base.mark_line(
        aria=False, interpolate="step-after", color=palette.text, strokeWidth=1.5
    ).encode(y=alt.Y("mean:Q"))
    dots = (
        alt.Chart(told)
        .mark_point(aria=False, size=14, filled=True, opacity=0.75, color=palette.mark)
        .encode(
            x=x,
            y=alt.Y("volume:Q"),
            tooltip=[
                alt.Tooltip("ago:N", title="Was"),
                alt.Tooltip("volume:Q", title="Contacts", format=",.0f"),
                *time_tooltips(),
            ],
        )
    )
    return alt.layer(wide, narrow, dots, line).properties(height=HEIGHT)
