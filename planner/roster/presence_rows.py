"""Families of the model: breaks, and who is on duty."""

from __future__ import annotations

from collections import defaultdict

from planner.domain import Shift
from planner.roster.model_state import BreakKey, Fixed, Model, slot_units, usable
from planner.roster.problem import Member
from planner.roster.queue_sets import class_of


def add_breaks(model: Model) -> None:
    """For each agent, date, template and break one start, allowed by the option that is worked."""
    for index in model.free:
        allowing: dict[BreakKey, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        working: dict[BreakKey, list[int]] = defaultdict(list)
        for option, variable in usable(model, index):
            for number, offsets in enumerate(option.offsets):
                key = (index, option.duty.local_date, option.duty.shift, number)
                working[key].append(variable)
                for offset in offsets:
                    allowing[key][option.duty.start_minute + offset].append(variable)
        for key, starts in allowing.items():
            model.breaks[key] = {start: model.program.variable(1, whole=True) for start in starts}
            taken = list(model.breaks[key].values())
            model.program.add(
                [*taken, *working[key]], [1] * len(taken) + [-1] * len(working[key]), 0, 0
            )
            for start, variable in model.breaks[key].items():
                allowed = starts[start]
                model.program.add([variable, *allowed], [1] + [-1] * len(allowed), None, 0)


def add_presence(model: Model, fixed: Fixed) -> None:
    """``on duty = shifts worked - breaks taken``, for each class and slot, in presence units."""
    terms: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for index in model.free:
        member = model.problem.members[index]
        place = class_of(model.problem, model.classes, member)
        if place < 0:
            continue
        for option, variable in usable(model, index):
            duty = option.duty
            for slot, units in slot_units(model, duty.start_minute, duty.end_minute):
                terms[place, slot].append((variable, units))
    for (index, _, name, number), starts in model.breaks.items():
        member = model.problem.members[index]
        place = class_of(model.problem, model.classes, member)
        pause = _template(member, name).breaks[number]
        for start, variable in starts.items():
            if place >= 0:
                for slot, units in slot_units(model, start, start + pause.minutes):
                    terms[place, slot].append((variable, -units))
    for place in range(len(model.classes)):
        most = sum(
            class_of(model.problem, model.classes, model.problem.members[index]) == place
            for index in model.free
        )
        for slot in range(model.problem.slots):
            base = int(fixed.presence[place, slot])
            upper = most * model.units + base
            here = terms.get((place, slot), [])
            on_duty = model.program.variable(upper, whole=True)
            model.on_duty[place, slot] = on_duty
            model.program.add(
                [on_duty, *(variable for variable, _ in here)],
                [1, *(-units for _, units in here)],
                base,
                base,
            )
    if model.units == 1:
        model.heads.update(model.on_duty)


def _template(member: Member, name: str) -> Shift:
    return next(o.template for o in member.options if o.duty.shift == name)
