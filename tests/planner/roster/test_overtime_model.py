"""Overtime in the model: exact for weekly tiers, never more than is paid for the rest."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from planner.costing.overtime import WeekRow, overtime_cents, seventh_days
from planner.domain import OvertimeTier
from planner.roster.overtime_model import add_overtime
from planner.roster.problem import Member, Problem
from planner.roster.program import COST_SCALE, Program
from planner.roster.relaxation import relax
from planner.roster.week_cost import week_end_cost
from tests.planner.builders import make_contract, make_law, make_shift, make_tier
from tests.planner.roster.problems import make_problem, weeks_of

HALF_CENT = 0.005 + 1e-6


def problem_with(tiers: tuple[OvertimeTier, ...]) -> Problem:
    shifts = [
        make_shift(
            name, paid_minutes=minutes, breaks=(), start_from_minute=480, start_to_minute=480
        )
        for name, minutes in (("day8", 480), ("day11", 660))
    ]
    contract = make_contract(shifts=("day8", "day11"), days_per_week=7, max_weekly_minutes=4000)
    law = make_law(overtime=tiers)
    return make_problem(shifts=shifts, contracts=[contract], labour_rules=[law])


def modelled(member: Member, week: tuple[int, ...]) -> float:
    """Currency that the rows of a program charge for a week."""
    program = Program()
    worked = [(option, program.new_bool("")) for option in member.options]
    add_overtime(program, member, worked, float(member.agent.wage_per_hour) * COST_SCALE / 60)
    chosen = set(week)
    for position, (_, variable) in enumerate(worked):
        if position in chosen:
            program.add([variable], [1], 1, 1)
        else:
            program.forbid(variable)
    return relax(program, 10.0).lower_bound / COST_SCALE


def paid(member: Member, week: tuple[int, ...]) -> float:
    sevenths = seventh_days([member.options[k].duty.local_date for k in week])
    rows = [
        WeekRow(
            paid_minutes=member.options[k].duty.paid_minutes,
            seventh_day=member.options[k].duty.local_date in sevenths,
        )
        for k in week
    ]
    return overtime_cents(member.agent.wage_per_hour, member.law.overtime, rows) / 100


def some_weeks(member: Member, seed: int) -> list[tuple[int, ...]]:
    weeks = list(weeks_of(member))
    return random.Random(seed).sample(weeks, 12)  # noqa: S311 - a test's dice


WEEKLY = (
    (make_tier("0.5", over_weekly_minutes=2400),),
    (make_tier("0.25", over_weekly_minutes=1200), make_tier("1", over_weekly_minutes=2000)),
    (make_tier("0.75", over_weekly_minutes=1200), make_tier("0.5", over_weekly_minutes=2000)),
    (make_tier("0.75", over_weekly_minutes=9000), make_tier("0", over_weekly_minutes=100)),
    (make_tier("0.5", over_weekly_minutes=0),),
    (),
)
OTHERS = (
    (make_tier("0.5", over_daily_minutes=480),),
    (make_tier("0.5", over_daily_minutes=600), make_tier("0.25", over_weekly_minutes=1500)),
    (make_tier("0.25", over_daily_minutes=540), make_tier("1", over_weekly_minutes=2400)),
    (make_tier("0.5", over_daily_minutes=480, over_weekly_minutes=2400),),
    (make_tier("1", seventh_day=True), make_tier("0.5", over_daily_minutes=600)),
    (make_tier("0.5", over_daily_minutes=1000),),
)


@pytest.mark.parametrize("tiers", WEEKLY)
def test_weekly_tiers_cost_what_is_paid(tiers: tuple[OvertimeTier, ...]) -> None:
    member = problem_with(tiers).members[0]
    for week in some_weeks(member, 1):
        minutes = sum(member.options[k].duty.paid_minutes for k in week)
        idle = float(member.agent.wage_per_hour) / 60 * max(0, 2400 - minutes)
        assert modelled(member, week) == pytest.approx(paid(member, week), abs=HALF_CENT)
        assert week_end_cost(member, minutes) - idle == pytest.approx(
            paid(member, week), abs=HALF_CENT
        )


@pytest.mark.parametrize("tiers", OTHERS)
def test_no_tier_costs_more_than_is_paid(tiers: tuple[OvertimeTier, ...]) -> None:
    member = problem_with(tiers).members[0]
    for week in some_weeks(member, 2):
        assert modelled(member, week) <= paid(member, week) + HALF_CENT
        minutes = sum(member.options[k].duty.paid_minutes for k in week)
        idle = float(member.agent.wage_per_hour) / 60 * max(0, 2400 - minutes)
        assert week_end_cost(member, minutes) - idle <= paid(member, week) + HALF_CENT


def test_daily_tiers_alone_are_exact_too() -> None:
    member = problem_with((make_tier("0.5", over_daily_minutes=480),)).members[0]
    costs = [(modelled(member, week), paid(member, week)) for week in some_weeks(member, 3)]
    assert max(cost for _, cost in costs) > 0
    for cost, exact in costs:
        assert cost == pytest.approx(exact, abs=HALF_CENT)


def test_weekly_overtime_is_charged_at_all() -> None:
    member = problem_with((make_tier("0.5", over_weekly_minutes=2400),)).members[0]
    week = tuple(range(1, 14, 2))
    minutes = sum(member.options[k].duty.paid_minutes for k in week)
    extra = Fraction(20) * (minutes - 2400) / 60 / 2
    assert extra > 0
    assert modelled(member, week) == pytest.approx(float(extra))
