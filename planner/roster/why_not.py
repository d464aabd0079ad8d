"""Why an agent does not work a shift: what forbids it, or her best week with it.

The others stand as they are. Her week is found exactly by a mixed-integer program of her options
alone; whether any week of hers is legal is asked of the rules themselves.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from planner.roster.choices import choices_of
from planner.roster.conflicts import least_clash
from planner.roster.demands import Demand, demands_of
from planner.roster.exact_moves import Freedom, best_near
from planner.roster.legality import is_legal
from planner.roster.plan import Chosen, Plan
from planner.roster.problem import IntArray, Member, Option, Problem
from planner.roster.program import Program
from planner.roster.tour_space import BoolArray
from planner.rules.duty_rules import PinsStand

__all__ = ["Asked", "StartAnswer", "WhyNot"]

NO_GAP, SMALL_GAP = 1e-9, 1e-4  # of the cost: the best is told to the cent, the others about
FAVOUR = 5e-4  # for a shift that stands: seven of them are less than half a cent
FIRST_SHARE = 0.5  # of the time, for the best start
SHORTEST_S, QUICK_S = 1.0, 0.2  # for one week; for one of another start than the best


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A shift of a member on a local date, by position; ``shift`` None: a day off.

    ``start_minute`` is the wall minute of its start; None: any.
    """

    member: int
    local_date: date
    shift: str | None
    start_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAnswer:
    """What comes of one start; ``start_minute`` is None for a day off.

    ``alone`` forbid the shift by itself; ``clash`` are the fewest demands that forbid any week
    with it, None where there is such a week; ``week`` is the best one, None where none is legal or
    none was found in time. ``dearer`` is what the roster costs more with it, in currency, as a
    search reckons it: vendors may be split.
    """

    start_minute: int | None
    alone: tuple[Demand, ...] = ()
    clash: tuple[Demand, ...] | None = None
    week: tuple[Chosen, ...] | None = None
    dearer: float | None = None
    proven: bool = False

    @property
    def forbidden(self) -> bool:
        """Whether no legal roster has it."""
        return bool(self.alone) or self.clash is not None


