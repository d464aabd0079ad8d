"""Lower bounds of a problem, better and better; prices and patterns of starts on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.roster.budget import patiently
from planner.roster.decomposition import (
    Bounded,
    Decomposition,
    Sizes,
    StartPrices,
    Wanted,
    prices_of_relaxation,
    shifts_in_a_slot,
    sizes_of,
)
from planner.roster.guessed_prices import guessed_prices
from planner.roster.head_prices import head_prices
from planner.roster.joint_bound import JointBound, can_be_joint, laid_out
from planner.roster.kinds import pools_of
from planner.roster.merged_queues import merged, unmerged
from planner.roster.messages import Bound, Message, Move, Pattern, Prices
from planner.roster.model import Fixed, build
from planner.roster.past_left_out import past_left_out
from planner.roster.pools import build_pooled
from planner.roster.price_bound import bound_at, side_by_side, weeks_alone
from planner.roster.problem import KINDS, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import supply_classes
from planner.roster.relaxation import relax
from planner.roster.rules_left_out import rules_left_out, with_rules
from planner.roster.tour_bound import tours_bound
from planner.roster.tour_space import FAR
from planner.roster.week_after import carried_over
from planner.roster.week_links import add_rest_between_weeks, late_ends
from planner.roster.weeks import Weeks
from planner.roster.whole_program import Whole, is_small, solve_whole

LINEAR_SHARE = 0.9  # of the time, at most, for the linear relaxation
WHOLE_SHARE, WHOLE_SHARE_AT_FIRST = 0.9, 0.5  # of what is left, for a small program as it is
RULES_SHARE = 0.5  # of what is left, for another with the rules on who is at work together
HURRIED_S = 30.0  # in less than that a linear program may not come, and any bound is welcome
GUESSES = (1.0, 0.6, 1.5)  # times the guessed prices
ALL_WEEKS_SHARE = 0.4  # of the time, for a program of several weeks at once
ALIKE_SHARE = 0.6  # pools an agent, at most: else taking agents alike together gains little
MOST_COLUMNS = 150_000  # of a program of pools that comes quickly
MOST_ONE_BY_ONE = 60  # agents of whom each has variables of her own in a program
ROUNDS = 5  # of prices, each followed by a proof
SHORTEST_ROUND_S = 1.5
PATTERNS_SHARE, PRICES_SHARE = 0.1, 0.3  # of the time for a few members, before all is told apart
PATTERN_EVERY_S, SMALLEST_GAIN = 2.0, 0.5
DOUBT = 5e-4  # of the bound: a quick split that promised so much more than was proven is too narrow


def find_bounds(
    problem: Problem,
    until: float,
    go_on: Callable[[], bool],
    send: Callable[[Message], None],
    *,
    whole: bool = True,
) -> None:
    """Send bounds, prices and patterns until a moment of ``time.monotonic``.

    In a hurry, weak bounds at guessed prices come first, unless a problem is small. Then, where
    many agents are alike, a bound at the prices of their pools, however large the team; then the
    linear relaxation's bound, agent by agent, unless they are too many. After it, where a problem
    is small enough, the problem itself whole, and then the decomposition's. Patterns come before
    each proof: what they are good for does not wait for it.

    Parameters
    ----------
    problem
        Of one plan week or several.
    until
        When to end. Every bound that was sent by then holds.
    go_on
        Asked now and then, whether to go on before that.
    send
        Takes what is found.
    whole
        Whether a small problem may be solved whole.
    """
    sizes = sizes_of(problem)
    if sizes is None and until - time.monotonic() < HURRIED_S:
        _send_guessed(problem, until, go_on, send)
    if sizes is None and _by_prices_alone(problem):
        prices = find_prices(problem, _part_of(until))
        if prices is not None:
            send(prices)
            _send_bound_at(problem, prices, send)
        left = (until - time.monotonic()) * RULES_SHARE
        if problem.together and _many_alike(problem) and left > 0 and go_on():
            # What the rules ask for by themselves, only a program that has them says.
            _by_pools(problem, left, go_on, send)
        return
    if sizes is None and _many_alike(problem):
        _by_pools(problem, _part_of(until), go_on, send)
        if len(problem.members) > MOST_ONE_BY_ONE or not go_on():
            if whole:
                _by_whole(problem, WHOLE_SHARE * (until - time.monotonic()), go_on, send)
            return
    elif _by_week(problem, until, go_on, send):
        return
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, _part_of(until))
    linear = max(0.0, (found.lower_bound + model.offset) / COST_SCALE)
    if found.prices is not None and found.values is not None:
        send(head_prices(model, found.values, found.prices))
    send(Bound(value=linear))
    if found.prices is None:
        _send_guessed(problem, until, go_on, send)
    elif go_on():
        whole_weeks = tours_bound(problem, model, found.prices)
        if whole_weeks is not None and whole_weeks > linear:
            linear = whole_weeks
            send(Bound(value=linear))
    share = WHOLE_SHARE if sizes is None else WHOLE_SHARE_AT_FIRST
    if whole and _by_whole(problem, share * (until - time.monotonic()), go_on, send):
        return
    if sizes is None or found.prices is None or not go_on():
        return
    rounds = _Rounds(problem, sizes, until, go_on, send, linear)
    rounds.run(prices_of_relaxation(rounds.quick, model, found.prices))


def _by_pools(
    problem: Problem, seconds: float, go_on: Callable[[], bool], send: Callable[[Message], None]
) -> None:
    """Prices and bounds by a program of pools, if that is solved in time."""
    weeks = Weeks(problem, bounding=True)
    pooled = build_pooled(problem, [some.kind for some in weeks.kinds])
    found = relax(pooled.program, seconds)
    if found.prices is None or found.values is None:
        return
    prices = head_prices(pooled, found.values, found.prices)
    send(prices)
    value = tours_bound(problem, pooled, found.prices, weeks)
    if value is not None:
        send(Bound(value=max(0.0, value)))
    if len(problem.members) > MOST_ONE_BY_ONE and go_on():
        _send_bound_at(problem, prices, send)


def _by_whole(
    problem: Problem, seconds: float, go_on: Callable[[], bool], send: Callable[[Message], None]
) -> bool:
    """Solve a small problem whole; whether its best roster is proven."""
    if seconds <= 0 or not is_small(problem) or not go_on():
        return False
    found: Whole | None = patiently(lambda: solve_whole(problem, seconds), go_on)
    if found is None:
        return False
    if found.plan is not None:
        send(Move(weeks=found.plan, objective=found.objective))
    if found.lower_bound is not None:
        send(Bound(value=max(0.0, found.lower_bound)))
    return found.proven


def _part_of(until: float) -> float:
    """Seconds for a linear program: the rest is for what comes of it."""
    return max(0.0, (until - time.monotonic()) * LINEAR_SHARE)


def _send_guessed(
    problem: Problem, until: float, go_on: Callable[[], bool], send: Callable[[Message], None]
) -> None:
    """Bounds at prices that are guessed: weak, but there before any program is solved."""
    gain, best = guessed_prices(problem).gain, 0.0
    for times in GUESSES:
        if time.monotonic() < until and go_on():
            value = bound_at(problem, times * gain)
            if value is not None and value > best:
                best = value
                send(Bound(value=best))


def _send_bound_at(problem: Problem, prices: Prices, send: Callable[[Message], None]) -> None:
    value = bound_at(problem, prices.gain, prices.fairness)
    if value is not None:
        send(Bound(value=max(0.0, value)))


def _by_prices_alone(problem: Problem) -> bool:
    """Whether a large team is priced as another that is simpler: then only prices make a bound."""
    if len(problem.members) <= MOST_ONE_BY_ONE or len(problem.week_bounds) != 2:
        return False
    if problem.together:
        return _priceable(problem)
    if _too_many_queues(problem) is not None:
        return True
    past_free = past_left_out(problem)
    return past_free is not problem and _many_alike(past_free)


def _too_many_queues(problem: Problem) -> Problem | None:
    """The problem with all queues as one, where pools by their skills make too large a program."""
    one = merged(problem)
    if one is None or len(problem.members) <= MOST_ONE_BY_ONE or not _many_alike(one):
        return None
    columns = sum(len(problem.members[pool[0]].options) for pool in pools_of(problem))
    return one if columns > MOST_COLUMNS or not _many_alike(problem) else None


def _by_week(
    problem: Problem, until: float, go_on: Callable[[], bool], send: Callable[[Message], None]
) -> bool:
    """Bound several weeks of a large team at the prices of all; whether it did.

    Where these do not come in time, at the prices of each.
    """
    alone = weeks_alone(problem) if len(problem.members) > MOST_ONE_BY_ONE else None
    if alone is None or len(alone) == 1 or not all(_priceable(week) for week in alone):
        return False
    left = until - time.monotonic()
    if left > HURRIED_S and all(map(_many_alike, alone)):
        one = side_by_side(problem, alone)
        if _all_at_once(problem, one, left * ALL_WEEKS_SHARE, send) or not go_on():
            return True
    shape = (len(supply_classes(problem)), problem.slots)
    gain, supply = np.zeros(shape), np.zeros(shape)
    fairness = np.zeros((len(problem.members), len(KINDS)))
    for week in alone:
        prices = find_prices(week, max(0.0, until - time.monotonic()))
        if prices is None or not go_on():
            return True
        gain, supply = gain + prices.gain, supply + prices.supply
        if prices.fairness is not None:
            fairness += prices.fairness / len(alone)
    found = Prices(gain=gain, supply=supply, fairness=fairness)
    send(found)
    _send_bound_at(problem, found, send)
    return True


def _all_at_once(
    problem: Problem, one: Problem, seconds: float, send: Callable[[Message], None]
) -> bool:
    """Bounds at the prices of all weeks together, if they come; whether they did.

    Shifts run from one week into the next, which prices of each by itself do not know.
    """
    weeks = Weeks(one, bounding=True)
    kinds = tuple(some.kind for some in weeks.kinds)
    pooled = build_pooled(one, kinds)
    rests = add_rest_between_weeks(pooled, kinds, problem.week_bounds)
    found = relax(pooled.program, seconds)
    if found.prices is None or found.values is None:
        return False
    prices = replace(head_prices(pooled, found.values, found.prices), fairness=None)
    carried = carried_over(pooled, kinds, found.values, problem.week_bounds)
    send(replace(prices, carried=carried, late=late_ends(rests, found.prices)))
    value = tours_bound(one, pooled, found.prices, weeks)
    if value is not None:
        send(Bound(value=max(0.0, value)))
    _send_bound_at(problem, prices, send)
    return True


def find_prices(problem: Problem, seconds: float) -> Prices | None:
    """Prices of heads alone, where they come quickly: no bound.

    Parameters
    ----------
    problem
        Of one plan week.
    seconds
        After which there are none.
    """
    if problem.together and len(problem.members) > MOST_ONE_BY_ONE:
        plain = find_prices(rules_left_out(problem), seconds)
        return None if plain is None else with_rules(problem, plain)
    one = _too_many_queues(problem)
    if one is not None:
        found_for_one = find_prices(one, seconds)
        return None if found_for_one is None else unmerged(problem, one, found_for_one)
    past_free = past_left_out(problem)
    if _many_alike(past_free):
        model = build_pooled(past_free)
    elif len(problem.members) <= MOST_ONE_BY_ONE:
        model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    else:
        return None
    found = relax(model.program, seconds)
    if found.prices is None or found.values is None:
        return None
    return head_prices(model, found.values, found.prices)


def _priceable(problem: Problem) -> bool:
    problem = rules_left_out(problem)
    return _many_alike(past_left_out(problem)) or _too_many_queues(problem) is not None


def _many_alike(problem: Problem) -> bool:
    """Whether a program of pools is much smaller than one of agents, and says as much."""
    if len(problem.week_bounds) != 2 or any(member.may_stay_out for member in problem.members):
        return False
    return len(pools_of(problem)) <= ALIKE_SHARE * len(problem.members)


class _Rounds:
    """Prices by a quick split, proofs by the exact one, in turns."""

    def __init__(
        self,
        problem: Problem,
        sizes: Sizes,
        until: float,
        go_on: Callable[[], bool],
        send: Callable[[Message], None],
        best: float,
    ) -> None:
        self.problem, self.sizes = problem, sizes
        self.until, self.go_on, self.send = until, go_on, send
        self.best, self.pattern_cost = best, float("inf")
        self.most = sizes.quick
        self.quick = self._closed_split()
        self.exact: Decomposition | None = None
        self.proof_s = 0.0

    def _closed_split(self) -> Decomposition:
        return Decomposition(
            self.problem, self.most, closed=self.most < shifts_in_a_slot(self.problem)
        )

    def run(self, prices: StartPrices) -> None:
        """Until time is up; on with the exact split where the quick one has nothing to add."""
        if can_be_joint(self.problem):
            self._jointly(prices)
            return
        split = self.quick
        for left in reversed(range(1, ROUNDS + 1)):
            now = time.monotonic()
            end = now + max(SHORTEST_ROUND_S, (self.until - now) / left - self.proof_s)
            prices = self._ascend(split, prices, end)
            if not self._may(self.until):
                return
            proven = self._prove(prices)
            if proven < split.bound(prices).value - DOUBT * abs(proven):
                split = self._wider()

    def _jointly(self, prices: StartPrices) -> None:
        """Of a few members, everything that they may do together, and who works what.

        Patterns come before it, and better ones after it where it could not end.
        """
        now = time.monotonic()
        left = self.until - now
        prices = self._ascend(self.quick, prices, now + PATTERNS_SHARE * left)
        split = Decomposition(self.problem, self.most, closed=False)
        end = time.monotonic() + PRICES_SHARE * left
        found = split.ascend(
            prices, lambda: self._may(end), lambda bounded: self._better(bounded.value)
        )
        if not self._may(self.until):
            return
        joint = JointBound(split, found, lambda: self._may(self.until), self._better)
        if joint.least > FAR / 2:  # some member has no legal week: nothing is a bound of that
            return
        proven = joint.run()
        if proven.options is None:
            self._ascend(self.quick, prices, self.until)
            return
        weeks = laid_out(self.problem, proven.options)
        if weeks is not None:
            self.send(Move(weeks=weeks))

    def _better(self, value: float) -> None:
        """Send a bound where it is better than those before."""
        if value > self.best:
            self.best = value
            self.send(Bound(value=value))

    def _ascend(self, split: Decomposition, prices: StartPrices, end: float) -> StartPrices:
        """Move the prices; send the patterns that come up if they are better than those before."""

        def look(found: Bounded) -> None:
            self._offer(split, found.wanted)

        while self._may(end):
            stop = min(end, time.monotonic() + PATTERN_EVERY_S)
            prices = split.ascend(prices, lambda stop=stop: self._may(stop), look)  # type: ignore[misc]
            if split.in_sight:
                self._offer(split, split.wanted_within(prices))
        return prices

    def _offer(self, split: Decomposition, wanted: Wanted) -> None:
        enough_days = wanted.begun.sum() <= split.most_shifts
        if split.in_sight and enough_days and wanted.cost < self.pattern_cost - SMALLEST_GAIN:
            self.pattern_cost = wanted.cost
            self.send(Pattern(begun=wanted.begun, worth=wanted.worth))

    def _may(self, end: float) -> bool:
        return time.monotonic() < min(end, self.until) and self.go_on()

    def _prove(self, prices: StartPrices) -> float:
        """The bound of some prices, by the exact split; sent where it is a better one."""
        began = time.monotonic()
        if self.exact is None:
            self.exact = Decomposition(self.problem, self.sizes.proving, closed=False)
        value = self.exact.bound(prices).value
        self._better(value)
        self.proof_s = time.monotonic() - began
        return value

    def _wider(self) -> Decomposition:
        """The next split to look for prices with, when the one at hand promised too much."""
        if self.most < self.sizes.proving:
            self.most += 1
            self.quick = self._closed_split()
            return self.quick
        return self.exact or self.quick
