"""What rosters are measured on: made-up teams of 3 to 10,000, and folders of teams."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from planner import clock
from planner.bench.bank import BANK_AGENTS, BANK_START, write_bank_team
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.errors import DataError, Fault
from planner.files import read_team

__all__ = [
    "BANK",
    "CORE",
    "TEN_THOUSAND",
    "THOUSAND",
    "RosterCase",
    "bank_case",
    "team_folders",
    "written",
]

BANK = f"a bank's calls, {BANK_AGENTS} agents"
MARK = 0.15  # per cent: how soon it is reached tells how a solve grows with the team
OF_A_FOLDER_S, OF_THE_BANK_S = 60.0, 120.0
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterCase:
    """A team and what is asked of its roster: gaps in per cent, the most memory in megabytes.

    The team is made up, stands in a folder or is fed by the log of a bank's calls. Where there is a
    ``mark``, the table tells when a gap of so many per cent was reached.
    """

    name: str
    team: BenchTeam | None = None
    folder: Path | None = None
    bank_log: Path | None = None
    start: date = CORE_START
    weeks: int = 1
    limit_s: float = 60.0
    must: float | None = None
    aim: float | None = None
    most_memory: float | None = None
    mark: float | None = None


def _core(agents: int, **asked: float) -> RosterCase:
    team = BenchTeam(agents=agents, seed=1)
    return replace(RosterCase(name=f"{agents:,} agents", team=team), **asked)  # type: ignore[arg-type]


def _every_rule(agents: int, must: float) -> RosterCase:
    team = BenchTeam(agents=agents, seed=1, every_rule=True)
    return RosterCase(name=f"{agents:,} agents, every rule", team=team, must=must)


THOUSAND = _core(1_000, limit_s=60, must=0.15, aim=0.03, mark=MARK)
TEN_THOUSAND = _core(10_000, limit_s=120, must=0.1, aim=0.02, most_memory=1000, mark=MARK)
# Optimal is what a summary calls optimal: a gap of 0.01 %.
CORE = (
    _core(3, limit_s=30, must=0.01),
    _core(5, limit_s=30, must=0.01),
    _core(10, limit_s=30, must=0.01),
    _core(30, limit_s=60, must=3, aim=0.5),
    _core(100, limit_s=60, must=2, aim=0.3),
    THOUSAND,
    TEN_THOUSAND,
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
    _every_rule(30, must=9),
    _every_rule(1_000, must=0.45),
)


def bank_case(log: Path) -> RosterCase:
    """The team that is fed by the log of a bank's calls."""
    return RosterCase(
        name=BANK, bank_log=log, start=BANK_START, limit_s=OF_THE_BANK_S, must=0.3, aim=0.02
    )


def written(case: RosterCase, place: Path) -> Path:
    """The case's team folder; made in ``place`` unless there is one."""
    if case.team is not None:
        return write_bench_team(case.team, place)
    if case.bank_log is not None:
        return write_bank_team(case.bank_log, place)
    if case.folder is None:
        raise ValueError(f"Expected a team for {case.name}, got none.")
    return case.folder


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
