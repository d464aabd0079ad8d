"""The contract of labour rules: each rule alone, every assignment of a small instance.

What the solver's side allows and what the audit's side finds nothing in must be the same set; how
many assignments that are is told, so that a rule that allows or bars everything is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from planner.domain import Pin
from planner.rules import RULES, PastWeek, Rule
from planner.rules.averages import AveragedMinutes
from planner.rules.days_off import DaysOffInRow
from planner.rules.duty_rules import Availability, Nights, PinsStand, TimeOffBars
from planner.rules.holidays_off import HolidaysOff
from planner.rules.hours import ConsecutiveDays, DaysPerWeek, MaxWeeklyMinutes, MinWeeklyMinutes
from planner.rules.night_blocks import NightsInRow, RestAfterNights
from planner.rules.rest import DailyRest, WeeklyRest
from planner.rules.split_shifts import DailySpan, LongestUnpaidBreak
from planner.rules.starts import ForwardRotation, StartSpread
from tests.planner.builders import make_agent, make_contract, make_law
from tests.planner.rules.judging import START, Facts, Stint, at, audit_finds, solver_side


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What may be worked on each date (or nothing), what was worked, and how many ways keep it."""

    facts: Facts
    dates: tuple[tuple[Stint, ...], ...]
    history: tuple[Stint, ...] = ()
    feasible: int


def dates(
    count: int, *clocks: str, minutes: int = 480, start: int = 0
) -> tuple[tuple[Stint, ...], ...]:
    """The same shifts to choose from on so many dates."""
    return tuple(
        tuple(Stint(start=at(start + day, clock), minutes=minutes) for clock in clocks)
        for day in range(count)
    )


def nightly(count: int) -> tuple[tuple[Stint, ...], ...]:
    """A day, an evening with 179 and a night with 180 minutes of night on each date."""
    return tuple(
        (
            Stint(start=at(day, "08:00")),
            Stint(start=at(day, "17:00"), night=179),
            Stint(start=at(day, "17:01"), night=180),
        )
        for day in range(count)
    )


def pin(day: int, minute: int) -> Pin:
    return Pin(
        agent_id="ana",
        local_date=START.date() + timedelta(days=day),
        shift="day8",
        start_minute=minute,
    )


