"""What must hold of every team, with an exact solve as the judge.

The suite tries a few seeds. More of them, for as long as one likes::

    python -m tests.planner.roster.properties --first 0 --minutes 20
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from planner import pipeline
from planner.costing import build_cost_table
from planner.errors import ConflictError
from planner.pipeline import SolveOptions
from planner.roster.agreement import Agreement
from planner.roster.bounding import find_bounds, find_prices
from planner.roster.conflicts import find_conflicts
from planner.roster.improvement import Improvement
from planner.roster.messages import Bound, Message, Prices
from planner.roster.model import Fixed, build
from planner.roster.pools import build_pooled
from planner.roster.price_bound import bound_at
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import supply_classes
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax, rows_with_flows
from planner.roster.solve import Solution, solve
from planner.roster.tour_bound import tours_bound
from planner.staffing.resolutions import resolutions_told_by_requirement
from tests.planner.roster.random_scenarios import (
    Case,
    random_case,
    reordered,
    scaled,
    weeks_later,
    with_one_more,
)

CLOSE = 0.03  # currency: costs are rounded to cents a row and week
TIMES = 3
QUIET_WEEKS = 7  # from the plain Monday, no holiday of the countries in the week there
PLAIN = date(2026, 11, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An exact solve's best roster and its proof, in currency."""

    value: float
    bound: float
    optimal: bool


def judge(problem: Problem, seconds: float = 20.0) -> Judged | None:
    """Solve the whole model as one mixed-integer program; None where there is no roster in time."""
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem))
    matrix, lower, upper, bounds = rows_with_flows(model.program)
    extra = matrix.shape[1] - len(model.program)
    result: Any = milp(
        np.append(np.array(model.program.cost) / COST_SCALE, np.zeros(extra)),
        constraints=LinearConstraint(matrix, lower, upper),
        bounds=Bounds(0.0, bounds),
        integrality=np.append(np.array(model.program.whole, dtype=int), np.zeros(extra, dtype=int)),
        options={"time_limit": seconds, "mip_rel_gap": 1e-7},
    )
    if result.x is None:
        return None
    offset = model.offset / COST_SCALE
    return Judged(
        value=float(result.fun) + offset,
        bound=float(result.mip_dual_bound) + offset,
        optimal=result.status == 0,
    )


def bounds_of(problem: Problem, seed: int, seconds: float) -> Iterator[tuple[str, float]]:
    """Every bound there is, by its name."""
    everybody = range(len(problem.members))
    model = build(problem, everybody, Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 20.0)
    yield "linear", (found.lower_bound + model.offset) / COST_SCALE
    if found.prices is not None:
        tours = tours_bound(problem, model, found.prices)
        if tours is not None:
            yield "tours", tours
    pooled = build_pooled(problem)
    relaxed = relax(pooled.program, 20.0)
    if relaxed.prices is not None:
        tours = tours_bound(problem, pooled, relaxed.prices)
        if tours is not None:
            yield "pools", tours
    shape = (len(supply_classes(problem)), problem.slots)
    random = np.random.default_rng(seed)
    prices = find_prices(problem, 20.0)
    gains = [random.uniform(0.0, most, shape) for most in (0.0, 40.0, 400.0)]
    for gain in gains if prices is None else [*gains, prices.gain]:
        value = bound_at(problem, gain)
        if value is not None:
            yield "prices of heads", value
    told: list[Message] = []
    find_bounds(problem, time.monotonic() + seconds, lambda: True, told.append)
    for message in told:
        if isinstance(message, Bound):
            yield "sent", message.value


