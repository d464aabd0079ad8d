"""How near to the best rosters come in a given time, as a user would have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf, isfinite
from pathlib import Path

from planner.bench.bank import BANK_LOG
from planner.bench.measures import Limit, Measure
from planner.bench.named import named
from planner.bench.planned_anew import ANEW, AnewCase, run_anew
from planner.bench.roster_cases import (
    BANK,
    CORE,
    TEN_THOUSAND,
    THOUSAND,
    RosterCase,
    bank_case,
    team_folders,
)
from planner.bench.roster_runs import RosterRun, run_roster

__all__ = ["growth", "measure_rosters"]

MOST_GROWTH, AIM_GROWTH = Limit(value=2.5), Limit(value=1.3)


def measure_rosters(
    folder: Path | None,
    data: Path | None,
    tell: Callable[[str], None],
    texts: Sequence[str] = (),
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
    texts
        Only cases whose name holds one of them; all where there are none.

    Raises
    ------
    DataError
        There is no such team folder, or one that cannot be read.
    NoSuchCaseError
        No case has one of ``texts`` in its name.
    """
    cases = _made_up(data, tell) if folder is None else list(team_folders(folder))
    found: list[Measure] = []
    runs: dict[str, RosterRun] = {}
    for case in named(cases, texts, lambda case: case.name):
        if isinstance(case, AnewCase):
            anew = run_anew(case)
            tell(f"{case.name}: gap {anew.anew.gap:.3f} %, {anew.first.gap:.3f} % before")
            found += anew.measures()
            continue
        run = runs[case.name] = run_roster(case)
        status, seconds = run.solved.summary["status"], run.solved.seconds
        tell(f"{case.name}: {status}, gap {run.gap:.3f} % after {seconds:.0f} s")
        found += run.measures()
    return (*found, *growth(runs))


def _made_up(data: Path | None, tell: Callable[[str], None]) -> list[RosterCase | AnewCase]:
    log = None if data is None else data / BANK_LOG
    if log is None or not log.is_file():
        tell(f"{BANK}: skipped, no {BANK_LOG} in a folder of --data")
        return [*CORE, ANEW]
    return [*CORE, ANEW, bank_case(log)]


def growth(runs: Mapping[str, RosterRun]) -> Sequence[Measure]:
    """How much longer ten times the agents take to the mark; nothing where one was not run.

    Parameters
    ----------
    runs
        By the name of their cases.
    """
    if THOUSAND.name not in runs or TEN_THOUSAND.name not in runs:
        return ()
    few, many = (runs[case.name].seconds_to_mark for case in (THOUSAND, TEN_THOUSAND))
    return (
        Measure(
            case=f"{TEN_THOUSAND.name} over {THOUSAND.name}",
            metric=f"time to {THOUSAND.mark:g} %",
            value=many / few if isfinite(few) and few > 0 else inf,
            unit="times",
            must=MOST_GROWTH,
            aim=AIM_GROWTH,
        ),
    )
