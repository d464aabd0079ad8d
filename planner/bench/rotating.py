"""How many rotations of a folder are decided in time: a table found and checked, or none proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from planner.bench.measures import Limit, Measure
from planner.bench.named import named
from planner.bench.rotating_instances import read_rotating_instances
from planner.errors import AuditError
from planner.rotation import RotateOptions, Status, find_table
from planner.scenario import Rotation

__all__ = ["LIMIT_S", "RotatingRun", "measure_rotating", "run_rotating", "summed"]

LIMIT_S = 10.0
AIM_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RotatingRun:
    """One instance: how it ended, after how many seconds, and whether the check refused it."""

    name: str
    status: Status
    seconds: float
    refused: bool = False

    def decided_within(self, seconds: float) -> bool:
        """Whether the answer stands, and came in time."""
        return self.status is not Status.UNDECIDED and not self.refused and self.seconds <= seconds


def measure_rotating(
    folder: Path, tell: Callable[[str], None], texts: Sequence[str] = ()
) -> Sequence[Measure]:
    """Run the instances of a folder, those whose name holds one of ``texts``, and sum up.

    Raises
    ------
    DataError
        With every fault of every instance.
    NoSuchCaseError
        No instance has one of ``texts`` in its name.
    """
    runs = []
    for rotation in named(read_rotating_instances(folder), texts, lambda one: one.name):
        run = run_rotating(rotation)
        runs.append(run)
        tell(f"{run.name}: {run.status.value} after {run.seconds:.2f} s")
    return summed(runs)


def run_rotating(rotation: Rotation, options: RotateOptions | None = None) -> RotatingRun:
    """Decide one instance; its table is checked by code that shares nothing with the search."""
    options = options or RotateOptions(time_limit_s=LIMIT_S)
    try:
        answer = find_table(rotation, options)
    except AuditError:
        return RotatingRun(
            name=rotation.name, status=Status.FOUND, seconds=options.time_limit_s, refused=True
        )
    return RotatingRun(name=rotation.name, status=answer.status, seconds=answer.seconds)


def summed(runs: Sequence[RotatingRun]) -> tuple[Measure, ...]:
    """The measures of all runs together."""
    of_all = partial(Measure, case=f"{len(runs)} instances")
    seconds = [run.seconds for run in runs]
    refused = sum(run.refused for run in runs)
    all_of_them, none = Limit(value=100.0, at_least=True), Limit(value=0.0)
    in_time, soon = f"decided within {LIMIT_S:g} s", f"decided within {AIM_S:g} s"
    slow, fast = Limit(value=LIMIT_S), Limit(value=AIM_S)
    found, none_found = _count(runs, Status.FOUND), _count(runs, Status.IMPOSSIBLE)
    return (
        of_all(
            metric=in_time, value=_share(runs, LIMIT_S), unit="%", must=all_of_them, aim=all_of_them
        ),
        of_all(metric=soon, value=_share(runs, AIM_S), unit="%", aim=all_of_them),
        of_all(metric="slowest", value=max(seconds), unit="s", must=slow, aim=fast),
        of_all(metric="median", value=median(seconds), unit="s"),
        of_all(metric="tables found", value=found, unit="instances"),
        of_all(metric="proven impossible", value=none_found, unit="instances"),
        of_all(
            metric="tables refused by the check",
            value=refused,
            unit="instances",
            must=none,
            aim=none,
        ),
    )


def _share(runs: Sequence[RotatingRun], seconds: float) -> float:
    return 100.0 * sum(run.decided_within(seconds) for run in runs) / len(runs)


def _count(runs: Sequence[RotatingRun], status: Status) -> int:
    return sum(run.status is status for run in runs)
