"""A problem in which all may begin on dates that some have worked already: for prices.

Who worked last Sunday may not work what begins on that date, so agents alike have options that
differ by a few; of them all a program of pools would keep apart what costs the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.roster.problem import Member, Option, Problem

__all__ = ["past_left_out"]

Key = tuple[object, ...]


def past_left_out(problem: Problem) -> Problem:
    """The problem with the options that all would have who have no past.

    Itself where nobody has one, or a roster is published. Who is rested by when, and how long runs
    of dates are, stays (``pooled_history.py``).

    Prices of it are good ones of the problem too; what it costs is no bound of anything.
    """
    if not any(member.history for member in problem.members):
        return problem
    if any(member.published is not None for member in problem.members):
        return problem
    most: dict[Key, tuple[Option, ...]] = {}
    for member in problem.members:
        key = _key(member)
        # Who is on a line has few options for another reason than her past.
        if member.line is None and len(member.options) > len(most.get(key, ())):
            most[key] = member.options
    return replace(problem, members=tuple(_anew(member, most) for member in problem.members))


def _key(member: Member) -> Key:
    """Who would have the same options but for the past."""
    agent = member.agent
    place = (agent.timezone, agent.country, agent.subdivision, agent.wage_per_hour)
    return (*place, tuple(sorted(member.contract.shifts)))


def _anew(member: Member, most: Mapping[Key, tuple[Option, ...]]) -> Member:
    most_of_hers = member.options if member.line is not None else most.get(_key(member))
    return replace(member, options=most_of_hers or member.options)
