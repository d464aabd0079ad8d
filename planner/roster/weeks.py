"""Best weeks of a problem's members at any prices: members of a kind share what they can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from planner.roster.kinds import Kind, kinds_of
from planner.roster.linked_space import links_shifts
from planner.roster.peers import Peers
from planner.roster.problem import FloatArray, IntArray, Member, Problem, PublishedShift
from planner.roster.published_week import PublishedWeek, duty_numbers, published_week
from planner.roster.tour_space import FAR, BoolArray, Tour, TourSpace, tour_space
from planner.roster.tours import best_tour
from planner.roster.week_cost import counted_once, option_pay, week_end_cost, wish_cost
from planner.roster.week_limits import least_minutes, most_days, most_minutes, run_before
from planner.roster.week_program import Beginning, Pinned, WeekProgram, WeekTables

__all__ = ["KindWeeks", "Weeks"]

EndKey = tuple[object, ...]
MANY_DAYS, LONG_AGO = 10**6, 10**9
ROWS_AT_ONCE = 16  # more need more memory and are no quicker


class Weeks:
    """Weeks of all members of a problem of one plan week.

    Parameters
    ----------
    problem
        Of one plan week.
    bounding
        Costs are never above what is paid; else never below.
    """

    def __init__(self, problem: Problem, *, bounding: bool = False) -> None:
        self.kinds = tuple(KindWeeks(problem, kind, bounding) for kind in kinds_of(problem))
        self.of_member = {index: weeks for weeks in self.kinds for index in weeks.kind.members}
        self.peers = Peers(problem)

    def __getitem__(self, index: int) -> KindWeeks:
        return self.of_member[index]

    def is_held(self, index: int) -> bool:
        """Whether a member's kind has a program for all, which is quick."""
        return self.of_member[index].held(index)


