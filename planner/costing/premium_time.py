"""Which minutes of a span are night, weekend or holiday, by the agent's own clock and country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.clock import local_date, local_minutes
from planner.domain import DAY_MINUTES, Agent, LabourRules, NightWindow, Weekend
from planner.public_holidays import holiday_dates

__all__ = ["PremiumClock", "PremiumMinutes", "PremiumMinutesArray", "premium_clock"]

MINUTE = timedelta(minutes=1)

# Where a country's rules name no night or weekend, these still say who has borne how much of
# them (fairness) and who may be sent (nights = false); they earn no premium.
USUAL_NIGHT = NightWindow(from_minute=22 * 60, to_minute=6 * 60)
USUAL_WEEKEND = Weekend(weekdays=frozenset({5, 6}))

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumMinutes:
    """Minutes of one or more spans in each state; a minute may be in several."""

    night: int
    weekend: int
    holiday: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PremiumMinutesArray:
    """The same for many spans: arrays of one shape, whole minutes per span."""

    night: IntArray
    weekend: IntArray
    holiday: IntArray

    def less(self, other: PremiumMinutesArray) -> PremiumMinutesArray:
        """These minutes without those of ``other``: shifts less their unpaid breaks."""
        return PremiumMinutesArray(
            night=self.night - other.night,
            weekend=self.weekend - other.weekend,
            holiday=self.holiday - other.holiday,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PremiumClock:
    """Counts of night, weekend and holiday minutes between any two minutes of a stretch of time.

    Attributes
    ----------
    epoch
        The instant from which minutes count.
    first_minute
        Where the stretch starts, in minutes from ``epoch`` (negative for history).
    night_before, weekend_before, holiday_before
        At position k the number of such minutes among the first k of the stretch; a span's count
        is the difference of two entries. Shape (minutes of the stretch + 1,).
    """

    epoch: datetime
    first_minute: int
    night_before: IntArray
    weekend_before: IntArray
    holiday_before: IntArray

    @classmethod
    def of(
        cls,
        *,
        timezone: str,
        law: LabourRules,
        holidays: frozenset[date],
        first: datetime,
        last: datetime,
        epoch: datetime | None = None,
    ) -> Self:
        """Count every minute from ``first`` (in) to ``last`` (out).

        Parameters
        ----------
        timezone
            The agent's, IANA.
        law
            Says which local hours are night and which weekdays weekend.
        holidays
            Local dates; they must cover the stretch.
        first, last
            Aware instants on whole minutes.
        epoch
            From where minutes count; ``first`` where it is left out.
        """
        epoch = first if epoch is None else epoch
        shown = local_minutes(first, max((last - first) // MINUTE, 0), timezone)
        day, minute = np.divmod(shown, DAY_MINUTES)
        ordinal = day + 1  # 0001-01-01, whose ordinal is 1, was a Monday
        weekend = law.weekend or USUAL_WEEKEND
        return cls(
            epoch=epoch,
            first_minute=(first - epoch) // MINUTE,
            night_before=_counted(_in_night(minute, law.night or USUAL_NIGHT)),
            weekend_before=_counted(_is_among(day % 7, weekend.weekdays)),
            holiday_before=_counted(_is_among(ordinal, {each.toordinal() for each in holidays})),
        )

    def minutes(self, spans: Sequence[tuple[datetime, datetime]]) -> PremiumMinutes:
        """Night, weekend and holiday minutes of UTC spans (end excluded), summed.

        Raises
        ------
        ValueError
            Where a span leaves the stretch that was counted.
        """
        starts = np.array([self.minute_of(start) for start, _ in spans], dtype=np.int64)
        ends = np.array([self.minute_of(end) for _, end in spans], dtype=np.int64)
        counted = self.between(starts, ends)
        return PremiumMinutes(
            night=int(counted.night.sum()),
            weekend=int(counted.weekend.sum()),
            holiday=int(counted.holiday.sum()),
        )

    def between(self, start_minutes: IntArray, end_minutes: IntArray) -> PremiumMinutesArray:
        """Night, weekend and holiday minutes of each span.

        Parameters
        ----------
        start_minutes, end_minutes
            Minutes from ``epoch``, arrays of one shape; ends are excluded.

        Raises
        ------
        ValueError
            Where a span leaves the stretch that was counted.
        """
        starts, ends = self._positions(start_minutes), self._positions(end_minutes)
        return PremiumMinutesArray(
            night=self.night_before[ends] - self.night_before[starts],
            weekend=self.weekend_before[ends] - self.weekend_before[starts],
            holiday=self.holiday_before[ends] - self.holiday_before[starts],
        )

    def night_window_minutes(self, start_minutes: IntArray, end_minutes: IntArray) -> IntArray:
        """Elapsed minutes of each span within the night window, breaks included."""
        return self.between(start_minutes, end_minutes).night

    def minute_of(self, instant: datetime) -> int:
        """Whole minutes from ``epoch`` to an aware instant."""
        return (instant - self.epoch) // MINUTE

    def _positions(self, minutes: IntArray) -> IntArray:
        positions = np.asarray(minutes, dtype=np.int64) - self.first_minute
        last = len(self.night_before) - 1
        if positions.size and (positions.min() < 0 or positions.max() > last):
            raise ValueError(
                f"expected minutes {self.first_minute} to {self.first_minute + last} from "
                f"{self.epoch}, got {int(np.min(minutes))} to {int(np.max(minutes))}"
            )
        return positions


@lru_cache(maxsize=1_000)
def _cached(
    timezone: str,
    law: LabourRules,
    country: str,
    subdivision: str,
    first: datetime,
    last: datetime,
    epoch: datetime,
) -> PremiumClock:
    dates = (local_date(first, timezone), local_date(last, timezone))
    return PremiumClock.of(
        timezone=timezone,
        law=law,
        holidays=holiday_dates(country, subdivision, *dates),
        first=first,
        last=last,
        epoch=epoch,
    )


def premium_clock(
    agent: Agent, law: LabourRules, first: datetime, last: datetime, epoch: datetime | None = None
) -> PremiumClock:
    """The clock of an agent's zone, law, country and subdivision; shared by agents alike in them.

    Parameters
    ----------
    agent, law
        Whose minutes, under which rules.
    first, last
        The stretch that is counted: aware instants on whole minutes.
    epoch
        From where minutes count; ``first`` where it is left out.
    """
    start = first if epoch is None else epoch
    return _cached(agent.timezone, law, agent.country, agent.subdivision, first, last, epoch=start)


def _counted(flags: NDArray[np.bool_]) -> IntArray:
    before = np.zeros(len(flags) + 1, dtype=np.int64)
    np.cumsum(flags, out=before[1:])
    return before


def _in_night(minute: IntArray, night: NightWindow) -> NDArray[np.bool_]:
    after, before = minute >= night.from_minute, minute < night.to_minute
    return after & before if night.from_minute < night.to_minute else after | before


def _is_among(values: IntArray, wanted: frozenset[int] | set[int]) -> NDArray[np.bool_]:
    return np.isin(values, np.array(sorted(wanted), dtype=np.int64))
