"""Forecast: how many contacts are expected when, how sure that is, and what stands out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages import forecast_tables as tables
from app_pages import session
from app_pages.charts import draw as draw_chart
from app_pages.charts import show_legend
from app_pages.charts_forecast import few_zones, heat_chart, range_chart, volume_chart
from app_pages.messages import show_notices
from app_pages.wall_times import wall_times
from app_pages.words import bias_words, percent
from forecasting.contact_log import ContactLog
from forecasting.forecast import Forecast
from planner.clock import Horizon
from planner.scenario import Scenario

ALL_QUEUES = "all queues"
ERROR_HELP = (
    "WAPE: the sum of all errors, hour by hour, over the sum of all contacts, when the last weeks "
    "were forecast from what was known before them. 0 % is perfect. Contacts come by chance, so "
    "no forecast gets to 0: with few contacts an hour even the best is far off."
)


def draw() -> None:
    """The page."""
    st.title("Forecast", anchor=False)
    team = session.require_team()
    session.require_log(team)
    horizon = session.plan_span(team)
    forecast = session.forecast_of(team, horizon)
    log = session.log_of(team, horizon)
    by_queue = tables.accuracy_by_queue(forecast.accuracy)
    _show_figures(forecast, log, horizon, by_queue)
    zones = tables.customer_zones(forecast.table)
    clock, queue = _controls(team, zones)
    marks = tables.marked_days(team, horizon, zones)
    _show_volume(forecast.table, marks, horizon, clock, queue)
    _show_marks(marks, team)
    _show_range(team, forecast.table, log, horizon, clock)
    _show_accuracy(by_queue, forecast.accuracy)
    show_notices((*log.notices, *forecast.notices))
    st.page_link(
        "app_pages/requirement.py",
        label="Next: the agents that this requires",
        icon=":material/arrow_forward:",
    )


def _show_figures(
    forecast: Forecast, log: ContactLog, horizon: Horizon, by_queue: pd.DataFrame
) -> None:
    totals = forecast.table[forecast.table["customer_timezone"] == tables.TOTAL]
    per_week = float(totals["mean"].sum()) / horizon.weeks
    earlier = tables.actual_weeks(log.volume, horizon)
    judged = tables.overall(forecast.table, by_queue)
    with st.container(horizontal=True):
        st.metric(
            "Contacts forecast a week",
            f"{per_week:,.0f}",
            delta=_change(per_week, earlier),
            delta_color="off",
            help="Contacts offered, of all queues, before any bot takes its share; under it the "
            f"change against the mean of the last {len(earlier)} weeks.",
        )
        st.metric(
            "Came in a week lately",
            f"{earlier.mean():,.0f}" if len(earlier) else "not known",
            help=_weeks_help(earlier),
        )
        st.metric(
            "Usual error by the hour",
            "not known" if judged.wape is None else percent(judged.wape),
            delta=None if judged.floor is None else f"chance alone {percent(judged.floor)}",
            delta_color="off",
            delta_arrow="off",
            help=ERROR_HELP + " Under it: the error that pure chance would leave if the true rate "
            "were known. Queues are weighted by the contacts forecast.",
        )
        st.metric(
            "Better than repeating last week",
            _gain(judged),
            help="How much smaller the error is than that of taking last week's volume as it was.",
        )
        st.metric(
            "On the whole",
            "not known" if judged.bias is None else bias_words(judged.bias),
            help="Bias: all errors added up with their sign, over the contacts that came. It says "
            "whether forecasts like this one came out too high or too low.",
        )


def _change(per_week: float, earlier: pd.Series) -> str | None:
    if not len(earlier) or not earlier.mean():
        return None
    return f"{(per_week / earlier.mean() - 1) * 100:+.1f} %"


def _weeks_help(earlier: pd.Series) -> str:
    if not len(earlier):
        return "The contact log holds no whole week before the plan."
    listed = ", ".join(f"{week:%d %b}: {volume:,.0f}" for week, volume in earlier.items())
    return f"Contacts in the weeks from {listed}."


def _gain(judged: tables.Accuracy) -> str:
    if judged.wape is None or not judged.naive_wape:
        return "not known"
    return percent(1 - judged.wape / judged.naive_wape)


def _controls(team: Scenario, zones: list[str]) -> tuple[str, str | None]:
    clock_at, queue_at, _ = st.columns([2, 2, 2])
    with clock_at:
        clock = session.zone_choice(team, zones, key="forecast_clock", extra=tables.OWN_CLOCK)
    queue = queue_at.selectbox(
        "Queue",
        [ALL_QUEUES, *(queue.name for queue in team.queues)],
        help="Which contacts the next two charts count.",
    )
    return clock, None if queue == ALL_QUEUES else queue


def _show_volume(
    table: pd.DataFrame, marks: pd.DataFrame, horizon: Horizon, clock: str, queue: str | None
) -> None:
    volume = _volume(session.team_key(), horizon, clock, queue, table)
    if volume.empty:
        st.info("The contact log has no contacts of this, so none are forecast.")
        return
    palette = session.palette()
    st.subheader(
        "Contacts by the time of day",
        anchor=False,
        help="Contacts forecast, stacked by the time zone of the customers. Shaded: public "
        "holidays and events, listed below.",
    )
    volume, names = few_zones(volume)
    show_legend("Customers in", names, palette)
    shown = volume_chart(volume, names, _on_clock(marks, clock), palette, clock)
    draw_chart(shown, "volume", "Contacts forecast over time by customers' time zone")
    st.subheader(
        "The week by its hours",
        anchor=False,
        help="Mean contacts an hour by weekday and hour. With each customer's own clock it shows "
        "when in their day customers ask.",
    )
    heat = _heat(session.team_key(), horizon, clock, queue, table)
    draw_chart(heat_chart(heat, clock), "heat", "Mean contacts by weekday and hour of the day")


# What follows is worked out once for each choice: a page draws in an instant when it is seen again.
@st.cache_data(max_entries=32, show_spinner=False)
def _volume(
    key: str, horizon: Horizon, clock: str, queue: str | None, _table: pd.DataFrame
) -> pd.DataFrame:
    return tables.volume_by_time(_table, clock, weeks=horizon.weeks, queue=queue)


@st.cache_data(max_entries=32, show_spinner=False)
def _heat(
    key: str, horizon: Horizon, clock: str, queue: str | None, _table: pd.DataFrame
) -> pd.DataFrame:
    return tables.heat_by_hour(_table, clock, queue=queue)


@st.cache_data(max_entries=32, show_spinner=False)
def _range(
    key: str, horizon: Horizon, queue: str, zone: str, _table: pd.DataFrame, _volume: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return tables.range_of_queue(_table, _volume, horizon, queue, zone)


def _on_clock(marks: pd.DataFrame, clock: str) -> pd.DataFrame:
    """Spans of marks as the clock shows them; on own clocks each zone's by its own."""
    walls = [
        [
            wall_times(pd.Series([instant]), _clock_of(mark.where, mark.kind, clock))[0]
            for instant in (mark.start, mark.end)
        ]
        for mark in marks.itertuples()
    ]
    spans = pd.DataFrame(walls, columns=["wall_start", "wall_end"], dtype="datetime64[us]")
    return pd.concat([marks[["what", "where"]], spans], axis="columns")


