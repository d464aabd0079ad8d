"""Members as rules see them."""

from __future__ import annotations

from collections.abc import Sequence

from planner.roster.problem import Member, Option, Problem
from planner.rules import Choices


def choices_of(
    problem: Problem, member: Member, options: Sequence[Option], variables: Sequence[int]
) -> Choices:
    """A member's options, with their variables, as rules see them."""
    return Choices(
        agent=member.agent,
        contract=member.contract,
        law=member.law,
        duties=tuple(option.duty for option in options),
        variables=tuple(variables),
        history=member.history,
        week_bounds=problem.week_bounds,
        time_off=member.time_off,
        windows=member.windows,
        credited_dates=member.credited_dates,
        pinned=member.pinned,
        absent_dates=member.absent_dates,
        past_weeks=member.past_weeks,
        rest_from=member.rest_from,
    )
