"""Quick search: take one or a few agents out, put each back by her cheapest week.

What one more head saves in each slot prices the slots; the dynamic program finds the best week
exactly. Taking several out at a time and accepting small losses keeps it from getting stuck.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from planner.roster.cover_cost import CoverCost
from planner.roster.legality import is_legal, usable_options
from planner.roster.plan import Chosen
from planner.roster.problem import FloatArray, IntArray, Member, Option, Problem
from planner.roster.queue_sets import class_of, presence_units, supply_classes
from planner.roster.tour_space import BoolArray, TourSpace, tour_space
from planner.roster.tours import best_tour

KIND_STEP_MINUTES = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What one member does: her shifts, presence in heads per slot, own cost, kind minutes."""

    chosen: tuple[Chosen, ...]
    presence: FloatArray
    cost: float
    kinds: FloatArray


class Reinsertion:
    """A roster of one plan week that is improved move by move; always legal."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.random = random.Random(seed)  # noqa: S311 - a search, not a secret
        self.classes = supply_classes(problem)
        self.cover = CoverCost(problem, self.classes)
        self.units = presence_units(problem)
        self.place = [class_of(problem, self.classes, member) for member in problem.members]
        self.shapes = [_Shapes(problem, member, self.units) for member in problem.members]
        self.usable = [usable_options(problem, member) for member in problem.members]
        self.spaces = [
            _space(problem, member, usable)
            for member, usable in zip(problem.members, self.usable, strict=True)
        ]
        self.legal: list[dict[tuple[int, ...], bool]] = [{} for _ in problem.members]
        self.weeks = [self._empty(index) for index in range(len(problem.members))]
        self.supply = np.zeros((len(self.classes), problem.slots))
        self.fairness_price = float(problem.weights.fairness_per_hour) / 60
        self.spread = spread(problem)
        self.past_kinds = np.array(
            [member.past_kind_minutes for member in problem.members], dtype=float
        ).reshape(-1, 3)

    def _empty(self, index: int) -> Week:
        return self.shapes[index].week((), self.problem.slots)

    # -- the objective ---------------------------------------------------------------------

    def cost(self) -> float:
        """Objective of the roster as it stands, in currency."""
        own = sum(week.cost for week in self.weeks)
        cover = float(self.cover.per_slot(self.supply).sum()) + self.cover.least_vendor_pay()
        return own + cover + self._unfairness()

    def _unfairness(self) -> float:
        if self.fairness_price == 0:
            return 0.0
        kinds = self.past_kinds + np.array([week.kinds for week in self.weeks]).reshape(-1, 3)
        return self.fairness_price * float(np.abs(self.spread @ kinds).sum())

    # -- moves -----------------------------------------------------------------------------

    def put(self, index: int, week: Week) -> None:
        """Replace a member's week."""
        if self.place[index] >= 0:
            self.supply[self.place[index]] += week.presence - self.weeks[index].presence
        self.weeks[index] = week

    def put_chosen(self, index: int, chosen: tuple[Chosen, ...]) -> None:
        """Replace a member's week by shifts with their breaks laid."""
        self.put(index, self.shapes[index].week(chosen, self.problem.slots))

    def best_week(self, index: int) -> Week | None:
        """The cheapest week of a member who is out, the others as they stand; None if none is."""
        shapes, space = self.shapes[index], self.spaces[index]
        price = space.base_cost.copy()
        if self.place[index] >= 0:
            gain = self.cover.gain(self.supply, self.place[index])
            price -= shapes.value(gain)
        price += space.kind_minutes @ self._kind_prices(index)
        tour = best_tour(space, price)
        if tour is None:
            return None
        gain = (
            self.cover.gain(self.supply, self.place[index])
            if self.place[index] >= 0
            else np.zeros(self.problem.slots)
        )
        chosen = shapes.with_breaks(tour.options, gain)
        return shapes.week(chosen, self.problem.slots)

    def is_legal(self, index: int) -> bool:
        """Whether a member's week keeps every rule."""
        options = tuple(each.option for each in self.weeks[index].chosen)
        known = self.legal[index].get(options)
        if known is None:
            known = is_legal(self.problem, self.problem.members[index], options)
            self.legal[index][options] = known
        return known

    def _kind_prices(self, index: int) -> FloatArray:
        """What another minute of night, weekend or holiday costs in fairness, about here."""
        if self.fairness_price == 0:
            return np.zeros(3)
        kinds = self.past_kinds + np.array([week.kinds for week in self.weeks]).reshape(-1, 3)
        distance = self.spread @ kinds
        more = distance + KIND_STEP_MINUTES * self.spread[:, [index]]
        change: FloatArray = np.abs(more).sum(axis=0) - np.abs(distance).sum(axis=0)
        prices: FloatArray = change * (self.fairness_price / KIND_STEP_MINUTES)
        return prices

    def construct(self) -> bool:
        """Put everybody in, the cheapest first; False where somebody has no legal week."""
        order = sorted(
            range(len(self.weeks)), key=lambda k: self.problem.members[k].agent.wage_per_hour
        )
        complete = True
        for index in order:
            week = self.best_week(index)
            before = self.weeks[index]
            if week is not None:
                self.put(index, week)
            if week is None or not self.is_legal(index):
                self.put(index, before)
                complete = False
            self.cover.place_waiting(self.supply)
        return complete

    def improve(
        self, until: float, heat: float, enough: Callable[[float], bool], *, keep: bool = False
    ) -> float:
        """Anneal until a moment of ``time.monotonic``; the best roster found stands after it.

        Parameters
        ----------
        until
            When to end.
        heat
            Losses that are accepted at first, as a share of the objective.
        enough
            Asked now and then with the best objective, whether to end.
        keep
            Let the last roster stand, not the best.

        Returns
        -------
        float
            The objective.
        """
        current = best = self.cost()
        best_weeks, best_placing = tuple(self.weeks), self.cover.placing
        began = time.monotonic()
        while (now := time.monotonic()) < until and not enough(best):
            spent = (now - began) / max(until - began, 1e-9)
            warmth = max(1e-9, heat * abs(best) * (1 - spent) ** 2)
            taken = self._pick()
            before = [(index, self.weeks[index]) for index in taken]
            placing = self.cover.placing
            for index in taken:
                self.put(index, self._empty(index))
            if not self._put_back(taken):
                self.restore(before, placing)
                continue
            self.cover.place_waiting(self.supply)
            cost = self.cost()
            worth = self.random.random() < exp(min(0.0, (current - cost) / warmth))
            if worth and all(self.is_legal(index) for index in taken):
                current = cost
                if cost < best - 1e-6:
                    best, best_weeks = cost, tuple(self.weeks)
                    best_placing = self.cover.placing
            else:
                self.restore(before, placing)
        if keep:
            return current
        self.restore(list(enumerate(best_weeks)), best_placing)
        return best

    def restore(
        self, before: Sequence[tuple[int, Week]], placing: tuple[FloatArray, FloatArray]
    ) -> None:
        """Put weeks back, and work that may wait where it was."""
        for index, week in before:
            self.put(index, week)
        self.cover.placing = placing

    def _pick(self) -> list[int]:
        count = min(self.random.choice((1, 2, 2, 3)), len(self.weeks))
        return self.random.sample(range(len(self.weeks)), count)

    def _put_back(self, taken: Sequence[int]) -> bool:
        for index in taken:
            week = self.best_week(index)
            if week is None:
                return False
            self.put(index, week)
        return True


