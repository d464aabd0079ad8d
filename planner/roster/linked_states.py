"""What ``linked_tours.py`` remembers of a week so far, and what a shift more makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from planner.roster.problem import IntArray, Member
from planner.rules.duty_rules import NIGHT_SHIFT_MINUTES

State = tuple[int, int, int, int]  # days, minutes, dates in a row, nights in a row
Kind = tuple[int, bool]  # paid minutes, whether a night
BLOCK = 2  # nights in a row after which a longer rest is asked
ENDLESS = 10**6


def is_night(night_window_minutes: int) -> bool:
    return night_window_minutes >= NIGHT_SHIFT_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a week may hold, and where it begins and ends."""

    most_days: int
    most_minutes: int
    free_from: int
    week_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs of dates and of nights: how long they may grow, and how long history's are.

    ``days`` is 0 where runs of dates need not be told apart; ``nights`` is the number up to which
    nights are counted, and ``barred`` whether no night may come on top of so many.
    """

    days: int
    nights: int
    barred: bool
    days_before: int
    nights_before: int

    @classmethod
    def of(cls, member: Member, dates: Sequence[date], most_days: int) -> Runs:
        law, longest = member.law, min(len(dates), most_days)
        worked = {past.local_date for past in member.history}
        nights = {p.local_date for p in member.history if is_night(p.night_window_minutes)}
        last = max(worked, default=date.min)
        days_before, nights_before = _run_to(last, worked), _run_to(last, nights)
        most = law.max_consecutive_days or ENDLESS
        most_nights = law.max_nights_in_row or ENDLESS
        barred = most_nights < nights_before + longest
        after = BLOCK if law.min_rest_after_nights_minutes > 0 else 0
        return cls(
            days=most if most < days_before + longest else 0,
            nights=most_nights if barred else after,
            barred=barred,
            days_before=days_before,
            nights_before=nights_before,
        )

    def after(self, days: int, nights: int, kind: Kind, *, follows: bool) -> tuple[int, int] | None:
        """Runs after one more date; None where one grows too long."""
        run = (days + 1 if follows else 1) if self.days else 0
        block = (nights + 1 if follows else 1) if kind[1] and self.nights else 0
        if (self.days and run > self.days) or (self.barred and block > self.nights):
            return None
        return run, min(block, self.nights)


def _run_to(last: date, dates: set[date]) -> int:
    run = 0
    while last - timedelta(days=run) in dates:
        run += 1
    return run


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Steps between states: ``sources`` of ``targets[k]`` are from ``starts[k]`` on."""

    sources: IntArray
    starts: IntArray
    targets: IntArray

    def into(self, state: int) -> list[int]:
        """Sources of one target."""
        at = np.nonzero(self.targets == state)[0]
        if not len(at):
            return []
        ends = np.append(self.starts, len(self.sources))
        return [int(source) for source in self.sources[self.starts[at[0]] : ends[at[0] + 1]]]


def reachable_states(
    firsts: set[State], kinds: Sequence[Kind], runs: Runs, limits: Limits
) -> tuple[State, ...]:
    """States that can be reached, those of a block of nights last."""
    reached: set[State] = set()
    layer = firsts
    while layer:
        reached |= layer
        layer = {
            after
            for state in layer
            for kind in kinds
            for follows in (True, False)
            if (after := _step(state, kind, runs, limits, follows=follows)) is not None
        } - reached
    return tuple(sorted(reached, key=lambda state: (state[3] >= BLOCK, state)))


def _step(state: State, kind: Kind, runs: Runs, limits: Limits, *, follows: bool) -> State | None:
    days, minutes = state[0] + 1, state[1] + kind[0]
    grown = runs.after(state[2], state[3], kind, follows=follows)
    if days > limits.most_days or minutes > limits.most_minutes or grown is None:
        return None
    return days, minutes, *grown


def moves_between(
    states: Sequence[State], kind: Kind, runs: Runs, limits: Limits, *, follows: bool
) -> Moves:
    index = {state: k for k, state in enumerate(states)}
    steps = sorted(
        (index[after], source)
        for source, state in enumerate(states)
        if (after := _step(state, kind, runs, limits, follows=follows)) is not None
    )
    targets = np.array([target for target, _ in steps], dtype=np.int64)
    unique, starts = np.unique(targets, return_index=True)
    sources = np.array([source for _, source in steps], dtype=np.int64)
    return Moves(sources=sources, starts=starts.astype(np.int64), targets=unique)
