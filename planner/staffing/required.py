"""The least agents that meet a service target: the inverse of the Erlang formulas.

The service level at whole n rises with n, so the least whole n that reaches the target is found
by bisection, all intervals at once; the fractional answer is where the straight line from n - 1
to n crosses the target. The occupancy cap is handled alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.staffing.erlang import carried_load, demand, whole_service_level
from planner.staffing.poisson_tails import Floats

Indices: TypeAlias = NDArray[np.intp]

__all__ = ["required_agents"]


def required_agents(
    load: ArrayLike,
    *,
    aht_s: ArrayLike,
    target: float,
    answer_within_s: float,
    patience_s: float | None = None,
    max_occupancy: float | None = None,
    concurrency: float = 1.0,
) -> Floats:
    """Least fractional number of agents for the service target and the occupancy cap.

    The service level is taken linear between whole numbers of servers (see ``service_level``).
    The cap asks for at least ``load / max_occupancy`` for Erlang C. For Erlang A it is the
    carried load that counts, and that depends on the answer: the least n with
    ``carried(n) <= max_occupancy * n`` is taken, ``carried`` linear between whole numbers.
    An agent who handles ``concurrency`` contacts at once is so many servers.

    Parameters
    ----------
    load
        Offered load, erlangs, at least 0; any shape.
    aht_s
        Handling time, seconds; broadcast against ``load``.
    target
        Service level, above 0 and below 1.
    answer_within_s
        Seconds, at least 0.
    patience_s
        Mean patience, seconds; None is Erlang C.
    max_occupancy
        Above 0, at most 1; None: no cap.
    concurrency
        Contacts handled at once, above 0.

    Returns
    -------
    ndarray
        Agents, in the broadcast shape; 0 where there is no load.

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Examples
    --------
    >>> round(float(required_agents(48, aht_s=240, target=0.8, answer_within_s=20)), 6)
    53.736596
    """
    _check_targets(target, max_occupancy, concurrency)
    offered, handling = np.broadcast_arrays(
        np.asarray(load, dtype=np.float64), np.asarray(aht_s, dtype=np.float64)
    )
    demand(np.isfinite(offered) & (offered >= 0.0), "a load of at least 0 erlangs", offered)
    # A forecast repeats itself from week to week: each pair is solved once.
    pairs, where = np.unique(
        np.stack([offered.ravel(), handling.ravel()], axis=1), axis=0, return_inverse=True
    )
    a, aht = pairs[:, 0], pairs[:, 1]
    busy = a > 0.0
    servers = np.zeros_like(a)
    a, aht = a[busy], aht[busy]
    least = _for_service(a, aht, target, answer_within_s, patience_s)
    if max_occupancy is not None:
        least = np.maximum(least, _for_occupancy(a, aht, patience_s, max_occupancy))
    servers[busy] = least
    return (servers[where.ravel()] / concurrency).reshape(offered.shape)


def _check_targets(target: float, max_occupancy: float | None, concurrency: float) -> None:
    if not 0.0 < target < 1.0:
        raise ValueError(f"Expected target above 0 and below 1, got {target:g}.")
    if max_occupancy is not None and not 0.0 < max_occupancy <= 1.0:
        raise ValueError(f"Expected max_occupancy above 0, at most 1, got {max_occupancy:g}.")
    if not 0.0 < concurrency < np.inf:
        raise ValueError(f"Expected concurrency above 0, got {concurrency:g}.")


def _for_service(
    a: Floats, aht: Floats, target: float, within: float, patience: float | None
) -> Floats:
    def lacking(chosen: Indices, servers: Floats) -> Floats:
        return target - whole_service_level(a[chosen], servers, aht[chosen], within, patience)

    # At n <= a Erlang C gives 0; with patience n servers serve at most n of a, so SL < n/a.
    below = np.floor(a) if patience is None else np.maximum(np.ceil(target * a) - 1.0, 0.0)
    return _crossing(lacking, np.arange(a.size), below, 2.0 + np.ceil(2.0 * np.sqrt(a)))


def _for_occupancy(a: Floats, aht: Floats, patience: float | None, cap: float) -> Floats:
    if patience is None:
        return a / cap

    def surplus(chosen: Indices, servers: Floats) -> Floats:
        carried = carried_load(a[chosen], servers, aht_s=aht[chosen], patience_s=patience)
        return carried - cap * servers

    everywhere = np.arange(a.size)
    one = np.ones_like(a)
    # Occupancy is constant up to one server: where one keeps the cap, it asks for nothing.
    binding = everywhere[surplus(everywhere, one) > 0.0]
    least = np.zeros_like(a)
    step = np.ceil(a[binding] / cap)
    least[binding] = _crossing(surplus, binding, one[binding], step)
    return least


def _crossing(
    excess: Callable[[Indices, Floats], Floats], chosen: Indices, below: Floats, step: Floats
) -> Floats:
    """Where ``excess``, linear between whole numbers and falling, passes 0.

    ``below`` is whole, with an excess above 0 there; ``step``, whole, is a guess how far to go.
    """
    lower, at_lower = below.copy(), excess(chosen, below)
    upper, at_upper = _above(excess, chosen, lower, at_lower, step)
    open_ = np.flatnonzero(upper - lower > 1.0)
    while open_.size:
        middle = np.floor((lower[open_] + upper[open_]) / 2.0)
        value = excess(chosen[open_], middle)
        high = value > 0.0
        lower[open_[high]], at_lower[open_[high]] = middle[high], value[high]
        upper[open_[~high]], at_upper[open_[~high]] = middle[~high], value[~high]
        open_ = open_[upper[open_] - lower[open_] > 1.0]
    return lower + (upper - lower) * at_lower / (at_lower - at_upper)


def _above(
    excess: Callable[[Indices, Floats], Floats],
    chosen: Indices,
    lower: Floats,
    at_lower: Floats,
    step: Floats,
) -> tuple[Floats, Floats]:
    """First steps, doubled each, to no excess; ``lower`` follows to the last that had some."""
    upper = lower + step
    at_upper = excess(chosen, upper)
    short = np.flatnonzero(at_upper > 0.0)
    while short.size:
        lower[short], at_lower[short] = upper[short], at_upper[short]
        step[short] *= 2.0
        upper[short] += step[short]
        at_upper[short] = excess(chosen[short], upper[short])
        short = short[at_upper[short] > 0.0]
    return upper, at_upper
