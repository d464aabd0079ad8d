"""The roster problem as a linear program in whole numbers, one private function per family.

Read ``build`` as the table of contents. The same families make the full model, the neighbourhood
models (some agents free, the rest constant) and, loosened where that costs the bound little, the
relaxation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from planner.roster import overtime_model
from planner.roster.choices import choices_of
from planner.roster.holes import Holes
from planner.roster.problem import FloatArray, Member, Option, Problem, presence
from planner.roster.program import CENT, COST_SCALE, Program
from planner.roster.queue_sets import (
    SupplyClass,
    class_of,
    presence_units,
    queue_sets,
    supply_classes,
)
from planner.rules import RULES
from planner.rules.rest import WeeklyRest

BreakKey = tuple[int, date, str, int]  # member, local date, template, break


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the members that are not free contribute: presence units, kind minutes."""

    presence: FloatArray  # classes by slots, in presence units
    kind_minutes: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    @classmethod
    def nothing(cls, problem: Problem) -> Fixed:
        """No other member works."""
        return cls(presence=np.zeros((len(supply_classes(problem)), problem.slots)))


@dataclass(slots=True, kw_only=True)
class Model:
    """A program and where to find what in it."""

    problem: Problem
    program: Program
    free: tuple[int, ...]
    classes: tuple[SupplyClass, ...]
    units: int
    relaxed: bool
    offset: float = 0.0
    options: dict[int, list[int]] = field(default_factory=dict)
    breaks: dict[BreakKey, dict[int, int]] = field(default_factory=dict)
    on_duty: dict[tuple[int, int], int] = field(default_factory=dict)
    heads: dict[tuple[int, int], int] = field(default_factory=dict)
    vendor_agents: dict[tuple[int, int, int], int] = field(default_factory=dict)
    vendor_shares: dict[tuple[int, int, int], int] = field(default_factory=dict)
    parts: dict[tuple[int, int, int], int] = field(default_factory=dict)
    short: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    holes: Holes | None = None

    def place_of(self, index: int) -> int:
        """Class of a member; -1 for one who serves no queue."""
        return class_of(self.problem, self.classes, self.problem.members[index])


def build(
    problem: Problem,
    free: Iterable[int],
    fixed: Fixed,
    *,
    relaxed: bool = False,
    split: bool = False,
) -> Model:
    """State the problem for the free members, the others as they stand.

    Parameters
    ----------
    problem
        In numbers.
    free
        Positions of the members to be rostered.
    fixed
        What the others contribute.
    relaxed
        For the linear bound: breaks pooled over a class, weekly rest left out, cuts put in.
    split
        Split agents over queues one by one, so that shares can be read off.
    """
    model = Model(
        problem=problem,
        program=Program(),
        free=tuple(free),
        classes=supply_classes(problem),
        units=presence_units(problem),
        relaxed=relaxed,
    )
    _add_options(model)
    _add_rules(model)
    if relaxed:
        _add_pooled_breaks(model, fixed)
    else:
        _add_breaks(model)
        _add_presence(model, fixed)
    add_cover_families(model, split=split)
    if model.holes is not None:
        model.holes.add_cuts()
    _add_paid_minutes(model)
    _add_fairness(model, fixed)
    return model


def empty_model(problem: Problem) -> Model:
    """A model without any family."""
    return Model(
        problem=problem,
        program=Program(),
        free=(),
        classes=supply_classes(problem),
        units=presence_units(problem),
        relaxed=False,
    )


def add_cover_families(model: Model, *, split: bool = False) -> None:
    """Vendors, cover and least heads, once the model knows who is on duty."""
    _add_vendors(model)
    _add_cover(model, split)
    _add_minimum_heads(model)


