"""Public holidays of agents' countries, as the ``holidays`` package knows them.

Only the category "public" counts (days off by law, moved days included); bank, school or optional
days do not. A country that the package does not know has no holidays here; callers that want to
say so ask :func:`known_country`.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import cache, lru_cache

import holidays

__all__ = ["holiday_dates", "known_country", "known_subdivision"]


@cache
def _subdivisions() -> dict[str, frozenset[str]]:
    listed = holidays.list_supported_countries(include_aliases=True)
    return {country: frozenset(names) for country, names in listed.items()}


def known_country(country: str) -> bool:
    """Whether holidays of the ISO 3166-1 alpha-2 ``country`` are known."""
    return country in _subdivisions()


def known_subdivision(country: str, subdivision: str) -> bool:
    """Whether ``subdivision`` of ``country`` is known; empty means the whole country."""
    return known_country(country) and (
        not subdivision or subdivision in _subdivisions().get(country, frozenset())
    )


def holiday_dates(country: str, subdivision: str, first: date, last: date) -> frozenset[date]:
    """Public holidays on local dates from ``first`` to ``last``, both included.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2.
    subdivision
        As the package names it (``CA`` of ``US``); empty, or not known to it, for those of the
        whole country alone.
    first, last
        Local dates; the set is empty where ``last`` is before ``first``.

    Returns
    -------
    frozenset of date
        Empty for a country that the package does not know.

    Examples
    --------
    >>> sorted(holiday_dates("ES", "", date(2026, 12, 7), date(2026, 12, 31)))
    [datetime.date(2026, 12, 8), datetime.date(2026, 12, 25)]
    """
    if not known_country(country):
        return frozenset()
    named = subdivision if known_subdivision(country, subdivision) else ""
    return frozenset(
        day
        for year in range(first.year, last.year + 1)
        for day in _of_year(country, named, year)
        if first <= day <= last
    )


@lru_cache(maxsize=2_000)
def _of_year(country: str, subdivision: str, year: int) -> frozenset[date]:
    with warnings.catch_warnings():
        # The package warns of renamed subdivisions and of years whose dates are estimates.
        warnings.simplefilter("ignore")
        calendar = holidays.country_holidays(
            country, subdiv=subdivision or None, years=year, categories="public", expand=False
        )
    return frozenset(calendar)
