"""From a requirement to the best roster that the time allows, with a proven lower bound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Activity, Assignment, VendorUse
from planner.errors import ConflictError
from planner.roster.assign import Assigned, assign
from planner.roster.conflicts import find_conflicts
from planner.roster.duties import minutes_from
from planner.roster.model import Fixed, build
from planner.roster.plan import Chosen, Plan
from planner.roster.prepare import prepare
from planner.roster.problem import FloatArray, Problem, presence
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import Reinsertion, search_until_good
from planner.roster.relaxation import relax
from planner.scenario import Scenario

BOUND_SHARE = 0.9  # of the time limit; the search goes on beside it
GOOD_ENOUGH = 1e-4
TELL_EVERY_S = 1.0


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """Limits of a solve; ``workers`` of 1 leaves the bound to run before the search."""

    time_limit_s: float = 60.0
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a solve is: amounts in the team's currency, None while unknown."""

    step: str
    seconds: float
    objective: float | None
    lower_bound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What a solve found.

    ``lower_bound`` bounds pay, premiums, idle, vendors and penalties, bots aside, in the team's
    currency. ``duty`` has the columns of duty.csv.
    """

    assignments: tuple[Assignment, ...]
    vendor_use: tuple[VendorUse, ...]
    duty: pd.DataFrame
    lower_bound: float
    stopped: bool
    wall_seconds: dict[str, float]


class Stop:
    """Asks a solve to end and give the best it has; safe from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        return self._event.is_set()

    def ask(self) -> None:
        """Ask for the end."""
        self._event.set()


def solve(
    scenario: Scenario,
    horizon: Horizon,
    requirement: pd.DataFrame,
    options: SolveOptions,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Stop | None = None,
) -> Solution:
    """Roster the horizon.

    Weeks are rostered in turn, each with the ones before as its history; the lower bound is of
    the whole horizon at once.

    Parameters
    ----------
    scenario, horizon
        A checked team and the weeks to plan.
    requirement
        Columns of requirement.csv.
    options
        Limits.
    on_progress
        Called now and then, from any thread.
    stop
        Ends the solve early, the best roster so far in hand.

    Raises
    ------
    ConflictError
        What must stand for some agent (pins, time off, rules) cannot stand together.
    """
    run = _Run(scenario, horizon, requirement, options, on_progress, stop or Stop())
    return run.solve()


class _Run:
    def __init__(
        self,
        scenario: Scenario,
        horizon: Horizon,
        requirement: pd.DataFrame,
        options: SolveOptions,
        on_progress: Callable[[Progress], None] | None,
        stop: Stop,
    ) -> None:
        self.scenario, self.horizon, self.requirement = scenario, horizon, requirement
        self.options, self.on_progress, self.stop = options, on_progress, stop
        self.began = time.monotonic()
        self.deadline = self.began + options.time_limit_s
        self.seconds: dict[str, float] = {}
        self.bound: float | None = None
        self.told = self.began

    def solve(self) -> Solution:
        problem = self._timed(
            "prepare", lambda: prepare(self.scenario, self.horizon, self.requirement)
        )
        conflicts = self._timed("rules", lambda: find_conflicts(problem))
        if conflicts:
            raise ConflictError(conflicts)
        with ThreadPoolExecutor(max_workers=1) as pool:
            bounding = pool.submit(self._bound, problem)
            if self.options.workers == 1:
                bounding.result()
            assignments = self._timed("search", lambda: self._weeks(problem, bounding))
            self._tell("bound", None)
            bound = bounding.result()
        plan = _as_plan(problem, self.horizon, assignments)
        assigned = self._timed(
            "assign", lambda: assign(problem, plan, _past_presence(self.scenario, self.horizon))
        )
        return Solution(
            assignments=tuple(assignments),
            vendor_use=_vendor_use(problem, self.horizon, assigned),
            duty=_duty_table(problem, self.horizon, assigned),
            lower_bound=bound,
            stopped=self.stop(),
            wall_seconds=self.seconds,
        )

    def _timed(self, name: str, work):  # type: ignore[no-untyped-def]
        before = time.monotonic()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - before
        return result

    def _tell(self, step: str, objective: float | None) -> None:
        self.told = time.monotonic()
        if self.on_progress is not None:
            self.on_progress(
                Progress(
                    step=step,
                    seconds=time.monotonic() - self.began,
                    objective=objective,
                    lower_bound=self.bound,
                )
            )

    def _bound(self, problem: Problem) -> float:
        before = time.monotonic()
        everybody = range(len(problem.members))
        model = build(problem, everybody, Fixed.nothing(problem), relaxed=True)
        left = max(1.0, (self.deadline - time.monotonic()) * BOUND_SHARE)
        found = relax(model.program, left)
        self.bound = max(0.0, (found.lower_bound + model.offset) / COST_SCALE)
        self.seconds["bound"] = time.monotonic() - before
        return self.bound

    def _weeks(self, problem: Problem, bounding: Future[float]) -> list[Assignment]:
        if self.horizon.weeks == 1:
            return self._week(problem, self.horizon, self.deadline, bounding)
        done: list[Assignment] = []
        for week in range(self.horizon.weeks):
            one = replace(
                self.horizon,
                start_date=self.horizon.start_date + timedelta(days=7 * week),
                weeks=1,
            )
            team = replace(self.scenario, history=(*self.scenario.history, *done))
            starts = self.requirement["interval_start"]
            rows = self.requirement[(starts >= one.start) & (starts < one.end)]
            share = (self.deadline - time.monotonic()) / (self.horizon.weeks - week)
            part = prepare(team, one, rows)
            done += self._week(part, one, time.monotonic() + share, None)
        return done

    def _week(
        self,
        problem: Problem,
        horizon: Horizon,
        deadline: float,
        bounding: Future[float] | None,
    ) -> list[Assignment]:
        search = Reinsertion(problem, self.options.seed)
        search.construct()
        self._tell("search", search.cost())
        enough = self._enough(bounding)
        search_until_good(search, deadline, enough, lambda found: self._tell("search", found))
        plan = {index: week.chosen for index, week in enumerate(search.weeks)}
        return as_assignments(problem, horizon, plan)

    def _enough(self, bounding: Future[float] | None) -> Callable[[float], bool]:
        """Whether to end at an objective: asked to, or proven good enough."""

        def enough(objective: float) -> bool:
            if time.monotonic() - self.told >= TELL_EVERY_S:
                self._tell("search", objective)
            if self.stop():
                return True
            if bounding is None or not bounding.done() or self.bound is None:
                return False
            return objective - self.bound <= GOOD_ENOUGH * max(1.0, abs(objective))

        return enough