def rosters_of(problem: Problem, seed: int, seconds: float) -> Iterator[tuple[str, float, bool]]:
    """What each engine makes, by its name: the objective, and whether every week is legal."""

    def legal(search: Reinsertion) -> bool:
        return all(search.is_legal(index) for index in range(len(problem.members)))

    search = Reinsertion(problem, seed)
    complete = search.construct()
    yield "construct", search.cost(), legal(search) or not complete
    if not complete:
        return
    found = search.improve(time.monotonic() + seconds, 0.02, lambda best: False)
    yield "agent by agent", found, legal(search)
    parts = Improvement(search, seed, 1.0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        parts.step(end)
    yield "exact moves", parts.best, legal(search)
    prices = find_prices(problem, 10.0)
    if prices is not None:
        yield from _agreed(problem, prices, seed, seconds, legal)


def _agreed(problem, prices: Prices, seed: int, seconds: float, legal):  # type: ignore[no-untyped-def]
    search = Reinsertion(problem, seed)
    found = Agreement(search, prices, seed).run(time.monotonic() + seconds, lambda best: False)
    # Where heads are worth nothing there is nothing to agree on, and nobody was put in.
    if any(week.chosen for week in search.weeks):
        yield "agreement", found, legal(search)


def faults_of(seed: int, *, seconds: float = 0.5, judging: float = 20.0) -> list[str] | None:
    """What does not hold of a seed's team; None where there is no roster to speak of."""
    case = random_case(seed)
    problem = case.problem()
    impossible = bool(find_conflicts(problem))
    best = judge(problem, judging)
    if best is None:
        return None
    if impossible:
        return ["a conflict is told where there is a roster"]
    faults = []
    for name, value in bounds_of(problem, seed, seconds):
        if value > best.value + CLOSE:
            faults.append(f"bound {name}: {value:.2f} above a roster of {best.value:.2f}")
    for name, value, legal in rosters_of(problem, seed, seconds):
        if value < best.bound - CLOSE:
            faults.append(f"{name}: {value:.2f} below the bound {best.bound:.2f}")
        if not legal:
            faults.append(f"{name}: a week that is not legal")
    faults += solve_faults(case, best, seed, seconds)
    if best.optimal:
        faults += changed_faults(case, best, judging)
    return faults


def solve_faults(case: Case, best: Judged, seed: int, seconds: float) -> Iterator[str]:
    """What is wrong with a whole solve, as the audit and the judge see it."""
    options = SolveOptions(time_limit_s=4 * seconds, workers=1, seed=seed)
    try:
        solution = solve(case.scenario, case.horizon, case.needs, options)
    except ConflictError as error:
        yield f"solve: {error}"
        return
    tables, summary = pipeline.judge(
        case.scenario, case.horizon, case.needs, None, solution, options
    )
    report = pipeline.audited(case.scenario, case.horizon, tables, summary)
    yield from (f"solve: {violation}" for violation in report.violations)
    objective = float(summary.as_json()["objective"])  # type: ignore[arg-type]
    if objective < best.bound - CLOSE:
        yield f"solve: {objective:.2f} below the bound {best.bound:.2f}"
    if solution.lower_bound > best.value + CLOSE:
        yield f"solve: bound {solution.lower_bound:.2f} above a roster of {best.value:.2f}"
    yield from _pay_faults(case, solution)


def _pay_faults(case: Case, solution: Solution) -> Iterator[str]:
    """Wages so many times as high cost so many times as much, but for the rounding of rows."""
    paid, none = [], resolutions_told_by_requirement(case.needs, ())
    for one in (case, scaled(case, TIMES)):
        table = build_cost_table(one.scenario, one.horizon, solution.assignments, (), none)
        paid.append(float(table["amount"].astype(float).sum()))
    rows = 4 * (len(solution.assignments) + len(case.scenario.agents))
    if abs(paid[1] - TIMES * paid[0]) > 0.005 * (TIMES + 1) * rows:
        yield f"pay {paid[0]:.2f} becomes {paid[1]:.2f} at wages {TIMES} times as high"


def changed_faults(case: Case, best: Judged, judging: float) -> Iterator[str]:
    """How the optimum moves when the team changes."""
    more = judge(with_one_more(case).problem(), judging)
    if more is not None and more.bound > best.value + CLOSE:
        yield f"one agent more: {more.bound:.2f} instead of {best.value:.2f}"
    same = {"agents in another order": (reordered(case), 1, CLOSE)}
    same["all prices higher"] = (scaled(case, TIMES), TIMES, 0.005 * (TIMES + 1) * 60)
    if case.horizon.start_date == PLAIN:
        same["weeks later"] = (weeks_later(case, QUIET_WEEKS), 1, CLOSE)
    for name, (other, times, within) in same.items():
        found = judge(other.problem(), judging)
        if found is None:
            yield f"{name}: no roster"
        elif found.bound > times * best.value + within or found.value < times * best.bound - within:
            yield f"{name}: {found.value:.2f} instead of {times} times {best.value:.2f}"


def main() -> None:
    """Try seed after seed, and tell what does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="seed to begin with")
    parser.add_argument("--minutes", type=float, default=20.0, help="how long")
    asked = parser.parse_args()
    end, seed, counts = time.monotonic() + 60 * asked.minutes, asked.first, Counter[str]()
    while time.monotonic() < end:
        found = faults_of(seed)
        counts["without a roster" if found is None else "faulty" if found else "sound"] += 1
        for fault in found or ():
            print(f"seed {seed}: {fault}", flush=True)
        seed += 1
    print(f"seeds {asked.first} to {seed - 1}: {dict(counts)}")


if __name__ == "__main__":
    main()
