"""Our engines and their public peers on what both can say, in one run, judged alike.

    python benchmarks/peers_bench.py [--time-limit S] [--instances DIR] [--only TEXT] [--out FILE]

The peers are the formulation of OR-Tools' shift scheduling sample, written anew, and pyworkforce,
which is left out, with a word, where it is not installed. ``--instances`` is a folder of the public
instances of Curtois and Qu, of which the first few are taken.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

# Read when numpy is first imported: threads of the linear algebra only wait for each other.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import peer_pyworkforce  # noqa: E402
from peer_cases import made_up_team, part_of_sample  # noqa: E402
from peer_rosters import (  # noqa: E402
    Outcome,
    instance_by_peer,
    instance_by_us,
    sample_by_peer,
)
from peer_staffing import staffing_compared  # noqa: E402
from peer_teams import team_by_peer, team_by_us  # noqa: E402

from planner.bench.shift_scheduling.reading import read_instances  # noqa: E402
from planner.errors import DataError  # noqa: E402

FIRST = 5  # of the public instances, which grow from one to the next
TEAMS = ((5, False), (10, False), (30, False), (5, True), (10, True), (30, True), (100, True))
HEADER = ("case", "solver", "objective", "bound", "gap", "proven", "s", "faults")
CANNOT = """\
## What cannot be said
- **The formulation**: breaks that find their place in a window, unless every start and every place
  of a break is a shift by itself; shifts at other hours for agents of other zones, or weeks in
  which a clock changes (a day is a number to it); rest in elapsed hours beyond the next day, and
  weekly rest; fairness that counts weeks before; vendors by the interval; several queues with
  agents split over them; handovers and mentors. So it cannot be given the teams of `sunrota bench
  roster`: half-hour starts with breaks in nine zones.
- **pyworkforce**: besides, wages and time zones; shifts past midnight, where it covers by the hour
  (a day is a circle to it); a bound, where it does not end with a proof. Rosters by name take heads
  by shift, not by hour. In 0.5.1 a barred sequence bars every shift on the day after, and a shift
  with two barred successors is never worked at all: that is why its roster by name costs more than
  the best one, though it is told as optimal.
- **sunrota**: of the sample, soft bounds on runs and on sums a week, a price for a pair of shifts
  on days in a row, and a most of days off in a row. So its own data are solved by the formulation
  alone; below them stands the part that an instance of Curtois and Qu can hold.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A name and the solvers to run on it, one after the other."""

    name: str
    solvers: Sequence[Callable[[], Outcome]]


def cases(limit_s: float, instances: Path | None) -> Iterator[Case]:
    """What the formulation is run on."""
    yield Case(name="OR-Tools' sample, whole", solvers=[partial(sample_by_peer, limit_s)])
    public = [part_of_sample()]
    if instances is not None:
        public += read_instances(instances)[:FIRST]
    for instance in public:
        yield Case(
            name=instance.name,
            solvers=[
                partial(instance_by_peer, instance, limit_s),
                partial(instance_by_us, instance, limit_s),
            ],
        )
    for agents, starts in TEAMS:
        team = made_up_team(agents, starts=starts)
        yield Case(
            name=team.name,
            solvers=[partial(team_by_peer, team, limit_s), partial(team_by_us, team, limit_s)],
        )


def line(case: str, found: Outcome) -> str:
    """A row of the table."""
    gap = found.gap
    cells = (
        case,
        found.solver,
        "none" if found.objective is None else f"{found.objective:,.2f}",
        "none" if found.bound is None else f"{found.bound:,.2f}",
        "" if gap is None else f"{gap:.2%}",
        "yes" if found.proven else "no",
        f"{found.seconds:.2f}",
        "" if found.faults is None else str(found.faults),
    )
    return f"| {' | '.join(cells)} |"


def table(rows: Sequence[str]) -> list[str]:
    """With its header."""
    return [f"| {' | '.join(HEADER)} |", f"|{' --- |' * len(HEADER)}", *rows, ""]


def formulation_rows(limit_s: float, instances: Path | None, only: str) -> Iterator[str]:
    """The first table's rows, as they come."""
    for case in cases(limit_s, instances):
        if only in case.name:
            tell(f"{case.name} ...")
            for solve in case.solvers:
                yield line(case.name, solve())


def pyworkforce_lines(limit_s: float) -> list[str]:
    """The second table, and staffing."""
    rows = [
        line(one.case, found)
        for one in peer_pyworkforce.rosters_compared(limit_s)
        for found in (one.peer, one.ours)
    ]
    staffed = staffing_compared()
    return [
        f"## pyworkforce {version('pyworkforce')}",
        "A week of whole heads by the hour, from 6 to 22, and four shifts; then 14 agents by name",
        "on three shifts a day, five of whom like one. Objectives are hours: those paid for, or",
        "heads too many and too few. Ours are money at ten an hour, audited, less a constant.",
        "",
        *table(rows),
        f"Erlang C, {staffed.intervals:,} intervals, 80 % in 20 s, at most 85 % busy: whole",
        f"positions agree in {staffed.agree:,} of them. pyworkforce took "
        f"{staffed.peer_seconds:.2f} s, sunrota {staffed.our_seconds:.3f} s. Rounded up interval",
        f"by interval they are {staffed.peer_hours:,.0f} agent-hours, as fractions (what a team",
        f"is planned with) {staffed.our_hours:,.0f}.",
        "",
    ]


def heading(limit_s: float) -> list[str]:
    """What was measured, and on what."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("ortools", "numpy", "scipy"))
    return [
        "# Peers on what they can say",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `benchmarks/peers_bench.py`; Python "
        f"{platform.python_version()}, {versions};",
        f"{platform.machine()}, {os.cpu_count()} cores, two workers each, at most {limit_s:g} s a "
        "case and solver, one run.",
        "",
        "The gap is (objective - bound) / objective. Faults are what a check finds that shares",
        "nothing with either: our audit for teams, the check of public instances for these.",
        "",
        "## The formulation of OR-Tools' sample",
        "A bool for every employee, day and shift, solved by CP-SAT. Teams are of one zone, paid",
        "by the hour, without breaks; a head short costs 60 an hour. With 3 shifts each has one",
        "start; 14 starts are an hour apart.",
        "",
    ]


def tell(text: str) -> None:
    """For whoever waits."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--time-limit", type=float, default=20.0, help="seconds a case and solver")
    parser.add_argument("--instances", type=Path, help="folder of public instances")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--out", type=Path, help="where the tables are written")
    asked = parser.parse_args(arguments)
    lines = heading(asked.time_limit)
    try:
        lines += table(list(formulation_rows(asked.time_limit, asked.instances, asked.only)))
    except DataError as error:
        tell(str(error))
        return 1
    if asked.only and asked.only not in "pyworkforce":
        tell("pyworkforce: not asked for")
    elif peer_pyworkforce.is_here():
        lines += pyworkforce_lines(asked.time_limit)
    else:
        tell("pyworkforce: skipped, it is not installed")
    text = "\n".join(lines) + "\n" + CANNOT
    sys.stdout.write(text)
    if asked.out is not None:
        asked.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
