"""The cheapest legal week where rules link shifts by more than their rest: a dynamic program.

As in ``tours.py`` a state after a date is the last shift, minutes and days so far and whether the
weekly rest was had; here the run of dates and of nights on top, and which date came before decides
what may follow. The minimum over shifts that leave enough rest is a prefix minimum over their ends;
where none may start earlier than the day before, one over each chain of shifts whose ends and wall
clock starts are in one order. All starts within one stretch of the clock's face: the best of the
best weeks within each, the likeliest first, as long as a bound allows for better.

Held exactly, for one week: all that ``tours.py`` holds, spells of days off, the spread of starts,
forward rotation, nights in a row and the rest after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain import DAY_MINUTES
from planner.roster.linked_space import LinkedDate, LinkedSpace
from planner.roster.problem import FloatArray, IntArray
from planner.roster.start_windows import window_bounds
from planner.roster.tour_space import FAR, Tour


def best_linked_tour(space: LinkedSpace, price: FloatArray) -> Tour | None:
    """The cheapest week when each option costs ``price``; None if none is legal.

    Parameters
    ----------
    space
        Of the member.
    price
        Per option of the member.
    """
    if not space.windows:
        return _Search(space, space.dates, price).solve()
    bounds = window_bounds(space, price)
    best: Tour | None = None
    for window in np.argsort(bounds, kind="stable").tolist():
        if bounds[window] >= (FAR / 2 if best is None else best.cost):
            break
        first = space.windows[window]
        dates = tuple(
            options.only((options.walls - first) % DAY_MINUTES <= space.spread)
            for options in space.dates
        )
        found = _Search(space, dates, price).solve()
        if found is not None and (best is None or found.cost < best.cost):
            best = found
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """Shifts of a date in order of ends and starts, and the least cost up to each, none first."""

    ends: IntArray
    walls: IntArray
    prefix: FloatArray


class _Search:
    """Tables of one run: ``best[d]`` is (options of date d, states, had the rest or not)."""

    def __init__(self, space: LinkedSpace, dates: Sequence[LinkedDate], price: FloatArray) -> None:
        self.space, self.dates, self.price = space, dates, price
        self.best: list[FloatArray] = []
        self.whole: list[_Chain] = []
        self.chains: list[list[_Chain]] = []

    def solve(self) -> Tour | None:
        for day, options in enumerate(self.dates):
            table = self._table(day)
            self.best.append(table)
            self.whole.append(_chain(options, table, np.arange(len(options.ends))))
            several = self.space.forward and options.chains.any()
            self.chains.append(
                [
                    _chain(options, table, np.nonzero(options.chains == chain)[0])
                    for chain in range(int(options.chains.max()) + 1)
                ]
                if several
                else [self.whole[-1]]
            )
        return self._finish()

    def _table(self, day: int) -> FloatArray:
        """Least cost up to and with each option of a date, by state and whether rest was had."""
        space, options = self.space, self.dates[day]
        table = np.full((len(options.positions), len(space.states), 2), FAR)
        if not len(options.positions):
            return table
        price = self.price[options.positions]
        first = np.nonzero(options.first_state >= 0)[0]
        table[first, options.first_state[first], options.first_had[first]] = price[first]
        reached = self._reached(day)
        for kind in np.unique(options.kinds).tolist():
            rows = np.nonzero(options.kinds == kind)[0]
            for follows, values in reached.items():
                moves = space.moves[follows, kind]
                if len(moves.targets):
                    least = values[np.ix_(rows, moves.sources)]
                    if len(moves.sources) > len(moves.targets):
                        least = np.minimum.reduceat(least, moves.starts, axis=1)
                    at = np.ix_(rows, moves.targets)
                    table[at] = np.minimum(table[at], least + price[rows][:, None, None])
        return table

    def _reached(self, day: int) -> dict[bool, FloatArray]:
        """Least cost before each option, from the date right before and from earlier ones."""
        space, options = self.space, self.dates[day]
        found: dict[bool, FloatArray] = {}
        for before, follows in space.sources[day]:
            if not len(self.dates[before].positions):
                continue
            if follows not in found:
                found[follows] = np.full((len(options.positions), len(space.states), 2), FAR)
            ordered = follows and space.forward
            for chain in self.chains[before] if ordered else [self.whole[before]]:
                self._reach(found[follows], chain, options, follows=follows)
        return found

    def _reach(
        self, reached: FloatArray, chain: _Chain, options: LinkedDate, *, follows: bool
    ) -> None:
        """Take in what a chain of the date before leads to."""
        space = self.space
        rest, blocks = space.rest_minutes, space.blocks
        pause = max(rest, space.weekly_rest_minutes)
        limit = None
        if follows and space.forward:
            limit = np.searchsorted(chain.walls, options.walls, "right")

        def rested(least: int) -> IntArray:
            count = np.searchsorted(chain.ends, options.starts - least, "right")
            return count if limit is None else np.minimum(count, limit)

        soon, late = rested(rest), rested(pause)
        _take(reached[:, :blocks], chain.prefix[:, :blocks], soon, late)
        if blocks < len(space.states):
            goes_on = options.nights & follows
            after = space.rest_after_nights
            soon = np.where(goes_on, soon, rested(max(rest, after)))
            late = np.where(goes_on, late, rested(max(pause, after)))
            _take(reached[:, blocks:], chain.prefix[:, blocks:], soon, late)

    def _finish(self) -> Tour | None:
        space = self.space
        best, where = FAR / 2, None
        if space.empty_cost < best:
            best, where = space.empty_cost, (-1, -1, 0, 0)
        for day, options in enumerate(self.dates):
            if not space.may_end[day] or not self.best[day].size:
                continue
            total = self.best[day] + space.end_cost[None, :, None]
            total[options.ends + space.weekly_rest_minutes > space.week_end, :, 0] = FAR
            at = int(np.argmin(total))
            if total.flat[at] < best:
                best = float(total.flat[at])
                row, state, had = np.unravel_index(at, total.shape)
                where = (day, int(row), int(state), int(had))
        if where is None:
            return None
        return Tour(options=self._path(*where), cost=best)

    def _path(self, day: int, row: int, state: int, had: int) -> tuple[int, ...]:
        found: list[int] = []
        while day >= 0:
            found.append(int(self.dates[day].positions[row]))
            value = float(self.best[day][row, state, had] - self.price[found[-1]])
            if self.space.states[state][0] == 1:
                break
            day, row, state, had = self._before(day, row, state, had, value)
        return tuple(reversed(found))

    def _before(
        self, day: int, row: int, state: int, had: int, value: float
    ) -> tuple[int, int, int, int]:
        """Where a value came from: the same comparisons again, on one path only."""
        space, options = self.space, self.dates[day]
        close = 1e-6 * max(1.0, abs(value)) + 1e-9
        start, night = int(options.starts[row]), bool(options.nights[row])
        for before, follows in space.sources[day]:
            earlier = self.dates[before]
            in_order = np.ones(len(earlier.walls), dtype=bool)
            if follows and space.forward:
                in_order = earlier.walls <= options.walls[row]
            for source in space.moves[follows, int(options.kinds[row])].into(state):
                rest = space.rest_minutes
                if source >= space.blocks and not (follows and night):
                    rest = max(rest, space.rest_after_nights)
                for flag in {had, 0}:
                    least = rest if flag == had else max(rest, space.weekly_rest_minutes)
                    allowed = in_order & (earlier.ends + least <= start)
                    same = np.abs(self.best[before][:, source, flag] - value) <= close
                    rows = np.nonzero(allowed & same)[0]
                    if len(rows):
                        return before, int(rows[0]), source, flag
        raise AssertionError("a tour's value has no source")  # pragma: no cover


def _chain(options: LinkedDate, table: FloatArray, rows: IntArray) -> _Chain:
    prefix = np.full((len(rows) + 1, *table.shape[1:]), FAR)
    if len(rows):
        np.minimum.accumulate(table[rows], axis=0, out=prefix[1:])
    return _Chain(ends=options.ends[rows], walls=options.walls[rows], prefix=prefix)


def _take(reached: FloatArray, prefix: FloatArray, soon: IntArray, late: IntArray) -> None:
    """The least of what is reached and of so many shifts each; after a long pause it was had."""
    count = len(prefix) - 1
    if min(soon.min(), late.min()) == count:
        np.minimum(reached, prefix[-1], out=reached)
        np.minimum(reached[:, :, 1], prefix[-1, :, 0], out=reached[:, :, 1])
        return
    np.minimum(reached, prefix[soon], out=reached)
    np.minimum(reached[:, :, 1], prefix[late, :, 0], out=reached[:, :, 1])
