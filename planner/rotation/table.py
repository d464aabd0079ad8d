"""The table of a rotation: what is found, checked, shown and written."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RotationTable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationTable:
    """Lines of seven cells, Monday first: a shift's name, or None for a day off.

    An agent works one line a week and goes on to the next, from the last to the first.
    """

    rotation: str
    lines: tuple[tuple[str | None, ...], ...]
