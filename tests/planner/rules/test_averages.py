"""Average weekly minutes at their bound, by solver and audit alike."""

from __future__ import annotations

import pytest

from planner.rules import PastWeek
from planner.rules.averages import AveragedMinutes
from tests.planner.builders import make_contract, make_law
from tests.planner.rules.judging import Facts, Stint, at, audit_finds, judged

LAW = make_law(averaged_weekly_minutes=600, averaging_weeks=3)


def worked(*minutes: int, week: int = 0) -> list[Stint]:
    """Shifts of so many minutes on the days of a week, from its first on."""
    return [Stint(start=at(7 * week + day), minutes=paid) for day, paid in enumerate(minutes)]


def past(*minutes: int, credited: int = 0) -> tuple[PastWeek, ...]:
    """Weeks before the plan, the last first."""
    return tuple(PastWeek(paid_minutes=paid, credited_dates=credited) for paid in minutes)


@pytest.mark.parametrize(
    ("before", "minutes", "kept"),
    [
        ((), 600, True),
        ((), 601, False),
        ((500,), 700, True),
        ((500,), 701, False),
        ((700, 400), 700, True),
        ((700, 400), 701, False),
        ((700, 400, 9999), 700, True),  # older than three weeks
        ((1300, 700), 0, True),  # already over: nobody is made to work less than nothing
        ((1300, 700), 1, False),
    ],
)
def test_history_counts_back(before: tuple[int, ...], minutes: int, kept: bool) -> None:
    facts = Facts(law=LAW, past_weeks=past(*before))
    stints = worked(minutes) if minutes else []
    other = [Stint(start=at(5), minutes=60)]
    assert judged(AveragedMinutes, facts, stints, (), other) is kept


@pytest.mark.parametrize(
    ("weeks", "kept"),
    [
        ((600, 600, 600, 600), True),
        ((601, 0, 0, 0), False),
        ((0, 1200, 600, 0), True),
        ((0, 1201, 0, 0), False),
        ((0, 1200, 600, 600), False),  # the second to the fourth: 2400 of 1800
        ((0, 1200, 0, 600), True),
        ((0, 1200, 0, 601), False),
        ((600, 0, 1200, 0), True),
        ((600, 0, 1201, 0), False),
    ],
)
def test_weeks_of_the_plan_count_on(weeks: tuple[int, ...], kept: bool) -> None:
    facts = Facts(law=LAW, weeks=4, credited_dates=(0, 0, 0, 0))
    stints = [stint for week, paid in enumerate(weeks) if paid for stint in worked(paid, week=week)]
    other = [Stint(start=at(7 * week + 5), minutes=60) for week in range(4)]
    assert judged(AveragedMinutes, facts, stints, (), other) is kept


@pytest.mark.parametrize(("second", "kept"), [(1100, True), (1101, False)])
def test_history_and_plan_count_together(second: int, kept: bool) -> None:
    stints = [*worked(200, week=0), *worked(second, week=1)]
    offered = [Stint(start=at(5), minutes=1440)]
    for before in ((500,), (500, 100), (500, 100, 9999)):
        facts = Facts(law=LAW, weeks=2, past_weeks=past(*before))
        assert judged(AveragedMinutes, facts, stints) is kept
        assert judged(AveragedMinutes, facts, stints, (), offered) is kept


@pytest.mark.parametrize(("minutes", "kept"), [(360, True), (361, False)])
def test_leave_lowers_no_average(minutes: int, kept: bool) -> None:
    contract = make_contract(days_per_week=5)
    away = Facts(law=LAW, contract=contract, credited_dates=(2,))
    assert judged(AveragedMinutes, away, worked(minutes)) is kept
    before = Facts(law=LAW, contract=contract, past_weeks=past(600, credited=2))
    assert judged(AveragedMinutes, before, worked(minutes)) is kept
    later = Facts(law=LAW, contract=contract, weeks=2, credited_dates=(2, 0))
    assert judged(AveragedMinutes, later, [*worked(100), *worked(500 + minutes, week=1)]) is kept
    last = Facts(law=LAW, contract=contract, weeks=2, credited_dates=(0, 2))
    assert judged(AveragedMinutes, last, [*worked(600), *worked(minutes, week=1)]) is kept


def test_a_week_of_leave_after_long_ones_is_no_breach() -> None:
    facts = Facts(law=LAW, weeks=2, credited_dates=(0, 5), past_weeks=past(0, 0))
    assert judged(AveragedMinutes, facts, worked(1440, 360), (), worked(60, week=1))


def test_one_week_alone_is_its_own_average() -> None:
    law = make_law(averaged_weekly_minutes=600, averaging_weeks=1)
    facts = Facts(law=law, weeks=2, past_weeks=past(9999))
    assert judged(AveragedMinutes, facts, [*worked(600), *worked(600, week=1)])
    assert not judged(AveragedMinutes, facts, [*worked(100), *worked(601, week=1)])


def test_without_an_average_nothing_is_asked() -> None:
    assert judged(AveragedMinutes, Facts(past_weeks=past(9999)), worked(1440, 1440))


def test_the_weeks_and_minutes_are_told() -> None:
    facts = Facts(law=LAW, past_weeks=past(660, 600))
    (found,) = audit_finds(AveragedMinutes, facts, worked(600))
    assert (found.expected, found.found) == ("at most 30 h in 3 weeks to week 1", "31 h")
