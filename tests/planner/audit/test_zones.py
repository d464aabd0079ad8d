"""The audit's own clock: gaps, repeats, pieces and windows, counted minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner import clock
from planner.audit.timeline import Timeline
from planner.audit.zones import (
    Piece,
    daily_span,
    instant_of,
    midnight_of,
    opening_spans,
    pieces,
    united,
    wall_of,
    without,
)
from tests.planner.builders import make_hours, utc, wall

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("zone", "shown", "instant"),
    [
        ("Europe/Madrid", "2026-11-30T09:00", "2026-11-30T08:00"),
        ("Asia/Kolkata", "2026-11-30T09:00", "2026-11-30T03:30"),
        ("Europe/Madrid", "2027-03-28T02:00", "2027-03-28T01:00"),  # the first minute skipped
        ("Europe/Madrid", "2027-03-28T02:59", "2027-03-28T01:00"),  # the last one
        ("Europe/Madrid", "2027-03-28T03:00", "2027-03-28T01:00"),
        ("Europe/Madrid", "2027-03-28T01:59", "2027-03-28T00:59"),
        ("Europe/Madrid", "2026-10-25T02:00", "2026-10-25T00:00"),  # the first of two
        ("Europe/Madrid", "2026-10-25T03:00", "2026-10-25T02:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),  # a gap of 30 minutes
        ("Asia/Beirut", "2027-03-28T00:00", "2027-03-27T22:00"),  # no midnight on that date
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00"),  # a whole date skipped
    ],
)
def test_instant_of_a_wall_time(zone: str, shown: str, instant: str) -> None:
    assert instant_of(wall(shown), zone) == utc(instant)


@pytest.mark.parametrize(
    "zone",
    ["America/Los_Angeles", "Europe/Madrid", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut"],
)
def test_agrees_with_the_planners_clock_all_year(zone: str) -> None:
    shown = datetime(2026, 9, 1)  # noqa: DTZ001
    while shown < datetime(2027, 5, 1):  # noqa: DTZ001
        assert instant_of(shown, zone) == clock.to_utc(shown, zone), shown
        shown += timedelta(minutes=30)


def test_wall_of_and_midnight_of() -> None:
    assert wall_of(utc("2026-11-30T03:30"), "Asia/Kolkata") == wall("2026-11-30T09:00")
    assert midnight_of(date(2026, 11, 30), "Asia/Kolkata") == utc("2026-11-29T18:30")
    assert midnight_of(date(2026, 11, 30), "Asia/Kolkata", 1440) == utc("2026-11-30T18:30")


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/Madrid", "2026-10-24T19:00", 12),  # the night an hour longer
        ("Europe/Madrid", "2027-03-27T20:00", 12),  # the night an hour shorter
        ("America/Los_Angeles", "2026-11-01T05:00", 10),
        ("Asia/Kolkata", "2026-10-24T19:30", 9),
        ("Europe/Madrid", "2026-10-25T01:00", 3),  # begins as the clocks change
        ("Europe/Madrid", "2026-10-24T22:00", 3),  # ends as they do
    ],
)
def test_pieces_count_what_the_clock_shows_minute_by_minute(
    zone: str, start: str, hours: int
) -> None:
    begin, end = utc(start), utc(start) + timedelta(hours=hours)
    shown = []
    at = begin
    while at < end:
        shown.append(at.astimezone(ZoneInfo(zone)))
        at += MINUTE
    cut = pieces(begin, end, zone)
    assert sum(piece.to_minute - piece.from_minute for piece in cut) == hours * 60
    for lower, upper in ((22 * 60, 6 * 60), (120, 150), (150, 180), (0, 1440), (60, 60)):
        length = (upper - lower) % 1440 or 1440
        wanted = sum((at.hour * 60 + at.minute - lower) % 1440 < length for at in shown)
        assert sum(piece.minutes_within(lower, upper) for piece in cut) == wanted
    by_day: dict[date, int] = {}
    for piece in cut:
        for day, minutes in piece.days:
            by_day[day] = by_day.get(day, 0) + minutes
    assert by_day == {
        day: sum(at.date() == day for at in shown) for day in {at.date() for at in shown}
    }


def test_a_span_without_a_change_is_one_piece() -> None:
    assert len(pieces(utc("2026-11-30T20:00"), utc("2026-12-01T04:00"), "Europe/Madrid")) == 1
    assert pieces(utc("2026-11-30T20:00"), utc("2026-11-30T20:00"), "Europe/Madrid") == ()


def test_a_piece_spans_days_in_order() -> None:
    first = date(2026, 11, 30).toordinal() * 1440
    piece = Piece(from_minute=first + 1380, to_minute=first + 1440 + 30)
    assert list(piece.days) == [(date(2026, 11, 30), 60), (date(2026, 12, 1), 30)]


def at(hour: int) -> datetime:
    return datetime(2026, 11, 30, hour, tzinfo=UTC)


def test_spans_unite_where_they_touch_and_drop_empty_ones() -> None:
    spans = [(at(5), at(6)), (at(1), at(2)), (at(2), at(3)), (at(4), at(4)), (at(5), at(9))]
    assert united(spans) == ((at(1), at(3)), (at(5), at(9)))


def test_holes_are_cut_out() -> None:
    whole = (at(8), at(16))
    assert without(whole, []) == (whole,)
    assert without(whole, [(at(10), at(11))]) == ((at(8), at(10)), (at(11), at(16)))
    assert without(whole, [(at(7), at(9)), (at(15), at(18))]) == ((at(9), at(15)),)
    assert without(whole, [(at(7), at(17))]) == ()
    assert without(whole, [(at(17), at(18))]) == (whole,)
    assert without(whole, [(at(10), at(12)), (at(11), at(13))]) == (
        (at(8), at(10)),
        (at(13), at(16)),
    )


def test_daily_span_runs_into_the_next_day() -> None:
    day = date(2026, 11, 30)
    assert daily_span(day, 1320, 360, "UTC") == (utc("2026-11-30T22:00"), utc("2026-12-01T06:00"))
    assert daily_span(day, 0, 1440, "UTC") == (utc("2026-11-30T00:00"), utc("2026-12-01T00:00"))
    assert daily_span(day, 540, 540, "UTC") == (utc("2026-11-30T09:00"), utc("2026-12-01T09:00"))


def test_opening_hours_over_midnight_and_by_weekday() -> None:
    hours = make_hours("Asia/Manila", days=[0], start="18:00", end="08:00")
    spans = opening_spans(hours, utc("2026-11-30T00:00"), utc("2026-12-07T00:00"))
    assert spans[0] == (utc("2026-11-30T10:00"), utc("2026-12-01T00:00"))
    assert all(start.weekday() == 0 for start, _ in spans)


def test_timeline_has_weeks_of_the_reporting_zone() -> None:
    timeline = Timeline.of(date(2026, 10, 19), 2, "Europe/Madrid", 30)
    assert timeline.week_bounds == (
        utc("2026-10-18T22:00"),
        utc("2026-10-25T23:00"),
        utc("2026-11-01T23:00"),
    )
    assert timeline.slots == 2 * (169 + 168)
    assert timeline.weeks == 2
    assert timeline.week_of(utc("2026-10-18T21:59")) is None
    assert timeline.week_of(utc("2026-10-18T22:00")) == 0
    assert timeline.week_of(utc("2026-10-25T22:59")) == 0
    assert timeline.week_of(utc("2026-10-25T23:00")) == 1
    assert timeline.week_of(utc("2026-11-01T23:00")) is None
    assert timeline.slot_of(utc("2026-10-18T22:30")) == 1
    assert timeline.slot_of(utc("2026-10-18T22:15")) is None
    assert timeline.slot_of(utc("2026-10-18T21:30")) is None
    assert timeline.slot_of(utc("2026-11-01T23:00")) is None
    assert timeline.slot_start(1) == utc("2026-10-18T22:30")
    assert timeline.week_of_slot().tolist() == [0] * 338 + [1] * 336


def test_open_slots_lie_wholly_inside_opening_hours() -> None:
    timeline = Timeline.of(date(2026, 11, 30), 1, "UTC", 30)
    is_open = timeline.open_slots(make_hours(days=[0], start="08:15", end="10:15"))
    assert [slot for slot in range(timeline.slots) if is_open[slot]] == [17, 18, 19]
    assert timeline.open_slots(make_hours()).all()
