"""The linear relaxation with agents alike taken together, weeks forgotten but for their sums.

Agents who may work the same shifts are one pool: a shift is worked by so many of them, a fraction
too. Of weeks only sums are kept: days, minutes with what they pay, and who is off when. What this
program costs is no matter, only its prices are taken: ``tour_bound.py`` makes a bound of any. Its
size does not grow with the team.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

import numpy as np

from planner.roster.cover_rows import add_cover, add_minimum_heads
from planner.roster.head_rows import add_heads_together
from planner.roster.kept_weeks import add_kept_weeks
from planner.roster.kinds import Kind, anybody, kinds_of
from planner.roster.model_state import Fixed, Model, empty_model
from planner.roster.pooled_fairness import add_pooled_fairness
from planner.roster.pooled_history import add_beginnings
from planner.roster.pooled_rows import add_pooled_breaks
from planner.roster.problem import Member, Problem
from planner.roster.program import COST_SCALE
from planner.roster.vendor_rows import add_vendors
from planner.roster.week_cost import option_cost, week_end_cost
from planner.roster.week_limits import most_days, most_minutes

__all__ = ["build_pooled"]

SLOPE = 1e-9  # of money a minute; less is none


def build_pooled(problem: Problem, kinds: Sequence[Kind] | None = None) -> Model:
    """The program; every member's options are the variables of her pool.

    Parameters
    ----------
    problem
        Of one plan week, everybody under contract.
    kinds
        Of the problem, where they are known already.
    """
    kinds = kinds_of(problem) if kinds is None else kinds
    model = empty_model(problem, (kind.members[0] for kind in kinds), relaxed=True)
    for kind in kinds:
        _add_pool(model, kind)
    add_pooled_fairness(model, kinds)
    first, first_variable = model.program.row_count, len(model.program)
    add_pooled_breaks(model, Fixed.nothing(problem))
    add_vendors(model)
    add_cover(model, split=False)
    add_minimum_heads(model)
    add_heads_together(model)
    if model.holes is not None:
        model.holes.add_cuts()
    model.cover_rows = range(first, model.program.row_count)
    model.cover_variables = range(first_variable, len(model.program))
    return model


def _add_pool(model: Model, kind: Kind) -> None:
    problem, program = model.problem, model.program
    anyone = anybody(problem.members[kind.members[0]])
    count = len(kind.members)
    variables = []
    for option, allowed in zip(kind.options, kind.usable, strict=True):
        cost = option_cost(anyone, option) * COST_SCALE
        variables.append(program.variable(count, cost=cost, whole=True))
        if not allowed:
            program.forbid(variables[-1])
    for index in kind.members:
        model.options[index] = variables
        model.counts[index] = count
    _add_dates(model, kind, variables)
    _add_frozen(model, kind, variables)
    _add_pinned(model, kind, variables)
    add_kept_weeks(model, kind, variables)
    add_beginnings(model, kind, variables)
    worked = [v for v, allowed in zip(variables, kind.usable, strict=True) if allowed]
    members = [problem.members[index] for index in kind.members]
    program.add(worked, [1.0] * len(worked), None, sum(map(most_days, members)))
    columns, values = [], []
    for cost, most in _paid_steps(members):
        columns.append(program.variable(most, cost=cost * COST_SCALE, whole=False))
        values.append(-1.0)
    paid = [
        float(option.duty.paid_minutes)
        for option, allowed in zip(kind.options, kind.usable, strict=True)
        if allowed
    ]
    program.add([*columns, *worked], [*values, *paid], 0, 0)


def _add_frozen(model: Model, kind: Kind, variables: list[int]) -> None:
    """What is frozen is worked by as many as were published for it."""
    problem = model.problem
    frozen_until = problem.members[kind.members[0]].frozen_until
    early = np.flatnonzero(kind.starts < frozen_until)
    if not len(early):
        return
    allowed = np.zeros(len(kind.options), dtype=np.int64)
    for index in kind.members:
        allowed += kind.usable & ~kind.away(problem.members[index])
    for position in early.tolist():
        count = int(allowed[position])
        model.program.add([variables[position]], [1.0], count, count)


def _add_pinned(model: Model, kind: Kind, variables: list[int]) -> None:
    """What agents keep to on a line of a rotation is worked by at least as many as keep to it."""
    counts: Counter[tuple[date, str, int]] = Counter()
    for index in kind.members:
        line = model.problem.members[index].line
        counts.update(() if line is None else line.pins)
    ways = defaultdict(list)
    for option, variable, allowed in zip(kind.options, variables, kind.usable, strict=True):
        duty = option.duty
        if allowed:
            ways[duty.local_date, duty.shift, duty.start_wall_minute].append(variable)
    for pin, count in counts.items():
        # One that lies in another week than the problem's has no options in it.
        if ways[pin]:
            model.program.add(ways[pin], [1.0] * len(ways[pin]), count, None)


def _add_dates(model: Model, kind: Kind, variables: list[int]) -> None:
    """On each date as many may work as are not away; wishes to be off are refused at a price."""
    free = np.zeros(len(kind.days), dtype=np.int64)
    wishing = np.zeros_like(free)
    least = np.full(len(kind.days), np.inf)
    usable = np.bincount(kind.dates[kind.usable], minlength=len(kind.days))
    for index in kind.members:
        member = model.problem.members[index]
        here = usable
        if member.time_off or member.frozen_until > 0:
            open_ = kind.usable & ~kind.away(member)
            here = np.bincount(kind.dates[open_], minlength=len(kind.days))
        free += here > 0
        for day in {day for day, wish, _ in member.wishes if wish == "off"} & set(kind.days):
            place = kind.days.index(day)
            if here[place]:
                wishing[place] += 1
                prices = (
                    price for one, wish, price in member.wishes if (one, wish) == (day, "off")
                )
                least[place] = min(least[place], *prices)
    for place in range(len(kind.days)):
        positions = np.nonzero(kind.usable & (kind.dates == place))[0]
        if not len(positions):
            continue
        columns, values = [variables[k] for k in positions], [1.0] * len(positions)
        if wishing[place]:
            cost = float(least[place]) * COST_SCALE
            columns.append(model.program.variable(int(wishing[place]), cost=cost, whole=False))
            values.append(-1.0)
        model.program.add(columns, values, None, int(free[place] - wishing[place]))


def _paid_steps(members: list[Member]) -> Iterator[tuple[float, float]]:
    """What another minute costs by contract, on top of its row, and for how many minutes."""
    lengths: dict[float, float] = defaultdict(float)
    alike: dict[tuple[object, ...], list[Member]] = defaultdict(list)
    for member in members:
        wage = member.agent.wage_per_hour
        alike[id(member.contract), id(member.law), wage, member.seat].append(member)
    for some in alike.values():
        minutes = range(most_minutes(some[0]) + 1)
        cost = np.array([week_end_cost(some[0], amount) for amount in minutes])
        steps = np.round(np.diff(cost) / SLOPE) * SLOPE
        for slope, run in groupby(steps.tolist()):
            lengths[slope] += len(list(run)) * len(some)
    yield from lengths.items()
