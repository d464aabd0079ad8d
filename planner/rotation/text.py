"""A rotation as a manager reads it, and what stands against one that is impossible."""

from __future__ import annotations

from collections.abc import Iterator

from planner.domain import WEEKDAYS
from planner.errors import Fault
from planner.rotation.rotate import Answer, RotateOptions
from planner.rotation.table import RotationTable
from planner.rotation.words import requirement_texts
from planner.scenario import Rotation

__all__ = ["rotation_lines", "why_not"]

DAY_OFF = "-"
PLAN = "plan.toml"


def rotation_lines(rotation: Rotation, table: RotationTable) -> Iterator[str]:
    """The table, a line of text for each line."""
    width = max(3, *(len(shift) for shift, _ in rotation.demand))
    yield f"{rotation.name}: {rotation.lines} lines, {rotation.timezone}"
    yield f"  line  {'  '.join(f'{weekday:<{width}}' for weekday in WEEKDAYS)}".rstrip()
    for number, line in enumerate(table.lines, start=1):
        cells = "  ".join(f"{DAY_OFF if cell is None else cell:<{width}}" for cell in line)
        yield f"  {number:>4}  {cells}".rstrip()


def why_not(answer: Answer, place: int, options: RotateOptions) -> Fault:
    """What to tell where there is no table; ``place`` is the rotation's in plan.toml, from 1."""
    rotation = answer.rotation
    if answer.clash is None:
        return _fault(
            rotation,
            place,
            expected=f"a rotation that is decided within {options.time_limit_s:g} s (--time-limit)",
            got=f"neither a table of {rotation.name} nor the proof that there is none",
        )
    shifts = [shift for shift, _ in rotation.demand]
    clash = "; ".join(requirement_texts(shifts, answer.clash.requirements))
    lift = (
        "Each of them is needed for the clash: easing one of them, or another number of lines, "
        "may lift it"
        if answer.clash.minimal
        else "Some of them may not be needed for the clash: there was no time to leave them out"
    )
    plural = "s" if rotation.lines > 1 else ""
    return _fault(
        rotation,
        place,
        expected=f"what one table of {rotation.lines} line{plural} can meet together",
        got=f"what clashes, proven, in {rotation.name}: {clash}. {lift}",
    )


def _fault(rotation: Rotation, place: int, *, expected: str, got: str) -> Fault:
    return Fault(
        file=PLAN, row=rotation.row, column=f"rotations[{place}]", expected=expected, got=got
    )
