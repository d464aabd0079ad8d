"""The cheapest legal weeks of many agents alike at once: one dynamic program over dates.

A state after a date is (days, minutes) so far and whether the weekly rest is had. Weeks that end
by a moment are kept by their least cost, a running minimum over the ends of duties, so rest needs
no table of pairs. Agents who may work the same options run side by side, each at prices of her
own; contracts are told apart only where a week ends.

What must be worked is paid so much for that no other week is as cheap, and that is taken off again
in the end. What it cannot hold are runs of days that bind within the week (``tours.py`` can); it
is exact for one week otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.roster.problem import FloatArray, IntArray, Option, dates_of
from planner.roster.tour_space import FAR, BoolArray

__all__ = ["Beginning", "Pinned", "WeekProgram", "WeekTables"]

Index = slice | IntArray
MANY = 10**9  # minutes
# More than all of a week's other options may cost or save, in their largest price.
PINNED = 64.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Per row, in minutes: since when it is free, and from when a duty may start after the rest.

    ``run`` is how many dates in a row were worked right before the first.
    """

    free_from: IntArray
    rested: IntArray
    run: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What rows must work: rows by options, and how many of these each row has to."""

    options: BoolArray
    counts: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Options of one date, paid minutes and length: one a start, one an end."""

    positions: IntArray
    starts: Index
    ends: Index
    sources: IntArray  # per state, the one before; the state past the last where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Date:
    """Options of one local date; starts and ends are minutes, each once, in order."""

    starts: IntArray
    ends: IntArray
    groups: tuple[_Group, ...]


class WeekProgram:
    """Weeks of agents who may work the same options under the same law.

    Parameters
    ----------
    options
        Of any of them.
    usable
        Per option, whether the rules that judge a duty by itself allow it.
    week
        Minutes of the week's start and end.
    rest_minutes, weekly_rest_minutes
        Of the law; 0 where there is none.
    most_days, most_minutes
        The most that any of them may work.
    max_run
        Dates in a row at most, those before the week too; not below ``most_days``.
    """

    def __init__(
        self,
        options: Sequence[Option],
        usable: BoolArray,
        week: tuple[int, int],
        *,
        rest_minutes: int,
        weekly_rest_minutes: int,
        most_days: int,
        most_minutes: int,
        max_run: int,
    ) -> None:
        self.week, self.pause, self.max_run = week, weekly_rest_minutes, max_run
        allowed = np.nonzero(usable)[0].tolist()
        lengths = sorted({options[k].duty.paid_minutes for k in allowed})
        # Runs are counted by dates: one between on which nothing can be worked is a date too.
        by_date: dict[date, list[int]] = {day: [] for day in dates_of(options)}
        for position in allowed:
            by_date[options[position].duty.local_date].append(position)
        self.states = _states(lengths, min(most_days, len(by_date)), most_minutes)
        sources = _sources(self.states, lengths)
        self.dates = tuple(_date(options, by_date[day], sources) for day in sorted(by_date))
        self.days = np.array([days for days, _ in self.states], dtype=np.int64)
        self.starts = np.array([option.duty.start_minute for option in options], dtype=np.int64)
        self.flags = 2 if weekly_rest_minutes > 0 else 1
        self.rested = self._earlier(rest_minutes)
        self.paused = self._earlier(max(rest_minutes, weekly_rest_minutes))

    def _earlier(self, pause: int) -> list[dict[int, IntArray]]:
        """Per date and date before it: how many of its ends leave a pause before each start.

        Only dates for which that is not always all of them, and the one right before those.
        """
        found: list[dict[int, IntArray]] = []
        for day, here in enumerate(self.dates):
            counts: dict[int, IntArray] = {}
            for before in reversed(range(day)):
                ends = self.dates[before].ends
                counts[before] = np.searchsorted(ends, here.starts - pause, side="right")
                if (counts[before] == len(ends)).all() and before < day - 1:
                    break
            found.append(counts)
        return found

    def run(
        self,
        prices: FloatArray,
        beginning: Beginning | None = None,
        pinned: Pinned | None = None,
    ) -> WeekTables:
        """Least costs of all weeks.

        Parameters
        ----------
        prices
            Rows by options; ``FAR`` where a row's option must not be worked.
        beginning
            Where rows begin apart; else all begin free with the week.
        pinned
            What must be worked; of a local date one option at most.
        """
        if beginning is None:
            nothing = np.zeros(len(prices), dtype=np.int64)
            beginning = Beginning(
                free_from=nothing + self.week[0], rested=nothing - MANY, run=nothing
            )
        late = self.starts[None, :] < beginning.rested[:, None]
        if late.any():
            prices = np.where(late, FAR, prices)
        rewards = np.zeros(len(prices))
        if pinned is not None:
            largest = np.where(prices < FAR / 2, np.abs(prices), 0.0).max(axis=1, initial=0.0)
            # A power of two: what is added and taken off again changes no digit.
            rewards = 2.0 ** np.ceil(np.log2(PINNED * (1.0 + largest)))
            prices = prices - rewards[:, None] * pinned.options
        counts = np.zeros(len(prices), dtype=np.int64) if pinned is None else pinned.counts
        return WeekTables(self, prices, beginning, counts, rewards)


