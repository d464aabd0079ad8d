"""Opening hours on slots: local days, midnight, clock changes, and time that runs while open."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from planner.clock import Horizon
from planner.staffing.opening import OpenTime
from tests.planner.builders import make_hours, utc


def horizon(start: date = date(2026, 11, 30), weeks: int = 1, **changes: object) -> Horizon:
    base = {"start_date": start, "weeks": weeks, "timezone": "UTC", "interval_minutes": 30}
    return Horizon(**(base | changes))  # type: ignore[arg-type]


def open_starts(opening: OpenTime, plan: Horizon) -> list[str]:
    """Starts of the first slot of each open run, and of the first closed one after it."""
    flags = opening.slot_is_open.astype(int)
    edges = np.flatnonzero(np.diff(flags, prepend=0, append=0))
    slots = [*plan.slots, plan.end]
    return [slots[edge].strftime("%d %H:%M") for edge in edges]


class TestOpenSlots:
    def test_around_the_clock(self) -> None:
        opening = OpenTime.of(make_hours(), horizon())
        assert opening.slot_is_open.all()
        assert np.array_equal(opening.arrival_slots(), np.arange(336))

    def test_office_hours_in_tokyo(self) -> None:
        hours = make_hours("Asia/Tokyo", range(2), "09:00", "18:00")
        assert open_starts(OpenTime.of(hours, horizon()), horizon()) == [
            "30 00:00", "30 09:00", "01 00:00", "01 09:00",
        ]  # fmt: skip

    def test_past_midnight_and_in_from_the_day_before(self) -> None:
        hours = make_hours("UTC", [6, 0], "22:00", "02:00")
        assert open_starts(OpenTime.of(hours, horizon()), horizon()) == [
            "30 00:00", "30 02:00", "30 22:00", "01 02:00", "06 22:00", "07 00:00",
        ]  # fmt: skip

    def test_half_hour_zone(self) -> None:
        hours = make_hours("Asia/Kolkata", [0], "09:00", "10:00")
        assert open_starts(OpenTime.of(hours, horizon()), horizon()) == ["30 03:30", "30 04:30"]

    def test_a_slot_that_is_partly_open_is_open(self) -> None:
        hours = make_hours("UTC", [1], "08:15", "08:45")
        assert open_starts(OpenTime.of(hours, horizon()), horizon()) == ["01 08:00", "01 09:00"]

    def test_america_changes_its_clocks_and_europe_does_not(self) -> None:
        plan = horizon(date(2026, 10, 30))
        hours = make_hours("America/New_York", [5, 0], "09:00", "10:00")
        assert open_starts(OpenTime.of(hours, plan), plan) == [
            "31 13:00", "31 14:00", "02 14:00", "02 15:00",
        ]  # fmt: skip

    def test_a_night_of_25_hours(self) -> None:
        plan = horizon(date(2026, 10, 24), timezone="Europe/Madrid")
        hours = make_hours("Europe/Madrid", [5], "22:00", "06:00")
        opening = OpenTime.of(hours, plan)
        assert opening.slot_is_open.sum() == 18

    def test_never(self) -> None:
        opening = OpenTime.of(make_hours(days=[]), horizon(), 60)
        assert not opening.slot_is_open.any()
        assert set(opening.arrival_slots()) == {336}
        assert set(opening.due_minutes(60)) == {-1}


class TestDue:
    def test_around_the_clock_it_is_the_time_after_the_start(self) -> None:
        opening = OpenTime.of(make_hours(), horizon(), 100)
        assert np.array_equal(opening.due_minutes(100), np.arange(336) * 30 + 100)

    @pytest.mark.parametrize("within", [0, 1, 29, 30])
    def test_never_before_the_interval_ends(self, within: int) -> None:
        opening = OpenTime.of(make_hours(), horizon(), within)
        assert np.array_equal(opening.due_minutes(within), np.arange(336) * 30 + 30)

    def test_runs_only_while_open(self) -> None:
        hours = make_hours("UTC", [0, 2], "09:00", "17:00")
        plan = horizon()
        due = OpenTime.of(hours, plan, 120).due_minutes(120)

        def due_of(start: str) -> str:
            slot = plan.slots.index(utc(start))
            return (plan.start + timedelta(minutes=int(due[slot]))).strftime("%d %H:%M")

        assert due_of("2026-11-30 09:00") == "30 11:00"
        assert due_of("2026-11-30 15:00") == "30 17:00"  # with the closing, not two days on
        assert due_of("2026-11-30 16:00") == "02 10:00"  # an hour today, an hour on Wednesday
        assert due_of("2026-11-30 03:00") == "30 11:00"  # closed: counts from the opening
        assert due_of("2026-11-30 20:00") == "02 11:00"
        assert due_of("2026-12-02 16:30") == "07 10:30"  # in the week after the plan

    def test_a_week_of_open_time_reaches_far_past_the_end(self) -> None:
        hours = make_hours("UTC", [0], "09:00", "10:00")
        due = OpenTime.of(hours, horizon(), 600).due_minutes(600)
        assert due[0] == (9 * 7 * 24 + 10) * 60  # ten Mondays of one hour each

    def test_moved_work_has_its_own_interval_at_least(self) -> None:
        hours = make_hours("UTC", [0], "09:00", "10:00")
        due = OpenTime.of(hours, horizon(), 10).due_minutes(10)
        assert due[0] == 9 * 60 + 30

    def test_never_earlier_for_what_comes_later(self) -> None:
        hours = make_hours("America/New_York", range(5), "08:15", "01:45")
        due = OpenTime.of(hours, horizon(date(2026, 10, 26)), 200).due_minutes(200)
        assert np.all(np.diff(due) >= 0)