def as_assignments(problem: Problem, horizon: Horizon, plan: Plan) -> list[Assignment]:
    """A plan as roster rows."""
    rows = []
    for index, chosen in sorted(plan.items()):
        member = problem.members[index]
        for each in sorted(chosen, key=lambda one: member.options[one.option].duty.start_minute):
            option = member.options[each.option]
            start = horizon.start + timedelta(minutes=option.duty.start_minute)
            pauses = [
                Activity(
                    activity="break",
                    start=horizon.start + timedelta(minutes=at),
                    end=horizon.start + timedelta(minutes=at + pause.minutes),
                    paid=pause.paid,
                )
                for pause, at in zip(option.template.breaks, each.break_starts, strict=True)
            ]
            rows.append(
                Assignment(
                    agent_id=member.agent.agent_id,
                    local_date=option.duty.local_date,
                    shift=option.duty.shift,
                    start=start,
                    end=start + timedelta(minutes=option.template.length_minutes),
                    activities=tuple(pauses),
                )
            )
    return rows


def _as_plan(problem: Problem, horizon: Horizon, rows: Sequence[Assignment]) -> Plan:
    """Roster rows as a plan of a problem over the whole horizon."""
    position = {member.agent.agent_id: k for k, member in enumerate(problem.members)}
    plan: dict[int, tuple[Chosen, ...]] = {}
    for row in rows:
        index = position[row.agent_id]
        start = minutes_from(horizon.start, row.start)
        breaks = tuple(minutes_from(horizon.start, pause.start) for pause in row.activities)
        option = next(
            k
            for k, one in enumerate(problem.members[index].options)
            if one.duty.start_minute == start
            and one.duty.shift == row.shift
            and all(at - start in allowed for at, allowed in zip(breaks, one.offsets, strict=True))
        )
        plan[index] = (*plan.get(index, ()), Chosen(option=option, break_starts=breaks))
    return plan


def _past_presence(scenario: Scenario, horizon: Horizon) -> dict[int, FloatArray]:
    """Heads per slot of members whose earlier shifts run past the start."""
    slots, step = len(horizon.slots), horizon.interval_minutes
    position = {agent.agent_id: k for k, agent in enumerate(scenario.agents)}
    found: dict[int, FloatArray] = {}
    for row in scenario.history:
        if row.start < horizon.start < row.end and row.agent_id in position:
            heads = found.setdefault(position[row.agent_id], np.zeros(slots))
            spans = [(row.start, row.end, 1.0)]
            spans += [(pause.start, pause.end, -1.0) for pause in row.activities]
            for start, end, sign in spans:
                first, last = minutes_from(horizon.start, start), minutes_from(horizon.start, end)
                for slot, minutes in presence(first, last, slots, step):
                    heads[slot] += sign * minutes / step
    return found


def _vendor_use(problem: Problem, horizon: Horizon, assigned: Assigned) -> tuple[VendorUse, ...]:
    step = timedelta(minutes=horizon.interval_minutes)
    return tuple(
        VendorUse(
            vendor=problem.vendors[use.vendor].name,
            queue=problem.demand.queues[use.queue],
            interval_start=horizon.start + use.slot * step,
            agents=use.agents,
            contacts=use.contacts,
        )
        for use in assigned.vendors
    )


def _duty_table(problem: Problem, horizon: Horizon, assigned: Assigned) -> pd.DataFrame:
    parts = []
    starts = pd.DatetimeIndex(horizon.slots)
    for index, shares in assigned.shares.items():
        queue, slot = np.nonzero(shares)
        parts.append(
            pd.DataFrame(
                {
                    "interval_start": starts[slot],
                    "agent_id": problem.members[index].agent.agent_id,
                    "queue": np.array(problem.demand.queues, dtype=object)[queue],
                    "share": shares[queue, slot],
                }
            )
        )
    if not parts:
        return pd.DataFrame(
            {
                "interval_start": starts[:0],
                "agent_id": pd.Series(dtype="str"),
                "queue": pd.Series(dtype="str"),
                "share": pd.Series(dtype="float64"),
            }
        )
    table = pd.concat(parts, ignore_index=True).astype({"queue": "str", "agent_id": "str"})
    return table.sort_values(["interval_start", "agent_id", "queue"], ignore_index=True)
