"""Erlang C and Erlang A for many intervals at once.

``patience_s=None`` is Erlang C (nobody hangs up), a number is Erlang A (patience is exponential
with that mean). Loads are in erlangs, ``load = volume * aht_s / interval_s``. All arguments
broadcast against each other, and every function answers with the broadcast shape. With no load
nobody waits; with no agents nobody is served.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.staffing import erlang_c
from planner.staffing.erlang_a import PalmState
from planner.staffing.poisson_tails import Floats

__all__ = [
    "abandonment",
    "carried_load",
    "mean_wait_of_served_s",
    "mean_wait_s",
    "occupancy",
    "offered_load",
    "service_level",
    "waiting_probability",
]

Patience: TypeAlias = ArrayLike | None


def offered_load(volume: ArrayLike, aht_s: ArrayLike, interval_minutes: float) -> Floats:
    """Load in erlangs of ``volume`` contacts an interval, each taking ``aht_s`` seconds.

    Examples
    --------
    >>> float(offered_load(360, 240, 30))
    48.0
    """
    work_s = np.asarray(volume, dtype=np.float64) * np.asarray(aht_s, dtype=np.float64)
    return work_s / (60.0 * interval_minutes)


def waiting_probability(
    load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike = 1.0, patience_s: Patience = None
) -> Floats:
    """Probability that a contact has to wait, for whole ``agents``.

    Parameters
    ----------
    load
        Offered load, erlangs.
    agents
        Whole numbers.
    aht_s, patience_s
        Handling time and mean patience, seconds; ``aht_s`` matters only where there is patience.

    Returns
    -------
    ndarray
        Erlang C: 1 at or below the load.

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Examples
    --------
    >>> round(float(waiting_probability(48, 55)), 6)
    0.238701
    """
    if patience_s is None:
        return _busy(load, agents, aht_s, lambda a, n, _: erlang_c.waiting(a, n), empty=1.0)
    return _palm(load, agents, aht_s, patience_s, lambda state: state.waiting, empty=1.0)


def abandonment(
    load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike, patience_s: ArrayLike
) -> Floats:
    """Share of the offered contacts that hang up (Erlang A), for whole ``agents``.

    Examples
    --------
    >>> round(float(abandonment(48, 50, aht_s=60, patience_s=120)), 6)
    0.030912
    """
    return _palm(load, agents, aht_s, patience_s, lambda state: state.abandoned, empty=1.0)


def carried_load(
    load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike = 1.0, patience_s: Patience = None
) -> Floats:
    """Mean number of busy agents, erlangs; without patience at most ``agents``."""
    if patience_s is None:
        offered, whole = _grid(load, agents)
        return np.minimum(offered, whole)
    served = 1.0 - abandonment(load, agents, aht_s=aht_s, patience_s=patience_s)
    return np.asarray(load, dtype=np.float64) * served


def occupancy(
    load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike = 1.0, patience_s: Patience = None
) -> Floats:
    """Carried load over agents; 0 where there are no agents."""
    carried = carried_load(load, agents, aht_s=aht_s, patience_s=patience_s)
    count = np.asarray(agents, dtype=np.float64)
    return np.where(count > 0.0, carried / np.maximum(count, 1.0), 0.0)


def mean_wait_s(
    load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike, patience_s: Patience = None
) -> Floats:
    """Mean wait in seconds over all contacts, abandoned ones too.

    Infinite at or below the load for Erlang C; the whole patience with no agents for Erlang A.
    """
    if patience_s is None:
        return _busy(load, agents, aht_s, erlang_c.mean_wait_s, empty=np.inf)
    gone = abandonment(load, agents, aht_s=aht_s, patience_s=patience_s)
    return gone * np.asarray(patience_s, dtype=np.float64)


def mean_wait_of_served_s(
    load: ArrayLike, agents: ArrayLike, *, aht_s: ArrayLike, patience_s: Patience = None
) -> Floats:
    """Average speed of answer: mean wait in seconds over the contacts that are answered.

    Returns
    -------
    ndarray
        NaN for Erlang A with no agents: there it is the mean of nothing.

    Examples
    --------
    >>> round(float(mean_wait_of_served_s(48, 55, aht_s=240)), 5)
    8.18403
    """
    if patience_s is None:
        return mean_wait_s(load, agents, aht_s=aht_s)
    waits = _palm(
        load, agents, aht_s, patience_s, lambda state: state.mean_wait_of_served(), empty=np.nan
    )
    return waits * np.asarray(patience_s, dtype=np.float64)


def service_level(
    load: ArrayLike,
    agents: ArrayLike,
    *,
    aht_s: ArrayLike,
    answer_within_s: ArrayLike,
    patience_s: Patience = None,
) -> Floats:
    """Share of the offered contacts answered within ``answer_within_s``.

    ``agents`` may be fractional: the value is then linear between the two whole numbers around.
    At whole numbers it is 0 with no agents and, for Erlang C, at or below the load.

    Returns
    -------
    ndarray
        Shares in 0..1; 1 where there is no load and at least one agent.

    Examples
    --------
    >>> round(float(service_level(48, 55, aht_s=240, answer_within_s=20)), 6)
    0.866796
    """
    count = np.asarray(agents, dtype=np.float64)
    demand(np.isfinite(count) & (count >= 0.0), "agents of at least 0", count)
    below = np.floor(count)
    share = count - below
    lower = whole_service_level(load, below, aht_s, answer_within_s, patience_s)
    if not np.any(share):
        return lower
    upper = whole_service_level(load, below + 1.0, aht_s, answer_within_s, patience_s)
    return lower + share * (upper - lower)


def whole_service_level(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    answer_within_s: ArrayLike,
    patience_s: Patience,
) -> Floats:
    """``service_level`` for whole ``agents``."""
    within = np.asarray(answer_within_s, dtype=np.float64)
    demand(within >= 0.0, "an answer time of at least 0 seconds", within)
    if patience_s is None:
        return _busy(load, agents, aht_s, erlang_c.answered_within, within, empty=0.0, idle=1.0)
    patience = np.asarray(patience_s, dtype=np.float64)
    return _palm(
        load,
        agents,
        aht_s,
        patience_s,
        PalmState.answered_within,
        within,
        patience,
        empty=0.0,
        idle=1.0,
    )


def _palm(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    patience_s: ArrayLike,
    measure: Callable[..., Floats],
    *more: Floats,
    empty: float,
    idle: float = 0.0,
) -> Floats:
    patience = np.asarray(patience_s, dtype=np.float64)
    demand(np.isfinite(patience) & (patience > 0.0), "a patience above 0 seconds", patience)

    def solve(a: Floats, n: Floats, aht: Floats, mean: Floats, *rest: Floats) -> Floats:
        return measure(PalmState.of(a, n, aht, mean), *rest)

    return _busy(load, agents, aht_s, solve, patience, *more, empty=empty, idle=idle)


def _busy(
    load: ArrayLike,
    agents: ArrayLike,
    aht_s: ArrayLike,
    formula: Callable[..., Floats],
    *more: Floats,
    empty: float,
    idle: float = 0.0,
) -> Floats:
    """Apply ``formula`` where there are agents and load; ``empty`` and ``idle`` stand elsewhere."""
    handling = np.asarray(aht_s, dtype=np.float64)
    demand(np.isfinite(handling) & (handling > 0.0), "a handling time above 0 seconds", handling)
    a, n, *columns = np.broadcast_arrays(*_grid(load, agents), handling, *more)
    result = np.where(n == 0.0, empty, idle)
    busy = (n > 0.0) & (a > 0.0)
    result[busy] = formula(a[busy], n[busy], *(column[busy] for column in columns))
    return result


def _grid(load: ArrayLike, agents: ArrayLike) -> tuple[Floats, Floats]:
    a, n = np.asarray(load, dtype=np.float64), np.asarray(agents, dtype=np.float64)
    demand(np.isfinite(a) & (a >= 0.0), "a load of at least 0 erlangs", a)
    whole = np.isfinite(n) & (n >= 0.0) & (n == np.floor(n))
    demand(whole, "a whole number of agents, at least 0", n)
    return a, n


def demand(holds: NDArray[np.bool_], law: str, values: Floats) -> None:
    """Raise ValueError with the law and the first value that breaks it."""
    if not np.all(holds):
        broken = np.extract(~np.asarray(holds), values)[0]
        raise ValueError(f"Expected {law}, got {broken:g}.")