class WeekTables:
    """Least costs of a run of a ``WeekProgram``.

    ``least`` is states by rows: the cheapest week that ends in a state, ``FAR`` or about it where
    there is none, less the reward of every pinned option that is worked.
    """

    def __init__(
        self,
        program: WeekProgram,
        prices: FloatArray,
        beginning: Beginning,
        pinned: IntArray,
        rewards: FloatArray,
    ) -> None:
        self.program, self.prices = program, prices
        self.beginning, self.pinned, self.rewards = beginning, pinned, rewards
        self.reached: list[FloatArray] = []  # flags, states and one more, rows, starts
        self.ended: list[FloatArray] = []  # flags, states, rows, ends
        self.running: list[FloatArray] = []  # the same over all ends so far, one more in front
        self.least = np.full((len(program.states), len(prices)), FAR)
        long_enough = program.week[1] - beginning.free_from >= program.pause
        self.least[0] = np.where(long_enough, 0.0, FAR)
        for day in range(len(program.dates)):
            self._date(day)

    def costs(self, row: int) -> FloatArray:
        """Per state, what the cheapest week of a row costs; ``FAR`` or about it for none.

        A week that lacks what is pinned is none.
        """
        count, reward = int(self.pinned[row]), float(self.rewards[row])
        if count == 0:
            return np.array(self.least[:, row])
        cost: FloatArray = self.least[:, row] + count * reward
        return np.where(cost > reward / 2, FAR, cost)

    def _date(self, day: int) -> None:
        program, here = self.program, self.program.dates[day]
        count, rows = len(program.states), len(self.prices)
        reached = self._reached(day)
        ended = np.full((program.flags, count, rows, len(here.ends)), FAR)
        for group in here.groups:
            part = np.take(reached[..., group.starts], group.sources, axis=1)
            part += self.prices[:, group.positions]
            if isinstance(group.ends, slice):
                np.minimum(ended[..., group.ends], part, out=ended[..., group.ends])
            else:
                ended[..., group.ends] = np.minimum(ended[..., group.ends], part)
        running = np.full((program.flags, count, rows, len(here.ends) + 1), FAR)
        np.minimum.accumulate(ended, axis=-1, out=running[..., 1:])
        self.reached.append(reached)
        self.ended.append(ended)
        self.running.append(running)
        last = running[-1, :, :, -1]
        np.minimum(self.least, last, out=self.least)
        if program.flags == 2:
            np.minimum(self.least, running[0, :, :, self._in_time(day)], out=self.least)

    def _in_time(self, day: int) -> int:
        """Ends of a date that leave the weekly rest before the week's end."""
        ends = self.program.dates[day].ends
        return int(np.searchsorted(ends, self.program.week[1] - self.program.pause, "right"))

    def _reached(self, day: int) -> FloatArray:
        """Least cost before each start of a date; the last state is one that is never reached."""
        program, here = self.program, self.program.dates[day]
        count, rows = len(program.states), len(self.prices)
        reached = np.full((program.flags, count + 1, rows, len(here.starts)), FAR)
        inner = reached[:, :count]
        for before, ends in program.rested[day].items():
            np.minimum(inner, self.running[before][..., ends], out=inner)
        if program.flags == 2:
            for before, ends in program.paused[day].items():
                had = self.running[before][0][..., ends]
                np.minimum(inner[1], had, out=inner[1])
        for before in range(min(program.rested[day], default=0)):
            np.minimum(inner, self.running[before][..., -1:], out=inner)
        for before in range(min(program.paused[day], default=0) if program.flags == 2 else 0):
            np.minimum(inner[1], self.running[before][0][..., -1:], out=inner[1])
        pause = here.starts[None, :] - self.beginning.free_from[:, None]
        fresh = (pause >= program.pause) & (here.starts > 0)[None, :]
        if program.flags == 1:
            reached[0, 0] = 0.0
        else:
            reached[1, 0] = np.where(fresh, 0.0, reached[1, 0])
            reached[0, 0] = np.where(fresh, reached[0, 0], 0.0)
        too_long = self.beginning.run + day + 1 > program.max_run
        if too_long.any():
            # Who has worked on all dates so far goes on with the run from before.
            worked = np.nonzero(program.days == day)[0]
            reached[:, worked[:, None], np.nonzero(too_long)[0]] = FAR
        return reached

    def week(self, row: int, state: int) -> tuple[int, ...]:
        """Options of the cheapest week of a row that ends in a state, in order of time."""
        value = self.least[state, row]
        if state == 0:
            return ()
        found: list[int] = []
        place: tuple[int, int, int, int] | None = self._last(row, state, value)
        while place is not None:
            day, flag, state, end = place
            found.append(self._option(row, day, flag, state, end))
            place = self._before(row, day, flag, state, found[-1])
        return tuple(reversed(found))

    def _last(self, row: int, state: int, value: float) -> tuple[int, int, int, int]:
        for day, ended in enumerate(self.ended):
            for flag in range(self.program.flags):
                most = ended.shape[-1] if flag == self.program.flags - 1 else self._in_time(day)
                at = np.nonzero(ended[flag, state, row, :most] == value)[0]
                if len(at):
                    return day, flag, state, int(at[0])
        raise AssertionError("a week's cost has no source")  # pragma: no cover

    def _option(self, row: int, day: int, flag: int, state: int, end: int) -> int:
        here = self.program.dates[day]
        value = self.ended[day][flag, state, row, end]
        for group in here.groups:
            ends = np.arange(len(here.ends))[group.ends]
            at = int(np.searchsorted(ends, end))
            if at < len(ends) and ends[at] == end:
                start = np.arange(len(here.starts))[group.starts][at]
                position = int(group.positions[at])
                before = self.reached[day][flag, group.sources[state], row, start]
                if before + self.prices[row, position] == value:
                    return position
        raise AssertionError("a duty's cost has no source")  # pragma: no cover

    def _before(
        self, row: int, day: int, flag: int, state: int, position: int
    ) -> tuple[int, int, int, int] | None:
        program, here = self.program, self.program.dates[day]
        start = int(np.searchsorted(here.starts, program.starts[position]))
        source = next(
            int(group.sources[state]) for group in here.groups if position in group.positions
        )
        value = self.reached[day][flag, source, row, start]
        if source == 0:
            return None
        for earlier in (flag, 0) if flag else (0,):
            counts = program.rested[day] if earlier == flag else program.paused[day]
            for before in reversed(range(day)):
                ended = self.ended[before][earlier, source, row]
                known = counts.get(before)
                most = len(ended) if known is None else int(known[start])
                at = np.nonzero(ended[:most] == value)[0]
                if len(at):
                    return before, earlier, source, int(at[0])
        raise AssertionError("a start's cost has no source")  # pragma: no cover


