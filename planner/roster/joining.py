"""What an agent must not work in a week so that she can begin her line in the next.

Weeks are rostered in turn, each with the ones before as history. Who joins a line in a later week
is free before, and nothing in that week's problem says what comes. So options that would make the
line's first shifts illegal are left out of the search; of the whole horizon's bound they are not.
Where runs of dates are limited, more is left out than need be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import numpy as np

from planner import clock
from planner.domain import Pin
from planner.roster.duties import minutes_from
from planner.roster.problem import Member
from planner.roster.tour_space import BoolArray
from planner.rules.duty_rules import NIGHT_SHIFT_MINUTES

__all__ = ["barred_before_line"]

ONE_DAY = timedelta(days=1)
SOON = timedelta(days=8)  # a line that begins later is out of the week's reach
MOST_DAYS = 7  # of a week


def barred_before_line(horizon: clock.Horizon, member: Member, pins: Sequence[Pin]) -> BoolArray:
    """Per option of a free date, whether it stands against her line's first shifts afterwards.

    Parameters
    ----------
    horizon
        The week.
    member
        Of the week's problem.
    pins
        What of her lines stands, in all weeks.
    """
    barred = np.zeros(len(member.options), dtype=bool)
    starts = sorted((_start(member, pin), pin) for pin in pins)
    coming = [(at, pin) for at, pin in starts if horizon.end <= at < horizon.end + SOON]
    if not coming:
        return barred
    first, pin = coming[0]
    begins = minutes_from(horizon.start, first)
    shut = _shut_date(member, [pin.local_date for _, pin in coming])
    held = frozenset() if member.line is None else member.line.dates
    for place, option in enumerate(member.options):
        duty = option.duty
        if duty.local_date in held:
            continue
        night = duty.night_window_minutes >= NIGHT_SHIFT_MINUTES
        rest = max(
            member.law.min_rest_minutes,
            member.law.min_rest_after_nights_minutes if night else 0,
        )
        day_before = pin.local_date - duty.local_date == ONE_DAY
        barred[place] = (
            duty.end_minute + rest > begins
            or duty.local_date >= pin.local_date
            or duty.local_date == shut
            or _short_spell(member, duty.local_date, pin.local_date)
            or (
                member.law.forward_rotation
                and day_before
                and duty.start_wall_minute > pin.start_minute
            )
            or (member.law.max_nights_in_row is not None and night and day_before)
        )
    return barred


def _start(member: Member, pin: Pin) -> datetime:
    wall = datetime.combine(pin.local_date, time.min) + timedelta(minutes=pin.start_minute)
    return clock.to_utc(wall, member.agent.timezone)


def _shut_date(member: Member, dates: Sequence[date]) -> date | None:
    """A date to be left free so that no run gets too long; None where none can."""
    most = member.law.max_consecutive_days
    if most is None:
        return None
    run = 1
    while run < len(dates) and dates[run] - dates[run - 1] == ONE_DAY:
        run += 1
    before = max(0, most - run)
    return None if before >= MOST_DAYS else dates[0] - (before + 1) * ONE_DAY


def _short_spell(member: Member, day: date, first: date) -> bool:
    """Whether days off between a date and the line's first would be too few."""
    least = member.law.min_days_off_in_row
    return least is not None and 0 < (first - day).days - 1 < least
