"""Cuts of the relaxation in one slot: heads are whole, and so are the parts they are counted in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.roster.demand_rows import Residual
from planner.roster.holes import Holes
from planner.roster.model_state import Model


def add_rounding_cut(
    model: Model,
    residual: dict[tuple[int, int], Residual],
    queues: tuple[int, ...],
    serving: tuple[int, ...],
    slot: int,
    short: int,
    past: float,
) -> None:
    """Mixed-integer rounding of the cover row: heads are whole, so the last fraction costs more.

    Where a slot may hold a part of a head, parts are whole in the same way, and a head that is
    there for some of it counts for as much as its parts do (``_heads_and_parts``).

    From ``short + sum a_k n_k >= b`` with whole n follows, for any divisor d and
    f = frac(b / d), ``short / (d f) + sum (floor(a_k/d) + min(1, frac(a_k/d) / f)) n_k >=
    ceil(b / d)`` (Nemhauser and Wolsey 1988, II.1.6).
    """
    demand = model.problem.demand
    # Work that may wait can be put off, so it only ever adds to the demand: leave it out.
    fixed = [queue for queue in queues if not demand.waits[queue]]
    right = sum(float(demand.required[queue, slot]) for queue in fixed) - past
    if right <= 1e-9 or not serving:
        return
    nets = {model.classes[place].net for place in serving}
    for of_parts, divisor in _whole(model, nets):
        share = right / divisor - np.floor(right / divisor + 1e-9)
        if share < 1e-3:
            continue
        columns, values = [short], [1.0 / (divisor * share)]
        for place in serving:
            net = model.classes[place].net
            if of_parts:
                columns.append(model.on_duty[place, slot])
                values.append(_rounded(net / model.units / divisor, share))
                continue
            head, part = _heads_and_parts(net / divisor, model.units, share)
            columns.append(model.heads[place, slot])
            values.append(head)
            if part:
                columns.append(model.on_duty[place, slot])
                values.append(part)
        for queue in fixed:
            for variable, amount in residual[queue, slot][2]:
                whole = model.program.whole[variable]
                columns.append(variable)
                values.append(
                    _rounded(amount / divisor, share) if whole else amount / (divisor * share)
                )
        model.program.add(columns, values, float(np.ceil(right / divisor - 1e-9)), None)
    relieved = any(residual[queue, slot][2] for queue in fixed)
    if model.holes is not None and len(nets) == 1 and past == 0 and not relieved:
        _add_hole_price(model, model.holes, serving, slot, short, right)


def _whole(model: Model, nets: set[float]) -> Iterator[tuple[bool, float]]:
    """Whether parts of heads are whole or heads, and by what to divide."""
    for divisor in sorted(nets):
        if model.heads:
            yield False, divisor
        if model.units > 1:
            yield True, divisor / model.units


def _heads_and_parts(amount: float, units: int, share: float) -> tuple[float, float]:
    """Coefficients of heads that touch a slot, and of their parts in it.

    There are as many whole numbers of heads as there may be parts p of one in the slot, each
    rounded by itself: ``g(p) = floor(a p / u) + min(1, frac(a p / u) / f)`` for an amount a of a
    whole one in u parts. Heads N and parts U do not tell them apart, so each counts by a line
    through whole ones that is nowhere below: with the slope ``s = min over p < u of
    (g(u) - g(p)) / (u - p)``,

        g(p) <= g(u) - s (u - p), and summed over heads: g(u) N - s (u N - U).

    With p = 0 among them the line starts at 0 or above, so that a head without any part, away for
    the rest of a slot that she touches, counts for nothing less than nothing. Halves of one net
    agent are ``(2 c - 1) N + (1 - c) U`` with c = min(1, 1 / (2 f)).
    """
    whole = _rounded(amount, share)
    slope = min(
        (whole - _rounded(amount * part / units, share)) / (units - part) for part in range(units)
    )
    if units == 1:
        return whole, 0.0
    return whole - slope * units, slope


def _add_hole_price(
    model: Model, holes: Holes, serving: tuple[int, ...], slot: int, short: int, right: float
) -> None:
    """What is short where nobody is there: all of it.

    With k heads needed, f the last one's part of the demand b and a the net share of a head,
    ``short >= f (k - n) + (k - 1) (a - f) z`` for whole n, z = 1 where n = 0; and ``short >= b z``.
    """
    net = model.classes[serving[0]].net
    needed = int(np.ceil(right / net - 1e-9))
    part = right - net * (needed - 1)
    nobody = holes.nobody(serving, slot, model.heads)
    model.program.add([short, nobody], [1.0, -right], 0.0, None)
    if needed > 1:
        heads = [model.heads[place, slot] for place in serving]
        model.program.add(
            [short, nobody, *heads],
            [1.0, -(needed - 1) * (net - part), *[part] * len(heads)],
            part * needed,
            None,
        )


def _rounded(amount: float, share: float) -> float:
    whole = np.floor(amount + 1e-9)
    return float(whole + min(1.0, max(amount - whole, 0.0) / share))
