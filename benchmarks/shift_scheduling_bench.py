"""How near to the best known rosters of public instances are after a minute, and what is proven.

    python benchmarks/shift_scheduling_bench.py --instances DIR [--check] [--out FILE]

``sunrota bench shift-scheduling`` prints the same figures; this writes them down with date and
versions, a line an instance. ``--check`` exits 1 where a must is missed.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from planner.bench.measures import Measure
from planner.bench.shift_scheduling.best_known import MUST, read_best_known
from planner.bench.shift_scheduling.measuring import (
    LIMIT_S,
    ShiftRun,
    run_shift_scheduling,
    summed,
)
from planner.bench.shift_scheduling.reading import read_instances

SEED = 0
HEADER = ("instance", "cost", "must", "best known", "above it", "bound", "gap", "s", "faults")


def report(runs: Sequence[ShiftRun], measures: Sequence[Measure]) -> list[str]:
    """The result file, line by line."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ortools", "scipy", "numpy"))
    return [
        "# Shift scheduling: cost, bound and time",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `benchmarks/shift_scheduling_bench.py`; "
        f"Python {platform.python_version()}, {versions}; {platform.machine()}, 2 cores, two "
        f"processes, seed {SEED}, limit {LIMIT_S:g} s an instance.",
        "",
        "Public instances of shift scheduling (Curtois and Qu 2014), which do not ship with the "
        "project. Cost and rules are recomputed by a check that shares nothing with the search. "
        "The bound is proven; 0 means that none was looked for. The aim is half a per cent.",
        "",
        f"| {' | '.join(HEADER)} |",
        f"|{' --- |' * len(HEADER)}",
        *(f"| {' | '.join(_cells(run))} |" for run in runs),
        "",
        "| case | metric | value | unit | must | aim |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(measure.cells())} |" for measure in measures),
    ]


def _cells(run: ShiftRun) -> tuple[str, ...]:
    must = MUST.get(run.name)
    return (
        run.name,
        "none" if run.cost is None else str(run.cost),
        "" if must is None else f"<= {must:g}",
        "" if run.best_known is None else str(run.best_known),
        "" if run.distance is None else f"{run.distance:.2f} %",
        str(run.bound),
        "" if run.gap is None else f"{run.gap:.2f} %",
        f"{run.seconds:.1f}",
        str(len(run.violations)),
    )


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    known = read_best_known(asked.instances)
    runs = [
        run_shift_scheduling(instance, seed=SEED, best_known=known.get(instance.name))
        for instance in read_instances(asked.instances)
    ]
    text = "\n".join(report(runs, summed(runs))) + "\n"
    sys.stdout.write(text)
    if asked.out is not None:
        asked.out.write_text(text)
    missed = (measure.missed for run in runs for measure in run.measures())
    if asked.check and any(missed):
        sys.exit(1)


if __name__ == "__main__":
    main()
