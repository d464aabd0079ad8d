"""What a day is to the customers: its weekday, rest days, public holidays, eves and days after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from forecasting.zones import country_of_timezone

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY_AND_SUNDAY = frozenset({5, 6})

Dates = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerZone:
    """The country, and where it matters the part of it, that a customers' zone stands for."""

    timezone: str
    country: str
    subdivision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A span (aware instants) in which a queue's volume is ``factor`` times the usual.

    ``queue`` is a queue's name, or empty or ``*`` for all of them.
    """

    start: datetime
    end: datetime
    queue: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Consecutive local dates and what is known of each; all arrays are as long as ``date``.

    ``weekday`` counts from Monday = 0. ``is_rest`` are the country's weekly rest days. ``holiday``
    is the public holiday's name, empty on other days. ``is_eve`` and ``is_day_after`` lie beside a
    holiday and are none themselves.
    """

    date: Dates
    weekday: Ints
    is_rest: Flags
    holiday: npt.NDArray[np.object_]
    is_holiday: Flags
    is_eve: Flags
    is_day_after: Flags

    def __len__(self) -> int:
        return len(self.date)

    def part(self, start: int, stop: int) -> Days:
        """The days from position ``start`` up to, not including, ``stop``."""
        return Days(**{field.name: getattr(self, field.name)[start:stop] for field in fields(self)})

    def ordinary(self) -> Flags:
        """Days that are neither a holiday nor beside one."""
        return ~(self.is_holiday | self.is_eve | self.is_day_after)


def _holidays_of(country: str, subdivision: str | None, year: int) -> HolidayBase | None:
    """The country's holidays, of the subdivision where it is known; None: nothing is known."""
    # The package takes 0.3 s to import: only those who forecast pay for it.
    import holidays

    for part in (subdivision, None):
        try:
            return holidays.country_holidays(country, subdiv=part, years=year)
        except NotImplementedError:
            continue
    return None


@lru_cache(maxsize=256)
def _public_holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    found = _holidays_of(country, subdivision, year)
    return {} if found is None else {day: _plain_name(name) for day, name in found.items()}


def _plain_name(name: str) -> str:
    """A holiday's name without what differs from year to year, such as ``(observed)``."""
    return name.split(";")[0].split(" (")[0].strip()


@lru_cache(maxsize=256)
def _rest_days(country: str, subdivision: str | None, year: int) -> frozenset[int]:
    found = _holidays_of(country, subdivision, year)
    return SATURDAY_AND_SUNDAY if found is None else frozenset(found.weekend)


class CustomerCalendar:
    """Public holidays and rest days of the customers, zone by zone.

    Parameters
    ----------
    zones : iterable of CustomerZone
        Zones whose country cannot be told from the zone, or where a subdivision matters. An alias
        and the name it stands for are different zones here: each is looked up as it is written.
    """

    def __init__(self, zones: Iterable[CustomerZone] = ()) -> None:
        self._zones = {zone.timezone: zone for zone in zones}

    def country_of(self, timezone: str) -> str | None:
        """ISO 3166-1 code of the country whose holidays hold in the zone; None: none hold."""
        if timezone in self._zones:
            return self._zones[timezone].country
        return country_of_timezone(timezone)

    def days(self, timezone: str, first: date, last: date) -> Days:
        """What is known of every local date from ``first`` to ``last``, both included."""
        # One day more on either side tells whether the first is a day after, the last an eve.
        dates = np.arange(np.datetime64(first, "D") - 1, np.datetime64(last, "D") + 2)
        weekday = (dates.astype(np.int64) + 3) % 7
        names = self._holiday_names(timezone, dates)
        is_holiday = names != ""
        is_eve = np.append(is_holiday[1:], False) & ~is_holiday
        is_day_after = np.insert(is_holiday[:-1], 0, False) & ~is_holiday
        days = Days(
            date=dates,
            weekday=weekday,
            is_rest=np.isin(weekday, sorted(self._rest_weekdays(timezone, last.year))),
            holiday=names,
            is_holiday=is_holiday,
            is_eve=is_eve,
            is_day_after=is_day_after,
        )
        return days.part(1, len(dates) - 1)

    def _place(self, timezone: str) -> tuple[str | None, str | None]:
        zone = self._zones.get(timezone)
        return self.country_of(timezone), zone.subdivision if zone else None

    def _rest_weekdays(self, timezone: str, year: int) -> frozenset[int]:
        country, subdivision = self._place(timezone)
        return SATURDAY_AND_SUNDAY if country is None else _rest_days(country, subdivision, year)

    def _holiday_names(self, timezone: str, dates: Dates) -> npt.NDArray[np.object_]:
        names = np.full(len(dates), "", dtype=object)
        country, subdivision = self._place(timezone)
        if country is None:
            return names
        first, last = dates[0].astype(object), dates[-1].astype(object)
        for year in range(first.year, last.year + 1):
            for day, name in _public_holidays(country, subdivision, year).items():
                if first <= day <= last:
                    names[(day - first).days] = name
        return names


def event_factors(
    events: Sequence[Event], queue: str, starts: Dates, interval_minutes: int
) -> Floats:
    """What the events multiply the queue's volume by in every interval; 1 where none holds.

    An event that covers a part of an interval acts on that part; events that overlap multiply.

    Parameters
    ----------
    starts : array of datetime64, UTC without a zone
        The intervals' starts.
    """
    factors = np.ones(len(starts))
    length = np.timedelta64(interval_minutes, "m")
    for event in events:
        if event.queue not in (queue, "", "*"):
            continue
        first, last = (
            np.datetime64(round(end.timestamp()), "s") for end in (event.start, event.end)
        )
        overlap = np.minimum(starts + length, last) - np.maximum(starts, first)
        share = np.clip(overlap / length, 0.0, 1.0)
        factors *= 1.0 + (event.factor - 1.0) * share
    return factors
