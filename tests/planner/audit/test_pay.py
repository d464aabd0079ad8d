"""Pay from the rows: every figure by hand, and the planner's own costing held against it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planner.audit.pay import money, overtime_share, public_holidays
from planner.domain import Assignment
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_law,
    make_night,
    make_scenario,
    make_shift,
    make_tier,
    make_weekend,
    utc,
)

ANY_TIME = {"start_from_minute": 0, "start_to_minute": 1439, "start_every_minutes": 1}


def results(starts: list[str], *, start_date: date = MONDAY, **scenario: Any) -> Results:
    """One agent at 20 an hour, her shifts starting at those instants; salaried 40 hours."""
    made = make_scenario(**{"shifts": [make_shift(**ANY_TIME)], **scenario})
    agent, shift = made.agents[0], made.shifts[0]
    rows = [_assignment(agent.agent_id, start, agent.timezone, shift) for start in starts]
    return make_results(made, rows, start_date=start_date)


def _assignment(agent_id: str, start: str, zone: str, shift: Any) -> Assignment:
    day = utc(start).astimezone(ZoneInfo(zone)).date()
    return make_assignment(agent_id, start, local_date=day, shift=shift)


def cents(found: Results, *items: str) -> list[int]:
    """Recomputed cents of some items; the audit must be clean."""
    report = found.audit()
    assert report.violations == ()
    return [report.figures.cost_cents.of(item) for item in items]


def test_base_pay_and_idle_of_a_salaried_agent() -> None:
    found = results(["2026-11-30T08:00", "2026-12-01T08:00"])
    assert cents(found, "wages", "idle") == [32000, 48000]
    report = found.audit()
    assert report.figures.fixed_cost_cents == 80000
    assert report.figures.cost_cents.total == 80000


def test_an_hourly_agent_is_paid_her_least_hours() -> None:
    def paid(least: int) -> list[int]:
        contract = make_contract(hourly=True, min_weekly_minutes=least)
        return cents(results(["2026-11-30T08:00"], contracts=[contract]), "wages", "idle")

    assert paid(0) == [16000, 0]
    assert paid(480) == [16000, 0]
    assert paid(481) == [16000, 33]
    hourly = make_contract(hourly=True)
    assert results([], contracts=[hourly]).audit().figures.fixed_cost_cents == 0


@pytest.mark.parametrize(
    ("wage", "pay_cents"),
    [
        (Fraction(20), 16000),
        (Fraction("0.0015625"), 1),  # 1.25 cents
        (Fraction("0.001875"), 2),  # 1.5 cents, half to even
        (Fraction("0.003125"), 2),  # 2.5 cents, half to even
        (Fraction(1, 3), 267),
    ],
)
def test_each_row_is_rounded_half_to_even(wage: Fraction, pay_cents: int) -> None:
    agent = make_agent(wage_per_hour=wage)
    assert cents(results(["2026-11-30T08:00"], agents=[agent]), "wages") == [pay_cents]


@pytest.mark.parametrize(
    ("start", "night_minutes"),
    [
        ("2026-11-30T08:00", 0),
        ("2026-11-30T12:30", 0),  # ends at 22:00 in Madrid
        ("2026-11-30T12:31", 1),
        ("2026-11-30T18:00", 300),  # 22:00 to 03:30 less the break at 22:00
        ("2026-11-30T21:00", 450),  # 22:00 to 06:00 less the break
        ("2026-12-01T04:59", 1),
        ("2026-12-01T05:00", 0),
    ],
)
def test_night_premium_by_the_local_clock(start: str, night_minutes: int) -> None:
    law = make_law(night=make_night("22:00", "06:00", "0.25"))
    shift = make_shift(breaks=(make_break(between=(180, 330)),), **ANY_TIME)
    found = results([start], labour_rules=[law], shifts=[shift])
    assert cents(found, "night") == [round(Fraction(night_minutes, 60) * 2000 / 4)]


def test_a_paid_break_at_night_earns_the_premium() -> None:
    law = make_law(night=make_night("22:00", "06:00", "0.25"))
    paid = make_shift(breaks=(make_break(30, True, (180, 330)),), **ANY_TIME)
    assert cents(results(["2026-11-30T21:00"], labour_rules=[law], shifts=[paid]), "night") == [
        4000
    ]


def test_the_long_and_the_short_night_of_a_clock_change() -> None:
    law = make_law(night=make_night("22:00", "06:00", "0.25"))
    plain = make_shift(breaks=(), **ANY_TIME)

    def night(start: str, monday: date) -> list[int]:
        found = results([start], start_date=monday, labour_rules=[law], shifts=[plain])
        return cents(found, "night")

    # 22:00 and eight hours on: until 05:00 in October, until 07:00 in March
    assert night("2026-10-24T20:00", date(2026, 10, 19)) == [4000]
    assert night("2027-03-27T21:00", date(2027, 3, 22)) == [3500]


def test_night_of_a_half_hour_zone() -> None:
    law = make_law(night=make_night("22:00", "06:00", "0.25"))
    agent = make_agent(timezone="Asia/Kolkata", country="IN")
    plain = make_shift(breaks=(), **ANY_TIME)
    found = results(["2026-11-30T08:31"], agents=[agent], labour_rules=[law], shifts=[plain])
    assert cents(found, "night") == [8]  # 14:01 to 22:01: one minute, 8.33 cents


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        ("2026-12-04T14:30", 0),  # Friday until midnight
        ("2026-12-04T15:00", Fraction(1, 2)),
        ("2026-12-05T08:00", 8),
        ("2026-12-06T14:30", 8),  # Sunday until midnight
        ("2026-12-06T20:00", 3),  # the last three hours of Sunday
    ],
)
def test_weekend_by_the_local_weekday(start: str, hours: Fraction) -> None:
    law = make_law(weekend=make_weekend((5, 6), "0.5"))
    found = results([start], labour_rules=[law])
    assert cents(found, "weekend") == [hours * 1000]


def test_another_weekend() -> None:
    law = make_law(weekend=make_weekend((4,), "0.1"))
    assert cents(results(["2026-12-04T08:00"], labour_rules=[law]), "weekend") == [1600]


@pytest.mark.parametrize(
    ("country", "subdivision", "start", "hours"),
    [
        ("ES", "", "2026-12-08T08:00", 8),  # Immaculate Conception
        ("ES", "", "2026-12-07T08:00", 0),
        ("ES", "MD", "2026-12-07T08:00", 8),  # moved there only
        ("US", "", "2026-12-08T08:00", 0),
        ("ES", "", "2026-12-07T18:00", Fraction(7, 2)),  # 19:00 to 03:30, its end on the holiday
        ("XX", "", "2026-12-08T08:00", 0),
        ("ES", "nowhere", "2026-12-08T08:00", 8),
    ],
)
def test_holidays_of_the_agents_country(
    country: str, subdivision: str, start: str, hours: Fraction
) -> None:
    law = make_law(holiday_premium=Fraction(1))
    agent = make_agent(country=country, subdivision=subdivision)
    found = results([start], start_date=date(2026, 12, 7), agents=[agent], labour_rules=[law])
    assert cents(found, "holiday") == [hours * 2000]


def test_premiums_add_up_and_each_is_rounded() -> None:
    law = make_law(
        night=make_night("00:00", "24:00", "0.333"),
        weekend=make_weekend((5, 6), "0.333"),
        holiday_premium=Fraction("0.333"),
    )
    agent = make_agent(wage_per_hour=Fraction("0.01"))  # 8 cents, each premium 2.664 cents
    found = results(
        ["2026-12-26T08:00"], start_date=date(2026, 12, 21), agents=[agent], labour_rules=[law]
    )
    assert cents(found, "wages", "night", "weekend", "holiday") == [8, 3, 3, 0]
    christmas = results(
        ["2026-12-25T08:00"],
        start_date=date(2026, 12, 21),
        agents=[agent],
        labour_rules=[make_law(**{"holiday_premium": Fraction("0.333"), "night": law.night})],
    )
    assert cents(christmas, "night", "holiday") == [3, 3]
    assert "premium" in christmas.change("roster", "premium", "0.05").rules()


def test_unknown_countries_have_no_holidays() -> None:
    assert public_holidays("XX", "", 2026) == frozenset()
    assert date(2026, 12, 8) in public_holidays("ES", "nowhere", 2026)


# --- overtime ---------------------------------------------------------------------------------

CALIFORNIA = (
    make_tier("0.5", over_weekly_minutes=2400),
    make_tier("0.5", over_daily_minutes=480),
    make_tier("1", over_daily_minutes=720),
    make_tier("0.5", seventh_day=True),
    make_tier("1", over_daily_minutes=480, seventh_day=True),
)


@pytest.mark.parametrize(
    ("minutes", "before", "seventh", "share"),
    [
        (480, 0, False, 0),
        (481, 0, False, Fraction(1, 2)),
        (720, 0, False, 120),
        (721, 0, False, 121),
        (480, 1920, False, 0),
        (480, 1921, False, Fraction(1, 2)),
        (600, 2400, False, 300),
        (800, 2400, False, 360 + 80),
        (480, 0, True, 240),
        (540, 0, True, 240 + 60),
        (800, 2400, True, 240 + 320),
        (0, 5000, True, 0),
    ],
)
def test_california_tiers(minutes: int, before: int, seventh: bool, share: Fraction) -> None:
    assert overtime_share(CALIFORNIA, minutes, before, seventh=seventh) == share


def test_every_minute_counts_once_by_the_highest_tier() -> None:
    """Minute by minute, as the law is told."""
    for minutes, before in ((900, 0), (900, 2000), (600, 2300), (300, 2390)):
        for seventh in (False, True):
            total = Fraction(0)
            for minute in range(1, minutes + 1):
                applying = [
                    tier.premium
                    for tier in CALIFORNIA
                    if (tier.over_weekly_minutes or -1) < before + minute
                    and (tier.over_daily_minutes or -1) < minute
                    and (seventh or not tier.seventh_day)
                ]
                total += max(applying, default=Fraction(0))
            assert overtime_share(CALIFORNIA, minutes, before, seventh=seventh) == total


def seven_days(start: str = "17:00") -> list[str]:
    return [f"{MONDAY + timedelta(days=day)}T{start}" for day in range(7)]


def test_a_californian_week_of_seven_long_days() -> None:
    """Seven times ten hours: 2 h each day over 8; from day five over 40 h; the seventh day."""
    shift = make_shift(paid_minutes=600, **ANY_TIME)
    agent = make_agent(timezone="America/Los_Angeles", country="US", region="NA")
    law = make_law(overtime=CALIFORNIA)
    found = results(
        seven_days(),
        agents=[agent],
        shifts=[shift],
        labour_rules=[law],
        contracts=[make_contract(max_weekly_minutes=9999, days_per_week=7, weekly_minutes=2400)],
    )
    # days 1-4: 2 h x 0.5; days 5, 6: 10 h x 0.5; day 7: 8 h x 0.5 + 2 h x 1 = 20 h of wage
    assert cents(found, "overtime") == [(4 * 1 + 2 * 5 + 4 + 2) * 2000]


def test_the_seventh_day_counts_the_history() -> None:
    law = make_law(overtime=(make_tier("0.5", seventh_day=True),))

    def overtime(past_days: int) -> int:
        past = [
            make_assignment(
                "ana",
                f"{MONDAY - timedelta(days=back)}T08:00",
                local_date=MONDAY - timedelta(days=back),
            )
            for back in range(1, past_days + 1)
        ]
        found = results(["2026-11-30T08:00"], labour_rules=[law], history=past)
        return cents(found, "overtime")[0]

    assert overtime(5) == 0
    assert overtime(6) == 8000
    assert overtime(7) == 8000


def test_overtime_counts_by_week_and_is_rounded_once() -> None:
    law = make_law(overtime=(make_tier("0.5", over_weekly_minutes=2400),))
    shift = make_shift(paid_minutes=500, **ANY_TIME)
    rows = [f"{MONDAY + timedelta(days=day)}T08:00" for day in (0, 1, 2, 3, 4)]
    found = results(rows, labour_rules=[law], shifts=[shift])
    assert cents(found, "overtime") == [1667]  # 100 minutes, 1666.67 cents
    rows = [f"{MONDAY + timedelta(days=day)}T08:00" for day in (2, 3, 4, 7, 8)]
    made = make_scenario(labour_rules=[law], shifts=[shift])
    two_weeks = make_results(
        made, [_assignment("ana", start, "Europe/Madrid", shift) for start in rows], weeks=2
    )
    assert cents(two_weeks, "overtime", "wages", "idle") == [0, 5 * 16667, 30000 + 46667]


def test_a_wrong_overtime_or_idle_in_cost_csv_is_found() -> None:
    law = make_law(overtime=(make_tier("0.5", over_daily_minutes=400),))
    found = results(["2026-11-30T08:00"], labour_rules=[law])
    cost = found.tables.cost
    assert cost is not None
    for item in ("wages", "idle", "overtime"):
        row = cost["item"].tolist().index(item)
        right = cost["amount"][row]
        for cent in ("0.01", "-0.01"):
            wrong = found.change("cost", "amount", right + type(right)(cent), row)
            violations = wrong.audit().violations
            assert [violation.rule for violation in violations] == ["cost"]
            assert violations[0].expected == f"{item} in week 1: {right}"


def test_money_reads_as_an_amount() -> None:
    assert [money(cents) for cents in (0, 5, 123456, -250)] == ["0.00", "0.05", "1234.56", "-2.50"]
