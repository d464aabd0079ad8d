"""The audit's clock to the minute at its edges: windows, holes, spans, the three hours of night."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from planner.audit.zones import daily_span, midnight_of, opening_spans, pieces, united, without
from tests.planner.audit.results import make_results
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_hours,
    make_scenario,
    make_shift,
    utc,
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "minute", "instant"),
    [
        (date(2027, 3, 28), 359, "2027-03-28T03:59"),
        (date(2027, 3, 28), 360, "2027-03-28T04:00"),
        (date(2026, 10, 25), 360, "2026-10-25T05:00"),
        (date(2026, 11, 30), 1, "2026-11-29T23:01"),
    ],
)
def test_minutes_of_a_day_are_those_on_the_wall(day: date, minute: int, instant: str) -> None:
    assert midnight_of(day, MADRID, minute) == utc(instant)


def test_windows_stretch_and_shrink_with_the_night() -> None:
    assert daily_span(date(2026, 10, 24), 1320, 360, MADRID) == (
        utc("2026-10-24T20:00"),
        utc("2026-10-25T05:00"),
    )
    assert daily_span(date(2027, 3, 27), 1320, 360, MADRID) == (
        utc("2027-03-27T21:00"),
        utc("2027-03-28T04:00"),
    )


def test_pieces_start_at_the_minute_that_the_clock_shows() -> None:
    (piece,) = pieces(utc("2026-11-30T08:17"), utc("2026-11-30T09:00"), "Asia/Kolkata")
    assert piece.from_minute % 1440 == 13 * 60 + 47
    assert piece.to_minute - piece.from_minute == 43
    assert list(piece.days) == [(date(2026, 11, 30), 43)]


def test_a_span_inside_another_changes_nothing() -> None:
    assert united([(at(1), at(9)), (at(2), at(3)), (at(4), at(5))]) == ((at(1), at(9)),)
    assert united([(at(1), at(9)), (at(2), at(3)), (at(9, 1), at(10))]) == (
        (at(1), at(9)),
        (at(9, 1), at(10)),
    )


def test_holes_at_the_edges_leave_no_empty_spans() -> None:
    whole = (at(8), at(16))
    assert without(whole, [(at(8), at(9))]) == ((at(9), at(16)),)
    assert without(whole, [(at(15), at(16))]) == ((at(8), at(15)),)
    assert without(whole, [(at(8), at(16))]) == ()


def test_a_hole_before_the_span_does_not_stretch_it() -> None:
    assert without((at(8), at(16)), [(at(5), at(6))]) == ((at(8), at(16)),)
    assert without((at(8), at(16)), [(at(5), at(8))]) == ((at(8), at(16)),)


def test_opening_hours_of_the_evening_before_still_run() -> None:
    hours = make_hours("Asia/Manila", days=[0], start="18:00", end="08:00")
    spans = opening_spans(hours, utc("2026-11-30T22:00"), utc("2026-12-01T06:00"))
    assert (utc("2026-11-30T10:00"), utc("2026-12-01T00:00")) in spans


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_far_zones_are_open_from_start_to_end(zone: str) -> None:
    ((opens, closes),) = opening_spans(
        make_hours(zone), utc("2026-11-30T00:00"), utc("2026-12-07T00:00")
    )
    assert opens <= utc("2026-11-30T00:00")
    assert closes >= utc("2026-12-07T00:00")


def rules_broken(start: str, *between: int) -> list[str]:
    """What the audit finds where an agent who works no nights starts so, her break there."""
    breaks = (make_break(between=(between[0], between[0])),) if between else ()
    shift = make_shift(
        breaks=breaks, start_from_minute=0, start_to_minute=1439, start_every_minutes=1
    )
    scenario = make_scenario(
        agents=[make_agent(timezone="UTC", nights=False)],
        shifts=[shift],
        contracts=[make_contract(hourly=True)],
        reporting_timezone="UTC",
    )
    row = make_assignment("ana", f"2026-12-01 {start}", local_date=date(2026, 12, 1), shift=shift)
    return make_results(scenario, [row], start_date=MONDAY).rules()


@pytest.mark.parametrize(
    ("start", "barred"), [("16:59", False), ("17:00", True), ("03:00", True), ("03:01", False)]
)
def test_without_a_window_night_is_from_22_to_6(start: str, barred: bool) -> None:
    assert rules_broken(start) == (["nights"] if barred else [])


@pytest.mark.parametrize(("start", "barred"), [("16:29", False), ("16:30", True)])
def test_breaks_count_towards_the_three_hours(start: str, barred: bool) -> None:
    # Half an hour's break from 22:30 on is part of the three hours until 01:00.
    assert rules_broken(start, 360) == (["nights"] if barred else [])
