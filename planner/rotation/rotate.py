"""A rotation to its table, or to the reason why there is none."""

from __future__ import annotations

import time
from dataclasses import dataclass

from planner.errors import AuditError
from planner.rotation.check import faults_of
from planner.rotation.clash import Clash, find_clash
from planner.rotation.problem import DAYS, problem_of, requirements_of
from planner.rotation.search import Decision, Status, decide
from planner.rotation.table import RotationTable
from planner.scenario import Rotation

__all__ = ["Answer", "RotateOptions", "find_table", "rotate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateOptions:
    """How long to search for one table, and with what.

    The same seed and one worker give the same table every time.
    """

    time_limit_s: float = 60.0
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a rotation.

    ``table`` where one was found, checked; ``clash`` where it was proven that there is none and
    the reason was asked for; neither where time ran out. ``seconds`` is what it took to decide.
    """

    rotation: Rotation
    status: Status
    table: RotationTable | None = None
    clash: Clash | None = None
    seconds: float


def find_table(rotation: Rotation, options: RotateOptions) -> Answer:
    """Find a table or prove that there is none, and do not ask why.

    Raises
    ------
    AuditError
        Where the check refuses the table: a bug.
    """
    begun = time.monotonic()
    decision = decide(
        problem_of(rotation, requirements_of(rotation)),
        seconds=options.time_limit_s,
        seed=options.seed,
        workers=options.workers,
    )
    seconds = time.monotonic() - begun
    if decision.status is not Status.FOUND:
        return Answer(rotation=rotation, status=decision.status, seconds=seconds)
    table = _table(rotation, decision)
    faults = faults_of(rotation, table)
    if faults:
        raise AuditError(
            f"rotation {rotation.name}: the check refuses the table: {'; '.join(faults)}"
        )
    return Answer(rotation=rotation, status=Status.FOUND, table=table, seconds=seconds)


def rotate(rotation: Rotation, options: RotateOptions | None = None) -> Answer:
    """Find a table; where there is none, find requirements that clash.

    The search for the clash may take as long again as the search for the table.

    Raises
    ------
    AuditError
        Where the check refuses the table: a bug.
    """
    options = options or RotateOptions()
    answer = find_table(rotation, options)
    if answer.status is not Status.IMPOSSIBLE:
        return answer
    clash = find_clash(
        rotation, requirements_of(rotation), seconds=options.time_limit_s, seed=options.seed
    )
    return Answer(rotation=rotation, status=Status.IMPOSSIBLE, clash=clash, seconds=answer.seconds)


def _table(rotation: Rotation, decision: Decision) -> RotationTable:
    names = (None, *(shift for shift, _ in rotation.demand))
    cells = [names[letter] for letter in decision.letters]
    return RotationTable(
        rotation=rotation.name,
        lines=tuple(tuple(cells[day : day + DAYS]) for day in range(0, len(cells), DAYS)),
    )
