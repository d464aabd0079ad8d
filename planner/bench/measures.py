"""One row of a benchmark's table, and the limits that it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

__all__ = ["Limit", "Measure", "table_lines"]

HEADER = ("case", "metric", "value", "unit", "must", "aim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so much, or at least so much."""

    value: float
    at_least: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value keeps to the limit."""
        return value >= self.value if self.at_least else value <= self.value

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.value:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What was measured; ``must`` has to hold, ``aim`` is wished for.

    A time that was never reached is infinite: "never" in the table, None in JSON.
    """

    case: str
    metric: str
    value: float
    unit: str
    must: Limit | None = None
    aim: Limit | None = None

    @property
    def missed(self) -> bool:
        """Whether the must does not hold."""
        return self.must is not None and not self.must.holds(self.value)

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of the columns; empty where there is no limit."""
        limits = ("" if limit is None else str(limit) for limit in (self.must, self.aim))
        value = f"{self.value:.4g}" if isfinite(self.value) else "never"
        return self.case, self.metric, value, self.unit, *limits

    def row(self) -> dict[str, str | float | None]:
        """The row for other programs; None where there is no limit."""
        limits = (None if limit is None else str(limit) for limit in (self.must, self.aim))
        value = self.value if isfinite(self.value) else None
        values = (self.case, self.metric, value, self.unit, *limits)
        return dict(zip(HEADER, values, strict=True))


def table_lines(measures: Sequence[Measure]) -> Iterator[str]:
    """The table as text, columns aligned."""
    rows = [HEADER, *(measure.cells() for measure in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    for row in rows:
        yield "  ".join(
            f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)
        ).rstrip()