def _add_options(model: Model) -> None:
    """One variable for every option; at most one a local date; pay and refused wishes as cost."""
    for index in model.free:
        member = model.problem.members[index]
        variables = []
        by_date: dict[date, list[int]] = defaultdict(list)
        for option in member.options:
            cost = option.row_cents * CENT + _wish_price(member, option) * COST_SCALE
            variable = model.program.variable(1, cost=cost, whole=True)
            variables.append(variable)
            by_date[option.duty.local_date].append(variable)
        for same_date in by_date.values():
            model.program.add(same_date, [1] * len(same_date), None, 1)
        model.options[index] = variables
        model.offset += COST_SCALE * sum(price for _, wish, price in member.wishes if wish != "off")


def _wish_price(member: Member, option: Option) -> float:
    """What wishes make of an option: refused days off on top, granted shifts off the offset."""
    total = 0.0
    for day, wish, price in member.wishes:
        if day == option.duty.local_date:
            if wish == "off":
                total += price
            elif wish == option.duty.shift:
                total -= price
    return total


def _add_rules(model: Model) -> None:
    """Every rule of ``RULES``, first those that judge a duty by itself."""
    for index in model.free:
        member = model.problem.members[index]
        choices = choices_of(model.problem, member, member.options, model.options[index])
        allowed = []
        for rule in RULES:
            if not rule.linking:
                rule.of(choices).constrain(choices, model.program)
        for option, variable in zip(member.options, model.options[index], strict=True):
            if variable not in model.program.forbidden:
                allowed.append((option, variable))
        choices = choices_of(
            model.problem, member, [o for o, _ in allowed], [v for _, v in allowed]
        )
        for rule in RULES:
            if rule.linking and not (model.relaxed and rule is WeeklyRest):
                rule.of(choices).constrain(choices, model.program)


def _usable(model: Model, index: int) -> Iterable[tuple[Option, int]]:
    forbidden = model.program.forbidden
    member = model.problem.members[index]
    for option, variable in zip(member.options, model.options[index], strict=True):
        if variable not in forbidden:
            yield option, variable


