"""Why no roster can be: the smallest set of demands on an agent that cannot stand together.

Every hard demand is on one agent alone, so agents are judged one by one. A conflict is shrunk by
leaving out one demand after the other (deletion filter): what remains is minimal, each demand in
it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from planner.errors import Conflict
from planner.roster.choices import choices_of
from planner.roster.cpsat import feasible_with
from planner.roster.demands import Demand, dates_of, demands_of
from planner.roster.freeze import barred_by_freeze
from planner.roster.legality import is_legal
from planner.roster.problem import Member, Problem
from planner.roster.program import Program
from planner.roster.week_limits import least_minutes
from planner.roster.weeks import Weeks

__all__ = ["conflict_between", "find_conflicts", "least_clash"]


def find_conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """Conflicts of all agents for whom no roster is legal; empty where a plan is possible."""
    one_week = len(problem.week_bounds) == 2
    weeks = Weeks(problem) if one_week and any(map(_demanding, problem.members)) else None
    return tuple(
        conflict
        for index in range(len(problem.members))
        if (conflict := _conflict_of(problem, index, weeks)) is not None
    )


def _conflict_of(problem: Problem, index: int, weeks: Weeks | None) -> Conflict | None:
    member = problem.members[index]
    if not _demanding(member) or (weeks is not None and _has_a_week(problem, index, weeks)):
        return None
    clash = least_clash(problem, member, tuple(demands_of(member)))
    return None if clash is None else conflict_between(member, clash)


def least_clash(
    problem: Problem,
    member: Member,
    demands: Sequence[Demand],
    must: Sequence[int] = (),
) -> tuple[Demand, ...] | None:
    """The fewest of some demands on a member that cannot stand together; None where all can.

    Parameters
    ----------
    problem, member
        Of one plan week or several.
    demands
        What may be left out, one after the other, the first ones sooner.
    must
        Options of hers of which one must be worked, whatever is left out; none for no such thing.
        Options that she must not work are better left out of ``member``.

    Returns
    -------
    tuple of Demand
        Each is needed; empty where what must be cannot be, whatever is left out.
    """
    if _feasible(problem, member, demands, must):
        return None
    left = list(demands)
    for demand in demands:
        fewer = [other for other in left if other is not demand]
        if not _feasible(problem, member, fewer, must):
            left = fewer
    return tuple(left)


def conflict_between(member: Member, demands: Sequence[Demand]) -> Conflict:
    """Demands that cannot stand together, as a person is told of them."""
    dates = {demand.pin[0] for demand in demands if demand.pin is not None}
    dates |= {day for demand in demands for day in dates_of(member, demand)}
    return Conflict(
        agent_id=member.agent.agent_id,
        local_dates=tuple(day.isoformat() for day in sorted(dates)),
        rules=tuple(dict.fromkeys(demand.rule.name for demand in demands)),
        demands=tuple(demand.text for demand in demands),
        remedies=tuple(dict.fromkeys(demand.remedy for demand in demands)),
    )


def _demanding(member: Member) -> bool:
    """Whether anything asks an agent to work at all: nobody is too busy to stay at home."""
    if member.pinned or (member.law.min_weekly_rest_minutes > 0 and not member.may_stay_out):
        return True
    if member.may_stay_out:
        return False
    return not member.contract.hourly and member.contract.min_weekly_minutes > 0


def _has_a_week(problem: Problem, index: int, weeks: Weeks) -> bool:
    """Whether a legal week is found at once, which is so of nearly everybody."""
    member = problem.members[index]
    # Of most only a weekly rest is asked, and a week off has it: no program is needed for that.
    if not member.pinned and least_minutes(member) == 0 and is_legal(problem, member, ()):
        return True
    tour = weeks[index].best(index, np.zeros(len(member.options)))
    return tour is not None and is_legal(problem, member, tour.options)


def _feasible(
    problem: Problem, member: Member, demands: Sequence[Demand], must: Sequence[int]
) -> bool:
    """Whether some week meets these demands; a roster has one row a date whatever they are."""
    off_line = member.line is not None and not any(demand.of_line for demand in demands)
    wide = member.line.off_line if member.line is not None and off_line else member.options
    asked = {id(member.options[position]) for position in must}
    some = replace(
        member,
        options=wide,
        pinned=tuple(demand.pin for demand in demands if demand.pin is not None),
        time_off=tuple(demand.absence for demand in demands if demand.absence is not None),
    )
    program = Program()
    variables = [program.new_bool("") for _ in some.options]
    by_date: dict[date, list[int]] = {}
    for option, variable in zip(some.options, variables, strict=True):
        by_date.setdefault(option.duty.local_date, []).append(variable)
    for same_date in by_date.values():
        program.add(same_date, [1] * len(same_date), None, 1)
    for position in np.flatnonzero(barred_by_freeze(some)):
        program.forbid(variables[position])
    if must:
        answering = [
            variable
            for option, variable in zip(wide, variables, strict=True)
            if id(option) in asked
        ]
        program.add(answering, [1] * len(answering), 1, None)
    choices = choices_of(problem, some, some.options, variables)
    for rule in dict.fromkeys(demand.rule for demand in demands):
        rule.of(choices).constrain(choices, program)
    return feasible_with(program, ())
