"""How good checked rosters of public instances are after a minute, and how much is proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from planner.bench.measures import Limit, Measure
from planner.bench.named import named
from planner.bench.shift_scheduling.best_known import MUST, read_best_known
from planner.bench.shift_scheduling.checking import check_roster
from planner.bench.shift_scheduling.first_roster import NoRowError
from planner.bench.shift_scheduling.instance import Instance
from planner.bench.shift_scheduling.reading import read_instances
from planner.bench.shift_scheduling.solve import find_roster

__all__ = ["LIMIT_S", "ShiftRun", "measure_shift_scheduling", "run_shift_scheduling", "summed"]

LIMIT_S = 60.0
AIM_PERCENT = 0.5
NONE = Limit(value=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRun:
    """One instance: the checked cost, the bound, and what the check found wrong.

    ``cost`` is None where there is no roster, ``best_known`` where nothing is known.
    """

    name: str
    cost: int | None
    bound: int
    seconds: float
    violations: tuple[str, ...] = ()
    best_known: int | None = None

    @property
    def gap(self) -> float | None:
        """How much better the best can be, in per cent of the cost."""
        if self.cost is None:
            return None
        return 100.0 * (self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def distance(self) -> float | None:
        """How much more it costs than the best known, in per cent."""
        if self.cost is None or not self.best_known:
            return None
        return 100.0 * (self.cost - self.best_known) / self.best_known

    def measures(self) -> Sequence[Measure]:
        """As rows of the table."""
        of_it = partial(Measure, case=self.name)
        must, aim = MUST.get(self.name), Limit(value=AIM_PERCENT)
        rows = [
            of_it(
                metric="faults found by the check", value=len(self.violations), unit="", must=NONE
            )
        ]
        if self.cost is not None:
            limit = None if must is None else Limit(value=must)
            rows.append(of_it(metric="cost", value=self.cost, unit="", must=limit))
        if self.distance is not None:
            rows.append(of_it(metric="above best known", value=self.distance, unit="%", aim=aim))
        rows.append(of_it(metric="lower bound", value=self.bound, unit=""))
        if self.gap is not None:
            rows.append(of_it(metric="gap to the bound", value=self.gap, unit="%", aim=aim))
        rows.append(of_it(metric="time", value=self.seconds, unit="s"))
        return rows


def measure_shift_scheduling(
    folder: Path, tell: Callable[[str], None], texts: Sequence[str] = ()
) -> Sequence[Measure]:
    """Run the instances of a folder, those whose name holds one of ``texts``, and sum up.

    Each takes a minute.

    Raises
    ------
    DataError
        With every fault of every instance.
    NoSuchCaseError
        No instance has one of ``texts`` in its name.
    """
    known = read_best_known(folder)
    runs = []
    for instance in named(read_instances(folder), texts, lambda one: one.name):
        run = run_shift_scheduling(instance, best_known=known.get(instance.name))
        runs.append(run)
        tell(f"{run.name}: {run.cost}, at least {run.bound}, after {run.seconds:.1f} s")
    return (*(measure for run in runs for measure in run.measures()), *summed(runs))


def run_shift_scheduling(
    instance: Instance,
    *,
    time_limit_s: float = LIMIT_S,
    seed: int = 0,
    best_known: int | None = None,
) -> ShiftRun:
    """Solve one instance; the roster is judged by code that shares nothing with the search."""
    try:
        answer = find_roster(instance, time_limit_s, seed)
    except NoRowError as error:
        return ShiftRun(
            name=instance.name,
            cost=None,
            bound=0,
            seconds=time_limit_s,
            violations=(str(error),),
            best_known=best_known,
        )
    verdict = check_roster(instance, answer.roster)
    violations = list(verdict.violations)
    if verdict.cost != answer.cost:
        violations.append(f"the search takes it to cost {answer.cost}, it is {verdict.cost}")
    if verdict.cost < answer.bound:
        violations.append(f"it costs {verdict.cost}, less than the bound {answer.bound}")
    return ShiftRun(
        name=instance.name,
        cost=verdict.cost,
        bound=answer.bound,
        seconds=answer.seconds,
        violations=tuple(violations),
        best_known=best_known,
    )


def summed(runs: Sequence[ShiftRun]) -> tuple[Measure, ...]:
    """The measures of all runs together."""
    of_all = partial(Measure, case=f"{len(runs)} instances", unit="instances")
    near = sum(run.distance is not None and run.distance <= AIM_PERCENT for run in runs)
    known = sum(bool(run.best_known) for run in runs)
    proven = sum(run.gap is not None and run.gap <= AIM_PERCENT for run in runs)
    refused = sum(bool(run.violations) for run in runs)
    return (
        of_all(metric="without a roster that passes the check", value=refused, must=NONE),
        of_all(
            metric=f"within {AIM_PERCENT:g} % of best known",
            value=near,
            aim=Limit(value=known, at_least=True) if known else None,
        ),
        of_all(
            metric=f"proven within {AIM_PERCENT:g} %",
            value=proven,
            aim=Limit(value=round(2 * len(runs) / 3), at_least=True),
        ),
    )
