"""The roster problem as a linear program in whole numbers, one function per family.

Read ``build`` as the table of contents. The same families make the full model, the neighbourhood
models (some agents free, the rest constant) and, loosened where that costs the bound little, the
relaxation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import numpy as np

from planner.roster.change_rows import add_changes
from planner.roster.choices import choices_of
from planner.roster.cover_rows import add_cover, add_minimum_heads
from planner.roster.employment import IfEmployed
from planner.roster.freeze import barred_by_freeze
from planner.roster.head_rows import add_heads_together
from planner.roster.model_state import Fixed, Model, empty_model
from planner.roster.pay_rows import add_fairness, add_paid_minutes
from planner.roster.pooled_rows import add_pooled_breaks
from planner.roster.presence_rows import add_breaks, add_presence
from planner.roster.problem import Problem
from planner.roster.program import CENT, COST_SCALE
from planner.roster.vendor_rows import add_vendors
from planner.roster.week_cost import wish_cost
from planner.rules import RULES, ConstraintSink, Rule
from planner.rules.hours import DaysPerWeek, MaxWeeklyMinutes, MinWeeklyMinutes
from planner.rules.night_blocks import RestAfterNights
from planner.rules.rest import WeeklyRest
from planner.rules.starts import ForwardRotation, StartSpread

__all__ = ["Fixed", "Model", "build", "build_weeks"]

OF_EMPLOYED = (MinWeeklyMinutes, MaxWeeklyMinutes, DaysPerWeek)
# What fractions of shifts keep for nothing: without it no roster costs less, and rows are fewer.
NOT_RELAXED = (WeeklyRest, StartSpread, ForwardRotation, RestAfterNights)


def build(
    problem: Problem,
    free: Iterable[int],
    fixed: Fixed,
    *,
    relaxed: bool = False,
    split: bool = False,
) -> Model:
    """State the problem for the free members, the others as they stand.

    Parameters
    ----------
    problem
        In numbers.
    free
        Positions of the members to be rostered.
    fixed
        What the others contribute.
    relaxed
        For the linear bound: breaks pooled over a class, weekly rest left out, cuts put in.
    split
        Split agents over queues one by one, so that shares can be read off.
    """
    model = empty_model(problem, free, relaxed=relaxed)
    _add_options(model)
    _add_rules(model)
    first, first_variable = model.program.row_count, len(model.program)
    if relaxed:
        add_pooled_breaks(model, fixed)
    else:
        add_breaks(model)
        add_presence(model, fixed)
    add_vendors(model)
    add_cover(model, split)
    add_minimum_heads(model)
    add_heads_together(model)
    if model.holes is not None:
        model.holes.add_cuts()
    model.cover_rows = range(first, model.program.row_count)
    model.cover_variables = range(first_variable, len(model.program))
    add_paid_minutes(model)
    add_fairness(model, fixed)
    add_changes(model)
    return model


def build_weeks(problem: Problem) -> Model:
    """State what every member may work and what that pays, and nothing of cover."""
    model = empty_model(problem, range(len(problem.members)), relaxed=False)
    _add_options(model)
    _add_rules(model)
    add_paid_minutes(model)
    add_fairness(model, Fixed.nothing(problem))
    return model


def _add_options(model: Model) -> None:
    """One variable for every option; at most one a local date; pay and refused wishes as cost."""
    for index in model.free:
        member = model.problem.members[index]
        variables = []
        by_date: dict[date, list[int]] = defaultdict(list)
        for option in member.options:
            cost = option.row_cents * CENT + wish_cost(member, option) * COST_SCALE
            variable = model.program.variable(1, cost=cost, whole=True)
            variables.append(variable)
            by_date[option.duty.local_date].append(variable)
        if member.seat is not None:
            weeks = len(model.problem.week_bounds) - 1
            model.employed[index] = model.program.variable(
                1, cost=member.seat * weeks * COST_SCALE, whole=True
            )
        for same_date in by_date.values():
            _at_most_one(model, index, same_date)
        model.options[index] = variables
        model.offset += COST_SCALE * sum(price for _, wish, price in member.wishes if wish != "off")


def _at_most_one(model: Model, index: int, same_date: list[int]) -> None:
    """One shift a local date, none for a member who stays out."""
    employed = model.employed.get(index)
    if employed is None:
        model.program.add(same_date, [1] * len(same_date), None, 1)
    else:
        model.program.add([*same_date, employed], [*([1] * len(same_date)), -1], None, 0)


def _add_rules(model: Model) -> None:
    """Every rule of ``RULES``, first those that judge a duty by itself."""
    for index in model.free:
        member = model.problem.members[index]
        choices = choices_of(model.problem, member, member.options, model.options[index])
        allowed = []
        for position in np.flatnonzero(barred_by_freeze(member)):
            model.program.forbid(model.options[index][position])
        for rule in RULES:
            if not rule.linking:
                rule.of(choices).constrain(choices, model.program)
        for option, variable in zip(member.options, model.options[index], strict=True):
            if variable not in model.program.forbidden:
                allowed.append((option, variable))
        choices = choices_of(
            model.problem, member, [o for o, _ in allowed], [v for _, v in allowed]
        )
        for rule in RULES:
            if rule.linking and not (model.relaxed and rule in NOT_RELAXED):
                rule.of(choices).constrain(choices, _sink(model, index, rule))


def _sink(model: Model, index: int, rule: type[Rule]) -> ConstraintSink:
    """Where a rule writes to: what is owed in a week is owed by those who are employed."""
    if rule in OF_EMPLOYED and index in model.employed:
        return IfEmployed(model=model.program, employed=model.employed[index])
    return model.program
