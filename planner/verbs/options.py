"""Arguments and options that several verbs take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Out", "Seed", "Team", "TimeLimit"]

Team = Annotated[Path, typer.Argument(help="Team folder.", metavar="TEAM")]
Out = Annotated[Path, typer.Option("--out", help="Result folder; replaced whole.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=1.0, max=86_400.0, help="Seconds of solving.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="Random seed.")]
