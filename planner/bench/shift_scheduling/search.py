"""The search of one process: a first roster, columns, dives, and moves that pay.

Two processes run it side by side. The one that *leads* generates columns over the whole horizon at
once, which gives the bound too, and passes them on; until they come the other makes its first
roster better by parts. Rosters are exchanged all the time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from planner.bench.shift_scheduling.choosing import Choosing
from planner.bench.shift_scheduling.diving import CAREFUL, QUICK, dive
from planner.bench.shift_scheduling.first_roster import blocks_of, first_roster
from planner.bench.shift_scheduling.generation import Generation
from planner.bench.shift_scheduling.kinds import WEEK
from planner.bench.shift_scheduling.legality import is_legal
from planner.bench.shift_scheduling.messages import Bound, Columns, Found, Message
from planner.bench.shift_scheduling.moves import DiveMembers, DiveSpan, Parts, Pool, Reinsert, Spans
from planner.bench.shift_scheduling.problem import IntArray, Problem

__all__ = ["Outlet", "Search"]

Move = Callable[[IntArray, float, float], IntArray | None]

# Columns over the whole horizon take some 50 to 100 rounds before the first dive.
ROUNDS_TO_DIVE = 150
SHARE_TO_DIVE = 0.7  # of the time
# A column of a span of weeks should be dived in so many seconds, by the same count.
SPAN_SECONDS = 6.0
LONGEST_SPAN, SHORTEST_SPAN = 4 * WEEK, 2 * WEEK
FIRST_BLOCK = 2 * WEEK
MOVE_SECONDS = 8.0
MOST_COLUMNS, KEPT_COLUMNS = 5000, 2500
CHANCE = 0.3  # of a move that has not paid
FADING = 0.7


class Outlet(Protocol):
    """The other process."""

    def received(self) -> list[Message]:
        """What came since it was asked before."""

    def send(self, message: Message) -> None:
        """Pass something on."""

    def ended(self) -> bool:
        """Whether nobody waits for more."""


@dataclass(slots=True)
class _Tried:
    """A move, and what it brought of late: cost saved a second."""

    move: Move
    worth: float = math.inf


class Search:
    """The best roster so far, the best bound, and how to go on.

    Parameters
    ----------
    problem
        The instance as arrays.
    seed
        Of every draw.
    until
        A moment of ``time.monotonic``.
    outlet
        The other process.
    leads
        Whether this one is the first to generate columns.
    """

    def __init__(
        self, problem: Problem, seed: int, until: float, outlet: Outlet, *, leads: bool
    ) -> None:
        self.problem, self.until, self.outlet, self.leads = problem, until, outlet, leads
        self.random = np.random.default_rng([seed, int(leads)])
        self.rows: IntArray | None = None
        self.cost, self.bound = math.inf, 0.0
        self._columns: Columns | None = None
        self._whole = Choosing(problem)
        self._generation: Generation | None = None
        self._span_days, self._span_share = self._longest_span()
        self._spans = Choosing(problem, self._span_days)
        self._moves: list[_Tried] = []
        self._parts = Parts(problem, self.random)

    @property
    def at_once(self) -> bool:
        """Whether the whole horizon can be generated at once in time."""
        left = max(0.0, self.until - time.monotonic())
        seconds = self._whole.seconds(self.problem.days) * ROUNDS_TO_DIVE
        return seconds <= SHARE_TO_DIVE * left

    def _longest_span(self) -> tuple[int, float]:
        """Days of a span that is dived in a few seconds, and the share of employees."""
        days, seconds = WEEK, math.inf
        for weeks in range(LONGEST_SPAN // WEEK, 0, -1):
            days = min(weeks * WEEK, self.problem.days)
            seconds = Choosing(self.problem, days).seconds(days) * ROUNDS_TO_DIVE
            if seconds <= SPAN_SECONDS or days <= SHORTEST_SPAN:
                break
        return days, min(1.0, SPAN_SECONDS / seconds)

    def run(self) -> None:
        """Search until time is up or the best is proven."""
        at_once = self.at_once
        if self.leads and at_once:
            self._lead()
        else:
            self._begin()
        self._add_moves(at_once)
        while not self.finished():
            self.listen()
            self._follow()
            self._move()

    def finished(self) -> bool:
        """Whether time is up, the best is proven, or nobody waits."""
        proven = self.cost <= math.ceil(self.bound - 1e-6)
        return proven or time.monotonic() >= self.until or self.outlet.ended()

    def _begin(self) -> None:
        """A first roster, block by block where the horizon is long."""
        length = self.problem.days if self.problem.days <= LONGEST_SPAN else FIRST_BLOCK
        blocks = blocks_of(self.problem, length)
        choosing = Choosing(self.problem, max(end - first for first, end in blocks))
        self.offer(first_roster(self.problem, choosing, blocks, self.random))

    def _lead(self) -> None:
        """Columns over the whole horizon, the bound, and a dive."""
        self._generation = generation = Generation(self.problem, self._whole)
        generation.run(self.until, tell=self.prove)
        master = generation.master
        self.outlet.send(
            Columns(
                owners=tuple(master.owners), rows=np.array(master.rows), prices=generation.prices
            )
        )
        self._dive(generation)

    def _dive(self, generation: Generation) -> None:
        pace = QUICK if self.leads else CAREFUL
        found = dive(generation, self.until, pace=pace, random=None if self.leads else self.random)
        if found is not None:
            self.offer(found)

    def _follow(self) -> None:
        """Begin to use the other's columns."""
        columns, self._columns = self._columns, None
        if columns is None or self._generation is not None:
            return
        self._generation = generation = Generation(self.problem, self._whole)
        generation.prices = columns.prices
        for owner, row in zip(columns.owners, columns.rows, strict=True):
            generation.master.add(owner, row)
        self._dive(generation)
        self._add_whole_moves(generation)

    def _add_moves(self, at_once: bool) -> None:
        if not self.leads or not at_once:
            self._add(self._parts)
        if self._span_days < self.problem.days or not at_once:
            spans = Spans(self.problem, self._span_days, self.random)
            self._add(DiveSpan(self.problem, self._spans, spans, self._span_share))
            self._add(Reinsert(self.problem, self._spans, spans))
        if self._generation is not None:
            self._add_whole_moves(self._generation)

    def _add_whole_moves(self, generation: Generation) -> None:
        self._add(DiveMembers(generation, self.random))
        self._add(Pool(generation, self.random))

    def _add(self, move: Move) -> None:
        self._moves.append(_Tried(move))

    def best_rows(self) -> IntArray:
        """The best roster; there is one even where time was up before."""
        if self.rows is None:
            self._begin()
        assert self.rows is not None  # noqa: S101
        return self.rows

    def listen(self) -> None:
        """Take what the other process found."""
        for message in self.outlet.received():
            if isinstance(message, Found):
                if not self.take(message.rows):
                    self._take_span(message)
            elif isinstance(message, Bound):
                self.bound = max(self.bound, message.value)
            else:
                self._columns = message

    def _move(self) -> None:
        """Try the move that paid best of late, or any."""
        if self.rows is None:
            self._begin()
            return
        if self.finished():
            return
        self._prune()
        tried = max(self._moves, key=lambda one: one.worth)
        if tried.worth <= 0 or (math.isfinite(tried.worth) and self.random.random() < CHANCE):
            tried = self._moves[self.random.integers(len(self._moves))]
        begun, before = time.monotonic(), self.cost
        found = tried.move(self.rows, self.cost, min(self.until, begun + MOVE_SECONDS))
        if found is not None:
            self.offer(found)
        worth = (before - self.cost) / (time.monotonic() - begun + 1e-3)
        old = tried.worth if math.isfinite(tried.worth) else worth
        tried.worth = FADING * old + (1 - FADING) * worth
        if self._parts.proven:
            self.prove(self.cost)

    def _prune(self) -> None:
        """Forget columns that cost much at the prices of the whole."""
        generation = self._generation
        if generation is not None and len(generation.master.owners) > MOST_COLUMNS:
            generation.keep_cheapest(KEPT_COLUMNS)

    def offer(self, rows: IntArray) -> None:
        """Take a roster if it is better, and tell the other; one as good is only taken."""
        before = self.rows
        if self.take(rows):
            first, end = _changed(before, rows)
            self.outlet.send(Found(rows=rows, first=first, end=end))

    def take(self, rows: IntArray) -> bool:
        """Whether a roster is better; it is taken if it is no worse."""
        cost = self.problem.cost(rows)
        better = cost < self.cost
        if cost <= self.cost:
            self.rows, self.cost = rows, cost
        return better

    def _take_span(self, found: Found) -> None:
        """Take what the other made better on some days, where this roster is better on others."""
        if self.rows is None or found.end - found.first == self.problem.days:
            return
        rows = self.rows.copy()
        span = slice(found.first, found.end)
        rows[:, span] = found.rows[:, span]
        for member in np.nonzero((rows != self.rows).any(axis=1))[0].tolist():
            if not is_legal(self.problem, member, rows[member]):
                rows[member] = self.rows[member]
        self.take(rows)

    def prove(self, bound: float) -> None:
        """Take a bound, and tell the other."""
        if bound > self.bound:
            self.bound = bound
            self.outlet.send(Bound(value=bound))


def _changed(before: IntArray | None, rows: IntArray) -> tuple[int, int]:
    """First day and end of what differs; all days at first."""
    if before is None:
        return 0, rows.shape[1]
    days = np.nonzero((before != rows).any(axis=0))[0]
    return int(days[0]), int(days[-1]) + 1
