"""The linear relaxation with agents alike taken together, weeks forgotten but for their sums.

Agents who may work the same shifts are one pool: a shift is worked by so many of them, a fraction
too. Of weeks only sums are kept: days, minutes with what they pay, and who is off when. What this
program costs is no matter, only its prices are taken: ``tour_bound.py`` makes a bound of any. Its
size does not grow with the team.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np

from planner.roster.cover_rows import add_cover, add_minimum_heads
from planner.roster.legality import usable_options
from planner.roster.model_state import Fixed, Model, empty_model
from planner.roster.pooled_rows import add_pooled_breaks
from planner.roster.problem import Member, Problem
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import option_cost, week_end_cost
from planner.roster.vendor_rows import add_vendors

__all__ = ["build_pooled", "pools_of"]

SLOPE = 1e-9  # of money a minute; less is none


def pools_of(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Members who may work the same shifts and serve the same queues, by position."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, member in enumerate(problem.members):
        agent = member.agent
        key = (id(member.options), id(member.law), member.windows, agent.earliest_start_minute)
        found[(*key, agent.nights, member.net, member.group)].append(index)
    return tuple(tuple(pool) for pool in found.values())


def build_pooled(problem: Problem) -> Model:
    """The program; every member's options are the variables of her pool.

    Parameters
    ----------
    problem
        Of one plan week, everybody under contract.
    """
    pools = pools_of(problem)
    model = empty_model(problem, (pool[0] for pool in pools), relaxed=True)
    for pool in pools:
        _add_pool(model, pool)
    first, first_variable = model.program.row_count, len(model.program)
    add_pooled_breaks(model, Fixed.nothing(problem))
    add_vendors(model)
    add_cover(model, split=False)
    add_minimum_heads(model)
    if model.holes is not None:
        model.holes.add_cuts()
    model.cover_rows = range(first, model.program.row_count)
    model.cover_variables = range(first_variable, len(model.program))
    return model


def _add_pool(model: Model, pool: tuple[int, ...]) -> None:
    problem, program = model.problem, model.program
    member = _anybody(problem.members[pool[0]])
    usable = usable_options(problem, member)
    variables = []
    for option, allowed in zip(member.options, usable, strict=True):
        cost = option_cost(member, option) * COST_SCALE
        variables.append(program.variable(len(pool), cost=cost, whole=True))
        if not allowed:
            program.forbid(variables[-1])
    for index in pool:
        model.options[index] = variables
        model.counts[index] = len(pool)
    worked = [v for v, allowed in zip(variables, usable, strict=True) if allowed]
    _add_dates(model, pool, member, usable, variables)
    days = sum(_days(problem.members[index]) for index in pool)
    program.add(worked, [1.0] * len(worked), None, days)
    minutes = [float(option.duty.paid_minutes) for option in member.options]
    columns, values = [], []
    for cost, most in _paid_steps([problem.members[index] for index in pool]):
        columns.append(program.variable(most, cost=cost * COST_SCALE, whole=False))
        values.append(-1.0)
    paid = [amount for amount, allowed in zip(minutes, usable, strict=True) if allowed]
    program.add([*columns, *worked], [*values, *paid], 0, 0)


def _days(member: Member) -> int:
    return max(0, member.contract.days_per_week - member.credited_dates[0])


def _anybody(member: Member) -> Member:
    """A member without what is hers alone."""
    return replace(
        member,
        time_off=(),
        history=(),
        wishes=(),
        pinned=(),
        credited_dates=tuple(0 for _ in member.credited_dates),
    )


def _add_dates(
    model: Model, pool: tuple[int, ...], member: Member, usable: np.ndarray, variables: list[int]
) -> None:
    """On each date as many may work as are not away; wishes to be off are refused at a price."""
    starts = np.array([option.duty.start_minute for option in member.options])
    ends = np.array([option.duty.end_minute for option in member.options])
    dates = [option.duty.local_date for option in member.options]
    here: dict[object, list[int]] = defaultdict(list)
    for position in np.nonzero(usable)[0].tolist():
        here[dates[position]].append(position)
    for day, positions in here.items():
        free, wishing, least = 0, 0, np.inf
        for index in pool:
            own = model.problem.members[index]
            blocked = np.zeros(len(positions), dtype=bool)
            for start, end in own.time_off:
                blocked |= (starts[positions] < end) & (ends[positions] > start)
            if blocked.all():
                continue
            free += 1
            prices = [price for date, wish, price in own.wishes if date == day and wish == "off"]
            if prices:
                wishing, least = wishing + 1, min(least, *prices)
        columns, values = [variables[k] for k in positions], [1.0] * len(positions)
        if wishing:
            refused = model.program.variable(wishing, cost=float(least) * COST_SCALE, whole=False)
            columns.append(refused)
            values.append(-1.0)
        model.program.add(columns, values, None, free - wishing)


def _paid_steps(members: list[Member]) -> Iterator[tuple[float, float]]:
    """What another minute costs by contract, on top of its row, and for how many minutes."""
    lengths: dict[float, float] = defaultdict(float)
    for member in members:
        most = int(member.contract.max_weekly_minutes)
        if member.law.max_weekly_minutes is not None:
            most = min(most, member.law.max_weekly_minutes)
        cost = np.array([week_end_cost(member, minutes) for minutes in range(most + 1)])
        steps = np.round(np.diff(cost) / SLOPE) * SLOPE
        for slope, run in groupby(steps.tolist()):
            lengths[slope] += len(list(run))
    yield from lengths.items()
