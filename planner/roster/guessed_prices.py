"""What a head may be worth in each slot, guessed in a moment from pay and demand alone.

Where a linear program has no time to say it, or has not said it yet. Agents and cover come to agree
on better prices from here (``agreement.py``), and any prices make a bound (``price_bound.py``).
"""

from __future__ import annotations

import numpy as np

from planner.roster.messages import Prices
from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import class_of, supply_classes

__all__ = ["guessed_prices"]

MINUTES_AN_HOUR = 60


def guessed_prices(problem: Problem) -> Prices:
    """A head is worth what it usually costs wherever there is work for it, else nothing.

    Every queue's demand is shared out over the classes that serve it, by their agents.

    Parameters
    ----------
    problem
        Of any number of weeks.

    Returns
    -------
    Prices
        Classes by slots.
    """
    classes = supply_classes(problem)
    count, pay = np.zeros(len(classes)), np.zeros(len(classes))
    usual: dict[int, float] = {}
    for member in problem.members:
        place = class_of(problem, classes, member)
        if place < 0:
            continue
        key = id(member.options)
        if key not in usual:
            usual[key] = _usual_pay(
                [(one.row_cents, one.duty.paid_minutes) for one in member.options]
            )
        count[place] += 1
        pay[place] += usual[key] * problem.interval_minutes / MINUTES_AN_HOUR
    price = np.divide(pay, count, out=np.zeros_like(pay), where=count > 0)
    price = np.minimum(price, [problem.shortfall_price * one.net for one in classes])
    supply = np.zeros((len(classes), problem.slots))
    for queue, demand in enumerate(problem.demand.required):
        serving = np.array([queue in one.queues for one in classes], dtype=bool)
        net = np.array([one.net for one in classes])
        able = count * net * serving
        if able.sum() > 0:
            supply += np.outer(np.divide(able, net, where=net > 0, out=np.zeros_like(able)),
                               demand / able.sum())  # fmt: skip
    gain: FloatArray = price[:, None] * (supply > 0)
    return Prices(gain=gain, supply=supply)


def _usual_pay(rows: list[tuple[int, int]]) -> float:
    """Pay of an hour, in currency, the middle one of all options."""
    if not rows:
        return 0.0
    paid = [cents / 100 * MINUTES_AN_HOUR / minutes for cents, minutes in rows if minutes > 0]
    return float(np.median(paid)) if paid else 0.0
