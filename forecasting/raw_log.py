"""Counts raw contacts by interval, queue and zone while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from forecasting.calendars import Flags, Floats, Ints
from forecasting.fault_log import FaultLog
from forecasting.log_rows import Rows
from forecasting.log_times import read_times
from forecasting.log_values import Limits, Names, read_flags, read_numbers
from forecasting.tally import Tally

HANDLE = Limits(column="handle_seconds", least=0, greatest=86_400)
WAIT = Limits(column="wait_seconds", least=0, greatest=31 * 86_400)
MINUTE = 60_000_000

# A key holds interval, queue and zone; there are some 600 zones.
ZONE_BITS, QUEUE_BITS = 12, 24

MOST_PENDING_KEYS = 4_000_000
"""So many counts of batches are kept before they are added up: some 130 MB."""


@dataclass(slots=True)
class RawCounter:
    """Adds batches up as they come, so that memory is for intervals, not for contacts."""

    queues: Names
    zones: Names
    interval_minutes: int
    before_micros: int | None
    rows: int = 0
    bad_rows: int = 0
    late_rows: int = 0
    _pending: list[tuple[Ints, Floats, Floats, Floats]] = field(default_factory=list)
    _pending_keys: int = 0

    def add(self, rows: Rows, contacts_timezone: str | None, faults: FaultLog) -> None:
        """Count a batch; a row with a fault is left out whole."""
        times = read_times(rows, contacts_timezone, faults)
        queue = self.queues.read(rows, faults)
        zone = self.zones.read(rows, faults)
        handle = read_numbers(rows, HANDLE, faults)
        wait = read_numbers(rows, WAIT, faults)
        abandoned, flags_good = read_flags(rows, "abandoned", faults)
        good = times.good & (queue >= 0) & (zone >= 0) & handle.good & wait.good & flags_good
        self.rows += len(good)
        self.bad_rows += int((~good).sum())
        if self.before_micros is not None:
            late = good & (times.micros >= self.before_micros)
            self.late_rows += int(late.sum())
            good &= ~late
        interval = times.micros // (self.interval_minutes * MINUTE)
        keys = (interval << (QUEUE_BITS + ZONE_BITS)) | (queue << ZONE_BITS) | zone
        # An abandoned contact was offered and not handled; nor was one that took no time.
        self._count(keys, good, handle.values, good & ~abandoned & (handle.values > 0))

    def _count(self, keys: Ints, good: Flags, seconds: Floats, handled: Flags) -> None:
        distinct, inverse = np.unique(keys[good], return_inverse=True)
        size = len(distinct)
        sums = [
            np.bincount(inverse, weights, size).astype(np.float64)
            for weights in (
                np.ones(len(inverse)),
                np.where(handled, seconds, 0.0)[good],
                handled[good].astype(np.float64),
            )
        ]
        self._pending.append((distinct, sums[0], sums[1], sums[2]))
        self._pending_keys += size
        if self._pending_keys > MOST_PENDING_KEYS:
            self._merge()

    def _merge(self) -> tuple[Ints, Floats, Floats, Floats]:
        keys = np.concatenate([part[0] for part in self._pending])
        distinct, inverse = np.unique(keys, return_inverse=True)
        size = len(distinct)
        sums: list[Floats] = []
        for at in (1, 2, 3):
            values = np.concatenate([part[at] for part in self._pending])
            sums.append(np.bincount(inverse, values, size).astype(np.float64))
        merged = (distinct, sums[0], sums[1], sums[2])
        self._pending, self._pending_keys = [merged], size
        return merged

    def tally(self) -> Tally:
        """What was counted so far."""
        keys, contacts, seconds, handled = self._merge()
        with np.errstate(invalid="ignore"):
            aht = np.where(handled > 0, seconds / handled, np.nan)
        return Tally(
            start_minutes=(keys >> (QUEUE_BITS + ZONE_BITS)) * self.interval_minutes,
            queue=(keys >> ZONE_BITS) & ((1 << QUEUE_BITS) - 1),
            zone=keys & ((1 << ZONE_BITS) - 1),
            volume=contacts,
            aht_seconds=aht,
        )
