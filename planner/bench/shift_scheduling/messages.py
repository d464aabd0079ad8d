"""What passes between the two processes of a search."""

from __future__ import annotations

from dataclasses import dataclass

from planner.bench.shift_scheduling.instance import Instance
from planner.bench.shift_scheduling.problem import FloatArray, IntArray

__all__ = ["Bound", "Columns", "Found", "Message", "Request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An instance, the seconds left for it, and a seed."""

    instance: Instance
    seconds: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No roster costs less."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A roster that is better than those before (e, d), and the days that made it so."""

    rows: IntArray
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Whose columns, the columns (c, d), and the prices that they led to (d, s)."""

    owners: tuple[int, ...]
    rows: IntArray
    prices: FloatArray


Message = Bound | Found | Columns
