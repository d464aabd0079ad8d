"""Column generation: prices of cover at which employees' best rows meet it, and a bound.

At prices of heads within what cover pays at most, employees' least costs, less what they are paid,
and what cover pays for the heads that it wants are together no more than any roster costs
(Lagrange). Prices are a mean of the best so far and the linear program's (smoothing), which keeps
them from swinging.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from planner.bench.shift_scheduling.choosing import Choosing
from planner.bench.shift_scheduling.master import Master
from planner.bench.shift_scheduling.problem import OFF, FloatArray, IntArray, Problem
from planner.bench.shift_scheduling.tables import Best

__all__ = ["NOTHING", "Generation", "Relaxed"]

SMOOTHING = 0.5
NOTHING: Mapping[int, IntArray] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """What the relaxation with some employees fixed came to."""

    value: float
    bound: float


class Generation:
    """Columns over all days, or over a span of them while the other days stand as in ``rows``.

    Parameters
    ----------
    problem
        The whole problem.
    choosing
        Wide enough for the span.
    rows
        What everybody works on the other days.
    first, end
        The span.
    shares
        See ``Choosing.best``.
    """

    def __init__(
        self,
        problem: Problem,
        choosing: Choosing,
        rows: IntArray | None = None,
        first: int = 0,
        end: int | None = None,
        shares: FloatArray | None = None,
    ) -> None:
        self.first, self.end = first, problem.days if end is None else end
        self.problem = problem.span(self.first, self.end)
        self.choosing, self._rows, self._shares = choosing, rows, shares
        self.master = Master(self.problem)
        self.prices: FloatArray = 0.5 * self.problem.under

    def run(
        self,
        until: float,
        *,
        fixed: Mapping[int, IntArray] = NOTHING,
        rounds: int = 1000,
        gap: float = 1e-6,
        cutoff: float = np.inf,
        tell: Callable[[float], None] = lambda _: None,
    ) -> Relaxed:
        """Generate columns until value and bound meet.

        Parameters
        ----------
        until
            A moment of ``time.monotonic``.
        fixed
            Rows of employees that stand.
        rounds
            At most.
        gap
            Between value and bound, as a share, that is enough.
        cutoff
            A bound that is enough.
        tell
            Told of every better bound.
        """
        free = [member for member in range(self.problem.count) if member not in fixed]
        for member, row in fixed.items():
            self.master.add(member, row)
        self.master.fix(fixed)
        prices, centre, bound, value = self.prices, self.prices, -np.inf, np.inf
        for _ in range(rounds):
            floor, added = self._price(free, prices, fixed)
            if floor > bound:
                bound, centre = floor, prices
                tell(bound)
            value = self.master.solve() + self.problem.request_base
            met = value - bound <= gap * abs(value)
            if met or not np.isfinite(value) or bound >= cutoff or time.monotonic() >= until:
                break
            theirs = self.master.prices()
            if added or not np.array_equal(prices, theirs):
                prices = (1 - SMOOTHING) * centre + SMOOTHING * theirs if added else theirs
            elif not self.choosing.count_more():
                break
        self.prices = centre
        return Relaxed(value=value, bound=bound)

    def best(self, members: list[int], prices: FloatArray) -> tuple[Best, FloatArray]:
        """Cheapest rows of members where heads are paid these prices (d, s), and floors."""
        rows = None if self._rows is None else self._rows[members]
        shares = None if self._shares is None else self._shares[members]
        paid = np.broadcast_to(-prices, (len(members), *prices.shape))
        return self.choosing.best(members, paid, rows, self.first, self.end, shares)

    def keep_cheapest(self, count: int) -> None:
        """Forget all columns but those with the least reduced costs."""
        master = self.master
        reduced = self.reduced_costs() - self._floors()
        kept = np.sort(np.argsort(reduced, kind="stable")[:count]).tolist()
        self.master = Master(self.problem)
        for place in kept:
            self.master.add(master.owners[place], master.rows[place])

    def _floors(self) -> FloatArray:
        """For each column, the least reduced cost that its owner's have."""
        owners = np.array(self.master.owners)
        least = np.full(self.problem.count, np.inf)
        np.minimum.at(least, owners, self.reduced_costs())
        return np.asarray(least[owners])

    def _reduced(self, place: int) -> float:
        row = self.master.rows[place]
        worked = np.nonzero(row != OFF)[0]
        return self.master.costs[place] - float(self.prices[worked, row[worked]].sum())

    def reduced_costs(self) -> FloatArray:
        """What each column costs, less what its heads are paid."""
        return np.array([self._reduced(place) for place in range(len(self.master.owners))])

    def _price(
        self, free: list[int], prices: FloatArray, fixed: Mapping[int, IntArray]
    ) -> tuple[float, int]:
        """The bound at some prices, and how many columns were new."""
        problem = self.problem
        best, floors = self.best(free, prices)
        added = 0
        for member, row, cost in zip(free, best.rows, best.costs, strict=True):
            added += bool(np.isfinite(cost)) and self.master.add(member, row)
        bound = problem.request_base + float(floors.sum() + (prices * problem.wanted).sum())
        for member, row in fixed.items():
            worked = np.nonzero(row != OFF)[0]
            bound += problem.row_cost(member, row) - float(prices[worked, row[worked]].sum())
        return bound, added
