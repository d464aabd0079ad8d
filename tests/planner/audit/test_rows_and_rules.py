"""Planted faults in rows, breaks and rules: each is found, and what is right stays clean."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from planner.domain import Assignment, LabourRules
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_availability,
    make_break,
    make_contract,
    make_law,
    make_night,
    make_pin,
    make_scenario,
    make_shift,
    make_time_off,
    utc,
    wall,
)

TUESDAY = MONDAY + timedelta(days=1)


def madrid_week(days: int = 5, start: str = "08:00", agent_id: str = "ana") -> list[Assignment]:
    """Day shifts from Monday on, ``start`` in UTC."""
    return [
        make_assignment(
            agent_id,
            f"{MONDAY + timedelta(days=day)}T{start}",
            local_date=MONDAY + timedelta(days=day),
        )
        for day in range(days)
    ]


def results(assignments: list[Assignment], **scenario: Any) -> Results:
    return make_results(make_scenario(**scenario), assignments)


def test_a_sound_week_is_clean() -> None:
    assert results(madrid_week()).rules() == []


def test_two_shifts_at_once_overlap() -> None:
    rows = [*madrid_week(1), make_assignment("ana", "2026-11-30T12:00", local_date=MONDAY)]
    found = results(rows).audit().violations
    assert {"overlap", "one-shift-a-date", "rest"} <= {violation.rule for violation in found}
    overlap = next(violation for violation in found if violation.rule == "overlap")
    assert overlap.found == "270 minutes in two shifts"
    assert overlap.local_date == MONDAY


def test_an_overlap_with_the_history_is_found_and_blamed_on_the_plan() -> None:
    past = make_assignment("ana", "2026-11-29T20:00", local_date=date(2026, 11, 29))
    rows = [make_assignment("ana", "2026-11-30T04:29", local_date=MONDAY)]
    shift = make_shift(start_every_minutes=1, start_from_minute=0, start_to_minute=1439)
    found = results(rows, history=[past], shifts=[shift]).audit().violations
    assert [violation.rule for violation in found] == ["overlap", "rest"]
    rows = [make_assignment("ana", "2026-11-30T04:30", local_date=MONDAY)]
    assert results(rows, history=[past], shifts=[shift]).rules() == []


@pytest.mark.parametrize(("rest", "rules"), [(930, []), (931, ["rest"] * 4)])
def test_rest_between_shifts(rest: int, rules: list[str]) -> None:
    # 08:00 to 16:30, then 15 h 30 min until the next
    assert results(madrid_week(), labour_rules=[make_law(min_rest_minutes=rest)]).rules() == rules


def test_rest_after_the_last_shift_of_the_history() -> None:
    past = make_assignment("ana", "2026-11-29T13:00", local_date=date(2026, 11, 29))
    law = make_law(min_rest_minutes=660)
    broken = results(madrid_week(), history=[past], labour_rules=[law]).audit().violations
    assert [(v.rule, v.local_date, v.found) for v in broken] == [("rest", MONDAY, "10 h 30 min")]


def test_history_at_or_after_the_start_is_not_history() -> None:
    past = make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY)
    assert results(madrid_week(), history=[past]).rules() == []


@pytest.mark.parametrize(("most", "rules"), [(2400, []), (2399, ["max-hours"])])
def test_over_hours(most: int, rules: list[str]) -> None:
    contract = make_contract(max_weekly_minutes=most)
    assert results(madrid_week(), contracts=[contract]).rules() == rules


def test_work_on_time_off_is_found_to_the_minute() -> None:
    # the shift of Tuesday ends at 17:30 in Madrid
    off = make_time_off("ana", "2026-12-01T17:29", "2026-12-01T20:00")
    assert results(madrid_week(), time_off=[off]).rules() == ["time-off"]
    off = make_time_off("ana", "2026-12-01T17:30", "2026-12-02T09:00")
    assert results(madrid_week(), time_off=[off]).rules() == []


def test_time_off_credits_whole_dates_only() -> None:
    def rules(start: str, end: str, kind: str) -> list[str]:
        contract = make_contract(min_weekly_minutes=2400, days_per_week=5)
        off = make_time_off("ana", start, end, kind)
        return results(madrid_week(4), contracts=[contract], time_off=[off]).rules()

    assert rules("2026-12-04T00:00", "2026-12-05T00:00", "sick") == []
    assert rules("2026-12-04T00:01", "2026-12-05T00:00", "sick") == ["min-hours"]
    assert rules("2026-12-04T00:00", "2026-12-04T23:59", "sick") == ["min-hours"]
    assert rules("2026-12-04T00:00", "2026-12-05T00:00", "unpaid") == ["min-hours"]
    # two dates credited and four worked are more days than five
    assert rules("2026-12-04T00:00", "2026-12-06T00:00", "vacation") == ["days-per-week"]
    # the Sunday before is not in the week, neither is the Monday after
    assert rules("2026-11-29T00:00", "2026-11-30T00:00", "vacation") == ["min-hours"]
    assert rules("2026-12-07T00:00", "2026-12-08T00:00", "vacation") == ["min-hours"]


def test_time_off_in_two_parts_covers_a_date() -> None:
    contract = make_contract(min_weekly_minutes=2400)
    parts = [
        make_time_off("ana", "2026-12-04T00:00", "2026-12-04T12:00", "sick"),
        make_time_off("ana", "2026-12-04T12:00", "2026-12-05T00:00", "training"),
    ]
    assert results(madrid_week(4), contracts=[contract], time_off=parts).rules() == []


@pytest.mark.parametrize(
    ("earliest", "latest", "rules"),
    [
        (540, 1050, []),  # 09:00 to 17:30, exactly the shift
        (541, 1050, ["availability"]),
        (540, 1049, ["availability"]),
        (None, 1050, []),
        (None, 1049, ["availability"]),
        (540, None, []),
        (541, None, ["availability"]),
        (1020, 1050, ["availability"]),
        (600, 540, ["availability"]),  # from 10:00 to 09:00 next day
        (540, 540, []),  # round the clock, window after window
    ],
)
def test_availability_by_two_wall_times(
    earliest: int | None, latest: int | None, rules: list[str]
) -> None:
    agent = make_agent(earliest_start_minute=earliest, latest_end_minute=latest)
    assert results(madrid_week(1), agents=[agent]).rules() == rules


def test_weekly_availability_replaces_the_two_wall_times() -> None:
    agent = make_agent(earliest_start_minute=720, latest_end_minute=780)
    span = make_availability("ana", 0, "09:00", "17:30")
    assert results(madrid_week(1), agents=[agent], availability=[span]).rules() == []
    # a weekday that is not listed has no hours
    found = results(madrid_week(2), agents=[agent], availability=[span]).audit().violations
    assert [(v.rule, v.local_date) for v in found] == [("availability", TUESDAY)]


def test_availability_runs_past_midnight_into_the_next_window() -> None:
    night = make_shift("night", start_from_minute=1260, start_to_minute=1260)
    row = make_assignment("ana", "2026-11-30T20:00", local_date=MONDAY, shift=night)
    contract = make_contract(shifts=("night",))
    spans = [
        make_availability("ana", 0, "21:00", "00:00"),
        make_availability("ana", 1, "00:00", "05:30"),
    ]
    assert results([row], shifts=[night], contracts=[contract], availability=spans).rules() == []
    assert results([row], shifts=[night], contracts=[contract], availability=spans[:1]).rules() == [
        "availability"
    ]


def test_pins_stand() -> None:
    assert results(madrid_week(), pins=[make_pin("ana", MONDAY, start="09:00")]).rules() == []
    assert results(madrid_week(), pins=[make_pin("ana", MONDAY, start="09:30")]).rules() == ["pin"]
    assert results(madrid_week(4), pins=[make_pin("ana", date(2026, 12, 4))]).rules() == ["pin"]
    others = [make_pin("bob", MONDAY, start="06:00")]
    assert results(madrid_week(), pins=others).rules() == []
    outside = [make_pin("ana", date(2026, 12, 7)), make_pin("ana", date(2026, 11, 29))]
    assert results(madrid_week(), pins=outside).rules() == []


def test_a_pin_at_a_wall_time_that_is_skipped_stands_at_the_next() -> None:
    sunday = date(2027, 3, 28)
    shift = make_shift(start_from_minute=120, start_to_minute=180)
    row = make_assignment("ana", "2027-03-28T01:00", local_date=sunday, shift=shift)
    scenario = make_scenario(shifts=[shift], pins=[make_pin("ana", sunday, start="02:30")])
    assert make_results(scenario, [row], start_date=date(2027, 3, 22)).rules() == []


def test_no_nights() -> None:
    night = make_shift("night", start_from_minute=960, start_to_minute=1439, start_every_minutes=1)
    contract = make_contract(shifts=("night",))
    agent = make_agent(nights=False)

    def rules(start: str, law: LabourRules | None = None) -> list[str]:
        row = make_assignment("ana", start, local_date=MONDAY, shift=night)
        laws = [law or make_law()]
        return results(
            [row], shifts=[night], contracts=[contract], agents=[agent], labour_rules=laws
        ).rules()

    assert rules("2026-11-30T15:29") == []  # 16:29 to 00:59: 179 minutes from 22:00 on
    assert rules("2026-11-30T15:30") == ["nights"]
    assert rules("2026-11-30T15:30", make_law(night=make_night("22:01", "06:00"))) == []
    assert rules("2026-11-30T15:30", make_law(night=make_night("22:00", "00:59"))) == []


def test_long_runs_and_short_weekly_rest() -> None:
    past = [
        make_assignment("ana", f"2026-11-{day}T08:00", local_date=date(2026, 11, day))
        for day in (28, 29)
    ]
    law = make_law(max_consecutive_days=6)
    assert results(madrid_week(4), history=past, labour_rules=[law]).rules() == []
    assert results(madrid_week(5), history=past, labour_rules=[law]).rules() == ["consecutive-days"]
    law = make_law(min_weekly_rest_minutes=3270)  # Friday 16:30 to Sunday 23:00 UTC
    assert results(madrid_week(), labour_rules=[law]).rules() == []
    law = make_law(min_weekly_rest_minutes=3271)
    assert results(madrid_week(), labour_rules=[law]).rules() == ["weekly-rest"]


# --- rows by themselves -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("agent_id", "nobody", "agent"),
        ("shift", "night9", "shift"),
        ("local_date", TUESDAY + timedelta(days=9), "local-date"),
        ("start_local", wall("2026-11-30T10:00"), "local-time"),
        ("end_local", wall("2026-11-30T17:31"), "local-time"),
        ("timezone", "Europe/Paris", "timezone"),
        ("paid_minutes", 481, "paid-minutes"),
        ("end", utc("2026-11-30T16:31"), "length"),
        ("end", utc("2026-11-30T08:00"), "length"),
        ("end", utc("2199-11-30T08:00"), "length"),
        ("start", utc("2026-11-30T08:01"), "start"),
        ("start", utc("2026-11-23T08:00"), "horizon"),
        ("start", utc("2026-12-06T23:00"), "horizon"),
        ("start", utc("2026-12-06T22:59"), "length"),
        ("pay", "160.01", "pay"),
        ("pay", "159.99", "pay"),
        ("premium", "0.01", "premium"),
    ],
)
def test_a_wrong_cell_of_the_roster_is_found(column: str, value: object, rule: str) -> None:
    assert rule in results(madrid_week()).change("roster", column, value).rules()


@pytest.mark.parametrize(
    "column", ["start_local", "end_local", "timezone", "paid_minutes", "pay", "premium"]
)
def test_nothing_but_the_cell_is_blamed(column: str) -> None:
    wrong = {
        "start_local": wall("2026-11-30T10:00"),
        "end_local": wall("2026-11-30T18:00"),
        "timezone": "UTC",
        "paid_minutes": 0,
        "pay": "0.00",
        "premium": "1.00",
    }
    rules = results(madrid_week()).change("roster", column, wrong[column]).rules()
    assert len(rules) == 1


def test_a_shift_that_another_contract_has_is_refused() -> None:
    late = make_shift("late8", start_from_minute=840, start_to_minute=960)
    row = make_assignment("ana", "2026-11-30T14:00", local_date=MONDAY, shift=late)
    found = results([row], shifts=[make_shift(), late]).audit().violations
    assert [(v.rule, v.found) for v in found] == [("shift", "late8")]


@pytest.mark.parametrize(
    ("start", "clean"),
    [
        ("05:00", True),  # 06:00 in Madrid, the first
        ("04:30", False),
        ("13:00", True),  # 14:00, the last
        ("13:30", False),
        ("08:30", True),
        ("08:15", False),
    ],
)
def test_starts_lie_on_the_templates_grid(start: str, clean: bool) -> None:
    rules = results(madrid_week(1, start)).rules()
    assert rules == ([] if clean else ["start"])


def test_a_start_window_past_midnight_belongs_to_the_date_of_the_start() -> None:
    night = make_shift("night", start_from_minute=1380, start_to_minute=1500)  # 23:00 to 01:00
    contract = make_contract(shifts=("night",))

    def rules(start: str, day: date) -> list[str]:
        row = make_assignment("ana", start, local_date=day, shift=night)
        return results([row], shifts=[night], contracts=[contract]).rules()

    assert rules("2026-11-30T22:00", MONDAY) == []
    assert rules("2026-12-01T00:00", TUESDAY) == []
    assert rules("2026-12-01T00:30", TUESDAY) == ["start"]
    assert rules("2026-12-01T00:00", MONDAY) == ["local-date"]


@pytest.mark.parametrize(
    ("zone", "country", "monday", "sunday_start", "an_hour_off"),
    [
        # only Europe changes its clocks on 25 October, only America on 1 November and 14 March
        ("Europe/Madrid", "ES", date(2026, 10, 19), "2026-10-25T13:00", "2026-10-25T12:00"),
        ("America/Los_Angeles", "US", date(2026, 10, 26), "2026-11-01T22:00", "2026-11-01T21:00"),
        ("America/New_York", "US", date(2027, 3, 8), "2027-03-14T18:00", "2027-03-14T19:00"),
        ("Europe/Madrid", "ES", date(2027, 3, 22), "2027-03-28T12:00", "2027-03-28T13:00"),
    ],
)
def test_a_start_an_hour_off_after_a_clock_change(
    zone: str, country: str, monday: date, sunday_start: str, an_hour_off: str
) -> None:
    shift = make_shift(start_from_minute=840, start_to_minute=840)  # 14:00 on the wall, always
    agent = make_agent(timezone=zone, country=country)
    scenario = make_scenario(agents=[agent], shifts=[shift])
    sunday = monday + timedelta(days=6)
    good = make_assignment("ana", sunday_start, local_date=sunday, shift=shift)
    clean = make_results(scenario, [good], start_date=monday)
    assert clean.rules() == []
    late = make_assignment("ana", an_hour_off, local_date=sunday, shift=shift)
    assert make_results(scenario, [late], start_date=monday).rules() == ["start"]
    # the local columns as they should be, the instants an hour off
    assert "local-time" in clean.change("roster", "start", utc(an_hour_off)).rules()


@pytest.mark.parametrize("monday", [date(2026, 10, 19), date(2026, 10, 26), date(2027, 3, 8)])
def test_kolkata_keeps_its_clock_in_every_week(monday: date) -> None:
    agent = make_agent("kumar", timezone="Asia/Kolkata", country="IN")
    shift = make_shift(start_from_minute=540, start_to_minute=540)
    scenario = make_scenario(agents=[agent], shifts=[shift])
    sunday = monday + timedelta(days=6)
    row = make_assignment("kumar", f"{sunday}T03:30", local_date=sunday, shift=shift)
    assert make_results(scenario, [row], start_date=monday).rules() == []
    row = make_assignment("kumar", f"{sunday}T04:00", local_date=sunday, shift=shift)
    assert make_results(scenario, [row], start_date=monday).rules() == ["start"]


def test_a_start_that_is_skipped_moves_and_one_that_repeats_is_the_first() -> None:
    shift = make_shift(start_from_minute=150, start_to_minute=150)  # 02:30
    scenario = make_scenario(shifts=[shift])

    def rules(start: str, monday: date) -> list[str]:
        sunday = monday + timedelta(days=6)
        row = make_assignment("ana", start, local_date=sunday, shift=shift)
        return make_results(scenario, [row], start_date=monday).rules()

    assert rules("2027-03-28T01:00", date(2027, 3, 22)) == []  # shown as 03:00
    assert rules("2027-03-28T01:30", date(2027, 3, 22)) == ["start"]
    assert rules("2026-10-25T00:30", date(2026, 10, 19)) == []
    assert rules("2026-10-25T01:30", date(2026, 10, 19)) == ["start"]


# --- breaks -----------------------------------------------------------------------------------


def with_break(start: str, end: str, **cells: object) -> Results:
    """A clean week whose first break (at 11:00 to 11:30 UTC) is moved."""
    moved = results(madrid_week(1))
    moved = moved.change("activities", "start", utc(f"2026-11-30T{start}"))
    moved = moved.change("activities", "end", utc(f"2026-11-30T{end}"))
    for column, value in cells.items():
        moved = moved.change("activities", column, value)
    return moved


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("11:00", "11:30", True),
        ("13:30", "14:00", True),
        ("10:59", "11:29", False),
        ("13:31", "14:01", False),
        ("11:00", "11:29", False),
        ("11:00", "11:31", False),
    ],
)
def test_breaks_lie_inside_their_window(start: str, end: str, inside: bool) -> None:
    assert ("break" in with_break(start, end).rules()) is not inside


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"paid": True}, "an unpaid break"),
        ({"activity": "nap"}, "an activity: break, meal, meeting, training"),
        ({"activity": "meeting"}, "1 breaks"),
        ({"local_date": TUESDAY}, "activities of shifts of roster.csv only"),
        ({"agent_id": "nobody"}, "activities of shifts of roster.csv only"),
    ],
)
def test_wrong_breaks_are_named(cells: dict[str, object], said: str) -> None:
    found = with_break("11:00", "11:30", **cells).audit().violations
    assert said in [violation.expected for violation in found]


def test_a_meal_counts_as_a_break() -> None:
    assert with_break("11:00", "11:30", activity="meal").rules() == []


def test_a_break_outside_the_shift_and_two_at_once() -> None:
    assert with_break("16:30", "17:00").rules().count("break") == 2
    two = make_shift(breaks=(make_break(), make_break(15, True, (240, 360))), paid_minutes=480)
    row = make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY, shift=two)
    clean = results([row], shifts=[two])
    assert clean.rules() == []
    moved = clean.change("activities", "start", utc("2026-11-30T12:00"))
    moved = moved.change("activities", "end", utc("2026-11-30T12:30"))
    said = [violation.expected for violation in moved.audit().violations]
    assert "after 12:15 UTC, where the one before ends" in said


def test_missing_breaks_are_found_row_by_row() -> None:
    clean = results(madrid_week(2))
    activities = clean.tables.activities
    assert activities is not None
    found = clean.having(activities=activities.iloc[1:]).audit().violations
    assert [(v.rule, v.local_date) for v in found] == [("break", MONDAY)]
    assert results(madrid_week(1), shifts=[make_shift(breaks=())]).rules() != ["break"]


def test_a_break_right_after_another_takes_its_place() -> None:
    two = make_shift(breaks=(make_break(), make_break(between=(180, 240))))
    row = make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY, shift=two)
    clean = results([row], shifts=[two])
    assert clean.rules() == []
    by_hand = clean.having(activities=None).audit()
    assert by_hand.violations == ()
    assert by_hand.notes == (
        "no activities.csv: breaks are taken at the earliest slot of their window",
    )


def test_without_breaks_in_the_template_there_is_nothing_to_note() -> None:
    plain = make_shift(breaks=())
    row = make_assignment("ana", "2026-11-30T08:00", local_date=MONDAY, shift=plain)
    report = results([row], shifts=[plain]).having(activities=None).audit()
    assert (report.violations, report.notes) == ((), ())


def test_meetings_take_no_cover_but_are_paid() -> None:
    clean = results(madrid_week(1))
    activities = clean.tables.activities
    assert activities is not None
    meeting = activities.assign(
        activity="meeting",
        start=utc("2026-11-30T08:00"),
        end=utc("2026-11-30T09:00"),
        paid=True,
    )
    both = clean.having(activities=pd.concat([activities, meeting]))
    assert set(both.rules()) == {"cover"}  # duty.csv still gives the hour of the meeting


def test_the_zone_of_the_reports_is_not_the_agents() -> None:
    assert make_agent().timezone == MADRID
    tokyo = make_agent("yuki", timezone="Asia/Tokyo", country="JP", region="ASIA")
    row = make_assignment("yuki", "2026-11-29T23:00", local_date=MONDAY)  # 08:00 in Tokyo
    clean = results([row], agents=[tokyo])
    assert clean.rules() == []
    # Monday 07:30 in Tokyo is still Sunday in Madrid
    assert clean.change("roster", "start", utc("2026-11-29T22:30")).rules()[:1] == ["horizon"]
