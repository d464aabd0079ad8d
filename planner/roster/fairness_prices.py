"""What a minute further from her peers costs each member, by a relaxation or by the past alone."""

from __future__ import annotations

import numpy as np

from planner.roster.model_state import Model
from planner.roster.peers import Peers
from planner.roster.problem import KINDS, FloatArray, Problem
from planner.roster.program import COST_SCALE

__all__ = ["fairness_prices", "guessed_fairness", "past_minutes", "within_price"]

MINUTES_AN_HOUR = 60
FAR_FROM_PEERS = 240.0  # minutes, from which on a week does not change who is above them


def fairness_prices(model: Model, prices: FloatArray) -> FloatArray:
    """Prices of a minute further from the peers, members by kind, within what it costs."""
    fairness = np.zeros((len(model.problem.members), len(KINDS)))
    for (index, kind), (above, below) in model.fairness_rows.items():
        price = (prices[above] - prices[below]) / COST_SCALE
        fairness[index, kind] = price
    return within_price(model.problem, fairness)


def within_price(problem: Problem, fairness: FloatArray) -> FloatArray:
    """Prices cut to within plus and minus what a minute of distance weighs: then they bound it."""
    limit = float(problem.weights.fairness_per_hour) / MINUTES_AN_HOUR
    cut: FloatArray = np.clip(fairness, -limit, limit)
    return cut


def guessed_fairness(problem: Problem) -> FloatArray:
    """The same by the past alone.

    Who is far above or below her peers before the plan stays so: a minute more costs her all of
    the price, or saves it.
    """
    price = float(problem.weights.fairness_per_hour) / MINUTES_AN_HOUR
    distances = Peers(problem).distances(past_minutes(problem))
    guessed: FloatArray = price * np.clip(distances / FAR_FROM_PEERS, -1.0, 1.0)
    return guessed


def past_minutes(problem: Problem) -> FloatArray:
    """Night, weekend and holiday minutes before the plan, members by kind."""
    past = np.array([member.past_kind_minutes for member in problem.members], dtype=float)
    return past.reshape(-1, len(KINDS))
