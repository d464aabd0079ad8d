"""Where breaks, meetings and training blocks of one agent's week lie, once its shifts are chosen.

At what a head is worth in each slot, each activity takes the shift and the start at which it and
the breaks that make room for it cost least. That is exact for one activity; several in one week
take their places one after the other, the longest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.roster.option_values import OptionValues
from planner.roster.plan import Chosen
from planner.roster.problem import FloatArray, Held, IntArray, Member, Option, Owed

__all__ = ["Layout", "missing", "session_worth", "starts_in"]

MARGIN = 15  # minutes from a shift's start and end, kept where that can be
QUARTER = 15
NOWHERE = 1e15
Span = tuple[int, int]


def missing(member: Member, week: Sequence[Chosen]) -> int:
    """Activities that a week owes and has not: of each at most as many as there are shifts."""
    count = 0
    for number, owed in enumerate(member.owed):
        has = sum(one.owed == number for chosen in week for one in chosen.held)
        count += max(0, min(owed.times, len(week)) - has)
    return count


def starts_in(owed: Owed, start: int, end: int, step: int) -> tuple[int, ...]:
    """Starts of an activity wholly within a span and within one of its windows.

    Sessions of all together are fixed. Others begin where an interval does, or on a quarter of an
    hour where they are no whole intervals long.
    """
    if owed.sessions is not None:
        within = [at for at in owed.sessions if start <= at and at + owed.minutes <= end]
        return tuple(at for at in within if _open(owed, at))
    grid = step if owed.minutes % step == 0 else min(step, QUARTER)
    found: list[int] = []
    for opens, closes in owed.windows:
        first, last = max(opens, start), min(closes, end) - owed.minutes
        found += range(-(-first // grid) * grid, last + 1, grid)
    return tuple(found)


def _open(owed: Owed, at: int) -> bool:
    return any(opens <= at and at + owed.minutes <= closes for opens, closes in owed.windows)


def session_worth(
    member: Member, options: Sequence[Option], step: int, gain: FloatArray, price: float
) -> FloatArray:
    """What sessions of all together add to each option's price: cover lost less what they owe."""
    added = np.zeros(len(options))
    total = np.concatenate(([0.0], np.cumsum(gain)))
    for owed in member.owed:
        for at in owed.sessions or ():
            if not _open(owed, at):
                continue
            lost = _between(total, step, at, at + owed.minutes)
            for place, option in enumerate(options):
                duty = option.duty
                if duty.start_minute <= at and at + owed.minutes <= duty.end_minute:
                    added[place] += lost - price
    return added


def _between(total: FloatArray, step: int, start: int, end: int) -> float:
    """Gain of a span, parts of a slot in proportion."""
    edges = np.arange(len(total)) * step
    return float(np.interp(end, edges, total) - np.interp(start, edges, total))


@dataclass(slots=True)
class _Shift:
    """A shift while its week is laid: what stands in it, and what its breaks cost around that."""

    option: int
    begin: int
    end: int
    held: list[Held] = field(default_factory=list)
    busy: list[Span] = field(default_factory=list)
    settled: tuple[int, ...] | None = None  # of breaks, where the shift is frozen