def _clock_of(where: str, kind: str, clock: str) -> str:
    if clock != tables.OWN_CLOCK:
        return clock
    return where if kind == "holiday" else "UTC"


def _show_marks(marks: pd.DataFrame, team: Scenario) -> None:
    st.subheader(
        "What stands out",
        anchor=False,
        help="Public holidays where the customers are, and the events of events.csv. The forecast "
        "counts with both.",
    )
    if marks.empty:
        st.write("No public holiday of the customers' countries and no event falls into the plan.")
        return
    days = marks.assign(
        day=[f"{day:%a %d %b %Y}" for day in marks["day"]],
        factor=[_factor_words(factor) for factor in marks["factor"]],
        where=[
            f"queue {mark.where}" if mark.kind == "event" else mark.where
            for mark in marks.itertuples()
        ],
    )
    st.dataframe(
        days[["day", "what", "where", "factor"]],
        hide_index=True,
        width="stretch",
        column_config={
            "day": st.column_config.TextColumn(
                "Day", help=f"Local date of the zone; of events, in {team.reporting_timezone}."
            ),
            "what": "What",
            "where": "Where",
            "factor": st.column_config.TextColumn(
                "Effect", help="What an event multiplies the usual volume by."
            ),
        },
    )


def _factor_words(factor: float) -> str:
    return "learned from the log" if pd.isna(factor) else f"× {factor:g}"


