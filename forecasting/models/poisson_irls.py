"""Poisson regression with a ridge, by iteratively reweighted least squares.

Hours of the day stand in blocks. Some features have a coefficient of their own in every block
(local), others one for the whole day (shared), so the normal equations are an arrow: one small
system per block, joined by the shared features, solved exactly by the Schur complement. That is
some ten times faster than one dense system and gives the same answer.

Formulas: McCullagh and Nelder, Generalized Linear Models, 2nd ed., sections 2.5 and 6.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.calendars import Flags, Floats

ITERATIONS = 8
LOG_RATE_LIMIT = 20.0
CONVERGED = 5e-4
"""Of all expected contacts, the share that an iteration still moved."""

DISPERSION_ITERATIONS = 3
"""After so many iterations the dispersion is left as it is, or it and the fit chase each other."""

MEDIAN_OF_CHI2 = 0.455
"""Median of a squared standard normal, by which a median of squares is turned to a variance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Features of n days whose hours stand in b blocks of k hours.

    ``offset`` (n by b*k) is the log rate before any feature, ``shared`` n by g, ``local``
    n by k by p: the features of the k hours of a block, the same in every block.
    """

    offset: Floats
    shared: Floats
    local: Floats

    @property
    def blocks(self) -> int:
        """b, the number of blocks of hours in a day."""
        return int(self.offset.shape[1]) // int(self.local.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Effects on the log rate: ``shared`` (g) and ``local`` (b by p)."""

    shared: Floats
    local: Floats

    def log_rate(self, design: Design) -> Floats:
        """Log rate of every hour, n by b*k."""
        local = np.concatenate([design.local @ block for block in self.local], axis=1)
        total = design.offset + (design.shared @ self.shared)[:, None] + local
        clipped: Floats = np.clip(total, -LOG_RATE_LIMIT, LOG_RATE_LIMIT)
        return clipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Ridge:
    """Prior precision of the coefficients at a dispersion of 1: ``shared`` (g), ``local`` (p).

    It is multiplied by the dispersion found, so that a busy queue, whose days differ by more than
    Poisson noise, is not believed more than its days are worth.
    """

    shared: Floats
    local: Floats


def _dispersion(squared: Floats, weights: Floats, outlier_factor: float) -> float:
    """Weighted mean of squared Pearson residuals, outliers cut off; at least 1."""
    cut = outlier_factor * max(float(np.median(squared)) / MEDIAN_OF_CHI2, 1.0)
    return max(1.0, float(weights @ np.minimum(squared, cut) / max(weights.sum(), 1e-12)))


def _dispersions(counts: Floats, mean: Floats, weights: Floats) -> tuple[float, float]:
    """Dispersion of daily totals and of hours."""
    daily, expected = counts.sum(axis=1), np.maximum(mean.sum(axis=1), 1e-9)
    by_day = _dispersion((daily - expected) ** 2 / expected, weights, 9.0)
    known = mean > 0
    squared = (counts[known] - mean[known]) ** 2 / np.maximum(mean[known], 1e-9)
    by_hour = _dispersion(squared, np.broadcast_to(weights[:, None], mean.shape)[known], 25.0)
    return by_day, by_hour


def _solve(design: Design, precision: Floats, target: Floats, ridge: Ridge) -> Coefficients:
    """Weighted least squares of ``target`` on the features; ``precision`` are the weights."""
    days, hours, p = design.local.shape
    g = design.shared.shape[1]
    shared = np.broadcast_to(design.shared[:, None, :], (days, hours, g))
    features = np.concatenate([design.local, shared], axis=2).reshape(days * hours, p + g)
    corner, corner_target = np.diag(ridge.shared), np.zeros(g)
    solved: list[Floats] = []
    for block in range(design.blocks):
        columns = slice(block * hours, (block + 1) * hours)
        weighted = features * precision[:, columns].reshape(-1, 1)
        normal = weighted.T @ features
        right = weighted.T @ target[:, columns].reshape(-1)
        own, border = normal[:p, :p] + np.diag(ridge.local), normal[:p, p:]
        solution = np.linalg.solve(own, np.column_stack([border, right[:p]]))
        corner = corner + normal[p:, p:] - border.T @ solution[:, :g]
        corner_target = corner_target + right[p:] - border.T @ solution[:, g]
        solved.append(solution)
    effects: Floats = np.linalg.solve(corner, corner_target).astype(np.float64)
    local = np.stack([solution[:, g] - solution[:, :g] @ effects for solution in solved])
    return Coefficients(shared=effects, local=local)


def fit_poisson(
    design: Design, counts: Floats, exposure: Floats, day_weights: Floats, ridge: Ridge
) -> Coefficients:
    """Coefficients that maximise the penalised, weighted Poisson likelihood.

    Parameters
    ----------
    design : Design
        Features of n days, b blocks of k hours.
    counts, exposure : arrays, n by b*k
        An hour with exposure 0 is unknown and does not count.
    day_weights : array of n
        What each day counts for.
    ridge : Ridge
        Penalty; every entry must be above 0, so that a feature that never occurs gets effect 0.
    """
    known_days: Flags = exposure.sum(axis=1) > 0
    design = Design(
        offset=design.offset[known_days],
        shared=design.shared[known_days],
        local=design.local[known_days],
    )
    counts, exposure = counts[known_days], exposure[known_days]
    weights = day_weights[known_days]
    fitted = Coefficients(
        shared=np.zeros(design.shared.shape[1]),
        local=np.zeros((design.blocks, design.local.shape[2])),
    )
    log_rate = fitted.log_rate(design)
    mean = exposure * np.exp(log_rate)
    penalty = ridge
    for iteration in range(ITERATIONS):
        residual = np.where(mean > 0, (counts - mean) / np.maximum(mean, 1e-9), 0.0)
        target = np.clip(log_rate - design.offset + residual, -30.0, 30.0)
        fitted = _solve(design, weights[:, None] * mean, target, penalty)
        log_rate = fitted.log_rate(design)
        previous, mean = mean, exposure * np.exp(log_rate)
        if np.abs(mean - previous).sum() <= CONVERGED * mean.sum():
            break
        if iteration < DISPERSION_ITERATIONS:
            by_day, by_hour = _dispersions(counts, mean, weights)
            penalty = Ridge(shared=ridge.shared * by_day, local=ridge.local * by_hour)
    return fitted