class Layout:
    """Lays weeks of one member.

    Parameters
    ----------
    member
        Whose.
    values
        Of her options.
    step
        Minutes of a slot.
    price
        What an activity without a place weighs, in currency.
    """

    def __init__(self, member: Member, values: OptionValues, step: int, price: float) -> None:
        self.member, self.values, self.step, self.price = member, values, step, price
        self._starts: dict[tuple[int, int], tuple[int, ...]] = {}

    @cached_property
    def roomy(self) -> FloatArray:
        """1 for each option in which there is room for what is owed and has no session, else 0."""
        own = [k for k, owed in enumerate(self.member.owed) if owed.sessions is None]
        return np.array(
            [
                bool(own)
                and all(
                    self._starts_of(number, option.duty.start_minute, option.duty.end_minute)
                    for number in own
                )
                for option in self.values.options
            ],
            dtype=float,
        )

    def week(
        self, options: Sequence[int], gain: FloatArray, touch: FloatArray | None = None
    ) -> tuple[Chosen, ...]:
        """Breaks and activities of a week's shifts where they hurt least at a gain.

        How much of it is had by touching a slot (``OptionValues``) counts where nothing is owed.
        """
        if not self.member.owed:
            return self.values.with_breaks(options, gain, touch)
        total = self.values.totals(gain)
        shifts = [self._shift(option) for option in options]
        order = sorted(range(len(self.member.owed)), key=self._before)
        for number in order:
            self._place(number, shifts, total)
        return tuple(
            Chosen(
                option=shift.option,
                break_starts=self._breaks(shift, total),
                held=tuple(sorted(shift.held, key=lambda one: one.start_minute)),
            )
            for shift in shifts
        )

    def _before(self, number: int) -> tuple[bool, int]:
        """Order of places: sessions that are fixed, then the longest."""
        owed = self.member.owed[number]
        return owed.sessions is None, -owed.minutes

    def _shift(self, position: int) -> _Shift:
        duty = self.values.options[position].duty
        shift = _Shift(option=position, begin=duty.start_minute, end=duty.end_minute)
        if duty.start_minute < self.member.frozen_until:
            key = (duty.start_minute, duty.shift)
            for one in self.member.published or ():
                if one.frozen and (one.start_minute, one.shift) == key:
                    shift.held, shift.settled = list(one.held), one.break_starts
        return shift

    def _place(self, number: int, shifts: Sequence[_Shift], total: FloatArray) -> None:
        """Put an activity into as many shifts as it is owed, the cheapest first."""
        owed = self.member.owed[number]
        left = min(owed.times, len(shifts))
        left -= sum(one.owed == number for shift in shifts for one in shift.held)
        found = []
        for place, shift in enumerate(shifts):
            if shift.settled is None:
                cost, at = self._best(number, shift, total)
                found.append((cost, place, at))
        for cost, place, at in sorted(found)[: max(0, left)]:
            # What all attend together is no choice of hers.
            if cost < (NOWHERE if owed.sessions is not None else self.price):
                shifts[place].held.append(Held(owed=number, start_minute=at))
                shifts[place].busy.append((at, at + owed.minutes))

    def _best(self, number: int, shift: _Shift, total: FloatArray) -> tuple[float, int]:
        """Least cost of an activity in a shift, and its start."""
        owed = self.member.owed[number]
        inner = self._starts_of(number, shift.begin + MARGIN, shift.end - MARGIN)
        found = self._cheapest(owed.minutes, inner, shift, total)
        if found[0] >= NOWHERE / 2:
            inner = self._starts_of(number, shift.begin, shift.end)
            found = self._cheapest(owed.minutes, inner, shift, total)
        return found

    def _starts_of(self, number: int, begin: int, end: int) -> tuple[int, ...]:
        key = (number, begin * 10_000 + end - begin)
        if key not in self._starts:
            self._starts[key] = starts_in(self.member.owed[number], begin, end, self.step)
        return self._starts[key]

    def _cheapest(
        self, minutes: int, starts: Sequence[int], shift: _Shift, total: FloatArray
    ) -> tuple[float, int]:
        if not starts:
            return NOWHERE, 0
        at = np.array(starts, dtype=np.int64)
        cost = self._worth(total, at, minutes)
        for begin, end in shift.busy:
            cost[(at < end) & (at + minutes > begin)] = NOWHERE
        option = self.values.options[shift.option]
        for length, begins, worth in self._pauses(option, shift, total):
            clash = (begins[None, :] < at[:, None] + minutes) & (
                begins[None, :] + length > at[:, None]
            )
            around = np.where(clash, NOWHERE, worth[None, :]).min(axis=1)
            cost += around - worth.min()
        best = int(np.argmin(cost))
        return min(float(cost[best]), NOWHERE), int(at[best])

    def _pauses(
        self, option: Option, shift: _Shift, total: FloatArray
    ) -> list[tuple[int, IntArray, FloatArray]]:
        """Length, possible starts and their costs of every break of a shift."""
        found = []
        for pause, offsets in zip(option.template.breaks, option.offsets, strict=True):
            begins = option.duty.start_minute + np.array(offsets, dtype=np.int64)
            worth = self._worth(total, begins, pause.minutes)
            for begin, end in shift.busy:
                worth[(begins < end) & (begins + pause.minutes > begin)] = NOWHERE
            found.append((pause.minutes, begins, worth))
        return found

    def _worth(self, total: FloatArray, starts: IntArray, minutes: int) -> FloatArray:
        """What heads are worth in spans of so many minutes."""
        unit, size = self.values.minutes, self.values.size
        first = np.clip(starts // unit, 0, size)
        last = np.clip((starts + minutes) // unit, 0, size)
        worth: FloatArray = total[last] - total[first]
        return worth

    def _breaks(self, shift: _Shift, total: FloatArray) -> tuple[int, ...]:
        if shift.settled is not None:
            return shift.settled
        option = self.values.options[shift.option]
        return tuple(
            int(begins[int(np.argmin(worth))])
            for _, begins, worth in self._pauses(option, shift, total)
        )
