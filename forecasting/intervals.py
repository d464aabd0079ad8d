"""Quantiles of a forecast, learnt from the errors of its backtest.

The spread is that of a negative binomial (variance = mean + dispersion x mean squared), its
quantiles by the Wilson-Hilferty approximation of the gamma distribution (PNAS 17, 1931, 684-688).
Each quantile's distance from the mean is then stretched so that, in the backtest, as many actuals
lay beyond it as should: split conformal prediction (Vovk et al., Algorithmic Learning in a Random
World, 2005), for each 4-hour block where the block has enough errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.calendars import Floats, Ints

LEVELS = (0.025, 0.10, 0.50, 0.90, 0.975)
NORMAL_QUANTILES = (-1.959964, -1.281552, 0.0, 1.281552, 1.959964)
QUANTILE_COLUMNS = ("p2_5", "p10", "p50", "p90", "p97_5")
MEDIAN = LEVELS.index(0.50)

BLOCKS = 6
ENOUGH_ERRORS = 100
"""With fewer errors a block is stretched like all blocks together."""

ASSUMED_DISPERSION = 0.05
"""Of a queue without a backtest: a rate that is off by a fifth, now and then."""

LEAST_DISTANCE = 0.1
"""In standard deviations: a tail of a tiny mean may lie on the wrong side of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far actuals lie from forecasts.

    ``stretch`` is blocks by quantiles; the median's is not used.
    """

    dispersion: float
    stretch: Floats

    def quantiles(self, mean: Floats, block: Ints) -> Floats:
        """Quantiles of every interval, len(mean) by 5: ordered, at least 0, all 0 at a mean of 0.

        Parameters
        ----------
        mean : array of n
            Contacts forecast in the interval.
        block : array of n
            The interval's block of the day, 0 to 5.
        """
        distance, median = _distances(mean, self.dispersion)
        values = mean[:, None] + self.stretch[block] * distance
        values[:, MEDIAN] = median
        values = np.maximum.accumulate(np.maximum(values, 0.0), axis=1)
        return np.where(mean[:, None] > 0, values, 0.0)


def _distances(mean: Floats, dispersion: float) -> tuple[Floats, Floats]:
    """Signed distance of every quantile from the mean, n by 5, and the median, n."""
    safe = np.maximum(mean, 1e-9)
    variance = safe + dispersion * safe**2
    shape = (safe**2 / variance)[:, None]
    normal = np.array(NORMAL_QUANTILES)
    cube_root = np.maximum(1.0 - 1.0 / (9.0 * shape) + normal / (3.0 * np.sqrt(shape)), 0.0)
    values = safe[:, None] * cube_root**3
    least = LEAST_DISTANCE * np.sqrt(variance)[:, None]
    side = np.sign(normal)
    return side * np.maximum(side * (values - safe[:, None]), least), values[:, MEDIAN]


def assumed_spread() -> Spread:
    """The spread where no backtest could be made."""
    return Spread(dispersion=ASSUMED_DISPERSION, stretch=np.ones((BLOCKS, len(LEVELS))))


def _dispersion(mean: Floats, actual: Floats) -> float:
    """Moment estimate; each error counts inversely to the Poisson variance of its interval."""
    excess = ((actual - mean) ** 2 / mean - 1.0).sum()
    return float(max(excess / mean.sum(), 1e-4))


def _stretches(mean: Floats, actual: Floats, dispersion: float) -> Floats:
    """The factor on each distance beyond which lie as many actuals as should."""
    distance, _ = _distances(mean, dispersion)
    stretches = np.ones(len(LEVELS))
    for position, level in enumerate(LEVELS):
        if position == MEDIAN:
            continue
        within = max(level, 1.0 - level)
        # The finite-sample correction of conformal prediction: the (n + 1)-th rank.
        rank = min(1.0, within * (len(mean) + 1) / len(mean))
        score = (actual - mean) / distance[:, position]
        stretches[position] = max(0.0, float(np.quantile(score, rank)))
    return stretches


def learn_spread(mean: Floats, actual: Floats, block: Ints, *, cautious: bool = False) -> Spread:
    """The spread of a backtest's errors.

    Parameters
    ----------
    mean, actual, block : arrays of equal length
        Forecast and actual contacts of intervals, and the block of the day. Intervals with a mean
        of 0 tell nothing and are left out.
    cautious : bool
        Never narrower than the negative binomial: for errors of one or two origins only, which
        have not met a bad month.
    """
    told = mean > 0
    mean, actual, block = mean[told], actual[told], block[told]
    if len(mean) < ENOUGH_ERRORS:
        return assumed_spread()
    dispersion = _dispersion(mean, actual)
    overall = _stretches(mean, actual, dispersion)
    stretch = np.tile(overall, (BLOCKS, 1))
    for number in range(BLOCKS):
        own = block == number
        if own.sum() >= ENOUGH_ERRORS:
            stretch[number] = _stretches(mean[own], actual[own], dispersion)
    if cautious:
        stretch = np.maximum(stretch, 1.0)
    return Spread(dispersion=dispersion, stretch=stretch)


def cover(quantiles: Floats, actual: Floats, lower: float, upper: float) -> float:
    """Share of actuals from the one quantile to the other, both included; NaN without any."""
    if not len(actual):
        return float("nan")
    low, high = quantiles[:, LEVELS.index(lower)], quantiles[:, LEVELS.index(upper)]
    return float(np.mean((actual >= low) & (actual <= high)))
