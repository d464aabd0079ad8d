"""One roster by the command line, in a process of its own, and what it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from planner.bench.measures import Limit, Measure
from planner.bench.roster_cases import RosterCase, written

__all__ = ["RosterRun", "Solved", "roster_folder", "run_roster"]

MOST_SHORT, NONE = Limit(value=1.0), Limit(value=0.0)
BYTES_A_KIB = 1024
MEGABYTE = 1e6
MAIN = "from planner.cli import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A ``summary.json``; seconds from files to files, memory in megabytes at the peak."""

    summary: dict[str, Any]
    seconds: float
    memory: float

    @property
    def gap(self) -> float:
        """The plan's, in per cent."""
        return 100 * float(self.summary["gap"])

    def gap_of(self, objective: float) -> float:
        """Of another objective to the bound that was proven in the end, in per cent."""
        decided = objective - float(self.summary["fixed_cost"])
        return 100 * (objective - float(self.summary["lower_bound"])) / decided if decided else 0.0

    def seconds_to(self, gap: float) -> float:
        """When the best roster so far had a gap of so many per cent; infinite where none had."""
        reached = (
            float(one["seconds"])
            for one in self.summary.get("progress", ())
            if self.gap_of(float(one["objective"])) <= gap
        )
        return min(reached, default=inf)


def roster_folder(
    folder: Path,
    out: Path,
    *,
    start: date,
    weeks: int,
    limit_s: float,
    requirement: Path | None = None,
    more: Sequence[str] = (),
) -> Solved:
    """Run ``sunrota roster`` on a team folder.

    Parameters
    ----------
    folder, out
        Of the team and of the result.
    start, weeks, limit_s
        As the verb takes them.
    requirement
        The folder's own where it is None.
    more
        Other words for the verb.

    Raises
    ------
    RuntimeError
        The verb wrote no result; with what it said.
    """
    command = [sys.executable, "-c", MAIN, "roster", str(folder)]
    command += ["--start", str(start), "--weeks", str(weeks), "--out", str(out)]
    command += ["--requirement", str(requirement or folder / "requirement.csv")]
    command += ["--time-limit", f"{limit_s:g}", "--workers", "2", "--seed", "1", *more]
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - the command is ours
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        said = process.stderr.read() if process.stderr is not None else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    told = next(
        (path for path in (out, out.with_name(f"{out.name}.rejected")) if path.exists()), None
    )
    if told is None:
        raise RuntimeError(said.decode("utf-8", "replace"))
    return Solved(
        summary=json.loads((told / "summary.json").read_text(encoding="utf-8")),
        seconds=seconds,
        memory=usage.ru_maxrss * BYTES_A_KIB / MEGABYTE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRun:
    """What came of a case."""

    case: RosterCase
    solved: Solved

    @property
    def gap(self) -> float:
        """In per cent."""
        return self.solved.gap

    @property
    def short(self) -> float:
        """Of the required agent-hours, in per cent."""
        summary = self.solved.summary
        return 100 * float(summary["shortfall_hours"]) / max(1e-9, float(summary["required_hours"]))

    @property
    def seconds_to_mark(self) -> float:
        """When the case's mark was reached; infinite where there is none or it was not."""
        return inf if self.case.mark is None else self.solved.seconds_to(self.case.mark)

    def measures(self) -> Sequence[Measure]:
        """As rows of the table."""
        of_it = partial(Measure, case=self.case.name)
        case, summary = self.case, self.solved.summary
        must, aim, most = case.must, case.aim, case.most_memory
        rows = [
            of_it(
                metric=f"gap after {case.limit_s:g} s",
                value=self.gap,
                unit="%",
                must=None if must is None else Limit(value=must),
                aim=None if aim is None else Limit(value=aim),
            ),
            of_it(metric="objective", value=float(summary["objective"]), unit="USD"),
            of_it(metric="lower bound", value=float(summary["lower_bound"]), unit="USD"),
            of_it(metric="hours short", value=self.short, unit="%", must=MOST_SHORT),
            of_it(metric="violations", value=int(summary["violations"]), unit="", must=NONE),
            of_it(metric="files to files", value=self.solved.seconds, unit="s"),
            of_it(
                metric="memory",
                value=self.solved.memory,
                unit="MB",
                must=None if most is None else Limit(value=most),
            ),
        ]
        if case.mark is not None:
            rows.append(
                of_it(metric=f"{case.mark:g} % reached", value=self.seconds_to_mark, unit="s")
            )
        return rows


def run_roster(case: RosterCase) -> RosterRun:
    """Roster one case."""
    with tempfile.TemporaryDirectory() as place:
        solved = roster_folder(
            written(case, Path(place) / "team"),
            Path(place) / "out",
            start=case.start,
            weeks=case.weeks,
            limit_s=case.limit_s,
        )
    return RosterRun(case=case, solved=solved)
