"""Erlang C and Erlang A by their definitions, in decimal arithmetic: slow, exact, other code.

Erlang A sums over the states of the birth and death process; the wait of an arrival that finds
n + j in the system is a sum of exponentials, which is inverted here by partial fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import comb

_DIGITS = 130
_NEGLIGIBLE = Decimal(10) ** -30


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    waiting: float
    abandoned: float
    mean_wait_s: float
    mean_wait_of_served_s: float
    answered: float


def erlang_c(load: str, agents: int, aht_s: str, within_s: str) -> Exact:
    with localcontext() as context:
        context.prec = 60
        a, aht = Decimal(load), Decimal(aht_s)
        loss = Decimal(1)
        for k in range(1, agents + 1):
            loss = a * loss / (k + a * loss)
        wait = loss / (1 - a / agents * (1 - loss))
        late = wait * (-(agents - a) * Decimal(within_s) / aht).exp()
        mean = float(wait * aht / (agents - a))
        return Exact(
            waiting=float(wait),
            abandoned=0.0,
            mean_wait_s=mean,
            mean_wait_of_served_s=mean,
            answered=float(1 - late),
        )


def erlang_a(load: str, agents: int, aht_s: str, patience_s: str, within_s: str) -> Exact:
    with localcontext() as context:
        context.prec = _DIGITS
        a = Decimal(load)
        theta = Decimal(aht_s) / Decimal(patience_s)  # per handling time
        within = Decimal(within_s) / Decimal(aht_s)
        weights = [Decimal(1)]
        while len(weights) <= agents or weights[-1] > _NEGLIGIBLE * max(weights):
            k = len(weights)
            weights.append(weights[-1] * a / (min(k, agents) + max(0, k - agents) * theta))
        total = sum(weights)
        waiting = weights[agents:]
        abandoned = sum(j * theta * weight for j, weight in enumerate(waiting)) / (a * total)
        served_late, served_wait = Decimal(0), Decimal(0)
        ratio = agents / theta
        for j, weight in enumerate(waiting):
            late, moment = _served(ratio, j, within * theta)
            served_late += weight * late
            served_wait += weight * moment
        unit_s = float(Decimal(patience_s))
        return Exact(
            waiting=float(sum(waiting) / total),
            abandoned=float(abandoned),
            mean_wait_s=float(abandoned) * unit_s,
            mean_wait_of_served_s=float(served_wait / total / (1 - abandoned)) * unit_s,
            answered=float(1 - abandoned - served_late / total),
        )


def _served(ratio: Decimal, ahead: int, within: Decimal) -> tuple[Decimal, Decimal]:
    """P(V > within, V < R) and E[V; V < R] in units of patience, R exponential with mean 1.

    V is the sum of exponentials with rates c, c + 1, ..., c + j: its density is
    prod(rates)/j! * sum over k of (-1)^k C(j, k) e^(-(c + k) v).
    """
    scale = Decimal(1)
    for k in range(ahead + 1):
        scale *= (ratio + k) / max(k, 1)
    late, moment = Decimal(0), Decimal(0)
    for k in range(ahead + 1):
        rate = ratio + k + 1
        sign = (-1) ** k * comb(ahead, k)
        late += sign * (-rate * within).exp() / rate
        moment += sign / (rate * rate)
    return scale * late, scale * moment
