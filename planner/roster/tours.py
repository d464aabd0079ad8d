"""The cheapest legal week of one member against prices per slot: a dynamic program over dates.

A state after a date is (last duty, minutes and days so far, whether the weekly rest is had). The
minimum over last duties that leave enough rest is a prefix minimum over their ends, so rest needs
no table of pairs. Rest is in elapsed minutes, so clock changes need no care.

The program holds daily rest, weekly rest, weekly minutes, days per week, one duty a date and pins;
runs of days only from the horizon's start. It is exact for one week where the rest after a duty
ends before the date after next, which ``search`` checks on what it proposes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.roster.problem import FloatArray, IntArray, Member, Option
from planner.rules.hours import MaxWeeklyMinutes, MinWeeklyMinutes

FAR = 1e15
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOptions:
    """Usable options of one local date, in order of their ends."""

    positions: IntArray  # into the member's options
    starts: IntArray
    ends: IntArray
    lengths: IntArray  # position of the paid length among the space's lengths
    must: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TourSpace:
    """A member's week prepared for the dynamic program.

    ``states`` are the reachable (days, minutes); ``before[l][s]`` is the state from which paid
    length l leads to s, -1 where none does.
    """

    dates: tuple[DateOptions, ...]
    states: tuple[tuple[int, int], ...]
    before: IntArray
    end_cost: FloatArray  # per state: idle pay and weekly overtime, FAR where too few minutes
    base_cost: FloatArray  # per option of the member
    kind_minutes: FloatArray  # options by 3
    rest_minutes: int
    weekly_rest_minutes: int
    free_from: int  # the pause before the first duty counts from here
    week_end: int
    run_before: int
    max_run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Options worked, by position, in order of time, and what they cost at the prices given."""

    options: tuple[int, ...]
    cost: float


def tour_space(
    member: Member,
    week_bounds: tuple[int, ...],
    usable: BoolArray,
    base_cost: FloatArray,
    end_cost_of: FloatArray | None = None,
) -> TourSpace:
    """Prepare a member's week.

    Parameters
    ----------
    member
        With options of one plan week.
    week_bounds
        Minutes of the week's start and end.
    usable
        Per option, whether the rules that judge a duty by itself allow it.
    base_cost
        Per option, in any unit of money, wishes included.
    end_cost_of
        Unused states aside, the cost of a week of so many minutes; by minute.
    """
    rest = member.law.min_rest_minutes
    lengths = sorted({option.duty.paid_minutes for option in member.options})
    dates = _dates(member, usable, lengths, rest)
    credit = member.credited_dates[0]
    most_days = min(max(0, member.contract.days_per_week - credit), len(dates))
    most = min(
        bound
        for bound in (member.contract.max_weekly_minutes, member.law.max_weekly_minutes)
        if bound is not None
    )
    states, before = _states(lengths, most_days, most)
    contract = member.contract
    least = 0
    if not contract.hourly:
        share = contract.weekly_minutes / contract.days_per_week
        least = max(0, int(np.ceil(contract.min_weekly_minutes - credit * share)))
    end_cost = np.array(
        [
            FAR if minutes < least else (0.0 if end_cost_of is None else end_cost_of[minutes])
            for _, minutes in states
        ]
    )
    free_from = week_bounds[0]
    if member.history:
        free_from = max(past.end_minute for past in member.history)
    return TourSpace(
        dates=dates,
        states=states,
        before=before,
        end_cost=end_cost,
        base_cost=base_cost,
        kind_minutes=np.array([o.kind_minutes for o in member.options], dtype=float).reshape(-1, 3),
        rest_minutes=rest,
        weekly_rest_minutes=member.law.min_weekly_rest_minutes,
        free_from=free_from,
        week_end=week_bounds[1],
        run_before=_run_before(member, dates),
        max_run=member.law.max_consecutive_days or 10**6,
    )


__all__ = ["MaxWeeklyMinutes", "MinWeeklyMinutes", "Option", "Tour", "TourSpace", "best_tour"]


def _dates(
    member: Member, usable: BoolArray, lengths: list[int], rest: int
) -> tuple[DateOptions, ...]:
    rested = max((past.end_minute + rest for past in member.history), default=-(10**9))
    by_date: dict[object, list[int]] = defaultdict(list)
    pinned = {day: (name, minute) for day, name, minute in member.pinned}
    for position, option in enumerate(member.options):
        duty = option.duty
        pin = pinned.get(duty.local_date)
        fits = pin is None or pin == (duty.shift, duty.start_wall_minute)
        by_date[duty.local_date].extend(
            [position] if usable[position] and duty.start_minute >= rested and fits else []
        )
    result = []
    for day in sorted(by_date, key=str):
        chosen = sorted(by_date[day], key=lambda k: member.options[k].duty.end_minute)
        duties = [member.options[k].duty for k in chosen]
        result.append(
            DateOptions(
                positions=np.array(chosen, dtype=np.int64),
                starts=np.array([duty.start_minute for duty in duties], dtype=np.int64),
                ends=np.array([duty.end_minute for duty in duties], dtype=np.int64),
                lengths=np.array(
                    [lengths.index(duty.paid_minutes) for duty in duties], dtype=np.int64
                ),
                must=day in pinned,
            )
        )
    return tuple(result)


