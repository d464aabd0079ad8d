"""Why no roster can be: the smallest set of demands on an agent that cannot stand together.

Every hard demand is on one agent alone, so agents are judged one by one. A conflict is shrunk by
leaving out one demand after the other (deletion filter): what remains is minimal, each demand in
it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from planner.errors import Conflict
from planner.roster.choices import choices_of
from planner.roster.cpsat import feasible_with
from planner.roster.freeze import barred_by_freeze
from planner.roster.legality import is_legal
from planner.roster.problem import Member, Problem
from planner.roster.program import Program
from planner.roster.weeks import Weeks
from planner.rules import RULES, Rule
from planner.rules.base import hours
from planner.rules.duty_rules import PinsStand, TimeOffBars


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demand:
    """One thing that can be left out: a pin, a span of time off, or a rule."""

    rule: type[Rule]
    text: str
    remedy: str
    pin: tuple[date, str, int] | None = None
    absence: tuple[int, int] | None = None


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
    demands = list(_demands(member))
    if _feasible(problem, member, demands):
        return None
    for demand in tuple(demands):
        fewer = [other for other in demands if other is not demand]
        if not _feasible(problem, member, fewer):
            demands = fewer
    dates = {demand.pin[0] for demand in demands if demand.pin is not None}
    dates |= {day for demand in demands for day in _dates_of(member, demand)}
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
    tour = weeks[index].best(index, np.zeros(len(member.options)))
    return tour is not None and is_legal(problem, member, tour.options)


def _demands(member: Member) -> Iterator[_Demand]:
    """Time off first and the rest of the rules before pins, so that pins stay in a conflict."""
    for rule in RULES:
        if rule not in (PinsStand, TimeOffBars):
            yield _Demand(rule=rule, text=_rule_text(member, rule), remedy=_remedy(rule))
    for span in member.time_off:
        yield _Demand(
            rule=TimeOffBars,
            text=f"time off {_days_text(member, span)}",
            remedy="moving or shortening the time off",
            absence=span,
        )
    for day, name, minute in member.pinned:
        yield _Demand(
            rule=PinsStand,
            text=f"the pinned {name} on {day} from {minute // 60:02d}:{minute % 60:02d}",
            remedy=f"unpinning {name} on {day.isoformat()}",
            pin=(day, name, minute),
        )


def _rule_text(member: Member, rule: type[Rule]) -> str:
    law, contract = member.law, member.contract
    most = min(
        bound
        for bound in (contract.max_weekly_minutes, law.max_weekly_minutes)
        if bound is not None
    )
    texts = {
        "nights": "no night shifts" if not member.agent.nights else "nights are worked",
        "availability": "shifts within the agent's available hours",
        "rest": f"{hours(law.min_rest_minutes)} of rest between shifts",
        "weekly-rest": f"a weekly rest of {hours(law.min_weekly_rest_minutes)}",
        "max-hours": f"at most {hours(most)} a week",
        "min-hours": f"at least {hours(contract.min_weekly_minutes)} a week ({contract.name})",
        "days-per-week": f"at most {contract.days_per_week} days a week, absences counted",
        "consecutive-days": f"at most {law.max_consecutive_days} days in a row",
        "days-off-in-row": f"at least {law.min_days_off_in_row} days off in a row",
        "nights-in-row": f"at most {law.max_nights_in_row} nights in a row",
        "rest-after-nights": f"{hours(law.min_rest_after_nights_minutes)} of rest after nights",
        "holidays-off": "no work on public holidays",
        "averaged-hours": f"at most {hours(law.averaged_weekly_minutes or 0)} a week on average",
        "forward-rotation": "no earlier start than the day before",
        "start-spread": f"starts within {hours(law.max_start_spread_minutes or 0)} of the day",
    }
    return texts.get(rule.name, f"the rule {rule.name}")


def _remedy(rule: type[Rule]) -> str:
    remedies = {
        "nights": "letting the agent work nights",
        "availability": "widening the agent's available hours",
        "min-hours": "lowering the contract's least hours",
        "days-per-week": "raising the contract's days a week",
    }
    return remedies.get(rule.name, f"changing the rule {rule.name}")


def _days_text(member: Member, span: tuple[int, int]) -> str:
    days = sorted(_dates_in(member, span))
    if not days:
        return f"of {hours(span[1] - span[0])}"
    if days[0] == days[-1]:
        return f"on {days[0].isoformat()}"
    return f"from {days[0].isoformat()} to {days[-1].isoformat()}"


def _dates_in(member: Member, span: tuple[int, int]) -> set[date]:
    return {
        option.duty.local_date
        for option in member.options
        if option.duty.start_minute < span[1] and span[0] < option.duty.end_minute
    }


def _dates_of(member: Member, demand: _Demand) -> set[date]:
    return set() if demand.absence is None else _dates_in(member, demand.absence)


def _feasible(problem: Problem, member: Member, demands: list[_Demand]) -> bool:
    """Whether some week meets these demands; a roster has one row a date whatever they are."""
    some = replace(
        member,
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
    choices = choices_of(problem, some, some.options, variables)
    for rule in dict.fromkeys(demand.rule for demand in demands):
        rule.of(choices).constrain(choices, program)
    return feasible_with(program, ())
