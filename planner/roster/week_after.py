"""What a week gives to the first hours of the week after it, where weeks are rostered in turn.

A shift belongs to the week that holds its start, and some run on into the next. A week by itself
sees no use in that: its last hours would be left to shifts that end in time, and the next would
begin with nobody there. How many heads are best carried over, the linear program of all weeks says
(``bounding.py``). They are asked of the week like any others, in slots past its end.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TypeVar

import numpy as np

from planner.roster.kinds import Kind
from planner.roster.messages import LateEnd, Prices
from planner.roster.model_state import Model, slot_units
from planner.roster.problem import (
    Demand,
    FloatArray,
    HeadsTogether,
    IntArray,
    Member,
    Option,
    Problem,
)
from planner.roster.queue_sets import supply_classes
from planner.roster.tour_space import BoolArray

__all__ = ["carried_over", "prices_of_week", "with_week_after"]

Array = TypeVar("Array", FloatArray, IntArray, BoolArray)

LEAST = 1e-6  # of a shift; less is the solver's imprecision
SOMEBODY = 0.5  # of a head


def carried_over(
    model: Model, kinds: tuple[Kind, ...], values: FloatArray, bounds: tuple[int, ...]
) -> FloatArray:
    """Heads from shifts that began in the week before, classes by slots.

    Breaks count as if each were taken at any of its moments as likely.

    Parameters
    ----------
    model
        Of pools, several weeks side by side.
    kinds
        Of its problem.
    values
        Per variable of its program, as the relaxation has them.
    bounds
        Minutes at which weeks begin, and the last one ends.
    """
    heads = np.zeros((len(model.classes), model.problem.slots))
    ends = np.array(bounds)
    for kind in kinds:
        worked = values[model.options[kind.members[0]]] if kind.place >= 0 else np.zeros(0)
        for position in np.flatnonzero(worked > LEAST).tolist():
            option = kind.options[position]
            begin, end = option.duty.start_minute, option.duty.end_minute
            after = int(ends[np.searchsorted(ends, begin, side="right")])
            spans: list[tuple[int, int, float]] = [(begin, end, 1.0)]
            for pause, offsets in zip(option.template.breaks, option.offsets, strict=True):
                part = -1.0 / len(offsets)
                spans += [(begin + at, begin + at + pause.minutes, part) for at in offsets]
            for first, last, part in spans:
                for slot, units in slot_units(model, max(first, after), last):
                    heads[kind.place, slot] += part * worked[position] * units / model.units
    return heads


def prices_of_week(prices: Prices, problem: Problem, week: int) -> Prices:
    """Prices of one of several weeks and of the slots after it that its shifts run into.

    Parameters
    ----------
    prices
        Of the whole problem.
    problem
        Of several plan weeks.
    week
        Which.

    Returns
    -------
    Prices
        What is carried into the week is not wanted of it; ``carried``, of no slot before its end,
        is what it gives to the week after it. The slots after it are as many as that takes.
    """
    bounds = [bound // problem.interval_minutes for bound in problem.week_bounds]
    first, end, last = (bounds[min(week + k, len(bounds) - 1)] for k in range(3))
    if prices.carried is None:
        return Prices(gain=prices.gain[:, first:end], supply=prices.supply[:, first:end])
    given = prices.carried[:, end:last]
    after = end + slots_given(given)
    own = prices.supply - prices.carried
    return Prices(
        gain=prices.gain[:, first:after],
        supply=np.hstack((own[:, first:end], given[:, : after - end])),
        carried=given[:, : after - end],
        late=tuple(
            replace(one, week=0, after_minute=one.after_minute - problem.week_bounds[week])
            for one in prices.late
            if one.week == week
        ),
    )


def slots_given(carried: FloatArray) -> int:
    """Slots after a week in which somebody of it is wanted."""
    busy = np.flatnonzero(carried.max(axis=0, initial=0.0) >= SOMEBODY)
    return int(busy[-1]) + 1 if len(busy) else 0


def with_week_after(part: Problem, prices: Prices) -> Problem:
    """A week with the first slots of the week after it, in which so many heads are asked for.

    Parameters
    ----------
    part
        Of one plan week.
    prices
        Of the week (``prices_of_week``).

    Returns
    -------
    Problem
        To search for a roster of the week only: to end late costs more in it than is paid.
    """
    carried = prices.carried
    if carried is None:
        return part
    part = replace(part, members=_with_late_ends(part.members, prices.late))
    more = slots_given(carried)
    if more == 0:
        return part
    return replace(
        part,
        slots=part.slots + more,
        demand=_longer_demand(part, np.rint(carried[:, :more])),
        vendors=tuple(
            replace(vendor, open_slots=_padded(vendor.open_slots, more)) for vendor in part.vendors
        ),
        together=tuple(_longer_rule(rule, more) for rule in part.together),
        past_supply=_padded(part.past_supply, more),
        past_heads=_padded(part.past_heads, more),
    )


def _with_late_ends(members: tuple[Member, ...], late: tuple[LateEnd, ...]) -> tuple[Member, ...]:
    """Members whose options cost what they cost the next week too; alike ones share theirs."""
    steps: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for one in late:
        for index in one.members:
            steps[index].append((one.after_minute, one.price))
    dearer: dict[tuple[object, ...], tuple[Option, ...]] = {}
    found = list(members)
    for index, own in steps.items():
        options = members[index].options
        key = (id(options), *own)
        if key not in dearer:
            dearer[key] = tuple(_dearer(option, own) for option in options)
        found[index] = replace(members[index], options=dearer[key])
    return tuple(found)


def _dearer(option: Option, steps: list[tuple[int, float]]) -> Option:
    end = option.duty.end_minute
    cents = round(100 * sum(price for after, price in steps if end > after))
    return replace(option, row_cents=option.row_cents + cents) if cents else option


def _longer_demand(part: Problem, heads: FloatArray) -> Demand:
    """Demand with what so many heads can give, each class's to the queues of its skills alike."""
    demand, more = part.demand, heads.shape[1]
    asked = np.zeros((len(demand.queues), more))
    for place, some in enumerate(supply_classes(part)):
        queues = [queue for queue in sorted(some.queues) if not demand.waits[queue]]
        for queue in queues:
            asked[queue] += heads[place] * some.net / len(queues)
    last = np.where(demand.last_slot >= part.slots, part.slots + more, demand.last_slot)
    beyond = np.broadcast_to(np.arange(part.slots, part.slots + more), asked.shape)
    return replace(
        demand,
        required=np.hstack((demand.required, asked)),
        exact=np.hstack((demand.exact, asked)),
        last_slot=np.hstack((last, beyond)),
        minimum=_padded(demand.minimum, more),
        contacts=_padded(demand.contacts, more),
    )


def _longer_rule(rule: HeadsTogether, more: int) -> HeadsTogether:
    return replace(rule, asked=_padded(rule.asked, more), least=_padded(rule.least, more))


def _padded(values: Array, more: int) -> Array:
    """Values by slot, nothing in so many more."""
    shape = (*values.shape[:-1], more)
    longer: Array = np.concatenate((values, np.zeros(shape, dtype=values.dtype)), axis=-1)
    return longer
