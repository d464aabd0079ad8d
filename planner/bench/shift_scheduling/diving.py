"""From fractions of columns to a roster: take the largest, generate anew, take the next.

What is taken at once matters less than that prices are right again before more is taken.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.bench.shift_scheduling.generation import NOTHING, Generation
from planner.bench.shift_scheduling.problem import FloatArray, IntArray

__all__ = ["CAREFUL", "QUICK", "Pace", "dive"]

WHOLE = 0.999
NOISE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What share of the free employees is taken at once, and how well prices are found between."""

    at_once: float
    rounds: int
    gap: float


QUICK = Pace(at_once=0.2, rounds=30, gap=1e-5)
CAREFUL = Pace(at_once=0.06, rounds=25, gap=1e-5)


def dive(
    generation: Generation,
    until: float,
    *,
    pace: Pace = QUICK,
    fixed: Mapping[int, IntArray] = NOTHING,
    cutoff: float = np.inf,
    random: np.random.Generator | None = None,
) -> IntArray | None:
    """Rows of everybody (e, d of the span), or None: time was up, or it costs ``cutoff`` or more.

    Parameters
    ----------
    generation
        Its columns grow; its prices are those of before in the end.
    until
        A moment of ``time.monotonic``.
    pace
        How thorough.
    fixed
        Rows of employees that stand.
    cutoff
        Costs are whole: a bound above the number before it is no use.
    random
        Varies which columns are taken.
    """
    count = generation.problem.count
    stands = dict(fixed)
    prices, enough = generation.prices, cutoff - 1 + 1e-6
    while len(stands) < count:
        before = len(stands)
        relaxed = generation.run(
            until, fixed=stands, rounds=pace.rounds, gap=pace.gap, cutoff=enough
        )
        if relaxed.bound >= enough or time.monotonic() >= until or not np.isfinite(relaxed.value):
            break
        _take(generation, stands, pace, generation.master.shares(), random)
        if len(stands) == before:  # nobody has a row
            break
    generation.prices = prices
    if len(stands) < count:
        return None
    return np.array([stands[member] for member in range(count)])


def _take(
    generation: Generation,
    stands: dict[int, IntArray],
    pace: Pace,
    shares: FloatArray,
    random: np.random.Generator | None,
) -> None:
    """Let the columns with the largest shares stand, and all that are whole."""
    free = generation.problem.count - len(stands)
    least = max(1, round(pace.at_once * free))
    noise = 0.0 if random is None else random.uniform(0.0, NOISE, len(shares))
    taken = 0
    for place in np.argsort(-(shares + noise), kind="stable").tolist():
        owner = generation.master.owners[place]
        if owner in stands or shares[place] < 1e-6:
            continue
        if taken >= least and shares[place] < WHOLE:
            break
        stands[owner] = generation.master.rows[place]
        taken += 1
