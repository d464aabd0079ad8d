"""Erlang C: callers wait as long as it takes. Whole agents, loads above 0, all arrays alike.

With a the load, n the agents, rho = a/n < 1 and B Erlang's loss formula,

    C  = B / (1 - rho (1 - B))                         probability of waiting
    SL = 1 - C exp(-(n - a) T / AHT)                   answered within T
    W  = C AHT / (n - a)                               mean wait

(A. K. Erlang 1917; see e.g. L. Kleinrock, Queueing Systems I, 1975, section 3.5). At n <= a the
queue grows without end: everybody waits, for ever.
"""

from __future__ import annotations

import numpy as np

from planner.staffing.poisson_tails import Floats, log_upper

_EXP_LIMIT = 700.0


def waiting(load: Floats, agents: Floats) -> Floats:
    """Probability of waiting: 1 at or below the load."""
    result = np.ones_like(load)
    stable = agents > load
    a, n = load[stable], agents[stable]
    rho = a / n
    inverse_loss = np.exp(np.minimum(log_upper(n, a), _EXP_LIMIT))
    result[stable] = 1.0 / (rho + (1.0 - rho) * inverse_loss)
    return result


def mean_wait_s(load: Floats, agents: Floats, aht_s: Floats) -> Floats:
    """Mean wait in seconds: infinite at or below the load."""
    spare = agents - load
    stable = spare > 0.0
    result = np.full_like(load, np.inf)
    result[stable] = waiting(load[stable], agents[stable]) * aht_s[stable] / spare[stable]
    return result


def answered_within(load: Floats, agents: Floats, aht_s: Floats, within_s: Floats) -> Floats:
    """Share answered within ``within_s``: 0 at or below the load."""
    spare = np.maximum(agents - load, 0.0)
    late = waiting(load, agents) * np.exp(-spare * within_s / aht_s)
    return np.where(spare > 0.0, 1.0 - late, 0.0)
