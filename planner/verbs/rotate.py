"""``sunrota rotate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from planner.errors import DataError, Fault
from planner.steps import Steps
from planner.verbs.options import Out, Seed, Team, TimeLimit
from planner.verbs.telling import list_files, tell

if TYPE_CHECKING:
    from planner.rotation import Answer, RotateOptions
    from planner.scenario import Scenario

__all__ = ["rotate"]


def rotate(team: Team, out: Out, time_limit: TimeLimit = 60.0, seed: Seed = 0) -> None:
    """A cyclic rotation for every [[rotations]], or what stands against it."""
    from planner.files import check_out, read_team, write_results
    from planner.rotation import RotateOptions, build_rotation_table, rotation_lines

    steps = Steps()
    with steps.step("read"):
        scenario = read_team(team)
    tell(steps, scenario.notices)
    check_out(out)
    answers = _answers(steps, scenario, RotateOptions(time_limit_s=time_limit, seed=seed))
    tables = [answer.table for answer in answers if answer.table is not None]
    written = write_results(out, {"rotation.csv": build_rotation_table(scenario, tables)})
    for rotation, table in zip(scenario.rotations, tables, strict=True):
        for line in rotation_lines(rotation, table):
            typer.echo(line)
    typer.echo(
        "Each agent works a line a week and goes on to the next, from the last to the first."
    )
    list_files(written)


def _answers(steps: Steps, scenario: Scenario, options: RotateOptions) -> list[Answer]:
    """An answer for each rotation; a DataError where not all of them have a table."""
    from planner.rotation import rotate as find
    from planner.rotation import why_not

    if not scenario.rotations:
        raise DataError(
            [
                Fault(
                    file="plan.toml",
                    column="rotations",
                    expected="at least one [[rotations]]",
                    got="none",
                )
            ]
        )
    answers, faults = [], []
    for place, rotation in enumerate(scenario.rotations, start=1):
        with steps.step(f"rotation {rotation.name}"):
            answer = find(rotation, options)
        answers.append(answer)
        if answer.table is None:
            faults.append(why_not(answer, place, options))
    if faults:
        raise DataError(faults)
    return answers
