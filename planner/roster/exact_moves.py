"""The best roster among those near a given one, by a mixed-integer program.

One agent's week at a time (``reinsertion.py``) cannot shift a chain of handovers: everybody in it
would have to move at once. Here many may, within what a ``Freedom`` leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.roster.model import Fixed, Model, build
from planner.roster.plan import Chosen, Plan, contribution, decode, held_by
from planner.roster.problem import FloatArray, Member, Problem
from planner.roster.program import COST_SCALE, Program
from planner.roster.quiet import quiet_output
from planner.roster.relaxation import rows_with_flows
from planner.roster.tour_space import BoolArray

GOOD_ENOUGH = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """What may change: per member that is free, her options that may be worked.

    Shifts that she works now and that are not among these stand, breaks and all; members that are
    not named stand wholly.
    """

    options: Mapping[int, BoolArray]

    def size(self) -> int:
        """Options in all."""
        return sum(int(open_.sum()) for open_ in self.options.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Weeks of the free members, None where none was found; whether they are the best.

    ``objective`` is the whole roster's in currency, as a search reckons it: vendors may be split.
    """

    plan: Plan | None
    proven: bool
    objective: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A member with fewer options: where each stands among all of hers, which must be worked."""

    member: Member
    positions: tuple[int, ...]
    standing: tuple[int, ...]


def best_near(
    problem: Problem,
    plan: Plan,
    freedom: Freedom,
    time_limit_s: float,
    *,
    must: Mapping[int, Sequence[int]] | None = None,
    gap: float = GOOD_ENOUGH,
    favour: float = 0.0,
) -> Found:
    """The best roster that a freedom leaves open.

    Parameters
    ----------
    problem
        Of one plan week or several.
    plan
        Of all members; what is not free stays.
    freedom
        What may change.
    time_limit_s
        After it the best that is found by then counts.
    must
        Per free member, open options of hers of which one must be worked.
    gap
        Share of the cost that more is not asked for.
    favour
        What a shift that stands now is preferred by, in currency: of rosters as good, the nearest.
    """
    parts = {
        index: _part(problem.members[index], plan.get(index, ()), open_)
        for index, open_ in freedom.options.items()
    }
    members = tuple(
        parts[index].member if index in parts else member
        for index, member in enumerate(problem.members)
    )
    narrow = replace(problem, members=members)
    rest = [index for index in range(len(members)) if index not in parts]
    fixed = contribution(problem, plan, rest) if rest else Fixed.nothing(problem)
    # Meetings and training of who is free stay where they are for now; they are laid anew after.
    fixed = replace(fixed, presence=fixed.presence - held_by(problem, plan, parts))
    model = build(narrow, sorted(parts), fixed)
    for index, positions in (must or {}).items():
        place = {position: k for k, position in enumerate(parts[index].positions)}
        asked = [model.options[index][place[position]] for position in positions]
        model.program.add(asked, [1] * len(asked), 1, None)
    costs = np.array(model.program.cost)
    if favour:
        _prefer_what_stands(model, problem, plan, favour)
    values, proven = _solve(model, parts, time_limit_s, gap)
    if values is None:
        return Found(plan=None, proven=proven)
    found = {
        index: tuple(replace(each, option=parts[index].positions[each.option]) for each in chosen)
        for index, chosen in decode(model, values).items()
    }
    objective = (float(values @ costs) + model.offset) / COST_SCALE
    return Found(plan=found, proven=proven, objective=objective)


def _prefer_what_stands(model: Model, problem: Problem, plan: Plan, favour: float) -> None:
    """Make shifts that free members work now a little cheaper, their breaks anywhere."""
    for index in model.free:
        everything = problem.members[index].options
        now = {
            (everything[each.option].duty.start_minute, everything[each.option].duty.shift)
            for each in plan.get(index, ())
        }
        options = model.problem.members[index].options
        for option, variable in zip(options, model.options[index], strict=True):
            if (option.duty.start_minute, option.duty.shift) in now:
                model.program.cost[variable] -= favour * COST_SCALE


def _part(member: Member, week: tuple[Chosen, ...], open_: BoolArray) -> _Part:
    now = {each.option: each for each in week}
    options, positions, standing = [], [], []
    for position, option in enumerate(member.options):
        if open_[position]:
            options.append(option)
        elif position in now:
            standing.append(len(options))
            at = tuple((b - option.duty.start_minute,) for b in now[position].break_starts)
            options.append(replace(option, offsets=at))
        else:
            continue
        positions.append(position)
    return _Part(
        member=replace(member, options=tuple(options)),
        positions=tuple(positions),
        standing=tuple(standing),
    )


def _solve(
    model: Model, parts: Mapping[int, _Part], time_limit_s: float, gap: float
) -> tuple[FloatArray | None, bool]:
    standing = [
        model.options[index][position]
        for index, part in parts.items()
        for position in part.standing
    ]
    # Vendors may be split here: this is only a search.
    vendors = list(model.vendor_agents.values())
    return least_cost(model.program, standing, vendors, time_limit_s, gap)


def least_cost(
    program: Program,
    ones: Sequence[int],
    divisible: Sequence[int],
    time_limit_s: float,
    gap: float = GOOD_ENOUGH,
) -> tuple[FloatArray | None, bool]:
    """Values of a program's variables at least cost, if any were found; whether it is the least.

    Parameters
    ----------
    program
        Counts in it follow from what is chosen, so only its bools are asked to be whole.
    ones
        Variables that must be 1.
    divisible
        Bools that need not be whole.
    time_limit_s
        After it the best that is found by then counts; none is found where it is over already.
    gap
        Share of the cost that more is not asked for.
    """
    matrix, lower, upper, bounds = rows_with_flows(program)
    own = len(program)
    cost = np.zeros(len(bounds))
    cost[:own] = np.array(program.cost) / COST_SCALE
    least = np.zeros(len(bounds))
    least[list(ones)] = 1.0
    whole = np.zeros(len(bounds), dtype=np.int64)
    whole[:own] = np.array(program.whole) & (np.array(program.upper) <= 1)
    whole[list(divisible)] = 0
    with quiet_output():
        result: Any = milp(
            cost,
            constraints=LinearConstraint(matrix, lower, upper),
            bounds=Bounds(least, bounds),
            integrality=whole,
            options={"time_limit": max(0.0, time_limit_s), "mip_rel_gap": gap},
        )
    return (None if result.x is None else result.x[:own]), result.status == 0
