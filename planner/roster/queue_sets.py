"""Classes of supply, and the sets of queues whose demand can be short as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from planner.roster.problem import Member, Problem

MOST_QUEUE_SETS = 40
MOST_SERVER_SETS = 8
QUARTER = 15  # minutes: the grid of meetings and training blocks that are no whole intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyClass:
    """Agents alike in the queues they serve and in the net share of their presence.

    Alike too in what they weigh in rules on who is at work together: pairs of rule and weight.
    """

    queues: frozenset[int]
    net: float
    weighs: tuple[tuple[int, int], ...] = ()

    def weight(self, rule: int) -> int:
        """What a head weighs in a rule."""
        return dict(self.weighs).get(rule, 0)


def supply_classes(problem: Problem) -> tuple[SupplyClass, ...]:
    """Classes of all members that serve a queue or weigh in a rule on heads, in a fixed order."""
    found = {
        (tuple(sorted(_queues(problem, member))), member.net, member.weighs)
        for member in problem.members
        if _counts(member)
    }
    return tuple(
        SupplyClass(queues=frozenset(queues), net=net, weighs=weighs)
        for queues, net, weighs in sorted(found)
    )


def _counts(member: Member) -> bool:
    return member.group >= 0 or bool(member.weighs)


def _queues(problem: Problem, member: Member) -> frozenset[int]:
    return problem.groups[member.group] if member.group >= 0 else frozenset()


def class_of(problem: Problem, classes: Sequence[SupplyClass], member: Member) -> int:
    """Position of a member's class; -1 for one who is of none."""
    if not _counts(member):
        return -1
    queues = _queues(problem, member)
    return classes.index(SupplyClass(queues=queues, net=member.net, weighs=member.weighs))


def presence_units(problem: Problem) -> int:
    """Parts of an interval in which presence is counted: 1 where all starts are on the grid."""
    step = problem.interval_minutes
    minutes = {step}
    for member in problem.members:
        if any(owed.minutes % step for owed in member.owed):
            minutes.add(QUARTER % step)
    distinct = {id(member.options): member.options for member in problem.members}
    for options in distinct.values():
        for option in options:
            minutes.add(option.duty.start_minute % step)
            minutes.add(option.duty.end_minute % step)
            for pause, offsets in zip(option.template.breaks, option.offsets, strict=True):
                minutes.add(pause.minutes % step)
                minutes.update((option.duty.start_minute + at) % step for at in offsets)
    return step // int(np.gcd.reduce(list(minutes)))


def queue_sets(classes: Sequence[SupplyClass], queues: int) -> tuple[frozenset[int], ...] | None:
    """Sets of queues whose demand can be short as a whole; None where they are too many.

    By Hall's theorem the least shortfall of a slot is the greatest, over sets of queues, of their
    demand less the supply of everybody who serves any of them; only the largest set of queues
    with the same servers matters.
    """
    servers = {
        queue: frozenset(k for k, some in enumerate(classes) if queue in some.queues)
        for queue in range(queues)
    }
    distinct = sorted(set(servers.values()), key=sorted)
    if len(distinct) > MOST_SERVER_SETS:
        return None
    unions = {
        frozenset(chain.from_iterable(some))
        for size in range(1, len(distinct) + 1)
        for some in combinations(distinct, size)
    }
    sets = {
        frozenset(queue for queue, some in servers.items() if some <= union) for union in unions
    }
    return tuple(sorted(sets, key=sorted)) if len(sets) <= MOST_QUEUE_SETS else None
