"""One member's week, seen from any moment on: what the rest of it costs at least.

What she may still work hangs on when she may start again and on which date at the soonest: her
*moment*. With the days and minutes so far it says all that ``joint_tracking.py`` needs of her. Held
are daily rest, one shift a date, days and minutes of the week; other rules on the order of shifts
are left out, so nothing costs more here than it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from planner.roster.problem import FloatArray, IntArray, Member
from planner.roster.tour_space import FAR, BoolArray
from planner.roster.week_limits import most_days, most_minutes
from planner.roster.weeks import Weeks

NEVER = 10**8  # a minute and a date after everything
Moment = tuple[int, int]  # minute and date (a day's number) from which she may start again


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOptions:
    """A member's options in numbers, and what a week of hers costs apart from them.

    ``cost`` is in currency, ``FAR`` where an option is not allowed. States are ``days`` by units of
    minutes, one after the other; ``grows`` is by how many an option moves her on.
    """

    starts: IntArray
    dates: IntArray
    moments: tuple[Moment, ...]  # after each option
    cost: FloatArray
    grows: IntArray
    end_cost: FloatArray  # by state
    within: BoolArray  # by state: no more days and minutes than she may work
    most_grown: int

    @classmethod
    def of(cls, weeks: Weeks, index: int, kind_price: FloatArray) -> MemberOptions:
        """A member's, with a price for every minute of a kind of time."""
        member, alike = weeks[index].problem.members[index], weeks[index]
        duties = [option.duty for option in member.options]
        cost = alike.base_cost + alike.kind.kind_minutes @ kind_price
        own = alike.own_cost(index)
        cost = np.where(_allowed(member, alike.usable(index)), cost, FAR)
        cost = np.minimum(cost if own is None else cost + own, FAR)
        paid = np.array([duty.paid_minutes for duty in duties], dtype=np.int64)
        unit = gcd(*paid.tolist()) or 1
        across = most_minutes(member) // unit + 1
        down = min(most_days(member), len({duty.local_date for duty in duties})) + 1
        most = int(paid.max(initial=0)) // unit
        end_cost = np.full((down, across), FAR)
        for (days, minutes), value in zip(
            alike.program.states, alike.end_cost(index).tolist(), strict=True
        ):
            if days < down and minutes // unit < across:
                end_cost[days, minutes // unit] = value
        # Room past the most: who grows out of a week finds no way to end it there.
        padded = np.full((down + 1, across + most), FAR)
        padded[:down, :across] = end_cost
        within = np.zeros(padded.shape, dtype=bool)
        within[:down, :across] = True
        rest = member.law.min_rest_minutes
        return cls(
            starts=np.array([duty.start_minute for duty in duties], dtype=np.int64),
            dates=np.array([duty.local_date.toordinal() for duty in duties], dtype=np.int64),
            moments=tuple((d.end_minute + rest, d.local_date.toordinal() + 1) for d in duties),
            cost=cost,
            grows=across + most + paid // unit,
            end_cost=padded.ravel(),
            within=within.ravel(),
            most_grown=across + 2 * most,
        )


def _allowed(member: Member, usable: BoolArray) -> BoolArray:
    """Options that time off, what was worked before and pins leave."""
    rested = max(
        (past.end_minute + member.law.min_rest_minutes for past in member.history), default=-NEVER
    )
    pins = {day: (name, minute) for day, name, minute in member.pinned}
    fits = [
        option.duty.start_minute >= rested
        and pins.get(option.duty.local_date, (option.duty.shift, option.duty.start_wall_minute))
        == (option.duty.shift, option.duty.start_wall_minute)
        for option in member.options
    ]
    allowed: BoolArray = usable & np.array(fits, dtype=bool).reshape(len(usable))
    return allowed


class WeekToGo:
    """What is left of a member's week, at prices that may change; only some options are left.

    ``after`` is the moment's number after each option, -1 where it is not left; ``first`` that in
    which the week begins.
    """

    def __init__(self, options: MemberOptions, left: BoolArray) -> None:
        self.options = options
        self.left = left & (options.cost < FAR / 2)
        chosen = np.flatnonzero(self.left)
        self._order = chosen[np.argsort(options.starts[chosen], kind="stable")]
        self._starts, self._dates = options.starts[self._order], options.dates[self._order]
        self._numbers: dict[Moment, int] = {}
        self.first = self._number((-NEVER, -NEVER))
        self.after = np.full(len(options.starts), -1, dtype=np.int64)
        for option in chosen.tolist():
            self.after[option] = self._number(options.moments[option])
        self._close()
        self.size = len(options.end_cost)

    def _number(self, moment: Moment) -> int:
        """The number of a moment; those are one that leave the same options."""
        at = int(np.searchsorted(self._starts, moment[0]))
        while at < len(self._starts) and self._dates[at] < moment[1]:
            at += 1
        same = (NEVER, NEVER)
        if at < len(self._starts):
            same = int(self._starts[at]), int(self._dates[at])
        return self._numbers.setdefault(same, len(self._numbers))

    def _close(self) -> None:
        """Add the moments that come when nothing is begun, and put all in order of time."""
        waiting = list(self._numbers)
        following: dict[Moment, int] = {}
        while waiting:
            moment = waiting.pop()
            if moment[0] < NEVER:
                before = len(self._numbers)
                following[moment] = self._number((moment[0] + 1, moment[1]))
                if len(self._numbers) > before:
                    waiting.append(list(self._numbers)[-1])
        moments = list(self._numbers)
        self.minutes = np.array([minute for minute, _ in moments], dtype=np.int64)
        self.from_dates = np.array([day for _, day in moments], dtype=np.int64)
        self.following = np.array(
            [following.get(moment, k) for k, moment in enumerate(moments)], dtype=np.int64
        )
        self._begun: list[tuple[int, IntArray, IntArray]] = []
        for number in np.argsort(-self.minutes, kind="stable").tolist():
            low, high = np.searchsorted(self._starts, self.minutes[number] + np.array([0, 1]))
            some = self._order[low:high]
            some = some[self.options.dates[some] >= self.from_dates[number]]
            if len(some):
                grown = np.arange(len(self.options.end_cost)) + self.options.grows[some][:, None]
                self._begun.append((number, some, grown))

    def at_slot(self, minute: int) -> IntArray:
        """What each moment has become when time has come to a minute."""
        now = np.arange(len(self.minutes))
        while (late := self.minutes[now] < minute).any():
            now = np.where(late, self.following[now], now)
        return now

    def to_go(self, price: FloatArray) -> FloatArray:
        """Least cost of the rest, moments by states, when each option costs ``price``."""
        ends = np.append(self.options.end_cost, np.full(self.options.most_grown, FAR))
        found = np.repeat(ends[None, :], len(self.minutes), axis=0)
        states = slice(0, self.size)
        for number, some, grown in self._begun:
            best = found[self.following[number], states]
            begun = found[self.after[some][:, None], grown].T + price[some]
            best = np.minimum(best, begun.min(axis=1))
            found[number, states] = np.where(self.options.within, best, FAR)
        return found

    def least(self, to_go: FloatArray) -> float:
        """What the cheapest week costs."""
        return float(to_go[self.first, 0])

    def week(self, to_go: FloatArray, price: FloatArray) -> list[int]:
        """The options of the cheapest week."""
        found: list[int] = []
        begun = {number: (some, grown) for number, some, grown in self._begun}
        moment, state = self.first, 0
        while moment in begun:
            some, grown = begun[moment]
            values = to_go[self.after[some], grown[:, state]] + price[some]
            at = int(np.argmin(values))
            if values[at] < to_go[self.following[moment], state]:
                found.append(int(some[at]))
                moment, state = int(self.after[some[at]]), int(grown[at, state])
            else:
                moment = int(self.following[moment])
        return found

    def excess(self, to_go: FloatArray, price: FloatArray) -> FloatArray:
        """By how much the cheapest week with each option costs more than the cheapest of all."""
        so_far = np.full_like(to_go, FAR)
        so_far[self.first, 0] = 0.0
        states = slice(0, self.size)
        through = np.full(len(price), FAR)
        for number, some, grown in reversed(self._begun):
            here = so_far[number, states]
            onward = here + price[some][:, None]
            through[some] = np.minimum(
                through[some], (onward + to_go[self.after[some][:, None], grown]).min(axis=1)
            )
            for option, row, values in zip(some.tolist(), grown, onward, strict=True):
                target = so_far[self.after[option]]
                target[row] = np.minimum(target[row], values)
            waiting = so_far[self.following[number]]
            np.minimum(waiting[states], here, out=waiting[states])
        more: FloatArray = np.minimum(through - to_go[self.first, 0], FAR)
        return more
