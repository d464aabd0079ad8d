"""Night, weekend and holiday minutes by the agent's own clock, over clock changes too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.costing import PremiumClock, PremiumMinutes, premium_clock
from planner.domain import LabourRules, NightWindow
from tests.planner.builders import make_agent, make_law, make_night, make_weekend, utc

WEEK = timedelta(days=7)


def clock_for(
    timezone: str,
    first: str,
    *,
    days: int = 14,
    law: LabourRules | None = None,
    holidays: tuple[date, ...] = (),
    epoch: datetime | None = None,
) -> PremiumClock:
    start = utc(first)
    return PremiumClock.of(
        timezone=timezone,
        law=law or make_law(night=make_night(), weekend=make_weekend()),
        holidays=frozenset(holidays),
        first=start,
        last=start + timedelta(days=days),
        epoch=epoch,
    )


def counted(clock: PremiumClock, start: str, end: str) -> tuple[int, int, int]:
    found = clock.minutes([(utc(start), utc(end))])
    return found.night, found.weekend, found.holiday


def test_a_plain_night_in_madrid() -> None:
    clock = clock_for("Europe/Madrid", "2026-11-30")  # UTC+1
    assert counted(clock, "2026-12-01 20:00", "2026-12-02 06:00") == (480, 0, 0)
    assert counted(clock, "2026-12-01 20:59", "2026-12-01 21:01") == (1, 0, 0)
    assert counted(clock, "2026-12-02 04:59", "2026-12-02 05:01") == (1, 0, 0)


def test_the_hour_that_exists_twice_counts_twice() -> None:
    clock = clock_for("Europe/Madrid", "2026-10-19")
    # Saturday 22:00 to Sunday 06:00 by the clock's face lasts nine hours; all of it is weekend.
    assert counted(clock, "2026-10-24 20:00", "2026-10-25 05:00") == (540, 540, 0)


def test_the_hour_that_is_skipped_counts_for_nothing() -> None:
    clock = clock_for("Europe/Madrid", "2026-03-23")
    assert counted(clock, "2026-03-28 21:00", "2026-03-29 04:00") == (420, 420, 0)


def test_a_local_weekend_over_a_clock_change_has_47_and_49_hours() -> None:
    spring = clock_for("Europe/Madrid", "2026-03-23")
    autumn = clock_for("Europe/Madrid", "2026-10-19")
    assert counted(spring, "2026-03-23", "2026-03-30")[1] == 47 * 60
    assert counted(autumn, "2026-10-19", "2026-10-26 12:00")[1] == 49 * 60


def test_america_changes_in_another_week() -> None:
    clock = clock_for("America/New_York", "2026-10-19", days=21)
    assert counted(clock, "2026-10-25 02:00", "2026-10-25 10:00") == (480, 480, 0)
    assert counted(clock, "2026-11-01 02:00", "2026-11-01 11:00") == (540, 540, 0)


def test_lord_howe_changes_by_half_an_hour() -> None:
    clock = clock_for("Australia/Lord_Howe", "2026-03-30")
    # 22:00 to 06:00 local is 11:00 (UTC+11) to 19:30 (UTC+10:30): eight hours and a half.
    assert counted(clock, "2026-04-04 11:00", "2026-04-04 19:30") == (510, 510, 0)
    assert counted(clock, "2026-04-04 10:59", "2026-04-04 19:31") == (510, 512, 0)


def test_kolkata_is_half_an_hour_off() -> None:
    clock = clock_for("Asia/Kolkata", "2026-11-30")
    assert counted(clock, "2026-12-01 16:00", "2026-12-02 01:00") == (480, 0, 0)
    # Friday midnight in Kolkata is 18:30 UTC.
    assert counted(clock, "2026-12-04 18:29", "2026-12-04 18:32") == (3, 2, 0)
    assert counted(clock, "2026-12-06 18:29", "2026-12-06 18:32") == (3, 1, 0)


def test_a_holiday_is_a_local_date() -> None:
    clock = clock_for("America/Los_Angeles", "2026-11-23", holidays=(date(2026, 11, 26),))
    assert counted(clock, "2026-11-26", "2026-11-28") == (960, 0, 1440)
    assert counted(clock, "2026-11-26 07:59", "2026-11-26 08:01") == (2, 0, 1)
    assert counted(clock, "2026-11-27 07:59", "2026-11-27 08:01") == (2, 0, 1)


def test_a_minute_may_be_night_weekend_and_holiday() -> None:
    clock = clock_for("UTC", "2026-12-21", holidays=(date(2026, 12, 26),))
    assert counted(clock, "2026-12-26 00:00", "2026-12-26 06:00") == (360, 360, 360)


def test_a_night_within_one_day_does_not_wrap() -> None:
    law = make_law(night=make_night("00:00", "05:00"))
    clock = clock_for("UTC", "2026-12-07", law=law)
    assert counted(clock, "2026-12-08 12:00", "2026-12-09 12:00") == (300, 0, 0)
    assert counted(clock, "2026-12-08 23:59", "2026-12-09 00:01") == (1, 0, 0)
    assert counted(clock, "2026-12-09 04:59", "2026-12-09 05:01") == (1, 0, 0)


def test_a_night_from_and_to_the_same_minute_is_the_whole_day() -> None:
    clock = clock_for("UTC", "2026-12-07", law=make_law(night=make_night("08:00", "08:00")))
    assert counted(clock, "2026-12-08", "2026-12-09")[0] == 1440


def test_a_night_that_ends_at_midnight() -> None:
    law = make_law(night=NightWindow(from_minute=1200, to_minute=1440))
    clock = clock_for("UTC", "2026-12-07", law=law)
    assert counted(clock, "2026-12-08", "2026-12-09")[0] == 240


def test_other_weekend_days() -> None:
    law = make_law(weekend=make_weekend(days=[4, 5]))  # Friday and Saturday
    clock = clock_for("UTC", "2026-11-30", days=7, law=law)
    found = [
        counted(clock, f"2026-12-0{day} 12:00", f"2026-12-0{day} 12:01")[1] for day in range(1, 7)
    ]
    assert found == [0, 0, 0, 1, 1, 0]


def test_without_rules_the_usual_night_and_weekend_are_counted() -> None:
    clock = clock_for("UTC", "2026-11-30", days=7, law=make_law())
    assert counted(clock, "2026-11-30", "2026-12-07") == (7 * 480, 2 * 1440, 0)
    assert counted(clock, "2026-12-01 21:59", "2026-12-01 22:01")[0] == 1
    assert counted(clock, "2026-12-02 05:59", "2026-12-02 06:01")[0] == 1


def test_spans_are_summed_and_may_be_none() -> None:
    clock = clock_for("UTC", "2026-12-07")
    spans = [
        (utc("2026-12-07 22:00"), utc("2026-12-07 23:00")),
        (utc("2026-12-12 05:00"), utc("2026-12-12 07:00")),
    ]
    assert clock.minutes(spans) == PremiumMinutes(night=120, weekend=120, holiday=0)
    assert clock.minutes([]) == PremiumMinutes(night=0, weekend=0, holiday=0)


def test_arrays_count_from_the_epoch() -> None:
    epoch = utc("2026-12-07")
    clock = clock_for("UTC", "2026-11-30", epoch=epoch)
    starts = np.array([[-1440 + 1320, 1320], [0, -2880]])
    ends = np.array([[0, 1440], [360, -1440]])
    found = clock.between(starts, ends)
    assert found.night.tolist() == [[120, 120], [360, 480]]
    assert found.weekend.tolist() == [[120, 0], [0, 1440]]
    assert found.holiday.tolist() == [[0, 0], [0, 0]]
    assert clock.night_window_minutes(starts, ends).tolist() == found.night.tolist()
    assert clock.minute_of(utc("2026-12-07 00:01")) == 1


def test_breaks_are_taken_off() -> None:
    clock = clock_for("UTC", "2026-12-07", holidays=(date(2026, 12, 12),))
    start, pause = np.array([5 * 1440]), np.array([5 * 1440 + 60])
    shift = clock.between(start, start + 480)
    rest = shift.less(clock.between(pause, pause + 30))
    assert (rest.night.item(), rest.weekend.item(), rest.holiday.item()) == (330, 450, 450)


@pytest.mark.parametrize(
    ("start", "end"), [("2026-11-29 23:59", "2026-12-01"), ("2026-12-01", "2026-12-14 00:01")]
)
def test_a_span_outside_the_stretch_is_refused(start: str, end: str) -> None:
    clock = clock_for("UTC", "2026-11-30")
    with pytest.raises(ValueError, match="expected minutes 0 to 20160"):
        counted(clock, start, end)


def test_the_whole_stretch_may_be_asked_for() -> None:
    clock = clock_for("UTC", "2026-11-30")
    assert counted(clock, "2026-11-30", "2026-12-14") == (14 * 480, 4 * 1440, 0)


def test_an_agents_clock_knows_her_countrys_holidays() -> None:
    agent = make_agent(timezone="Europe/Madrid", country="ES", subdivision="")
    law = make_law("ES", holiday_premium=Fraction(1))
    first = utc("2026-12-20 23:00")
    clock = premium_clock(agent, law, first, first + 2 * WEEK, first + WEEK)
    # Christmas, and New Year's Day whose last minute of the stretch is in the second week.
    assert clock.minutes([(first, first + 2 * WEEK)]).holiday == 2 * 1440
    assert clock.minute_of(first) == -7 * 1440
    same = make_agent("kim", timezone="Europe/Madrid", country="ES")
    assert premium_clock(same, law, first, first + 2 * WEEK, first + WEEK) is clock


def test_an_agents_clock_counts_from_its_start_unless_told() -> None:
    first = utc("2026-12-20 23:00")
    clock = premium_clock(make_agent(), make_law(), first, first + WEEK)
    assert clock.minute_of(first) == 0


@settings(max_examples=40, deadline=None)
@given(
    timezone=st.sampled_from(
        ["Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Manila"]
    ),
    start=st.integers(min_value=0, max_value=27 * 1440),
    length=st.integers(min_value=0, max_value=720),
)
def test_counts_agree_with_a_look_at_every_minute(timezone: str, start: int, length: int) -> None:
    first = datetime(2026, 10, 12, tzinfo=UTC)
    clock = clock_for(
        timezone, "2026-10-12", days=28, holidays=(date(2026, 10, 25), date(2026, 11, 1))
    )
    begin = first + timedelta(minutes=start)
    zone = ZoneInfo(timezone)
    shown = [(begin + timedelta(minutes=k)).astimezone(zone) for k in range(length)]
    assert clock.minutes([(begin, begin + timedelta(minutes=length))]) == PremiumMinutes(
        night=sum(each.hour >= 22 or each.hour < 6 for each in shown),
        weekend=sum(each.weekday() >= 5 for each in shown),
        holiday=sum(each.date() in (date(2026, 10, 25), date(2026, 11, 1)) for each in shown),
    )
