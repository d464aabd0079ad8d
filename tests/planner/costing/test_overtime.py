"""Overtime by the labour rule: weekly, daily, seventh days, the highest tier alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.costing import (
    WeekRow,
    overtime_cents,
    overtime_minutes,
    overtime_minutes_by_tier,
    seventh_days,
)
from planner.domain import OvertimeTier
from tests.planner.builders import make_tier

WEEKLY = make_tier("0.5", over_weekly_minutes=2400)
DAILY = make_tier("0.5", over_daily_minutes=480)
LONG_DAY = make_tier("1", over_daily_minutes=720)
SEVENTH = make_tier("0.5", seventh_day=True)
LONG_SEVENTH = make_tier("1", seventh_day=True, over_daily_minutes=480)
CALIFORNIA = (WEEKLY, DAILY, LONG_DAY, SEVENTH, LONG_SEVENTH)


def week(*paid_minutes: int, seventh: int | None = None) -> list[WeekRow]:
    return [
        WeekRow(paid_minutes=minutes, seventh_day=place == seventh)
        for place, minutes in enumerate(paid_minutes)
    ]


@pytest.mark.parametrize(
    ("paid", "minutes", "amount"),
    [
        ((480, 480, 480, 480, 480), 0, 0),
        ((480, 480, 480, 480, 481), 1, 17),  # 20 / 60 * 0.5 = 16.67 cents
        ((600, 600, 600, 600), 0, 0),
        ((600, 600, 600, 600, 60), 60, 1000),
        ((2400,), 0, 0),
        ((2403,), 3, 50),
        ((1000, 1000, 1000), 600, 10000),
        ((), 0, 0),
        ((0, 2400, 0, 6), 6, 100),
    ],
)
def test_minutes_over_the_week(paid: tuple[int, ...], minutes: int, amount: int) -> None:
    assert overtime_minutes([WEEKLY], week(*paid)) == minutes
    assert overtime_cents(Fraction(20), [WEEKLY], week(*paid)) == amount


@pytest.mark.parametrize(
    ("paid", "minutes"), [((480, 480), 0), ((481, 480), 1), ((500, 490, 100), 30)]
)
def test_minutes_over_the_day(paid: tuple[int, ...], minutes: int) -> None:
    assert overtime_minutes([DAILY], week(*paid)) == minutes


def test_a_bound_may_lie_a_minute_into_a_shift_or_before_its_end() -> None:
    early, late = make_tier("0.5", over_daily_minutes=1), make_tier("1", over_daily_minutes=479)
    assert overtime_minutes_by_tier([early, late], week(480)) == (478, 1)
    weekly = make_tier("1", over_weekly_minutes=481)
    assert overtime_minutes_by_tier([weekly], week(480, 480)) == (479,)


def test_the_highest_tier_replaces_the_others() -> None:
    # 13 h: 8 at base, 4 at a half more, 1 at as much again.
    assert overtime_minutes_by_tier([DAILY, LONG_DAY], week(780)) == (240, 60)
    assert overtime_cents(Fraction(12), [DAILY, LONG_DAY], week(780)) == 2400 + 1200


def test_the_order_of_tiers_does_not_matter_to_pay() -> None:
    rows = week(780, 700, 500, 481, 660)
    forward = overtime_cents(Fraction("17.77"), CALIFORNIA, rows)
    assert forward == overtime_cents(Fraction("17.77"), CALIFORNIA[::-1], rows) > 0


def test_of_equal_tiers_the_first_takes_the_minutes() -> None:
    assert overtime_minutes_by_tier([WEEKLY, DAILY], week(600, 600, 600, 600, 600)) == (600, 480)


def test_daily_overtime_counts_to_the_week_too() -> None:
    # Four days of 10 h reach the 40 h; every minute of the fifth day is over the week.
    rows = week(600, 600, 600, 600, 120)
    assert overtime_minutes([WEEKLY, DAILY], rows) == 4 * 120 + 120


def test_a_tier_with_two_bounds_asks_for_both() -> None:
    both = make_tier("0.5", over_weekly_minutes=900, over_daily_minutes=480)
    assert overtime_minutes([both], week(600, 600)) == 120
    assert overtime_minutes([both], week(600, 360)) == 0
    assert overtime_minutes([both], week(901)) == 1
    assert overtime_minutes([both], week(900, 480)) == 0


@pytest.mark.parametrize(
    ("minutes", "half", "double"), [(480, 480, 0), (481, 480, 1), (720, 480, 240), (0, 0, 0)]
)
def test_a_seventh_day_in_california(minutes: int, half: int, double: int) -> None:
    rows = week(300, 300, 300, 300, 300, 300, minutes, seventh=6)
    taken = overtime_minutes_by_tier(CALIFORNIA, rows)
    assert sum(taken[:2]) + taken[3] == half
    assert taken[2] + taken[4] == double
    assert overtime_cents(Fraction(60), CALIFORNIA, rows) == 50 * half + 100 * double


def test_the_week_of_a_californian_by_hand() -> None:
    # Mon 13 h, Tue to Fri 8 h, Sat 8 h: 780 + 4 * 480 = 2700 by Friday.
    rows = week(780, 480, 480, 480, 480, 480)
    # Mon: 240 at 0.5, 60 at 1. Thursday ends at 2220, Friday is over the week from its minute
    # 181: 300 at 0.5. Saturday: 480 at 0.5.
    assert overtime_minutes(CALIFORNIA, rows) == 300 + 300 + 480
    assert overtime_cents(Fraction(60), CALIFORNIA, rows) == 50 * (240 + 300 + 480) + 100 * 60


def test_rounding_is_once_a_week_and_half_even() -> None:
    wage = Fraction("0.10")  # a minute of overtime is 1/12 cent
    assert overtime_cents(wage, [DAILY], week(480 + 6)) == 0  # 0.5 cents
    assert overtime_cents(wage, [DAILY], week(480 + 18)) == 2  # 1.5 cents
    assert overtime_cents(wage, [DAILY], week(*[480 + 6] * 5)) == 2  # 2.5 cents, not five zeros


def test_no_tiers_no_overtime() -> None:
    assert overtime_cents(Fraction(20), [], week(720, 720, 720, 720, 720, 720)) == 0
    assert overtime_minutes([], week(720)) == 0


def test_a_tier_that_pays_nothing_is_no_overtime() -> None:
    assert overtime_minutes([make_tier("0", over_daily_minutes=60)], week(480)) == 0


def by_the_minute(tiers: list[OvertimeTier], rows: list[WeekRow]) -> Fraction:
    """The rule read out loud, minute by minute: shares of an hour's wage, in minutes."""
    total, number = Fraction(0), 0
    for row in rows:
        for minute in range(1, row.paid_minutes + 1):
            number += 1
            total += max(
                (
                    tier.premium
                    for tier in tiers
                    if (tier.over_weekly_minutes is None or number > tier.over_weekly_minutes)
                    and (tier.over_daily_minutes is None or minute > tier.over_daily_minutes)
                    and (row.seventh_day or not tier.seventh_day)
                ),
                default=Fraction(0),
            )
    return total


