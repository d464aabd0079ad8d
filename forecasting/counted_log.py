"""Reads counted intervals, finer or coarser than the plan's, and lays them on its grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd

import numpy as np

from forecasting.calendars import Flags, Floats, Ints
from forecasting.fault_log import FaultLog
from forecasting.log_rows import Rows
from forecasting.log_times import read_times
from forecasting.log_values import Limits, Names, read_numbers
from forecasting.splitting import Pieces, on_grid
from forecasting.tally import Tally

VOLUME = Limits(column="volume", least=0, greatest=10_000_000, required=True)
AHT = Limits(column="aht_seconds", least=0, greatest=86_400)
MINUTE = 60_000_000
DAY_MINUTES = 1440
WEEK_MINUTES = 7 * DAY_MINUTES
CLOCK_CHANGE_MINUTES = 60
COMMON_SHARE = 0.02
"""Distances between rows that are rarer than this do not tell the log's interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    file: Ints
    line: Ints
    start_minutes: Ints
    queue: Ints
    zone: Ints
    volume: Floats
    aht: Floats


_FIELDS = ("file", "line", "start_minutes", "queue", "zone", "volume", "aht")


@dataclass(slots=True)
class CountedRows:
    """Keeps the rows of a counted log until all files are read: only then is its grid known."""

    queues: Names
    zones: Names
    interval_minutes: int
    before_micros: int | None
    rows: int = 0
    bad_rows: int = 0
    late_rows: int = 0
    notices: list[str] = field(default_factory=list)
    _files: list[str] = field(default_factory=list)
    _batches: list[_Batch] = field(default_factory=list)

    def add(self, rows: Rows, contacts_timezone: str | None, faults: FaultLog) -> None:
        """Keep the good rows of a batch."""
        times = read_times(rows, contacts_timezone, faults)
        queue = self.queues.read(rows, faults)
        zone = self.zones.read(rows, faults)
        volume = read_numbers(rows, VOLUME, faults)
        aht = read_numbers(rows, AHT, faults)
        crooked = times.good & (times.micros % MINUTE != 0)
        rows.tell(rows.kind.time, crooked, "an interval that starts on a whole minute", faults)
        good = times.good & ~crooked & (queue >= 0) & (zone >= 0) & volume.good & aht.good
        self.rows += len(good)
        self.bad_rows += int((~good).sum())
        if self.before_micros is not None:
            late = good & (times.micros >= self.before_micros)
            self.late_rows += int(late.sum())
            good &= ~late
        if rows.file not in self._files:
            self._files.append(rows.file)
        number = self._files.index(rows.file)
        self._batches.append(
            _Batch(
                file=np.full(int(good.sum()), number, dtype=np.int64),
                line=rows.lines[good],
                start_minutes=times.micros[good] // MINUTE,
                queue=queue[good],
                zone=zone[good],
                volume=volume.values[good],
                # 0 seconds for 0 contacts is how many systems write "not known".
                aht=np.where(aht.values[good] > 0, aht.values[good], np.nan),
            )
        )

    def tally(self, faults: FaultLog) -> Tally:
        """The rows on the plan's grid: finer ones summed, coarser ones split.

        Rows that repeat or overlap another and rows off their file's grid are faults.
        """
        rows = self._sorted()
        if not len(rows.line):
            return Tally.nothing()
        rows = self._without_repeats(rows, faults)
        length = np.zeros(len(rows.line), dtype=np.int64)
        good = np.ones(len(rows.line), dtype=np.bool_)
        for number, name in enumerate(self._files):
            own = np.flatnonzero(rows.file == number)
            if len(own):
                length[own], good[own] = self._lengths(name, _taken(rows, own), faults)
        rows, length = _taken(rows, np.flatnonzero(good)), length[good]
        pieces = Pieces(
            start_minutes=rows.start_minutes,
            length_minutes=length,
            queue=rows.queue,
            zone=rows.zone,
            volume=rows.volume,
            aht_seconds=rows.aht,
        )
        tally, evenly = on_grid(pieces, self.interval_minutes, list(self.zones.codes))
        names = list(self.queues.codes)
        self.notices += [
            f"queue {names[code]}: its rows span hours, and nothing finer tells how contacts come "
            "within them, so they are split evenly"
            for code in evenly
        ]
        return tally

    def _sorted(self) -> _Batch:
        """All rows by queue, zone and start; of equal ones, by file and line."""
        joined = _Batch(
            **{
                name: np.concatenate([getattr(batch, name) for batch in self._batches])
                for name in _FIELDS
            }
        )
        self._batches = [joined]
        order = np.lexsort(
            (joined.line, joined.file, joined.start_minutes, joined.zone, joined.queue)
        )
        return _taken(joined, order)

    def _without_repeats(self, rows: _Batch, faults: FaultLog) -> _Batch:
        repeats = np.zeros(len(rows.line), dtype=np.bool_)
        repeats[1:] = _same_series(rows) & (np.diff(rows.start_minutes) == 0)
        self._tell(rows, repeats, "one row for each interval, queue and zone", "another", faults)
        return _taken(rows, np.flatnonzero(~repeats))

    def _tell(self, rows: _Batch, bad: Flags, expected: str, got: str, faults: FaultLog) -> None:
        self.bad_rows += int(bad.sum())
        for number, name in enumerate(self._files):
            lines = np.sort(rows.line[bad & (rows.file == number)])
            faults.add_remark(name, lines, "interval_start", expected=expected, got=got)

    def _lengths(self, name: str, rows: _Batch, faults: FaultLog) -> tuple[Ints, Flags]:
        """Minutes that each row of one file spans, and which rows stand on the file's grid."""
        gaps = np.diff(rows.start_minutes)
        inside = gaps[_same_series(rows)]
        length = common_length(inside, self.interval_minutes)
        good = np.ones(len(rows.line), dtype=np.bool_)
        if length < DAY_MINUTES and DAY_MINUTES % length:
            faults.refuse(
                name,
                expected="intervals that divide a day evenly",
                got=f"rows {length} minutes apart",
            )
            return np.full(len(good), length), ~good
        slack = CLOCK_CHANGE_MINUTES if length >= DAY_MINUTES else 0
        off_grid = rows.start_minutes % gcd(length, 15) != 0
        self._tell(rows, off_grid, f"starts {length} minutes apart", "one between", faults)
        overlapping = np.zeros_like(good)
        overlapping[1:] = _same_series(rows) & (gaps < length - slack)
        overlapping &= ~off_grid
        # A row just after one off the grid is not to blame.
        overlapping[1:] &= ~off_grid[:-1]
        law = f"a start at least {length} minutes after the one before"
        self._tell(rows, overlapping, law, "one that overlaps it", faults)
        lengths = np.full(len(good), length)
        if slack:
            # A local day of 23 or 25 hours ends where the next begins.
            near = _same_series(rows) & (np.abs(gaps - length) <= slack)
            lengths[:-1][near] = gaps[near]
        return lengths, ~(off_grid | overlapping)


def _taken(rows: _Batch, positions: Ints) -> _Batch:
    return _Batch(**{name: getattr(rows, name)[positions] for name in _FIELDS})


def _same_series(rows: _Batch) -> Flags:
    """Whether each row but the first is of the same queue and zone as the one before."""
    same: Flags = (np.diff(rows.queue) == 0) & (np.diff(rows.zone) == 0)
    return same


def common_length(gaps: Ints, interval_minutes: int) -> int:
    """Minutes of a log's interval, told from the distances between its starts.

    The greatest common divisor of the distances that are not rare; a day or a week where none is
    shorter (they change by an hour where the clocks do).
    """
    if not len(gaps):
        return interval_minutes
    if gaps.min() >= WEEK_MINUTES - CLOCK_CHANGE_MINUTES:
        return WEEK_MINUTES
    if gaps.min() >= DAY_MINUTES - CLOCK_CHANGE_MINUTES:
        return DAY_MINUTES
    distinct, times = np.unique(gaps, return_counts=True)
    return int(np.gcd.reduce(distinct[times >= COMMON_SHARE * len(gaps)]))
