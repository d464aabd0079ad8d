"""Arguments and options that several verbs take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = ["EngineName", "Engines", "Out", "Seed", "Team", "TimeLimit"]

# As in planner.roster.engines, which takes long to import; a test holds the two together.
Engines = Literal["auto", "patterns", "parts", "agreement"]

Team = Annotated[Path, typer.Argument(help="Team folder.", metavar="TEAM")]
Out = Annotated[Path, typer.Option("--out", help="Result folder; replaced whole.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=1.0, max=86_400.0, help="Seconds of solving.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="Random seed.")]
EngineName = Annotated[
    Engines,
    typer.Option(
        "--engine",
        help="How the roster is searched for; by the team's size where it is left out.",
    ),
]
