"""The best roster that a pool of columns allows, as a mixed-integer program (HiGHS)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.bench.shift_scheduling.master import Master
from planner.bench.shift_scheduling.problem import OFF, IntArray

__all__ = ["best_of_pool"]


def best_of_pool(
    master: Master, rows: IntArray, free: Sequence[int], places: Sequence[int], seconds: float
) -> IntArray | None:
    """Rows with those of ``free`` employees replaced by columns, or None where none was found.

    ``places`` are the columns to choose from, at least one for each who is free.
    """
    problem = master.problem
    others = rows.copy()
    others[list(free)] = OFF
    needed = (problem.wanted - problem.heads(others)).ravel()
    at = {member: index for index, member in enumerate(free)}
    matrix = _matrix(master, at, places)
    columns, cells = len(places), len(needed)
    costs = [master.costs[place] for place in places]
    answer = milp(
        np.concatenate([costs, problem.under.ravel(), problem.over.ravel()]),
        constraints=LinearConstraint(
            matrix,
            np.concatenate([np.ones(len(free)), needed]),
            np.concatenate([np.ones(len(free)), needed]),
        ),
        integrality=np.concatenate([np.ones(columns), np.zeros(2 * cells)]),
        bounds=Bounds(0, np.inf),
        options={"time_limit": max(0.01, seconds)},
    )
    if answer.x is None:
        return None
    chosen = rows.copy()
    for index in np.nonzero(answer.x[:columns] > 0.5)[0].tolist():
        chosen[master.owners[places[index]]] = master.rows[places[index]]
    return chosen


def _matrix(master: Master, at: dict[int, int], places: Sequence[int]) -> sparse.csr_array:
    """A row for each free employee and for each day and shift."""
    cells = master.problem.wanted.size
    shifts = master.problem.wanted.shape[1]
    rows, columns = [], []
    for index, place in enumerate(places):
        row = master.rows[place]
        worked = np.nonzero(row != OFF)[0]
        rows += [at[master.owners[place]], *(len(at) + worked * shifts + row[worked]).tolist()]
        columns += [index] * (1 + len(worked))
    ones = sparse.csr_array(
        (np.ones(len(rows)), (rows, columns)), shape=(len(at) + cells, len(places))
    )
    cover = sparse.vstack([sparse.csr_array((len(at), cells)), sparse.eye_array(cells)])
    return sparse.csr_array(sparse.hstack([ones, cover, -cover]))
