"""Availability, time off and credited dates as instants, to the minute and over clock changes."""

from __future__ import annotations

from datetime import date

import pytest

from planner.absence import (
    absent_dates,
    availability_windows,
    credited_dates,
    merged,
    time_off_spans,
)
from planner.clock import Horizon
from planner.domain import Agent, AvailabilitySpan
from tests.planner.builders import (
    MADRID,
    make_agent,
    make_availability,
    make_contract,
    make_time_off,
    minute,
    utc,
)

START, END = utc("2026-11-30"), utc("2026-12-07")


def windows(
    agent: Agent, *spans: AvailabilitySpan, start: str = "2026-11-30", end: str = "2026-12-07"
) -> list[tuple[str, str]]:
    found = availability_windows(agent, spans, utc(start), utc(end))
    assert found is not None
    return [
        (f"{opens:%m-%d %H:%M}", f"{closes:%m-%d %H:%M}")
        for opens, closes in found
        if closes > utc(start) and opens < utc(end)
    ]


def between(earliest: str | None, latest: str | None, timezone: str = "UTC") -> Agent:
    return make_agent(
        timezone=timezone,
        earliest_start_minute=None if earliest is None else minute(earliest),
        latest_end_minute=None if latest is None else minute(latest),
    )


def test_without_a_latest_end_there_are_no_windows() -> None:
    assert availability_windows(between(None, None), (), START, END) is None
    assert availability_windows(between("09:00", None), (), START, END) is None


def test_two_wall_times_hold_every_day() -> None:
    found = windows(between("08:30", "17:15", "Asia/Kolkata"))
    assert found[0] == ("11-30 03:00", "11-30 11:45")
    assert found[-1] == ("12-06 03:00", "12-06 11:45")
    assert len(found) == 7


def test_a_latest_end_alone_counts_from_midnight() -> None:
    assert windows(between(None, "16:00"))[0] == ("11-30 00:00", "11-30 16:00")


@pytest.mark.parametrize("latest", ["06:00", "00:01"])
def test_a_latest_end_before_the_start_is_on_the_next_day(latest: str) -> None:
    found = windows(between("14:00", latest))
    assert ("11-30 14:00", f"12-01 {latest}") in found
    assert ("11-29 14:00", f"11-30 {latest}") in found  # it reaches into the horizon


def test_the_same_two_times_are_always() -> None:
    ((opens, closes),) = windows(between("09:00", "09:00"))
    assert (opens, closes) < ("11-29", "12-08")


def test_windows_keep_their_wall_time_over_a_clock_change() -> None:
    found = windows(between("22:00", "06:00", MADRID), start="2026-10-24", end="2026-10-27")
    assert ("10-24 20:00", "10-25 05:00") in found
    assert ("10-25 21:00", "10-26 05:00") in found


def test_weekly_rows_replace_the_two_wall_times() -> None:
    agent = between("08:00", "12:00")
    rows = [
        make_availability("ana", 0, "18:00", "02:30"),
        make_availability("ana", 2, "09:00", "12:00"),
        make_availability("ana", 2, "12:00", "13:00"),
        make_availability("ana", 3, "09:00", "09:00"),
    ]
    assert windows(agent, *rows) == [
        ("11-30 18:00", "12-01 02:30"),
        ("12-02 09:00", "12-02 13:00"),
        ("12-03 09:00", "12-04 09:00"),
    ]


def test_windows_reach_past_both_ends_of_the_horizon() -> None:
    found = availability_windows(between("00:00", "24:00"), (), START, END)
    assert found is not None
    ((opens, closes),) = found
    assert opens <= utc("2026-11-28")
    assert closes >= utc("2026-12-09")


def test_merging() -> None:
    a, b, c, d = (utc(f"2026-12-01 0{hour}:00") for hour in range(4))
    assert merged([(c, d), (a, b)]) == ((a, b), (c, d))
    assert merged([(b, c), (a, b)]) == ((a, c),)
    assert merged([(a, d), (b, c)]) == ((a, d),)
    assert merged([]) == ()


def test_time_off_becomes_instants_of_the_agents_zone() -> None:
    agent = make_agent(timezone="Asia/Kolkata")
    absences = [
        make_time_off("ana", "2026-12-01", "2026-12-03"),
        make_time_off("ana", "2026-12-05 09:00", "2026-12-05 11:01", "unpaid"),
        make_time_off("bo", "2026-12-06", "2026-12-07"),
    ]
    assert time_off_spans(agent, absences) == (
        (utc("2026-11-30 18:30"), utc("2026-12-02 18:30")),
        (utc("2026-12-05 03:30"), utc("2026-12-05 05:31")),
    )


