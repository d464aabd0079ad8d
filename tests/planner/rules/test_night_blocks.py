"""Nights in a row and the rest after them, at the bounds, by solver and audit alike."""

from __future__ import annotations

from datetime import date

import pytest

from planner.rules.night_blocks import NightsInRow, RestAfterNights
from tests.planner.builders import make_law
from tests.planner.rules.judging import Facts, Stint, at, audit_finds, judged


def nights(*numbers: int, minutes: int = 180) -> list[Stint]:
    """Night shifts from 22:00 to 06:00."""
    return [Stint(start=at(number, "22:00"), night=minutes) for number in numbers]


def day8(number: int, clock: str = "09:00") -> Stint:
    return Stint(start=at(number, clock), night=179)


# nights in a row

TWO = Facts(law=make_law(max_nights_in_row=2), weeks=2)


@pytest.mark.parametrize(
    ("history", "worked", "kept"),
    [
        ((), (0, 1), True),
        ((), (0, 1, 2), False),
        ((), (0, 1, 3, 4), True),
        ((), (5, 6, 7), False),
        ((-1,), (0,), True),
        ((-1,), (0, 1), False),
        ((-2, -1), (), True),
        ((-2, -1), (0,), False),
        ((-2, -1), (1, 2), True),
        ((-4, -3, -2), (0, 1), True),  # too many within history are not the plan's
    ],
)
def test_runs_of_nights(history: tuple[int, ...], worked: tuple[int, ...], kept: bool) -> None:
    others = [number for number in range(9) if number not in worked]
    past = nights(*history)
    assert judged(NightsInRow, TWO, nights(*worked), past) is kept
    assert judged(NightsInRow, TWO, nights(*worked), past, nights(*others)) is kept


def test_a_day_shift_ends_a_run_of_nights() -> None:
    assert judged(NightsInRow, TWO, [*nights(0, 1), day8(2), *nights(3, 4)])
    assert judged(NightsInRow, TWO, [*nights(0), day8(1), *nights(2)], history=nights(-1))
    assert judged(NightsInRow, TWO, nights(0, 1), history=[day8(-1)])


def test_three_hours_make_a_night() -> None:
    assert judged(NightsInRow, TWO, nights(0, 1, 2, minutes=179))
    assert judged(NightsInRow, TWO, nights(0, 1), history=nights(-1, minutes=179))


def test_a_run_of_nights_is_reported_once() -> None:
    found = audit_finds(NightsInRow, TWO, nights(0, 1, 2, 3, 5, 6, 7))
    assert [violation.local_date for violation in found] == [date(2026, 12, 2), date(2026, 12, 7)]
    assert (found[0].expected, found[0].found) == ("at most 2 nights in a row", "night 3 of a run")


def test_without_a_maximum_nights_follow_each_other() -> None:
    assert judged(NightsInRow, Facts(), nights(*range(7)))


# rest after nights

TWO_DAYS = Facts(law=make_law(min_rest_after_nights_minutes=46 * 60), weeks=2)


def after(minutes: int, *, last: int = 1, night: int = 0) -> Stint:
    """A shift that starts so many minutes after the night of a date."""
    return Stint(start=at(last + 1, "06:00") + minutes, night=night)


@pytest.mark.parametrize(("minutes", "kept"), [(46 * 60, True), (46 * 60 - 1, False), (600, False)])
def test_two_nights_want_their_rest(minutes: int, kept: bool) -> None:
    others = [day8(5), *nights(6)]
    assert judged(RestAfterNights, TWO_DAYS, [*nights(0, 1), after(minutes)]) is kept
    assert judged(RestAfterNights, TWO_DAYS, [*nights(0, 1), after(minutes)], (), others) is kept
    worked = [after(minutes, last=-1)]
    assert judged(RestAfterNights, TWO_DAYS, worked, nights(-2, -1), others) is kept
    worked = [*nights(0), after(minutes, last=0)]
    assert judged(RestAfterNights, TWO_DAYS, worked, nights(-1), others) is kept


def test_one_night_wants_none() -> None:
    assert judged(RestAfterNights, TWO_DAYS, [*nights(0), day8(1, "18:00"), *nights(2)])
    assert judged(RestAfterNights, TWO_DAYS, [*nights(0, 2), day8(4)], nights(-2))
    assert judged(RestAfterNights, TWO_DAYS, [day8(0)], nights(-3, -1))
    assert judged(RestAfterNights, TWO_DAYS, [day8(1)], [*nights(-2, minutes=179), *nights(-1)])


def test_a_block_of_nights_goes_on() -> None:
    assert judged(RestAfterNights, TWO_DAYS, nights(0, 1, 2, 3))
    assert judged(RestAfterNights, TWO_DAYS, nights(0, 1), nights(-2, -1))
    assert not judged(RestAfterNights, TWO_DAYS, [*nights(0, 1, 2), day8(4)])
    assert judged(RestAfterNights, TWO_DAYS, [*nights(0, 1, 2), day8(5)])


def test_a_night_after_a_date_off_is_after_the_block() -> None:
    assert not judged(RestAfterNights, TWO_DAYS, nights(0, 1, 3))
    assert not judged(RestAfterNights, TWO_DAYS, nights(1), nights(-2, -1))
    assert judged(RestAfterNights, TWO_DAYS, nights(0, 1, 4))


def test_only_the_shift_right_after_is_judged() -> None:
    assert judged(RestAfterNights, TWO_DAYS, [day8(0)], [*nights(-3, -2), day8(-1, "20:00")])
    found = audit_finds(RestAfterNights, TWO_DAYS, [*nights(0, 1), day8(2, "20:00"), day8(3)])
    assert [violation.local_date for violation in found] == [date(2026, 12, 2)]
    assert (found[0].expected, found[0].found) == ("at least 46 h after 2 nights", "14 h")


def test_nights_of_the_second_week_and_of_several_lengths() -> None:
    long = Stint(start=at(1, "22:00"), minutes=600, night=480)
    soon = after(46 * 60)
    others = nights(1)
    assert not judged(RestAfterNights, TWO_DAYS, [*nights(0), long, soon], (), others)
    assert judged(RestAfterNights, TWO_DAYS, [*nights(0, 1), soon], (), [long])
    assert not judged(RestAfterNights, TWO_DAYS, [*nights(6, 7), day8(9)])


def test_without_a_minimum_days_follow_nights() -> None:
    assert judged(RestAfterNights, Facts(), [*nights(0, 1), day8(2, "14:00")])
    assert judged(RestAfterNights, Facts(), [*nights(0, 1), day8(2, "05:00")])  # that is rest's
