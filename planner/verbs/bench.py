"""``sunrota bench``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.steps import Steps

if TYPE_CHECKING:
    from planner.bench.registry import Benchmark, Inputs

__all__ = ["bench"]

MISSED, WRONG_USAGE = 1, 2


def bench(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="roster, rotating or shift-scheduling")
    ],
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder of data to measure on.")
    ] = None,
    instances: Annotated[
        Path | None,
        typer.Option("--instances", metavar="DIR", help="Folder of instances to solve."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the table as JSON too.")
    ] = None,
    case: Annotated[
        list[str] | None,
        typer.Option(
            "--case",
            metavar="TEXT",
            help="Only cases whose name holds this; a whole name means that case alone. "
            "May be given again.",
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 where a must is missed.")] = False,
) -> None:
    """Run a benchmark and print its table."""
    from planner.bench.measures import table_lines
    from planner.bench.named import NoSuchCaseError
    from planner.bench.registry import BENCHMARKS, Inputs

    benchmark = BENCHMARKS.get(name)
    if benchmark is None:
        raise typer.BadParameter(
            f"expected one of {', '.join(BENCHMARKS)}; got {name}.", param_hint="NAME"
        )
    inputs = Inputs(data=data, instances=instances, cases=tuple(case or ()))
    _has_what_it_needs(name, benchmark, inputs)
    try:
        measures = benchmark.measure(inputs, _teller(Steps()))
    except NoSuchCaseError as error:
        raise typer.BadParameter(str(error), param_hint="--case") from error
    for line in table_lines(measures):
        typer.echo(line)
    if json_file is not None:
        rows = [measure.row() for measure in measures]
        json_file.write_text(json.dumps(rows, indent=2) + "\n")
    if check and any(measure.missed for measure in measures):
        raise typer.Exit(MISSED)


def _has_what_it_needs(name: str, benchmark: Benchmark, inputs: Inputs) -> None:
    for need in benchmark.needs:
        folder = getattr(inputs, need)
        if folder is None or not folder.is_dir():
            got = "none" if folder is None else f"no folder {folder}"
            typer.echo(
                f"bench {name}: expected --{need} DIR ({benchmark.about}), got {got}", err=True
            )
            raise typer.Exit(WRONG_USAGE)


def _teller(steps: Steps) -> Callable[[str], None]:
    """A moving line on a terminal, plain lines elsewhere."""
    return steps.moving if steps.on_terminal else steps.say