def spread(problem: Problem) -> FloatArray:
    """Matrix that turns kind minutes of the members into their distances from their peers."""
    count = len(problem.members)
    hours = [(member.contract.weekly_minutes or 60) / 60 for member in problem.members]
    spread = np.zeros((count, count))
    for peers in problem.peers:
        if len(peers) > 1:
            for index in peers:
                spread[index, index] += 1.0
                for peer in peers:
                    spread[index, peer] -= hours[index] / hours[peer] / len(peers)
    return spread


class _Shapes:
    """Presence of a member's options on a fine grid, for pricing them all at once."""

    def __init__(self, problem: Problem, member: Member, units: int) -> None:
        self.problem, self.member = problem, member
        self.minutes = problem.interval_minutes // units
        self.units = units
        self.size = problem.slots * units
        duties = [option.duty for option in member.options]
        self.starts = self._unit(np.array([duty.start_minute for duty in duties], dtype=np.int64))
        self.ends = self._unit(np.array([duty.end_minute for duty in duties], dtype=np.int64))
        most = max((len(option.offsets) for option in member.options), default=0)
        self.breaks = [self._break_table(number) for number in range(most)]

    def _unit(self, minutes: IntArray) -> IntArray:
        units: IntArray = np.clip(minutes // self.minutes, 0, self.size)
        return units

    def _break_table(self, number: int) -> tuple[IntArray, IntArray]:
        """Unit of start and of end of a break at each of its offsets, padded with the first."""
        options = self.member.options
        rows = [
            option.offsets[number] if number < len(option.offsets) else (0,) for option in options
        ]
        width = max(len(row) for row in rows)
        offsets = np.array([[*row, *[row[0]] * (width - len(row))] for row in rows])
        lengths = np.array(
            [
                option.template.breaks[number].minutes if number < len(option.offsets) else 0
                for option in options
            ]
        )
        begin = np.array([option.duty.start_minute for option in options])[:, None] + offsets
        return self._unit(begin), self._unit(begin + lengths[:, None])

    def value(self, gain: FloatArray) -> FloatArray:
        """What each option saves at a gain per slot, its breaks where they hurt least."""
        fine = np.repeat(gain / self.units, self.units)
        total = np.concatenate(([0.0], np.cumsum(fine)))
        value: FloatArray = total[self.ends] - total[self.starts]
        for begin, end in self.breaks:
            value = value - (total[end] - total[begin]).min(axis=1)
        return value

    def with_breaks(self, options: Sequence[int], gain: FloatArray) -> tuple[Chosen, ...]:
        """Lay the breaks of options where they hurt least."""
        fine = np.repeat(gain / self.units, self.units)
        total = np.concatenate(([0.0], np.cumsum(fine)))
        chosen = []
        for position in options:
            option = self.member.options[position]
            starts = []
            for number, offsets in enumerate(option.offsets):
                begin, end = self.breaks[number]
                at = int(np.argmin(total[end[position]] - total[begin[position]]))
                starts.append(option.duty.start_minute + offsets[min(at, len(offsets) - 1)])
            chosen.append(Chosen(option=position, break_starts=tuple(starts)))
        return tuple(chosen)

    def week(self, chosen: tuple[Chosen, ...], slots: int) -> Week:
        """Presence, cost and kind minutes of a week."""
        fine = np.zeros(slots * self.units)
        cost = self._week_cost(chosen)
        kinds = np.zeros(3)
        for each in chosen:
            option = self.member.options[each.option]
            fine[self.starts[each.option] : self.ends[each.option]] += 1.0
            for pause, start in zip(option.template.breaks, each.break_starts, strict=True):
                begin, end = self._unit(np.array([start, start + pause.minutes]))
                fine[begin:end] -= 1.0
            kinds += option.kind_minutes
        presence = fine.reshape(slots, self.units).mean(axis=1)
        return Week(chosen=chosen, presence=presence, cost=cost, kinds=kinds)

    def _week_cost(self, chosen: tuple[Chosen, ...]) -> float:
        options = [self.member.options[each.option] for each in chosen]
        minutes = sum(option.duty.paid_minutes for option in options)
        return (
            sum(option_cost(self.member, option) for option in options)
            + week_end_cost(self.member, minutes)
            + sum(price for _, wish, price in self.member.wishes if wish != "off")
        )


def option_cost(member: Member, option: Option) -> float:
    """Row pay, overtime of daily tiers, and what wishes make of it, in currency."""
    daily = [
        (tier.over_daily_minutes, float(tier.premium))
        for tier in member.law.overtime
        if tier.over_daily_minutes is not None
        and tier.over_weekly_minutes is None
        and not tier.seventh_day
    ]
    total = option.row_cents / 100 + _overtime(member, daily, option.duty.paid_minutes)
    for day, wish, price in member.wishes:
        if day == option.duty.local_date:
            if wish == "off":
                total += price
            elif wish == option.duty.shift:
                total -= price
    return total


def week_end_cost(member: Member, minutes: int) -> float:
    """Idle pay and overtime of weekly tiers of a week of so many paid minutes, in currency.

    A seat is added, or all left out, for a member whom the plan may do without.

    Minutes that daily tiers pay for too are counted twice: the search shuns them a little more
    than their pay asks, and never takes a roster for better than it is. Tiers that ask for both
    bounds or a seventh day are left out.
    """
    if member.may_stay_out and minutes == 0:
        return 0.0
    contract = member.contract
    owed = contract.min_weekly_minutes if contract.hourly else contract.weekly_minutes
    weekly = [
        (tier.over_weekly_minutes, float(tier.premium))
        for tier in member.law.overtime
        if tier.over_weekly_minutes is not None
        and tier.over_daily_minutes is None
        and not tier.seventh_day
    ]
    idle = float(member.agent.wage_per_hour) / 60 * max(0, owed - minutes)
    return idle + _overtime(member, weekly, minutes) + (member.seat or 0.0)


def _overtime(member: Member, tiers: Sequence[tuple[int, float]], minutes: int) -> float:
    """Premium of so many minutes under tiers of one kind of bound: of each the highest counts."""
    below = extra = 0.0
    for over, premium in sorted(tiers):
        if premium > below:
            extra += (premium - below) * max(0, minutes - over)
            below = premium
    return float(member.agent.wage_per_hour) / 60 * extra


def _space(problem: Problem, member: Member, usable: BoolArray) -> TourSpace:
    most = int(member.contract.max_weekly_minutes) + 1
    return tour_space(
        member,
        problem.week_bounds,
        usable,
        np.array([option_cost(member, option) for option in member.options]),
        np.array([week_end_cost(member, minutes) for minutes in range(most)]),
    )
