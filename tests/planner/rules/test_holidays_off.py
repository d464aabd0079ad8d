"""Holidays are off, to the minute, by solver and audit alike."""

from __future__ import annotations

import pytest

from planner.rules.holidays_off import HolidaysOff
from tests.planner.builders import make_law
from tests.planner.rules.judging import Facts, Stint, at, audit_finds, judged

OFF = Facts(law=make_law(holidays_off=True))


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (1, False), (480, False)])
def test_no_minute_lies_on_a_holiday(minutes: int, kept: bool) -> None:
    assert judged(HolidaysOff, OFF, [Stint(start=at(0, "18:00"), holiday=minutes)]) is kept
    assert judged(HolidaysOff, Facts(), [Stint(start=at(0, "18:00"), holiday=minutes)])


def test_a_holiday_worked_before_is_not_judged() -> None:
    past = [Stint(start=at(-1), holiday=480)]
    assert judged(HolidaysOff, OFF, [Stint(start=at(0))], history=past)


def test_the_minutes_are_told() -> None:
    (found,) = audit_finds(HolidaysOff, OFF, [Stint(start=at(0), holiday=90)])
    assert (found.expected, found.found) == ("no work on public holidays", "90 minutes on one")
