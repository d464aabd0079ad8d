"""The country whose public holidays the customers of a time zone keep."""

from __future__ import annotations

from functools import cache

import pytz

NO_COUNTRY = frozenset(
    ("CET", "CST6CDT", "EET", "EST", "EST5EDT", "HST", "MET", "MST", "MST7MDT", "PST8PDT", "WET")
)
"""Abbreviations that many countries share; the time zone database links some to one city."""

COUNTRY_OF_MERGED_ZONE = {
    "Africa/Asmera": "ER",
    "Africa/Timbuktu": "ML",
    "America/Coral_Harbour": "CA",
    "America/Virgin": "VI",
    "Atlantic/Jan_Mayen": "NO",
    "Iceland": "IS",
    "Pacific/Ponape": "FM",
    "Pacific/Truk": "FM",
    "Pacific/Yap": "FM",
}
"""Aliases that the database has since merged into a zone of another country."""


@cache
def _aliases() -> dict[str, str]:
    """Old name to the present name, from the database's own links."""
    with pytz.open_resource("tzdata.zi") as database:  # type: ignore[attr-defined]
        lines = database.read().decode("ascii").splitlines()
    links = (line.split() for line in lines if line.startswith("L "))
    return {alias: target for _, target, alias in links}


@cache
def _country_by_zone() -> dict[str, str]:
    """Every zone's country.

    The table behind `pytz.country_timezones` names one country for a zone, so zones that several
    countries share have that one; a plan may say otherwise with a `CustomerZone`.
    """
    return {zone: country for country, zones in pytz.country_timezones.items() for zone in zones}


def is_timezone(name: str) -> bool:
    """Whether ``name`` is a zone of the IANA database, aliases included.

    >>> is_timezone("Asia/Calcutta"), is_timezone("Mars/Base")
    (True, False)
    """
    return name in pytz.all_timezones_set


def country_of_timezone(timezone: str) -> str | None:
    """ISO 3166-1 code of the zone's country, or None where it has none (``UTC``, ``EST``).

    >>> country_of_timezone("US/Pacific"), country_of_timezone("Asia/Calcutta")
    ('US', 'IN')
    >>> country_of_timezone("Etc/GMT+5") is None
    True
    """
    if timezone in NO_COUNTRY:
        return None
    if timezone in COUNTRY_OF_MERGED_ZONE:
        return COUNTRY_OF_MERGED_ZONE[timezone]
    countries = _country_by_zone()
    return countries.get(timezone) or countries.get(_aliases().get(timezone, ""))
