"""Exact money: minutes and hourly rates to whole cents, rounded half to even, never floats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["cents", "cents_array", "cents_of", "decimal_of"]

_SAFE_INT64 = 2**62


def cents_of(amount: Fraction) -> int:
    """Whole cents of an exact amount of money, half to even.

    Examples
    --------
    >>> cents_of(Fraction("0.125")), cents_of(Fraction("0.135"))
    (12, 14)
    """
    return round(amount * 100)


def cents(wage_per_hour: Fraction, minutes: int, share: Fraction = Fraction(1)) -> int:
    """Cents of a share of the wage for so many minutes, rounded once, half to even.

    Examples
    --------
    >>> cents(Fraction("20.59"), 480)
    16472
    >>> cents(Fraction(20), 90, Fraction("0.25"))
    750
    """
    return cents_of(wage_per_hour * share * minutes / 60)


def cents_array(
    wage_per_hour: Fraction, minutes: NDArray[np.int64], share: Fraction = Fraction(1)
) -> NDArray[np.int64]:
    """Cents as :func:`cents` gives them, for an array of minutes at once.

    Parameters
    ----------
    wage_per_hour, share
        As in :func:`cents`.
    minutes
        Whole minutes, any shape.

    Returns
    -------
    array of int64
        Same shape. Exact: where 64 bits might overflow, Python's integers do the work.
    """
    rate = wage_per_hour * share * 100 / 60
    whole = np.asarray(minutes, dtype=np.int64)
    most = int(np.abs(whole).max(initial=0))
    if max(most, 1) * abs(rate.numerator) >= _SAFE_INT64 or rate.denominator >= _SAFE_INT64:
        exact = [round(rate * int(minute)) for minute in whole.ravel()]
        return np.array(exact, dtype=np.int64).reshape(whole.shape)
    quotient, rest = np.divmod(whole * rate.numerator, rate.denominator)
    twice = 2 * rest
    up = (twice > rate.denominator) | ((twice == rate.denominator) & (quotient % 2 == 1))
    rounded: NDArray[np.int64] = quotient + up
    return rounded


def decimal_of(amount_cents: int) -> Decimal:
    """The amount with exactly two decimals, as result files write it.

    Examples
    --------
    >>> str(decimal_of(16470))
    '164.70'
    """
    return Decimal(int(amount_cents)).scaleb(-2)
