"""What support needs to know of a job that ended badly; nothing of what the team holds."""

from __future__ import annotations

import platform
import re
from pathlib import Path

from planner.jobs import JobState
from planner.summary import versions

__all__ = ["support_details"]

ERRORS_FILE = "errors.txt"
MOST_BYTES = 100_000
SHOWN_PLACES = 25
# Where in the program; the text of an error itself may hold anything, wages too.
_PLACE = re.compile(r'^\s*File "(?P<path>[^"]+)", line (?P<line>\d+),? in (?P<name>\S+)')
_ERROR = re.compile(r"^(?P<name>[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt))(?::|$)")


def support_details(state: JobState) -> str:
    """Text to copy: the job, its limits, steps, versions, and where in the program it ended."""
    lines = [
        f"job: {state.folder.name}",
        f"status: {state.status}",
        f"started: {state.started_at.isoformat(timespec='seconds')}",
        f"seconds: {state.elapsed_s:.1f}",
        f"step: {state.step or 'none'}",
        "steps: " + (", ".join(_steps(state)) or "none"),
    ]
    if state.request is not None:
        request, options = state.request, state.request.options
        lines += [
            f"asked: {request.weeks} week(s) from {request.start}, time limit "
            f"{options.time_limit_s:g} s, workers {options.workers}, seed {options.seed}",
        ]
    found = ", ".join(f"{name} {version}" for name, version in versions().items())
    lines += [f"versions: {found}", f"system: {platform.platform()}"]
    return "\n".join([*lines, *_where(state.folder / ERRORS_FILE)])


def _steps(state: JobState) -> list[str]:
    return [
        f"{step.name} {'unfinished' if step.seconds is None else f'{step.seconds:.1f} s'}"
        for step in state.steps
    ]


def _where(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES).decode(errors="replace")
    except OSError:
        return []
    places = [place for line in text.splitlines() if (place := _place(line))]
    return ["where:", *(f"  {place}" for place in places[-SHOWN_PLACES:])] if places else []


def _place(line: str) -> str:
    """A place in the program, or the kind of an error, without its text."""
    if found := _PLACE.match(line):
        return f"{_short(Path(found['path']))}:{found['line']} in {found['name']}"
    if found := _ERROR.match(line):
        return found["name"]
    return ""


def _short(path: Path) -> str:
    """The end of a path: no name of a person's folder."""
    return "/".join(path.parts[-3:])
