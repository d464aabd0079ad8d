"""Wall clock and UTC: every conversion by hand, and by a second time zone library."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.clock import (
    Horizon,
    known_timezone,
    local_date,
    local_day_bounds,
    local_minutes,
    open_spans,
    to_local,
    to_utc,
)
from planner.domain import OpenHours

MADRID, NEW_YORK = "Europe/Madrid", "America/New_York"
KOLKATA, LORD_HOWE, APIA = "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of the tzdata package: the system's data may be older than pytz's."""
    data = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with data.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        (MADRID, True),
        ("Asia/Calcutta", True),  # an alias
        ("UTC", True),
        ("Etc/GMT+5", True),
        ("Europe/Atlantis", False),
        ("europe/madrid", False),
        ("", False),
        ("CEST", False),
    ],
)
def test_known_timezones(name: str, known: bool) -> None:
    assert known_timezone(name) is known


@pytest.mark.parametrize(
    ("timezone", "local", "instant"),
    [
        (MADRID, "2026-12-01 09:00", "2026-12-01 08:00"),
        (MADRID, "2026-07-01 09:00", "2026-07-01 07:00"),
        (KOLKATA, "2026-12-01 09:00", "2026-12-01 03:30"),
        ("Asia/Calcutta", "2026-12-01 09:00", "2026-12-01 03:30"),
        ("Asia/Kathmandu", "2026-12-01 09:00", "2026-12-01 03:15"),
        ("America/St_Johns", "2026-12-01 09:00", "2026-12-01 12:30"),
        ("Pacific/Kiritimati", "2026-12-01 00:00", "2026-11-30 10:00"),
        ("Pacific/Pago_Pago", "2026-12-01 23:00", "2026-12-02 10:00"),
        # the hour before, in and after the gap of 29 March
        (MADRID, "2026-03-29 01:59", "2026-03-29 00:59"),
        (MADRID, "2026-03-29 02:00", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 02:01", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 02:59", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 02:00:01", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 02:59:59", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 03:00", "2026-03-29 01:00"),
        (MADRID, "2026-03-29 03:01", "2026-03-29 01:01"),
        # the hour that exists twice on 25 October: the first
        (MADRID, "2026-10-25 01:59", "2026-10-24 23:59"),
        (MADRID, "2026-10-25 02:00", "2026-10-25 00:00"),
        (MADRID, "2026-10-25 02:59", "2026-10-25 00:59"),
        (MADRID, "2026-10-25 03:00", "2026-10-25 02:00"),
        # America changes in another week
        (NEW_YORK, "2026-03-29 02:30", "2026-03-29 06:30"),
        (NEW_YORK, "2026-03-08 02:30", "2026-03-08 07:00"),
        (NEW_YORK, "2026-11-01 01:30", "2026-11-01 05:30"),
        (NEW_YORK, "2026-11-01 02:00", "2026-11-01 07:00"),
        # half an hour, twice and not at all
        (LORD_HOWE, "2026-04-05 01:29", "2026-04-04 14:29"),
        (LORD_HOWE, "2026-04-05 01:30", "2026-04-04 14:30"),
        (LORD_HOWE, "2026-04-05 01:59", "2026-04-04 14:59"),
        (LORD_HOWE, "2026-04-05 02:00", "2026-04-04 15:30"),
        (LORD_HOWE, "2026-10-04 01:59", "2026-10-03 15:29"),
        (LORD_HOWE, "2026-10-04 02:00", "2026-10-03 15:30"),
        (LORD_HOWE, "2026-10-04 02:29", "2026-10-03 15:30"),
        (LORD_HOWE, "2026-10-04 02:31", "2026-10-03 15:31"),
        # Samoa left 30 December 2011 out
        (APIA, "2011-12-29 23:59", "2011-12-30 09:59"),
        (APIA, "2011-12-30 00:00", "2011-12-30 10:00"),
        (APIA, "2011-12-30 15:00", "2011-12-30 10:00"),
        (APIA, "2011-12-31 00:00", "2011-12-30 10:00"),
        (APIA, "2011-12-31 00:01", "2011-12-30 10:01"),
        # a midnight that does not exist
        ("Africa/Cairo", "2026-04-24 00:00", "2026-04-23 22:00"),
        # Moscow went back for good: the same hour twice without summer time
        ("Europe/Moscow", "2014-10-26 01:30", "2014-10-25 21:30"),
    ],
)
def test_wall_times_become_instants(timezone: str, local: str, instant: str) -> None:
    assert to_utc(wall(local), timezone) == utc(instant)
    assert to_utc(wall(local), timezone).tzinfo is UTC


@pytest.mark.parametrize(
    ("timezone", "instant", "local"),
    [
        (MADRID, "2026-03-29 00:59", "2026-03-29 01:59"),
        (MADRID, "2026-03-29 01:00", "2026-03-29 03:00"),
        (MADRID, "2026-10-25 00:30", "2026-10-25 02:30"),
        (MADRID, "2026-10-25 01:30", "2026-10-25 02:30"),
        (KOLKATA, "2026-12-01 18:29", "2026-12-01 23:59"),
        (KOLKATA, "2026-12-01 18:30", "2026-12-02 00:00"),
        (LORD_HOWE, "2026-04-04 15:00", "2026-04-05 01:30"),
        (APIA, "2011-12-30 09:59", "2011-12-29 23:59"),
        (APIA, "2011-12-30 10:00", "2011-12-31 00:00"),
        ("America/Los_Angeles", "2026-12-01 07:59", "2026-11-30 23:59"),
    ],
)
def test_instants_become_wall_times(timezone: str, instant: str, local: str) -> None:
    assert to_local(utc(instant), timezone) == wall(local)
    assert to_local(utc(instant), timezone).tzinfo is None
    assert local_date(utc(instant), timezone) == wall(local).date()


ZONES = [
    MADRID,
    NEW_YORK,
    KOLKATA,
    LORD_HOWE,
    "America/Santiago",
    "America/St_Johns",
    "Africa/Cairo",
    "Europe/Dublin",
    "Pacific/Auckland",
    "Pacific/Chatham",
]


@settings(max_examples=400, deadline=None)
@given(
    timezone=st.sampled_from(ZONES),
    minute=st.integers(min_value=0, max_value=366 * 1440 * 4),
)
@example(timezone="Pacific/Chatham", minute=0)
def test_a_wall_time_is_the_first_instant_that_shows_it_or_a_later_one(
    timezone: str, minute: int
) -> None:
    local = datetime(2025, 1, 1) + minute * MINUTE  # noqa: DTZ001 - a wall time
    zone = zone_of(timezone)
    found = to_utc(local, timezone)
    shown = found.astimezone(zone).replace(tzinfo=None)
    assert to_local(found, timezone) == shown >= local
    earlier = [found - back * MINUTE for back in (1, 30, 60, 90)]
    assert all(each.astimezone(zone).replace(tzinfo=None) < local for each in earlier)


@settings(max_examples=100, deadline=None)
@given(timezone=st.sampled_from(ZONES), day=st.dates(date(2025, 1, 1), date(2036, 12, 31)))
def test_days_follow_one_another_without_a_gap(timezone: str, day: date) -> None:
    start, end = local_day_bounds(day, timezone)
    assert end == local_day_bounds(day + timedelta(days=1), timezone)[0]
    assert local_date(start, timezone) == local_date(end - MINUTE, timezone) == day
    assert local_date(start - MINUTE, timezone) < day < local_date(end, timezone)


@pytest.mark.parametrize(
    ("timezone", "day", "hours"),
    [
        (MADRID, date(2026, 3, 28), 24),
        (MADRID, date(2026, 3, 29), 23),
        (MADRID, date(2026, 10, 25), 25),
        (NEW_YORK, date(2026, 3, 29), 24),
        (NEW_YORK, date(2026, 3, 8), 23),
        (NEW_YORK, date(2026, 11, 1), 25),
        (LORD_HOWE, date(2026, 4, 5), 24.5),
        (LORD_HOWE, date(2026, 10, 4), 23.5),
        (KOLKATA, date(2026, 3, 29), 24),
        (APIA, date(2011, 12, 29), 24),
        (APIA, date(2011, 12, 30), 0),
        (APIA, date(2011, 12, 31), 24),
    ],
)
def test_local_days_have_the_hours_they_have(timezone: str, day: date, hours: float) -> None:
    start, end = local_day_bounds(day, timezone)
    assert end - start == timedelta(hours=hours)


def shown_minutes(first: datetime, count: int, timezone: str) -> list[int]:
    origin = datetime(1, 1, 1)  # noqa: DTZ001 - a wall time
    zone = zone_of(timezone)
    return [
        ((first + k * MINUTE).astimezone(zone).replace(tzinfo=None) - origin) // MINUTE
        for k in range(count)
    ]


@pytest.mark.parametrize("timezone", [*ZONES, APIA])
@pytest.mark.parametrize("start", ["2026-03-28 13:07", "2026-10-03 15:00", "2011-12-29 09:59"])
def test_local_minutes_are_what_the_clock_shows(timezone: str, start: str) -> None:
    count = 3 * 1440
    found = local_minutes(utc(start), count, timezone)
    assert found.tolist() == shown_minutes(utc(start), count, timezone)


@pytest.mark.parametrize("shift", range(-2, 3))
@pytest.mark.parametrize("count", [1, 2, 3, 59, 60, 61, 62, 121])
def test_local_minutes_of_short_stretches_around_a_change(shift: int, count: int) -> None:
    for change in ("2026-03-29 01:00", "2026-10-25 01:00"):
        for lead in (0, 1, 59, 60, 61):
            first = utc(change) + (shift - lead) * MINUTE
            found = local_minutes(first, count, MADRID)
            assert found.tolist() == shown_minutes(first, count, MADRID)


def test_no_minutes() -> None:
    assert local_minutes(utc("2026-03-29 00:00"), 0, MADRID).tolist() == []


def test_local_minutes_tell_date_and_time_of_day() -> None:
    (minute,) = local_minutes(utc("2026-12-01 18:31"), 1, KOLKATA)
    assert date.fromordinal(int(minute) // 1440 + 1) == date(2026, 12, 2)
    assert minute % 1440 == 1


def spans(hours: OpenHours, start: str, end: str) -> list[tuple[str, str]]:
    return [
        (f"{opens:%m-%d %H:%M}", f"{closes:%m-%d %H:%M}")
        for opens, closes in open_spans(hours, utc(start), utc(end))
    ]


def test_around_the_clock_is_one_span() -> None:
    found = list(open_spans(OpenHours(), utc("2026-11-30 07:00"), utc("2026-12-09 08:00")))
    assert found == [(utc("2026-11-30 07:00"), utc("2026-12-09 08:00"))]


def test_office_hours_keep_their_wall_time_over_a_clock_change() -> None:
    hours = OpenHours(
        timezone=MADRID, weekdays=frozenset({4, 5, 6, 0}), from_minute=540, to_minute=1080
    )
    assert spans(hours, "2026-03-26 00:00", "2026-03-31 00:00") == [
        ("03-27 08:00", "03-27 17:00"),
        ("03-28 08:00", "03-28 17:00"),
        ("03-29 07:00", "03-29 16:00"),
        ("03-30 07:00", "03-30 16:00"),
    ]


def test_hours_over_midnight_belong_to_the_day_they_begin_on() -> None:
    hours = OpenHours(
        timezone="Asia/Manila", weekdays=frozenset({4}), from_minute=1080, to_minute=480
    )
    # Friday 18:00 to Saturday 08:00 in Manila, UTC+8.
    assert spans(hours, "2026-11-30 00:00", "2026-12-07 00:00") == [("12-04 10:00", "12-05 00:00")]
    # asked on Saturday alone, what began on Friday still runs
    assert spans(hours, "2026-12-04 23:00", "2026-12-06 00:00") == [("12-04 23:00", "12-05 00:00")]
    assert spans(hours, "2026-12-05 00:00", "2026-12-06 00:00") == []
    assert spans(hours, "2026-12-04 09:00", "2026-12-04 10:01") == [("12-04 10:00", "12-04 10:01")]
    assert spans(hours, "2026-12-04 09:00", "2026-12-04 10:00") == []


def test_hours_over_midnight_stretch_with_the_night_of_the_change() -> None:
    hours = OpenHours(timezone=MADRID, from_minute=1320, to_minute=360)
    assert spans(hours, "2026-10-24 12:00", "2026-10-25 12:00") == [("10-24 20:00", "10-25 05:00")]
    assert spans(hours, "2026-03-28 12:00", "2026-03-29 12:00") == [("03-28 21:00", "03-29 04:00")]


def test_days_that_touch_are_one_span() -> None:
    weekend = OpenHours(timezone=KOLKATA, weekdays=frozenset({5, 6}))
    assert spans(weekend, "2026-11-30 00:00", "2026-12-08 00:00") == [
        ("12-04 18:30", "12-06 18:30")
    ]
    all_day = OpenHours(timezone=MADRID, from_minute=600, to_minute=600)
    assert spans(all_day, "2026-03-27 00:00", "2026-03-31 00:00") == [
        ("03-27 00:00", "03-31 00:00")
    ]


def test_days_apart_by_a_minute_are_not() -> None:
    hours = OpenHours(weekdays=frozenset({0, 1}), to_minute=1439)
    assert spans(hours, "2026-11-29 00:00", "2026-12-05 00:00") == [
        ("11-30 00:00", "11-30 23:59"),
        ("12-01 00:00", "12-01 23:59"),
    ]


def test_an_opening_in_the_gap_opens_after_it() -> None:
    hours = OpenHours(timezone=MADRID, from_minute=150, to_minute=240)
    assert spans(hours, "2026-03-29 00:00", "2026-03-29 12:00") == [("03-29 01:00", "03-29 02:00")]
    within = OpenHours(timezone=MADRID, from_minute=130, to_minute=170)
    assert spans(within, "2026-03-29 00:00", "2026-03-29 12:00") == []


def test_a_day_that_was_left_out_opens_nothing() -> None:
    friday = OpenHours(timezone=APIA, weekdays=frozenset({4}), from_minute=540, to_minute=1020)
    assert spans(friday, "2011-12-28 00:00", "2012-01-03 00:00") == []


def test_far_zones_are_open_at_both_ends_of_the_span() -> None:
    for timezone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        hours = OpenHours(timezone=timezone)
        found = spans(hours, "2026-12-01 00:00", "2026-12-01 00:30")
        assert found == [("12-01 00:00", "12-01 00:30")]


def test_an_empty_stretch_has_no_spans() -> None:
    assert spans(OpenHours(), "2026-12-01 00:00", "2026-12-01 00:00") == []


def horizon(start: date, weeks: int = 1, timezone: str = MADRID, minutes: int = 30) -> Horizon:
    return Horizon(start_date=start, weeks=weeks, timezone=timezone, interval_minutes=minutes)


@pytest.mark.parametrize(
    ("start", "timezone", "hours"),
    [
        (date(2026, 11, 30), MADRID, 168),
        (date(2026, 3, 23), MADRID, 167),
        (date(2026, 10, 19), MADRID, 169),
        (date(2026, 3, 23), NEW_YORK, 168),
        (date(2026, 3, 2), NEW_YORK, 167),
        (date(2026, 10, 26), NEW_YORK, 169),
        (date(2026, 10, 26), MADRID, 168),
        (date(2026, 3, 30), LORD_HOWE, 168.5),
        (date(2011, 12, 26), APIA, 144),
    ],
)
def test_weeks_have_the_hours_they_have(start: date, timezone: str, hours: float) -> None:
    plan = horizon(start, timezone=timezone)
    assert plan.end - plan.start == timedelta(hours=hours)
    assert len(plan.slots) == hours * 2
    assert plan.slots[0] == plan.start
    assert plan.slots[-1] == plan.end - 30 * MINUTE


def test_week_bounds_are_local_midnights() -> None:
    plan = horizon(date(2026, 10, 19), weeks=3)
    assert plan.week_bounds == (
        utc("2026-10-18 22:00"),
        utc("2026-10-25 23:00"),
        utc("2026-11-01 23:00"),
        utc("2026-11-08 23:00"),
    )
    assert (plan.start, plan.end) == (plan.week_bounds[0], plan.week_bounds[-1])


@pytest.mark.parametrize(
    ("instant", "week"),
    [
        ("2026-10-18 21:59", None),
        ("2026-10-18 22:00", 0),
        ("2026-10-25 22:59", 0),
        ("2026-10-25 23:00", 1),
        ("2026-11-01 22:59", 1),
        ("2026-11-01 23:00", None),
    ],
)
def test_an_instant_lies_in_the_week_from_its_bound(instant: str, week: int | None) -> None:
    assert horizon(date(2026, 10, 19), weeks=2).week_of(utc(instant)) == week


@pytest.mark.parametrize(
    ("timezone", "minutes", "fits"),
    [
        (MADRID, 60, True),
        (KOLKATA, 30, True),
        (KOLKATA, 60, False),
        ("Asia/Kathmandu", 15, True),
        ("Asia/Kathmandu", 30, False),
        ("Pacific/Chatham", 30, False),
    ],
)
def test_whether_weeks_begin_on_the_grid(timezone: str, minutes: int, fits: bool) -> None:
    assert horizon(date(2026, 11, 30), timezone=timezone, minutes=minutes).on_grid is fits


def test_a_later_week_may_leave_the_grid() -> None:
    assert horizon(date(2026, 3, 23), 1, LORD_HOWE, 60).on_grid
    assert not horizon(date(2026, 3, 30), 1, LORD_HOWE, 60).on_grid


def test_slots_are_every_interval_once() -> None:
    plan = horizon(date(2026, 10, 19), minutes=15)
    assert len(plan.slots) == 169 * 4
    assert {b - a for a, b in zip(plan.slots, plan.slots[1:], strict=False)} == {15 * MINUTE}


def test_both_libraries_know_the_same_changes() -> None:
    assert zoneinfo.ZoneInfo is ZoneInfo
    for timezone in ZONES:
        for days in range(0, 365 * 3):
            instant = utc("2026-01-01 00:10") + timedelta(days=days)
            expected = instant.astimezone(zone_of(timezone)).replace(tzinfo=None)
            assert to_local(instant, timezone) == expected
