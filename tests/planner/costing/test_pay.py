"""Pay of roster rows: base, premiums that add up, idle and guarantees, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.costing import (
    PremiumMinutesArray,
    RowPay,
    contract_week_cents,
    idle_cents,
    idle_minutes,
    paid_spans,
    premium_clock,
    price_row,
    price_rows,
)
from planner.domain import Activity, Agent, Assignment, LabourRules
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_law,
    make_night,
    make_shift,
    make_weekend,
    utc,
)

FULL_LAW = make_law(
    night=make_night(premium="0.25"),
    weekend=make_weekend(premium="0.5"),
    holiday_premium=Fraction(1),
)


def worked(start: str, end: str, *pauses: tuple[str, str, bool]) -> Assignment:
    return Assignment(
        agent_id="ana",
        local_date=utc(start).date(),
        shift="day8",
        start=utc(start),
        end=utc(end),
        activities=tuple(
            Activity(activity="break", start=utc(begin), end=utc(stop), paid=paid)
            for begin, stop, paid in pauses
        ),
    )


def priced(assignment: Assignment, agent: Agent, law: LabourRules = FULL_LAW) -> RowPay:
    first = assignment.start.replace(hour=0, minute=0) - timedelta(days=1)
    clock = premium_clock(agent, law, first, first + timedelta(days=4))
    return price_row(agent.wage_per_hour, law, clock, assignment)


def test_a_plain_day_is_base_pay_alone() -> None:
    row = priced(
        worked(
            "2026-12-01 08:00", "2026-12-01 16:30", ("2026-12-01 12:00", "2026-12-01 12:30", False)
        ),
        make_agent(),
    )
    assert (row.paid_minutes, row.pay_cents, row.premium_cents) == (480, 16000, 0)
    assert row.total_cents == 16000


def test_night_weekend_and_holiday_add_up() -> None:
    # Boxing Day 2026 is a Saturday and a holiday in Poland: 22:00 to 02:00 local, all three.
    agent = make_agent(timezone="Europe/Warsaw", country="PL", wage_per_hour=Fraction("10.10"))
    row = priced(worked("2026-12-26 17:00", "2026-12-27 01:00"), agent)
    assert (row.night_minutes, row.weekend_minutes, row.holiday_minutes) == (240, 480, 360)
    assert row.pay_cents == 8080
    assert row.night_cents == 1010  # 4 h * 10.10 * 0.25
    assert row.weekend_cents == 4040  # 8 h * 10.10 * 0.5
    assert row.holiday_cents == 6060  # 6 h * 10.10 * 1, until midnight in Warsaw
    assert row.premium_cents == 1010 + 4040 + 6060
    assert row.total_cents == 8080 + 1010 + 4040 + 6060


def test_only_paid_minutes_earn_a_premium() -> None:
    agent = make_agent(timezone="UTC", country="XX")
    shift = ("2026-12-01 20:00", "2026-12-02 04:00")
    unpaid = priced(worked(*shift, ("2026-12-02 00:00", "2026-12-02 00:45", False)), agent)
    paid = priced(worked(*shift, ("2026-12-02 00:00", "2026-12-02 00:45", True)), agent)
    assert (unpaid.paid_minutes, unpaid.night_minutes) == (435, 315)
    assert (paid.paid_minutes, paid.night_minutes) == (480, 360)
    assert (unpaid.night_cents, paid.night_cents) == (2625, 3000)


def test_the_night_the_clocks_go_back_pays_an_hour_more() -> None:
    row = priced(worked("2026-10-24 20:00", "2026-10-25 05:00"), make_agent())
    assert (row.paid_minutes, row.night_minutes, row.weekend_minutes) == (540, 540, 540)
    assert (row.pay_cents, row.night_cents, row.weekend_cents) == (18000, 4500, 9000)


def test_the_night_the_clocks_go_forward_pays_an_hour_less() -> None:
    row = priced(worked("2026-03-28 21:00", "2026-03-29 04:00"), make_agent())
    assert (row.night_minutes, row.weekend_minutes) == (420, 420)
    assert (row.pay_cents, row.night_cents) == (14000, 3500)


def test_a_kolkata_morning_ends_the_night_at_half_past_midnight_utc() -> None:
    agent = make_agent(timezone="Asia/Kolkata", country="IN", wage_per_hour=Fraction("1.785"))
    row = priced(worked("2026-12-01 23:30", "2026-12-02 07:30"), agent)
    assert row.night_minutes == 60  # 05:00 to 06:00 local
    assert row.night_cents == 45  # 1.785 * 0.25 = 0.44625
    assert row.pay_cents == 1428


def test_each_premium_is_rounded_by_itself() -> None:
    # 0.10 an hour: 30 minutes are 5 cents; a quarter is 1.25, a half 2.5 (to even: 2) cents.
    agent = make_agent(timezone="UTC", country="XX", wage_per_hour=Fraction("0.10"))
    row = priced(worked("2026-12-05 22:00", "2026-12-05 22:30"), agent)
    assert (row.pay_cents, row.night_cents, row.weekend_cents) == (5, 1, 2)
    assert row.total_cents == 8  # rounding the sum would give 5 + 3.75: 9


def test_without_a_rule_there_is_no_premium() -> None:
    agent = make_agent(timezone="Europe/Warsaw", country="PL")
    row = priced(worked("2026-12-26 17:00", "2026-12-27 01:00"), agent, make_law())
    assert (row.night_minutes, row.weekend_minutes, row.holiday_minutes) == (240, 480, 360)
    assert row.premium_cents == 0


def test_paid_spans_leave_unpaid_activities_out() -> None:
    one = worked(
        "2026-12-01 08:00",
        "2026-12-01 16:00",
        ("2026-12-01 15:00", "2026-12-01 16:00", False),
        ("2026-12-01 08:00", "2026-12-01 08:10", False),
        ("2026-12-01 10:00", "2026-12-01 10:15", True),
        ("2026-12-01 12:00", "2026-12-01 12:30", False),
    )
    assert paid_spans(one) == (
        (utc("2026-12-01 08:10"), utc("2026-12-01 12:00")),
        (utc("2026-12-01 12:30"), utc("2026-12-01 15:00")),
    )


def test_paid_spans_never_leave_the_shift_nor_count_twice() -> None:
    one = worked(
        "2026-12-01 08:00",
        "2026-12-01 12:00",
        ("2026-12-01 09:00", "2026-12-01 10:00", False),
        ("2026-12-01 09:30", "2026-12-01 09:45", False),
        ("2026-12-01 13:00", "2026-12-01 14:00", False),
    )
    assert paid_spans(one) == (
        (utc("2026-12-01 08:00"), utc("2026-12-01 09:00")),
        (utc("2026-12-01 10:00"), utc("2026-12-01 12:00")),
    )


@settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(st.integers(min_value=0, max_value=13 * 1440), min_size=1, max_size=8),
    offset=st.integers(min_value=0, max_value=400),
    wage=st.fractions(min_value=1, max_value=90, max_denominator=10_000),
    timezone=st.sampled_from(["Europe/Warsaw", "Asia/Kolkata", "America/New_York"]),
)
def test_many_rows_at_once_cost_what_each_costs(
    starts: list[int], offset: int, wage: Fraction, timezone: str
) -> None:
    agent = make_agent(timezone=timezone, country="PL", wage_per_hour=wage)
    shift = make_shift(breaks=(make_break(between=(offset, offset)), make_break(15, True)))
    first = utc("2026-10-19 00:00")  # Europe changes clocks within, All Saints' Day is in it
    clock = premium_clock(agent, FULL_LAW, first, first + timedelta(days=15))
    rows = [
        make_assignment(
            "ana",
            (first + timedelta(minutes=start)).isoformat(),
            local_date=date(2026, 10, 19),
            shift=shift,
        )
        for start in starts
    ]
    alone = [price_row(wage, FULL_LAW, clock, row) for row in rows]
    begin = np.array(starts, dtype=np.int64)
    special = clock.between(begin, begin + shift.length_minutes).less(
        clock.between(begin + offset, begin + offset + 30)
    )
    together = price_rows(wage, FULL_LAW, np.full(len(starts), 480), special)
    assert together.pay_cents.tolist() == [row.pay_cents for row in alone]
    assert together.night_cents.tolist() == [row.night_cents for row in alone]
    assert together.weekend_cents.tolist() == [row.weekend_cents for row in alone]
    assert together.holiday_cents.tolist() == [row.holiday_cents for row in alone]
    assert together.premium_cents.tolist() == [row.premium_cents for row in alone]
    assert together.total_cents.tolist() == [row.total_cents for row in alone]
    assert all(row.paid_minutes == 480 for row in alone)


def test_arrays_take_each_premium_from_its_own_rule() -> None:
    minutes = np.array([60])
    special = PremiumMinutesArray(night=minutes, weekend=2 * minutes, holiday=3 * minutes)
    found = price_rows(Fraction(10), FULL_LAW, 4 * minutes, special)
    assert found.pay_cents.tolist() == [4000]
    assert found.night_cents.tolist() == [250]
    assert found.weekend_cents.tolist() == [1000]
    assert found.holiday_cents.tolist() == [3000]


@pytest.mark.parametrize(
    ("rostered", "minutes", "amount"),
    [(0, 2400, 80000), (2399, 1, 33), (2400, 0, 0), (2401, 0, 0), (1920, 480, 16000)],
)
def test_salaried_minutes_not_rostered_are_paid(rostered: int, minutes: int, amount: int) -> None:
    contract = make_contract(weekly_minutes=2400, min_weekly_minutes=600)
    assert idle_minutes(contract, rostered) == minutes
    assert idle_cents(contract, Fraction(20), rostered) == amount


@pytest.mark.parametrize(("rostered", "amount"), [(0, 20000), (599, 33), (600, 0), (2000, 0)])
def test_hourly_agents_are_paid_their_guarantee(rostered: int, amount: int) -> None:
    contract = make_contract(weekly_minutes=2400, hourly=True, min_weekly_minutes=600)
    assert idle_cents(contract, Fraction(20), rostered) == amount


def test_a_contract_week_is_fixed_for_the_salaried_alone() -> None:
    assert contract_week_cents(make_contract(), Fraction("20.59")) == 82360
    assert contract_week_cents(make_contract(hourly=True), Fraction("20.59")) == 0
