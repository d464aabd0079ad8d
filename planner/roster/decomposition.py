"""A lower bound by prices of starts: what agents may work here, whole shifts that follow there.

Every start of a shift in a slot has a price. Agents are paid it and take their best weeks
(``tours.py``), cover pays it and takes the best shifts (``cover_program.py``). Whatever the
prices, both least costs together are at most the cost of the best roster (Lagrangian
decomposition; Guignard and Kim 1987). Prices move until both sides want the same shifts. The
linear relaxation's prices are a good beginning; what it can't see is that whole shifts do not fill
each other's breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.roster.cover_cost import CoverCost
from planner.roster.cover_program import CoverProgram
from planner.roster.duty_states import DutyStates, states_at_most
from planner.roster.fairness_prices import fairness_prices
from planner.roster.model import Model
from planner.roster.problem import FloatArray, IntArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import presence_units, queue_sets, supply_classes
from planner.roster.shift_paths import ShiftPaths
from planner.roster.tour_space import BoolArray
from planner.roster.week_limits import most_days
from planner.roster.weeks import Weeks

USUAL_PEAK = 0.9  # of the greatest demand: so many heads are often worth it
QUICK_STATES, MOST_STATES = 30_000, 250_000
# Steps of the prices, as shares of what is thought to be missing; measured on teams of 5 and 10.
FIRST_STEP, SHORTER, PATIENCE = 0.3, 0.75, 12
KEPT = 0.8  # of the direction before
RAISE, FINEST = 16.0, 1.0  # in currency, of all prices at once
HOPED = 0.01  # of the bound: how much more is thought possible


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPrices:
    """Prices of the decomposition, in currency.

    ``starts`` is kinds by slots; ``fairness`` members by kind of time, for every minute that a
    member is further from her peers than the least, within plus and minus the fairness price.
    """

    starts: FloatArray
    fairness: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Shifts that cover wants, kinds by slots, each worth its price to it.

    ``cost`` is what they would cost, at usual pay, with what stays short.
    """

    begun: IntArray
    worth: FloatArray
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """A bound in currency, the shifts that cover wants at its prices, and where prices must go."""

    value: float
    wanted: Wanted
    direction: FloatArray