def _add_breaks(model: Model) -> None:
    """For each agent, date, template and break one start, allowed by the option that is worked."""
    for index in model.free:
        allowing: dict[BreakKey, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        working: dict[BreakKey, list[int]] = defaultdict(list)
        for option, variable in _usable(model, index):
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


def _slot_units(model: Model, start_minute: int, end_minute: int) -> list[tuple[int, int]]:
    """Presence units that a span takes of each slot."""
    step = model.problem.interval_minutes
    return [
        (slot, minutes * model.units // step)
        for slot, minutes in presence(start_minute, end_minute, model.problem.slots, step)
    ]


def _add_presence(model: Model, fixed: Fixed) -> None:
    """``on duty = shifts worked - breaks taken``, for each class and slot, in presence units."""
    terms: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for index in model.free:
        member = model.problem.members[index]
        place = class_of(model.problem, model.classes, member)
        if place < 0:
            continue
        for option, variable in _usable(model, index):
            duty = option.duty
            for slot, units in _slot_units(model, duty.start_minute, duty.end_minute):
                terms[place, slot].append((variable, units))
    for (index, _, name, number), starts in model.breaks.items():
        member = model.problem.members[index]
        place = class_of(model.problem, model.classes, member)
        pause = _template(member, name).breaks[number]
        for start, variable in starts.items():
            if place >= 0:
                for slot, units in _slot_units(model, start, start + pause.minutes):
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


def _template(member: Member, name: str):  # type: ignore[no-untyped-def]
    return next(o.template for o in member.options if o.duty.shift == name)


def _add_pooled_breaks(model: Model, fixed: Fixed) -> None:
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
        for option, variable in _usable(model, index):
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
        most = len(model.free)
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
        counts[class_of(model.problem, model.classes, model.problem.members[index])] += 1
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
    for slot, units in _slot_units(model, start_minute, end_minute):
        if units != before:
            change[place, slot].append((variable, sign * (units - before)))
        before = units
    if before and slot + 1 < model.problem.slots:
        change[place, slot + 1].append((variable, -sign * before))


def _add_vendors(model: Model) -> None:
    """Whole agents by queue and slot, or shares of contacts; the least hours are paid anyway."""
    problem, program = model.problem, model.program
    for place, vendor in enumerate(problem.vendors):
        by_week: dict[int, list[int]] = defaultdict(list)
        price = vendor.price * COST_SCALE
        for slot in np.nonzero(vendor.open_slots)[0].tolist():
            bought = []
            for queue in vendor.queues:
                if vendor.by_contact:
                    contacts = problem.demand.contacts[queue, slot]
                    model.vendor_shares[place, queue, slot] = program.variable(
                        1, cost=price * contacts, whole=False
                    )
                else:
                    most = _most_vendor_agents(problem, place, queue, slot)
                    bought.append(program.variable(most, cost=price, whole=True))
                    model.vendor_agents[place, queue, slot] = bought[-1]
            if len(bought) > 1 and vendor.max_agents is not None:
                program.add(bought, [1] * len(bought), None, vendor.max_agents)
            by_week[problem.week_of_slot(slot)].extend(bought)
        if vendor.min_intervals_per_week > 0 and not vendor.by_contact:
            for week in range(len(problem.week_bounds) - 1):
                least = vendor.min_intervals_per_week
                idle = program.variable(least, cost=price, whole=False)
                bought = by_week[week]
                program.add([idle, *bought], [1] * (1 + len(bought)), least, None)


def _most_vendor_agents(problem: Problem, place: int, queue: int, slot: int) -> int:
    """No more than the offer, and no more than could be of use."""
    demand = problem.demand
    if demand.waits[queue]:
        use = float(demand.required[queue, : slot + 1].sum())
    else:
        use = float(demand.required[queue, slot])
    use = max(use, float(demand.minimum[queue, slot]))
    offer = problem.vendors[place].max_agents
    most = int(np.ceil(use - 1e-9))
    return most if offer is None else min(offer, most)


def _add_cover(model: Model, split: bool) -> None:
    """Shortfall of every slot against its queues, work that may wait placed before it is due."""
    residual = _residuals(model)
    queues = len(model.problem.demand.queues)
    sets = None if split else queue_sets(model.classes, queues)
    for slot in range(model.problem.slots):
        if sets is not None:
            _add_pooled_cover(model, residual, sets, slot)
        else:
            _add_split_cover(model, residual, slot)


Residual = tuple[float, list[tuple[int, float]], list[tuple[int, float]]]


def _residuals(model: Model) -> dict[tuple[int, int], Residual]:
    """What own agents must give each queue and slot: a constant and variables.

    The third part says, for the cuts, what relieves the queue: vendors' whole agents and shares.
    """
    problem, program = model.problem, model.program
    found: dict[tuple[int, int], Residual] = {}
    for queue, waits in enumerate(problem.demand.waits):
        if waits:
            _add_waiting(model, queue, found)
            continue
        for slot in range(problem.slots):
            required = float(problem.demand.required[queue, slot])
            relief = _relief(model, queue, slot, required)
            if relief and required > 0:
                left = program.variable(required, whole=False)
                program.add(
                    [left, *(variable for variable, _ in relief)],
                    [1.0, *(amount for _, amount in relief)],
                    required,
                    None,
                )
                found[queue, slot] = (0.0, [(left, 1.0)], relief)
            else:
                found[queue, slot] = (required, [], [])
    return found


def _relief(model: Model, queue: int, slot: int, required: float) -> list[tuple[int, float]]:
    relief = []
    for place in range(len(model.problem.vendors)):
        agents = model.vendor_agents.get((place, queue, slot))
        share = model.vendor_shares.get((place, queue, slot))
        if agents is not None:
            relief.append((agents, 1.0))
        if share is not None:
            relief.append((share, required))
    return relief


def _add_waiting(model: Model, queue: int, found: dict[tuple[int, int], Residual]) -> None:
    """``waiting = waiting before + arrived - done - dropped``, never more than is not yet due."""
    problem, program = model.problem, model.program
    arrived = problem.demand.required[queue]
    last = problem.demand.last_slot[queue]
    price = problem.shortfall_price * COST_SCALE
    total = float(arrived.sum())
    before: int | None = None
    due = np.zeros(problem.slots)
    inside = last < problem.slots
    np.add.at(due, last[inside], arrived[inside])
    not_due = np.cumsum(arrived) - np.cumsum(due)
    for slot in range(problem.slots):
        done = program.variable(total, whole=False)
        dropped = program.variable(float(due[slot]), cost=price, whole=False)
        waiting = program.variable(max(float(not_due[slot]), 0.0), whole=False)
        columns, values = [waiting, done, dropped], [1.0, 1.0, 1.0]
        relief = [
            (variable, amount)
            for variable, amount in _relief(model, queue, slot, float(arrived[slot]))
        ]
        if relief:
            by_vendor = program.variable(total, whole=False)
            program.add(
                [by_vendor, *(variable for variable, _ in relief)],
                [1.0, *(-amount for _, amount in relief)],
                None,
                0,
            )
            columns.append(by_vendor)
            values.append(1.0)
        if before is not None:
            columns.append(before)
            values.append(-1.0)
        program.add(columns, values, float(arrived[slot]), float(arrived[slot]))
        model.short[slot].append(dropped)
        found[queue, slot] = (0.0, [(done, 1.0)], [])
        before = waiting


def _add_pooled_cover(
    model: Model,
    residual: dict[tuple[int, int], Residual],
    sets: tuple[frozenset[int], ...],
    slot: int,
) -> None:
    """``short + supply of all who serve any queue of a set >= demand of the set``."""
    problem, program = model.problem, model.program
    asking = [q for q in range(len(problem.demand.queues)) if residual[q, slot][:2] != (0.0, [])]
    if not asking:
        return
    most = sum(
        residual[q, slot][0] + sum(program.upper[v] * a for v, a in residual[q, slot][1])
        for q in asking
    )
    short = program.variable(most, cost=problem.shortfall_price * COST_SCALE, whole=False)
    model.short[slot].append(short)
    seen = set()
    for queues in sets:
        here = tuple(queue for queue in asking if queue in queues)
        serving = tuple(k for k, some in enumerate(model.classes) if some.queues & frozenset(here))
        if not here or (here, serving) in seen:
            continue
        seen.add((here, serving))
        past = _past_supply(problem, frozenset(here), slot)
        constant = sum(residual[queue, slot][0] for queue in here) - past
        columns = [short, *(model.on_duty[place, slot] for place in serving)]
        values = [1.0, *(model.classes[place].net / model.units for place in serving)]
        for queue in here:
            for variable, amount in residual[queue, slot][1]:
                columns.append(variable)
                values.append(-amount)
        program.add(columns, values, constant, None)
        if model.relaxed:
            _add_rounding_cut(model, residual, here, serving, slot, short, past)


def _past_supply(problem: Problem, queues: frozenset[int], slot: int) -> float:
    return float(
        sum(
            problem.past_supply[place, slot]
            for place, group in enumerate(problem.groups)
            if group & queues
        )
    )


def _add_rounding_cut(
    model: Model,
    residual: dict[tuple[int, int], Residual],
    queues: tuple[int, ...],
    serving: tuple[int, ...],
    slot: int,
    short: int,
    past: float,
) -> None:
    """Mixed-integer rounding of the cover row: heads are whole, so the last fraction costs more.

    From ``short + sum a_k n_k >= b`` with whole n follows, for any divisor d and
    f = frac(b / d), ``short / (d f) + sum (floor(a_k/d) + min(1, frac(a_k/d) / f)) n_k >=
    ceil(b / d)`` (Nemhauser and Wolsey 1988, II.1.6).
    """
    demand = model.problem.demand
    # Work that may wait can be put off, so it only ever adds to the demand: leave it out.
    fixed = [queue for queue in queues if not demand.waits[queue]]
    right = sum(float(demand.required[queue, slot]) for queue in fixed) - past
    if right <= 1e-9 or not serving:
        return
    nets = {model.classes[place].net for place in serving}
    for divisor in sorted(nets):
        share = right / divisor - np.floor(right / divisor + 1e-9)
        if share < 1e-3:
            continue
        columns, values = [short], [1.0 / (divisor * share)]
        for place in serving:
            columns.append(model.heads[place, slot])
            values.append(_rounded(model.classes[place].net / divisor, share))
        for queue in fixed:
            for variable, amount in residual[queue, slot][2]:
                whole = model.program.whole[variable]
                columns.append(variable)
                values.append(
                    _rounded(amount / divisor, share) if whole else amount / (divisor * share)
                )
        model.program.add(columns, values, float(np.ceil(right / divisor - 1e-9)), None)
    relieved = any(residual[queue, slot][2] for queue in fixed)
    if model.holes is not None and len(nets) == 1 and past == 0 and not relieved:
        _add_hole_price(model, model.holes, serving, slot, short, right)


def _add_hole_price(
    model: Model, holes: Holes, serving: tuple[int, ...], slot: int, short: int, right: float
) -> None:
    """What is short where nobody is there: all of it.

    With k heads needed, f the last one's part of the demand b and a the net share of a head,
    ``short >= f (k - n) + (k - 1) (a - f) z`` for whole n, z = 1 where n = 0; and ``short >= b z``.
    """
    net = model.classes[serving[0]].net
    needed = int(np.ceil(right / net - 1e-9))
    part = right - net * (needed - 1)
    nobody = holes.nobody(serving, slot, model.heads)
    model.program.add([short, nobody], [1.0, -right], 0.0, None)
    if needed > 1:
        heads = [model.heads[place, slot] for place in serving]
        model.program.add(
            [short, nobody, *heads],
            [1.0, -(needed - 1) * (net - part), *[part] * len(heads)],
            part * needed,
            None,
        )


def _rounded(amount: float, share: float) -> float:
    whole = np.floor(amount + 1e-9)
    return float(whole + min(1.0, max(amount - whole, 0.0) / share))


def _add_split_cover(model: Model, residual: dict[tuple[int, int], Residual], slot: int) -> None:
    """Agents of each set of queues split over them; shortfall by queue."""
    problem, program = model.problem, model.program
    price = problem.shortfall_price * COST_SCALE
    given: dict[int, list[int]] = defaultdict(list)
    for group, queues in enumerate(problem.groups):
        asking = [q for q in sorted(queues) if residual[q, slot][:2] != (0.0, [])]
        places = [k for k, some in enumerate(model.classes) if some.queues == queues]
        past = float(problem.past_supply[group, slot])
        most = past + sum(
            program.upper[model.on_duty[k, slot]] * model.classes[k].net / model.units
            for k in places
        )
        parts = [program.variable(most, whole=False) for _ in asking]
        for queue, part in zip(asking, parts, strict=True):
            given[queue].append(part)
            model.parts[group, queue, slot] = part
        program.add(
            [*parts, *(model.on_duty[k, slot] for k in places)],
            [1.0] * len(parts) + [-model.classes[k].net / model.units for k in places],
            None,
            past,
        )
    for queue in range(len(problem.demand.queues)):
        constant, variables, _ = residual[queue, slot]
        if constant == 0.0 and not variables:
            continue
        most = constant + sum(program.upper[variable] for variable, _ in variables)
        short = program.variable(most, cost=price, whole=False)
        model.short[slot].append(short)
        program.add(
            [short, *given[queue], *(variable for variable, _ in variables)],
            [1.0] * (1 + len(given[queue])) + [-amount for _, amount in variables],
            constant,
            None,
        )


def _add_minimum_heads(model: Model) -> None:
    """Each head missing to a queue's least number is priced like a net agent missing."""
    problem, program = model.problem, model.program
    price = problem.shortfall_price * COST_SCALE
    for queue, slot in zip(*np.nonzero(problem.demand.minimum), strict=True):
        least = float(problem.demand.minimum[queue, slot] - problem.past_heads[queue, slot])
        if least <= 0:
            continue
        serving = [k for k, some in enumerate(model.classes) if queue in some.queues]
        bought = [
            variable
            for place in range(len(problem.vendors))
            if (variable := model.vendor_agents.get((place, int(queue), int(slot)))) is not None
        ]
        missing = program.variable(least, cost=price, whole=False)
        program.add(
            [missing, *(model.on_duty[place, int(slot)] for place in serving), *bought],
            [1.0] + [1.0 / model.units] * len(serving) + [1.0] * len(bought),
            least,
            None,
        )
        if model.holes is not None and not bought and not problem.past_heads[queue, slot]:
            nobody = model.holes.nobody(tuple(serving), int(slot), model.heads)
            program.add([missing, nobody], [1.0, -least], 0.0, None)


def _add_paid_minutes(model: Model) -> None:
    """Idle pay of the minutes that are owed and not rostered, and overtime."""
    program = model.program
    for index in model.free:
        member = model.problem.members[index]
        contract = member.contract
        owed = contract.min_weekly_minutes if contract.hourly else contract.weekly_minutes
        per_minute = float(member.agent.wage_per_hour) * COST_SCALE / 60
        for week in range(len(model.problem.week_bounds) - 1):
            worked = [
                (option, variable)
                for option, variable in _usable(model, index)
                if option.duty.week == week
            ]
            if owed > 0:
                idle = program.variable(owed, cost=per_minute, whole=True)
                program.add(
                    [idle, *(variable for _, variable in worked)],
                    [1, *(option.duty.paid_minutes for option, _ in worked)],
                    owed,
                    None,
                )
            overtime_model.add_overtime(program, member, worked, per_minute)


def _add_fairness(model: Model, fixed: Fixed) -> None:
    """Distance of each agent's night, weekend and holiday hours from the mean of her peers."""
    problem = model.problem
    if not problem.weights.fairness_per_hour:
        return
    free = set(model.free)
    for peers in problem.peers:
        if len(peers) < 2 or not free & set(peers):
            continue
        for kind in range(3):
            minutes = {index: _kind_minutes(model, index, kind) for index in peers if index in free}
            if any(minutes.values()):
                add_distances(model, fixed, peers, kind, minutes)


def _kind_minutes(model: Model, index: int, kind: int) -> list[tuple[int, int]]:
    return [
        (variable, option.kind_minutes[kind])
        for option, variable in _usable(model, index)
        if option.kind_minutes[kind]
    ]


def add_distances(
    model: Model,
    fixed: Fixed,
    peers: tuple[int, ...],
    kind: int,
    minutes: dict[int, list[tuple[int, int]]],
) -> None:
    """``distance >= +-(own - contract hours * mean of peers' mean per contract hour)``, minutes."""
    members, program = model.problem.members, model.program
    price = float(model.problem.weights.fairness_per_hour) * COST_SCALE
    totals: dict[int, int] = {}
    for index, terms in minutes.items():
        most = 7 * 1440 * (len(model.problem.week_bounds) - 1)
        totals[index] = program.variable(most, whole=True)
        program.add(
            [totals[index], *(variable for variable, _ in terms)],
            [1, *(-amount for _, amount in terms)],
            0,
            0,
        )
    constants = {
        index: members[index].past_kind_minutes[kind]
        + (0 if index in totals else fixed.kind_minutes.get(index, (0, 0, 0))[kind])
        for index in peers
    }
    contract = {index: (members[index].contract.weekly_minutes or 60) / 60 for index in peers}
    for index in peers:
        share = contract[index] / len(peers)
        weights = {peer: -share / contract[peer] for peer in peers}
        weights[index] += 1
        constant = sum(weights[peer] * constants[peer] for peer in peers)
        farthest = 1440.0 * 7 * len(model.problem.week_bounds) + abs(constant)
        distance = program.variable(farthest, cost=price / 60, whole=False, unit=1)
        columns = [distance, *totals.values()]
        for sign in (1, -1):
            values = [1.0, *(-sign * weights[peer] for peer in totals)]
            program.add(columns, values, sign * constant, None)
