"""A member's week laid out for ``linked_tours.py``: rules link shifts by more than their rest.

Spells of days off, forward rotation, nights in a row and the rest after them hang on which shift
came before, on which date; the spread of starts on all of a week's. None of them is asked of most
members, whose weeks ``tours.py`` finds sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import numpy as np
import numpy.typing as npt

from planner.domain import DAY_MINUTES, LabourRules
from planner.roster.linked_states import (
    BLOCK,
    Kind,
    Limits,
    Moves,
    Runs,
    State,
    is_night,
    moves_between,
    reachable_states,
)
from planner.roster.problem import FloatArray, IntArray, Member

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedDate:
    """Usable options of one local date, in order of their ends.

    Options of one ``chain`` are in order of their starts by the wall clock too. ``first_state`` is
    the state after an option that is the week's first, -1 where it may not be, and ``first_had``
    whether the weekly rest came before it.
    """

    positions: IntArray  # into the member's options
    starts: IntArray
    ends: IntArray
    walls: IntArray
    kinds: IntArray
    nights: BoolArray
    chains: IntArray
    first_state: IntArray
    first_had: IntArray
    must: bool

    def only(self, chosen: BoolArray) -> LinkedDate:
        """The date with some of its options."""
        return LinkedDate(
            positions=self.positions[chosen],
            starts=self.starts[chosen],
            ends=self.ends[chosen],
            walls=self.walls[chosen],
            kinds=self.kinds[chosen],
            nights=self.nights[chosen],
            chains=self.chains[chosen],
            first_state=self.first_state[chosen],
            first_had=self.first_had[chosen],
            must=self.must,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedSpace:
    """A week prepared: states, steps between them, and which date may follow which.

    States of a block of nights come last, from ``blocks`` on. ``moves`` go by whether the date is
    the one right after and by kind. ``sources[d]`` are the dates that may come before date d, with
    whether they are right before it. ``windows`` are the first starts of the stretches of the
    clock's face of which one holds all starts; none where they may be anywhere.
    """

    dates: tuple[LinkedDate, ...]
    states: tuple[State, ...]
    kinds: tuple[Kind, ...]
    blocks: int
    moves: Mapping[tuple[bool, int], Moves]
    sources: tuple[tuple[tuple[int, bool], ...], ...]
    may_end: tuple[bool, ...]  # on each date
    end_cost: FloatArray  # by state
    empty_cost: float  # of no shift at all, endless where that is not legal
    forward: bool
    rest_minutes: int
    rest_after_nights: int
    weekly_rest_minutes: int
    week_end: int
    spread: int
    windows: tuple[int, ...]


def links_shifts(law: LabourRules) -> bool:
    """Whether a law asks for anything that only this program holds."""
    return (
        (law.min_days_off_in_row or 1) > 1
        or law.max_start_spread_minutes is not None
        or law.forward_rotation
        or law.max_nights_in_row is not None
        or law.min_rest_after_nights_minutes > 0
    )


def linked_space(
    member: Member,
    options: Sequence[tuple[date, Sequence[int], bool]],
    limits: Limits,
    end_cost: Callable[[int], float],
) -> LinkedSpace:
    """Prepare a member's week.

    Parameters
    ----------
    member
        With options of one plan week.
    options
        Per local date in order: positions of usable options in order of their ends, and whether
        one of them must be worked.
    limits
        Of the week.
    end_cost
        Cost of a week of so many minutes, apart from its options.
    """
    law = member.law
    duties = [option.duty for option in member.options]
    kinds = tuple(
        sorted(
            {
                (duties[k].paid_minutes, is_night(duties[k].night_window_minutes))
                for _, positions, _ in options
                for k in positions
            }
        )
    )
    dates = [day for day, _, _ in options]
    runs = Runs.of(member, dates, limits.most_days)
    musts = [must for _, _, must in options]
    firsts = [
        _firsts(member, day, () if any(musts[:k]) else positions, runs, limits)
        for k, (day, positions, _) in enumerate(options)
    ]
    states = reachable_states(
        {state for of_date in firsts for state, _ in of_date if state}, kinds, runs, limits
    )
    index = {state: k for k, state in enumerate(states)}
    laid = tuple(
        _date(
            member,
            positions,
            kinds,
            [
                (-1 if s is None else index[s], had)
                for s, had in first or [(None, 0)] * len(positions)
            ],
            must=must,
        )
        for (_, positions, must), first in zip(options, firsts, strict=True)
    )
    rested = limits.week_end - limits.free_from >= law.min_weekly_rest_minutes
    spread = law.max_start_spread_minutes
    return LinkedSpace(
        dates=laid,
        states=states,
        kinds=kinds,
        blocks=sum(
            nights < BLOCK or not law.min_rest_after_nights_minutes for *_, nights in states
        ),
        moves={
            (follows, k): moves_between(states, kind, runs, limits, follows=follows)
            for follows, (k, kind) in product((True, False), enumerate(kinds))
        },
        sources=tuple(tuple(_sources(member, dates, musts, day)) for day in range(len(dates))),
        may_end=tuple(not any(musts[day + 1 :]) for day in range(len(dates))),
        end_cost=np.array([end_cost(minutes) for _, minutes, _, _ in states]),
        empty_cost=end_cost(0) if rested and not any(musts) else np.inf,
        forward=law.forward_rotation,
        rest_minutes=law.min_rest_minutes,
        rest_after_nights=law.min_rest_after_nights_minutes,
        weekly_rest_minutes=law.min_weekly_rest_minutes,
        week_end=limits.week_end,
        spread=DAY_MINUTES if spread is None else spread,
        windows=() if spread is None else _windows(laid, spread),
    )


def _firsts(
    member: Member, day: date, positions: Sequence[int], runs: Runs, limits: Limits
) -> list[tuple[State | None, int]]:
    """Per option: the state after it as the week's first, None where that is not legal."""
    last = max(member.history, key=lambda past: past.start_minute, default=None)
    found: list[tuple[State | None, int]] = []
    for k in positions:
        duty = member.options[k].duty
        kind = (duty.paid_minutes, is_night(duty.night_window_minutes))
        follows = last is not None and day - last.local_date == timedelta(days=1)
        legal = last is None or _may_follow(member, last.local_date, day)
        if last is not None:
            back = follows and member.law.forward_rotation
            legal &= not (back and duty.start_wall_minute < last.start_wall_minute)
            if runs.nights_before >= BLOCK and not (follows and kind[1]):
                rest = duty.start_minute - last.end_minute
                legal &= rest >= member.law.min_rest_after_nights_minutes
        grown = runs.after(runs.days_before, runs.nights_before, kind, follows=follows)
        pause = member.law.min_weekly_rest_minutes
        had = duty.start_minute - limits.free_from >= pause and duty.start_minute > 0
        fits = limits.most_days > 0 and kind[0] <= limits.most_minutes
        state = (1, kind[0], *grown) if legal and fits and grown is not None else None
        found.append((state, int(had or pause == 0)))
    return found


