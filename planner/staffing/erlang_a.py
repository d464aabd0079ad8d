"""Erlang A: callers lose patience after an exponential time. Whole agents >= 1, loads above 0.

With service rate mu = 1/AHT, theta = 1/patience, a the load, x = n mu/theta, y = a mu/theta, B
Erlang's loss formula and A = A(x, y) = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ... (Palm's function),

    P(wait)           = A / (1/B - 1 + A)
    P(abandon | wait) = 1/(rho A) + 1 - 1/rho,   rho = a/n
    E[wait], over all = P(abandon) / theta

The offered wait V (of a caller who would never hang up) has, given that it is positive, a density
proportional to exp(y (1 - e^(-theta v)) - x theta v), and a caller is served where her patience
outlasts V. With u = e^(-theta T) that gives

    P(served after more than T | wait) = x/(x+1) e^(y (1-u)) u^(x+1) A(x+1, yu) / A(x, y)

and the service level is 1 - P(abandon) - P(served late). Sources: C. Palm 1957; F. Baccelli and
G. Hebuterne 1981; A. Mandelbaum and S. Zeltyn, "Service engineering in action: the Palm/Erlang-A
queue", 2007. Defined under overload, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.staffing.poisson_tails import Floats, log_lower, log_upper

_EXP_LIMIT = 700.0
_EXPM1_LIMIT = 40.0  # exp(L) - 1 equals exp(L) to the last digit from here on
_NODES = 120
_NEGLIGIBLE_LOG = 40.0  # the quadrature stops where the density is e^-40 of its peak


@dataclass(frozen=True, slots=True, kw_only=True)
class PalmState:
    """The steady state of many queues at once; every array has one entry a queue.

    ``x``, ``y``: agents and load in units of patience over handling time. ``log_palm``: log A(x,y).
    """

    x: Floats
    y: Floats
    log_palm: Floats
    waiting: Floats
    abandoned: Floats

    @classmethod
    def of(cls, load: Floats, agents: Floats, aht_s: Floats, patience_s: Floats) -> PalmState:
        """Solve the birth and death process."""
        scale = patience_s / aht_s
        x, y = agents * scale, load * scale
        log_palm = log_lower(x, y)
        log_loss = log_upper(agents, load)
        log_idle = np.where(
            log_loss > _EXPM1_LIMIT, log_loss, np.log(np.expm1(np.minimum(log_loss, _EXPM1_LIMIT)))
        )
        waiting = 1.0 / (1.0 + np.exp(np.minimum(log_idle - log_palm, _EXP_LIMIT)))
        rho = load / agents
        hung_up = (rho - 1.0 + np.exp(-log_palm)) / rho
        abandoned = waiting * np.clip(hung_up, 0.0, 1.0)
        return cls(x=x, y=y, log_palm=log_palm, waiting=waiting, abandoned=abandoned)

    def answered_within(self, within_s: Floats, patience_s: Floats) -> Floats:
        """Share of the offered calls that are answered within ``within_s``."""
        horizon = within_s / patience_s
        stays = np.exp(-horizon)
        shifted = self.x + 1.0
        log_late = (
            self.y * -np.expm1(-horizon)
            - shifted * horizon
            + log_lower(shifted, self.y * stays)
            - self.log_palm
            + np.log(self.x / shifted)
        )
        late = self.waiting * np.exp(np.minimum(log_late, 0.0))
        return np.clip(1.0 - self.abandoned - late, 0.0, 1.0)

    def mean_wait_of_served(self) -> Floats:
        """Mean wait of those who are answered, in units of patience.

        The offered wait t of those who wait and are served has the density
        exp(y (1 - e^-t) - (x + 1) t), log-concave: Gauss-Legendre over where it is not negligible.
        """
        rate = self.x + 1.0
        peak = np.log(np.maximum(self.y / rate, 1.0))
        steepness = np.maximum(rate - self.y, 0.0)
        spread = _NEGLIGIBLE_LOG / rate
        width = spread + np.sqrt(2.0 * spread)
        slope_width = _NEGLIGIBLE_LOG / np.maximum(steepness, _NEGLIGIBLE_LOG / width)
        lower, upper = np.maximum(peak - width, 0.0), peak + np.minimum(width, slope_width)
        top = self.y * -np.expm1(-peak) - rate * peak
        mass, moment = np.zeros_like(rate), np.zeros_like(rate)
        for node, weight in zip(*np.polynomial.legendre.leggauss(_NODES), strict=True):
            time = lower + (upper - lower) * (node + 1.0) / 2.0
            density = weight * np.exp(self.y * -np.expm1(-time) - rate * time - top)
            mass += density
            moment += density * time
        # Of those who wait, x A(x+1, y) / ((x+1) A(x, y)) are served: 1 - P(abandon | wait).
        return moment / mass * (self.waiting - self.abandoned) / (1.0 - self.abandoned)