def credited(
    *absences: tuple[str, str, str],
    start: date = date(2026, 11, 30),
    weeks: int = 1,
    timezone: str = MADRID,
    days_per_week: int = 5,
) -> tuple[int, ...]:
    horizon = Horizon(start_date=start, weeks=weeks, timezone=MADRID, interval_minutes=30)
    return credited_dates(
        make_agent(timezone=timezone),
        make_contract(days_per_week=days_per_week),
        [make_time_off("ana", begin, end, kind) for begin, end, kind in absences],
        horizon,
    )


@pytest.mark.parametrize(
    ("begin", "end", "count"),
    [
        ("2026-12-01", "2026-12-03", 2),
        ("2026-12-01 00:01", "2026-12-03", 1),
        ("2026-12-01", "2026-12-02 23:59", 1),
        ("2026-12-01 00:01", "2026-12-02 23:59", 0),
        ("2026-11-01", "2026-12-31", 5),
        ("2026-11-29", "2026-11-30", 0),
        ("2026-12-06", "2026-12-08", 1),
        ("2026-12-07", "2026-12-08", 0),
    ],
)
def test_whole_dates_are_credited(begin: str, end: str, count: int) -> None:
    assert credited((begin, end, "vacation")) == (count,)


@pytest.mark.parametrize(
    ("kind", "count"), [("vacation", 1), ("sick", 1), ("training", 1), ("unpaid", 0)]
)
def test_kinds_that_credit(kind: str, count: int) -> None:
    assert credited(("2026-12-01", "2026-12-02", kind)) == (count,)


def test_two_halves_make_a_date() -> None:
    halves = [
        ("2026-12-01", "2026-12-01 12:00", "vacation"),
        ("2026-12-01 12:00", "2026-12-02", "sick"),
    ]
    assert credited(*halves) == (1,)
    assert credited(*halves[:1], ("2026-12-01 12:00", "2026-12-02", "unpaid")) == (0,)


def test_no_more_than_the_contracts_days_are_credited() -> None:
    month = ("2026-11-01", "2026-12-31", "vacation")
    assert credited(month, weeks=2) == (5, 5)
    assert credited(month, days_per_week=6) == (6,)
    assert credited(month, days_per_week=7) == (7,)


def test_a_date_belongs_to_the_week_of_its_local_midnight() -> None:
    monday = ("2026-11-30", "2026-12-01", "vacation")
    assert credited(monday, timezone="Asia/Kolkata") == (0,)  # it begins on Sunday in Madrid
    assert credited(monday, timezone="America/New_York") == (1,)
    week_on = ("2026-12-07", "2026-12-08", "vacation")
    assert credited(week_on, timezone="Asia/Kolkata") == (1,)


def test_days_of_a_clock_change_are_whole_with_23_and_25_hours() -> None:
    autumn = ("2026-10-25", "2026-10-26", "vacation")
    assert credited(autumn, start=date(2026, 10, 19)) == (1,)
    spring = ("2026-03-29", "2026-03-30", "vacation")
    assert credited(spring, start=date(2026, 3, 23)) == (1,)


def test_absent_dates_are_whole_ones_of_any_kind() -> None:
    agent = make_agent(timezone=MADRID)
    away = [
        make_time_off("ana", "2026-10-25", "2026-10-26", "unpaid"),  # of 25 hours
        make_time_off("ana", "2026-10-20", "2026-10-20 12:00"),
        make_time_off("ana", "2026-10-20 12:00", "2026-10-21"),
        make_time_off("ana", "2026-10-22", "2026-10-22 23:59"),
        make_time_off("ana", "2026-10-12", "2026-10-13", "sick"),
        make_time_off("bo", "2026-10-23", "2026-10-24"),
    ]
    horizon = Horizon(start_date=date(2026, 10, 19), weeks=1, timezone=MADRID, interval_minutes=30)
    found = absent_dates(agent, away, horizon)
    assert sorted(found) == [date(2026, 10, 12), date(2026, 10, 20), date(2026, 10, 25)]
    assert absent_dates(agent, [], horizon) == frozenset()
