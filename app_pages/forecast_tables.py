"""Tidy tables of a forecast, for its charts and figures; nothing here draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from app_pages.wall_times import both_clocks, wall_times
from forecasting.calendars import CustomerCalendar, CustomerZone
from planner.clock import Horizon, local_date, local_day_bounds
from planner.scenario import Scenario

__all__ = [
    "LAST_WEEKS",
    "OWN_CLOCK",
    "Accuracy",
    "accuracy_by_queue",
    "actual_weeks",
    "customer_zones",
    "heat_by_hour",
    "marked_days",
    "overall",
    "range_of_queue",
    "volume_by_time",
]

TOTAL = "*"
OWN_CLOCK = "each customer's own"
"""Instead of a time zone: every zone's contacts at the hour that its own clocks show."""

LAST_WEEKS = 4
HOURLY_WEEKS = 2  # beyond them bars are days
NAIVE, RECENT = "seasonal naive", "mean of 6 weeks"


def customer_zones(table: pd.DataFrame) -> list[str]:
    """Customers' zones of a forecast, the busiest first."""
    rows = table[table["customer_timezone"] != TOTAL]
    sums = rows.groupby("customer_timezone")["mean"].sum().sort_values(ascending=False)
    return [str(zone) for zone in sums.index]


def volume_by_time(
    table: pd.DataFrame, clock: str, *, weeks: int, queue: str | None
) -> pd.DataFrame:
    """Contacts by customers' zone and by hour, or by day where there are many weeks.

    Parameters
    ----------
    table
        Columns of ``forecast.csv``.
    clock
        A time zone, or ``OWN_CLOCK``.
    queue
        One queue, or None for all of them.

    Returns
    -------
    DataFrame
        ``wall`` (naive start of the hour or day), ``customer_timezone``, ``contacts``, ``local``
        and ``utc`` (texts for tooltips). An hour that a clock change repeats holds both.
    """
    step = "h" if weeks <= HOURLY_WEEKS else "D"
    rows = _shown_rows(table, clock, queue)
    keys = [rows["wall"].dt.floor(step), "customer_timezone", "clock"]
    sums = rows.groupby(keys, sort=False, observed=True).agg(
        contacts=("mean", "sum"), first=("interval_start", "min")
    )
    sums = sums.reset_index()
    for shown, own in sums.groupby("clock", observed=True):
        sums.loc[own.index, ["local", "utc"]] = both_clocks(own["first"], str(shown))
    columns = ["wall", "customer_timezone", "contacts", "local", "utc"]
    return sums.reindex(columns=columns)


def heat_by_hour(table: pd.DataFrame, clock: str, *, queue: str | None) -> pd.DataFrame:
    """Mean contacts an hour by weekday and hour of the day.

    Returns
    -------
    DataFrame
        ``weekday`` (0 is Monday), ``hour`` (0 to 23) and ``contacts``.
    """
    rows = _shown_rows(table, clock, queue)
    per_hour = rows.groupby(rows["wall"].dt.floor("h"))["mean"].sum()
    means = per_hour.groupby([per_hour.index.day_of_week, per_hour.index.hour]).mean()
    return means.rename("contacts").rename_axis(["weekday", "hour"]).reset_index()


def _shown_rows(table: pd.DataFrame, clock: str, queue: str | None) -> pd.DataFrame:
    """Rows of the zones with ``clock``, the zone shown, and ``wall``, what its clocks show."""
    rows = table[table["customer_timezone"] != TOTAL]
    rows = rows if queue is None else rows[rows["queue"] == queue]
    clocks = rows["customer_timezone"] if clock == OWN_CLOCK else clock
    rows = rows[["interval_start", "customer_timezone", "mean"]].assign(clock=clocks)
    walls = [wall_times(own["interval_start"], str(zone)) for zone, own in rows.groupby("clock")]
    wall = pd.concat(walls) if walls else wall_times(rows["interval_start"], "UTC")
    return rows.assign(wall=wall)


def actual_weeks(volume: pd.DataFrame, horizon: Horizon, *, weeks: int = LAST_WEEKS) -> pd.Series:
    """Contacts of each of the last weeks before the plan, of the reporting zone, oldest first.

    Parameters
    ----------
    volume
        The counted contact log.

    Returns
    -------
    Series of float
        Indexed by the week's first date; weeks before the log's begin are not in it.
    """
    if volume.empty:
        return pd.Series(dtype="float64")
    earlier = _weeks_before(horizon, weeks)
    begin = volume["interval_start"].min().to_pydatetime()
    sums = {
        week.start_date: volume.loc[
            volume["interval_start"].between(week.start, week.end, inclusive="left"), "volume"
        ].sum()
        for week in earlier
        if week.start >= begin - timedelta(days=1)
    }
    return pd.Series(sums, dtype="float64")


def _weeks_before(horizon: Horizon, weeks: int) -> list[Horizon]:
    return [
        Horizon(
            start_date=horizon.start_date - timedelta(days=7 * back),
            weeks=1,
            timezone=horizon.timezone,
            interval_minutes=horizon.interval_minutes,
        )
        for back in range(weeks, 0, -1)
    ]


