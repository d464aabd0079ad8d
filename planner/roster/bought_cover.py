"""What a slot costs where vendors offer much: what agents leave open is bought queue by queue.

Agents serve the queues in some order, so what is short falls on the last ones; there whole vendor
agents and shares of contacts are bought, or the shortfall is paid. The cheapest of a few orders
counts. Each is a way that can be gone, so the cost is never less than the least there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import SupplyClass
from planner.roster.tour_space import BoolArray

WHOLE = 1e-9  # agents; less is rounding
MUCH = 1e9


class BoughtCover:
    """Cost per slot of a supply where vendors take what it leaves open."""

    def __init__(
        self, problem: Problem, classes: Sequence[SupplyClass], sets: Sequence[frozenset[int]]
    ) -> None:
        self.problem = problem
        queues = len(problem.demand.queues)
        for_sale = sorted({queue for vendor in problem.vendors for queue in vendor.queues})
        own = tuple(queue for queue in range(queues) if queue not in for_sale)
        self.orders = tuple((*for_sale[k:], *for_sale[:k]) for k in range(len(for_sale)))
        self.own = own
        chains = [[frozenset(own), *_growing(own, order)] for order in self.orders]
        self.subsets = tuple(
            sorted(
                {some & level for chain in chains for level in chain for some in sets}
                - {frozenset()},
                key=sorted,
            )
        )
        self.within = [
            [
                np.array([k for k, subset in enumerate(self.subsets) if subset <= level], dtype=int)
                for level in chain
            ]
            for chain in chains
        ]
        self.in_subset = np.array(
            [[q in some for q in range(queues)] for some in self.subsets], dtype=float
        ).reshape(-1, queues)
        self.serves = np.array(
            [[bool(one.queues & some) for one in classes] for some in self.subsets]
        ).reshape(len(self.subsets), len(classes))
        self.net = np.array([one.net for one in classes])
        past = [[bool(group & some) for group in problem.groups] for some in self.subsets]
        self.past = np.array(past, dtype=float).reshape(len(self.subsets), -1) @ problem.past_supply
        self.share_price = self._share_price()
        self.by_hour = sorted(
            (k for k, vendor in enumerate(problem.vendors) if not vendor.by_contact),
            key=lambda k: problem.vendors[k].price,
        )

    def _share_price(self) -> FloatArray:
        """What a net agent for an interval costs at most: shortfall, or the contacts' price."""
        demand, price = self.problem.demand, self.problem.shortfall_price
        cheapest = np.full(demand.required.shape, price)
        for vendor in self.problem.vendors:
            if vendor.by_contact:
                for queue in vendor.queues:
                    share = vendor.price * _contacts_an_agent(
                        demand.contacts[queue], demand.required[queue], demand.waits[queue]
                    )
                    here = np.where(vendor.open_slots, share, price)
                    cheapest[queue] = np.minimum(cheapest[queue], here)
        return cheapest

    def per_slot(
        self, profile: FloatArray, supply: FloatArray, least_heads: FloatArray
    ) -> FloatArray:
        """Cost of every slot.

        Parameters
        ----------
        profile
            Net agents asked, by queue and slot.
        supply
            Heads on duty, by class and slot.
        least_heads
            Heads that are missing to the least numbers, by queue and slot.
        """
        short = self.in_subset @ profile - self.past - (self.serves * self.net) @ supply
        best = np.full(profile.shape[1], np.inf)
        for order, within in zip(self.orders, self.within, strict=True):
            np.minimum(best, self._in_order(order, within, short, least_heads), out=best)
        return best

    def _in_order(
        self,
        order: tuple[int, ...],
        within: Sequence[np.ndarray],
        short: FloatArray,
        least_heads: FloatArray,
    ) -> FloatArray:
        zero = np.zeros(short.shape[1])
        levels = [
            np.maximum(short[rows].max(axis=0), 0.0) if len(rows) else zero for rows in within
        ]
        price = self.problem.shortfall_price
        cost = price * levels[0]
        for queue in self.own:
            cost = cost + price * least_heads[queue]
        left = {
            k: np.where(self.problem.vendors[k].open_slots, self._capacity(k), 0.0)
            for k in self.by_hour
        }
        for queue, (before, after) in zip(order, pairwise(levels), strict=True):
            cost = cost + self._bought(queue, after - before, least_heads[queue], left)
        return cost

    def _capacity(self, vendor: int) -> float:
        most = self.problem.vendors[vendor].max_agents
        return MUCH if most is None else float(most)

    def _bought(
        self, queue: int, short: FloatArray, heads: FloatArray, left: dict[int, FloatArray]
    ) -> FloatArray:
        """Buy for one queue, the cheapest vendor first; what is left is paid as it is priced."""
        else_price, missing_price = self.share_price[queue], self.problem.shortfall_price
        cost = np.zeros(len(short))
        for vendor in self.by_hour:
            if queue not in self.problem.vendors[vendor].queues:
                continue
            price = self.problem.vendors[vendor].price
            whole = np.floor(short + WHOLE)
            part = np.maximum(short - whole, 0.0)
            worth = np.where(price < else_price, whole + (price < else_price * part), 0.0)
            if price < missing_price:
                worth = np.maximum(worth, np.ceil(heads - WHOLE))
            count = np.minimum(worth, left[vendor])
            left[vendor] = left[vendor] - count
            cost += price * count
            short = np.maximum(short - count, 0.0)
            heads = np.maximum(heads - count, 0.0)
        # Where that is a vendor by the contact, who does the rest of the work is there too.
        there = np.where(else_price < missing_price, short, 0.0)
        heads = np.maximum(heads - there, 0.0)
        total: FloatArray = cost + else_price * short + missing_price * heads
        return total


def _growing(first: tuple[int, ...], order: tuple[int, ...]) -> list[frozenset[int]]:
    return [frozenset((*first, *order[: k + 1])) for k in range(len(order))]


def _contacts_an_agent(contacts: FloatArray, required: FloatArray, waits: bool) -> FloatArray:
    """Contacts to be bought for every net agent of an interval.

    Work that may wait is bought where it arrives and done elsewhere: its mean holds.
    """
    asked: BoolArray = required > WHOLE
    if waits:
        total = float(required.sum())
        mean = float(contacts.sum()) / total if total > 0 else 0.0
        return np.full(len(required), mean)
    return np.divide(contacts, required, out=np.zeros(len(required)), where=asked)
