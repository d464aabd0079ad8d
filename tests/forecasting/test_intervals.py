"""Quantiles: ordered, not negative, and as wide as the errors say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.calendars import Floats
from forecasting.intervals import (
    ASSUMED_DISPERSION,
    BLOCKS,
    ENOUGH_ERRORS,
    LEVELS,
    Spread,
    assumed_spread,
    cover,
    learn_spread,
)


def drawn(mean: Floats, dispersion: float, seed: int) -> Floats:
    """Negative binomial counts."""
    rng = np.random.default_rng(seed)
    return rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, len(mean))).astype(float)


@settings(max_examples=200, deadline=None)
@given(
    mean=st.lists(st.floats(0, 1e6), min_size=1, max_size=20),
    dispersion=st.floats(1e-4, 50),
    stretch=st.lists(st.floats(0, 20), min_size=5, max_size=5),
)
def test_quantiles_are_ordered_and_not_negative(
    mean: list[float], dispersion: float, stretch: list[float]
) -> None:
    spread = Spread(dispersion=dispersion, stretch=np.tile(stretch, (BLOCKS, 1)))
    means = np.array(mean)
    values = spread.quantiles(means, np.zeros(len(means), dtype=np.int64))
    assert values.shape == (len(means), len(LEVELS))
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values, axis=1) >= 0).all()
    assert (values[means == 0] == 0).all()


def test_without_errors_the_spread_is_that_of_the_distribution() -> None:
    mean = np.full(20_000, 40.0)
    block = np.arange(len(mean)) % BLOCKS
    values = assumed_spread().quantiles(mean, block)
    actual = drawn(mean, ASSUMED_DISPERSION, 1)
    for position, level in enumerate(LEVELS):
        assert (actual <= values[:, position]).mean() == pytest.approx(level, abs=0.02)


@pytest.mark.parametrize("dispersion", [0.01, 0.1, 0.6])
@pytest.mark.parametrize("scale", [3.0, 30.0, 300.0])
def test_what_was_learnt_covers_what_comes(dispersion: float, scale: float) -> None:
    mean = np.random.default_rng(2).uniform(0.2, 2.0, 6000) * scale
    block = np.arange(len(mean)) % BLOCKS
    spread = learn_spread(mean, drawn(mean, dispersion, 3), block)
    values, actual = spread.quantiles(mean, block), drawn(mean, dispersion, 4)
    assert cover(values, actual, 0.10, 0.90) == pytest.approx(0.80, abs=0.025)
    assert cover(values, actual, 0.025, 0.975) == pytest.approx(0.95, abs=0.02)


def test_a_block_that_errs_more_is_wider() -> None:
    mean = np.full(6000, 50.0)
    block = np.arange(6000) % BLOCKS
    actual = np.where(block == 2, drawn(mean, 0.5, 5), drawn(mean, 0.001, 6))
    spread = learn_spread(mean, actual, block)
    values = spread.quantiles(np.full(2, 50.0), np.array([2, 3]))
    assert values[0, 4] - values[0, 0] > 3 * (values[1, 4] - values[1, 0])


def test_a_forecast_that_is_always_low_gets_a_higher_range() -> None:
    mean = np.full(3000, 50.0)
    actual = drawn(mean * 1.5, 0.001, 7)
    block = np.arange(3000) % BLOCKS
    values = learn_spread(mean, actual, block).quantiles(mean, block)
    assert cover(values, actual, 0.10, 0.90) > 0.8


def test_few_errors_are_not_believed() -> None:
    few = np.full(ENOUGH_ERRORS - 1, 5.0)
    assert (
        learn_spread(few, few, np.zeros(len(few), dtype=np.int64)).stretch.tolist()
        == [[1.0] * len(LEVELS)] * BLOCKS
    )
    nothing = np.zeros(1000)
    assert learn_spread(nothing, nothing, nothing.astype(np.int64)).dispersion == ASSUMED_DISPERSION


def test_a_block_with_few_errors_is_stretched_like_all() -> None:
    mean = np.full(1000, 50.0)
    block = np.where(np.arange(1000) < 50, 1, 0)
    spread = learn_spread(mean, drawn(mean, 0.2, 8), block)
    assert spread.stretch[1].tolist() == spread.stretch[4].tolist()
    assert spread.stretch[0].tolist() != spread.stretch[1].tolist()


def test_caution_never_narrows_the_distribution() -> None:
    mean = np.full(1000, 50.0)
    block = np.zeros(1000, dtype=np.int64)
    actual = np.round(mean)
    assert (learn_spread(mean, actual, block).stretch[0, [0, 1, 3, 4]] < 1).all()
    assert (learn_spread(mean, actual, block, cautious=True).stretch >= 1).all()


def test_the_cover_of_nothing_is_unknown() -> None:
    assert np.isnan(cover(np.zeros((0, 5)), np.zeros(0), 0.10, 0.90))
