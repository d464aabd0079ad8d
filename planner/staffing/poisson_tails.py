"""Tails of the Poisson law over its point mass: what both Erlang formulas are made of.

Written with the regularised incomplete gammas P and Q and ``p(s, z) = z^s e^-z / Gamma(s + 1)``,

- ``upper(n, a) = Q(n + 1, a) / p(n, a)``, the inverse of Erlang's loss formula B(n, a);
- ``lower(x, y) = P(x, y) / p(x, y) = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ...``, Palm's A(x, y).

Both stand here as logarithms, because one or both parts of each ratio leave the range of floats
long before the ratio itself does (5000 erlangs on ten agents, patience of a day). Where a part is
about to vanish the ratio comes from its asymptotic expansion (DLMF 8.11.6 and 8.11.7,
https://dlmf.nist.gov/8.11), whose first seven terms are exact to 1e-14 there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

_TERMS = 7
_FAR_SQUARED = 1000.0  # s (1 - z/s)^2 from here on: six corrections leave less than 1e-15
_VANISHING_LOG = 500.0  # p(s, z) < e^-500: close to the smallest float
_STIRLING_FROM = 16.0
_HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


def _expansion_polynomials() -> tuple[Floats, ...]:
    """Return b_0 ... b_6 of DLMF 8.11.6: b_k = r (1 - r) b_{k-1}' + (2k - 1) r b_{k-1}."""
    found = [np.array([1.0])]
    for order in range(1, _TERMS):
        before = found[-1]
        slope = polynomial.polymul([0.0, 1.0, -1.0], polynomial.polyder(before))
        scaled = polynomial.polymul([0.0, 2.0 * order - 1.0], before)
        found.append(np.asarray(polynomial.polyadd(slope, scaled), dtype=np.float64))
    return tuple(found)


_POLYNOMIALS = _expansion_polynomials()


def _expansion(s: Floats, ratio: Floats) -> Floats:
    """Sum of (-1)^k b_k(r) / (s^k (1 - r)^(2k + 1)): ``lower`` for r < 1, 1 - ``upper`` for r > 1.

    Summed from the last term by Horner's rule, so that no power overflows.
    """
    gap = 1.0 - ratio
    step = -1.0 / (s * gap * gap)
    total = np.zeros_like(s)
    for coefficients in reversed(_POLYNOMIALS):
        total = total * step + polynomial.polyval(ratio, coefficients)
    return np.asarray(total / gap, dtype=np.float64)


def _stirling_error(s: Floats) -> Floats:
    """Log of Gamma(s + 1) over Stirling's formula, s > 0 (Loader's delta)."""
    big = np.maximum(s, _STIRLING_FROM)
    inverse = 1.0 / (big * big)
    series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / big
    small = np.minimum(s, _STIRLING_FROM)
    direct = special.gammaln(small + 1.0) - (small + 0.5) * np.log(small) + small
    return np.where(s >= _STIRLING_FROM, series, direct - _HALF_LOG_TWO_PI)


def _log_point_mass(s: Floats, divergence: Floats) -> Floats:
    """Log p(s, z) from s and its divergence (Loader's saddle point form: no cancellation)."""
    return -divergence - _stirling_error(s) - _HALF_LOG_TWO_PI - 0.5 * np.log(s)


def _divergence(s: Floats, ratio: Floats) -> Floats:
    """``s (r - 1 - log r)``, which is what p(s, rs) loses against p(s, s); r > 0."""
    excess = ratio - 1.0
    near = np.abs(excess) < 0.5
    # log1p keeps the digits near r = 1, but a tiny r is lost in r - 1.
    log = np.where(near, np.log1p(np.where(near, excess, 0.0)), np.log(ratio))
    return s * (excess - log)


def log_lower(s: Floats, z: Floats) -> Floats:
    """Log of P(s, z) / p(s, z), elementwise.

    Parameters
    ----------
    s
        Greater than 0.
    z
        At least 0, of the same shape.

    Returns
    -------
    ndarray
        At least 0.
    """
    ratio = z / s
    under = ratio < 1.0
    far = under & (s * (1.0 - ratio) ** 2 > _FAR_SQUARED)
    # The divergence of z = 0 is infinite: there, too, the expansion holds (and gives exactly 1).
    divergence = _divergence(s, np.maximum(ratio, np.finfo(np.float64).tiny))
    expanded = far | (under & (divergence > _VANISHING_LOG)) | (z == 0.0)
    result = np.empty_like(s)
    result[expanded] = np.log(_expansion(s[expanded], ratio[expanded]))
    plain = ~expanded
    mass = _log_point_mass(s[plain], divergence[plain])
    result[plain] = np.log(special.gammainc(s[plain], z[plain])) - mass
    return result


def log_upper(n: Floats, a: Floats) -> Floats:
    """Log of Q(n + 1, a) / p(n, a), the inverse of Erlang's loss formula, elementwise.

    Parameters
    ----------
    n
        Agents, at least 1.
    a
        Offered load in erlangs, greater than 0, of the same shape.

    Returns
    -------
    ndarray
        Greater than 0; log(1 + n/a) at least.

    Examples
    --------
    >>> import numpy as np
    >>> float(np.exp(-log_upper(np.array([2.0]), np.array([1.0])))[0])
    0.2
    """
    ratio = a / n
    divergence = _divergence(n, ratio)
    expanded = (ratio > 1.0) & (divergence > _VANISHING_LOG)
    result = np.empty_like(n)
    result[expanded] = np.log1p(-_expansion(n[expanded], ratio[expanded]))
    plain = ~expanded
    mass = _log_point_mass(n[plain], divergence[plain])
    result[plain] = np.log(special.gammaincc(n[plain] + 1.0, a[plain])) - mass
    return result
