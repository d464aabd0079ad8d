"""A rotation as a manager reads it, and what stands against one that is impossible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.domain import WEEKDAYS
from planner.errors import Fault
from planner.rotation.laying import Laid
from planner.rotation.rotate import Answer, RotateOptions
from planner.rotation.table import RotationTable
from planner.rotation.words import requirement_texts
from planner.scenario import Rotation

__all__ = ["laid_lines", "laid_notes", "rotation_lines", "why_not"]

DAY_OFF = "-"
PLAN = "plan.toml"
MOST_NOTES = 20


def rotation_lines(rotation: Rotation, table: RotationTable) -> Iterator[str]:
    """The table, a line of text for each line."""
    width = max(3, *(len(shift) for shift, _ in rotation.demand))
    yield f"{rotation.name}: {rotation.lines} lines, {rotation.timezone}"
    yield f"  line  {'  '.join(f'{weekday:<{width}}' for weekday in WEEKDAYS)}".rstrip()
    for number, line in enumerate(table.lines, start=1):
        cells = "  ".join(f"{DAY_OFF if cell is None else cell:<{width}}" for cell in line)
        yield f"  {number:>4}  {cells}".rstrip()


def laid_lines(laid: Laid) -> Iterator[str]:
    """Who is on which line, a line of text for each."""
    fallen = Counter(one.agent_id for one in laid.fallen)
    weeks = "week" if laid.weeks == 1 else f"{laid.weeks} weeks"
    yield f"{laid.rotation.name} from {laid.from_date:%a %d %b %Y}, who is on which line:"
    on_line = {place.line: place.agent_id for place in laid.places}
    for line in range(1, laid.rotation.lines + 1):
        agent = on_line.get(line, DAY_OFF)
        count = fallen[agent]
        plural = "s" if count != 1 else ""
        remark = f"  ({count} shift{plural} of the next {weeks} fall{'' if plural else 's'} out)"
        yield f"  {line:>4}  {agent}{remark if count else ''}"


def laid_notes(laid: Laid) -> Iterator[str]:
    """What a manager must know of it: lines without anybody, and shifts that fall out."""
    if laid.empty:
        plural = "s" if len(laid.empty) > 1 else ""
        lines = ", ".join(map(str, laid.empty))
        yield f"{laid.rotation.name}: nobody who fits is left for line{plural} {lines}"
    for one in laid.fallen[:MOST_NOTES]:
        yield (
            f"{one.agent_id}: {one.shift} on {one.local_date} (line {one.line} of "
            f"{laid.rotation.name}) falls out: {one.why}"
        )
    if len(laid.fallen) > MOST_NOTES:
        yield f"{laid.rotation.name}: {len(laid.fallen) - MOST_NOTES} more shifts fall out"


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