tiers = st.builds(
    OvertimeTier,
    premium=st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(3, 2)]),
    over_weekly_minutes=st.none() | st.integers(min_value=0, max_value=300),
    over_daily_minutes=st.none() | st.integers(min_value=0, max_value=90),
    seventh_day=st.booleans(),
)
week_rows = st.builds(
    WeekRow, paid_minutes=st.integers(min_value=0, max_value=100), seventh_day=st.booleans()
)


@given(tiers=st.lists(tiers, max_size=4), rows=st.lists(week_rows, max_size=6))
def test_stretches_cost_what_single_minutes_cost(
    tiers: list[OvertimeTier], rows: list[WeekRow]
) -> None:
    expected = round(by_the_minute(tiers, rows) * Fraction("13.37") * 100 / 60)
    assert overtime_cents(Fraction("13.37"), tiers, rows) == expected


def days(*offsets: int) -> list[date]:
    return [date(2026, 11, 23) + timedelta(days=offset) for offset in offsets]


def test_the_seventh_straight_day_and_those_after_it() -> None:
    assert seventh_days(days(*range(6))) == frozenset()
    assert seventh_days(days(*range(7))) == set(days(6))
    assert seventh_days(days(*range(9))) == set(days(6, 7, 8))
    assert seventh_days(days(0, 1, 2, 4, 5, 6, 7, 8, 9)) == frozenset()
    assert seventh_days(days(*range(7), 8, 9)) == set(days(6))
    assert seventh_days([*days(6, 5, 4, 3, 2, 1, 0), *days(3)]) == set(days(6))
