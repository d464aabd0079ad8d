"""How a solve bears what is done to it: short times, a killed process, odd weeks, odd teams.

    python benchmarks/stress_bench.py            # all cases, about ten minutes
    python benchmarks/stress_bench.py limit      # those with a word in their name

Every case is a whole plan of a made-up team: requirement to roster, tables, audit. It prints a row
of a table for each; ``benchmarks/results/stress.md`` holds the last ones.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from planner import pipeline
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.domain import TimeOff
from planner.files import read_requirement, read_team
from planner.pipeline import Plan, SolveOptions, Stop
from planner.scenario import Scenario

SEED = 1
CLOCKS_FORWARD, CLOCKS_BACK = date(2026, 3, 23), date(2026, 10, 19)
CHILD = b"planner.roster.beside"
LATE, LATE_S = 1.05, 1.0  # of the limit, or so much past it


@dataclass(frozen=True, kw_only=True)
class Case:
    """A made-up team and what is done to it."""

    name: str
    team: BenchTeam
    limit_s: float = 5.0
    workers: int = 2
    scenario: Callable[[Scenario], Scenario] = lambda scenario: scenario
    needs: Callable[[pd.DataFrame], pd.DataFrame] = lambda needs: needs
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    stop_after_s: float | None = None


def _team(agents: int, **changes: Any) -> BenchTeam:
    return BenchTeam(agents=agents, seed=SEED, **changes)


def _times(factor: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(needs: pd.DataFrame) -> pd.DataFrame:
        return needs.assign(required=needs["required"] * factor)

    return change


def _away(scenario: Scenario) -> Scenario:
    start = pd.Timestamp(CORE_START).to_pydatetime()
    spans = tuple(
        TimeOff(
            agent_id=agent.agent_id,
            start_local=start - pd.Timedelta(days=2),
            end_local=start + pd.Timedelta(days=10),
            kind="sick",
        )
        for agent in scenario.agents
    )
    return replace(scenario, time_off=spans)


def _unskilled(scenario: Scenario) -> Scenario:
    agents = tuple(replace(agent, skills=frozenset()) for agent in scenario.agents)
    return replace(scenario, agents=agents)


def _children() -> list[int]:
    """Processes beside that this one began, by their command lines."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    children = [pid for task in tasks for pid in (task / "children").read_text().split()]
    return [int(pid) for pid in children if CHILD in Path(f"/proc/{pid}/cmdline").read_bytes()]


def _killing(after_s: float) -> Callable[[], AbstractContextManager[object]]:
    @contextmanager
    def around() -> Iterator[None]:
        def kill() -> None:
            end = time.monotonic() + 30
            while not (children := _children()) and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(after_s)
            for pid in children:
                with suppress(ProcessLookupError):  # it was done already
                    os.kill(pid, signal.SIGKILL)

        thread = threading.Thread(target=kill, daemon=True)
        thread.start()
        yield
        thread.join()

    return around


@contextmanager
def _one_core() -> Iterator[None]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def cases() -> Iterator[Case]:
    """All of them."""
    for agents in (24, 300, 1000):
        for limit_s in (0.1, 1.0, 10.0):
            for workers in (1, 2):
                yield Case(
                    name=f"limit {limit_s:g} s, {agents:,} agents, {workers} workers",
                    team=_team(agents),
                    limit_s=limit_s,
                    workers=workers,
                )
    for limit_s in (10.0, 30.0):
        yield Case(name=f"limit {limit_s:g} s, 10,000 agents", team=_team(10_000), limit_s=limit_s)
    for after_s in (0.0, 0.8, 2.0, 4.0):
        yield Case(name=f"killed {after_s:g} s on", team=_team(300), around=_killing(after_s))
    yield Case(name="one core, 1 worker", team=_team(24), workers=1, around=_one_core)
    yield Case(name="one core, 2 workers", team=_team(300), around=_one_core)
    yield Case(name="everybody away", team=_team(24), scenario=_away)
    yield Case(name="no demand", team=_team(300), needs=_times(0.0))
    yield Case(name="no rows of demand", team=_team(24), needs=lambda needs: needs.iloc[:0])
    yield Case(name="a thousand times the demand", team=_team(300), needs=_times(1000.0))
    yield Case(name="167 hours", team=_team(24, start=CLOCKS_FORWARD))
    yield Case(name="169 hours", team=_team(24, start=CLOCKS_BACK))
    yield Case(name="one agent", team=_team(1))
    yield Case(name="no skills asked for", team=_team(24), scenario=_unskilled)
    yield Case(name="8 weeks", team=_team(24, weeks=8, interval_minutes=60), limit_s=60.0)
    yield Case(name="15-minute slots", team=_team(24, interval_minutes=15), limit_s=20.0)
    yield Case(name="every rule", team=_team(100, every_rule=True))
    for after_s in (0.0, 0.5, 1.0, 1.5, 3.0, 8.0):
        for workers in (1, 2):
            yield Case(
                name=f"stop {after_s:g} s on, {workers} workers",
                team=_team(300),
                limit_s=600.0,
                workers=workers,
                stop_after_s=after_s,
            )


def run(case: Case, place: Path) -> tuple[Plan, float]:
    """The plan, and the seconds of the solve alone."""
    folder = write_bench_team(case.team, place / "team")
    scenario = read_team(folder)
    horizon = scenario.horizon(case.team.start, case.team.weeks)
    needs = case.needs(read_requirement(folder / "requirement.csv", scenario, horizon))
    stop, spent = Stop(), {}
    if case.stop_after_s is not None:
        timer = threading.Timer(case.stop_after_s, stop.ask)
        timer.daemon = True
        timer.start()

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        spent[name] = time.monotonic() - begun

    options = SolveOptions(time_limit_s=case.limit_s, workers=case.workers, seed=SEED)
    with case.around():
        plan = pipeline.plan_week(
            case.scenario(scenario), horizon, needs, options=options, stop=stop, timed=timed
        )
    return plan, spent["roster"]


def main() -> None:
    """Run the cases that are asked for."""
    word = " ".join(sys.argv[1:])
    print("| case | solve, s | in time | status | gap, % | shifts | violations | said |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for case in cases():
        if word not in case.name:
            continue
        with tempfile.TemporaryDirectory() as place:
            plan, seconds = run(case, Path(place))
        allowed = max(LATE * case.limit_s, case.limit_s + LATE_S)
        if case.stop_after_s is not None:
            in_time = f"{seconds - case.stop_after_s:.1f} s after"
        else:
            in_time = "yes" if seconds <= allowed else "no"
        print(
            f"| {case.name} | {seconds:.1f} | {in_time} | {plan.summary.status} "
            f"| {100 * plan.summary.gap:.2f} | {len(plan.tables['roster.csv'])} "
            f"| {len(plan.report.violations)} | {'; '.join(plan.notices)} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
