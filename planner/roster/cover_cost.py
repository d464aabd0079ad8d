"""What a slot costs beyond pay, as a function of who is on duty: shortfall, vendors, missing heads.

For the quick search only: work that may wait is held to a profile of slots (``place_waiting``
moves it), vendors are bought slot by slot. What it says is never less than the true cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import comb

import numpy as np

from planner.roster.bought_cover import BoughtCover
from planner.roster.head_rows import TogetherCost
from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import SupplyClass, queue_sets

MOST_OFFERS = 40
MOST_AGENTS = 3  # of a vendor, that are told apart one by one


class CoverCost:
    """Cost per slot of a supply (classes by slots, in heads, partial ones in fractions)."""

    def __init__(self, problem: Problem, classes: Sequence[SupplyClass]) -> None:
        self.problem = problem
        self.classes = tuple(classes)
        queues = len(problem.demand.queues)
        sets = queue_sets(self.classes, queues)
        if sets is None:
            sets = (*(frozenset([q]) for q in range(queues)), frozenset(range(queues)))
        self.sets = sets
        self.in_set = np.array([[q in some for q in range(queues)] for some in sets], dtype=float)
        self.serves = np.array(
            [[bool(one.queues & some) for one in self.classes] for some in sets]
        ).reshape(len(sets), len(self.classes))
        self.net = np.array([one.net for one in self.classes])
        self.has_queue = np.array(
            [[q in one.queues for one in self.classes] for q in range(queues)]
        ).reshape(queues, len(self.classes))
        groups = np.array([[bool(group & some) for group in problem.groups] for some in sets])
        self.past = groups.reshape(len(sets), -1).astype(float) @ problem.past_supply
        self.profile = problem.demand.required.copy()
        # A few vendor agents are tried in every way; where there is more on offer, queue by queue.
        self.bought = None if _few(problem) else BoughtCover(problem, self.classes, sets)
        self.offers = tuple(_offers(problem)) if self.bought is None else ((),)
        self.together = TogetherCost(problem, self.classes)
        self._demand()

    def _demand(self) -> None:
        """Demand of each set of queues under each vendor offer; costs of the offers."""
        price, slots = self.problem.shortfall_price, self.problem.slots
        demand, cost, heads = [], [], []
        for offer in self.offers:
            given = np.zeros_like(self.profile)
            money = np.zeros(slots)
            for place, queue, count in offer:
                vendor = self.problem.vendors[place]
                given[queue] += count * vendor.open_slots
                money += count * vendor.price
                # Where it is closed the offer gives nothing and is never the cheapest.
                money += ~vendor.open_slots * price * 100
            demand.append(self.in_set @ np.maximum(self.profile - given, 0.0) - self.past)
            cost.append(money)
            heads.append(self.problem.demand.minimum - self.problem.past_heads - given)
        self.demand = np.array(demand)
        self.offer_cost = np.array(cost)
        self.least_heads = np.array(heads)

    def per_slot(self, supply: FloatArray) -> FloatArray:
        """Cost of every slot."""
        return self.per_slot_between(supply, supply)

    def per_slot_between(self, least: FloatArray, most: FloatArray) -> FloatArray:
        """What every slot costs at least where a supply lies between two."""
        cost = self.of_queues(most)
        return cost + self.together.per_slot(least, most) if self.problem.together else cost

    def of_queues(self, supply: FloatArray) -> FloatArray:
        """Cost of every slot by its queues alone."""
        if self.bought is not None:
            heads = np.maximum(self.least_heads[0] - (self.has_queue @ supply), 0.0)
            return self.bought.per_slot(self.profile, supply, heads)
        price = self.problem.shortfall_price
        net = (self.serves * self.net) @ supply
        short = np.maximum((self.demand - net).max(axis=1), 0.0)
        missing = np.maximum(self.least_heads - (self.has_queue @ supply), 0.0).sum(axis=1)
        total: FloatArray = (self.offer_cost + price * (short + missing)).min(axis=0)
        return total

    def least_vendor_pay(self) -> float:
        """What vendors with least hours are paid at most beyond the hours they work."""
        weeks = len(self.problem.week_bounds) - 1
        return sum(
            vendor.price * vendor.min_intervals_per_week * weeks
            for vendor in self.problem.vendors
            if not vendor.by_contact
        )

    def gain(self, supply: FloatArray, place: int) -> FloatArray:
        """What one more head of a class saves in every slot."""
        more = supply.copy()
        more[place] += 1.0
        saved: FloatArray = self.per_slot(supply) - self.per_slot(more)
        return saved

    def touch(self, supply: FloatArray, place: int, gain: FloatArray, units: int) -> FloatArray:
        """How much of a gain a head has that is there for no more than an instant of a slot.

        Told by what a head saves that is there for about half of it, in whole ones of ``units``
        parts: what is between grows with the part.

        Parameters
        ----------
        supply, place, gain
            As ``gain`` has and gives them.
        units
            Parts of a slot in which presence is counted, 2 at least.
        """
        part = (units // 2) / units
        more = supply.copy()
        more[place] += part
        saved = self.per_slot(supply) - self.per_slot(more)
        touch: FloatArray = (saved - part * gain) / (1.0 - part)
        return touch

    @property
    def placing(self) -> tuple[FloatArray, FloatArray]:
        """Where work that may wait is placed, to be put back later: with several such queues it
        depends on how it came to be, not on the supply alone.
        """
        return self.profile, self.demand

    @placing.setter
    def placing(self, kept: tuple[FloatArray, FloatArray]) -> None:
        self.profile, self.demand = kept

    def place_waiting(self, supply: FloatArray) -> None:
        """Move work that may wait to slots with room, first in, first out."""
        demand = self.problem.demand
        self.profile = self.profile.copy()  # who keeps a placing keeps it as it was
        for queue, waits in enumerate(demand.waits):
            if waits:
                self.profile[queue] = self._first_in_first_out(queue, supply)
        if any(demand.waits):
            self._demand()

    def _first_in_first_out(self, queue: int, supply: FloatArray) -> FloatArray:
        demand = self.problem.demand
        others = self.profile.copy()
        others[queue] = 0.0
        spare = (self.serves * self.net) @ supply + self.past - self.in_set @ others
        # What is short already is short without this queue too: it takes no room from it.
        short = np.maximum(-spare, 0.0).max(axis=0)
        room = (spare[self.in_set[:, queue] > 0].min(axis=0) + short).tolist()
        arrived = demand.required[queue].tolist()
        last = demand.last_slot[queue].tolist()
        done = [0.0] * len(arrived)
        first = 0
        left = list(arrived)
        for slot in range(len(arrived)):
            free = room[slot]
            while first <= slot:
                part = min(free, left[first])
                done[slot] += part
                left[first] -= part
                free -= part
                if left[first] > 1e-9:
                    if last[first] > slot:
                        break
                    done[slot] += left[first]  # due now: it is short here
                first += 1
        return np.array(done)


def _few(problem: Problem) -> bool:
    """Whether all ways to use the vendors in a slot can be tried."""
    ways = 1
    for vendor in problem.vendors:
        if vendor.by_contact or vendor.max_agents is None or vendor.max_agents > MOST_AGENTS:
            return False
        ways *= comb(len(vendor.queues) + vendor.max_agents, vendor.max_agents)
    return ways <= MOST_OFFERS


def _offers(problem: Problem) -> Iterator[tuple[tuple[int, int, int], ...]]:
    """Ways to use vendors by the hour in a slot, as (vendor, queue, agents); none first."""
    choices = []
    for place, vendor in enumerate(problem.vendors):
        most = vendor.max_agents or 0
        ways = [
            tuple((place, q, n) for q, n in zip(vendor.queues, counts, strict=True) if n)
            for counts in product(range(most + 1), repeat=len(vendor.queues))
            if sum(counts) <= most
        ]
        choices.append(sorted(ways, key=len))
    for combination in product(*choices):
        yield tuple(each for way in combination for each in way)
