"""Families of the relaxation: presence by differences, breaks pooled over a class."""

from __future__ import annotations

from collections import defaultdict

from planner.roster.holes import Holes
from planner.roster.model_state import Fixed, Model, slot_units, usable
from planner.roster.queue_sets import class_of


def add_pooled_breaks(model: Model, fixed: Fixed) -> None:
    """Presence by differences, breaks pooled over the agents of a class and template.

    Breaks of one class and template may be swapped between its agents, so only stocks matter:
    those whose window has opened and that are not taken yet, and those taken before their window
    closed. Both stocks are never negative.
    """
    slots, units = model.problem.slots, model.units
    holes = model.holes = Holes(model.problem, model.program, model.classes)
    change: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    head_change: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    opens: dict[tuple[int, str, int], dict[int, list[int]]] = {}
    closes: dict[tuple[int, str, int], dict[int, list[int]]] = {}
    starts: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    lengths: dict[tuple[int, str, int], int] = {}
    for index in model.free:
        member = model.problem.members[index]
        place = class_of(model.problem, model.classes, member)
        if place < 0:
            continue
        for option, variable in usable(model, index):
            duty = option.duty
            holes.add_option(place, option, variable)
            _add_change(model, change, place, variable, duty.start_minute, duty.end_minute, 1)
            _add_head_change(
                model, head_change, place, variable, duty.start_minute, duty.end_minute, 1
            )
            for number, offsets in enumerate(option.offsets):
                key = (place, option.template.name, number)
                lengths[key] = option.template.breaks[number].minutes
                first, last = duty.start_minute + offsets[0], duty.start_minute + offsets[-1]
                opens.setdefault(key, defaultdict(list))[first].append(variable)
                closes.setdefault(key, defaultdict(list))[last].append(variable)
                starts[key].update(duty.start_minute + offset for offset in offsets)
    for key, moments in starts.items():
        ordered = sorted(moments)
        most = sum(map(model.count_of, model.free))
        waiting_before: int | None = None
        ahead_before: int | None = None
        for moment in ordered:
            taken = model.program.variable(most, whole=False)
            _add_change(model, change, key[0], taken, moment, moment + lengths[key], -1)
            _add_head_change(model, head_change, key[0], taken, moment, moment + lengths[key], -1)
            waiting = model.program.variable(most * 7, whole=False)
            ahead = model.program.variable(most * 7, whole=False)
            opening, closing = opens[key].get(moment, []), closes[key].get(moment, [])
            columns = [waiting, taken, *opening]
            values = [1.0, 1.0] + [-1.0] * len(opening)
            if waiting_before is not None:
                columns.append(waiting_before)
                values.append(-1.0)
            model.program.add(columns, values, 0, 0)
            columns = [ahead, taken, *closing]
            values = [1.0, -1.0] + [1.0] * len(closing)
            if ahead_before is not None:
                columns.append(ahead_before)
                values.append(-1.0)
            model.program.add(columns, values, 0, 0)
            waiting_before, ahead_before = waiting, ahead
        if waiting_before is not None:
            model.program.forbid(waiting_before)
    counts: dict[int, int] = defaultdict(int)
    for index in model.free:
        place = class_of(model.problem, model.classes, model.problem.members[index])
        counts[place] += model.count_of(index)
    first = model.program.row_count
    for place in range(len(model.classes)):
        for slot in range(slots):
            base = fixed.presence[place, slot]
            before = fixed.presence[place, slot - 1] if slot else 0.0
            most = counts[place] * units + base
            model.on_duty[place, slot] = _stock(
                model,
                most,
                model.on_duty.get((place, slot - 1)),
                change[place, slot],
                base - before,
            )
            if units == 1:
                model.heads[place, slot] = model.on_duty[place, slot]
            else:
                model.heads[place, slot] = _stock(
                    model,
                    counts[place],
                    model.heads.get((place, slot - 1)),
                    head_change[place, slot],
                    0.0,
                )
    model.supply_rows = range(first, model.program.row_count)


def _stock(
    model: Model,
    most: float,
    before: int | None,
    change: list[tuple[int, float]],
    constant: float,
) -> int:
    """A variable that is the one before plus changes."""
    stock = model.program.variable(most, whole=False)
    columns, values = [stock], [1.0]
    if before is not None:
        columns.append(before)
        values.append(-1.0)
    for variable, amount in change:
        columns.append(variable)
        values.append(-amount)
    model.program.add(columns, values, constant, constant)
    return stock


def _add_head_change(
    model: Model,
    change: dict[tuple[int, int], list[tuple[int, float]]],
    place: int,
    variable: int,
    start_minute: int,
    end_minute: int,
    sign: int,
) -> None:
    """The same in whole heads: a slot counts where a shift touches it or a break fills it."""
    step, slots = model.problem.interval_minutes, model.problem.slots
    if sign > 0:
        first, last = start_minute // step, -(-end_minute // step)
    else:
        first, last = -(-start_minute // step), end_minute // step
    first, last = max(first, 0), min(last, slots)
    if first < last:
        change[place, first].append((variable, sign))
        if last < slots:
            change[place, last].append((variable, -sign))


def _add_change(
    model: Model,
    change: dict[tuple[int, int], list[tuple[int, float]]],
    place: int,
    variable: int,
    start_minute: int,
    end_minute: int,
    sign: int,
) -> None:
    """Where a span changes the presence from one slot to the next."""
    before = 0
    slot = -1
    for slot, units in slot_units(model, start_minute, end_minute):
        if units != before:
            change[place, slot].append((variable, sign * (units - before)))
        before = units
    if before and slot + 1 < model.problem.slots:
        change[place, slot + 1].append((variable, -sign * before))
