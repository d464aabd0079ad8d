"""What a member's nights and weekends cost in fairness: of weeks exactly, of shifts never less."""

from __future__ import annotations

import numpy as np
import pytest

from planner.roster.borne import Borne
from planner.roster.problem import FloatArray

# Eight hours short of her share of nights, past it with weekends, just at it with holidays.
BEHIND = Borne(
    distance=np.array([-480.0, 90.0, 0.0]), own=0.75, others=np.array([-0.2, 0.1, 0.0]), price=0.02
)
DATES = np.repeat(np.arange(4), 5)


def shifts(seed: int) -> FloatArray:
    """Minutes of five shifts on each of four dates, by kind."""
    return np.random.default_rng(seed).integers(0, 17, (len(DATES), 3)) * 30.0


def most_of(minutes: FloatArray) -> FloatArray:
    most = np.zeros((4, 3))
    np.maximum.at(most, DATES, minutes)
    return most


def test_of_weeks_it_is_what_distances_cost() -> None:
    minutes = np.array([[0.0, 0, 0], [640, 0, 0], [1280, 60, 30]])
    found = BEHIND.cost(minutes)
    assert found[0] == 0
    assert np.isclose(found[1], 0.02 * (-480 - 0.2 * 640)), "just her share"
    assert np.isclose(found[2], 0.02 * (0 - 0.2 * 1280 + 0.75 * 60 + 0.1 * 60 + 0.75 * 30))


@pytest.mark.parametrize("seed", range(6))
def test_no_week_looks_cheaper_by_its_shifts_than_it_is(seed: int) -> None:
    """And some week of a single shift looks as it is, whatever the date that her share lies on."""
    minutes, random = shifts(seed), np.random.default_rng(seed)
    exact = 0
    for _ in range(40):
        each = BEHIND.option_costs(minutes, DATES, most_of(minutes), random)
        days = random.permutation(4)[: random.integers(1, 5)]
        week = [int(5 * day + random.integers(5)) for day in days]
        cost = BEHIND.cost(minutes[week].sum(axis=0)[None, :])[0]
        assert each[week].sum() >= cost - 1e-9
        alone = np.array([BEHIND.cost(row[None, :])[0] for row in minutes])
        exact += int(np.isclose(each, alone).any())
    assert exact == 40


def test_who_is_far_behind_is_paid_for_every_minute() -> None:
    minutes = shifts(1)
    far = Borne(distance=np.full(3, -1e5), own=0.75, others=np.zeros(3), price=0.02)
    each = far.option_costs(minutes, DATES, most_of(minutes), np.random.default_rng(0))
    assert np.allclose(each, -0.02 * 0.75 * minutes.sum(axis=1))


def test_who_has_no_peers_pays_nothing() -> None:
    alone = Borne(distance=np.zeros(3), own=0.0, others=np.zeros(3), price=0.02)
    minutes = shifts(2)
    assert (
        alone.option_costs(minutes, DATES, most_of(minutes), np.random.default_rng(0)) == 0
    ).all()
    assert (alone.cost(minutes) == 0).all()
