"""The demo team's contact log: synthetic, seeded, made in seconds.

Every figure here is invented. The log has what real ones have: a daily and a weekly rhythm in the
customers' local time, a season, growth, public holidays in the customers' countries, days that
are busier than others for no reason, callers who give up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

BIN = pd.Timedelta(minutes=30)
BIN_SECONDS = 1800
YEARLY_GROWTH = 0.10
DAY_NOISE = 0.06  # coefficient of variation of a queue's whole day
ZONE_COUNTRY = {
    "America/New_York": "US",
    "America/Los_Angeles": "US",
    "America/Mexico_City": "MX",
    "Europe/London": "GB",
    "Europe/Madrid": "ES",
    "Australia/Sydney": "AU",
    "Asia/Kolkata": "IN",
    "Asia/Tokyo": "JP",
}
# Contacts by local hour, of any scale: people at home, people at work.
EVENINGS = (2, 1, 1, 1, 1, 2, 4, 7, 10, 13, 15, 15, 14, 14, 14, 14, 14, 14, 14, 13, 12, 10, 7, 4)
WORKDAY = (1, 1, 1, 1, 1, 1, 2, 5, 10, 15, 16, 15, 12, 13, 14, 14, 13, 11, 8, 6, 5, 4, 3, 2)
WEEK = (1.15, 1.08, 1.03, 1.00, 0.98, 0.78, 0.70)  # Monday first


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePattern:
    """How one queue's contacts come about.

    ``weekly_contacts`` is the mean of an ordinary week at the log's end; ``zones`` are shares of
    it. ``opens`` is (timezone, first hour, last hour, days a week from Monday) or None for round
    the clock. Waits and handling are in seconds.
    """

    name: str
    weekly_contacts: float
    zones: Mapping[str, float]
    hours: tuple[int, ...]
    handle_s: float
    handle_spread: float
    waits: float  # share of contacts that wait at all
    wait_s: float
    patience_s: float | None
    opens: tuple[str, int, int, int] | None = None


QUEUES = (
    QueuePattern(
        name="phone-en",
        weekly_contacts=980,
        zones={
            "America/New_York": 0.40,
            "America/Los_Angeles": 0.22,
            "Europe/London": 0.20,
            "Australia/Sydney": 0.12,
            "Asia/Kolkata": 0.06,
        },
        hours=EVENINGS,
        handle_s=285,
        handle_spread=0.55,
        waits=0.24,
        wait_s=28,
        patience_s=150,
    ),
    QueuePattern(
        name="chat-en",
        weekly_contacts=1300,
        zones={
            "America/New_York": 0.36,
            "America/Los_Angeles": 0.22,
            "Europe/London": 0.20,
            "Australia/Sydney": 0.12,
            "Asia/Kolkata": 0.10,
        },
        hours=EVENINGS,
        handle_s=560,
        handle_spread=0.50,
        waits=0.30,
        wait_s=40,
        patience_s=200,
    ),
    QueuePattern(
        name="phone-es",
        weekly_contacts=165,
        zones={"Europe/Madrid": 0.72, "America/Mexico_City": 0.28},
        hours=WORKDAY,
        handle_s=300,
        handle_spread=0.50,
        waits=0.22,
        wait_s=30,
        patience_s=150,
        opens=("Europe/Madrid", 9, 20, 5),
    ),
    QueuePattern(
        name="phone-ja",
        weekly_contacts=95,
        zones={"Asia/Tokyo": 1.0},
        hours=WORKDAY,
        handle_s=330,
        handle_spread=0.45,
        waits=0.18,
        wait_s=25,
        patience_s=180,
        opens=("Asia/Tokyo", 9, 18, 5),
    ),
    QueuePattern(
        name="email-en",
        weekly_contacts=330,
        zones={
            "America/New_York": 0.38,
            "America/Los_Angeles": 0.20,
            "Europe/London": 0.22,
            "Australia/Sydney": 0.12,
            "Asia/Kolkata": 0.08,
        },
        hours=EVENINGS,
        handle_s=380,
        handle_spread=0.60,
        waits=1.0,
        wait_s=1500,
        patience_s=None,
    ),
)


def make_contacts(end: datetime, *, weeks: int = 52, seed: int = 2026) -> pd.DataFrame:
    """Raw contacts of the ``weeks`` before ``end``.

    Parameters
    ----------
    end
        First instant after the log, aware.
    weeks
        Length of the log.
    seed
        The same seed gives the same log.

    Returns
    -------
    pandas.DataFrame
        One row a contact, in order of time: ``opened_at`` (UTC, whole seconds), ``queue``,
        ``customer_timezone``, ``handle_seconds`` (missing where abandoned), ``wait_seconds``,
        ``abandoned``.
    """
    rng = np.random.default_rng(seed)
    last = end.astimezone(UTC)
    bins = pd.date_range(last - timedelta(weeks=weeks), last, freq=BIN, inclusive="left")
    parts = []
    for pattern in QUEUES:
        noise = _day_noise(bins, rng)
        for zone, share in pattern.zones.items():
            mean = pattern.weekly_contacts * share * _profile(bins, pattern, zone) * noise
            parts.append(_contacts(bins, rng.poisson(mean), pattern, zone, rng))
    log = pd.concat(parts, ignore_index=True)
    return log.sort_values("opened_at", kind="stable", ignore_index=True)


def write_contacts(path: Path, end: datetime, *, weeks: int = 52, seed: int = 2026) -> None:
    """Write the log of :func:`make_contacts` as Parquet to ``path``."""
    make_contacts(end, weeks=weeks, seed=seed).to_parquet(path, index=False, compression="zstd")


def _profile(bins: pd.DatetimeIndex, pattern: QueuePattern, zone: str) -> Floats:
    """Share of an ordinary week's contacts that falls into each bin."""
    local = bins.tz_convert(zone)
    hours = np.asarray(pattern.hours, dtype=np.float64)
    week = np.asarray(WEEK)
    shape = week[local.day_of_week] * hours[local.hour] * _is_open(bins, pattern)
    ordinary = shape[-336:].sum()
    factors = _season(local) * _growth(bins) * _holidays(local, ZONE_COUNTRY[zone])
    share: Floats = shape / ordinary * factors
    return share