class Decomposition:
    """A problem of one plan week, split.

    Parameters
    ----------
    problem
        As ``can_decompose`` has it.
    most
        Shifts at once that are told apart.
    closed
        No more than these may be on duty at once. That is quick, and what it says is a bound only
        of such rosters; the prices that it finds are good ones all the same.
    """

    def __init__(self, problem: Problem, most: int, *, closed: bool) -> None:
        classes, units = supply_classes(problem), presence_units(problem)
        self.problem = problem
        self.paths = ShiftPaths(problem, classes, units)
        agents = most if closed else shifts_in_a_slot(problem)
        states = DutyStates(self.paths, len(classes), most, agents)
        self.cover = CoverProgram(problem, CoverCost(problem, classes), states, units)
        self.weeks = Weeks(problem, bounding=True)
        self.past = np.array(
            [member.past_kind_minutes for member in problem.members], dtype=float
        ).reshape(-1, 3)
        self.granted = granted_wishes(problem)
        self.in_sight = states.unseen == 0
        self.step = FIRST_STEP
        self.most_shifts = sum(
            min(most_days(member), len(self.weeks[index].kind.days))
            for index, member in enumerate(problem.members)
        )
        self.counted = [
            self.weeks[index].usable(index) & (kinds >= 0)
            for index, kinds in enumerate(self.paths.option_kinds)
        ]
        pay = [self.weeks[index].base_cost[some] for index, some in enumerate(self.counted)]
        self.usual_pay = float(np.concatenate(pay).mean()) if any(map(len, pay)) else 0.0
        self.startable = np.zeros((len(self.paths.kinds), problem.slots), dtype=bool)
        for counted, kinds, slots in self._entries():
            self.startable[kinds[counted], slots[counted]] = True

    def _entries(self) -> Iterator[tuple[BoolArray, IntArray, IntArray]]:
        """Per member: which options count for cover, and where all of them begin."""
        yield from zip(self.counted, self.paths.option_kinds, self.paths.start_slots, strict=True)

    def prices(self, values: list[FloatArray], fairness: FloatArray) -> StartPrices:
        """Prices from what each option of each member is worth to cover: the mean of a start."""
        total = np.zeros(self.startable.shape)
        count = np.zeros(self.startable.shape)
        for worth, (counted, kinds, slots) in zip(values, self._entries(), strict=True):
            np.add.at(total, (kinds[counted], slots[counted]), worth[counted])
            np.add.at(count, (kinds[counted], slots[counted]), 1.0)
        starts = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
        return StartPrices(starts=np.maximum(starts, 0.0), fairness=fairness)

    def by_member(self, prices: StartPrices) -> list[FloatArray]:
        """The same prices by member and option; 0 for what does not count for cover."""
        found = []
        for counted, kinds, slots in self._entries():
            own = np.zeros(len(counted))
            own[counted] = prices.starts[kinds[counted], slots[counted]]
            found.append(own)
        return found

    def bound(self, prices: StartPrices) -> Bounded:
        """The bound that some prices give."""
        worked = np.zeros(self.startable.shape, dtype=np.int64)
        by_kind = self.weeks.peers.weighed(prices.fairness)
        value = self.granted + float((by_kind * self.past).sum())
        for index, (counted, kinds, slots) in enumerate(self._entries()):
            weeks = self.weeks[index]
            cost = weeks.base_cost + weeks.kind.kind_minutes @ by_kind[index]
            cost[counted] -= prices.starts[kinds[counted], slots[counted]]
            tour = weeks.best(index, cost)
            if tour is None:  # no week of hers is legal: whatever is said is a bound
                continue
            value += tour.cost
            for position in tour.options:
                if kinds[position] >= 0:
                    worked[kinds[position], slots[position]] += 1
        covered, wanted = self._cover(prices.starts)
        rounding = 0.01 * len(self.counted)  # idle pay and overtime are rounded once a week
        return Bounded(
            value=value + covered - rounding,
            wanted=wanted,
            direction=(wanted.begun - worked).astype(float),
        )

    def _cover(self, price: FloatArray) -> tuple[float, Wanted]:
        """Least cost of cover at some prices, and the shifts behind it."""
        found = self.cover.solve(np.where(self.startable, price, np.inf))
        paid = float((price * found.begun).sum())
        cost = found.value - paid + self.usual_pay * float(found.begun.sum())
        return found.value, Wanted(begun=found.begun, worth=price, cost=cost)

    def wanted_within(self, prices: StartPrices) -> Wanted:
        """Shifts that cover wants and that are not more than agents have days.

        Where the prices ask for more, all are raised until they don't.
        """
        low, high = 0.0, 0.0
        _, best = self._cover(prices.starts)
        while best.begun.sum() > self.most_shifts:
            low, high = high, max(2 * high, RAISE)
            _, best = self._cover(prices.starts + high)
        while high - low > FINEST:
            middle = (low + high) / 2
            _, found = self._cover(prices.starts + middle)
            if found.begun.sum() > self.most_shifts:
                low = middle
            else:
                high, best = middle, found
        return best

    def ascend(
        self,
        prices: StartPrices,
        go_on: Callable[[], bool],
        look: Callable[[Bounded], None],
    ) -> StartPrices:
        """Move the prices by deflected subgradients as long as it may; the best prices.

        Parameters
        ----------
        prices
            Where to begin.
        go_on
            Asked before every step.
        look
            Called with every bound, better ones and others.
        """
        best, best_prices = -np.inf, prices
        waited = 0
        heading = np.zeros(self.startable.shape)
        while go_on():
            found = self.bound(prices)
            look(found)
            if found.value > best:
                best, best_prices, waited = found.value, prices, 0
            else:
                waited += 1
            if not found.direction.any():
                break  # both sides want the same shifts: nothing is left to gain
            if waited >= PATIENCE:
                self.step, waited, prices = self.step * SHORTER, 0, best_prices
            heading = KEPT * heading + (1 - KEPT) * found.direction
            steep = max(float((heading**2).sum()), (1 - KEPT) * float((found.direction**2).sum()))
            missing = best - found.value + HOPED * abs(best)
            moved = prices.starts + self.step * missing / steep * heading
            prices = replace(prices, starts=np.maximum(moved, 0.0))
        return best_prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Shifts at once that are told apart: to look for prices at first, and to prove a bound."""

    quick: int
    proving: int


def sizes_of(problem: Problem) -> Sizes | None:
    """How a problem may be split; None where it is too large, or slots hang together.

    Work that may wait ties slots together, and vendors make up for any hole. At the peak as many
    shifts must be told apart as there are heads needed, or the bound is a weak one.
    """
    classes = supply_classes(problem)
    if (
        len(problem.week_bounds) != 2
        or any(problem.demand.waits)
        or problem.vendors
        or not classes
        or queue_sets(classes, len(problem.demand.queues)) is None
    ):
        return None
    paths, agents = ShiftPaths(problem, classes, presence_units(problem)), shifts_in_a_slot(problem)
    needed = min(agents, int(np.ceil(_heads_at_peak(problem) - 1e-9)))
    quick = min(needed, max(1, int(np.ceil(USUAL_PEAK * _heads_at_peak(problem)))))
    while quick > 1 and states_at_most(paths, quick, quick) > QUICK_STATES:
        quick -= 1
    proving = min(agents, needed + 1)
    while proving > quick and states_at_most(paths, proving, agents) > MOST_STATES:
        proving -= 1
    small = states_at_most(paths, proving, agents) <= MOST_STATES
    if not paths.kinds or needed == 0 or quick < needed - 2 or not small:
        return None
    return Sizes(quick=quick, proving=proving)


def shifts_in_a_slot(problem: Problem) -> int:
    """Shifts that may touch a slot: one an agent, two where no rest keeps them apart."""
    short = any(m.law.min_rest_minutes < problem.interval_minutes for m in problem.members)
    return len(problem.members) * (2 if short else 1)


def _heads_at_peak(problem: Problem) -> float:
    """Heads that the greatest demand of a slot asks for."""
    least = min((member.net for member in problem.members if member.net > 0), default=1.0)
    heads = problem.demand.required.sum(axis=0) / least
    minimum = problem.demand.minimum.max(initial=0)
    together = max(
        (rule.least[rule.asked].max(initial=0.0) for rule in problem.together), default=0.0
    )
    return float(max(heads.max(initial=0.0), minimum, together))


def prices_of_relaxation(split: Decomposition, model: Model, prices: FloatArray) -> StartPrices:
    """Where to begin: what the linear relaxation's prices say that starts are worth.

    Parameters
    ----------
    split
        Of the same problem.
    model
        The relaxed model of all members.
    prices
        Per row of its program, in the program's cost units.
    """
    matrix, _, _ = model.program.rows()
    rows = np.array(model.cover_rows)
    worth = matrix[rows].T @ prices[rows] / COST_SCALE
    values = [worth[model.options[index]] for index in range(len(split.counted))]
    return split.prices(values, fairness_prices(model, prices))


def granted_wishes(problem: Problem) -> float:
    """Price of all wishes for a shift; options that grant one cost so much less."""
    return sum(
        price for member in problem.members for _, wish, price in member.wishes if wish != "off"
    )
