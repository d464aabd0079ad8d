"""From a requirement to the best roster that the time allows, with a proven lower bound."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from math import isfinite

import pandas as pd

from planner.clock import Horizon
from planner.domain import Assignment, VendorUse
from planner.errors import ConflictError
from planner.published import HeadPrice
from planner.roster.assign import Assigned, assign
from planner.roster.bounding import find_bounds, find_prices
from planner.roster.budget import Budget, patiently
from planner.roster.companion import Companion
from planner.roster.conflicts import find_conflicts
from planner.roster.employment import Employment
from planner.roster.engines import Engine, engine_of
from planner.roster.kept_prices import kept_prices, prices_to_keep
from planner.roster.lines import line_pins_of
from planner.roster.messages import Bound, Message, Move, Pattern, Prices, Request
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.roster.queue_sets import supply_classes
from planner.roster.search import search
from planner.roster.session_times import with_session_times
from planner.roster.solution_rows import (
    as_assignments,
    as_plan,
    duty_table,
    past_presence,
    vendor_use,
)
from planner.roster.week_after import prices_of_week, with_week_after
from planner.scenario import Scenario

ALONE_SHARE = 0.35  # of the time, for the bound, where nothing runs beside the search
LINEAR_ALONE_SHARE = 0.6  # the same where the bound is the linear relaxation's
# Of a week's time, and of all weeks' for those of the first, where weeks are rostered in turn.
PRICES_SHARE, FIRST_PRICES_SHARE = 0.4, 0.3
GOOD_ENOUGH = 1e-4
TELL_EVERY_S = 1.0
MOMENT_OF_REST_S, LOOK_S = 0.02, 0.2  # between two looks
WORTH_ANEW_S = 2.0  # in less a process begun anew finds nothing


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """Limits of a solve; with one worker the bound runs before the search, else beside it."""

    time_limit_s: float = 60.0
    workers: int = 2
    seed: int = 0
    engine: Engine = Engine.AUTO


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
    currency. ``duty`` has the columns of duty.csv. ``notices`` say what went wrong on the
    way, though the roster stands. ``prices`` are what heads were found to be worth, for a solve
    that changes this roster to begin from; none where none were found.
    """

    assignments: tuple[Assignment, ...]
    vendor_use: tuple[VendorUse, ...]
    duty: pd.DataFrame
    lower_bound: float
    stopped: bool
    wall_seconds: dict[str, float]
    notices: tuple[str, ...] = ()
    prices: tuple[HeadPrice, ...] = ()


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
    employment: Employment | None = None,
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
    employment
        Where whom to employ is to be decided too; else everybody is paid.
    on_progress
        Called now and then, from any thread.
    stop
        Ends the solve early, the best roster so far in hand.

    Raises
    ------
    ConflictError
        What must stand for some agent (pins, time off, rules) cannot stand together.
    """
    run = _Run(scenario, horizon, requirement, options, employment, on_progress, stop or Stop())
    return run.solve()


class _Run:
    def __init__(
        self,
        scenario: Scenario,
        horizon: Horizon,
        requirement: pd.DataFrame,
        options: SolveOptions,
        employment: Employment | None,
        on_progress: Callable[[Progress], None] | None,
        stop: Stop,
    ) -> None:
        self.scenario, self.horizon, self.requirement = scenario, horizon, requirement
        self.employment = employment
        self.options, self.on_progress, self.stop = options, on_progress, stop
        self.budget = Budget(options.time_limit_s)
        self.seconds: dict[str, float] = {}
        self.beside: Companion | None = None
        self.again = False  # whether that process was begun anew
        self.notices: list[str] = []
        self.bound_here: float | None = None
        self.kept: list[Message] = []
        self.prices: Prices | None = None  # of the whole horizon, the last that were found
        self.published_prices: Prices | None = None
        self.told = self.budget.began

    def solve(self) -> Solution:
        problem = self._timed(
            "prepare",
            lambda: prepare(self.scenario, self.horizon, self.requirement, self.employment),
        )
        if not problem.members:
            return self._bought(problem)
        self.budget.prepared(problem, self.seconds["prepare"])
        conflicts = self._timed("rules", lambda: find_conflicts(problem))
        if conflicts:
            raise ConflictError(conflicts)
        if self.horizon.weeks == 1:
            problem = self._timed("sessions", lambda: self._with_sessions(problem))
        engine = engine_of(problem, self.options.engine)
        if engine != Engine.PATTERNS:
            self._take_up_prices(problem)
        if self.options.workers == 1:
            self._timed("bound", lambda: self._bound_here(problem, engine))
        else:
            self.beside = self._begun_beside(problem)
        try:
            assignments = self._timed("search", lambda: self._weeks(problem, engine))
            assigned = self._timed("assign", lambda: self._assigned(problem, assignments))
            self.look_after(problem)
            bound = self._last_bound()
        finally:
            if self.beside is not None:
                self.beside.close()
        return Solution(
            assignments=tuple(assignments),
            vendor_use=vendor_use(problem, self.horizon, assigned),
            duty=duty_table(problem, self.horizon, assigned),
            lower_bound=bound,
            stopped=self.stop(),
            wall_seconds=self.seconds,
            notices=tuple(self.notices),
            prices=() if engine == Engine.PATTERNS else self._prices_to_keep(problem),
        )

    def _prices_to_keep(self, problem: Problem) -> tuple[HeadPrice, ...]:
        """The last prices that were found; small teams have theirs anew in a moment."""
        for message in () if self.beside is None else self.beside.received():
            self.note(message)
        found = self.prices or self.published_prices
        return () if found is None else prices_to_keep(problem, self.horizon, found)

    def _take_up_prices(self, problem: Problem) -> None:
        """Begin at the prices that were published, where they are of this problem."""
        published = self.scenario.published
        rows = () if published is None else published.prices
        if not rows:
            return
        self.published_prices = kept_prices(problem, self.horizon, rows)
        if self.published_prices is None:
            self.notices.append(
                "the published prices of heads are of other intervals or queues; they are not used"
            )

    def _with_sessions(self, problem: Problem) -> Problem:
        return with_session_times(problem, self.options.seed)

    def _begun_beside(self, problem: Problem) -> Companion:
        return Companion(
            Request(
                problem=problem,
                seconds=self.budget.left(),
                seed=self.options.seed + 1,
                engine=self.options.engine,
                prices=self.published_prices,
            )
        )

    def look_after(self, problem: Problem) -> None:
        """Begin the process beside the search anew where it was killed; once, if time is left."""
        how = None if self.beside is None else self.beside.failed()
        if how is None or self.beside is None or self.again:
            return
        self.again = True
        self.bound_here = self.bound()
        self.notices.append(f"the process beside the search ended early ({how})")
        if self.budget.left() > WORTH_ANEW_S and not self.stop():
            self.beside.close()
            self.beside = self._begun_beside(problem)

    def _assigned(self, problem: Problem, assignments: list[Assignment]) -> Assigned:
        plan = as_plan(problem, self.horizon, assignments)
        past = past_presence(self.scenario, self.horizon)
        return assign(problem, plan, past, self.budget.for_assigning())

    def _bought(self, problem: Problem) -> Solution:
        """A week without agents: what vendors are bought is all there is to decide."""
        assigned = self._timed(
            "assign", lambda: assign(problem, {}, seconds=self.budget.for_assigning())
        )
        self.bound_here = assigned.lower_bound
        self.tell("bound", None)
        return Solution(
            assignments=(),
            vendor_use=vendor_use(problem, self.horizon, assigned),
            duty=duty_table(problem, self.horizon, assigned),
            lower_bound=assigned.lower_bound,
            stopped=self.stop(),
            wall_seconds=self.seconds,
        )

    def _timed(self, name: str, work):  # type: ignore[no-untyped-def]
        before = time.monotonic()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - before
        return result

    def tell(self, step: str, objective: float | None) -> None:
        """Tell whoever follows how far it is."""
        self.told = time.monotonic()
        if self.on_progress is not None:
            self.on_progress(
                Progress(
                    step=step,
                    seconds=self.budget.spent(),
                    objective=objective,
                    lower_bound=self.bound(),
                )
            )

    def bound(self) -> float | None:
        """The best bound so far, of the whole horizon, in currency."""
        beside = None if self.beside is None else self.beside.bound
        known = [bound for bound in (beside, self.bound_here) if bound is not None]
        return max(known, default=None)

    def _bound_here(self, problem: Problem, engine: Engine) -> None:
        share = ALONE_SHARE if engine == Engine.PATTERNS else LINEAR_ALONE_SHARE
        end = time.monotonic() + share * max(0.0, self.budget.search_until - time.monotonic())

        def go_on() -> bool:
            return time.monotonic() < end and not self.stop()

        whole = self.options.engine != Engine.PATTERNS
        patiently(lambda: find_bounds(problem, end, go_on, self._keep, whole=whole), go_on)

    def _keep(self, message: Message) -> None:
        if isinstance(message, Bound):
            self.bound_here = max(message.value, self.bound_here or 0.0)
        elif isinstance(message, Pattern | Prices):
            self.kept = [message, *(one for one in self.kept if isinstance(one, Move))]
            self.note(message)
        elif isinstance(message, Move):
            self.kept.append(message)

    def note(self, message: Message) -> None:
        """Remember the last prices."""
        if isinstance(message, Prices):
            self.prices = message

    def _last_bound(self) -> float:
        """The bound in the end; where none came in time there is none but 0."""
        if self.beside is not None:
            while not self.stop() and self.budget.left() > 0 and self.beside.may_bound():
                self.beside.wait_for_bound(min(LOOK_S, self.budget.left()))
            self.seconds["bound"] = self.beside.bound_at - self.budget.began
        self.tell("bound", None)
        return self.bound() or 0.0

    def _weeks(self, problem: Problem, engine: Engine) -> list[Assignment]:
        until = self.budget.search_until
        if self.horizon.weeks == 1:
            talk = _Talk(self, problem, whole=True)
            # What was found here for this very problem, before the search began, is nearer.
            prices = self.prices or self.published_prices
            plan = search(problem, self.options.seed, until, talk, engine=engine, prices=prices)
            return as_assignments(problem, self.horizon, plan)
        done: list[Assignment] = []
        preparing = 0.0  # seconds that a week takes before it is searched
        for week in range(self.horizon.weeks):
            began = time.monotonic()
            one = replace(
                self.horizon,
                start_date=self.horizon.start_date + timedelta(days=7 * week),
                weeks=1,
            )
            team = replace(
                self.scenario,
                history=(*self.scenario.history, *done),
                line_pins=line_pins_of(problem),
            )
            starts = self.requirement["interval_start"]
            rows = self.requirement[(starts >= one.start) & (starts < one.end)]
            employment = self.employment
            if employment is not None and week > 0:
                # Who was employed in the first week is so in all; nobody is hired later.
                hired = {row.agent_id for row in done}
                agents = tuple(agent for agent in team.agents if agent.agent_id in hired)
                team, employment = replace(team, agents=agents), None
            part = prepare(team, one, rows, employment, first=week == 0)
            part = self._with_sessions(part)
            left = self.horizon.weeks - week
            preparing = max(preparing, time.monotonic() - began)
            last = until - (left - 1) * preparing  # weeks to come are prepared too
            end = time.monotonic() + (last - time.monotonic()) / left
            prices = self._prices_of(problem, week, part, end)
            end = time.monotonic() + (last - time.monotonic()) / left
            if prices is not None:
                part = with_week_after(part, prices)
            talk = _Talk(self, problem, whole=False)
            plan = search(part, self.options.seed, end, talk, engine=engine, prices=prices)
            done += as_assignments(part, one, plan)
        return done

    def _prices_of(self, problem: Problem, week: int, part: Problem, end: float) -> Prices | None:
        """Prices of a week: from those of the whole horizon where there are any, or its own.

        The first ones are waited for as long as all weeks together can spare.
        """
        last = self.budget.search_until if week == 0 else end
        share = FIRST_PRICES_SHARE if week == 0 else PRICES_SHARE
        wait = time.monotonic() + (last - time.monotonic()) * share
        begun = [] if self.published_prices is None else [self.published_prices]
        while self.beside is not None and self.beside.runs() and time.monotonic() < wait:
            self.kept = self.beside.received() or self.kept
            for message in self.kept:
                self.note(message)
            if begun:
                break
            if any(isinstance(one, Prices) for one in self.kept) or self.stop():
                break
            time.sleep(MOMENT_OF_REST_S)
        found = begun + [one for one in self.kept if isinstance(one, Prices)]
        if not found or supply_classes(part) != supply_classes(problem):
            seconds = max(0.0, end - time.monotonic()) * PRICES_SHARE
            until = time.monotonic() + seconds
            return patiently(
                lambda: find_prices(part, seconds),
                lambda: time.monotonic() < until and not self.stop(),
            )
        return prices_of_week(found[-1], problem, week)


class _Talk:
    """The search's partner: the process beside it, or what was found before it began."""

    def __init__(self, run: _Run, problem: Problem, *, whole: bool) -> None:
        self._run, self._problem, self._whole = run, problem, whole

    def enough(self, best: float) -> bool:
        """Whether to end at an objective: asked to, or proven good enough."""
        run = self._run
        if time.monotonic() - run.told >= TELL_EVERY_S:
            run.look_after(self._problem)
            run.tell("search", best if isfinite(best) else None)
        if not isfinite(best):  # there is no roster yet
            return run.stop()
        bound = run.bound()
        proven = self._whole and bound is not None
        return run.stop() or (proven and best - (bound or 0.0) <= GOOD_ENOUGH * max(1.0, abs(best)))

    def received(self) -> list[Message]:
        """What came since it was asked before."""
        if not self._whole:
            return []
        if self._run.beside is not None:
            found = self._run.beside.received()
            for message in found:
                self._run.note(message)
            return found
        kept, self._run.kept = self._run.kept, []
        return list(kept)

    def send(self, message: Message) -> None:
        """Pass on what was found; of one week of several it says nothing about the whole."""
        if not self._whole:
            return
        self._run.note(message)
        if self._run.beside is not None:
            self._run.beside.send(message)