def _is_open(bins: pd.DatetimeIndex, pattern: QueuePattern) -> Floats:
    if pattern.opens is None:
        return np.ones(len(bins))
    zone, first, last, days = pattern.opens
    local = bins.tz_convert(zone)
    spans = (local.hour >= first) & (local.hour < last) & (local.day_of_week < days)
    return np.asarray(spans, dtype=np.float64)


def _season(local: pd.DatetimeIndex) -> Floats:
    """1 at the end of November; higher before Christmas and in the summer travel season."""
    angle = 2 * np.pi * np.asarray(local.day_of_year, dtype=np.float64) / 365.25

    def wave(turn: Floats | float) -> Floats | float:
        return 1 + 0.10 * np.cos(turn - 6.1) + 0.07 * np.cos(2 * turn - 6.2)

    season: Floats = np.asarray(wave(angle) / wave(2 * np.pi * 334 / 365.25))
    return season


def _growth(bins: pd.DatetimeIndex) -> Floats:
    years = np.asarray((bins - bins[-1]) / pd.Timedelta(days=365.25), dtype=np.float64)
    growth: Floats = (1 + YEARLY_GROWTH) ** years
    return growth


def _holidays(local: pd.DatetimeIndex, country: str) -> Floats:
    """Public holidays halve the contacts, the day after makes up for part of it."""
    days = local.tz_localize(None).normalize()
    codes, firsts = days.factorize()
    dates = [stamp.date() for stamp in firsts]
    listed = holidays.country_holidays(country, years=sorted({day.year for day in dates}))

    def factor(day: date) -> float:
        if day in listed:
            return 0.5
        after = day - timedelta(days=1) in listed and day.weekday() < 5
        return 1.15 if after else 1.0

    factors: Floats = np.asarray([factor(day) for day in dates])[codes]
    return factors


def _day_noise(bins: pd.DatetimeIndex, rng: np.random.Generator) -> Floats:
    """One factor a UTC day, of mean 1."""
    shape = 1 / DAY_NOISE**2
    day = np.asarray((bins - bins[0]) // pd.Timedelta(days=1), dtype=np.int64)
    factors: Floats = rng.gamma(shape, 1 / shape, int(day.max()) + 1)[day]
    return factors


def _contacts(
    bins: pd.DatetimeIndex,
    counts: npt.NDArray[np.int64],
    pattern: QueuePattern,
    zone: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Spread each bin's count over it and give every contact a wait and a handling time."""
    opened = bins.repeat(counts) + pd.to_timedelta(
        rng.integers(0, BIN_SECONDS, int(counts.sum())), unit="s"
    )
    size = len(opened)
    wait = np.where(rng.random(size) < pattern.waits, rng.exponential(pattern.wait_s, size), 0.0)
    abandoned = np.zeros(size, dtype=bool)
    if pattern.patience_s is not None:
        patience = rng.exponential(pattern.patience_s, size)
        abandoned = wait > patience
        wait = np.minimum(wait, patience)
    spread = pattern.handle_spread
    handle = rng.lognormal(np.log(pattern.handle_s) - spread**2 / 2, spread, size)
    handle = np.where(abandoned, np.nan, np.maximum(handle.round(), 20))
    return pd.DataFrame(
        {
            "opened_at": opened.as_unit("ms"),
            "queue": pattern.name,
            "customer_timezone": zone,
            "handle_seconds": handle.astype(np.float32),
            "wait_seconds": wait.round().astype(np.float32),
            "abandoned": abandoned,
        }
    )
