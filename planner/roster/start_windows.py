"""Which stretch of the clock's face to look into first: a bound of the best week in each.

A week's days and minutes alone, every date at its cheapest start within the stretch, whatever came
before: at most what the best legal week there costs.
"""

from __future__ import annotations

import numpy as np

from planner.domain import DAY_MINUTES
from planner.roster.linked_space import LinkedSpace
from planner.roster.problem import FloatArray
from planner.roster.tour_space import FAR


def window_bounds(space: LinkedSpace, price: FloatArray) -> FloatArray:
    """A lower bound for each of the space's windows, at a price per option of the member."""
    pairs = sorted({(0, 0)} | {state[:2] for state in space.states})
    index = {pair: k for k, pair in enumerate(pairs)}
    ending = np.full(len(pairs), FAR)
    ending[0] = space.empty_cost
    for state, cost in zip(space.states, space.end_cost.tolist(), strict=True):
        ending[index[state[:2]]] = cost
    lengths = sorted({length for length, _ in space.kinds})
    before = [
        np.array([index.get((days - 1, minutes - length), -1) for days, minutes in pairs])
        for length in lengths
    ]
    length_of = np.array([lengths.index(length) for length, _ in space.kinds], dtype=np.int64)
    walls = np.unique(np.concatenate([options.walls for options in space.dates]))
    windows = np.array(space.windows)
    near = (walls[None, :] - windows[:, None]) % DAY_MINUTES <= space.spread
    best = np.full((len(windows), len(pairs)), FAR)
    best[:, 0] = 0.0
    for options in space.dates:
        at = (length_of[options.kinds], np.searchsorted(walls, options.walls))
        least = np.full((len(lengths), len(walls)), FAR)
        np.minimum.at(least, at, price[options.positions])
        after = np.full_like(best, FAR) if options.must else best.copy()
        for length, source in enumerate(before):
            valid = np.nonzero(source >= 0)[0]
            worked = np.where(near, least[length], FAR).min(axis=1)
            values = best[:, source[valid]] + worked[:, None]
            after[:, valid] = np.minimum(after[:, valid], values)
        best = after
    bounds: FloatArray = (best + ending).min(axis=1)
    return bounds
