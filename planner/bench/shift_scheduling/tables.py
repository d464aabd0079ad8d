"""The cheapest legal row of an employee at any prices: a dynamic program over days.

Its state is what the days before leave open: how long the run of work or of days off is, which
shifts may follow, and the counts of a ``Kind``. Members of a kind run side by side, each at prices
of her own. It may cover a span of days, with the days around it as they stand.

A run that touches an end of the horizon has no least length. A run of work that began on the first
day is known by its length; a day off on the first day counts as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.bench.shift_scheduling.kinds import WEEK, WEEKEND, Choice, Kind, shift_classes
from planner.bench.shift_scheduling.problem import OFF, BoolArray, FloatArray, IntArray, Problem

__all__ = ["Best", "Tables"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """Cheapest rows (member, day of the span) and what they cost at the prices asked for.

    The cost is infinite where there is no legal row.
    """

    rows: IntArray
    costs: FloatArray


@dataclass(slots=True)
class _Day:
    """Least costs up to a day: at work (member, follows, run - 1, place), off (.., run - 1, ..).

    Only places from ``low`` on are kept, as many as may still lead to an end.
    """

    work: FloatArray
    off: FloatArray
    low: int

    @property
    def high(self) -> int:
        """The place after the last."""
        return self.low + int(self.off.shape[-1])

    def off_cost(self, member: int, run: int, place: int) -> float:
        """Of a state off; infinite where it is not kept."""
        if self.low <= place < self.high:
            return float(self.off[member, run, place - self.low])
        return np.inf

    def work_costs(
        self, member: int, follows: IntArray | slice, runs: IntArray | int, place: int
    ) -> FloatArray:
        """Of states at work; infinite where they are not kept."""
        if self.low <= place < self.high:
            return np.asarray(self.work[member, follows][..., runs, place - self.low])
        return np.full_like(self.work[member, follows][..., runs, 0], np.inf)


class Tables:
    """Cheapest rows of a kind's members over some days.

    Parameters
    ----------
    problem
        The instance as arrays.
    kind
        Whose rows; its table must be wide enough for the days.
    first, end
        The span of days, its end excluded; all by default.
    """

    def __init__(
        self, problem: Problem, kind: Kind, first: int = 0, end: int | None = None
    ) -> None:
        self.problem, self.kind = problem, kind
        self.first, self.end = first, problem.days if end is None else end
        self._class = shift_classes(problem)
        self._one_of = np.unique(self._class, return_index=True)[1]  # a shift of each class
        follow = problem.may_follow[self._one_of]
        self._before = [np.nonzero(follow[:, choice.shifts[0]])[0] for choice in kind.choices]

    def best_of(
        self,
        members: Sequence[int],
        prices: FloatArray,
        rows: IntArray | None = None,
        shares: FloatArray | None = None,
    ) -> Best:
        """The cheapest rows of some members at prices (member, day of the span, shift).

        Parameters
        ----------
        members
            Of the kind.
        prices
            What working a shift costs, infinite where it is not allowed.
        rows
            What they work on all days; those of the span do not matter. Only needed where the span
            is not the whole horizon.
        shares
            How much of the whole is done by the end of the span, where the days after it are still
            open.
        """
        chosen = [prices[:, :, choice.shifts].min(axis=2) for choice in self.kind.choices]
        spent = self._spent(members, rows)
        fits = self.kind.fits(self.problem, members, spent, shares)
        kept = self._kept(fits)
        days = [self._start(len(members), rows)]
        for at, day in enumerate(range(self.first, self.end)):
            costs = [cost[:, at] for cost in chosen]
            days.append(self._next(days[-1], day, costs, kept[at]))
        last = self._ended(days[-1], fits, rows if shares is None else None)
        found = [self._read(member, days, last, chosen) for member in range(len(members))]
        lines = np.array([line for line, _ in found]).reshape(len(members), -1)
        return Best(rows=self._shifts(lines, prices), costs=np.array([cost for _, cost in found]))

    def _kept(self, fits: BoolArray) -> list[tuple[int, int]]:
        """After each day, the places (first, end) from which the end can be reached in time."""
        kind, span = self.kind, self.end - self.first
        minutes = kind.counts[:, 1]
        ends = minutes[fits.any(axis=0)]
        least, most = (int(ends.min()), int(ends.max())) if len(ends) else (0, -1)
        kept = []
        for day in range(1, span + 1):
            low = least - kind.longest * kind.most_days(span - day)
            high = min(most, kind.longest * kind.most_days(day))
            places = np.nonzero((minutes >= low) & (minutes <= high))[0]
            kept.append((int(places[0]), int(places[-1]) + 1) if len(places) else (0, 1))
        return kept

    def _start(self, count: int, rows: IntArray | None) -> _Day:
        kind = self.kind
        work = np.full((count, len(self._one_of), kind.most_run, 1), np.inf)
        off = np.full((count, kind.least_off, 1), np.inf)
        for member in range(count):
            if self.first == 0 or rows is None:
                off[member, -1, 0] = 0.0
                continue
            before = rows[member, : self.first]
            length = _run(before[::-1] == OFF)
            if before[-1] != OFF:
                work[member, self._class[before[-1]], length - 1, 0] = 0.0
            else:
                enough = length == self.first or length >= kind.least_off
                off[member, -1 if enough else length - 1, 0] = 0.0
        return _Day(work, off, 0)

    def _next(
        self, before: _Day, day: int, costs: Sequence[FloatArray], kept: tuple[int, int]
    ) -> _Day:
        """Costs up to and with a day; those of the day by choice and member."""
        weekday, (low, high) = day % WEEK, kept
        work = np.full((*before.work.shape[:-1], high - low), np.inf)
        off = np.full((*before.off.shape[:-1], high - low), np.inf)
        going: dict[bytes, FloatArray] = {}  # least costs at work before, by what may come before
        for choice, classes, cost in zip(self.kind.choices, self._before, costs, strict=True):
            target = work[:, choice.follows]
            begun = before.off[:, -1:]
            weekend = weekday in WEEKEND
            _extend(target[:, :1], low, begun, before.low, choice, cost, weekend=weekend)
            if len(classes) and self.kind.most_run > 1:
                key = classes.tobytes()
                if key not in going:
                    going[key] = _least(before.work, classes)
                weekend = weekday == WEEKEND[0]
                _extend(target[:, 1:], low, going[key], before.low, choice, cost, weekend=weekend)
        first, end = max(low, before.low), min(high, before.high)
        if first < end:
            new, old = slice(first - low, end - low), slice(first - before.low, end - before.low)
            off[:, 0, new] = before.work[:, :, self._endable(day), old].min(
                axis=(1, 2), initial=np.inf
            )
            off[:, 1:, new] = before.off[:, :-1, old]
            np.minimum(off[:, -1, new], before.off[:, -1, old], out=off[:, -1, new])
        return _Day(work, off, low)

    def _endable(self, day: int) -> IntArray:
        """Runs (less 1) that may end before a day: long enough, or begun on the first day."""
        runs = np.arange(self.kind.most_run)
        return np.asarray(runs[(runs + 1 >= self.kind.least_run) | (runs + 1 == day)])

    def _ended(self, day: _Day, fits: BoolArray, rows: IntArray | None) -> _Day:
        """Costs of the last day where a legal row may end, infinite elsewhere."""
        dear = np.where(fits[:, day.low : day.high], 0.0, np.inf)
        work, off = day.work + dear[:, None, None], day.off + dear[:, None]
        if rows is not None and self.end < self.problem.days:
            for member, row in enumerate(rows):
                work[member][~self._may_stop(row)] = np.inf
                off[member][~self._may_rest(row)] = np.inf
        return _Day(work, off, day.low)

    def _spent(self, members: Sequence[int], rows: IntArray | None) -> IntArray:
        """Weekends, minutes and shifts outside the span."""
        shifts = len(self.problem.minutes)
        if rows is None:
            return np.zeros((len(members), 2 + shifts), dtype=np.int64)
        outside = np.concatenate([np.arange(self.first), np.arange(self.end, rows.shape[1])])
        works = rows != OFF
        works[:, self.first : self.end] = False
        times = (rows[:, outside, None] == np.arange(shifts)).sum(axis=1)
        touched = np.zeros((len(rows), 1 + rows.shape[1] // WEEK), dtype=bool)
        for day in WEEKEND:
            weekend = works[:, day::WEEK]
            touched[:, : weekend.shape[1]] |= weekend
        return np.column_stack([touched.sum(axis=1), times @ self.problem.minutes, times])

    def _may_stop(self, row: IntArray) -> BoolArray:
        """Whether a span may end at work (follows, run - 1), given what comes after it."""
        kind, after = self.kind, row[self.end :]
        off = after[0] == OFF
        length = _run((after == OFF) == off)
        last = length == len(after)
        runs = np.arange(1, kind.most_run + 1)
        begun = runs == self.end  # on the first day
        if off:
            fine = ((runs >= kind.least_run) | begun) & (last or length >= kind.least_off)
            return np.broadcast_to(fine, (len(self._one_of), len(runs)))
        joint = runs + length
        fine = (joint <= kind.most_run) & ((joint >= kind.least_run) | begun | last)
        return np.asarray(self.problem.may_follow[self._one_of, after[0]][:, None] & fine)

    def _may_rest(self, row: IntArray) -> BoolArray:
        """Whether a span may end with days off (run - 1), given what comes after it."""
        kind, after = self.kind, row[self.end :]
        off = after[0] == OFF
        length = _run((after == OFF) == off)
        last = length == len(after)
        runs = np.arange(1, kind.least_off + 1)
        if off:
            return np.asarray((runs + length >= kind.least_off) | last)
        return np.asarray((runs == kind.least_off) & (last or length >= kind.least_run))

    def _read(
        self, member: int, days: Sequence[_Day], last: _Day, chosen: Sequence[FloatArray]
    ) -> tuple[IntArray, float]:
        """The choices of the cheapest row, read from the last day back, and its cost."""
        work, off = last.work[member], last.off[member]
        line = np.full(len(days) - 1, OFF)
        at_work = bool(work.min() < off.min())
        costs = work if at_work else off
        cost = float(costs.min())
        if not np.isfinite(cost):
            return line, cost
        *where, place = (int(place) for place in np.unravel_index(costs.argmin(), costs.shape))
        state: tuple[int, ...] = (*where, place + last.low)
        for at in range(len(line) - 1, -1, -1):
            before, day = days[at], self.first + at
            if len(state) == 3:
                prices = [price[member, at] for price in chosen]
                line[at], state = self._worked(before, member, day, state, prices)
            else:
                state = self._rested(before, member, day, state)
        return line, cost

    def _worked(
        self,
        before: _Day,
        member: int,
        day: int,
        state: tuple[int, ...],
        prices: Sequence[float],
    ) -> tuple[int, tuple[int, ...]]:
        """The choice that led to a state at work, and the state before it."""
        follows, run, place = state
        weekday, least = day % WEEK, np.inf
        found: tuple[int, tuple[int, ...]] = (OFF, state)
        weekend = weekday in WEEKEND if run == 0 else weekday == WEEKEND[0]
        for index, choice in enumerate(self.kind.choices):
            if choice.follows != follows:
                continue
            fits = choice.weekend_fits if weekend else choice.fits
            start = place - (choice.weekend_step if weekend else choice.step)
            if start < 0 or fits[place] > 0.0:
                continue
            if run == 0:
                cost = before.off_cost(member, -1, start)
                state_before: tuple[int, ...] = (self.kind.least_off - 1, start)
            else:
                classes = self._before[index]
                costs = before.work_costs(member, classes, run - 1, start)
                if not len(costs):
                    continue
                best = int(costs.argmin())
                cost, state_before = float(costs[best]), (int(classes[best]), run - 1, start)
            if cost + prices[index] < least:
                least, found = cost + prices[index], (index, state_before)
        return found

    def _rested(
        self, before: _Day, member: int, day: int, state: tuple[int, ...]
    ) -> tuple[int, ...]:
        """The state before a day off."""
        run, place = state
        found: tuple[int, ...] = state
        least = before.off_cost(member, -1, place) if run == self.kind.least_off - 1 else np.inf
        if run > 0 and before.off_cost(member, run - 1, place) < least:
            return run - 1, place
        if run == 0:
            runs = self._endable(day)
            costs = before.work_costs(member, slice(None), runs, place)
            if costs.size and costs.min() < least:
                follows, at = np.unravel_index(costs.argmin(), costs.shape)
                found = (int(follows), int(runs[at]), place)
        return found

    def _shifts(self, lines: IntArray, prices: FloatArray) -> IntArray:
        """The cheapest shift of each choice."""
        rows = np.full_like(lines, OFF)
        for index, choice in enumerate(self.kind.choices):
            members, days = np.nonzero(lines == index)
            cheapest = prices[members, days][:, choice.shifts].argmin(axis=1)
            rows[members, days] = choice.shifts[cheapest]
        return rows


def _run(same: BoolArray) -> int:
    """How many at the beginning are as the first."""
    other = np.nonzero(same != same[0])[0]
    return int(other[0]) if len(other) else len(same)


def _least(work: FloatArray, classes: IntArray) -> FloatArray:
    """Over some classes, for all runs that may go on."""
    least = work[:, classes[0], :-1]
    for other in classes[1:]:
        least = np.minimum(least, work[:, other, :-1])
    return least


def _extend(
    target: FloatArray,
    low: int,
    source: FloatArray,
    source_low: int,
    choice: Choice,
    cost: FloatArray,
    *,
    weekend: bool,
) -> None:
    """Lower what is in ``target`` to what it costs to work a choice after ``source``.

    Their places begin at ``low`` and ``source_low``.
    """
    step = choice.weekend_step if weekend else choice.step
    fits = choice.weekend_fits if weekend else choice.fits
    first = max(low, source_low + step)
    end = min(low + target.shape[-1], source_low + source.shape[-1] + step)
    if first < end:
        price = fits[first:end] + cost[:, None]
        there = target[..., first - low : end - low]
        back = source_low + step
        np.minimum(there, source[..., first - back : end - back] + price[:, None], out=there)
