"""How near to the best rosters come in a given time, as a user would have them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from planner import clock
from planner.bench.bank import BANK_AGENTS, BANK_LOG, BANK_START, write_bank_team
from planner.bench.measures import Limit, Measure
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.errors import DataError, Fault
from planner.files import read_team

__all__ = ["CORE", "RosterCase", "RosterRun", "measure_rosters", "run_roster", "team_folders"]

MOST_SHORT, NONE = Limit(value=1.0), Limit(value=0.0)
BYTES_A_KIB = 1024
MEGABYTE = 1e6
BANK = f"a bank's calls, {BANK_AGENTS} agents"
OF_A_FOLDER_S = 60.0
MAIN = "from planner.cli import main; main()"
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterCase:
    """A team and what is asked of its roster: gaps in per cent, the most memory in megabytes."""

    name: str
    team: BenchTeam | None = None
    folder: Path | None = None
    start: date = CORE_START
    weeks: int = 1
    limit_s: float = 60.0
    must: float | None = None
    aim: float | None = None
    most_memory: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRun:
    """What came of a case; gap and shortfall in per cent, memory in megabytes at the peak."""

    case: RosterCase
    status: str
    objective: float
    lower_bound: float
    gap: float
    short: float
    violations: int
    seconds: float
    memory: float

    def measures(self) -> Sequence[Measure]:
        """As rows of the table."""
        of_it = partial(Measure, case=self.case.name)
        must, aim, most = self.case.must, self.case.aim, self.case.most_memory
        return (
            of_it(
                metric=f"gap after {self.case.limit_s:g} s",
                value=self.gap,
                unit="%",
                must=None if must is None else Limit(value=must),
                aim=None if aim is None else Limit(value=aim),
            ),
            of_it(metric="objective", value=self.objective, unit="USD"),
            of_it(metric="lower bound", value=self.lower_bound, unit="USD"),
            of_it(metric="hours short", value=self.short, unit="%", must=MOST_SHORT),
            of_it(metric="violations", value=self.violations, unit="", must=NONE),
            of_it(metric="files to files", value=self.seconds, unit="s"),
            of_it(
                metric="memory",
                value=self.memory,
                unit="MB",
                must=None if most is None else Limit(value=most),
            ),
        )


def _core(agents: int, **asked: float) -> RosterCase:
    team = BenchTeam(agents=agents, seed=1)
    return replace(RosterCase(name=f"{agents:,} agents", team=team), **asked)  # type: ignore[arg-type]


# Optimal is what a summary calls optimal: a gap of 0.01 %.
CORE = (
    _core(3, limit_s=30, must=0.01),
    _core(5, limit_s=30, must=0.01),
    _core(10, limit_s=30, must=0.01),
    _core(30, limit_s=60, must=3, aim=0.5),
    _core(100, limit_s=60, must=2, aim=0.3),
    _core(1_000, limit_s=60, must=0.15, aim=0.03),
    _core(10_000, limit_s=120, must=0.1, aim=0.02, most_memory=1000),
    RosterCase(
        name="1,000 agents, 5 queues",
        team=BenchTeam(agents=1_000, seed=1, queues=5),
        limit_s=300,
        must=2,
        aim=0.4,
    ),
    RosterCase(
        name="1,000 agents, 4 weeks by the hour",
        team=BenchTeam(agents=1_000, seed=1, weeks=4, interval_minutes=60),
        weeks=4,
        limit_s=300,
        must=0.2,
        aim=0.05,
    ),
)


def measure_rosters(
    folder: Path | None, data: Path | None, tell: Callable[[str], None]
) -> Sequence[Measure]:
    """Roster the made-up teams and the bank's, or every team folder with a requirement.

    Parameters
    ----------
    folder
        Of team folders; the made-up teams where it is None.
    data
        Where the bank's log may be; the bank is left out, with a word, where it isn't.
    tell
        Tells a person how it goes.

    Raises
    ------
    DataError
        There is no such team folder, or one that cannot be read.
    """
    found: list[Measure] = []
    for case in _made_up(data, tell) if folder is None else team_folders(folder):
        run = run_roster(case)
        tell(f"{case.name}: {run.status}, gap {run.gap:.3f} % after {run.seconds:.0f} s")
        found += run.measures()
    return found


def _made_up(data: Path | None, tell: Callable[[str], None]) -> Iterator[RosterCase]:
    yield from CORE
    log = None if data is None else data / BANK_LOG
    if log is None or not log.is_file():
        tell(f"{BANK}: skipped, no {BANK_LOG} in a folder of --data")
        return
    with tempfile.TemporaryDirectory() as place:
        yield RosterCase(
            name=BANK,
            folder=write_bank_team(log, Path(place) / "bank"),
            start=BANK_START,
            limit_s=120,
            must=0.3,
            aim=0.02,
        )


def team_folders(folder: Path) -> Iterator[RosterCase]:
    """A case for every folder that holds a team and its ``requirement.csv``.

    The plan begins with the requirement's first interval and has as many weeks as it covers.
    """
    places = sorted(path.parent for path in folder.glob("**/requirement.csv"))
    places = [place for place in places if (place / "plan.toml").is_file()]
    if not places:
        raise DataError(
            [
                Fault(
                    file=str(folder),
                    expected="team folders with a requirement.csv",
                    got="none",
                )
            ]
        )
    for place in places:
        zone = read_team(place).reporting_timezone
        with (place / "requirement.csv").open(encoding="utf-8", newline="") as file:
            moments = [
                datetime.fromisoformat(row["interval_start"]) for row in csv.DictReader(file)
            ]
        first, last = (clock.local_date(moment, zone) for moment in (min(moments), max(moments)))
        yield RosterCase(
            name=place.name,
            folder=place,
            start=first,
            weeks=((last - first).days + 1) // DAYS_A_WEEK or 1,
            limit_s=OF_A_FOLDER_S,
        )


def run_roster(case: RosterCase) -> RosterRun:
    """Roster one case by the command line, in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = case.folder
        if folder is None:
            assert case.team is not None  # noqa: S101 - a case has one or the other
            folder = write_bench_team(case.team, Path(place) / "team")
        out = Path(place) / "out"
        command = [
            sys.executable,
            "-c",
            "from planner.cli import main; main()",
            "roster",
            str(folder),
        ]
        command += ["--start", str(case.start), "--weeks", str(case.weeks), "--out", str(out)]
        command += ["--requirement", str(folder / "requirement.csv")]
        command += ["--time-limit", f"{case.limit_s:g}", "--workers", "2", "--seed", "1"]
        began = time.monotonic()
        with subprocess.Popen(  # noqa: S603 - the command is ours
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            said = process.stderr.read() if process.stderr is not None else b""
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        told = next((path for path in (out, out.with_name("out.rejected")) if path.exists()), None)
        if told is None:
            raise RuntimeError(said.decode("utf-8", "replace"))
        summary = json.loads((told / "summary.json").read_text(encoding="utf-8"))
    return RosterRun(
        case=case,
        status=summary["status"],
        objective=float(summary["objective"]),
        lower_bound=float(summary["lower_bound"]),
        gap=100 * float(summary["gap"]),
        short=100 * float(summary["shortfall_hours"]) / max(1e-9, float(summary["required_hours"])),
        violations=int(summary["violations"]),
        seconds=seconds,
        memory=usage.ru_maxrss * BYTES_A_KIB / MEGABYTE,
    )