def _states(
    lengths: list[int], most_days: int, most_minutes: int
) -> tuple[tuple[tuple[int, int], ...], IntArray]:
    reached = {(0, 0)}
    layer = {(0, 0)}
    for _ in range(most_days):
        layer = {
            (days + 1, minutes + length)
            for days, minutes in layer
            for length in lengths
            if minutes + length <= most_minutes
        }
        reached |= layer
    states = tuple(sorted(reached))
    index = {state: k for k, state in enumerate(states)}
    before = np.array(
        [
            [index.get((days - 1, minutes - length), -1) for days, minutes in states]
            for length in lengths
        ],
        dtype=np.int64,
    ).reshape(len(lengths), len(states))
    return states, before


def _run_before(member: Member, dates: tuple[DateOptions, ...]) -> int:
    """Dates in a row worked right before the first date that can be worked."""
    if not dates or not member.options:
        return 0
    first = min(option.duty.local_date for option in member.options)
    worked = {past.local_date for past in member.history}
    run, ordinal = 0, first.toordinal() - 1
    while type(first).fromordinal(ordinal) in worked:
        run, ordinal = run + 1, ordinal - 1
    return run


def best_tour(space: TourSpace, price: FloatArray) -> Tour | None:
    """The cheapest week when each option costs ``price`` (base cost and all); None if none is.

    Parameters
    ----------
    space
        Of the member.
    price
        Per option of the member.
    """
    return _Search(space, price).solve()


class _Search:
    """Tables of one run: ``best[d]`` is (options of date d, states, had the rest or not)."""

    def __init__(self, space: TourSpace, price: FloatArray) -> None:
        self.space = space
        self.price = price
        self.best: list[FloatArray] = []
        self.prefix: list[FloatArray] = []
        self.far: list[FloatArray] = []  # per date: the best over dates long before, by state

    def solve(self) -> Tour | None:
        space = self.space
        count = len(space.states)
        long_ago = np.full(count, FAR)
        for day, options in enumerate(space.dates):
            if day >= 3:
                long_ago = long_ago.copy()
                if space.dates[day - 2].must or space.dates[day - 1].must:
                    long_ago[:] = FAR
                else:
                    np.minimum(long_ago, self.prefix[day - 3][-1].min(axis=1), out=long_ago)
            self.far.append(long_ago)
            reached = self._reached(day)
            table = np.full((len(options.positions), count, 2), FAR)
            for length in range(len(space.before)):
                rows = np.nonzero(options.lengths == length)[0]
                source = space.before[length]
                valid = source >= 0
                if len(rows) and valid.any():
                    values = reached[np.ix_(rows, source[valid])]
                    values = values + self.price[options.positions[rows]][:, None, None]
                    block = table[rows]
                    block[:, valid, :] = values
                    table[rows] = block
            self.best.append(table)
            prefix = np.full((len(options.positions) + 1, count, 2), FAR)
            if len(options.positions):
                np.minimum.accumulate(table, axis=0, out=prefix[1:])
            self.prefix.append(prefix)
        return self._finish()

    def _reached(self, day: int) -> FloatArray:
        """Least cost before each option of a date, by state and whether the rest was had."""
        space, options = self.space, self.space.dates[day]
        count = len(space.states)
        reached = np.full((len(options.positions), count, 2), FAR)
        rest, pause = space.rest_minutes, space.weekly_rest_minutes
        if not any(other.must for other in space.dates[:day]):
            had = (options.starts - space.free_from >= pause) & (options.starts > 0)
            reached[had, 0, 1] = 0.0
            reached[~had, 0, 0] = 0.0
            if pause == 0:
                reached[:, 0, 1] = 0.0
        for back in (1, 2):
            if day - back < 0 or (back == 2 and space.dates[day - 1].must):
                continue
            ends = space.dates[day - back].ends
            rested = self.prefix[day - back][np.searchsorted(ends, options.starts - rest, "right")]
            np.minimum(reached, rested, out=reached)
            long = self.prefix[day - back][
                np.searchsorted(ends, options.starts - max(rest, pause), "right")
            ]
            np.minimum(reached[:, :, 1], long[:, :, 0], out=reached[:, :, 1])
        np.minimum(reached[:, :, 1], self.far[day][None, :], out=reached[:, :, 1])
        if space.run_before + day + 1 > space.max_run:
            all_worked = [k for k, (days, _) in enumerate(space.states) if days == day]
            if day > 0 or space.run_before >= space.max_run:
                reached[:, all_worked, :] = FAR
        return reached

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
            options = self.space.dates[day]
            found.append(int(options.positions[row]))
            value = float(self.best[day][row, state, had] - self.price[found[-1]])
            source = int(self.space.before[options.lengths[row], state])
            day, row, state, had = self._before(int(options.starts[row]), day, source, had, value)
        return tuple(reversed(found))

    def _before(
        self, start: int, day: int, state: int, had: int, value: float
    ) -> tuple[int, int, int, int]:
        """Where a value came from: the same comparisons again, on one path only."""
        space = self.space
        close = 1e-6 * max(1.0, abs(value)) + 1e-9
        if state == 0 and abs(value) <= close:
            return -1, -1, 0, 0
        for back in range(1, day + 1):
            if any(space.dates[day - k].must for k in range(1, back)):
                break
            ends = space.dates[day - back].ends
            rested = ends + space.rest_minutes <= start if back <= 2 else np.ones(len(ends), bool)
            long = (ends + max(space.rest_minutes, space.weekly_rest_minutes) <= start) | (back > 2)
            table = self.best[day - back]
            for flag in (0, 1):
                allowed = rested if flag == had else (rested & long if had == 1 else None)
                if allowed is None:
                    continue
                rows = np.nonzero(allowed & (np.abs(table[:, state, flag] - value) <= close))[0]
                if len(rows):
                    return day - back, int(rows[0]), state, flag
        raise AssertionError("a tour's value has no source")  # pragma: no cover
