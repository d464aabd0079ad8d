"""Lays intervals of any length on the plan's grid: sums finer ones, splits coarser ones."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from forecasting.calendars import Floats, Ints
from forecasting.local_hours import local_hours
from forecasting.tally import Tally

FINE_MINUTES = 60
"""Rows up to this long tell a queue's profile, and are themselves split evenly."""

HOURS_OF_WEEK = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Counts of spans of any length: ``length_minutes`` each; the rest as in `Tally`."""

    start_minutes: Ints
    length_minutes: Ints
    queue: Ints
    zone: Ints
    volume: Floats
    aht_seconds: Floats


def on_grid(
    pieces: Pieces, interval_minutes: int, zone_names: list[str]
) -> tuple[Tally, tuple[int, ...]]:
    """The pieces by interval of the grid, and the queues that had to be split evenly.

    A span of more than an hour is split by its queue's profile over the local hours of the week,
    as the log's finer rows tell it.
    """
    atoms = _atoms(pieces, interval_minutes)
    of = np.repeat(np.arange(len(pieces.queue)), atoms)
    begin = np.repeat(np.cumsum(atoms) - atoms, atoms)
    size = np.repeat(pieces.length_minutes // np.maximum(atoms, 1), atoms)
    start = pieces.start_minutes[of] + (np.arange(len(of)) - begin) * size
    coarse = pieces.length_minutes > FINE_MINUTES
    evenly: tuple[int, ...] = ()
    weight = np.ones(len(of))
    if coarse.any():
        profiles = _profiles(pieces, ~coarse, zone_names)
        known = profiles.sum(axis=1) > 0
        evenly = tuple(int(code) for code in np.unique(pieces.queue[coarse]) if not known[code])
        split = coarse[of] & known[pieces.queue[of]]
        hour = _hour_of_week(start[split], pieces.zone[of[split]], zone_names)
        weight[split] = profiles[pieces.queue[of[split]], hour]
    whole = np.bincount(of, weight, len(pieces.queue))
    # A span in which the profile has nothing is split evenly after all.
    weight[whole[of] <= 0] = 1.0
    whole = np.bincount(of, weight, len(pieces.queue))
    volume = pieces.volume[of] * weight / whole[of]
    return _summed(pieces, of, start // interval_minutes * interval_minutes, volume), evenly


def _atoms(pieces: Pieces, interval_minutes: int) -> Ints:
    """Into how many equal parts each span falls so that none lies across the grid."""
    atoms = np.ones(len(pieces.queue), dtype=np.int64)
    offset = pieces.start_minutes % interval_minutes
    for length in np.unique(pieces.length_minutes):
        own = pieces.length_minutes == length
        across = own & (offset + length > interval_minutes)
        steps = int(np.gcd.reduce(np.unique(offset[across]))) if across.any() else 0
        atoms[across] = length // gcd(int(length), interval_minutes, steps)
    return atoms


def _hour_of_week(start_minutes: Ints, zone: Ints, zone_names: list[str]) -> Ints:
    hour = np.zeros(len(start_minutes), dtype=np.int64)
    for code in np.unique(zone):
        own = zone == code
        local = local_hours(start_minutes[own].view("datetime64[m]"), zone_names[code], 15)
        weekday = (local.date.astype(np.int64) + 3) % 7
        hour[own] = weekday * 24 + local.hour
    return hour


def _profiles(
    pieces: Pieces, fine: np.ndarray[tuple[int], np.dtype[np.bool_]], zone_names: list[str]
) -> Floats:
    """Contacts by queue and local hour of the week in the rows that are fine enough."""
    queues = int(pieces.queue.max()) + 1
    hour = _hour_of_week(pieces.start_minutes[fine], pieces.zone[fine], zone_names)
    position = pieces.queue[fine] * HOURS_OF_WEEK + hour
    sums = np.bincount(position, pieces.volume[fine], queues * HOURS_OF_WEEK)
    return sums.astype(np.float64).reshape(queues, HOURS_OF_WEEK)


def _summed(pieces: Pieces, of: Ints, start: Ints, volume: Floats) -> Tally:
    """Sums by interval, queue and zone; handle times weighted by contacts."""
    zone, queue, aht = pieces.zone[of], pieces.queue[of], pieces.aht_seconds[of]
    order = np.lexsort((start, zone, queue))
    keys = np.stack([queue, zone, start])[:, order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(keys, axis=1) != 0).any(axis=0)
    group = np.cumsum(first) - 1
    volume, aht = volume[order], aht[order]
    told = np.isfinite(aht) & (volume > 0)
    contacts = np.bincount(group, volume).astype(np.float64)
    weight = np.bincount(group, np.where(told, volume, 0.0))
    seconds = np.bincount(group, np.where(told, volume * aht, 0.0))
    with np.errstate(invalid="ignore"):
        mean = np.where(weight > 0, seconds / weight, np.nan)
    return Tally(
        start_minutes=keys[2, first],
        queue=keys[0, first],
        zone=keys[1, first],
        volume=contacts,
        aht_seconds=mean,
    )
