"""Starts of shifts laid down in local time, over clock changes, and places for their breaks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planner.clock import Horizon
from planner.roster.duties import (
    LaidShift,
    duty_of,
    lay_shifts,
    minutes_from,
    past_duty,
    placements,
)
from tests.planner.builders import (
    MADRID,
    make_agent,
    make_assignment,
    make_break,
    make_shift,
    minute,
    utc,
)


def laid(
    first: str,
    last: str,
    *,
    timezone: str = "UTC",
    starts: tuple[str, str] = ("09:00", "09:00"),
    every: int = 30,
    past_midnight: bool = False,
) -> list[LaidShift]:
    template = make_shift(
        start_from_minute=minute(starts[0]),
        start_to_minute=minute(starts[1]) + 1440 * past_midnight,
        start_every_minutes=every,
    )
    return list(lay_shifts(make_agent(timezone=timezone), (template,), utc(first), utc(last)))


def starts(found: list[LaidShift]) -> list[str]:
    return [f"{one.start:%m-%d %H:%M}" for one in found]


def test_both_ends_of_the_grid_are_starts() -> None:
    found = laid("2026-12-01", "2026-12-02", starts=("06:00", "07:00"), every=20)
    assert starts(found) == ["12-01 06:00", "12-01 06:20", "12-01 06:40", "12-01 07:00"]
    off = laid("2026-12-01", "2026-12-02", starts=("06:00", "06:59"), every=20)
    assert starts(off) == ["12-01 06:00", "12-01 06:20", "12-01 06:40"]


def test_only_starts_within_the_span() -> None:
    assert starts(laid("2026-12-01 09:00", "2026-12-02 09:00")) == ["12-01 09:00"]
    assert starts(laid("2026-12-01 09:01", "2026-12-02 09:01")) == ["12-02 09:00"]


def test_a_half_hour_zone() -> None:
    (one,) = laid("2026-12-01", "2026-12-02", timezone="Asia/Kolkata")
    assert one.start == utc("2026-12-01 03:30")
    assert one.start_wall_minute == 540
    assert one.local_date == date(2026, 12, 1)
    assert one.end == utc("2026-12-01 12:00")


@pytest.mark.parametrize("timezone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", MADRID])
def test_every_zone_has_a_start_a_day(timezone: str) -> None:
    found = laid("2026-12-01 00:00", "2026-12-08 00:00", timezone=timezone)
    assert len(found) == 7
    assert {one.start_wall_minute for one in found} == {540}


def test_the_wall_time_is_kept_over_a_clock_change() -> None:
    autumn = laid("2026-10-24", "2026-10-27", timezone=MADRID)
    assert starts(autumn) == ["10-24 07:00", "10-25 08:00", "10-26 08:00"]
    spring = laid("2026-03-28", "2026-03-31", timezone=MADRID)
    assert starts(spring) == ["03-28 08:00", "03-29 07:00", "03-30 07:00"]
    assert {one.start_wall_minute for one in autumn + spring} == {540}


def test_the_length_is_kept_over_a_clock_change() -> None:
    (one, *_) = laid("2026-10-24 12:00", "2026-10-25 12:00", timezone=MADRID, starts=("22:00",) * 2)
    assert one.end - one.start == timedelta(minutes=510)


def test_starts_that_are_skipped_move_to_one_and_count_once() -> None:
    found = laid("2026-03-29", "2026-03-29 12:00", timezone=MADRID, starts=("01:30", "03:30"))
    assert [(one.start_wall_minute, f"{one.start:%H:%M}") for one in found] == [
        (90, "00:30"),
        (180, "01:00"),  # 02:00, 02:30 and 03:00 are one
        (210, "01:30"),
    ]


def test_starts_that_occur_twice_are_the_first() -> None:
    found = laid("2026-10-25", "2026-10-25 12:00", timezone=MADRID, starts=("02:00", "03:00"))
    assert starts(found) == ["10-25 00:00", "10-25 00:30", "10-25 02:00"]


def test_starts_past_midnight_carry_the_next_date() -> None:
    found = laid(
        "2026-12-01", "2026-12-02", starts=("23:00", "01:00"), every=60, past_midnight=True
    )
    shown = [(one.local_date.day, one.start_wall_minute) for one in found]
    assert sorted(shown) == [(1, 0), (1, 60), (1, 1380)]


def test_a_grid_over_two_days_makes_no_start_twice() -> None:
    found = laid(
        "2026-12-01", "2026-12-03", starts=("00:00", "12:00"), every=720, past_midnight=True
    )
    assert sorted(starts(found)) == ["12-01 00:00", "12-01 12:00", "12-02 00:00", "12-02 12:00"]


@pytest.mark.parametrize(
    ("window", "start", "offsets"),
    [
        ((180, 240), 0, [180, 210, 240]),
        ((181, 239), 0, [210]),
        ((180, 240), 15, [195, 225]),  # a shift from 00:15 breaks on the half-hour
        ((200, 205), 0, [200]),  # no half-hour inside: the window's beginning
        ((0, 0), 0, [0]),
    ],
)
def test_breaks_start_with_an_interval(
    window: tuple[int, int], start: int, offsets: list[int]
) -> None:
    template = make_shift(breaks=(make_break(between=window),))
    assert placements(template, start, 30) == tuple((offset,) for offset in offsets)


def test_breaks_keep_their_order_and_do_not_overlap() -> None:
    template = make_shift(
        breaks=(make_break(45, between=(60, 120)), make_break(15, True, between=(60, 150)))
    )
    assert placements(template, 0, 30) == (
        (60, 120),
        (60, 150),
        (90, 150),
        # after a break from 120 to 165 there is none left: its window ends at 150
    )


def test_a_break_may_follow_the_one_before_at_once() -> None:
    template = make_shift(
        breaks=(make_break(30, between=(60, 60)), make_break(15, True, between=(60, 120)))
    )
    assert placements(template, 0, 30) == ((60, 90), (60, 120))


def test_a_break_that_finds_no_interval_follows_the_one_before() -> None:
    template = make_shift(
        breaks=(make_break(40, between=(60, 60)), make_break(15, True, between=(60, 110)))
    )
    assert placements(template, 0, 30) == ((60, 100),)


@pytest.mark.parametrize(("latest", "ways"), [(99, ()), (100, ((60, 100),))])
def test_there_is_no_way_where_the_break_before_takes_the_window(
    latest: int, ways: tuple[tuple[int, ...], ...]
) -> None:
    template = make_shift(
        breaks=(make_break(40, between=(60, 60)), make_break(15, True, between=(60, latest)))
    )
    assert placements(template, 0, 30) == ways


def test_a_shift_without_breaks_has_one_way() -> None:
    assert placements(make_shift(breaks=()), 0, 30) == ((),)


def test_duties_count_minutes_from_the_horizons_start() -> None:
    horizon = Horizon(start_date=date(2026, 10, 19), weeks=2, timezone=MADRID, interval_minutes=30)
    (*_, one) = laid("2026-10-25 22:00", "2026-10-27", timezone=MADRID)
    duty = duty_of(one, horizon, 17)
    assert duty.start_minute == 169 * 60 + 9 * 60
    assert duty.end_minute - duty.start_minute == 510
    assert (duty.week, duty.paid_minutes, duty.night_window_minutes) == (1, 480, 17)
    assert (duty.local_date, duty.start_wall_minute) == (date(2026, 10, 26), 540)
    assert duty.shift == "day8"


def test_history_counts_back_from_the_horizons_start() -> None:
    horizon = Horizon(start_date=date(2026, 11, 30), weeks=1, timezone="UTC", interval_minutes=30)
    row = make_assignment("ana", "2026-11-29 20:45", local_date=date(2026, 11, 29))
    duty = past_duty(row, make_agent(timezone="Asia/Kolkata"), horizon, 17)
    assert (duty.start_minute, duty.end_minute) == (-195, 315)
    assert (duty.start_wall_minute, duty.paid_minutes, duty.week) == (135, 480, None)
    assert duty.night_window_minutes == 17
    assert minutes_from(horizon.start, utc("2026-11-29 23:59")) == -1
