"""How soon a published roster is near to the best again: demand moved and agents fell ill."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from math import inf, isfinite
from pathlib import Path

import numpy as np

from planner.bench.measures import Limit, Measure
from planner.bench.roster_runs import Solved, roster_folder
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team

__all__ = ["ANEW", "AnewCase", "AnewRun", "disturb", "run_anew"]

MOVED, MOST_OF_ONE, ILL, ILL_DAYS = 0.02, 0.1, 0.03, 2
MUST, AIM = 50.0, 10.0  # per cent of the first solve's time


@dataclass(frozen=True, slots=True, kw_only=True)
class AnewCase:
    """A made-up team that is rostered, disturbed, and rostered from what was published."""

    name: str
    team: BenchTeam
    limit_s: float = 60.0


ANEW = AnewCase(name="1,000 agents, planned anew", team=BenchTeam(agents=1_000, seed=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnewRun:
    """The first solve and the one from its roster."""

    case: AnewCase
    first: Solved
    anew: Solved

    @property
    def share(self) -> float:
        """Time to the first solve's gap, in per cent of the first's; infinite where not reached."""
        began, again = (one.seconds_to(self.first.gap) for one in (self.first, self.anew))
        return 100 * again / began if isfinite(again) and began > 0 else inf

    def measures(self) -> Sequence[Measure]:
        """As rows of the table."""
        of_it = partial(Measure, case=self.case.name)
        after = f"gap after {self.case.limit_s:g} s"
        violations = self.first.summary["violations"] + self.anew.summary["violations"]
        return (
            of_it(metric=f"first {after}", value=self.first.gap, unit="%"),
            of_it(metric=after, value=self.anew.gap, unit="%"),
            of_it(
                metric="time to the first gap, of the first time",
                value=self.share,
                unit="%",
                must=Limit(value=MUST),
                aim=Limit(value=AIM),
            ),
            of_it(metric="violations", value=violations, unit="", must=Limit(value=0.0)),
        )


def run_anew(case: AnewCase) -> AnewRun:
    """Roster, disturb, roster again."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_bench_team(case.team, Path(place) / "team")
        out = Path(place) / "out"
        asked = partial(roster_folder, folder, start=case.team.start, weeks=1, limit_s=case.limit_s)
        first = asked(out)
        moved = disturb(folder, case.team.seed)
        # Whatever the day it is measured on, nothing of the week has begun.
        published = ("--published", str(out), "--as-of", f"{case.team.start}T00:00")
        anew = asked(Path(place) / "anew", requirement=moved, more=published)
    return AnewRun(case=case, first=first, anew=anew)


def disturb(folder: Path, seed: int) -> Path:
    """Let some agents of a made-up team fall ill and move some of its demand within the day.

    Parameters
    ----------
    folder
        Of the team; its ``time_off.csv`` gets a row for everybody who falls ill.
    seed
        Of who and what.

    Returns
    -------
    Path
        The changed requirement, beside the folder's own.
    """
    random = np.random.default_rng(seed)
    agents = [row["agent_id"] for row in _rows(folder / "agents.csv")]
    time_off = folder / "time_off.csv"
    away = {row["agent_id"] for row in _rows(time_off)}
    well = [agent for agent in agents if agent not in away]
    sick = random.choice(well, size=round(ILL * len(agents)), replace=False)
    with time_off.open("a", encoding="utf-8", newline="") as file:
        for agent in sick:
            first = CORE_START + timedelta(days=int(random.integers(0, 7 - ILL_DAYS + 1)))
            last = first + timedelta(days=ILL_DAYS - 1)
            file.write(f"{agent},{first},{last},sick\n")
    return _with_demand_moved(folder, random)


def _with_demand_moved(folder: Path, random: np.random.Generator) -> Path:
    rows = _rows(folder / "requirement.csv")
    day = np.array([row["interval_start"][:10] for row in rows])
    asked = np.array([float(row["required"]) for row in rows])
    moved, left = asked.copy(), MOVED * asked.sum()
    while left > 0:
        source = int(random.integers(len(rows)))
        part = min(left, MOST_OF_ONE * asked[source])
        target = int(random.choice(np.flatnonzero(day == day[source])))
        moved[source] -= part
        moved[target] += part
        left -= part
    path = folder / "requirement_moved.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        for row, needed in zip(rows, moved.clip(min=0.0).tolist(), strict=True):
            writer.writerow(row | {"required": repr(needed)})
    return path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
