"""``sunrota rotate``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from planner.errors import DataError, Fault
from planner.steps import Steps
from planner.verbs.options import Out, Seed, Team, TimeLimit
from planner.verbs.telling import list_files, tell

if TYPE_CHECKING:
    import pandas as pd

    from planner.domain import LineShift
    from planner.rotation import Answer, RotateOptions, RotationTable
    from planner.scenario import Scenario

__all__ = ["rotate"]


LayFrom = Annotated[
    datetime | None,
    typer.Option(
        "--lay-from",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="Lay agents on the lines from this date on, too.",
    ),
]


def rotate(
    team: Team, out: Out, time_limit: TimeLimit = 60.0, seed: Seed = 0, lay_from: LayFrom = None
) -> None:
    """A cyclic rotation for every [[rotations]], or what stands against it."""
    from planner.files import check_out, read_team, write_results
    from planner.rotation import RotateOptions, build_rotation_table, rotation_lines

    steps = Steps()
    with steps.step("read"):
        scenario = read_team(team)
    tell(steps, scenario.notices)
    check_out(out)
    # What agents are laid on is the table that the team has, where it has one.
    own = {one.rotation for one in scenario.line_shifts} if lay_from is not None else set()
    options = RotateOptions(time_limit_s=time_limit, seed=seed)
    shifts, tables = _tables(steps, scenario, options, own)
    files = {"rotation.csv": build_rotation_table(shifts)}
    laid_texts: list[str] = []
    if lay_from is not None:
        files["rotation_lines.csv"], laid_texts = _laid(steps, scenario, shifts, lay_from.date())
    written = write_results(out, files)
    for rotation, table in zip(scenario.rotations, tables, strict=True):
        for line in rotation_lines(rotation, table):
            typer.echo(line)
    typer.echo(
        "Each agent works a line a week and goes on to the next, from the last to the first."
    )
    for line in laid_texts:
        typer.echo(line)
    list_files(written)


def _laid(
    steps: Steps, scenario: Scenario, shifts: Sequence[LineShift], from_date: date
) -> tuple[pd.DataFrame, list[str]]:
    """``rotation_lines.csv``, and who is on which line in words; notes are told."""
    from planner.rotation import (
        build_lines_table,
        laid_lines,
        laid_notes,
        lay_agents,
        lines_file,
    )

    with steps.step("lay"):
        laid = lay_agents(scenario, shifts, from_date)
    for one in laid:
        tell(steps, tuple(laid_notes(one)))
    table = build_lines_table(lines_file(scenario, laid, from_date))
    return table, [line for one in laid for line in laid_lines(one)]


def _tables(
    steps: Steps, scenario: Scenario, options: RotateOptions, own: set[str]
) -> tuple[list[LineShift], list[RotationTable]]:
    """Shifts and tables of all rotations: those of the team's rotation.csv, and found ones."""
    from planner.rotation import faults_of, own_table, shifts_of_lines

    answers = _answers(steps, scenario, options, own)
    shifts, tables = [], []
    for rotation in scenario.rotations:
        found = answers.get(rotation.name)
        if found is None or found.table is None:
            table = own_table(rotation, scenario.line_shifts)
            shifts += [one for one in scenario.line_shifts if one.rotation == rotation.name]
            notes = [
                f"rotation.csv of the team: {rotation.name}: {fault}"
                for fault in faults_of(rotation, table)
            ]
            tell(steps, tuple(notes))
        else:
            table = found.table
            shifts += shifts_of_lines(scenario, table)
        tables.append(table)
    return shifts, tables


def _answers(
    steps: Steps, scenario: Scenario, options: RotateOptions, own: set[str]
) -> dict[str, Answer]:
    """An answer for each rotation but the team's own; a DataError where one has no table."""
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
    answers, faults = {}, []
    for place, rotation in enumerate(scenario.rotations, start=1):
        if rotation.name in own:
            continue
        with steps.step(f"rotation {rotation.name}"):
            answer = find(rotation, options)
        answers[rotation.name] = answer
        if answer.table is None:
            faults.append(why_not(answer, place, options))
    if faults:
        raise DataError(faults)
    return answers
