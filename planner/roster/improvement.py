"""Make a roster better, part by part: draw what may change, find the best that there is.

How much may change at once adapts to what can be solved in a moment; which kind of part is drawn,
to what it has gained so far.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from planner.roster.agreement import Agreement
from planner.roster.exact_moves import Freedom, best_near
from planner.roster.following import options_like
from planner.roster.messages import Pattern, Prices
from planner.roster.neighbourhoods import Surroundings
from planner.roster.plan import Plan
from planner.roster.problem import IntArray
from planner.roster.reinsertion import Reinsertion
from planner.roster.shift_paths import ShiftPaths

HOUR = 60
PATTERN_S, PATTERN_SHARE = 6.0, 0.7
FIRST_FARTHEST, MOST_FARTHEST = 1, 8  # slots that a shift may begin beside its place in a pattern
IN_VAIN, POLISH_S = 6, 3.0
SHAKE_S, SHAKE_HEAT = 1.5, 0.02
AGREEMENT_S = 2.0
QUICK_SHARE = 0.4  # of the moment; solved in less: more may change next time
QUICK_S, SLOW_S = 1.0, 3.0  # the same for following a pattern
WIDER, NARROWER = 1.15, 0.85
FIRST_MEMBERS = 8.0
SMALLEST_GAIN = 1e-6
FADING, FLOOR = 0.8, 0.05


@dataclass(slots=True, kw_only=True)
class _Kind:
    """A kind of part: shifts that start within so many hours, moved by so many minutes at most.

    Where ``minutes`` is None they may also be dropped, added and changed. ``members`` is how many
    may change at once, ``worth`` the share of the objective gained a second, fading.
    """

    hours: int
    minutes: int | None
    members: float = FIRST_MEMBERS
    worth: float = 0.0
    tried: bool = field(default=False)


class Improvement:
    """Improves the roster of a ``Reinsertion``; always legal.

    ``best`` is the objective of the roster as it stands, ``record`` of the best one there was.
    """

    def __init__(self, search: Reinsertion, seed: int, moment_s: float) -> None:
        self.search, self.problem, self.moment_s = search, search.problem, moment_s
        self.random = Random(seed)  # noqa: S311 - a search, not a secret
        self.around = Surroundings(self.problem, search.best_weeks)
        self.paths: ShiftPaths | None = None
        self.followed: IntArray | None = None
        self.farthest = FIRST_FARTHEST
        self.best = self.record = search.cost()
        self.record_plan = self.plan()
        week = self.problem.week_bounds[-1] // HOUR
        self.kinds = [
            *(_Kind(hours=hours, minutes=m) for hours in (48, 72, 120, week) for m in (60, 120)),
            *(_Kind(hours=hours, minutes=None) for hours in (24, 36, 48)),
        ]

    def plan(self) -> Plan:
        """Everybody's shifts as they stand."""
        return self.search.plan()

    def look_anew(self) -> None:
        """Go on from the roster as it stands, whatever changed it."""
        self.best = self.search.cost()
        self._note()

    def step(self, until: float) -> Plan | None:
        """Change one part; the weeks that changed, None where nothing got better."""
        kind = self._draw()
        members = self._members(kind)
        length = kind.hours * HOUR
        end = self.problem.week_bounds[-1]
        first = self.random.randrange(-length // 2, end - length // 2, HOUR) if length < end else 0
        span, plan = (first, first + length), self.plan()
        if kind.minutes is None:
            freedom = self.around.reworked(plan, members, span)
        else:
            freedom = self.around.retimed(plan, members, span, kind.minutes)
        if freedom.size() == 0:
            return None
        began, before = time.monotonic(), self.best
        found = best_near(self.problem, plan, freedom, max(min(self.moment_s, until - began), 0.1))
        taken = found.plan is not None and self.take(found.plan)
        spent = time.monotonic() - began
        gain = (before - self.best) / max(abs(before), 1.0) / max(spent, 0.05)
        kind.worth = gain if not kind.tried else FADING * kind.worth + (1 - FADING) * gain
        kind.tried = True
        if not found.proven:
            kind.members = max(2.0, kind.members * NARROWER)
        elif spent < QUICK_SHARE * self.moment_s:
            kind.members = min(float(len(self.problem.members)), kind.members * WIDER)
        return found.plan if taken else None

    def polish(
        self, until: float, enough: Callable[[float], bool], waiting: Callable[[], bool]
    ) -> None:
        """Change parts until many in a row got nothing better.

        It ends sooner where it takes long off the record, or something better to do is waiting.
        """
        in_vain, began = 0, time.monotonic()
        while in_vain < IN_VAIN and time.monotonic() < until and not enough(self.record):
            in_vain = 0 if self.step(until) is not None else in_vain + 1
            off = self.best > self.record + SMALLEST_GAIN
            if time.monotonic() - began > POLISH_S and (off or waiting()):
                return

    def shake(self, until: float, enough: Callable[[float], bool]) -> None:
        """Anneal from the record, quickly, and stay where that ends."""
        self.put_all(self.record_plan)
        self.anneal(until, enough)

    def anneal(self, until: float, enough: Callable[[float], bool]) -> None:
        """Anneal from where it stands, quickly, and stay where that ends."""
        end = min(until, time.monotonic() + SHAKE_S)
        heat = SHAKE_HEAT * self.random.random()
        self.search.improve(end, heat, lambda best: enough(self.record), keep=True)
        self.best = self.search.cost()
        self._note()

    def agree(self, prices: Prices, until: float, enough: Callable[[float], bool]) -> None:
        """Begin anew: agents and cover come to agree on another roster, annealed a little."""
        for index in range(len(self.problem.members)):
            self.search.put(index, self.search.empty[index])
        seed = self.random.randrange(2**31)
        end = min(until, time.monotonic() + AGREEMENT_S)
        Agreement(self.search, prices, seed).run(end, lambda best: enough(min(best, self.record)))
        self.best = self.search.cost()
        self._note()
        self.anneal(until, enough)

    def follow(self, pattern: Pattern, until: float) -> bool:
        """Put in the weeks most like a pattern of starts; False where there are none, or no new.

        How far a shift may begin from its place adapts to what can be solved in a moment.
        """
        left = until - time.monotonic()
        if self.followed is not None and np.array_equal(pattern.begun, self.followed):
            return False
        self.followed = pattern.begun
        if self.paths is None:
            self.paths = ShiftPaths(self.problem, self.search.classes, self.search.units)
        began = time.monotonic()
        limit = min(PATTERN_S, PATTERN_SHARE * left)
        worked = options_like(self.problem, self.paths, pattern, self.farthest, limit)
        spent = time.monotonic() - began
        if spent < QUICK_S:
            self.farthest = min(self.farthest + 1, MOST_FARTHEST)
        elif spent > SLOW_S:
            self.farthest = max(self.farthest - 1, 0)
        if worked is None:
            return False
        # Only their breaks are open now.
        limit = max(0.1, min(self.moment_s, until - time.monotonic()))
        found = best_near(self.problem, {}, Freedom(options=worked), limit)
        if found.plan is None:
            return False
        before = self.plan()
        self.put_all(found.plan)
        if not all(self.search.is_legal(index) for index in found.plan):
            self.put_all(before)
            return False
        return True

    def put_all(self, plan: Plan) -> None:
        """Put in everybody's weeks, better or not."""
        for index, chosen in plan.items():
            self.search.put_chosen(index, chosen)
        self.search.cover.place_waiting(self.search.supply)
        self.best = self.search.cost()
        self._note()

    def take(self, weeks: Plan) -> bool:
        """Put weeks in unless they make the roster worse; whether they make it better."""
        search = self.search
        before = [(index, search.weeks[index]) for index in weeks]
        placing = search.cover.placing
        for index, chosen in weeks.items():
            search.put_chosen(index, chosen)
        search.cover.place_waiting(search.supply)
        cost = search.cost()
        better = cost < self.best - SMALLEST_GAIN
        if cost <= self.best + SMALLEST_GAIN and all(search.is_legal(index) for index in weeks):
            self.best = min(cost, self.best)
            self._note()
            return better
        search.restore(before, placing)
        return False

    def _note(self) -> None:
        """Keep the roster where it is the best so far."""
        if self.best < self.record - SMALLEST_GAIN:
            self.record, self.record_plan = self.best, self.plan()

    def _draw(self) -> _Kind:
        """A kind by its worth, every one now and then."""
        fresh = [kind for kind in self.kinds if not kind.tried]
        if fresh:
            return self.random.choice(fresh)
        total = sum(kind.worth for kind in self.kinds)
        least = FLOOR * total + 1e-12
        return self.random.choices(self.kinds, [kind.worth + least for kind in self.kinds])[0]

    def _members(self, kind: _Kind) -> Sequence[int]:
        everybody = range(len(self.problem.members))
        count = max(2, int(kind.members))
        return everybody if count >= len(everybody) else self.random.sample(everybody, count)
