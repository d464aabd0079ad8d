"""How good whole plans are, and how fast: contact log to audited roster.

``python benchmarks/roster_bench.py [--external-data DIR] [--out FILE] [--check]`` plans the demo
team, a team fed by a real log (where its folder is given) and teams of 3, 5 and 10 agents that
cannot meet all that is asked; it prints the table and writes it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

# Read when numpy is first imported: threads of the linear algebra only wait for each other.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from roster_teams import (  # noqa: E402
    REAL_LOG,
    REAL_START,
    SMALL_START,
    plan_folder,
    write_real_team,
    write_small_team,
)
from sunrota_demo import DEMO_START, write_demo_team  # noqa: E402

from planner.pipeline import SolveOptions  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "roster.md"
PACKAGES = ("ortools", "numpy", "pandas", "scipy", "holidays", "pytz")
SMALL_TEAMS = (3, 5, 10)
BESIDE = "roster.bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A team, its week, and what must be reached; ``must_short`` None where all cannot be met."""

    name: str
    write: Callable[[Path], object]
    start: date
    limit_s: float
    must_gap: float
    aim_gap: float
    must_short: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of a case: amounts in the team's currency, times in seconds."""

    case: Case
    status: str
    objective: float
    lower_bound: float
    gap: float
    solve_s: float
    whole_s: float
    violations: int
    short_share: float

    @property
    def met(self) -> bool:
        """Whether every must is reached."""
        enough = self.case.must_short is None or self.short_share <= self.case.must_short
        return self.violations == 0 and self.gap <= self.case.must_gap and enough


def cases(external: Path | None) -> Iterator[Case]:
    """Every case; the real log only where its folder is given."""
    yield Case(
        name="demo, 24 agents",
        write=write_demo_team,
        start=DEMO_START,
        limit_s=60,
        must_gap=0.15,
        aim_gap=0.02,
        must_short=0.01,
    )
    if external is not None:
        log = external / REAL_LOG
        yield Case(
            name="real log, 42 agents",
            write=lambda folder: write_real_team(folder, log),
            start=REAL_START,
            limit_s=180,
            must_gap=0.15,
            aim_gap=0.02,
        )
    for agents in SMALL_TEAMS:
        yield Case(
            name=f"{agents} agents around the clock",
            write=lambda folder, agents=agents: write_small_team(folder, agents),  # type: ignore[misc]
            start=SMALL_START,
            limit_s=30,
            must_gap=0.01,
            aim_gap=0.0,
        )


def measure(case: Case, workers: int, seed: int) -> Row:
    """Plan one case in a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "team"
        case.write(folder)
        began = time.perf_counter()
        options = SolveOptions(time_limit_s=case.limit_s, workers=workers, seed=seed)
        found = plan_folder(folder, case.start, options).plan
        whole_s = time.perf_counter() - began
    summary = found.summary
    return Row(
        case=case,
        status=summary.status,
        objective=summary.objective_cents / 100,
        lower_bound=summary.lower_bound_cents / 100,
        gap=summary.gap,
        # Wall time of the roster's parts; the bound is found beside the search.
        solve_s=sum(spent for part, spent in summary.wall_seconds.items() if part != BESIDE),
        whole_s=whole_s,
        violations=summary.violations,
        short_share=summary.hours.shortfall / summary.hours.required,
    )


def report(rows: Sequence[Row], workers: int, seed: int) -> str:
    """The table in Markdown, with what it was measured on."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        "# Rosters: objective, bound and time",
        "",
        f"Measured on {datetime.now(UTC).date()} by `benchmarks/roster_bench.py`; Python "
        f"{platform.python_version()}, {versions}; {platform.machine()}, {os.cpu_count()} cores, "
        f"{workers} workers, seed {seed}.",
        "",
        "Each case is one week, from contact log to audited roster. The gap is (objective - bound) "
        "/ (objective - fixed cost); seconds are those of the solve, and of everything from the "
        "log on; short is the share of required agent-hours that nobody works. The small teams "
        "are asked for more than they can give.",
        "",
        "| case | limit s | status | objective | lower bound | gap | must | aim | solve s | "
        "all s | violations | short | met |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *map(_line, rows), ""])


def _line(row: Row) -> str:
    case = row.case
    return (
        f"| {case.name} | {case.limit_s:g} | {row.status} | {row.objective:,.2f} | "
        f"{row.lower_bound:,.2f} | {row.gap:.2%} | <= {case.must_gap:.0%} | "
        f"<= {case.aim_gap:.0%} | {row.solve_s:.1f} | {row.whole_s:.1f} | "
        f"{row.violations} | {row.short_share:.2%} | {'yes' if row.met else 'NO'} |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--external-data", type=Path, help="folder of the real logs")
    parser.add_argument("--workers", type=int, default=2, help="solver threads")
    parser.add_argument("--seed", type=int, default=0, help="random seed")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the table is written")
    parser.add_argument("--check", action="store_true", help="exit 1 where a must is missed")
    options = parser.parse_args(arguments)
    if options.external_data is None:
        print("no --external-data: the real log is left out", file=sys.stderr)
    rows = []
    for case in cases(options.external_data):
        if options.only in case.name:
            print(f"{case.name} ...", file=sys.stderr)
            rows.append(measure(case, options.workers, options.seed))
    text = report(rows, options.workers, options.seed)
    print(text)
    if not options.only:
        options.out.parent.mkdir(exist_ok=True)
        options.out.write_text(text, encoding="utf-8")
    return int(options.check and not all(row.met for row in rows))


if __name__ == "__main__":
    sys.exit(main())
