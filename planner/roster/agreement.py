"""Agents and cover come to agree: the quickest way to good rosters of more than a few agents.

Cover wants so many heads in each slot, at a price; agents take, one after the other, their best
legal weeks at that price, which falls where more heads than wanted are there already. Then cover
says anew what it wants, near to what there is, and prices move towards agreement. What a head off
the wish costs grows from round to round, until both sides have the same roster.

This is the alternating direction method of multipliers (Boyd et al. 2011), used as a heuristic on
whole weeks and whole heads as Takapoui, Moehle, Boyd and Bemporad (2017) do: an agent's step is
exact (``weeks.py``), so is cover's in each slot (``cover_cost.py``), and it begins at the linear
relaxation's prices. Its size is that of the agents' weeks alone; nothing is proven by it.

The larger the team, the more agents choose among the weeks that others like them were found to
work (``known_weeks.py``): that is ten and more times quicker, and there are many to choose among.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from planner.roster.beside_others import AlikeInCover, BesideOthers
from planner.roster.known_weeks import BARRED, KnownWeeks
from planner.roster.messages import Prices
from planner.roster.problem import FloatArray
from planner.roster.reinsertion import Reinsertion
from planner.roster.weeks import KindWeeks

__all__ = ["Agreement"]

# What a head off costs at first and in the end, in mean prices over the root of a class's agents.
FIRST, LAST = 0.25, 4.0
LEAST_PRICE = 0.05  # of shortfall, to reckon with
STEP = 0.3  # of the multipliers
SWEEPS = 2  # over all classes
FARTHEST = 8  # heads that cover's wish may be off what is there
MANY, AT_ONCE = 300, 4  # from so many agents on so many search at once
BLOCK = 32  # agents who choose in a row
SEARCHED, LEAST_SEARCHED, MOST_SEARCHED = 50, 0.02, 0.7  # agents a round, as shares at the ends
LOOK_EVERY = 16
GRACE_S = 0.3  # past the end: a first roster is worth it
LEAST_KNOWN = 12  # weeks of a kind, to choose among them alone
KNOWN_PART = 0.15  # of the time of a search: to choose among the weeks that are known
AGREED_AFTER = 0.3  # of the time: who agrees sooner does so by chance
# Of the time, in which prices are averaged; so many rounds are an average worth the name.
AVERAGED, LEAST_ROUNDS = (0.1, 0.85), 20


class Agreement:
    """Moves a ``Reinsertion``'s roster; the best one found stands in the end.

    Parameters
    ----------
    search
        With any roster, none too.
    prices
        What a head is worth in each slot and how many are wanted, to begin with.
    seed
        Of the order in which agents choose.
    first
        What a head off costs at first, in mean prices over the root of a class's agents: the less,
        the farther agents may stray from the roster that stands.
    """

    def __init__(
        self, search: Reinsertion, prices: Prices, seed: int, *, first: float = FIRST
    ) -> None:
        self.first = first
        self.search, self.problem = search, search.problem
        self.random = np.random.default_rng(seed)
        self.alike = AlikeInCover(search.cover, prices)
        self.price, self.wanted = self.alike.price.copy(), self.alike.wanted.copy()
        self.beside = BesideOthers(search.cover, prices, self.alike)
        self.most = self.problem.shortfall_price
        count = len(self.problem.members)
        # Where there is plenty of everybody a head is worth nothing, but one off still matters.
        usual = max(float(self.price.mean()), LEAST_PRICE * self.most) if self.price.size else 0.0
        self.scale = usual / (count / len(self.price)) ** 0.5 if usual > 0 else 0.0
        self.at_once = 1 if count < MANY else AT_ONCE
        self.searched = min(MOST_SEARCHED, max(LEAST_SEARCHED, SEARCHED / max(1, count)))
        slots = self.problem.slots
        self.known = {weeks: KnownWeeks(weeks, slots) for weeks in search.best_weeks.kinds}
        self.places: dict[int, int | None] = {}  # of everybody's week among those known
        self.rounds, self.sum_of_prices = 0, np.zeros_like(prices.gain)

    def run(self, until: float, enough: Callable[[float], bool]) -> float:
        """Come to agree by a moment of ``time.monotonic``; the objective of the best roster.

        Parameters
        ----------
        until
            When to end.
        enough
            Asked now and then with the best objective, whether to end.
        """
        search = self.search
        best, best_weeks, best_placing = search.cost(), tuple(search.weeks), search.cover.placing
        began = time.monotonic()
        spent = 0.0
        if self.scale > 0 and not any(week.chosen for week in search.weeks):
            self._fill(until, lambda: enough(best))
            best, best_weeks = search.cost(), tuple(search.weeks)
            best_placing = search.cover.placing
        else:
            self._look_around()
        while self.scale > 0 and time.monotonic() < until and not enough(best):
            tightness = self.scale * self.first * (LAST / self.first) ** min(1.0, spent)
            if not self._round(tightness, until, lambda: enough(best)):  # noqa: B023
                break
            search.cover.place_waiting(search.supply)
            cost = search.cost()
            if cost < best - 1e-6:
                best, best_weeks = cost, tuple(search.weeks)
                best_placing = search.cover.placing
            there = self.alike.summed(search.supply)
            agreed = np.abs(there - self.wanted).max(initial=0.0) < 1e-9
            if agreed and spent > AGREED_AFTER:
                break
            self._move(tightness)
            self._note_prices(spent)
            spent = (time.monotonic() - began) / max(1e-9, until - began)
        search.restore(list(enumerate(best_weeks)), best_placing)
        return best

    def average(self) -> Prices | None:
        """Prices averaged over the rounds, which prove much more than any of them alone.

        The multipliers of one round follow what agents just did, to and fro; their mean comes near
        to the best multipliers that there are. None where the rounds were too few.
        """
        if self.rounds < LEAST_ROUNDS:
            return None
        return Prices(gain=self.sum_of_prices / self.rounds, supply=self.search.supply.copy())

    def _note_prices(self, spent: float) -> None:
        if AVERAGED[0] <= spent <= AVERAGED[1]:
            self.rounds += 1
            self.sum_of_prices += self.price[self.alike.of] + self.beside.price

    def _fill(self, until: float, enough: Callable[[], bool]) -> None:
        """Everybody's first week, each time as if so much of what is wanted were wanted.

        It is done whole, since half of the agents are no roster. Where there is no time for all of
        them to search, those who are left choose among the weeks that are known by then.
        """
        count, placed, wanted = len(self.problem.members), 0, self.wanted
        pace = _Pace(until + GRACE_S)
        for number, (weeks, some) in enumerate(self._blocks(self.at_once)):
            placed += len(some)
            self.wanted = wanted * (placed / count)
            if number % LOOK_EVERY == 0 and enough():
                pace.stop()
            if pace.hurried(count - placed) and len(self.known[weeks]) >= LEAST_KNOWN:
                self._among_known(weeks, [k for k in some if self.known[weeks].may(k)],
                                  self.scale * self.first)  # fmt: skip
                some = [index for index in some if self.places.get(index) is None]
            if some:
                self._choose(weeks, some, self.scale * self.first, searching=True)
            pace.searched += len(some)
        self.wanted = wanted
        self.search.cover.place_waiting(self.search.supply)
        self._move(self.scale * self.first)

    def _look_around(self) -> None:
        """Learn the weeks that stand."""
        for weeks, known in self.known.items():
            for index in filter(known.may, weeks.kind.members):
                self._stand(known, index, known.add(self.search.weeks[index]))

    def _round(self, tightness: float, until: float, enough: Callable[[], bool]) -> bool:
        """Everybody chooses once, in any order; False where time was up before."""
        block = min(BLOCK, max(1, len(self.problem.members) // BLOCK))
        for number, (weeks, some) in enumerate(self._blocks(block)):
            if number % LOOK_EVERY == LOOK_EVERY - 1 and (time.monotonic() >= until or enough()):
                return False
            searching = self.random.random() < self.searched
            self._choose(weeks, some, tightness, searching=searching)
        return True

    def _blocks(self, size: int) -> Iterator[tuple[KindWeeks, list[int]]]:
        """Members of a kind who choose in a row, in any order."""
        groups: list[tuple[KindWeeks, list[int]]] = []
        for weeks in self.search.best_weeks.kinds:
            members = self.random.permutation(np.array(weeks.kind.members)).tolist()
            groups += [(weeks, members[at : at + size]) for at in range(0, len(members), size)]
        for place in self.random.permutation(len(groups)).tolist():
            yield groups[place]

    def _choose(
        self, weeks: KindWeeks, some: list[int], tightness: float, *, searching: bool
    ) -> None:
        """Members of a kind choose in a row, among all weeks or those known."""
        known = self.known[weeks]
        rest = some if searching else [index for index in some if not known.may(index)]
        if not searching:
            self._among_known(weeks, [index for index in some if known.may(index)], tightness)
        held = [index for index in rest if weeks.held(index)]
        groups = [held[at : at + self.at_once] for at in range(0, len(held), self.at_once)]
        for group in [*groups, *([index] for index in rest if not weeks.held(index))]:
            self._best(weeks, group, tightness)

    def _best(self, weeks: KindWeeks, some: Sequence[int], tightness: float) -> None:
        """Members take the best of all weeks, each with the others as they stand."""
        search, place = self.search, weeks.kind.place
        there = np.array([search.weeks[index].presence for index in some])
        gains = np.zeros_like(there)
        if place >= 0:
            gains = np.clip(self._worth(place, tightness, there), 0.0, self.most)
            gains = gains + self.beside.worth(place, search.supply[place] - there, tightness)
        prices = weeks.base_cost - weeks.kind.values.values(gains)
        if any(search.problem.members[index].owed for index in some):
            for row, (index, gain) in enumerate(zip(some, gains, strict=True)):
                prices[row] += search.session_prices(index, gain)
        if search.fairness_price > 0:
            prices += np.array([search.option_fairness(index) for index in some])
        known = self.known[weeks]
        for index, gain, tour in zip(some, gains, weeks.best_of(some, prices), strict=True):
            if tour is not None:
                search.put_tour(index, tour, gain)
                place_now = known.add(search.weeks[index]) if known.may(index) else None
                self._stand(known, index, place_now)

    def _worth(self, place: int, tightness: float, own: FloatArray | float) -> FloatArray:
        """What one head more of a class is worth to cover, ``own`` of those there left out."""
        alike = self.alike.of[place]
        there = self.alike.summed(self.search.supply)[alike]
        worth: FloatArray = self.price[alike] + tightness * (self.wanted[alike] - there + own - 0.5)
        return worth

    def _among_known(self, weeks: KindWeeks, some: Sequence[int], tightness: float) -> None:
        """Members take the best of the known weeks, each with the others as they stand."""
        search, known, place = self.search, self.known[weeks], weeks.kind.place
        if not len(known):
            return
        gain = np.zeros(self.problem.slots)
        if place >= 0:
            gain = self._worth(place, tightness, 0.0)
            gain = gain + self.beside.worth(place, search.supply[place], tightness)
        worth = known.worth(gain)
        near = tightness if place >= 0 else 0.0
        for index in some:
            now, week = self.places.get(index), search.weeks[index]
            common = near * known.common_with(now, week.presence)
            cost = known.costs(index) - worth - common
            if search.fairness_price > 0:
                cost += search.borne(index).cost(known.kinds[: len(known)])
            best = int(np.argmin(cost))
            if best == now or cost[best] >= BARRED / 2:
                continue
            worth = worth + common - near * known.common_with(best, week.presence)
            search.put_known(index, known.week[best])
            self._stand(known, index, best)

    def _stand(self, known: KnownWeeks, index: int, place: int | None) -> None:
        """Note where a member's week is among those known."""
        known.leave(self.places.get(index))
        known.take(place)
        self.places[index] = place

    def _move(self, tightness: float) -> None:
        """Prices follow what was missed; then cover says what it wants, near to what there is."""
        self.beside.move(self.search.supply, tightness)
        there = self.alike.summed(self.search.supply)
        self.price += STEP * tightness * (self.wanted - there)
        np.clip(self.price, 0.0, self.most, out=self.price)
        # Classes that serve the same queues stand in for each other: each looks at what those
        # before it want already.
        wanted = there.copy()
        for _ in range(1 if len(there) == 1 else SWEEPS):
            for place in range(len(there)):
                wanted[place] = self._wanted(place, wanted, there[place], tightness)
        self.wanted = wanted

    def _wanted(
        self, place: int, wanted: FloatArray, there: FloatArray, tightness: float
    ) -> FloatArray:
        """Heads that cover wants of a class in each slot, the others as they are wanted."""
        least, found = np.full(self.problem.slots, np.inf), there.copy()
        supply = wanted.copy()
        for heads in range(-FARTHEST, FARTHEST + 1):
            supply[place] = np.maximum(there + heads, 0.0)
            paid = self.price[place] * supply[place]
            moved = 0.5 * tightness * (supply[place] - there) ** 2
            cost = self.alike.per_slot(supply) + paid + moved
            better = cost < least - 1e-9
            least[better] = cost[better]
            found[better] = supply[place, better]
        return found


class _Pace:
    """How long agents take to search, so as to know when there is no more time for all of them."""

    def __init__(self, until: float) -> None:
        self.until, self.began = until, time.monotonic()
        self.searched, self.stopped = 0, False

    def stop(self) -> None:
        """There is no time from now on."""
        self.stopped = True

    def hurried(self, left: int) -> bool:
        """Whether those left must choose among known weeks, which is so much quicker."""
        if not self.stopped and self.searched > 0:
            now = time.monotonic()
            last = now + left * KNOWN_PART * (now - self.began) / self.searched
            self.stopped = last >= self.until
        return self.stopped