INSTANCES: dict[type[Rule], Instance] = {
    # Of four states of a date (off, day, evening, night) three are open to the unwilling.
    Nights: Instance(facts=Facts(agent=make_agent(nights=False)), dates=nightly(4), feasible=3**4),
    # Monday: 09:00 fits, 09:30 does not; Tuesday: both; Wednesday: neither.
    Availability: Instance(
        facts=Facts(windows=((at(0, "09:00"), at(0, "17:00")), (at(1), at(2)))),
        dates=dates(3, "09:00", "09:30"),
        feasible=2 * 3 * 1,
    ),
    # Monday is off from 17:00: 09:00 fits; Tuesday until 09:01: 09:30 fits; Wednesday is free.
    TimeOffBars: Instance(
        facts=Facts(time_off=((at(0, "17:00"), at(1, "09:01")),)),
        dates=dates(3, "09:00", "09:30"),
        feasible=2 * 2 * 3,
    ),
    # Tuesday is a holiday: on Monday the night runs into it, on Tuesday there is no shift that does
    # not, Wednesday is free.
    HolidaysOff: Instance(
        facts=Facts(law=make_law(holidays_off=True)),
        dates=(
            (Stint(start=at(0, "08:00")), Stint(start=at(0, "16:01"), holiday=1)),
            (Stint(start=at(1, "08:00"), holiday=480), Stint(start=at(1, "23:59"), holiday=1)),
            *dates(1, "00:00", "08:00", start=2),
        ),
        feasible=2 * 1 * 3,
    ),
    # An hour is allowed, a minute more is not: two of three ways on each of three dates.
    LongestUnpaidBreak: Instance(
        facts=Facts(law=make_law(longest_unpaid_break_minutes=60)),
        dates=tuple(
            (Stint(start=at(day), unpaid=60), Stint(start=at(day, "08:00"), unpaid=61))
            for day in range(3)
        ),
        feasible=2**3,
    ),
    # Twelve hours from end to end are allowed, a minute more is not.
    DailySpan: Instance(
        facts=Facts(law=make_law(max_daily_span_minutes=720)),
        dates=tuple(
            (Stint(start=at(day), minutes=720), Stint(start=at(day), minutes=721))
            for day in range(3)
        ),
        feasible=2**3,
    ),
    # 06:00 may not follow 12:00 or 16:00 of the day before, history's 16:00 included; 12:00 is just
    # late enough. With x ways on after a day off or 06:00 and y after the others:
    # x' = 2x + 2y, y' = x + 2y from 1 and 1, four dates, beginning after 16:00.
    DailyRest: Instance(
        facts=Facts(law=make_law(min_rest_minutes=720)),
        dates=dates(4, "06:00", "12:00", "16:00"),
        history=(Stint(start=at(-1, "16:00")),),
        feasible=116,
    ),
    # 14 of 243 leave no 48 hours: Monday from midnight (from 16:00 history's pause is long enough),
    # Tuesday from 16:00, Thursday worked either way, then Friday and Saturday in 7 of their 9 ways.
    WeeklyRest: Instance(
        facts=Facts(law=make_law(min_weekly_rest_minutes=48 * 60)),
        dates=(
            *dates(2, "00:00", "16:00", minutes=480),
            *dates(3, "08:00", "16:00", minutes=960, start=3),
        ),
        history=(Stint(start=at(-2, "08:00")),),
        feasible=229,
    ),
    # At most 20 hours a week, in pieces of 8 and 12: of three dates one or none is always in, two
    # are unless both are 12, three never; of two dates only 12 and 12 is out.
    MaxWeeklyMinutes: Instance(
        facts=Facts(contract=make_contract(max_weekly_minutes=1200), weeks=2),
        dates=tuple(
            (Stint(start=at(day)), Stint(start=at(day, "08:00"), minutes=720))
            for day in (0, 2, 4, 7, 9)
        ),
        feasible=(1 + 3 * 2 + 3 * 3) * (9 - 1),
    ),
    # 20 hours are owed in the first week (two dates unless both are 8, or three); in the second a
    # credited date brings 8 of them (one date of 12, or two).
    MinWeeklyMinutes: Instance(
        facts=Facts(
            contract=make_contract(min_weekly_minutes=1200), weeks=2, credited_dates=(0, 1)
        ),
        dates=tuple(
            (Stint(start=at(day)), Stint(start=at(day, "08:00"), minutes=720))
            for day in (0, 2, 4, 7, 9)
        ),
        feasible=(3 * 3 + 8) * (2 + 4),
    ),
    # 8 hours a week on average over two, after a week of 4: 12 are left in the first week (nothing,
    # a shift of 8 on either date, one of 12), and in the second what the first left of 16 hours:
    # 8 after 8 (two ways each), 12 and two of 8 after none, none but rest after 12.
    AveragedMinutes: Instance(
        facts=Facts(
            law=make_law(averaged_weekly_minutes=480, averaging_weeks=2),
            weeks=2,
            past_weeks=(
                PastWeek(paid_minutes=240, credited_dates=0),
                PastWeek(paid_minutes=9999, credited_dates=0),
            ),
        ),
        dates=tuple(
            (Stint(start=at(day)), *((Stint(start=at(day), minutes=720),) if day in {2, 7} else ()))
            for day in (0, 2, 7, 9)
        ),
        feasible=1 * 5 + 2 * 3 + 1 * 1,
    ),
    # Three days a week, and two of the second week's are credited: of four dates not all, of
    # three at most one.
    DaysPerWeek: Instance(
        facts=Facts(contract=make_contract(days_per_week=3), weeks=2, credited_dates=(0, 2)),
        dates=(*dates(4, "08:00", "16:00"), *dates(3, "08:00", start=7)),
        feasible=(3**4 - 2**4) * (1 + 3),
    ),
    # At most three in a row after two of history: Monday off and 29 ways to work five dates
    # without four in a row, or Monday alone and 15 ways on the four after Tuesday.
    ConsecutiveDays: Instance(
        facts=Facts(law=make_law(max_consecutive_days=3)),
        dates=dates(6, "08:00"),
        history=(Stint(start=at(-2)), Stint(start=at(-1))),
        feasible=29 + 15,
    ),
    # After a shift on Saturday no spell of one or two days off: Monday and Tuesday are off, then
    # one run of the five dates from Wednesday (15 ways), none, or Wednesday and Sunday alone.
    DaysOffInRow: Instance(
        facts=Facts(law=make_law(min_days_off_in_row=3)),
        dates=dates(7, "08:00"),
        history=(Stint(start=at(-2)),),
        feasible=15 + 1 + 1,
    ),
    # Of 22:00, 02:00 and 10:00 the first two are four hours apart: a week of three dates keeps to
    # both (3**3 ways) or to 10:00 (2**3 ways, that of nothing counted already).
    StartSpread: Instance(
        facts=Facts(law=make_law(max_start_spread_minutes=240), weeks=2),
        dates=(*dates(3, "02:00", "10:00", "22:00"), *dates(1, "02:00", "10:00", start=7)),
        history=(Stint(start=at(-1, "16:00")),),
        feasible=(27 + 8 - 1) * 3,
    ),
    # After 12:00 on Sunday there are 1, 0, 1 and 1 ways to be off, at 06:00, 12:00 and 18:00 on
    # Monday. From o, e, n and l a date on makes s, o + e, o + e + n and s, where s is their sum.
    ForwardRotation: Instance(
        facts=Facts(law=make_law(forward_rotation=True)),
        dates=dates(4, "06:00", "12:00", "18:00"),
        history=(Stint(start=at(-1, "12:00")),),
        feasible=88,
    ),
    # At most two nights in a row, one on Sunday counted; a date is off, a day or a night. Ways to
    # end on no, one and two nights are x, y and z: 0, 1, 0 on Sunday, 2 * (x + y + z), x, y next.
    NightsInRow: Instance(
        facts=Facts(law=make_law(max_nights_in_row=2)),
        dates=tuple(
            (Stint(start=at(day, "08:00"), night=179), Stint(start=at(day, "20:00"), night=180))
            for day in range(4)
        ),
        history=(Stint(start=at(-1, "20:00"), night=180),),
        feasible=70,
    ),
    # Two nights want 40 hours: a night two dates on is just late enough, a day is not. Ways to be
    # rested (off or on days long enough), on one night, on two or more, and a date off after those,
    # are r, n, m, o: 0, 1, 0, 0 on Sunday; a date on 2r + 2n + o, r + o, n + m and m.
    RestAfterNights: Instance(
        facts=Facts(law=make_law(min_rest_after_nights_minutes=2400)),
        dates=tuple(
            (Stint(start=at(day, "08:00")), Stint(start=at(day, "22:00"), night=480))
            for day in range(5)
        ),
        history=(Stint(start=at(-1, "22:00"), night=480),),
        feasible=175,
    ),
    # Monday 09:00 and Wednesday 09:30 must be worked; Tuesday is free.
    PinsStand: Instance(
        facts=Facts(pins=(pin(0, 540), pin(2, 570))),
        dates=dates(3, "09:00", "09:30"),
        feasible=3,
    ),
}


def test_every_rule_has_an_instance() -> None:
    assert set(INSTANCES) == set(RULES)


def assignments(instance: Instance) -> list[tuple[Stint, ...]]:
    """Every choice of at most one shift on each date."""
    choices: list[Sequence[Stint | None]] = [(None, *offered) for offered in instance.dates]
    return [tuple(stint for stint in chosen if stint) for chosen in product(*choices)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_solver_and_audit_draw_the_same_line(rule: type[Rule]) -> None:
    instance = INSTANCES[rule]
    offered = [stint for options in instance.dates for stint in options]
    allows = solver_side(rule, instance.facts, offered, instance.history)
    everything = assignments(instance)
    allowed = [worked for worked in everything if allows(worked)]
    clean = [
        worked
        for worked in everything
        if not audit_finds(rule, instance.facts, worked, instance.history)
    ]
    assert allowed == clean
    assert len(clean) == instance.feasible
    assert 0 < len(clean) < len(everything)
