"""Tables behind the charts of the roster: bars of shifts and breaks, and cover, on a time axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import pandas as pd

from app_pages.roster_clocks import TimeAxis, change_sentence, day_words, zone_changes
from planner.clock import to_local
from planner.domain import Agent, Assignment

__all__ = ["BAR_COLUMNS", "COVER_COLUMNS", "bar_table", "change_table", "cover_table"]

BAR_COLUMNS = ("agent", "part", "shift", "plan", "x", "x2", "local", "utc", "length")
CHANGE_COLUMNS = ("agent", "x", "note")
COVER_COLUMNS = ("x", "x2", "when", "required", "agents", "vendor_agents", "shortfall")
SHIFT, THIS_PLAN, EARLIER = "shift", "this plan", "before this plan"
MINUTE = timedelta(minutes=1)


def bar_table(
    names: Mapping[str, str],
    agents: Sequence[Agent],
    axis: TimeAxis,
    planned: Iterable[Assignment],
    earlier: Iterable[Assignment],
) -> pd.DataFrame:
    """A line per shift and per break that touches the axis, clipped to it.

    Parameters
    ----------
    names
        What to call each agent, by id.
    planned, earlier
        Rows of the plan, and of the history that may run into it.

    Returns
    -------
    DataFrame
        ``BAR_COLUMNS``: part (``shift`` or an activity), plan (whether the row is of this plan),
        x and x2 in hours of the axis, ``local`` and ``utc`` in words, length in words.
    """
    zones = {agent.agent_id: agent.timezone for agent in agents}
    first, last = axis.reach
    lines = []
    for plan, rows in ((THIS_PLAN, planned), (EARLIER, earlier)):
        for row in rows:
            if row.agent_id not in zones or row.end <= first or row.start >= last:
                continue
            zone = zones[row.agent_id]
            spans = [(SHIFT, row.start, row.end)]
            spans += [(pause.activity, pause.start, pause.end) for pause in row.activities]
            for part, start, end in spans:
                x, x2 = axis.ends(start, end, zone)
                if x2 > 0 and x < axis.hours:
                    lines.append(
                        (
                            names[row.agent_id],
                            part,
                            row.shift,
                            plan,
                            max(x, 0.0),
                            min(x2, axis.hours),
                            f"{_from_to(start, end, zone)} ({zone})",
                            _from_to(start, end, "UTC"),
                            length_words((end - start) // MINUTE),
                        )
                    )
    return pd.DataFrame(lines, columns=list(BAR_COLUMNS))


def change_table(names: Mapping[str, str], agents: Sequence[Agent], axis: TimeAxis) -> pd.DataFrame:
    """A line per agent and clock change of her zone within the axis: ``CHANGE_COLUMNS``."""
    lines = [
        (
            names[agent.agent_id],
            axis.place(change.at, timezone),
            f"{change_sentence(change)} ({timezone})",
        )
        for timezone, change, people in zone_changes(axis, agents)
        for agent in people
    ]
    return pd.DataFrame(lines, columns=list(CHANGE_COLUMNS))


def cover_table(
    cover: pd.DataFrame, axis: TimeAxis, interval_minutes: int, queue: str | None = None
) -> pd.DataFrame:
    """Cover and requirement of each interval that touches the axis, which must have a zone.

    Parameters
    ----------
    cover
        Columns of ``cover.csv``.
    queue
        One queue; None adds all up.

    Returns
    -------
    DataFrame
        ``COVER_COLUMNS``: x and x2 in hours of the axis, ``when`` in words, the rest in agents.

    Raises
    ------
    ValueError
        The axis has no zone of its own.
    """
    if axis.timezone is None:
        raise ValueError("Cover needs an axis of one time zone.")
    end = axis.start + timedelta(hours=axis.hours)
    step = timedelta(minutes=interval_minutes)
    starts = cover["interval_start"]
    mine = cover[(starts < end) & (starts > axis.start - step)]
    if queue is not None:
        mine = mine[mine["queue"] == queue]
    figures = ["required", "agents", "vendor_agents", "shortfall"]
    sums = mine.groupby("interval_start", as_index=False)[figures].sum()
    begins = [start.to_pydatetime() for start in sums["interval_start"]]
    places = [axis.place(start, axis.timezone) for start in begins]
    sums["x"] = [max(place, 0.0) for place in places]
    sums["x2"] = [min(place + step.total_seconds() / 3600, axis.hours) for place in places]
    sums["when"] = [_from_to(start, start + step, axis.timezone) for start in begins]
    return sums[list(COVER_COLUMNS)]


def length_words(minutes: int) -> str:
    """Minutes as ``8 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def _from_to(start: datetime, end: datetime, timezone: str) -> str:
    """Local times of a span; the end says its day where that is another."""
    first, last = to_local(start, timezone), to_local(end, timezone)
    day = "" if first.date() == last.date() else f"{day_words(last.date())} "
    return f"{day_words(first.date())} {first:%H:%M}–{day}{last:%H:%M}"
