"""``sunrota worth``."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.steps import Steps
from planner.verbs.options import Out, Seed, Team
from planner.verbs.telling import list_files, tell
from planner.verbs.why import Planned

__all__ = ["worth"]


def worth(
    team: Team,
    planned: Planned,
    out: Out,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=1.0, max=86_400.0, help="Seconds of searching, all checks together."
        ),
    ] = 60.0,
    check: Annotated[
        int, typer.Option("--check", min=0, max=100, help="Check so many by a search of their own.")
    ] = 3,
    seed: Seed = 0,
) -> None:
    """What one more agent, vendor's agent, hour or a relaxed rule would save in a plan."""
    from planner.files import check_out, read_team, write_results
    from planner.questions import (
        WorthOptions,
        read_plan_at_hand,
        what_is_worth,
        worth_lines,
    )

    steps = Steps()
    with steps.step("read"):
        scenario = read_team(team)
        at_hand = read_plan_at_hand(scenario, planned)
    tell(steps, (*scenario.notices, *at_hand.notices))
    if out.resolve() == planned.resolve():
        raise typer.BadParameter(
            f"expected another folder than the plan's, {planned}.", param_hint="--out"
        )
    check_out(out)
    options = WorthOptions(time_limit_s=time_limit, checked=check, seed=seed)
    answer = what_is_worth(at_hand, options, steps.step)
    tell(steps, answer.notices)
    written = write_results(out, {"worth.csv": answer.table(), "hour_worth.csv": answer.hours})
    for line in worth_lines(at_hand, answer):
        typer.echo(line)
    list_files(written)
