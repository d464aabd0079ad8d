"""What an agent's own page says: worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from app_pages.shifts_html import month_html, week_html
from app_pages.shifts_next import clock_notes, hours_words, next_shift, now_sentence, week_now
from tests.app.view_cases import (
    OCTOBER,
    OVER_THE_CHANGE,
    day_shift,
    days_for,
    team_of,
)
from tests.planner.builders import (
    make_assignment,
    make_shift,
    make_time_off,
    utc,
)

SHIFT_AT_NINE = day_shift("hugo", "2026-10-21 07:00", "2026-10-21")


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        ("2026-10-19 05:00", "starts in 2 days"),
        ("2026-10-20 21:59", "starts tomorrow, in 9 h 1 min"),
        ("2026-10-20 22:00", "starts today, in 9 h"),  # past midnight in Madrid
        ("2026-10-21 06:59:30", "starts today, in 1 min"),
        ("2026-10-21 07:00", "you are on this shift now; it ends in 8 h 30 min"),
        ("2026-10-21 15:29:30", "you are on this shift now; it ends in 1 min"),
    ],
)
def test_how_far_the_next_shift_is(now: str, wait: str) -> None:
    found = next_shift([OVER_THE_CHANGE, SHIFT_AT_NINE], utc(now), "Europe/Madrid")
    assert found is not None
    assert (found.row, found.wait) == (SHIFT_AT_NINE, wait)
    assert (found.day, found.hours) == ("Wed 21 Oct", "09:00–17:30")


def test_after_the_last_shift_there_is_no_next() -> None:
    rows = [SHIFT_AT_NINE, OVER_THE_CHANGE]
    found = next_shift(rows, SHIFT_AT_NINE.end, "Europe/Madrid")
    assert found is not None
    assert found.row == OVER_THE_CHANGE
    assert next_shift(rows, OVER_THE_CHANGE.end, "Europe/Madrid") is None


def test_now_is_told_honestly() -> None:
    horizon = team_of().horizon(OCTOBER, 2)
    ahead = now_sentence(horizon, utc("2026-10-10 20:00"), "Asia/Kolkata")
    assert ahead == (
        "Now it is Sun 11 Oct 2026, 01:30 in Asia/Kolkata. This plan begins on Mon 19 Oct 2026."
    )
    over = now_sentence(horizon, horizon.end, "Europe/Madrid")
    assert over.endswith("This plan ended on Sun 1 Nov 2026.")
    assert "plan" not in now_sentence(horizon, utc("2026-10-20"), "Europe/Madrid")
    weeks = [week_now(horizon, utc(day)) for day in ("2026-01-01", "2026-10-28", "2027-01-01")]
    assert weeks == [0, 1, 1]


def test_a_clock_change_says_what_it_does_to_the_shift_across_it() -> None:
    horizon = team_of().horizon(OCTOBER, 1)
    (note,) = clock_notes(horizon, [OVER_THE_CHANGE, SHIFT_AT_NINE], "Europe/Madrid")
    assert note.touches
    assert note.text == (
        "Clocks go back on Sun 25 Oct at 03:00, to 02:00 (Europe/Madrid). Your shift night8 of "
        "Sat 24 Oct, 22:00, lasts 8 h 30 min as always, 8 h of them paid: it ends at 05:30 by the "
        "clock instead of 06:30."
    )
    (free,) = clock_notes(horizon, [SHIFT_AT_NINE], "Europe/Madrid")
    assert not free.touches
    assert clock_notes(horizon, [], "Asia/Kolkata") == ()
    assert clock_notes(horizon, [], "America/New_York") == ()


def test_a_change_in_the_night_after_the_plan_is_told_too() -> None:
    horizon = team_of().horizon(date(2026, 10, 18), 1)  # until Saturday's midnight
    assert clock_notes(horizon, [], "Europe/Madrid") == ()
    assert [note.touches for note in clock_notes(horizon, [OVER_THE_CHANGE], "Europe/Madrid")] == [
        True
    ]


def test_hours_are_those_of_work() -> None:
    part = make_assignment(
        "hugo",
        "2026-10-20 07:00",
        local_date=date(2026, 10, 20),
        shift=make_shift(paid_minutes=270),
    )
    assert hours_words([SHIFT_AT_NINE, part]) == "12.5 h"
    assert hours_words([]) == "0 h"


def test_the_week_says_breaks_midnight_and_utc_on_demand() -> None:
    days = days_for(team_of(), "hugo", ["2026-10-23", "2026-10-24"], [OVER_THE_CHANGE])
    plain = week_html(days, "Europe/Madrid", today=date(2026, 10, 23), with_utc=False)
    assert "Day off" in plain
    assert "22:00–05:30 +1" in plain
    assert "past midnight, ends on Sun 25 Oct" in plain
    assert "Break 01:00–01:30" in plain
    assert "UTC" not in plain
    assert plain.count("today") == 2  # the mark and the word, once
    assert "UTC Sat 24 Oct 20:00–Sun 25 Oct 04:30" in week_html(
        days, "Europe/Madrid", today=date(2026, 10, 1), with_utc=True
    )


def test_the_month_knows_what_it_does_not_know() -> None:
    team = team_of(time_off=[make_time_off("hugo", "2026-10-20", "2026-10-21")])
    dates = [f"2026-10-{day:02d}" for day in range(1, 32)]
    held = {day.day: day for day in days_for(team, "hugo", dates, [OVER_THE_CHANGE])}
    html = month_html(2026, 10, held, today=date(2026, 10, 1))
    assert "October 2026" in html
    assert html.count("ms-unknown") == 18  # before the 19th this plan says nothing
    assert "<b>20</b>leave" in html
    assert "<b>21</b>off" in html
    assert "<b>24</b>☾22:00" in html