def _show_range(
    team: Scenario, table: pd.DataFrame, log: ContactLog, horizon: Horizon, clock: str
) -> None:
    st.subheader(
        "How sure it is",
        anchor=False,
        help="Inner band: p10 to p90, which should hold four of five intervals. Outer band: p2.5 "
        "to p97.5, nineteen of twenty. Line: the forecast. Dots: what came at the same time of "
        "the last four weeks.",
    )
    choice, _ = st.columns([2, 4])
    queue = choice.selectbox("Queue of this chart", [queue.name for queue in team.queues])
    shown = team.reporting_timezone if clock == tables.OWN_CLOCK else clock
    forecast, actual = _range(session.team_key(), horizon, queue, shown, table, log.volume)
    chart = range_chart(forecast, actual, session.palette(), shown, horizon.interval_minutes)
    draw_chart(chart, "range", f"Forecast of {queue} with its range and the last weeks' contacts")
    st.caption(
        "Line: forecast. Inner band: p10 to p90, four of five intervals. Outer band: p2.5 to "
        f"p97.5. Dots: the last {tables.LAST_WEEKS} weeks at the same time of the week."
    )


def _show_accuracy(by_queue: pd.DataFrame, accuracy: pd.DataFrame) -> None:
    st.subheader("How forecasts like this one did", anchor=False, help=ERROR_HELP)
    if by_queue.empty:
        st.write("There is no history to judge by.")
        return
    origins, weeks = int(accuracy["origins"].max()), int(accuracy["horizon_weeks"].max())
    st.write(
        f"Each model forecast {weeks} week{'s' if weeks > 1 else ''} from {origins} earlier dates, "
        "knowing only what came before; the one with the least error by the hour is used."
    )
    shares = ["wape", "naive_wape", "recent_wape", "floor", "coverage_80"]
    shown = by_queue.assign(bias=[bias_words(bias) for bias in by_queue["bias"]])
    shown[shares] *= 100
    order = ["queue", "model", "wape", "naive_wape", "recent_wape", "floor", "bias", "coverage_80"]
    st.dataframe(shown[order], hide_index=True, width="stretch", column_config=_accuracy_columns())


def _accuracy_columns() -> dict[str, object]:
    def share(label: str, told: str) -> object:
        return st.column_config.NumberColumn(label, format="%.0f %%", help=told)

    return {
        "queue": "Queue",
        "model": st.column_config.TextColumn("Model used", help="The one with the least error."),
        "wape": share("Its error", ERROR_HELP),
        "naive_wape": share("Repeating last week", "Error of taking last week as it was."),
        "recent_wape": share("Mean of 6 weeks", "Error of the mean of the last six weeks."),
        "floor": share(
            "Chance alone", "Error that pure chance leaves if the true rate were known."
        ),
        "bias": st.column_config.TextColumn(
            "On the whole", help="Bias: whether the forecasts came out too high or too low."
        ),
        "coverage_80": share(
            "Held by p10–p90", "Share of intervals within the inner band; it should be 80 %."
        ),
    }


draw()
