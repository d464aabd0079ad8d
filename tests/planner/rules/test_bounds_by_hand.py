"""Each rule at its bound and a minute or a day past it, by solver and audit alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planner.domain import Pin
from planner.rules.duty_rules import Availability, Nights, PinsStand, TimeOffBars
from planner.rules.hours import ConsecutiveDays, DaysPerWeek, MaxWeeklyMinutes, MinWeeklyMinutes
from planner.rules.rest import DailyRest, WeeklyRest
from tests.planner.builders import make_agent, make_contract, make_law
from tests.planner.rules.judging import (
    DAY,
    START,
    WEEK,
    Facts,
    Stint,
    at,
    audit_finds,
    judged,
    solver_allows,
)


def day8(
    day: int, clock: str = "09:00", minutes: int = 480, paid: int | None = None, night: int = 0
) -> Stint:
    return Stint(start=at(day, clock), minutes=minutes, paid=paid, night=night)


def days(*numbers: int) -> list[Stint]:
    return [day8(number) for number in numbers]


# nights


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (179, True), (180, False)])
def test_three_hours_of_night_make_a_night_shift(minutes: int, kept: bool) -> None:
    facts = Facts(agent=make_agent(nights=False))
    assert judged(Nights, facts, [day8(0, night=minutes)]) is kept


def test_the_willing_work_nights() -> None:
    assert judged(Nights, Facts(agent=make_agent(nights=True)), [day8(0, night=480)])


def test_a_night_of_history_is_not_judged() -> None:
    facts = Facts(agent=make_agent(nights=False))
    assert judged(Nights, facts, days(0), history=[day8(-1, night=480)])


# availability


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        (("09:00", "17:00"), True),
        (("09:01", "17:00"), False),
        (("09:00", "16:59"), False),
        (("00:00", "24:00"), True),
    ],
)
def test_a_shift_lies_wholly_in_a_window(window: tuple[str, str], kept: bool) -> None:
    facts = Facts(windows=((at(0, window[0]), at(0, window[1])),))
    assert judged(Availability, facts, days(0)) is kept


def test_two_windows_do_not_make_one() -> None:
    facts = Facts(windows=((at(0, "08:00"), at(0, "13:00")), (at(0, "13:00"), at(0, "18:00"))))
    assert not judged(Availability, facts, days(0))
    assert not judged(Availability, Facts(windows=()), days(0))
    either = Facts(windows=((at(0), at(0, "08:00")), (at(0, "08:30"), at(0, "18:00"))))
    assert judged(Availability, either, days(0))


@pytest.mark.parametrize(("earliest", "kept"), [(None, True), (540, True), (541, False)])
def test_without_a_latest_end_only_the_start_counts(earliest: int | None, kept: bool) -> None:
    facts = Facts(agent=make_agent(earliest_start_minute=earliest))
    assert judged(Availability, facts, [day8(0, minutes=1200)]) is kept


@pytest.mark.parametrize(("earliest", "kept"), [(570, True), (571, False)])
def test_half_past_counts_its_minutes(earliest: int, kept: bool) -> None:
    facts = Facts(agent=make_agent(earliest_start_minute=earliest))
    assert judged(Availability, facts, [day8(0, "09:30")]) is kept


# time off


@pytest.mark.parametrize(
    ("absence", "kept"),
    [
        (("00:00", "09:00"), True),
        (("00:00", "09:01"), False),
        (("17:00", "24:00"), True),
        (("16:59", "24:00"), False),
        (("12:00", "12:01"), False),
        (("00:00", "24:00"), False),
    ],
)
def test_no_minute_is_shared_with_time_off(absence: tuple[str, str], kept: bool) -> None:
    facts = Facts(time_off=((at(0, absence[0]), at(0, absence[1])), (at(3), at(4))))
    assert judged(TimeOffBars, facts, days(0)) is kept


# daily rest


@pytest.mark.parametrize(("rest", "kept"), [(720, True), (719, False), (721, True)])
def test_rest_to_the_minute(rest: int, kept: bool) -> None:
    facts = Facts(law=make_law(min_rest_minutes=720))
    first = day8(0)
    assert judged(DailyRest, facts, [first, Stint(start=first.end + rest)]) is kept


@pytest.mark.parametrize(("rest", "kept"), [(720, True), (719, False)])
def test_rest_after_history(rest: int, kept: bool) -> None:
    facts = Facts(law=make_law(min_rest_minutes=720))
    past = [day8(-3), day8(-1, "16:00")]
    assert judged(DailyRest, facts, [Stint(start=past[-1].end + rest)], history=past) is kept


@pytest.mark.parametrize(("gap", "kept"), [(0, True), (-1, False)])
def test_without_a_minimum_shifts_may_touch(gap: int, kept: bool) -> None:
    first = day8(0)
    assert judged(DailyRest, Facts(), [first, Stint(start=first.end + gap)]) is kept


def test_too_little_rest_within_history_is_not_the_plans() -> None:
    facts = Facts(law=make_law(min_rest_minutes=720))
    past = [day8(-2, "20:00"), day8(-1, "06:00")]
    assert judged(DailyRest, facts, days(1), history=past)


# weekly rest

REST_36 = Facts(law=make_law(min_weekly_rest_minutes=36 * 60))


def around(pause_start: int, pause_end: int) -> list[Stint]:
    """Eight-hour shifts from midnight to midnight with one pause of more than 16 hours."""
    before = [Stint(start=at(day)) for day in range(7) if at(day) + 480 < pause_start]
    after = [Stint(start=at(day)) for day in range(7) if at(day) > pause_end]
    edges = [Stint(start=pause_start - 480)] if pause_start >= 480 else []
    return [*before, *edges, Stint(start=pause_end), *after]


@pytest.mark.parametrize(("minutes", "kept"), [(36 * 60, True), (36 * 60 - 1, False)])
def test_a_pause_between_two_shifts(minutes: int, kept: bool) -> None:
    worked = around(at(2, "08:00"), at(2, "08:00") + minutes)
    assert judged(WeeklyRest, REST_36, worked) is kept


@pytest.mark.parametrize(("minutes", "kept"), [(36 * 60, True), (36 * 60 - 1, False)])
def test_a_pause_from_the_weeks_start(minutes: int, kept: bool) -> None:
    worked = [Stint(start=minutes), *(Stint(start=at(day)) for day in range(3, 7))]
    assert judged(WeeklyRest, REST_36, worked) is kept


@pytest.mark.parametrize(("minutes", "kept"), [(36 * 60, True), (36 * 60 - 1, False)])
def test_a_pause_to_the_weeks_end(minutes: int, kept: bool) -> None:
    last = Stint(start=WEEK - minutes - 480)
    worked = [*(Stint(start=at(day)) for day in range(5)), last]
    assert judged(WeeklyRest, REST_36, worked) is kept


@pytest.mark.parametrize(("minutes", "kept"), [(36 * 60, True), (36 * 60 - 1, False)])
def test_a_first_pause_may_begin_in_history(minutes: int, kept: bool) -> None:
    past = [Stint(start=at(0, "04:00") - minutes - 480)]
    worked = [Stint(start=at(0, "04:00")), *(Stint(start=at(day, "04:00")) for day in range(1, 7))]
    assert judged(WeeklyRest, REST_36, worked, history=past) is kept


def test_history_before_the_last_shift_is_not_a_pause() -> None:
    past = [Stint(start=-3 * DAY), Stint(start=-600)]
    worked = [Stint(start=at(day, "04:00")) for day in range(7)]
    assert not judged(WeeklyRest, REST_36, worked, history=past)


def test_a_pause_over_before_the_week_is_not_of_it() -> None:
    past = [Stint(start=-3 * DAY)]
    worked = [Stint(start=at(day)) for day in range(7)]
    assert not judged(WeeklyRest, REST_36, worked, history=past)
    later = [Stint(start=1), *worked[1:]]
    assert judged(WeeklyRest, REST_36, later, history=past)


def test_history_that_runs_into_the_week_shortens_its_pause() -> None:
    for end, kept in ((60, True), (61, False)):
        past = [Stint(start=end - 480)]
        worked = [Stint(start=60 + 36 * 60), *(Stint(start=at(day)) for day in range(3, 7))]
        assert judged(WeeklyRest, REST_36, worked, history=past) is kept


def test_every_week_wants_its_own_pause() -> None:
    facts = Facts(law=make_law(min_weekly_rest_minutes=36 * 60), weeks=2)
    first = [Stint(start=at(day)) for day in range(5)]
    second = [Stint(start=at(7 + day)) for day in range(7)]
    assert not judged(WeeklyRest, facts, [*first, *second])
    assert judged(WeeklyRest, facts, [*first, *second[:5]])


def test_a_pause_over_the_change_of_weeks_counts_to_neither_for_its_part() -> None:
    facts = Facts(law=make_law(min_weekly_rest_minutes=36 * 60), weeks=2)
    # Work every day until Sunday 00:00 to 08:00 and again from Tuesday 00:00: 16 and 24 hours.
    worked = [Stint(start=at(day)) for day in (*range(7), *range(8, 14))]
    assert not judged(WeeklyRest, facts, worked)


def test_a_shift_out_of_the_week_before_is_work() -> None:
    facts = Facts(law=make_law(min_weekly_rest_minutes=36 * 60), weeks=2)
    first = [Stint(start=at(day)) for day in range(4)]
    for over, kept in ((60, True), (61, False)):
        late = Stint(start=WEEK + over - 480)
        monday_on = [
            Stint(start=WEEK + 60 + 36 * 60),
            *(Stint(start=at(day)) for day in range(10, 14)),
        ]
        assert judged(WeeklyRest, facts, [*first, late, *monday_on]) is kept


def test_history_counts_to_the_first_week_alone() -> None:
    facts = Facts(law=make_law(min_weekly_rest_minutes=36 * 60), weeks=2)
    first = [Stint(start=at(day)) for day in range(5)]
    second = [Stint(start=at(7 + day)) for day in range(7)]
    past = [Stint(start=-3 * DAY)]
    assert not judged(WeeklyRest, facts, [*first, *second], history=past)
    assert judged(WeeklyRest, facts, [*first, *second[:5]], history=past)


def test_in_later_weeks_no_pause_begins_before_the_week() -> None:
    facts = Facts(law=make_law(min_weekly_rest_minutes=36 * 60), weeks=2)
    first = [Stint(start=at(day)) for day in range(5)]
    second = [Stint(start=at(7 + day, "12:00")) for day in range(7)]
    for past in ([], [Stint(start=-3 * DAY)]):
        assert not judged(WeeklyRest, facts, [*first, *second], history=past)


def test_a_whole_week_of_rest_may_be_asked_for() -> None:
    facts = Facts(law=make_law(min_weekly_rest_minutes=WEEK))
    assert judged(WeeklyRest, facts, [], offered=days(3))
    assert not judged(WeeklyRest, facts, days(3))


def test_no_minimum_no_pause() -> None:
    assert judged(WeeklyRest, Facts(), [Stint(start=0, minutes=WEEK)])


# most and least hours


@pytest.mark.parametrize(("last", "kept"), [(480, True), (481, False)])
@pytest.mark.parametrize(("contract", "law"), [(960, None), (960, 2880), (2880, 960), (960, 960)])
def test_the_lowest_maximum_binds(contract: int, law: int | None, last: int, kept: bool) -> None:
    facts = Facts(
        contract=make_contract(max_weekly_minutes=contract), law=make_law(max_weekly_minutes=law)
    )
    worked = [day8(0, minutes=510, paid=480), day8(1, minutes=511, paid=last)]
    assert judged(MaxWeeklyMinutes, facts, worked, offered=days(2)) is kept


def test_the_maximum_holds_for_each_week_alone() -> None:
    facts = Facts(contract=make_contract(max_weekly_minutes=960), weeks=2)
    assert judged(MaxWeeklyMinutes, facts, days(0, 1, 7, 8))
    assert not judged(MaxWeeklyMinutes, facts, days(0, 7, 8, 9))
    assert judged(MaxWeeklyMinutes, facts, days(0, 1), history=days(-1))


@pytest.mark.parametrize(("last", "kept"), [(480, True), (479, False)])
def test_the_salaried_are_rostered_their_least(last: int, kept: bool) -> None:
    facts = Facts(contract=make_contract(min_weekly_minutes=960))
    assert judged(MinWeeklyMinutes, facts, [day8(0), day8(1, paid=last)], offered=days(2)) is kept


def test_the_hourly_are_paid_their_least_instead() -> None:
    facts = Facts(contract=make_contract(min_weekly_minutes=960, hourly=True))
    assert judged(MinWeeklyMinutes, facts, days(0))


@pytest.mark.parametrize(("paid", "kept"), [(480, True), (479, False)])
def test_credited_dates_count_a_days_share_to_the_least(paid: int, kept: bool) -> None:
    contract = make_contract(weekly_minutes=2400, days_per_week=5, min_weekly_minutes=1440)
    facts = Facts(contract=contract, credited_dates=(2,))
    assert judged(MinWeeklyMinutes, facts, [day8(0, paid=paid)], offered=days(3)) is kept


@pytest.mark.parametrize(("paid", "kept"), [(267, True), (266, False)])
def test_shares_of_a_day_need_not_be_whole(paid: int, kept: bool) -> None:
    # 1000 - 1 * 2200 / 3 = 266.67 minutes
    contract = make_contract(weekly_minutes=2200, days_per_week=3, min_weekly_minutes=1000)
    facts = Facts(contract=contract, credited_dates=(1,))
    assert judged(MinWeeklyMinutes, facts, [day8(0, paid=paid)]) is kept


def test_the_least_is_of_each_week() -> None:
    facts = Facts(contract=make_contract(min_weekly_minutes=960), weeks=2)
    assert judged(MinWeeklyMinutes, facts, days(0, 1, 7, 8))
    assert not judged(MinWeeklyMinutes, facts, days(0, 1, 2, 7))
    assert not judged(MinWeeklyMinutes, facts, days(0, 7, 8, 9))
    away = Facts(contract=make_contract(min_weekly_minutes=960), weeks=2, credited_dates=(0, 2))
    assert judged(MinWeeklyMinutes, away, days(0, 1))


# days


@pytest.mark.parametrize(
    ("credited", "worked", "kept"),
    [(0, 5, True), (0, 6, False), (2, 3, True), (2, 4, False), (5, 0, True), (5, 1, False)],
)
def test_days_worked_and_credited(credited: int, worked: int, kept: bool) -> None:
    facts = Facts(contract=make_contract(days_per_week=5), credited_dates=(credited,))
    assert judged(DaysPerWeek, facts, days(*range(worked)), offered=days(6)) is kept


def test_days_are_of_each_week() -> None:
    facts = Facts(contract=make_contract(days_per_week=2), weeks=2, credited_dates=(0, 1))
    assert judged(DaysPerWeek, facts, days(0, 1, 7), history=days(-1))
    assert not judged(DaysPerWeek, facts, days(0, 1, 7, 8))
    assert not judged(DaysPerWeek, facts, days(0, 1, 2, 7))


@pytest.mark.parametrize(
    ("history", "worked", "kept"),
    [
        ((), (0, 1, 2), True),
        ((), (0, 1, 2, 3), False),
        ((), (0, 1, 2, 4, 5, 6), True),
        ((), (0, 1, 3, 4, 5, 6), False),
        ((-1,), (0, 1), True),
        ((-1,), (0, 1, 2), False),
        ((-2, -1), (0,), True),
        ((-2, -1), (0, 1), False),
        ((-3, -2, -1), (1, 2, 3), True),
        ((-3, -2, -1), (0,), False),
        ((-5, -4, -3, -2), (0, 1, 2), True),
        ((-4, -3, -2, -1), (1,), True),
    ],
)
def test_runs_of_days(history: tuple[int, ...], worked: tuple[int, ...], kept: bool) -> None:
    facts = Facts(law=make_law(max_consecutive_days=3))
    others = [number for number in range(7) if number not in worked]
    assert (
        judged(ConsecutiveDays, facts, days(*worked), history=days(*history), offered=days(*others))
        is kept
    )


def test_a_run_is_reported_once_where_it_grows_too_long() -> None:
    facts = Facts(law=make_law(max_consecutive_days=2), weeks=2)
    found = audit_finds(ConsecutiveDays, facts, days(0, 1, 2, 3, 5, 6, 7))
    assert [violation.local_date for violation in found] == [
        date(2026, 12, 2),
        date(2026, 12, 7),
    ]


def test_without_a_maximum_every_day_may_be_worked() -> None:
    assert judged(ConsecutiveDays, Facts(), days(*range(7)))
    assert judged(ConsecutiveDays, Facts(law=make_law(max_consecutive_days=3)), [])


# pins


def pin(day: int, minute: int = 540, shift: str = "day8") -> Pin:
    return Pin(
        agent_id="ana",
        local_date=START.date() + timedelta(days=day),
        shift=shift,
        start_minute=minute,
    )


@pytest.mark.parametrize(
    ("pinned", "kept"),
    [
        (pin(0), True),
        (pin(1), False),
        (pin(0, 541), False),
        (pin(0, 539), False),
        (pin(0, shift="late8"), False),
    ],
)
def test_a_pin_is_answered_exactly(pinned: Pin, kept: bool) -> None:
    assert judged(PinsStand, Facts(pins=(pinned,)), days(0), offered=days(1)) is kept


def test_every_pin_wants_an_answer() -> None:
    facts = Facts(pins=(pin(0), pin(2)))
    assert judged(PinsStand, facts, days(0, 2))
    assert not judged(PinsStand, facts, days(0))
    assert len(audit_finds(PinsStand, facts, days(4))) == 2
    assert not judged(PinsStand, facts, [])
    assert judged(PinsStand, Facts(), [])


def test_a_pin_at_half_past_is_read_in_minutes() -> None:
    facts = Facts(pins=(pin(0, 570),))
    assert judged(PinsStand, facts, [day8(0, "09:30")])
    assert not judged(PinsStand, facts, [day8(0, "09:00")])


def test_history_does_not_answer_a_pin() -> None:
    assert audit_finds(PinsStand, Facts(pins=(pin(-1),)), [], history=days(-1))
    assert not solver_allows(PinsStand, Facts(pins=(pin(-1),)), [], history=days(-1))
