"""A member's week laid out for the dynamic program that finds her cheapest tour (``tours.py``)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from planner.roster.linked_space import LinkedSpace, linked_space, links_shifts
from planner.roster.linked_states import Limits
from planner.roster.problem import FloatArray, IntArray, Member
from planner.roster.week_limits import least_minutes, most_days, most_minutes, run_before

FAR = 1e15
State = tuple[int, int, int]  # days, minutes, run
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Options worked, by position, in order of time, and what they cost at the prices given."""

    options: tuple[int, ...]
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOptions:
    """Usable options of one local date, in order of their ends."""

    date: date
    positions: IntArray  # into the member's options
    starts: IntArray
    ends: IntArray
    lengths: IntArray  # position of the paid length among the space's lengths
    must: bool
    follows: bool  # its date is the one after the date before it here


@dataclass(frozen=True, slots=True, kw_only=True)
class TourSpace:
    """A member's week prepared for the dynamic program.

    ``states`` are the reachable (days, minutes, run); the run of dates is 0 throughout where it
    cannot grow too long but from history. ``before[l][s]`` is the state from which paid length l
    leads to s, -1 where none does. ``groups`` are where states of other (days, minutes) begin, and
    ``group_before[l][s]`` the group from which paid length l begins a run at s.
    """

    dates: tuple[DateOptions, ...]
    states: tuple[State, ...]
    before: IntArray
    groups: IntArray
    group_before: IntArray
    end_cost: FloatArray  # per state: idle pay and weekly overtime, FAR where too few minutes
    base_cost: FloatArray  # per option of the member
    kind_minutes: FloatArray  # options by 3
    rest_minutes: int
    weekly_rest_minutes: int
    free_from: int  # the pause before the first duty counts from here
    week_end: int
    run_before: int
    max_run: int
    near: int  # dates back within which a duty may end too late for the rest or the weekly rest
    linked: LinkedSpace | None = None  # where rules ask for more than this space tells


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
    days, most = min(most_days(member), len(dates)), most_minutes(member)
    run = run_before(member) if dates else 0
    max_run = member.law.max_consecutive_days or 10**6
    binding = max_run < days
    states = _states(lengths, days, most, max_run if binding else 0, run)
    before, groups, group_before = _transitions(states, lengths, binding)
    least = least_minutes(member)
    stays_out = {0} if member.may_stay_out else set()

    def cost_of(minutes: int) -> float:
        if minutes < least and minutes not in stays_out:
            return FAR
        return 0.0 if end_cost_of is None else float(end_cost_of[minutes])

    free_from = week_bounds[0]
    if member.history:
        free_from = max(past.end_minute for past in member.history)
        free_from = free_from if member.rest_from is None else max(free_from, member.rest_from)
    return TourSpace(
        dates=dates,
        states=states,
        before=before,
        groups=groups,
        group_before=group_before,
        end_cost=np.array([cost_of(minutes) for _, minutes, _ in states]),
        base_cost=base_cost,
        kind_minutes=np.array([o.kind_minutes for o in member.options], dtype=float).reshape(-1, 3),
        rest_minutes=rest,
        weekly_rest_minutes=member.law.min_weekly_rest_minutes,
        free_from=free_from,
        week_end=week_bounds[1],
        run_before=run,
        max_run=max_run,
        near=_near(dates, max(rest, member.law.min_weekly_rest_minutes)),
        linked=linked_space(
            member,
            [(options.date, options.positions.tolist(), options.must) for options in dates],
            Limits(
                most_days=days,
                most_minutes=most,
                free_from=free_from,
                week_end=week_bounds[1],
            ),
            cost_of,
        )
        if links_shifts(member.law)
        else None,
    )


def _dates(
    member: Member, usable: BoolArray, lengths: list[int], rest: int
) -> tuple[DateOptions, ...]:
    rested = max((past.end_minute + rest for past in member.history), default=-(10**9))
    by_date: dict[date, list[int]] = defaultdict(list)
    pinned = {day: (name, minute) for day, name, minute in member.pinned}
    for position, option in enumerate(member.options):
        duty = option.duty
        pin = pinned.get(duty.local_date)
        fits = pin is None or pin == (duty.shift, duty.start_wall_minute)
        by_date[duty.local_date].extend(
            [position] if usable[position] and duty.start_minute >= rested and fits else []
        )
    # A pin that no option answers to leaves a date that must be worked and cannot.
    for day in pinned:
        by_date[day].extend([])
    result: list[DateOptions] = []
    before = None
    for day in sorted(by_date):
        chosen = sorted(by_date[day], key=lambda k: member.options[k].duty.end_minute)
        duties = [member.options[k].duty for k in chosen]
        result.append(
            DateOptions(
                date=day,
                positions=np.array(chosen, dtype=np.int64),
                starts=np.array([duty.start_minute for duty in duties], dtype=np.int64),
                ends=np.array([duty.end_minute for duty in duties], dtype=np.int64),
                lengths=np.array(
                    [lengths.index(duty.paid_minutes) for duty in duties], dtype=np.int64
                ),
                must=day in pinned,
                follows=before is not None and day - before == timedelta(days=1),
            )
        )
        before = day
    return tuple(result)


def _near(dates: tuple[DateOptions, ...], pause: int) -> int:
    """Dates back past which every duty leaves a pause before every duty here."""
    near = 1
    for day, options in enumerate(dates):
        for back in range(near + 1, day + 1):
            ends = dates[day - back].ends
            if len(ends) and len(options.starts) and options.starts.min() - ends.max() < pause:
                near = back
    return near


def _states(
    lengths: list[int], most_days: int, most_minutes: int, max_run: int, run_before: int
) -> tuple[State, ...]:
    """Reachable states; runs are told apart up to ``max_run``, not at all where that is 0."""
    reached: set[State] = {(0, 0, 0)}
    if max_run:
        reached.add((0, 0, run_before))
    layer = reached
    for _ in range(most_days):
        layer = {
            (days + 1, minutes + length, longer)
            for days, minutes, run in layer
            for length in lengths
            for longer in ({1, run + 1} if max_run else {0})
            if minutes + length <= most_minutes and longer <= max_run
        }
        reached |= layer
    return tuple(sorted(reached))


def _transitions(
    states: tuple[State, ...], lengths: list[int], binding: bool
) -> tuple[IntArray, IntArray, IntArray]:
    """Where each state comes from: going on with a run, or beginning one."""
    index = {state: k for k, state in enumerate(states)}
    pairs = sorted({(days, minutes) for days, minutes, _ in states})
    first = {states[k][:2]: k for k in reversed(range(len(states)))}
    group = {pair: k for k, pair in enumerate(pairs)}
    step = 1 if binding else 0
    before = [
        [index.get((days - 1, minutes - length, run - step), -1) for days, minutes, run in states]
        for length in lengths
    ]
    group_before = [
        [
            group.get((days - 1, minutes - length), -1) if run <= 1 else -1
            for days, minutes, run in states
        ]
        for length in lengths
    ]
    shape = (len(lengths), len(states))
    return (
        np.array(before, dtype=np.int64).reshape(shape),
        np.array([first[pair] for pair in pairs], dtype=np.int64),
        np.array(group_before, dtype=np.int64).reshape(shape),
    )