class WhyNot:
    """Questions about one member of a plan.

    Parameters
    ----------
    problem
        Of one plan week or several.
    plan
        Who works what; legal.
    asked
        The question.
    """

    def __init__(self, problem: Problem, plan: Plan, asked: Asked) -> None:
        self.problem, self.plan, self.asked = problem, plan, asked
        self.member = problem.members[asked.member]
        self.now = plan.get(asked.member, ())
        options = self.member.options
        self.on_date = np.array(
            [option.duty.local_date == asked.local_date for option in options], dtype=bool
        )

    def starts(self) -> dict[int, tuple[int, ...]]:
        """Options that answer to what is asked by the wall minute of their start."""
        found: dict[int, list[int]] = defaultdict(list)
        for position in np.flatnonzero(self.on_date).tolist():
            duty = self.member.options[position].duty
            wanted = self.asked.start_minute in (None, duty.start_wall_minute)
            if duty.shift == self.asked.shift and wanted:
                found[duty.start_wall_minute].append(position)
        return {start: tuple(found[start]) for start in sorted(found)}

    def answers(self, seconds: float) -> tuple[StartAnswer, ...]:
        """An answer for every start, what is possible first and the cheapest of it before all.

        Parameters
        ----------
        seconds
            For all starts together; what others than the best cost is left open where it is over.

        Returns
        -------
        tuple of StartAnswer
            One for a day off; none where there is no such shift.
        """
        until = time.monotonic() + seconds
        standing = self._best(self._nothing_open(), (), SHORTEST_S).dearer or 0.0
        if self.asked.shift is None:
            return (self._answer(None, (), standing, seconds),)
        starts = self.starts()
        barred = {start: self._alone(positions[0]) for start, positions in starts.items()}
        found = [StartAnswer(start_minute=start, alone=why) for start, why in barred.items() if why]
        rest = {start: positions for start, positions in starts.items() if not barred[start]}
        best = self._best_of_all(rest, standing, FIRST_SHARE * seconds)
        if best is not None:
            found.append(best)
            del rest[best.start_minute or 0]
        for number, (start, positions) in enumerate(rest.items()):
            left = (until - time.monotonic()) / (len(rest) - number)
            found.append(self._answer(start, positions, standing, left))
        return tuple(sorted(found, key=lambda one: (one is not best, *_rank(one))))

    def _best_of_all(
        self, starts: Mapping[int, tuple[int, ...]], standing: float, seconds: float
    ) -> StartAnswer | None:
        """The best week with any of some starts; None where none is found at once."""
        positions = [position for some in starts.values() for position in some]
        if not positions:
            return None
        (open_, *_) = self._ever_more_open(positions)
        found = self._best(open_, positions, max(SHORTEST_S, seconds), NO_GAP)
        if found.week is None or found.dearer is None:
            return None
        worked = {each.option for each in found.week}
        start = next(start for start, some in starts.items() if worked & set(some))
        return replace(found, start_minute=start, dearer=found.dearer - standing)

    def best_anyway(self, seconds: float) -> tuple[Chosen, ...] | None:
        """Her best week where nothing is asked."""
        found = self._best(self._week_open(), (), max(SHORTEST_S, seconds))
        return found.week

    def in_the_way(self, answer: StartAnswer) -> tuple[Demand, ...]:
        """What forbids it if all her other shifts stay and no other comes; empty for nothing.

        Parameters
        ----------
        answer
            Of a start that is not forbidden.
        """
        must = () if answer.start_minute is None else self.starts()[answer.start_minute]
        kept = [each.option for each in self.now if not self.on_date[each.option]]
        positions = [*kept, *must]
        some = replace(
            self.member, options=tuple(self.member.options[position] for position in positions)
        )
        demands = [*demands_of(self.member), *(_stays(self.member.options[k]) for k in kept)]
        places = tuple(range(len(kept), len(positions)))
        return least_clash(self.problem, some, demands, places) or ()

    def _answer(
        self, start: int | None, positions: tuple[int, ...], standing: float, seconds: float
    ) -> StartAnswer:
        gap, least = (NO_GAP, SHORTEST_S) if start is None else (SMALL_GAP, QUICK_S)
        for open_ in self._ever_more_open(positions):
            found = self._best(open_, positions, max(least, seconds), gap)
            if found.week is not None and found.dearer is not None:
                return replace(found, start_minute=start, dearer=found.dearer - standing)
        others = self.on_date.copy()
        others[list(positions)] = False
        places = np.flatnonzero(~others).tolist()
        some = replace(self.member, options=tuple(self.member.options[k] for k in places))
        must = tuple(places.index(position) for position in positions)
        clash = least_clash(self.problem, some, tuple(demands_of(self.member)), must)
        return StartAnswer(start_minute=start, clash=clash)

    def _alone(self, position: int) -> tuple[Demand, ...]:
        """Demands that forbid an option by itself."""
        return tuple(
            demand
            for demand in demands_of(self.member)
            if not demand.rule.linking
            and _forbids(self.problem, self.member, demand, self.member.options[position])
        )

    def _ever_more_open(self, positions: Sequence[int]) -> list[BoolArray]:
        """What may change: her week that holds the date, then all of her weeks."""
        whole = np.ones(len(self.member.options), dtype=bool)
        found: list[BoolArray] = []
        for open_ in (self._week_open(), whole):
            narrowed = open_ & ~self.on_date
            narrowed[list(positions)] = True
            if not any((narrowed == other).all() for other in found):
                found.append(narrowed)
        return found

    def _week_open(self) -> BoolArray:
        """Her options in the plan weeks that hold what is asked."""
        weeks = self._weeks_of(np.arange(len(self.member.options)))
        held = set(weeks[self.on_date].tolist())
        return np.isin(weeks, sorted(held))

    def _weeks_of(self, positions: IntArray) -> IntArray:
        starts = [self.member.options[k].duty.start_minute for k in positions.tolist()]
        weeks: IntArray = np.searchsorted(self.problem.week_bounds, starts, side="right") - 1
        return weeks

    def _nothing_open(self) -> BoolArray:
        return np.zeros(len(self.member.options), dtype=bool)

    def _best(
        self, open_: BoolArray, must: Sequence[int], seconds: float, gap: float = NO_GAP
    ) -> StartAnswer:
        """Her best week where so much is open; ``dearer`` is the roster's objective."""
        index = self.asked.member
        # What she works now on the date is no part of what stands, unless nothing is open.
        leaves = open_.any() and not open_[self.on_date].all()
        now = [each for each in self.now if not (leaves and self.on_date[each.option])]
        plan = {**self.plan, index: tuple(now)}
        found = best_near(
            self.problem,
            plan,
            Freedom(options={index: open_}),
            seconds,
            must={index: must} if must else None,
            gap=gap,
            favour=FAVOUR,
        )
        week = None if found.plan is None else found.plan[index]
        if week is not None and open_.any():
            options = [each.option for each in week]
            week = week if is_legal(self.problem, self.member, options) else None
        return StartAnswer(
            start_minute=None, week=week, dearer=found.objective, proven=found.proven
        )


def _rank(answer: StartAnswer) -> tuple[bool, float, int]:
    dearer = np.inf if answer.dearer is None else answer.dearer
    return answer.forbidden, dearer, answer.start_minute or 0


def _stays(option: Option) -> Demand:
    """That a shift which she works stays hers."""
    duty = option.duty
    clock_face = f"{duty.start_wall_minute // 60:02d}:{duty.start_wall_minute % 60:02d}"
    return Demand(
        rule=PinsStand,
        text=f"her {duty.shift} on {duty.local_date} from {clock_face}",
        remedy=f"moving her {duty.shift} of {duty.local_date} or giving it up",
        pin=(duty.local_date, duty.shift, duty.start_wall_minute),
    )


def _forbids(problem: Problem, member: Member, demand: Demand, option: Option) -> bool:
    some = replace(member, time_off=() if demand.absence is None else (demand.absence,))
    sink = Program()
    variable = sink.new_bool("")
    choices = choices_of(problem, some, (option,), (variable,))
    demand.rule.of(choices).constrain(choices, sink)
    return variable in sink.forbidden
