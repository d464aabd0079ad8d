"""When all meet who are to meet together: settled before the search, on a first quick roster.

Agents' weeks are then found around it. The time is the one at which those who are away cost cover
least, with what it weighs that some have no shift then; where a roster was published, its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.roster.problem import Member, Owed, Problem
from planner.roster.reinsertion import Reinsertion

__all__ = ["with_session_times"]

MOST_MEMBERS = 200  # of whom a first roster is made; of a larger team so many stand for all
APART = 720  # minutes between two sessions of a week: nobody has both in one shift
QUARTER = 15


def with_session_times(problem: Problem, seed: int) -> Problem:
    """The problem with a time for every session of all together.

    Parameters
    ----------
    problem
        Of one plan week.
    seed
        Of the first roster.
    """
    numbers = sorted({o.number for m in problem.members for o in m.owed if o.sessions is not None})
    if not numbers:
        return problem
    sample = _sample(problem)
    first = Reinsertion(sample, seed)
    first.construct()
    times = {}
    for number in numbers:
        published = _published(problem, number)
        owing = [
            (index, owed)
            for index, member in enumerate(problem.members[:: _every(problem)])
            for owed in member.owed
            if owed.number == number
        ]
        times[number] = published or _best_times(first, owing)
    members = tuple(
        replace(
            member,
            owed=tuple(
                owed if owed.sessions is None else replace(owed, sessions=times[owed.number])
                for owed in member.owed
            ),
        )
        if any(owed.sessions is not None for owed in member.owed)
        else member
        for member in problem.members
    )
    return replace(problem, members=members)


def _sample(problem: Problem) -> Problem:
    """Some of the members, who are asked for as much less; nobody owes anything yet."""
    every = _every(problem)
    members = tuple(replace(member, owed=()) for member in problem.members[::every])
    demand = replace(
        problem.demand,
        required=problem.demand.required / every,
        exact=problem.demand.exact / every,
        minimum=problem.demand.minimum // every,
    )
    return replace(problem, members=members, demand=demand, peers=())


def _every(problem: Problem) -> int:
    return -(-len(problem.members) // MOST_MEMBERS)


def _published(problem: Problem, number: int) -> tuple[int, ...]:
    """When those who were published met, most of them first."""
    starts: Counter[int] = Counter()
    times = 0
    for member in problem.members:
        for place, owed in enumerate(member.owed):
            if owed.number == number:
                times = owed.times
                starts.update(
                    one.start_minute
                    for shift in member.published or ()
                    for one in shift.held
                    if one.owed == place
                )
    return tuple(sorted(at for at, _ in starts.most_common(times)))


def _best_times(first: Reinsertion, owing: Sequence[tuple[int, Owed]]) -> tuple[int, ...]:
    """Starts of the sessions of a week, one after the other where they cost least."""
    if not owing:
        return ()
    problem, some = first.problem, owing[0][1]
    step = problem.interval_minutes
    grid = step if some.minutes % step == 0 else min(step, QUARTER)
    found: list[int] = []
    ends = range(problem.week_bounds[0], problem.week_bounds[-1] - some.minutes + 1, grid)
    costs = [(_cost(first, owing, at), at) for at in ends]
    for _, at in sorted(costs):
        if len(found) < some.times and all(abs(at - other) >= APART for other in found):
            found.append(at)
    return tuple(sorted(found))


def _cost(first: Reinsertion, owing: Sequence[tuple[int, Owed]], at: int) -> float:
    """What a session costs cover, and what it weighs that some cannot attend."""
    supply, lacking = first.supply.copy(), 0
    away = np.zeros(first.problem.slots)
    step, end = first.problem.interval_minutes, at + owing[0][1].minutes
    for slot in range(at // step, min(-(-end // step), len(away))):
        away[slot] = (min(end, (slot + 1) * step) - max(at, slot * step)) / step
    for index, owed in owing:
        member, week = first.problem.members[index], first.weeks[index].chosen
        if not week:
            continue
        if _attends(member, owed, [each.option for each in week], at):
            if first.place[index] >= 0:
                supply[first.place[index]] -= away
        else:
            lacking += 1
    cover = float(first.cover.per_slot(np.maximum(supply, 0.0)).sum())
    return cover + first.activity_price * lacking


def _attends(member: Member, owed: Owed, options: Sequence[int], at: int) -> bool:
    end = at + owed.minutes
    duties = [member.options[option].duty for option in options]
    return any(opens <= at and end <= closes for opens, closes in owed.windows) and any(
        duty.start_minute <= at and end <= duty.end_minute for duty in duties
    )
