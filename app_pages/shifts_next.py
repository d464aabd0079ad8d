"""What an agent asks first: her next shift, her hours this week, whether clocks turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app_pages.roster_bars import length_words
from app_pages.roster_clocks import change_sentence, day_words
from app_pages.roster_days import end_time
from planner.clock import Horizon, local_date, local_day_bounds, to_local
from planner.domain import Assignment
from planner.exports.clock_changes import clock_changes

__all__ = [
    "ClockNote",
    "NextShift",
    "clock_notes",
    "hours_words",
    "next_shift",
    "now_sentence",
    "week_now",
]

MINUTE = timedelta(minutes=1)
SOON_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockNote:
    """A clock change in words; ``touches`` where a shift lies across it."""

    text: str
    touches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NextShift:
    """The shift that runs or comes next: when, by the agent's clock, and how far that is off."""

    row: Assignment
    day: str
    hours: str
    wait: str


def next_shift(rows: Iterable[Assignment], now: datetime, timezone: str) -> NextShift | None:
    """The first shift that has not ended at ``now``; None where all have."""
    ahead = [row for row in rows if row.end > now]
    if not ahead:
        return None
    row = min(ahead, key=lambda one: one.start)
    start, end = to_local(row.start, timezone), to_local(row.end, timezone)
    return NextShift(
        row=row,
        day=day_words(start.date()),
        hours=f"{start:%H:%M}–{end_time(start, end)}",
        wait=_wait(row, now, timezone),
    )


def _wait(row: Assignment, now: datetime, timezone: str) -> str:
    if row.start <= now:
        return f"you are on this shift now; it ends in {_rounded(row.end - now)}"
    days = (local_date(row.start, timezone) - local_date(now, timezone)).days
    if days > SOON_DAYS:
        return f"starts in {days} days"
    day = "tomorrow" if days == SOON_DAYS else "today"
    return f"starts {day}, in {_rounded(row.start - now)}"


def _rounded(span: timedelta) -> str:
    """Whole minutes, never none: a minute begun counts."""
    return length_words(max(1, -(-span // MINUTE)))


def now_sentence(horizon: Horizon, now: datetime, timezone: str) -> str:
    """What time it is for the agent, and how the plan lies to that."""
    shown = to_local(now, timezone)
    here = f"Now it is {day_words(shown.date())} {shown.year}, {shown:%H:%M} in {timezone}"
    if now < horizon.start:
        start = to_local(horizon.start, timezone)
        return f"{here}. This plan begins on {day_words(start.date())} {start.year}."
    if now >= horizon.end:
        last = to_local(horizon.end - MINUTE, timezone)
        return f"{here}. This plan ended on {day_words(last.date())} {last.year}."
    return f"{here}."


def week_now(horizon: Horizon, now: datetime) -> int:
    """The plan's week at ``now``; its first before it begins, its last when it is over."""
    week = horizon.week_of(now)
    if week is not None:
        return week
    return 0 if now < horizon.start else horizon.weeks - 1


def hours_words(rows: Iterable[Assignment]) -> str:
    """Paid hours of shifts: ``37.5 h``."""
    return f"{sum(row.paid_minutes for row in rows) / 60:g} h"


def clock_notes(
    horizon: Horizon, rows: Sequence[Assignment], timezone: str
) -> tuple[ClockNote, ...]:
    """Clock changes of a zone within the plan's days, and what they do to the shifts there.

    Parameters
    ----------
    rows
        One agent's.
    """
    start = local_day_bounds(local_date(horizon.start, timezone), timezone)[0]
    end = local_day_bounds(local_date(horizon.end - MINUTE, timezone), timezone)[1]
    # The last night may run on past the plan's last day, into the night on which clocks change.
    end = max([end, *(row.end for row in rows)])
    notes = []
    for change in clock_changes(timezone, start, end - MINUTE):
        across = [row for row in rows if row.start < change.at < row.end]
        effects = [_effect(row, timezone) for row in across] or ["None of your shifts is in it."]
        text = f"{change_sentence(change)} ({timezone}). {' '.join(effects)}"
        notes.append(ClockNote(text=text, touches=bool(across)))
    return tuple(notes)


def _effect(row: Assignment, timezone: str) -> str:
    start, end = to_local(row.start, timezone), to_local(row.end, timezone)
    length = row.end - row.start
    usual = start + length
    return (
        f"Your shift {row.shift} of {day_words(start.date())}, {start:%H:%M}, lasts "
        f"{length_words(length // MINUTE)} as always, {length_words(row.paid_minutes)} of them "
        f"paid: it ends at {end:%H:%M} by the clock instead of {usual:%H:%M}."
    )
