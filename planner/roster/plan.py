"""A roster while it is being searched: which option each member works, breaks laid down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from planner.roster.model import Fixed, Model
from planner.roster.problem import FloatArray, Held, Problem, presence
from planner.roster.queue_sets import class_of, presence_units, supply_classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An option of a member, by position, and the starts of its breaks in horizon minutes.

    ``held`` are the meetings and training blocks in it, in order of start.
    """

    option: int
    break_starts: tuple[int, ...]
    held: tuple[Held, ...] = ()


Plan = Mapping[int, tuple[Chosen, ...]]  # by position of the member


def decode(model: Model, values: FloatArray) -> dict[int, tuple[Chosen, ...]]:
    """Read the free members' shifts off a solution of a model that lays breaks one by one."""
    plan: dict[int, tuple[Chosen, ...]] = {}
    for index in model.free:
        member = model.problem.members[index]
        chosen = []
        for position, variable in enumerate(model.options[index]):
            if values[variable] > 0.5:
                option = member.options[position]
                starts = []
                for number in range(len(option.offsets)):
                    key = (index, option.duty.local_date, option.duty.shift, number)
                    taken = model.breaks[key]
                    starts.append(next(at for at, v in taken.items() if values[v] > 0.5))
                chosen.append(Chosen(option=position, break_starts=tuple(starts)))
        plan[index] = tuple(chosen)
    return plan


def encode(model: Model, plan: Plan) -> dict[int, float]:
    """Values of the free members' options and breaks in a model, all others 0."""
    values: dict[int, float] = {}
    for index in model.free:
        member = model.problem.members[index]
        worked = {chosen.option: chosen for chosen in plan.get(index, ())}
        for position, variable in enumerate(model.options[index]):
            values[variable] = float(position in worked)
        for (owner, day, name, number), starts in model.breaks.items():
            if owner != index:
                continue
            at = None
            for position, chosen in worked.items():
                duty = member.options[position].duty
                if duty.local_date == day and duty.shift == name:
                    at = chosen.break_starts[number]
            for start, variable in starts.items():
                values[variable] = float(start == at)
    return values


def contribution(problem: Problem, plan: Plan, members: Iterable[int]) -> Fixed:
    """What some members of a plan give to cover and fairness, as constants for a model."""
    classes = supply_classes(problem)
    units = presence_units(problem)
    total = np.zeros((len(classes), problem.slots))
    kinds: dict[int, tuple[int, int, int]] = {}
    for index in members:
        chosen = plan.get(index, ())
        kinds[index] = _kinds(problem, index, chosen)
        place = class_of(problem, classes, problem.members[index])
        if place >= 0:
            total[place] += np.rint(presence_of(problem, index, chosen) * units)
    return Fixed(presence=total, kind_minutes=kinds)


def held_by(problem: Problem, plan: Plan, members: Iterable[int]) -> FloatArray:
    """Presence that the meetings and training of some members take, as ``Fixed`` has it."""
    classes, units = supply_classes(problem), presence_units(problem)
    taken = np.zeros((len(classes), problem.slots))
    step = problem.interval_minutes
    for index in members:
        member = problem.members[index]
        place = class_of(problem, classes, member) if member.owed else -1
        for each in plan.get(index, ()) if place >= 0 else ():
            for one in each.held:
                end = one.start_minute + member.owed[one.owed].minutes
                for slot, part in presence(one.start_minute, end, problem.slots, step):
                    taken[place, slot] += part * units // step
    return taken


def presence_of(problem: Problem, index: int, chosen: tuple[Chosen, ...]) -> FloatArray:
    """A member's presence per slot, in heads: shifts less breaks."""
    member, step = problem.members[index], problem.interval_minutes
    minutes = np.zeros(problem.slots)
    for each in chosen:
        option = member.options[each.option]
        spans = [(option.duty.start_minute, option.duty.end_minute, 1)]
        for pause, start in zip(option.template.breaks, each.break_starts, strict=True):
            spans.append((start, start + pause.minutes, -1))
        for one in each.held:
            away = one.start_minute + member.owed[one.owed].minutes
            spans.append((one.start_minute, away, -1))
        for start, end, sign in spans:
            for slot, part in presence(start, end, problem.slots, step):
                minutes[slot] += sign * part
    return minutes / step


def _kinds(problem: Problem, index: int, chosen: tuple[Chosen, ...]) -> tuple[int, int, int]:
    options = problem.members[index].options
    rows = [options[each.option].kind_minutes for each in chosen]
    return (sum(r[0] for r in rows), sum(r[1] for r in rows), sum(r[2] for r in rows))
