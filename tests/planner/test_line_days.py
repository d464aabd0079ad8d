"""What a line asks on which date: weeks, changes of place, and clocks that change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from planner.clock import Horizon
from planner.line_days import LineCalendar, LineDay
from planner.scenario import Scenario
from tests.planner.builders import MADRID, utc
from tests.planner.on_lines import cells, on, rotating
from tests.planner.roster.problems import week_from

LINES = ("DDDDD--", "NNN----", "--LLLL-")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


def days(scenario: Scenario, horizon: Horizon) -> dict[date, LineDay]:
    found = LineCalendar(scenario).days(scenario.agents[0], horizon.start, horizon.end)
    return {day.local_date: day for day in found}


def test_each_week_is_a_line_further_and_begins_on_monday() -> None:
    # From a Thursday on, over the last line, in a plan that begins on a Wednesday.
    scenario = rotating(LINES, [on("ana", 2, date(2026, 10, 15))])
    found = days(scenario, week_from(date(2026, 10, 14), weeks=3, timezone=MADRID))
    assert min(found) == date(2026, 10, 15)
    lines = {day.isoformat(): one.line for day, one in found.items() if day.weekday() in {0, 6}}
    assert lines == {
        "2026-10-18": 2,
        "2026-10-19": 3,
        "2026-10-25": 3,
        "2026-10-26": 1,
        "2026-11-01": 1,
        "2026-11-02": 2,
    }
    shifts = [(day.day, one.shift) for day, one in found.items() if one.shift]
    assert shifts[:5] == [(21, "late"), (22, "late"), (23, "late"), (24, "late"), (26, "day")]


def test_a_later_row_replaces_and_an_empty_line_ends() -> None:
    places = [on("ana", 1), on("ana", 3, date(2026, 12, 8)), on("ana", None, date(2026, 12, 11))]
    found = days(rotating(LINES, places[::-1]), week_from(weeks=3, timezone=MADRID))
    assert [found[date(2026, 12, 7)].line, found[date(2026, 12, 8)].line] == [2, 3]
    assert max(found) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("timezone", "monday", "starts"),
    [
        (MADRID, date(2026, 10, 19), ["2026-10-24 20:00", "2026-10-25 21:00"]),
        (MADRID, date(2027, 3, 22), ["2027-03-27 21:00", "2027-03-28 20:00"]),
        ("Asia/Kolkata", date(2026, 10, 19), ["2026-10-24 16:30", "2026-10-25 16:30"]),
    ],
)
def test_starts_keep_their_wall_time(timezone: str, monday: date, starts: list[str]) -> None:
    scenario = rotating(("-----NN",), [on("ana", 1, monday)], timezone=timezone)
    found = days(scenario, week_from(monday, timezone=timezone, interval_minutes=30))
    assert [one.start for one in found.values() if one.start] == [utc(text) for text in starts]
    assert {one.start_minute for one in found.values() if one.start} == {22 * 60}


def test_a_start_that_clocks_skip_is_the_next_that_exists() -> None:
    night = cells("------N")[0]
    early = LineDay  # only to name what is found
    scenario = rotating(("------N",), [on("ana", 1, SPRING - timedelta(days=6))])
    object.__setattr__(
        scenario,
        "line_shifts",
        (type(night)(rotation="r", line=1, weekday=6, shift="night", start_minute=150),),
    )
    found = days(scenario, week_from(SPRING - timedelta(days=6), timezone=MADRID))[SPRING]
    assert isinstance(found, early)
    assert (found.start, found.start_minute) == (utc("2027-03-28 01:00"), 180)


def test_a_shift_that_begins_outside_of_the_weeks_is_none_of_the_dates() -> None:
    # Weeks of Madrid begin at 04:30 in Kolkata: the shift of 00:00 lies before.
    scenario = rotating(("D------",), [on("ana", 1, date(2026, 11, 30))], timezone="Asia/Kolkata")
    early = datetime(2026, 11, 30, 0, 0)  # noqa: DTZ001 - a wall time
    start = utc("2026-11-30 03:00")
    found = list(LineCalendar(scenario).days(scenario.agents[0], start, start + timedelta(days=7)))
    assert found[0].local_date == early.date()
    assert found[0].shift is None
    assert found[-1].local_date == date(2026, 12, 7)
    assert found[-1].shift == "day"
