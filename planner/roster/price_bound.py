"""A lower bound from what a head is worth in each slot, whatever says so.

At any prices of heads every agent takes her cheapest week, breaks where they cost least, and cover
buys heads, vendors and shortfall at least cost. Nothing else ties the two, so both together are at
most the cost of the best roster (Lagrangian relaxation; Geoffrion 1974). Where weeks are several,
each is taken by itself: what ties them only makes rosters dearer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from planner.domain import LabourRules
from planner.roster.cover_rows import add_cover, add_minimum_heads
from planner.roster.decomposition import granted_wishes
from planner.roster.fairness_prices import guessed_fairness, past_minutes, within_price
from planner.roster.head_rows import add_heads_together
from planner.roster.linked_space import links_shifts
from planner.roster.model_state import Model, empty_model
from planner.roster.peers import Peers
from planner.roster.problem import (
    Demand,
    FloatArray,
    HeadsTogether,
    Member,
    Option,
    Problem,
    PublishedShift,
)
from planner.roster.program import COST_SCALE
from planner.roster.relaxation import relax
from planner.roster.tour_bound import ROUNDING
from planner.roster.tour_space import FAR, BoolArray
from planner.roster.vendor_rows import add_vendors
from planner.roster.weeks import Weeks

__all__ = ["bound_at", "cover_program", "least_week_costs", "side_by_side", "weeks_alone"]

COVER_S = 60.0  # for the program of cover alone


def bound_at(
    problem: Problem, gain: FloatArray, fairness: FloatArray | None = None
) -> float | None:
    """The bound in currency; None where weeks cannot be taken by themselves.

    Parameters
    ----------
    problem
        Of one plan week or several.
    gain
        What a head is worth, classes by slots, in currency; any prices give a bound.
    fairness
        What a minute further from her peers costs each member, members by kind, as ``Prices`` has
        it; cut to within plus and minus the fairness price. Guessed where it is None.
    """
    alone = weeks_alone(problem)
    if alone is None:
        return None
    fairness = guessed_fairness(problem) if fairness is None else within_price(problem, fairness)
    by_kind = Peers(problem).weighed(fairness)
    value = _cover(problem, gain) + granted_wishes(problem)
    value += float((by_kind * past_minutes(problem)).sum())
    return value + sum(_agents(week, gain, by_kind) for week in alone)


def _cover(problem: Problem, gain: FloatArray) -> float:
    """Least cost of cover where heads of each class are for sale."""
    program = cover_program(problem, gain, split=False).program
    return relax(program, COVER_S).lower_bound / COST_SCALE


def cover_program(problem: Problem, gain: FloatArray, *, split: bool) -> Model:
    """Cover alone, relaxed: heads of each class are for sale, as many as the class has agents.

    Parameters
    ----------
    problem
        Of one plan week or several.
    gain
        What a head costs, classes by slots, in currency.
    split
        Queue by queue, so that each has a price of its own.
    """
    model = empty_model(problem, (), relaxed=True)
    heads = Counter(model.place_of(index) for index in range(len(problem.members)))
    for place in range(len(model.classes)):
        for slot in range(problem.slots):
            cost = float(gain[place, slot]) / model.units * COST_SCALE
            bought = model.program.variable(heads[place] * model.units, cost=cost, whole=False)
            model.on_duty[place, slot] = bought
            if model.units == 1:
                model.heads[place, slot] = bought
    add_vendors(model)
    add_cover(model, split=split)
    add_minimum_heads(model)
    add_heads_together(model)
    return model


def _agents(problem: Problem, gain: FloatArray, by_kind: FloatArray) -> float:
    """Least cost of everybody's week where she is paid what her heads are worth.

    ``by_kind`` is what a minute of each kind costs each member on top.
    """
    costs = least_week_costs(problem, gain, by_kind)
    # Where no week of hers is legal, whatever is said is a bound.
    return float((costs[costs < FAR / 2] - ROUNDING).sum())


def least_week_costs(problem: Problem, gain: FloatArray, by_kind: FloatArray) -> FloatArray:
    """What each member's cheapest legal week costs at least, less what its heads are worth.

    Parameters
    ----------
    problem
        Of one plan week, or what ``weeks_alone`` makes of several.
    gain
        What a head is worth, classes of the problem's by slots, in currency.
    by_kind
        What a minute of each kind costs on top, members by kind, in currency.

    Returns
    -------
    array of float, a value per member
        In currency; ``FAR`` where no week is legal.
    """
    found = np.full(len(problem.members), FAR)
    for some in Weeks(problem, bounding=True).kinds:
        kind = some.kind
        prices = some.base_cost
        if kind.place >= 0:
            prices = prices - kind.values.value(gain[kind.place])
        members = list(kind.members)
        found[members] = some.least_costs(prices[None, :], by_kind[members])
    return found


def weeks_alone(problem: Problem) -> tuple[Problem, ...] | None:
    """Each week with what ties it to the others left out; the problem itself where it is one.

    Slots and minutes stay those of the whole horizon, nothing is asked in other weeks. None where
    a rule links shifts in a way that a week by itself might be held to what the whole is not, or
    somebody may stay out.
    """
    count = len(problem.week_bounds) - 1
    if count == 1:
        return None if any(member.may_stay_out for member in problem.members) else (problem,)
    if any(links_shifts(m.law) or m.may_stay_out or m.past_weeks for m in problem.members):
        return None
    return tuple(_weeks(problem, count))


def side_by_side(problem: Problem, alone: Sequence[Problem]) -> Problem:
    """Several weeks as one long one in which each agent is another in every week.

    Slots and demand are those of the whole horizon. No roster of the weeks costs less than the
    best of this.
    """
    first, *_, last = problem.week_bounds
    members = tuple(member for week in alone for member in week.members)
    return replace(problem, week_bounds=(first, last), members=members, peers=())


def _weeks(problem: Problem, count: int) -> Iterator[Problem]:
    loose = {
        id(member.law): replace(member.law, min_weekly_rest_minutes=0) for member in problem.members
    }
    for week in range(count):
        bounds = problem.week_bounds[week : week + 2]
        shared: dict[int, tuple[Option, ...]] = {}
        members = []
        for member in problem.members:
            if id(member.options) not in shared:
                shared[id(member.options)] = tuple(
                    option
                    for option in member.options
                    if bounds[0] <= option.duty.start_minute < bounds[1]
                )
            options = shared[id(member.options)]
            law = loose[id(member.law)]
            members.append(_in_week(member, options, week, bounds, law=law))
        demand = _within(problem.demand, bounds, problem.interval_minutes)
        step = problem.interval_minutes
        together = tuple(_asked_within(rule, bounds, step) for rule in problem.together)
        yield replace(
            problem,
            week_bounds=bounds,
            members=tuple(members),
            demand=demand,
            together=together,
        )


def _within(demand: Demand, bounds: tuple[int, ...], step: int) -> Demand:
    """What is asked within a week only."""
    inside = _inside(demand.required.shape[1], bounds, step)
    return replace(
        demand,
        required=demand.required * inside,
        exact=demand.exact * inside,
        minimum=demand.minimum * inside,
        contacts=demand.contacts * inside,
    )


def _asked_within(rule: HeadsTogether, bounds: tuple[int, ...], step: int) -> HeadsTogether:
    return replace(rule, asked=rule.asked & _inside(len(rule.asked), bounds, step))


def _inside(slots: int, bounds: tuple[int, ...], step: int) -> BoolArray:
    starts = np.arange(slots) * step
    inside: BoolArray = (bounds[0] <= starts) & (starts < bounds[1])
    return inside


def _in_week(
    member: Member,
    options: tuple[Option, ...],
    week: int,
    bounds: tuple[int, ...],
    *,
    law: LabourRules,
) -> Member:
    # One local date may lie in two weeks: a pin belongs to the one that holds its start.
    duties = (option.duty for option in options if member.pinned)
    here = {(duty.local_date, duty.shift, duty.start_wall_minute) for duty in duties}
    return replace(
        member,
        options=options,
        law=law,
        history=member.history if week == 0 else (),
        credited_dates=(member.credited_dates[week],),
        pinned=tuple(pin for pin in member.pinned if pin in here),
        published=_published_in(member, bounds),
    )


def _published_in(member: Member, bounds: tuple[int, ...]) -> tuple[PublishedShift, ...] | None:
    """What was published for a week."""
    if member.published is None:
        return None
    return tuple(one for one in member.published if bounds[0] <= one.start_minute < bounds[1])
