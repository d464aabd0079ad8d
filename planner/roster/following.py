"""Agents' weeks that come as near as they may to a pattern of starts.

The pattern is what cover alone would choose. Who works what of it is a matter of rules, days and
pay, without a word of cover: far smaller than the whole problem, and where it fits, what comes out
is nearly as good as any roster can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.roster.exact_moves import least_cost
from planner.roster.messages import Pattern
from planner.roster.model import Model, build_weeks
from planner.roster.problem import IntArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.shift_paths import ShiftPaths
from planner.roster.tour_space import BoolArray

NEAR_ENOUGH = 5e-4  # of what the pattern is worth


def options_like(
    problem: Problem, paths: ShiftPaths, pattern: Pattern, farthest: int, time_limit_s: float
) -> dict[int, BoolArray] | None:
    """Per member, which options she works in weeks like the pattern; None where none were found.

    A shift that begins in its place is worth what the pattern says, one beside it for every slot
    between as much less as a head missing for a slot costs.

    Parameters
    ----------
    problem
        Of one plan week.
    paths
        Of the problem.
    pattern
        Starts by kind and slot.
    farthest
        Slots that a shift may begin beside its place in the pattern.
    time_limit_s
        After it the best that is found by then counts.
    """
    near = _near(pattern.begun, farthest)
    masks = [
        (kinds < 0) | near[np.maximum(kinds, 0), slots]
        for kinds, slots in zip(paths.option_kinds, paths.start_slots, strict=True)
    ]
    positions = [np.flatnonzero(mask) for mask in masks]
    members = tuple(
        replace(member, options=tuple(member.options[k] for k in some))
        for member, some in zip(problem.members, positions, strict=True)
    )
    model = build_weeks(replace(problem, members=members))
    counted = _counted(model, paths, positions)
    _add_places(model, counted, pattern, farthest, problem.shortfall_price)
    values, _ = least_cost(model.program, (), (), time_limit_s, NEAR_ENOUGH)
    if values is None:
        return None
    worked = {}
    for index, some in enumerate(positions):
        mask = np.zeros(len(masks[index]), dtype=bool)
        mask[some[values[model.options[index]] > 0.5]] = True
        worked[index] = mask
    return worked


def _near(begun: IntArray, farthest: int) -> BoolArray:
    """Whether a start of a kind in a slot is near enough to one of the pattern."""
    near = begun > 0
    for _ in range(farthest):
        near[:, 1:] |= near[:, :-1].copy()
        near[:, :-1] |= near[:, 1:].copy()
    return near


def _counted(
    model: Model, paths: ShiftPaths, positions: list[np.ndarray]
) -> Mapping[tuple[int, int], list[int]]:
    """Variables of the options that count for cover, by kind and slot."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, some in enumerate(positions):
        kinds, slots = paths.option_kinds[index][some], paths.start_slots[index][some]
        for kind, slot, variable in zip(
            kinds.tolist(), slots.tolist(), model.options[index], strict=True
        ):
            if kind >= 0 and variable not in model.program.forbidden:
                found[kind, slot].append(variable)
    return found


def _add_places(
    model: Model,
    counted: Mapping[tuple[int, int], list[int]],
    pattern: Pattern,
    farthest: int,
    slot_price: float,
) -> None:
    """Shifts take places of the pattern: each at most one, each place as often as it is there.

    ``sum of those who take a place <= its count``, ``sum of places taken at a start <= shifts
    there``. What is taken is whole where the shifts are: it is a transport problem.
    """
    program = model.program
    taken_at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for kind, slot in np.argwhere(pattern.begun > 0).tolist():
        count, worth = int(pattern.begun[kind, slot]), float(pattern.worth[kind, slot])
        takers = []
        for start in range(slot - farthest, slot + farthest + 1):
            value = worth - slot_price * abs(start - slot)
            if (kind, start) in counted and value > 0:
                taken = program.variable(count, cost=-value * COST_SCALE, whole=False)
                takers.append(taken)
                taken_at[kind, start].append(taken)
        program.add(takers, [1.0] * len(takers), None, count)
    for place, takers in taken_at.items():
        shifts = counted[place]
        program.add([*takers, *shifts], [1.0] * len(takers) + [-1.0] * len(shifts), None, 0.0)
