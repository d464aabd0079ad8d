"""What verbs tell in the same words."""

from __future__ import annotations

from pathlib import Path

import typer

from planner.steps import Steps

__all__ = ["list_files", "tell"]


def tell(steps: Steps, notices: tuple[str, ...]) -> None:
    """Notices, on standard error."""
    for notice in notices:
        steps.say(f"note: {notice}")


def list_files(written: tuple[Path, ...]) -> None:
    """The files of a result folder."""
    folder = written[0].parent
    here = Path.cwd()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    typer.echo(f"Written to {shown}: {', '.join(path.name for path in written)}")
