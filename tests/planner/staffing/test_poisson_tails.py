"""The two tail ratios against their defining sums in decimal arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest

from planner.staffing.poisson_tails import log_lower, log_upper

SHAPES = (0.01, 0.3, 1.0, 5.0, 15.9, 40.0, 300.0, 999.0, 1001.0, 3000.0, 30000.0)
RATIOS = (0.0, 1e-300, 1e-12, 1e-3, 0.1, 0.5, 0.8, 0.97, 0.999, 1.0, 1.001, 1.3, 5.0)
AGENTS = (1, 2, 5, 16, 50, 300, 1000)
LOADS = (1e-300, 1e-3, 0.1, 0.5, 0.96, 1.0, 1.02, 2.0, 10.0, 100.0, 700.0, 1e8)


def exact_log_lower(s: float, z: float) -> float:
    """Log of 1 + z/(s+1) + z^2/((s+1)(s+2)) + ..."""
    with localcontext() as context:
        context.prec = 40
        shape, argument = Decimal(s), Decimal(z)
        term = total = Decimal(1)
        count = 0
        while term > total * Decimal(10) ** -25:
            count += 1
            term *= argument / (shape + count)
            total += term
        return float(total.ln())


def exact_log_upper(agents: int, load: float) -> float:
    """Log of the inverse of Erlang's loss formula, by its recursion."""
    with localcontext() as context:
        context.prec = 40
        context.Emax = 10**9
        inverse = Decimal(1)
        for k in range(1, agents + 1):
            inverse = 1 + inverse * k / Decimal(load)
        return float(inverse.ln())


@pytest.mark.parametrize("s", SHAPES)
def test_lower_tail(s: float) -> None:
    arguments = np.array([s * ratio for ratio in RATIOS if s < 2e4 or ratio <= 1.0])
    found = log_lower(np.full_like(arguments, s), arguments)
    wanted = [exact_log_lower(s, float(z)) for z in arguments]
    assert found == pytest.approx(wanted, rel=1e-11, abs=5e-12)
    assert found[0] == 0.0


@pytest.mark.parametrize("agents", AGENTS)
def test_upper_tail(agents: int) -> None:
    loads = np.array([agents * ratio for ratio in LOADS])
    found = log_upper(np.full_like(loads, agents), loads)
    wanted = [exact_log_upper(agents, float(load)) for load in loads]
    assert found == pytest.approx(wanted, rel=1e-11, abs=1e-15)


def test_both_sides_of_every_switch_meet() -> None:
    """No step where one way of computing hands over to another."""
    s = np.full(4001, 5000.0)
    z = np.linspace(0.4, 1.4, 4001) * s
    curve = log_lower(s, z)
    assert np.all(np.diff(curve) > 0.0)
    smooth = np.diff(curve, 3)
    assert np.max(np.abs(smooth)) < 1e-3
