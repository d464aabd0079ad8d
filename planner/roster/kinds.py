"""Agents of one kind: they may work the same shifts, under one law, for the same queues."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from planner.roster.freeze import barred_by_freeze
from planner.roster.legality import usable_options
from planner.roster.option_values import OptionValues
from planner.roster.problem import FloatArray, IntArray, Member, Option, Problem, dates_of
from planner.roster.queue_sets import class_of, presence_units, supply_classes
from planner.roster.tour_space import BoolArray

__all__ = ["Kind", "anybody", "kinds_of", "pools_of"]


def pools_of(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Members who may work the same shifts and serve the same queues, by position."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, member in enumerate(problem.members):
        agent = member.agent
        key = (id(member.options), id(member.law), member.windows, agent.earliest_start_minute)
        serves = (member.net, member.group, member.weighs, member.owed)
        found[(*key, agent.nights, agent.wage_per_hour, *serves)].append(index)
    return tuple(tuple(pool) for pool in found.values())


def anybody(member: Member) -> Member:
    """A member without what is hers alone."""
    return replace(
        member,
        time_off=(),
        history=(),
        wishes=(),
        pinned=(),
        credited_dates=tuple(0 for _ in member.credited_dates),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What members alike share: a problem of thousands has a few dozen of them.

    ``usable`` is per option, as the rules that judge a duty by itself have it without anybody's
    time off; ``dates`` is per option the place of its local date among ``days``, which have no
    gaps.
    """

    members: tuple[int, ...]
    place: int  # class of supply; -1: serves no queue
    options: tuple[Option, ...]
    usable: BoolArray
    kind_minutes: FloatArray  # options by 3
    values: OptionValues
    starts: IntArray
    ends: IntArray
    days: tuple[date, ...]
    dates: IntArray

    def away(self, member: Member) -> BoolArray:
        """Which options a member's time off bars, or what of her week is frozen."""
        barred = np.zeros(len(self.options), dtype=bool)
        if member.frozen_until > 0:
            barred |= barred_by_freeze(member)
        for start, end in member.time_off:
            barred |= (self.starts < end) & (self.ends > start)
        return barred

    def wishes(self, member: Member) -> FloatArray:
        """What a member's wishes add to each option, in currency."""
        added = np.zeros(len(self.options))
        for day, wish, price in member.wishes:
            if day not in self.days:
                continue
            here = np.nonzero(self.dates == self.days.index(day))[0]
            if wish == "off":
                added[here] += price
            else:
                named = [k for k in here.tolist() if self.options[k].duty.shift == wish]
                added[named] -= price
        return added


def kinds_of(problem: Problem) -> tuple[Kind, ...]:
    """Kinds of a problem's members; every member is of one."""
    classes, units = supply_classes(problem), presence_units(problem)
    values: dict[int, OptionValues] = {}
    found = []
    for pool in pools_of(problem):
        member = problem.members[pool[0]]
        options = member.options
        if id(options) not in values:
            values[id(options)] = OptionValues(
                options, problem.slots, problem.interval_minutes, units
            )
        days = dates_of(options)
        places = {day: place for place, day in enumerate(days)}
        found.append(
            Kind(
                members=pool,
                place=class_of(problem, classes, member),
                options=options,
                usable=usable_options(problem, anybody(member)),
                kind_minutes=np.array(
                    [option.kind_minutes for option in options], dtype=float
                ).reshape(-1, 3),
                values=values[id(options)],
                starts=np.array([o.duty.start_minute for o in options], dtype=np.int64),
                ends=np.array([o.duty.end_minute for o in options], dtype=np.int64),
                days=tuple(days),
                dates=np.array([places[o.duty.local_date] for o in options], dtype=np.int64),
            )
        )
    return tuple(found)
