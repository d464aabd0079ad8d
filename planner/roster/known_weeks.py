"""Weeks that members of a kind were found to work: to choose among them needs no search.

What a known week is worth at a price per slot is a product of matrices, and when somebody takes
another one, all worths change by what the two have in common. So everybody of a team of thousands
may choose anew in a moment; what is not known yet, only a search finds (``weeks.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.roster.problem import FloatArray, IntArray, Member
from planner.roster.reinsertion import Week
from planner.roster.week_cost import week_end_cost
from planner.roster.week_limits import least_minutes, most_days, most_minutes
from planner.roster.week_program import Beginning
from planner.roster.weeks import KindWeeks

__all__ = ["BARRED", "KnownWeeks"]

BARRED = 1e8  # what a week costs whom it is forbidden
MOST_SHIFTS = 14  # of a week that is kept
MARGIN, A_MEMBER, MOST = 200, 1.25, 2000  # weeks that are kept

Floats = npt.NDArray[np.float32]


class KnownWeeks:
    """Weeks of a kind, each once; where there is no room, the one chosen longest ago makes some.

    Parameters
    ----------
    weeks
        Of the kind.
    slots
        Of the problem.
    """

    def __init__(self, weeks: KindWeeks, slots: int) -> None:
        self.weeks = weeks
        self.count, self.room = 0, min(MOST, int(A_MEMBER * len(weeks.kind.members)) + MARGIN)
        self.week: dict[int, Week] = {}
        self.presence: Floats = np.zeros((self.room, slots), dtype=np.float32)
        self.common: Floats = np.zeros((self.room, self.room), dtype=np.float32)
        self.kinds = np.zeros((self.room, 3))
        self.options = np.full((self.room, MOST_SHIFTS), len(weeks.kind.options), dtype=np.int64)
        self.work = np.zeros(self.room)  # what the shifts cost by themselves
        self.minutes, self.days = self._counts(), self._counts()
        self.starts, self.run = self._counts(), self._counts()
        self.paused = np.zeros(self.room, dtype=bool)
        self.holders, self.chosen_at, self.clock = self._counts(), self._counts(), 0
        self.duties = self._counts()  # the same number for weeks of the same shifts
        self._duty_sets: dict[tuple[int, ...], int] = {}
        self._places: dict[tuple[object, ...], int] = {}
        self._ends: dict[tuple[object, ...], tuple[int, FloatArray]] = {}
        self._end_keys: dict[int, tuple[object, ...]] = {}
        self._pinned: dict[int, IntArray | None] = {}
        self._padded: dict[int, FloatArray] = {}
        self._beginnings: dict[int, Beginning | None] = {}

    def _counts(self) -> IntArray:
        return np.zeros(self.room, dtype=np.int64)

    def __len__(self) -> int:
        return self.count

    def may(self, index: int) -> bool:
        """Whether weeks that others work may be a member's, and hers theirs."""
        return self.weeks.held(index) or _plain(self.weeks.problem.members[index])

    def add(self, week: Week) -> int | None:
        """The place of a week, None where there is no room for it."""
        known = self._places.get(week.chosen)
        if known is not None:
            return known
        place = self._free() if len(week.chosen) <= MOST_SHIFTS else None
        if place is not None:
            self._places[week.chosen] = place
            self._lay(place, week)
        return place

    def _free(self) -> int | None:
        if self.count < self.room:
            self.count += 1
            return self.count - 1
        oldest = np.where(self.holders > 0, np.iinfo(np.int64).max, self.chosen_at)
        place = int(np.argmin(oldest))
        if self.holders[place] > 0:
            return None
        del self._places[self.week[place].chosen]
        return place

    def _lay(self, place: int, week: Week) -> None:
        weeks, kind = self.weeks, self.weeks.kind
        options = sorted(each.option for each in week.chosen)
        self.week[place], self.presence[place] = week, week.presence
        row = self.presence[: self.count] @ self.presence[place]
        self.common[place, : self.count] = row
        self.common[: self.count, place] = row
        self.kinds[place] = week.kinds
        self.options[place] = len(kind.options)
        self.options[place, : len(options)] = options
        self.work[place] = weeks.base_cost[options].sum() + week.lacking
        self.minutes[place] = weeks.paid_minutes[options].sum()
        self.days[place] = len(options)
        self.duties[place] = self._number(sorted(weeks.duties[options].tolist()))
        self._lay_pauses(place, options)
        self._touch(place)
        for index, costs in self._ends.values():
            costs[place] = self._end(index, place)

    def _number(self, duties: Sequence[int]) -> int:
        """Of a week of these shifts, breaks as they may be."""
        return self._duty_sets.setdefault(tuple(duties), len(self._duty_sets))

    def _lay_pauses(self, place: int, options: list[int]) -> None:
        """Of a week: its first start, its run of dates from the first on, and its weekly rest."""
        kind, end = self.weeks.kind, self.weeks.problem.week_bounds[1]
        starts, ends = kind.starts[options], kind.ends[options]
        self.starts[place] = starts[0] if len(options) else end
        gaps = np.append(starts[1:], end) - ends
        pause = self.weeks.program.pause
        self.paused[place] = pause == 0 or bool((gaps >= pause).any())
        dates = kind.dates[options]
        self.run[place] = int((dates == np.arange(len(dates))).sum()) if len(options) else 0

    def _touch(self, place: int) -> None:
        self.clock += 1
        self.chosen_at[place] = self.clock

    def take(self, place: int | None) -> None:
        """Somebody works a week from now on."""
        if place is not None:
            self.holders[place] += 1
            self._touch(place)

    def leave(self, place: int | None) -> None:
        """Somebody works a week no more."""
        if place is not None:
            self.holders[place] -= 1

    def worth(self, gain: FloatArray) -> Floats:
        """What each week is worth at a gain per slot."""
        worth: Floats = self.presence[: self.count] @ gain.astype(np.float32)
        return worth

    def common_with(self, place: int | None, presence: FloatArray) -> Floats:
        """Heads that each week has in common with one: a known one, or any."""
        if place is None:
            return self.worth(presence)
        row: Floats = self.common[place, : self.count]
        return row

    def costs(self, index: int) -> FloatArray:
        """What each week costs a member; ``BARRED`` and more where she must not work it."""
        member = self.weeks.problem.members[index]
        key = self._end_keys.get(index)
        if key is None:
            key = (id(member.contract), member.credited_dates[0], member.seat, most_minutes(member))
            self._end_keys[index] = key
        if key not in self._ends:
            costs = np.full(self.room, BARRED)
            costs[: self.count] = [self._end(index, place) for place in range(self.count)]
            self._ends[key] = (index, costs)
        cost: FloatArray = self._ends[key][1][: self.count]
        own = self.weeks.own_cost(index)
        if own is not None:
            if index not in self._padded:
                self._padded[index] = np.append(np.minimum(own, BARRED), 0.0)
            cost = cost + self._padded[index][self.options[: self.count]].sum(axis=1)
        pinned = self._pinned_of(index)
        if pinned is not None:
            has = pinned[self.options[: self.count]].sum(axis=1)
            cost = np.where(has < len(set(member.pinned)), BARRED, cost)
        published = self.weeks.published(index)
        if published is not None:
            kept = self._number(published.duties) if published.stands else -1
            cost = cost + published.weight * (self.duties[: self.count] != kept)
        late = self._too_soon(index)
        return cost if late is None else np.where(late, BARRED, cost)

    def _pinned_of(self, index: int) -> npt.NDArray[np.int64] | None:
        """Per option, and one past the last, whether it answers to a pin; None for no pins."""
        if index not in self._pinned:
            pinned = self.weeks.pinned(index)
            self._pinned[index] = None if pinned is None else np.append(pinned, 0).astype(np.int64)
        return self._pinned[index]

    def _end(self, index: int, place: int) -> float:
        """Pay of a week by a member's contract; ``BARRED`` where that does not allow it."""
        member = self.weeks.problem.members[index]
        minutes, days = int(self.minutes[place]), int(self.days[place])
        enough = minutes >= least_minutes(member) or (minutes == 0 and member.may_stay_out)
        if not enough or days > most_days(member) or minutes > most_minutes(member):
            return BARRED
        return float(self.work[place]) + week_end_cost(member, minutes)

    def _too_soon(self, index: int) -> npt.NDArray[np.bool_] | None:
        """Which weeks break a rest or a run of dates with what came before; None for none."""
        program = self.weeks.program
        if index not in self._beginnings:
            self._beginnings[index] = self.weeks.beginning([index])
        before = self._beginnings[index]
        starts, run = self.starts[: self.count], self.run[: self.count]
        free = self.weeks.problem.week_bounds[0] if before is None else before.free_from[0]
        barred = None
        if program.pause > 0:
            short = (starts - free < program.pause) | (starts <= 0)
            barred = short & ~self.paused[: self.count]
        if before is not None:
            too_long = (run > 0) & (before.run[0] + run > program.max_run)
            soon = (starts < before.rested[0]) | too_long
            barred = soon if barred is None else barred | soon
        return barred


def _plain(member: Member) -> bool:
    """Whether a member has nothing that bars her from what others alike may work."""
    about_her = (member.pinned, member.history, member.past_weeks, member.time_off)
    frozen = member.frozen_until > 0
    return not any((*about_her, frozen, member.absent_dates, *member.credited_dates))
