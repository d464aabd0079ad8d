"""A model under construction: a program, and where to find what in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from planner.roster.holes import Holes
from planner.roster.problem import FloatArray, Option, Problem, presence
from planner.roster.program import Program
from planner.roster.queue_sets import SupplyClass, class_of, presence_units, supply_classes

BreakKey = tuple[int, date, str, int]  # member, local date, template, break


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the members that are not free contribute: presence units, kind minutes."""

    presence: FloatArray  # classes by slots, in presence units
    kind_minutes: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    @classmethod
    def nothing(cls, problem: Problem) -> Fixed:
        """No other member works."""
        return cls(presence=np.zeros((len(supply_classes(problem)), problem.slots)))


@dataclass(slots=True, kw_only=True)
class Model:
    """A program and where to find what in it."""

    problem: Problem
    program: Program
    free: tuple[int, ...]
    classes: tuple[SupplyClass, ...]
    units: int
    relaxed: bool
    offset: float = 0.0
    counts: dict[int, int] = field(default_factory=dict)  # members that one stands for, if more
    options: dict[int, list[int]] = field(default_factory=dict)
    employed: dict[int, int] = field(default_factory=dict)  # of members who may stay out
    breaks: dict[BreakKey, dict[int, int]] = field(default_factory=dict)
    on_duty: dict[tuple[int, int], int] = field(default_factory=dict)
    heads: dict[tuple[int, int], int] = field(default_factory=dict)
    vendor_agents: dict[tuple[int, int, int], int] = field(default_factory=dict)
    vendor_shares: dict[tuple[int, int, int], int] = field(default_factory=dict)
    parts: dict[tuple[int, int, int], int] = field(default_factory=dict)
    asked: dict[tuple[int, int], int] = field(default_factory=dict)  # rows, where split by queue
    short: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    holes: Holes | None = None
    cover_rows: range = range(0)  # rows that say what shifts are worth to cover
    supply_rows: range = range(0)  # rows that say who is on duty; the rows of cover come after
    cover_variables: range = range(0)  # variables of these rows that are no agent's
    fairness_rows: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def count_of(self, index: int) -> int:
        """Members that a free member stands for."""
        return self.counts.get(index, 1)

    def place_of(self, index: int) -> int:
        """Class of a member; -1 for one who serves no queue."""
        return class_of(self.problem, self.classes, self.problem.members[index])


def empty_model(problem: Problem, free: Iterable[int], *, relaxed: bool) -> Model:
    """A model without any family."""
    return Model(
        problem=problem,
        program=Program(),
        free=tuple(free),
        classes=supply_classes(problem),
        units=presence_units(problem),
        relaxed=relaxed,
    )


def usable(model: Model, index: int) -> Iterable[tuple[Option, int]]:
    """Options of a free member that no rule forbids by themselves, with their variables."""
    forbidden = model.program.forbidden
    member = model.problem.members[index]
    for option, variable in zip(member.options, model.options[index], strict=True):
        if variable not in forbidden:
            yield option, variable


def slot_units(model: Model, start_minute: int, end_minute: int) -> list[tuple[int, int]]:
    """Presence units that a span takes of each slot."""
    step = model.problem.interval_minutes
    return [
        (slot, minutes * model.units // step)
        for slot, minutes in presence(start_minute, end_minute, model.problem.slots, step)
    ]