def _may_follow(member: Member, before: date, day: date) -> bool:
    """Whether the dates between two worked ones are enough days off, or none."""
    off = [before + timedelta(days=k) for k in range(1, (day - before).days)]
    least = member.law.min_days_off_in_row or 1
    return not 0 < len(off) < least or not member.absent_dates.isdisjoint(off)


def _sources(
    member: Member, dates: Sequence[date], musts: Sequence[bool], day: int
) -> Iterator[tuple[int, bool]]:
    for before in reversed(range(day)):
        if _may_follow(member, dates[before], dates[day]):
            yield before, dates[day] - dates[before] == timedelta(days=1)
        if musts[before]:
            return


def _date(
    member: Member,
    positions: Sequence[int],
    kinds: Sequence[Kind],
    firsts: Sequence[tuple[int, int]],
    *,
    must: bool,
) -> LinkedDate:
    duties = [member.options[k].duty for k in positions]
    nights = [is_night(duty.night_window_minutes) for duty in duties]
    walls = [duty.start_wall_minute for duty in duties]
    return LinkedDate(
        positions=np.array(positions, dtype=np.int64),
        starts=np.array([duty.start_minute for duty in duties], dtype=np.int64),
        ends=np.array([duty.end_minute for duty in duties], dtype=np.int64),
        walls=np.array(walls, dtype=np.int64),
        kinds=np.array(
            [
                kinds.index((duty.paid_minutes, night))
                for duty, night in zip(duties, nights, strict=True)
            ],
            dtype=np.int64,
        ),
        nights=np.array(nights, dtype=bool),
        chains=_chains(walls),
        first_state=np.array([state for state, _ in firsts], dtype=np.int64),
        first_had=np.array([had for _, had in firsts], dtype=np.int64),
        must=must,
    )


def _chains(walls: Sequence[int]) -> IntArray:
    """Split a sequence into as few as can be that never fall: one for shifts of one length."""
    lasts: list[int] = []
    found = []
    for wall in walls:
        at = next((k for k, last in enumerate(lasts) if last <= wall), len(lasts))
        lasts[at : at + 1] = [wall]
        found.append(at)
    return np.array(found, dtype=np.int64)


def _windows(dates: Sequence[LinkedDate], spread: int) -> tuple[int, ...]:
    """First starts of stretches of the clock's face, without those that another one holds."""
    walls = sorted({wall for options in dates for wall in options.walls.tolist()})
    held = {
        first: frozenset(wall for wall in walls if (wall - first) % DAY_MINUTES <= spread)
        for first in walls
    }
    found: list[int] = []
    for first in sorted(walls, key=lambda first: -len(held[first])):
        if not any(held[first] <= held[other] for other in found):
            found.append(first)
    return tuple(found)
