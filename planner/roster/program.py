"""A linear program under construction: variables, rows, and spans that must not overlap.

One statement of the roster problem serves the linear relaxation (``relaxation.py``) and CP-SAT
(``cpsat.py``). Costs are in units of ``1 / COST_SCALE`` of the team's currency; fractional
quantities (agents, work) are continuous here and whole numbers of a small unit in CP-SAT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

FRACTION = 100_000
COST_SCALE = 100_000
TINY = 1e-6  # by which a row may be missed
CENT = COST_SCALE // 100

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOverlap:
    """Chosen spans ``starts..ends`` (end excluded) of one agent share no minute."""

    variables: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Program:
    """Collects variables and rows; implements the sink that rules write to.

    Every variable has finite bounds and a lower bound of 0, so that any dual prices give a valid
    bound.
    """

    def __init__(self) -> None:
        self.upper: list[float] = []
        self.cost: list[float] = []
        self.whole: list[bool] = []
        self.units: list[int] = []
        self.no_overlaps: list[NoOverlap] = []
        self.forbidden: set[int] = set()
        self._row_lower: list[float] = []
        self._row_upper: list[float] = []
        self._columns: list[Sequence[int]] = []
        self._coefficients: list[Sequence[float]] = []
        self._matrix: sparse.csr_matrix | None = None

    def __len__(self) -> int:
        return len(self.upper)

    @property
    def row_count(self) -> int:
        """Rows so far."""
        return len(self._row_lower)

    def new_bool(self, name: str) -> int:
        """Add a variable that is 0 or 1; its index."""
        del name
        return self.variable(1, whole=True)

    def variable(
        self, upper: float, *, cost: float = 0.0, whole: bool, unit: int = FRACTION
    ) -> int:
        """Add a variable from 0 to ``upper``; its index.

        One that is not whole becomes a whole number of ``1 / unit`` in CP-SAT.
        """
        self.upper.append(float(upper))
        self.cost.append(float(cost))
        self.whole.append(whole)
        self.units.append(1 if whole else unit)
        return len(self.upper) - 1

    def add(
        self,
        variables: Sequence[int],
        coefficients: Sequence[float],
        lower: float | None,
        upper: float | None,
    ) -> None:
        """Demand ``lower <= sum(coefficients * variables) <= upper``."""
        self._columns.append(variables)
        self._coefficients.append(coefficients)
        self._row_lower.append(-np.inf if lower is None else float(lower))
        self._row_upper.append(np.inf if upper is None else float(upper))

    def add_no_overlap(
        self, variables: Sequence[int], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        """Demand that no two chosen spans share a minute."""
        self.no_overlaps.append(
            NoOverlap(variables=tuple(variables), starts=tuple(starts), ends=tuple(ends))
        )

    def forbid(self, variable: int) -> None:
        """Fix a variable to 0."""
        self.forbidden.add(variable)

    def rows(self) -> tuple[sparse.csr_matrix, FloatArray, FloatArray]:
        """Matrix (rows by variables) and the rows' lower and upper bounds."""
        shape = (self.row_count, len(self.upper))
        if self._matrix is not None and self._matrix.shape == shape:
            return self._matrix, np.array(self._row_lower), np.array(self._row_upper)
        lengths = np.fromiter((len(row) for row in self._columns), dtype=np.int64)
        columns = np.fromiter((column for row in self._columns for column in row), dtype=np.int64)
        values = np.fromiter(
            (value for row in self._coefficients for value in row), dtype=np.float64
        )
        pointers = np.concatenate(([0], np.cumsum(lengths)))
        matrix = sparse.csr_matrix((values, columns, pointers), shape=shape)
        matrix.sum_duplicates()
        self._matrix = matrix
        return matrix, np.array(self._row_lower), np.array(self._row_upper)

    def met_by_ones(self) -> bool:
        """Whether everything holds where all variables are 1: no solver is needed to say so."""
        rows = zip(self._coefficients, self._row_lower, self._row_upper, strict=True)
        for coefficients, lower, upper in rows:
            if not lower - TINY <= sum(coefficients) <= upper + TINY:
                return False
        for group in self.no_overlaps:
            spans = sorted(zip(group.starts, group.ends, strict=True))
            if any(later[0] < former[1] for former, later in pairwise(spans)):
                return False
        return not self.forbidden

    def upper_bounds(self) -> FloatArray:
        """Upper bounds of all variables, forbidden ones at 0."""
        upper = np.array(self.upper)
        if self.forbidden:
            upper[list(self.forbidden)] = 0.0
        return upper
