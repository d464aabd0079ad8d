"""How many public rotations are decided in time, and how fast.

    python benchmarks/rotating_bench.py --instances DIR [--check] [--out FILE]

``sunrota bench rotating`` prints the same table; this writes it down with date and versions, and
the slowest instances. ``--check`` exits 1 where a must is missed.
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
from planner.bench.rotating import LIMIT_S, RotatingRun, run_rotating, summed
from planner.bench.rotating_instances import read_rotating_instances

SLOWEST = 10


def report(runs: Sequence[RotatingRun], measures: Sequence[Measure]) -> list[str]:
    """The result file, line by line."""
    slowest = sorted(runs, key=lambda run: -run.seconds)[:SLOWEST]
    return [
        "# Rotations: decided in time",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `benchmarks/rotating_bench.py`; "
        f"Python {platform.python_version()}, ortools {version('ortools')}; {platform.machine()}, "
        f"one process, one worker, seed 0, limit {LIMIT_S:g} s an instance.",
        "",
        "Public instances of rotating workforce scheduling (Musliu, Schutt and Stuckey 2018), "
        "which do not ship with the project. Decided means: a table is found and the check, which "
        "shares nothing with the search, finds no fault in it; or it is proven that there is none. "
        "Seconds begin when an instance is read and end with the answer.",
        "",
        "| case | metric | value | unit | must | aim | met |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(measure.cells())} | {_met(measure)} |" for measure in measures),
        "",
        f"The {len(slowest)} slowest:",
        "",
        "| instance | answer | s |",
        "| --- | --- | --- |",
        *(f"| {run.name} | {run.status.value} | {run.seconds:.2f} |" for run in slowest),
    ]


def _met(measure: Measure) -> str:
    if measure.must is None:
        return ""
    return "NO" if measure.missed else "yes"


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    runs = [run_rotating(rotation) for rotation in read_rotating_instances(asked.instances)]
    measures = summed(runs)
    text = "\n".join(report(runs, measures)) + "\n"
    sys.stdout.write(text)
    if asked.out is not None:
        asked.out.write_text(text)
    if asked.check and any(measure.missed for measure in measures):
        sys.exit(1)


if __name__ == "__main__":
    main()
