"""Cents are exact and half-even, one by one and by the array."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.costing import cents, cents_array, cents_of, decimal_of

wages = st.fractions(min_value=0, max_value=500, max_denominator=10_000)
shares = st.fractions(min_value=0, max_value=3, max_denominator=1_000)
minute_lists = st.lists(st.integers(min_value=0, max_value=20_000), max_size=12)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.005", 0), ("0.015", 2), ("0.025", 2), ("0.035", 4), ("0.0051", 1), ("1.234999", 123)],
)
def test_half_a_cent_goes_to_the_even_neighbour(amount: str, expected: int) -> None:
    assert cents_of(Fraction(amount)) == expected


@pytest.mark.parametrize(
    ("wage", "minutes", "share", "expected"),
    [
        ("20.59", 480, "1", 16472),  # 8 h at 20.59
        ("0.30", 1, "1", 0),  # 0.5 cents: down to 0
        ("0.30", 3, "1", 2),  # 1.5 cents: up to 2
        ("0.30", 5, "1", 2),  # 2.5 cents: down to 2
        ("0.30", 7, "1", 4),  # 3.5 cents: up to 4
        ("12.34", 61, "0.25", 314),  # 12.34 * 61 / 60 * 0.25 = 3.13641..
        ("0.0119", 480, "1", 10),  # a rupee in dollars, 9.52 cents
    ],
)
def test_cents_by_hand(wage: str, minutes: int, share: str, expected: int) -> None:
    assert cents(Fraction(wage), minutes, Fraction(share)) == expected


def test_the_share_is_the_whole_wage_unless_said() -> None:
    assert cents(Fraction(7), 90) == cents(Fraction(7), 90, Fraction(1)) == 1050


@given(wage=wages, share=shares, minutes=minute_lists)
def test_arrays_give_the_cents_of_single_figures(
    wage: Fraction, share: Fraction, minutes: list[int]
) -> None:
    array = cents_array(wage, np.array(minutes, dtype=np.int64), share)
    assert array.tolist() == [cents(wage, minute, share) for minute in minutes]
    assert array.dtype == np.int64


def test_every_half_cent_of_a_day_is_rounded_alike() -> None:
    minutes = np.arange(1441)
    assert cents_array(Fraction("0.30"), minutes).tolist() == [
        cents(Fraction("0.30"), int(minute)) for minute in minutes
    ]


@pytest.mark.parametrize(
    ("rate", "minutes"),
    [
        (Fraction(10**12 + 1, 3 * 10**15), [0, 1, 7 * 10**12]),  # far too large a product
        (Fraction(2**40 + 1, 2**20 + 7), [0, 2**21, 2**22, 2**23, 2**24]),  # just too large a one
        (Fraction(1, 2**64 + 13), [0, 1, 2**22]),  # too large a denominator
        (Fraction(1, 2), [1, 3, 5, 2**60 + 1]),
    ],
)
def test_rates_too_fine_for_64_bits_stay_exact(rate: Fraction, minutes: list[int]) -> None:
    wage = rate * 60 / 100
    found = cents_array(wage, np.array([minutes, minutes[::-1]]))
    expected = [cents(wage, minute) for minute in minutes]
    assert found.tolist() == [expected, expected[::-1]]


def test_no_minutes_cost_nothing() -> None:
    assert cents_array(Fraction(20), np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0.00"), (5, "0.05"), (16470, "164.70"), (-250, "-2.50")]
)
def test_decimals_always_show_two_places(amount: int, text: str) -> None:
    assert str(decimal_of(amount)) == text