def range_of_queue(
    table: pd.DataFrame, volume: pd.DataFrame, horizon: Horizon, queue: str, timezone: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A queue's forecast with its range, and what came at the same times of the last weeks.

    Quantiles of intervals do not add up, so both are by interval.

    Returns
    -------
    forecast : DataFrame
        ``wall``, ``mean``, the quantiles, ``local`` and ``utc``.
    actual : DataFrame
        ``wall`` (of the plan's first week: so many weeks later), ``volume``, ``weeks_ago``,
        ``local`` and ``utc`` of when it was.
    """
    mine = table[(table["queue"] == queue) & (table["customer_timezone"] == TOTAL)]
    forecast = mine.drop(columns=["queue", "customer_timezone", "aht_seconds"])
    forecast = forecast.assign(wall=wall_times(forecast["interval_start"], timezone))
    forecast[["local", "utc"]] = both_clocks(forecast["interval_start"], timezone)
    own = volume[volume["queue"].astype("str") == queue]
    actual = [
        _actual_week(own, week, timezone, weeks_ago)
        for weeks_ago, week in zip(
            range(LAST_WEEKS, 0, -1), _weeks_before(horizon, LAST_WEEKS), strict=True
        )
    ]
    return forecast.reset_index(drop=True), pd.concat(actual, ignore_index=True)


def _actual_week(
    volume: pd.DataFrame, week: Horizon, timezone: str, weeks_ago: int
) -> pd.DataFrame:
    inside = volume["interval_start"].between(week.start, week.end, inclusive="left")
    sums = volume[inside].groupby("interval_start")["volume"].sum()
    known = not volume.empty and volume["interval_start"].min() <= pd.Timestamp(week.start)
    if known:
        # An interval of a raw log without a row had no contact.
        slots = pd.DatetimeIndex(week.slots).astype("datetime64[us, UTC]")
        sums = sums.reindex(slots, fill_value=0.0)
    rows = sums.rename_axis("interval_start").reset_index()
    walls = wall_times(rows["interval_start"], timezone) + pd.Timedelta(days=7 * weeks_ago)
    rows = rows.assign(wall=walls, weeks_ago=weeks_ago)
    rows[["local", "utc"]] = both_clocks(rows["interval_start"], timezone)
    return rows.drop(columns="interval_start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How forecasts like this one did, over all queues, weighted by the contacts forecast.

    Shares; None where nothing could be judged.
    """

    wape: float | None
    naive_wape: float | None
    floor: float | None
    bias: float | None


def accuracy_by_queue(accuracy: pd.DataFrame) -> pd.DataFrame:
    """One row a queue: the chosen model beside the two simple ones.

    Returns
    -------
    DataFrame
        ``queue``, ``model``, ``wape``, ``naive_wape``, ``recent_wape``, ``floor``, ``bias``,
        ``coverage_80``, ``coverage_95``; shares, NaN where the history was too short to judge.
    """
    chosen = accuracy[accuracy["chosen"]]
    wape = accuracy.pivot_table(index="queue", columns="model", values="wape", dropna=False)
    rows = chosen[["queue", "model", "wape", "floor", "bias", "coverage_80", "coverage_95"]].copy()
    for column, model in (("naive_wape", NAIVE), ("recent_wape", RECENT)):
        values = wape[model] if model in wape else pd.Series(dtype="float64")
        rows[column] = rows["queue"].map(values).astype("float64")
    return rows.reset_index(drop=True)


def overall(table: pd.DataFrame, by_queue: pd.DataFrame) -> Accuracy:
    """The accuracy over all queues that could be judged."""
    totals = table[table["customer_timezone"] == TOTAL].groupby("queue")["mean"].sum()
    judged = by_queue[by_queue["wape"].notna()]
    weights = judged["queue"].map(totals).fillna(0.0).to_numpy(dtype=np.float64)
    if not weights.sum() > 0.0:
        return Accuracy(wape=None, naive_wape=None, floor=None, bias=None)

    def mean(column: str) -> float:
        return float(np.average(judged[column].to_numpy(dtype=np.float64), weights=weights))

    return Accuracy(
        wape=mean("wape"), naive_wape=mean("naive_wape"), floor=mean("floor"), bias=mean("bias")
    )


def marked_days(team: Scenario, horizon: Horizon, zones: Sequence[str]) -> pd.DataFrame:
    """Public holidays of the customers' countries and events within the plan.

    Returns
    -------
    DataFrame
        ``kind`` (holiday, event), ``what``, ``where`` (the customers' zone, or the queue),
        ``start`` and ``end`` (UTC, cut to the plan), ``day`` (local date of the zone; the
        reporting zone's for events), ``factor`` (of events; NaN for holidays).
    """
    calendar = CustomerCalendar(
        CustomerZone(timezone=zone.timezone, country=zone.country, subdivision=zone.subdivision)
        for zone in team.customer_zones
    )
    rows = [row for zone in zones for row in _holidays(calendar, horizon, zone)]
    rows += [
        _mark(horizon, "event", each.note or "event", each.queue or TOTAL, each.start, each.end)
        | {"factor": each.factor}
        for each in team.events
        if each.start < horizon.end and each.end > horizon.start
    ]
    columns = ["kind", "what", "where", "start", "end", "day", "factor"]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["start", "what", "where"], ignore_index=True)


def _holidays(calendar: CustomerCalendar, horizon: Horizon, zone: str) -> list[dict[str, object]]:
    first, last = (local_date(bound, zone) for bound in (horizon.start, horizon.end))
    days = calendar.days(zone, first, last)
    found = []
    for position in np.flatnonzero(days.is_holiday):
        day: date = days.date[position].astype(object)
        start, end = local_day_bounds(day, zone)
        if start < horizon.end and end > horizon.start:
            name = str(days.holiday[position])
            mark = _mark(horizon, "holiday", name, zone, start, end)
            found.append(mark | {"day": day, "factor": np.nan})
    return found


def _mark(
    horizon: Horizon, kind: str, what: str, where: str, start: datetime, end: datetime
) -> dict[str, object]:
    return {
        "kind": kind,
        "what": what,
        "where": where,
        "start": pd.Timestamp(max(start, horizon.start)),
        "end": pd.Timestamp(min(end, horizon.end)),
        "day": local_date(max(start, horizon.start), horizon.timezone),
    }
