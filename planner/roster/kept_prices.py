"""Prices of heads that a solve found, kept with what was published, and taken up by the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.published import HeadPrice
from planner.roster.messages import Prices
from planner.roster.problem import Problem
from planner.roster.queue_sets import SupplyClass, supply_classes

__all__ = ["kept_prices", "prices_table", "prices_to_keep"]

DIGITS = 4  # of money and of heads: more says nothing


def prices_to_keep(problem: Problem, horizon: Horizon, prices: Prices) -> tuple[HeadPrice, ...]:
    """Prices of a whole horizon as rows that need no problem to be read.

    Parameters
    ----------
    problem, horizon
        What the prices are of.
    prices
        Classes by slots, all weeks.
    """
    return tuple(
        HeadPrice(
            start=start,
            queues=_queues(problem, one),
            net_share=one.net,
            together=_together(problem, one),
            worth=round(float(prices.gain[place, slot]), DIGITS),
            wanted=round(float(prices.supply[place, slot]), DIGITS),
        )
        for place, one in enumerate(supply_classes(problem))
        for slot, start in enumerate(horizon.slots)
    )


def prices_table(rows: Sequence[HeadPrice]) -> pd.DataFrame:
    """Columns of ``prices.csv``."""
    names = ["interval_start", "queues", "net_share", "together", "worth", "wanted"]
    cells = [
        (row.start, ";".join(row.queues), row.net_share, row.together, row.worth, row.wanted)
        for row in rows
    ]
    return pd.DataFrame(cells, columns=names)


def kept_prices(problem: Problem, horizon: Horizon, rows: Sequence[HeadPrice]) -> Prices | None:
    """Kept prices as a problem's own; None where they are of other intervals or queues.

    A class that there was not is priced as one that serves the same queues; its heads are wanted
    as they were of that one.
    """
    found = {(row.start, row.queues, row.net_share, row.together): row for row in rows}
    serving = {(row.start, row.queues): row for row in reversed(rows)}
    classes = supply_classes(problem)
    gain, supply = np.zeros((len(classes), problem.slots)), np.zeros((len(classes), problem.slots))
    for place, one in enumerate(classes):
        queues, together = _queues(problem, one), _together(problem, one)
        for slot, start in enumerate(horizon.slots):
            row = found.get((start, queues, one.net, together)) or serving.get((start, queues))
            if row is None:
                return None
            gain[place, slot], supply[place, slot] = row.worth, row.wanted
    return Prices(gain=gain, supply=supply)


def _queues(problem: Problem, one: SupplyClass) -> tuple[str, ...]:
    return tuple(sorted(problem.demand.queues[queue] for queue in one.queues))


def _together(problem: Problem, one: SupplyClass) -> str:
    return ";".join(f"{problem.together[rule].name}={weight}" for rule, weight in one.weighs)
