"""Quick search: take one or a few agents out, put each back by her cheapest week.

What one more head saves in each slot prices the slots; the dynamic program finds the best week
exactly. Taking several out at a time and accepting small losses keeps it from getting stuck.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from planner.roster.borne import Borne
from planner.roster.cover_cost import CoverCost
from planner.roster.layout import Layout, missing, session_worth
from planner.roster.legality import is_legal
from planner.roster.peers import Peers
from planner.roster.plan import Chosen, Plan
from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import class_of, presence_units, supply_classes
from planner.roster.tour_space import Tour
from planner.roster.weeks import Weeks

KIND_STEP_MINUTES = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What one member does: her shifts, presence in heads per slot, own cost, kind minutes.

    ``lacking`` is the part of the cost for activities without a place.
    """

    chosen: tuple[Chosen, ...]
    presence: FloatArray
    cost: float
    kinds: FloatArray
    lacking: float = 0.0


class Reinsertion:
    """A roster of one plan week that is improved move by move; always legal."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.random = random.Random(seed)  # noqa: S311 - a search, not a secret
        self.classes = supply_classes(problem)
        self.cover = CoverCost(problem, self.classes)
        self.units = presence_units(problem)
        self.place = [class_of(problem, self.classes, member) for member in problem.members]
        self.best_weeks = Weeks(problem)
        self.activity_price = float(problem.weights.activity)
        self.layouts = [
            Layout(
                member,
                self.best_weeks[index].kind.values,
                problem.interval_minutes,
                self.activity_price,
            )
            for index, member in enumerate(problem.members)
        ]
        self.legal: list[dict[tuple[int, ...], bool]] = [{} for _ in problem.members]
        self.empty = [self.week_of(index, ()) for index in range(len(problem.members))]
        self.weeks = list(self.empty)
        self.supply = np.zeros((len(self.classes), problem.slots))
        self.fairness_price = float(problem.weights.fairness_per_hour) / 60
        self.peers = Peers(problem)
        self.laid = np.random.default_rng(seed)  # how shares of nights and weekends lie on dates
        self.past_kinds = np.array(
            [member.past_kind_minutes for member in problem.members], dtype=float
        ).reshape(-1, 3)
        self.total_kinds = self.past_kinds.copy()  # with what stands

    def week_of(self, index: int, chosen: tuple[Chosen, ...]) -> Week:
        """Presence, cost and kind minutes of a member's week."""
        weeks, options = self.best_weeks[index], [each.option for each in chosen]
        member = self.problem.members[index]
        lacking = self.activity_price * missing(member, chosen) if member.owed else 0.0
        return Week(
            chosen=chosen,
            presence=weeks.kind.values.presence(chosen, member.owed),
            cost=weeks.cost_of(index, options) + lacking,
            lacking=lacking,
            kinds=weeks.kind.kind_minutes[options].sum(axis=0),
        )

    # -- the objective ---------------------------------------------------------------------

    def cost(self) -> float:
        """Objective of the roster as it stands, in currency."""
        own = sum(week.cost for week in self.weeks)
        cover = float(self.cover.per_slot(self.supply).sum()) + self.cover.least_vendor_pay()
        return own + cover + self._unfairness()

    def _unfairness(self) -> float:
        if self.fairness_price == 0:
            return 0.0
        return self.fairness_price * float(np.abs(self._distances()).sum())

    def _distances(self) -> FloatArray:
        """Minutes that each member is from her peers, by kind."""
        return self.peers.distances(self.total_kinds)

    # -- moves -----------------------------------------------------------------------------

    def put(self, index: int, week: Week) -> None:
        """Replace a member's week."""
        if self.place[index] >= 0:
            self.supply[self.place[index]] += week.presence - self.weeks[index].presence
        self.weeks[index] = week
        self.total_kinds[index] = self.past_kinds[index] + week.kinds

    def put_chosen(self, index: int, chosen: tuple[Chosen, ...]) -> None:
        """Replace a member's week by shifts with their breaks laid; what she owes finds a place."""
        if self.problem.members[index].owed and missing(self.problem.members[index], chosen):
            self.put(index, self.empty[index])
            options = [each.option for each in chosen]
            chosen = self._laid(index, options)
        self.put(index, self.week_of(index, chosen))

    def lay_anew(self, index: int) -> None:
        """Lay a member's breaks and activities where they hurt least, her shifts as they are."""
        options = [each.option for each in self.weeks[index].chosen]
        self.put(index, self.empty[index])
        self.put(index, self.week_of(index, self._laid(index, options)))

    def _laid(self, index: int, options: Sequence[int]) -> tuple[Chosen, ...]:
        """Shifts of a member who is out, breaks and activities where they hurt least."""
        gain = self.gain_of(index)
        return self.layouts[index].week(options, gain, self._touch(index, gain))

    def gain_of(self, index: int) -> FloatArray:
        """What another head of a member's class saves in each slot."""
        if self.place[index] < 0:
            return np.zeros(self.problem.slots)
        return self.cover.gain(self.supply, self.place[index])

    def _touch(self, index: int, gain: FloatArray) -> FloatArray | None:
        """How much of it is had by touching a slot; None where nobody is there for a part of one.

        What is owed has a place found for it at one price only.
        """
        if self.units == 1 or self.place[index] < 0 or self.problem.members[index].owed:
            return None
        return self.cover.touch(self.supply, self.place[index], gain, self.units)

    def plan(self) -> Plan:
        """Everybody's shifts as they stand."""
        return {index: week.chosen for index, week in enumerate(self.weeks)}

    def take_better(self, plan: Plan) -> float:
        """Put weeks in if that makes the roster better; its objective."""
        before, placing, now = list(enumerate(self.weeks)), self.cover.placing, self.cost()
        for index, chosen in plan.items():
            if chosen != self.weeks[index].chosen:
                self.put_chosen(index, chosen)
        self.cover.place_waiting(self.supply)
        cost = self.cost()
        if cost >= now:
            self.restore(before, placing)
        return min(cost, now)

    def put_tour(self, index: int, tour: Tour, gain: FloatArray) -> None:
        """Replace a member's week by one whose breaks lie where they hurt least at a gain."""
        self.put(index, self.week_of(index, self.layouts[index].week(tour.options, gain)))

    def put_known(self, index: int, week: Week) -> None:
        """Replace a member's week by one that another of her kind works or worked."""
        options = [each.option for each in week.chosen]
        cost = self.best_weeks[index].cost_of(index, options)
        self.put(index, replace(week, cost=cost + week.lacking))

    def best_week(self, index: int) -> Week | None:
        """The cheapest week of a member who is out, the others as they stand; None if none is."""
        weeks = self.best_weeks[index]
        price = weeks.base_cost
        gain = self.gain_of(index)
        touch = self._touch(index, gain)
        if self.place[index] >= 0:
            price = price - weeks.kind.values.value(gain, touch)
        price = price + self.session_prices(index, gain)
        if self.fairness_price > 0:
            price = price + self.option_fairness(index)
        tour = weeks.best(index, price)
        if tour is None:
            return None
        week = self.week_of(index, self.layouts[index].week(tour.options, gain, touch))
        return week if week.lacking == 0 else self._with_room(index, week, price, gain)

    def session_prices(self, index: int, gain: FloatArray) -> FloatArray | float:
        """What sessions of all together add to the price of each of a member's options."""
        member = self.problem.members[index]
        if all(owed.sessions is None for owed in member.owed):
            return 0.0
        step = self.problem.interval_minutes
        options = self.best_weeks[index].kind.options
        return session_worth(member, options, step, gain, self.activity_price)

    def _with_room(self, index: int, week: Week, price: FloatArray, gain: FloatArray) -> Week:
        """The better of a week that lacks an activity and the best one where room is paid for."""
        weeks = self.best_weeks[index]
        paid = price - self.activity_price * self.layouts[index].roomy
        tour = weeks.best(index, paid)
        if tour is None:
            return week
        other = self.week_of(index, self.layouts[index].week(tour.options, gain))
        worth = [float(one.cost - (one.presence * gain).sum()) for one in (week, other)]
        return other if worth[1] < worth[0] else week

    def is_legal(self, index: int) -> bool:
        """Whether a member's week keeps every rule."""
        options = tuple(each.option for each in self.weeks[index].chosen)
        known = self.legal[index].get(options)
        if known is None:
            known = is_legal(self.problem, self.problem.members[index], options)
            self.legal[index][options] = known
        return known

    def borne(self, index: int) -> Borne:
        """What her nights, weekends and holidays cost in fairness, with her out."""
        # She is out: of hers only what is past counts.
        now = self.past_kinds[index]
        distance, own, others = self.peers.without(index, self.total_kinds, now, KIND_STEP_MINUTES)
        return Borne(distance=distance, own=own, others=others, price=self.fairness_price)

    def option_fairness(self, index: int) -> FloatArray:
        """The same of each of a member's options, as if one share of hers lay on each date."""
        weeks = self.best_weeks[index]
        return self.borne(index).option_costs(
            weeks.kind.kind_minutes, weeks.kind.dates, weeks.most_borne, self.laid
        )

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
                self.put(index, self.empty[index])
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
