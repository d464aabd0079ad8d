"""What options are worth to cover at a price per slot, their breaks where they cost least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.roster.plan import Chosen
from planner.roster.problem import FloatArray, IntArray, Option, Owed

__all__ = ["OptionValues"]


class OptionValues:
    """Presence of options on a fine grid, to price and lay them all at once.

    A head that is there for a part of a slot need not be worth as large a part of what a whole one
    is. So there may be two prices: ``gain`` is what a head is worth that fills a slot, ``touch``
    how much of it is had by being there at all; the rest is worth as much as the part. A slot is
    touched by a shift that is on for some of it, unless a break fills it.

    Parameters
    ----------
    options
        Of one agent, or of all who share them.
    slots, interval_minutes
        Of the problem.
    units
        Parts of a slot in which presence is counted.
    """

    def __init__(
        self, options: Sequence[Option], slots: int, interval_minutes: int, units: int
    ) -> None:
        self.options, self.slots, self.units = options, slots, units
        self.minutes = interval_minutes // units
        self.size = slots * units
        duties = [option.duty for option in options]
        self.starts = self._unit(np.array([duty.start_minute for duty in duties], dtype=np.int64))
        self.ends = self._unit(np.array([duty.end_minute for duty in duties], dtype=np.int64))
        # ``_totals`` has everything twice: slots touched before a moment count in its second half
        # with the one that the moment lies in, in its first half without it.
        self.shut = self.size + 1 if units > 1 else 0
        most = max((len(option.offsets) for option in options), default=0)
        self.breaks = [self._break_table(number) for number in range(most)]

    def _unit(self, minutes: IntArray) -> IntArray:
        units: IntArray = np.clip(minutes // self.minutes, 0, self.size)
        return units

    def _break_table(self, number: int) -> tuple[IntArray, IntArray]:
        """Unit of start and of end of a break at each of its offsets, padded with the first."""
        options = self.options
        rows = [
            option.offsets[number] if number < len(option.offsets) else (0,) for option in options
        ]
        width = max(len(row) for row in rows)
        offsets = np.array([[*row, *[row[0]] * (width - len(row))] for row in rows])
        lengths = np.array(
            [
                option.template.breaks[number].minutes if number < len(option.offsets) else 0
                for option in options
            ]
        )
        begin = np.array([option.duty.start_minute for option in options])[:, None] + offsets
        begins, ends = self._unit(begin), self._unit(begin + lengths[:, None])
        # Of the slots that it lies in a break takes those that it fills: from the first that ends
        # after its start, if there is one.
        begins += np.where(-(-begins // self.units) <= ends // self.units, self.shut, 0)
        # Offsets by options: what is least over the offsets is then found row by row.
        return np.ascontiguousarray(begins.T), np.ascontiguousarray(ends.T)

    def value(self, gain: FloatArray, touch: FloatArray | None = None) -> FloatArray:
        """What each option saves at a gain per slot, its breaks where they hurt least."""
        value: FloatArray = self.values(gain[None, :], touch)[0]
        return value

    def values(self, gains: FloatArray, touch: FloatArray | None = None) -> FloatArray:
        """The same at several gains, rows by options; ``touch`` is one for all, or rows too."""
        total = self._totals(gains, touch)
        value: FloatArray = total[:, self.ends + self.shut] - total[:, self.starts]
        for begin, end in self.breaks:
            value -= (total[:, end] - total[:, begin]).min(axis=1)
        return value

    def _totals(self, gains: FloatArray, touch: FloatArray | None = None) -> FloatArray:
        """Gains before each unit of the grid, by row; where slots have parts, twice (``shut``)."""
        total = np.zeros((len(gains), self.size + 1))
        if self.units == 1:
            np.cumsum(gains, axis=1, out=total[:, 1:])
            return total
        of_parts = gains if touch is None else gains - touch
        np.cumsum(np.repeat(of_parts / self.units, self.units, axis=1), axis=1, out=total[:, 1:])
        if touch is None:
            return np.hstack((total, total))
        touched = np.zeros((len(gains), self.slots + 1))
        np.cumsum(np.broadcast_to(touch, gains.shape), axis=1, out=touched[:, 1:])
        moments = np.arange(self.size + 1)
        without, within = moments // self.units, -(-moments // self.units)
        return np.hstack((total + touched[:, without], total + touched[:, within]))

    def totals(self, gain: FloatArray) -> FloatArray:
        """What a head is worth before each unit of the grid."""
        total: FloatArray = self._totals(gain[None, :])[0, : self.size + 1]
        return total

    def with_breaks(
        self, options: Sequence[int], gain: FloatArray, touch: FloatArray | None = None
    ) -> tuple[Chosen, ...]:
        """Lay the breaks of options where they hurt least."""
        total = self._totals(gain[None, :], touch)[0]
        chosen = []
        for position in options:
            option = self.options[position]
            starts = []
            for number, offsets in enumerate(option.offsets):
                begin, end = self.breaks[number]
                at = int(np.argmin(total[end[:, position]] - total[begin[:, position]]))
                starts.append(option.duty.start_minute + offsets[min(at, len(offsets) - 1)])
            chosen.append(Chosen(option=position, break_starts=tuple(starts)))
        return tuple(chosen)

    def presence(self, chosen: Sequence[Chosen], owed: Sequence[Owed] = ()) -> FloatArray:
        """Heads per slot of shifts with their breaks laid, parts of a slot as fractions.

        ``owed`` are the activities that whoever works them owes.
        """
        change = np.zeros(self.size + 1)
        for each in chosen:
            change[self.starts[each.option]] += 1.0
            change[self.ends[each.option]] -= 1.0
            pauses = self.options[each.option].template.breaks
            away = [
                (at, pause.minutes) for pause, at in zip(pauses, each.break_starts, strict=True)
            ]
            away += [(one.start_minute, owed[one.owed].minutes) for one in each.held]
            for start, length in away:
                begin = min(max(start // self.minutes, 0), self.size)
                end = min(max((start + length) // self.minutes, 0), self.size)
                change[begin] -= 1.0
                change[end] += 1.0
        fine: FloatArray = np.cumsum(change[:-1])
        if self.units == 1:
            return fine
        heads: FloatArray = fine.reshape(self.slots, self.units).mean(axis=1)
        return heads
