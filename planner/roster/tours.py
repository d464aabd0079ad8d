"""The cheapest legal week of one member against prices per slot: a dynamic program over dates.

A state after a date is (last duty, minutes and days so far, whether the weekly rest is had). The
minimum over last duties that leave enough rest is a prefix minimum over their ends, so rest needs
no table of pairs. Rest is in elapsed minutes, so clock changes need no care.

The program holds daily rest, weekly rest, weekly minutes, days per week, runs of days, one duty a
date and pins; it is exact for one week. Rules that link duties by more are held by
``linked_tours.py``, for members of whom any is asked.
"""

from __future__ import annotations

import numpy as np

from planner.roster.linked_tours import best_linked_tour
from planner.roster.problem import FloatArray
from planner.roster.tour_space import FAR, Tour, TourSpace


def best_tour(space: TourSpace, price: FloatArray) -> Tour | None:
    """The cheapest week when each option costs ``price`` (base cost and all); None if none is.

    Parameters
    ----------
    space
        Of the member.
    price
        Per option of the member.
    """
    if space.linked is not None:
        return best_linked_tour(space.linked, price)
    return _Search(space, price).solve()


class _Search:
    """Tables of one run: ``best[d]`` is (options of date d, states, had the rest or not)."""

    def __init__(self, space: TourSpace, price: FloatArray) -> None:
        self.space = space
        self.price = price
        self.binding = space.states[-1][2] > 0
        self.best: list[FloatArray] = []
        self.prefix: list[FloatArray] = []
        self.far: list[FloatArray] = []  # per date: the best over dates long before, by state

    def solve(self) -> Tour | None:
        space = self.space
        count = len(space.states)
        long_ago = np.full(count, FAR)
        for day, options in enumerate(space.dates):
            if day > space.near:
                long_ago = long_ago.copy()
                if any(other.must for other in space.dates[day - space.near : day]):
                    long_ago[:] = FAR
                else:
                    past = self.prefix[day - space.near - 1][-1].min(axis=1)
                    np.minimum(long_ago, past, out=long_ago)
            self.far.append(long_ago)
            table = self._table(day)
            self.best.append(table)
            prefix = np.full((len(options.positions) + 1, count, 2), FAR)
            if len(options.positions):
                np.minimum.accumulate(table, axis=0, out=prefix[1:])
            self.prefix.append(prefix)
        return self._finish()

    def _table(self, day: int) -> FloatArray:
        """Least cost up to and with each option of a date, by state and whether rest was had."""
        space, options = self.space, self.space.dates[day]
        table = np.full((len(options.positions), len(space.states), 2), FAR)
        run, fresh = self._reached(day)
        if self.binding:
            fresh = np.minimum.reduceat(fresh, space.groups, axis=1)
        for length in range(len(space.before)):
            rows = np.nonzero(options.lengths == length)[0]
            price = self.price[options.positions[rows]][:, None, None]
            moves = [(run, space.before[length])]
            if self.binding:
                moves.append((fresh, space.group_before[length]))
            for reached, source in moves:
                valid = np.nonzero(source >= 0)[0]
                if len(rows) and len(valid):
                    at = np.ix_(rows, valid)
                    values = reached[np.ix_(rows, source[valid])] + price
                    table[at] = np.minimum(table[at], values)
        return table

    def _reached(self, day: int) -> tuple[FloatArray, FloatArray]:
        """Least cost before each option of a date, by state and whether the rest was had.

        Once for what goes on with a run of dates and once for what begins one; both are one
        array where runs are not told apart.
        """
        space, options = self.space, self.space.dates[day]
        count = len(space.states)
        fresh = np.full((len(options.positions), count, 2), FAR)
        run = np.full_like(fresh, FAR) if self.binding else fresh
        rest, pause = space.rest_minutes, space.weekly_rest_minutes
        if not any(other.must for other in space.dates[:day]):
            had = (options.starts - space.free_from >= pause) & (options.starts > 0)
            goes_on = self.binding and day == 0 and space.run_before > 0
            first = run if goes_on else fresh
            state = space.states.index((0, 0, space.run_before)) if goes_on else 0
            first[had, state, 1] = 0.0
            first[~had, state, 0] = 0.0
            if pause == 0:
                first[:, state, 1] = 0.0
        for back in range(1, min(space.near, day) + 1):
            if back > 1 and space.dates[day - back + 1].must:
                break
            reached = run if back == 1 and options.follows else fresh
            ends = space.dates[day - back].ends
            rested = self.prefix[day - back][np.searchsorted(ends, options.starts - rest, "right")]
            np.minimum(reached, rested, out=reached)
            long = self.prefix[day - back][
                np.searchsorted(ends, options.starts - max(rest, pause), "right")
            ]
            np.minimum(reached[:, :, 1], long[:, :, 0], out=reached[:, :, 1])
        np.minimum(fresh[:, :, 1], self.far[day][None, :], out=fresh[:, :, 1])
        if not self.binding and space.run_before + day + 1 > space.max_run:
            all_worked = [k for k, (days, _, _) in enumerate(space.states) if days == day]
            fresh[:, all_worked, :] = FAR
        return run, fresh

    def _finish(self) -> Tour | None:
        space = self.space
        best, where = FAR / 2, None
        if not any(options.must for options in space.dates):
            cost = float(space.end_cost[0])
            if cost < best and space.week_end - space.free_from >= space.weekly_rest_minutes:
                best, where = cost, (-1, -1, 0, 0)
        for day, options in enumerate(space.dates):
            if any(other.must for other in space.dates[day + 1 :]) or not len(options.positions):
                continue
            total = self.best[day] + space.end_cost[None, :, None]
            late = options.ends + space.weekly_rest_minutes > space.week_end
            total[late, :, 0] = FAR
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
            found.append(int(self.space.dates[day].positions[row]))
            value = float(self.best[day][row, state, had] - self.price[found[-1]])
            day, row, state, had = self._before(day, row, state, had, value)
        return tuple(reversed(found))

    def _before(
        self, day: int, row: int, state: int, had: int, value: float
    ) -> tuple[int, int, int, int]:
        """Where a value came from: the same comparisons again, on one path only."""
        space, options = self.space, self.space.dates[day]
        close = 1e-6 * max(1.0, abs(value)) + 1e-9
        start, length = int(options.starts[row]), int(options.lengths[row])
        if space.states[state][0] == 1 and abs(value) <= close:
            return -1, -1, 0, 0
        for back in range(1, day + 1):
            if any(space.dates[day - k].must for k in range(1, back)):
                break
            sources = self._sources(length, state, goes_on=back == 1 and options.follows)
            ends = space.dates[day - back].ends
            far = back > space.near
            rested = (ends + space.rest_minutes <= start) | far
            long = (ends + max(space.rest_minutes, space.weekly_rest_minutes) <= start) | far
            table = self.best[day - back]
            for flag in {had, 0}:
                allowed = rested if flag == had else long
                for source in sources:
                    same = np.abs(table[:, source, flag] - value) <= close
                    rows = np.nonzero(allowed & same)[0]
                    if len(rows):
                        return day - back, int(rows[0]), source, flag
        raise AssertionError("a tour's value has no source")  # pragma: no cover

    def _sources(self, length: int, state: int, *, goes_on: bool) -> list[int]:
        """States from which a duty of a length leads to a state."""
        space = self.space
        if goes_on or not self.binding:
            found = int(space.before[length, state])
            return [found] if found >= 0 else []
        group = int(space.group_before[length, state])
        if group < 0:
            return []
        ends = [*space.groups[1:].tolist(), len(space.states)]
        return list(range(int(space.groups[group]), ends[group]))
