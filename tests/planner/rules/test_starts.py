"""When shifts start, at the bounds, by solver and audit alike."""

from __future__ import annotations

import pytest

from planner.rules.starts import ForwardRotation, StartSpread
from tests.planner.builders import make_law
from tests.planner.rules.judging import Facts, Stint, at, audit_finds, judged

TWO_HOURS = Facts(law=make_law(max_start_spread_minutes=120), weeks=2)


def starting(*clocks: str, day: int = 0) -> list[Stint]:
    """A shift on each date from ``day`` on."""
    return [Stint(start=at(day + k, clock)) for k, clock in enumerate(clocks)]


# the spread of a week


@pytest.mark.parametrize(
    ("clocks", "kept"),
    [
        ((), True),
        (("09:00",), True),
        (("09:00", "11:00"), True),
        (("09:00", "11:01"), False),
        (("11:00", "09:00", "10:00"), True),
        (("09:00", "10:30", "11:30"), False),
        (("23:00", "01:00"), True),
        (("23:00", "01:01"), False),
        (("00:30", "23:30", "22:30"), True),
        (("00:00", "08:00", "16:00"), False),
    ],
)
def test_starts_lie_within_two_hours(clocks: tuple[str, ...], kept: bool) -> None:
    worked = starting(*clocks)
    other = [Stint(start=at(5, clock)) for clock in ("00:00", "08:00", "12:00", "22:00")]
    assert judged(StartSpread, TWO_HOURS, worked) is kept
    assert judged(StartSpread, TWO_HOURS, worked, offered=other) is kept


def test_each_week_has_starts_of_its_own() -> None:
    past = starting("16:00", day=-1)
    worked = [*starting("06:00", "08:00"), *starting("20:00", "22:00", day=7)]
    assert judged(StartSpread, TWO_HOURS, worked, history=past)
    assert not judged(StartSpread, TWO_HOURS, [*worked, *starting("05:00", day=9)], history=past)


def test_without_a_limit_starts_are_free() -> None:
    assert judged(StartSpread, Facts(), starting("00:00", "08:00", "16:00"))
    none = Facts(law=make_law(max_start_spread_minutes=0))
    assert judged(StartSpread, none, starting("08:00", "08:00"))
    assert not judged(StartSpread, none, starting("08:00", "08:01"))


def test_the_spread_is_told() -> None:
    (found,) = audit_finds(StartSpread, TWO_HOURS, starting("22:15", "01:00", "23:00"))
    assert (found.expected, found.found) == ("starts within 2 h of the day in week 1", "2 h 45 min")


# forward rotation

FORWARD = Facts(law=make_law(forward_rotation=True), weeks=2)


@pytest.mark.parametrize(
    ("clocks", "kept"),
    [
        ((), True),
        (("09:00", "09:00"), True),
        (("09:00", "08:59"), False),
        (("06:00", "14:00", "22:00"), True),
        (("06:00", "22:00", "14:00"), False),
        (("22:00", "00:30"), False),
    ],
)
def test_the_next_start_is_no_earlier(clocks: tuple[str, ...], kept: bool) -> None:
    worked = starting(*clocks)
    other = [Stint(start=at(day, "12:00")) for day in (4, 5, 6)]
    assert judged(ForwardRotation, FORWARD, worked) is kept
    assert judged(ForwardRotation, FORWARD, worked, offered=other) is kept


@pytest.mark.parametrize(("clock", "kept"), [("14:00", True), ("13:59", False)])
def test_history_and_weeks_go_on(clock: str, kept: bool) -> None:
    past = [*starting("22:00", day=-2), *starting("14:00", day=-1)]
    assert judged(ForwardRotation, FORWARD, starting(clock), history=past) is kept
    worked = [*starting("14:00", day=6), *starting(clock, day=7)]
    assert judged(ForwardRotation, FORWARD, worked) is kept


def test_a_date_off_breaks_the_rotation() -> None:
    worked = [*starting("22:00"), *starting("06:00", day=2)]
    assert judged(ForwardRotation, FORWARD, worked)
    assert judged(ForwardRotation, FORWARD, starting("06:00"), history=starting("22:00", day=-2))


def test_where_it_is_not_asked_starts_are_free() -> None:
    assert judged(ForwardRotation, Facts(), starting("22:00", "06:00"))


def test_an_earlier_start_is_told() -> None:
    (found,) = audit_finds(ForwardRotation, FORWARD, starting("09:30", "08:15"))
    assert (found.expected, found.found) == (
        "a start at 09:30 as the day before, or later",
        "08:15",
    )
