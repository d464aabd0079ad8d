"""Spells of days off at their bound, by solver and audit alike."""

from __future__ import annotations

from datetime import date

import pytest

from planner.rules.days_off import DaysOffInRow
from tests.planner.builders import make_law
from tests.planner.rules.judging import Facts, Stint, at, audit_finds, judged

PAIRS = make_law(min_days_off_in_row=2)


def days(*numbers: int) -> list[Stint]:
    return [Stint(start=at(number, "09:00")) for number in numbers]


@pytest.mark.parametrize(
    ("history", "worked", "kept"),
    [
        ((), (0, 1, 2, 3, 4, 5, 6), True),
        ((), (0, 2), False),
        ((), (0, 3), True),
        ((), (1, 5), True),  # what nothing ends is not judged, at either end
        ((), (5,), True),
        ((-2,), (0,), False),
        ((-3,), (0,), True),
        ((-1,), (1,), False),
        ((-1,), (2,), True),
        ((-1,), (0, 3, 4, 6), False),
        ((-4, -2), (1,), True),  # history's own spell of one day is not the plan's
        ((-2, -1), (0,), True),
    ],
)
def test_spells_of_two(history: tuple[int, ...], worked: tuple[int, ...], kept: bool) -> None:
    others = [number for number in range(7) if number not in worked]
    past = days(*history)
    facts = Facts(law=PAIRS)
    assert judged(DaysOffInRow, facts, days(*worked), past, days(*others)) is kept
    assert judged(DaysOffInRow, facts, days(*worked), past) is kept


@pytest.mark.parametrize(("last", "kept"), [(0, True), (-1, False), (-2, False), (-3, True)])
def test_a_long_spell_reaches_into_history(last: int, kept: bool) -> None:
    facts = Facts(law=make_law(min_days_off_in_row=3))
    assert judged(DaysOffInRow, facts, days(1), history=days(last)) is kept


def test_a_day_away_need_not_be_two() -> None:
    assert judged(DaysOffInRow, Facts(law=PAIRS, absent=(1,)), days(0, 2))
    assert not judged(DaysOffInRow, Facts(law=PAIRS, absent=(0, 3)), days(0, 2))
    assert judged(DaysOffInRow, Facts(law=PAIRS, absent=(-1,)), days(0), history=days(-2))


def test_the_second_week_goes_on() -> None:
    facts = Facts(law=PAIRS, weeks=2)
    assert not judged(DaysOffInRow, facts, days(5, 7))
    assert judged(DaysOffInRow, facts, days(4, 7))


def test_where_no_pairs_are_asked_any_day_is_off() -> None:
    assert judged(DaysOffInRow, Facts(), days(0, 2, 4), history=days(-2))
    assert judged(DaysOffInRow, Facts(law=make_law(min_days_off_in_row=1)), days(0, 2, 4))


def test_the_date_after_the_spell_is_named() -> None:
    (found,) = audit_finds(DaysOffInRow, Facts(law=PAIRS), days(0, 2, 5))
    assert found.local_date == date(2026, 12, 2)
    assert (found.expected, found.found) == (
        "at least 2 days off in a row",
        "1 before this one",
    )
