"""When a plan was made, and whether its team is still the one it was made for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from planner.workspace import Workspace

__all__ = ["changed_at", "plan_made_at"]


def plan_made_at(workspace: Workspace) -> datetime:
    """When the finished plan was written (UTC).

    Raises
    ------
    OSError
        There is none.
    """
    made = (workspace.plan / "summary.json").stat().st_mtime
    return datetime.fromtimestamp(made, UTC)


def changed_at(folder: Path) -> float:
    """When anything in a folder was last changed, in seconds since 1970; 0 where there is none."""
    return max(_times(folder), default=0.0)


def _times(folder: Path) -> Iterator[float]:
    for path in (folder, *folder.rglob("*")):
        try:
            yield path.stat().st_mtime
        except FileNotFoundError:  # gone while it was looked at
            continue
