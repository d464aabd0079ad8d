"""How soon a published roster is as near to the best again after demand moved and agents fell ill.

    python benchmarks/resolve_bench.py [--agents N] [--time-limit S] [--seed N] [--check]

A made-up team is rostered; then a share of its demand moves to other intervals of the same day and
a share of its agents falls ill for some days. The team is rostered anew from what was published.
Gaps are told against the bound that each solve has proven in the end. ``--check`` exits 1 where
the second solve takes longer than half of the first one's time to come as near.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from planner.bench.planned_anew import disturb
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.clock import Horizon
from planner.files import read_requirement, read_team
from planner.published import Published
from planner.roster.solve import Progress, Solution, SolveOptions, solve
from planner.scenario import Scenario

MARKS = (0.01, 0.005, 0.003, 0.002)
MUST, AIM = 0.5, 0.1  # of the first solve's time


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A solve, and the objective of its best roster as time went on."""

    solution: Solution
    seconds: Sequence[float]
    objectives: Sequence[float]

    @property
    def gap(self) -> float:
        """Of the last roster that was told of, to the bound that was proven."""
        return self._gap(self.objectives[-1])

    def _gap(self, objective: float) -> float:
        return (objective - self.solution.lower_bound) / objective

    def seconds_to(self, gap: float) -> float | None:
        """When a gap was reached; None where it was not."""
        for at, objective in zip(self.seconds, self.objectives, strict=True):
            if self._gap(objective) <= gap:
                return at
        return None


def traced(
    scenario: Scenario, horizon: Horizon, needs: pd.DataFrame, limit_s: float, seed: int
) -> Traced:
    """Solve, and look on."""
    told: list[Progress] = []
    options = SolveOptions(time_limit_s=limit_s, workers=2, seed=seed)
    solution = solve(scenario, horizon, needs, options, on_progress=told.append)
    known = [(one.seconds, one.objective) for one in told if one.objective is not None]
    best = np.minimum.accumulate([objective for _, objective in known])
    return Traced(solution=solution, seconds=[at for at, _ in known], objectives=best.tolist())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=1_000)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = write_bench_team(
            BenchTeam(agents=given.agents, seed=given.seed), Path(place) / "team"
        )
        scenario = read_team(folder)
        horizon = scenario.horizon(CORE_START, 1)
        needs = read_requirement(folder / "requirement.csv", scenario, horizon)
        first = traced(scenario, horizon, needs, given.time_limit, given.seed)
        tell("first solve", first, first.gap)
        moved = read_requirement(disturb(folder, given.seed), scenario, horizon)
        changed = replace(
            read_team(folder),
            published=Published(
                assignments=first.solution.assignments, prices=first.solution.prices
            ),
        )
        second = traced(changed, horizon, moved, given.time_limit, given.seed)
        tell("solve anew", second, first.gap)
    reached = second.seconds_to(first.gap)
    share = None if reached is None else reached / (first.seconds_to(first.gap) or 1e-9)
    shown = "not reached" if share is None else f"{share:.0%}"
    print(
        f"time to the first solve's gap, of the first's: {shown} (must {MUST:.0%}, aim {AIM:.0%})"
    )
    if given.check and (share is None or share > MUST):
        sys.exit(1)


def tell(name: str, found: Traced, gap: float) -> None:
    """A solve, and when it came how near."""
    bound = found.solution.lower_bound
    print(f"{name}: objective {found.objectives[-1]:,.0f}, bound {bound:,.0f}, gap {found.gap:.3%}")
    for mark in (*MARKS, gap):
        reached = found.seconds_to(mark)
        print(f"    {mark:.3%}: " + ("never" if reached is None else f"after {reached:.1f} s"))


if __name__ == "__main__":
    main()
