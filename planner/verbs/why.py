"""``sunrota why``."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from planner.steps import Steps
from planner.verbs.options import Team
from planner.verbs.telling import tell

__all__ = ["Planned", "why"]

Planned = Annotated[Path, typer.Argument(help="Result folder of a plan.", metavar="OUT")]
CLOCK_FACE = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def why(
    team: Team,
    out: Planned,
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="Agent of the team.")],
    date: Annotated[
        datetime,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], metavar="DATE", help="Date by the agent's clock."
        ),
    ],
    shift: Annotated[
        str, typer.Option("--shift", metavar="NAME", help="A shift's name, or off for a day off.")
    ],
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="HH:MM", help="Start by the agent's clock; else any."),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=1.0, max=86_400.0, help="Seconds for the agent's weeks."),
    ] = 15.0,
) -> None:
    """Why an agent does not work a shift: what forbids it, or what it would cost."""
    from planner.files import read_team
    from planner.questions import Question, read_plan_at_hand, why_lines, why_not

    minute = None if start is None else _minute(start)
    steps = Steps()
    with steps.step("read"):
        scenario = read_team(team)
        at_hand = read_plan_at_hand(scenario, out)
    tell(steps, (*scenario.notices, *at_hand.notices))
    question = Question(agent_id=agent, local_date=date.date(), shift=shift, start_minute=minute)
    with steps.step("why"):
        answer = why_not(at_hand, question, time_limit)
    for line in why_lines(at_hand, answer):
        typer.echo(line)


def _minute(text: str) -> int:
    found = CLOCK_FACE.fullmatch(text)
    if found is None:
        raise typer.BadParameter(
            f"expected a wall time such as 09:30; got {text}.", param_hint="--start"
        )
    return int(found[1]) * 60 + int(found[2])
