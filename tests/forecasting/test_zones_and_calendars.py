"""Countries of zones, public holidays, eves, rest days, events."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import pytz

from forecasting.calendars import CustomerCalendar, CustomerZone, Event, event_factors
from forecasting.zones import country_of_timezone, is_timezone


@pytest.mark.parametrize(
    ("timezone", "country"),
    [
        ("Europe/Madrid", "ES"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("US/Pacific", "US"),
        ("America/Buenos_Aires", "AR"),
        ("Europe/Oslo", "NO"),
        ("Iceland", "IS"),
        ("Atlantic/Reykjavik", "IS"),
        ("America/Virgin", "VI"),
        ("Europe/Belfast", "GB"),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("EST", None),
        ("CET", None),
    ],
)
def test_the_country_of_a_zone(timezone: str, country: str | None) -> None:
    assert country_of_timezone(timezone) == country


def test_every_zone_but_the_placeless_has_a_country() -> None:
    placeless = {zone for zone in pytz.all_timezones if country_of_timezone(zone) is None}
    assert len(placeless) < 60
    assert not {zone for zone in placeless if zone.startswith(("America", "Europe", "Pacific"))}


def test_zones_are_known_by_their_exact_names() -> None:
    assert is_timezone("Asia/Calcutta")
    assert not is_timezone("asia/calcutta")
    assert not is_timezone("")


def test_holidays_eves_and_days_after() -> None:
    """Epiphany of 2026 is a Tuesday in Spain; the New Year before it a Thursday."""
    days = CustomerCalendar().days("Europe/Madrid", date(2025, 12, 31), date(2026, 1, 7))
    assert days.weekday.tolist() == [2, 3, 4, 5, 6, 0, 1, 2]
    assert np.flatnonzero(days.is_holiday).tolist() == [1, 6]
    assert np.flatnonzero(days.is_eve).tolist() == [0, 5]
    assert np.flatnonzero(days.is_day_after).tolist() == [2, 7]
    assert np.flatnonzero(days.is_rest).tolist() == [3, 4]
    assert days.holiday[6] != ""
    assert np.flatnonzero(days.ordinary()).tolist() == [3, 4]


def test_the_edges_know_the_holiday_beyond_them() -> None:
    days = CustomerCalendar().days("Europe/Madrid", date(2026, 1, 2), date(2026, 1, 5))
    assert days.is_day_after.tolist() == [True, False, False, False]
    assert days.is_eve.tolist() == [False, False, False, True]


def test_israel_rests_on_friday_and_saturday() -> None:
    days = CustomerCalendar().days("Asia/Jerusalem", date(2026, 1, 5), date(2026, 1, 11))
    assert np.flatnonzero(days.is_rest).tolist() == [4, 5]


def test_the_plan_may_say_which_country_or_part_holds() -> None:
    carnival = date(2026, 2, 16)
    plain = CustomerCalendar().days("Europe/Berlin", carnival, carnival)
    assert not plain.is_holiday[0]
    zone = CustomerZone(timezone="America/Los_Angeles", country="US", subdivision="CA")
    chavez = date(2026, 3, 31)
    assert CustomerCalendar((zone,)).days(zone.timezone, chavez, chavez).is_holiday[0]
    assert not CustomerCalendar().days(zone.timezone, chavez, chavez).is_holiday[0]
    calendar = CustomerCalendar((CustomerZone(timezone="UTC", country="FR"),))
    assert calendar.country_of("UTC") == "FR"
    assert calendar.days("UTC", date(2026, 7, 14), date(2026, 7, 14)).is_holiday[0]


def test_a_place_without_known_holidays_has_plain_weekends() -> None:
    """UTC has no country; ZZ is a country of which nothing is known."""
    calendar = CustomerCalendar((CustomerZone(timezone="Asia/Tokyo", country="ZZ"),))
    for timezone in ("UTC", "Asia/Tokyo"):
        days = calendar.days(timezone, date(2025, 12, 22), date(2025, 12, 28))
        assert not days.is_holiday.any()
        assert np.flatnonzero(days.is_rest).tolist() == [5, 6]


def test_of_an_unknown_part_the_country_s_holidays_hold() -> None:
    calendar = CustomerCalendar(
        (CustomerZone(timezone="UTC", country="FR", subdivision="nowhere"),)
    )
    assert calendar.days("UTC", date(2026, 7, 14), date(2026, 7, 14)).is_holiday[0]


def instants(*hours: float) -> list[datetime]:
    return [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in hours]


def test_events_multiply_what_they_cover() -> None:
    (start, end), (other, last) = instants(1, 2.25), instants(2, 3)
    events = (
        Event(start=start, end=end, queue="phone", factor=3.0),
        Event(start=other, end=last, queue="", factor=0.5),
        Event(start=start, end=last, queue="chat", factor=100.0),
    )
    starts = np.arange("2026-03-02T00:30", "2026-03-02T04:00", 30, dtype="datetime64[m]")
    factors = event_factors(events, "phone", starts, 30)
    assert factors.tolist() == [1, 3, 3, 2 * 0.5, 0.5, 1, 1]
