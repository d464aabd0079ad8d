"""Split shifts and long days, to the minute, by solver and audit alike."""

from __future__ import annotations

import pytest

from planner.rules.split_shifts import DailySpan, LongestUnpaidBreak
from tests.planner.builders import make_law
from tests.planner.rules.judging import Facts, Stint, at, audit_finds, judged

SHORT_BREAKS = Facts(law=make_law(longest_unpaid_break_minutes=60))
SHORT_DAYS = Facts(law=make_law(max_daily_span_minutes=720))


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (60, True), (61, False), (240, False)])
def test_an_unpaid_break_is_no_longer(minutes: int, kept: bool) -> None:
    split = Stint(start=at(0, "09:00"), unpaid=minutes)
    assert judged(LongestUnpaidBreak, SHORT_BREAKS, [split]) is kept
    assert judged(LongestUnpaidBreak, Facts(), [split])


@pytest.mark.parametrize(("minutes", "kept"), [(480, True), (720, True), (721, False)])
def test_a_day_lasts_no_longer(minutes: int, kept: bool) -> None:
    long = Stint(start=at(0, "09:00"), minutes=minutes)
    assert judged(DailySpan, SHORT_DAYS, [long]) is kept
    assert judged(DailySpan, Facts(), [long])


def test_no_unpaid_break_at_all() -> None:
    facts = Facts(law=make_law(longest_unpaid_break_minutes=0))
    assert judged(LongestUnpaidBreak, facts, [Stint(start=at(0))])
    assert not judged(LongestUnpaidBreak, facts, [Stint(start=at(0), unpaid=1)])


def test_history_is_not_judged() -> None:
    past = [Stint(start=at(-1), minutes=900, unpaid=300)]
    assert judged(LongestUnpaidBreak, SHORT_BREAKS, [Stint(start=at(0))], history=past)
    assert judged(DailySpan, SHORT_DAYS, [Stint(start=at(0))], history=past)


def test_the_minutes_are_told() -> None:
    split = [Stint(start=at(0), minutes=780, unpaid=180)]
    (found,) = audit_finds(LongestUnpaidBreak, SHORT_BREAKS, split)
    assert found.expected == "unpaid breaks of at most 60 minutes"
    assert found.found == "one of 180 minutes"
    (found,) = audit_finds(DailySpan, SHORT_DAYS, split)
    assert found.expected == "at most 720 minutes from start to end"
    assert found.found == "780 minutes"
