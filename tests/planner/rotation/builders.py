"""Rotations by hand for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.rotation import RotationTable
from planner.scenario import Rotation, SequenceBan

SHIFT_OF = {"D": "day", "N": "night", "-": None}


def rotation_of(
    lines: int,
    demand: Mapping[str, Sequence[int]],
    *,
    block: Mapping[str, tuple[int, int]] | None = None,
    forbidden: Sequence[str] = (),
    **more: Any,
) -> Rotation:
    """A rotation; forbidden sequences as ``"night day"`` and ``"night - day"``."""
    return Rotation(
        name="r",
        timezone="Europe/Madrid",
        lines=lines,
        demand=tuple((shift, tuple(heads)) for shift, heads in demand.items()),
        block=tuple((block or {}).items()),
        forbidden=tuple(
            SequenceBan(before=words[0], after=words[-1], day_off_between=len(words) == 3)
            for words in (text.split() for text in forbidden)
        ),
        **more,
    )


def table_of(*lines: str) -> RotationTable:
    """A table from lines such as ``"DDDDD--"``."""
    return RotationTable(
        rotation="r", lines=tuple(tuple(SHIFT_OF[cell] for cell in line) for line in lines)
    )
