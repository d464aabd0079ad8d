"""Public holidays come from the holidays package, by country, subdivision and date."""

from __future__ import annotations

import warnings
from datetime import date

import pytest

from planner.public_holidays import holiday_dates, known_country, known_subdivision

LABOUR_DAY_2026 = date(2026, 9, 7)


def test_both_ends_are_included() -> None:
    assert holiday_dates("PL", "", date(2026, 12, 25), date(2026, 12, 26)) == {
        date(2026, 12, 25),
        date(2026, 12, 26),
    }
    assert holiday_dates("PL", "", date(2026, 12, 27), date(2026, 12, 31)) == set()


def test_every_year_in_between_counts() -> None:
    found = holiday_dates("PL", "", date(2025, 12, 26), date(2027, 1, 1))
    assert {date(2025, 12, 26), date(2026, 5, 3), date(2027, 1, 1)} <= found
    assert min(found) == date(2025, 12, 26)
    assert max(found) == date(2027, 1, 1)


def test_a_moved_day_off_counts_in_the_year_it_falls_in() -> None:
    # New Year's Day 2022 was a Saturday; America rested on Friday, the last of 2021.
    assert date(2021, 12, 31) in holiday_dates("US", "", date(2021, 12, 31), date(2021, 12, 31))


def test_a_subdivision_has_days_of_its_own() -> None:
    chavez = date(2026, 3, 31)
    assert chavez in holiday_dates("US", "CA", chavez, chavez)
    assert chavez not in holiday_dates("US", "", chavez, chavez)
    assert LABOUR_DAY_2026 in holiday_dates("US", "CA", LABOUR_DAY_2026, LABOUR_DAY_2026)


def test_a_subdivision_that_is_not_known_has_its_countrys_days() -> None:
    whole = holiday_dates("US", "", date(2026, 1, 1), date(2026, 12, 31))
    assert holiday_dates("US", "ZZ", date(2026, 1, 1), date(2026, 12, 31)) == whole


@pytest.mark.parametrize("country", ["XX", "", "us"])
def test_an_unknown_country_has_none(country: str) -> None:
    assert holiday_dates(country, "", date(2026, 1, 1), date(2026, 12, 31)) == frozenset()
    assert not known_country(country)


def test_only_public_days_count() -> None:
    # Good Friday is a bank holiday of some American markets, not a public one.
    assert date(2026, 4, 3) not in holiday_dates("US", "", date(2026, 4, 1), date(2026, 4, 30))


def test_dates_in_the_wrong_order_give_none() -> None:
    assert holiday_dates("PL", "", date(2026, 12, 26), date(2026, 12, 25)) == frozenset()
    assert holiday_dates("PL", "", date(2026, 12, 26), date(2025, 12, 25)) == frozenset()


def test_what_is_known() -> None:
    assert known_country("PH")
    assert known_subdivision("US", "CA")
    assert known_subdivision("US", "")
    assert not known_subdivision("US", "ZZ")
    assert not known_subdivision("XX", "")


def test_the_package_does_not_warn_through() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for country in ("IN", "PH", "ES", "FR", "IL", "AE"):
            assert holiday_dates(country, "", date(2031, 1, 1), date(2031, 12, 31))