def _states(lengths: list[int], most_days: int, most_minutes: int) -> tuple[tuple[int, int], ...]:
    """Days and minutes that can be reached, none first."""
    reached = layer = {(0, 0)}
    for _ in range(most_days):
        layer = {
            (days + 1, minutes + length)
            for days, minutes in layer
            for length in lengths
            if minutes + length <= most_minutes
        }
        reached = reached | layer
    return tuple(sorted(reached))


def _sources(states: tuple[tuple[int, int], ...], lengths: list[int]) -> dict[int, IntArray]:
    index = {state: place for place, state in enumerate(states)}
    return {
        length: np.array(
            [index.get((days - 1, minutes - length), len(states)) for days, minutes in states],
            dtype=np.int64,
        )
        for length in lengths
    }


def _date(options: Sequence[Option], positions: list[int], sources: dict[int, IntArray]) -> _Date:
    duties = {position: options[position].duty for position in positions}
    starts = np.unique(np.array([duty.start_minute for duty in duties.values()], dtype=np.int64))
    ends = np.unique(np.array([duty.end_minute for duty in duties.values()], dtype=np.int64))
    # Options of one start, end and pay differ in where breaks may lie: each has a group.
    alike: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for position in sorted(positions, key=lambda k: duties[k].start_minute):
        duty = duties[position]
        length, number = duty.end_minute - duty.start_minute, 0
        key = (duty.paid_minutes, length, number)
        while alike[key] and duties[alike[key][-1]].start_minute == duty.start_minute:
            number += 1
            key = (duty.paid_minutes, length, number)
        alike[key].append(position)
    groups = tuple(
        _Group(
            positions=np.array(some, dtype=np.int64),
            starts=_index(np.searchsorted(starts, [duties[k].start_minute for k in some])),
            ends=_index(np.searchsorted(ends, [duties[k].end_minute for k in some])),
            sources=sources[paid],
        )
        for (paid, _, _), some in alike.items()
    )
    return _Date(starts=starts, ends=ends, groups=groups)


def _index(places: IntArray) -> Index:
    """A slice where places follow each other: much quicker than a list."""
    if len(places) and places[-1] - places[0] == len(places) - 1:
        return slice(int(places[0]), int(places[-1]) + 1)
    return places