class KindWeeks:
    """Weeks of the members of a kind."""

    def __init__(self, problem: Problem, kind: Kind, bounding: bool) -> None:
        self.problem, self.kind, self.bounding = problem, kind, bounding
        anyone = self._counted(problem.members[kind.members[0]])
        self.base_cost = np.array([option_pay(anyone, option) for option in kind.options])
        self._ends: dict[EndKey, FloatArray] = {}
        self._own_costs: dict[int, FloatArray | None] = {}
        self._spaces: dict[int, TourSpace] = {}
        self._week_costs: dict[EndKey, float] = {}
        self._runs: dict[int, int] = {}
        self._published: dict[int, PublishedWeek | None] = {}
        self.duties, self._duty_numbers = duty_numbers(kind)
        self.paid_minutes = np.array(
            [option.duty.paid_minutes for option in kind.options], dtype=np.int64
        )

    def _counted(self, member: Member) -> Member:
        return counted_once(member) if self.bounding else member

    @cached_property
    def program(self) -> WeekProgram:
        """The one for all members that it holds."""
        members = [self.problem.members[index] for index in self.kind.members]
        law = members[0].law
        return WeekProgram(
            self.kind.options,
            self.kind.usable,
            (self.problem.week_bounds[0], self.problem.week_bounds[1]),
            rest_minutes=law.min_rest_minutes,
            weekly_rest_minutes=law.min_weekly_rest_minutes,
            most_days=max(most_days(member) for member in members),
            most_minutes=max(most_minutes(member) for member in members),
            max_run=law.max_consecutive_days or MANY_DAYS,
        )

    @cached_property
    def most_borne(self) -> FloatArray:
        """The most minutes of an option of each date that anybody may work, dates by kind."""
        most = np.zeros((len(self.kind.days), self.kind.kind_minutes.shape[1]))
        usable = self.kind.usable
        np.maximum.at(most, self.kind.dates[usable], self.kind.kind_minutes[usable])
        return most

    def held(self, index: int) -> bool:
        """Whether the program holds all that a member keeps to."""
        member = self.problem.members[index]
        longest = member.law.max_consecutive_days
        short = longest is not None and longest < most_days(member)
        return not short and not links_shifts(member.law)

    def own_cost(self, index: int) -> FloatArray | None:
        """What is a member's alone: wishes, ``FAR`` where she must not; None for nothing."""
        member = self.problem.members[index]
        if not member.wishes and not member.time_off and member.frozen_until <= 0:
            return None
        if index not in self._own_costs:
            added = self.kind.wishes(member)
            added[self.kind.away(member)] = FAR
            self._own_costs[index] = added
        return self._own_costs[index]

    def pinned(self, index: int) -> BoolArray | None:
        """Which options answer to a pin of a member; None where she has none."""
        pins = set(self.problem.members[index].pinned)
        if not pins:
            return None
        duties = [option.duty for option in self.kind.options]
        return np.array(
            [(one.local_date, one.shift, one.start_wall_minute) in pins for one in duties],
            dtype=bool,
        )

    def ways_of(self, shift: PublishedShift) -> IntArray:
        """Options that are a published shift, its breaks as they may be."""
        number = self._duty_numbers.get((shift.start_minute, shift.shift), -1)
        return np.flatnonzero(self.duties == number)

    def published(self, index: int) -> PublishedWeek | None:
        """A member's published week; None where weeks cost the same whatever was published."""
        if index not in self._published:
            member = self.problem.members[index]
            self._published[index] = published_week(
                self.problem,
                member,
                self.usable(index),
                self.duties,
                self._duty_numbers,
                self.paid_minutes,
                lambda minutes: week_end_cost(self._counted(member), minutes),
            )
        return self._published[index]

    def usable(self, index: int) -> BoolArray:
        """Per option, whether the rules that judge a duty by itself allow it to a member."""
        return self.kind.usable & ~self.kind.away(self.problem.members[index])

    def end_cost(self, index: int) -> FloatArray:
        """Per state of the program: idle pay and weekly overtime; ``FAR`` where it is no week."""
        member = self.problem.members[index]
        credit, contract = member.credited_dates[0], member.contract
        key = (id(contract), credit, member.seat, most_minutes(member))
        if key not in self._ends:
            self._ends[key] = self._end_cost(self._counted(member))
        return self._ends[key]

    def _end_cost(self, member: Member) -> FloatArray:
        least, days, minutes = least_minutes(member), most_days(member), most_minutes(member)
        cost = np.full(len(self.program.states), FAR)
        for state, (worked, paid) in enumerate(self.program.states):
            enough = paid >= least or (paid == 0 and member.may_stay_out)
            if worked <= days and paid <= minutes and enough:
                cost[state] = week_end_cost(member, paid)
        return cost

    def beginning(self, indices: Sequence[int]) -> Beginning | None:
        """Where members begin; None where none of them has a history."""
        members = [self.problem.members[index] for index in indices]
        if not any(member.history for member in members):
            return None
        first = self.problem.week_bounds[0]
        free = [
            max((past.end_minute for past in member.history), default=None) for member in members
        ]
        soonest = [member.rest_from for member in members]
        pause = [
            first if end is None else end if least is None else max(end, least)
            for end, least in zip(free, soonest, strict=True)
        ]
        rest = members[0].law.min_rest_minutes
        return Beginning(
            free_from=np.array(pause, dtype=np.int64),
            rested=np.array([-LONG_AGO if end is None else end + rest for end in free]),
            run=np.array([self._run_before(index) for index in indices], dtype=np.int64),
        )

    def _run_before(self, index: int) -> int:
        """Dates in a row that a member worked before: it takes all her options to say."""
        if index not in self._runs:
            self._runs[index] = run_before(self.problem.members[index])
        return self._runs[index]

    def tables(self, indices: Sequence[int], prices: FloatArray) -> WeekTables:
        """All weeks of held members at prices of their own, rows in their order.

        ``prices`` is members by options, own costs left out; they are added here.
        """
        rows = np.array(prices)
        for row, index in enumerate(indices):
            own = self.own_cost(index)
            if own is not None:
                rows[row] += own
        return self.program.run(rows, self.beginning(indices), self._pinned_of(indices))

    def _pinned_of(self, indices: Sequence[int]) -> Pinned | None:
        counts = [len(set(self.problem.members[index].pinned)) for index in indices]
        if not any(counts):
            return None
        options = np.zeros((len(indices), len(self.kind.options)), dtype=bool)
        for row, index in enumerate(indices):
            pinned = self.pinned(index)
            if pinned is not None:
                options[row] = pinned
        return Pinned(options=options, counts=np.array(counts, dtype=np.int64))

    def best(self, index: int, price: FloatArray) -> Tour | None:
        """A member's cheapest week when each option costs ``price`` and what is her own."""
        return self.best_of([index], price[None, :])[0]

    def best_of(self, indices: Sequence[int], prices: FloatArray) -> list[Tour | None]:
        """Members' cheapest weeks at prices of their own; all of them held, or one alone.

        What it weighs that a week is not the published one is counted.
        """
        return [
            self._or_kept(index, tour, price)
            for index, tour, price in zip(
                indices, self._best_of_all(indices, prices), prices, strict=True
            )
        ]

    def _or_kept(self, index: int, best: Tour | None, price: FloatArray) -> Tour | None:
        published = self.published(index)
        return best if published is None else published.or_kept(best, self._own(index, price))

    def _own(self, index: int, price: FloatArray) -> FloatArray:
        """Prices with what is a member's own."""
        own = self.own_cost(index)
        return price if own is None else price + own

    def _best_of_all(self, indices: Sequence[int], prices: FloatArray) -> list[Tour | None]:
        """The same, whatever was published."""
        if not self.held(indices[0]):
            price = self._own(indices[0], prices[0])
            return [best_tour(self._space(indices[0]), price)]
        tables = self.tables(indices, prices)
        found: list[Tour | None] = []
        for row, index in enumerate(indices):
            total = tables.costs(row) + self.end_cost(index)
            state = int(np.argmin(total))
            none = total[state] >= FAR / 2
            options = () if none else tables.week(row, state)
            found.append(None if none else Tour(options=options, cost=float(total[state])))
        return found

    def cost_of(self, index: int, options: Sequence[int]) -> float:
        """What a week of a member costs by itself: wishes refused, a change, and all."""
        member = self.problem.members[index]
        minutes = int(self.paid_minutes[list(options)].sum())
        key = (id(member.contract), member.seat, minutes)
        if key not in self._week_costs:
            self._week_costs[key] = week_end_cost(self._counted(member), minutes)
        cost = self._week_costs[key] + float(self.base_cost[list(options)].sum())
        if member.wishes:
            wished = (wish_cost(member, self.kind.options[option]) for option in options)
            cost += sum(wished) + sum(price for _, wish, price in member.wishes if wish != "off")
        published = self.published(index)
        if published is not None and published.differs(self.duties[list(options)]):
            cost += published.weight
        return cost

    def least_costs(self, prices: FloatArray, kind_prices: FloatArray) -> FloatArray:
        """What the cheapest weeks of all members cost, in their order; ``FAR`` where there is none.

        Parameters
        ----------
        prices
            A row for each member, or one for all: what each option costs, own costs left out.
        kind_prices
            Members by 3: what a minute of each kind costs on top.
        """
        costs = np.full(len(self.kind.members), FAR)
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        of_each = len(prices) > 1
        for row, index in enumerate(self.kind.members):
            member, price = self.problem.members[index], prices[row if of_each else 0]
            if self.held(index):
                own = (member.time_off, member.wishes, member.history)
                own_too = (member.pinned, _frozen(member))
                key = price.tobytes() if of_each else b""
                alike[(*own, *own_too, key, *kind_prices[row].tolist())].append(row)
            else:
                tour = self.best(index, price + self.kind.kind_minutes @ kind_prices[row])
                costs[row] = FAR if tour is None else tour.cost
        groups = list(alike.values())
        for first in range(0, len(groups), ROWS_AT_ONCE):
            some = groups[first : first + ROWS_AT_ONCE]
            leaders = [rows[0] for rows in some]
            asked = prices[leaders] if of_each else prices
            asked = asked + kind_prices[leaders] @ self.kind.kind_minutes.T
            tables = self.tables([self.kind.members[row] for row in leaders], asked)
            for column, rows in enumerate(some):
                for row in rows:
                    index = self.kind.members[row]
                    costs[row] = (tables.costs(column) + self.end_cost(index)).min()
                    published = self.published(index)
                    if published is not None:
                        price = self._own(index, asked[column])
                        costs[row] = published.least_cost(costs[row], price)
        return costs

    def _space(self, index: int) -> TourSpace:
        """The week of a member whom the program does not hold."""
        if index not in self._spaces:
            member = self._counted(self.problem.members[index])
            most = int(member.contract.max_weekly_minutes) + 1
            self._spaces[index] = tour_space(
                member,
                self.problem.week_bounds,
                self.usable(index),
                self.base_cost,
                np.array([week_end_cost(member, minutes) for minutes in range(most)]),
            )
        return self._spaces[index]


def _frozen(member: Member) -> tuple[PublishedShift, ...]:
    """What of a member's published week stands as it is."""
    return tuple(one for one in member.published or () if one.frozen)
