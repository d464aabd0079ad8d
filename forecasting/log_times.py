"""Times of a log: ISO 8601 with an offset, or naive in a zone that is named; never guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from forecasting.calendars import Flags, Ints
from forecasting.fault_log import FaultLog
from forecasting.log_rows import Rows

EARLIEST = np.datetime64("1980-01-01", "us")
LATEST = np.datetime64("2100-01-01", "us")
SHORTEST_TIME = len("2026-01-01T09:00")
ISO_TIME = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
OFFSET = r" ?(Z|[+-]\d{2}(:?\d{2})?)$"

WITH_OFFSET = "an ISO 8601 date-time with an offset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Microseconds since 1970 in UTC, and which rows have one that can be believed."""

    micros: Ints
    good: Flags


def read_times(rows: Rows, contacts_timezone: str | None, faults: FaultLog) -> Times:
    """The column of times of a batch, its faults collected.

    A naive time needs ``contacts_timezone``; one that a clock change makes ambiguous or impossible
    there is a fault.
    """
    name = rows.kind.time
    micros, aware, naive = _parsed(rows.batch.column(name))
    parsed = aware | naive
    expected = WITH_OFFSET if contacts_timezone is None else "an ISO 8601 date-time"
    rows.tell(name, ~parsed, expected, faults)
    if naive.any():
        if contacts_timezone is None:
            expected = f"{WITH_OFFSET}, or contacts_timezone set"
            rows.tell(name, naive, expected, faults)
            parsed &= ~naive
        else:
            micros = micros.copy()  # Arrow's own memory may not be written to
            parsed &= ~_to_utc(rows, micros, naive, contacts_timezone, faults)
    moments = micros.view("datetime64[us]")
    far = parsed & ((moments < EARLIEST) | (moments >= LATEST))
    rows.tell(name, far, "a date from 1980 to 2099", faults)
    return Times(micros=micros, good=parsed & ~far)


def _parsed(column: pa.Array) -> tuple[Ints, Flags, Flags]:
    """Microseconds as written, which of them bear an offset (are UTC now), and which do not."""
    if pa.types.is_timestamp(column.type):
        unit = pa.timestamp("us", column.type.tz)
        micros, known = _values(compute.cast(column, unit, safe=False))
        is_aware = column.type.tz is not None
        return micros, known & is_aware, known & (not is_aware)
    text = compute.cast(column, pa.string())
    known = text.is_valid().to_numpy(zero_copy_only=False)
    nothing = np.zeros(len(known), dtype=np.bool_)
    if (compute.min(compute.binary_length(text)).as_py() or 0) >= SHORTEST_TIME:
        # Whole batches are nearly always of one form: Arrow parses them a hundred times faster.
        for unit in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
            try:
                micros = _values(compute.cast(text, unit))[0]
            except pa.ArrowInvalid:
                continue
            return (micros, known, nothing) if unit.tz else (micros, nothing, known)
    return _parsed_one_by_one(text)


def _values(stamps: pa.Array) -> tuple[Ints, Flags]:
    known = stamps.is_valid().to_numpy(zero_copy_only=False)
    return compute.fill_null(stamps.cast(pa.int64()), 0).to_numpy(zero_copy_only=False), known


def _parsed_one_by_one(text: pa.Array) -> tuple[Ints, Flags, Flags]:
    """The same for a batch in which some value is odd."""
    trimmed = compute.utf8_trim_whitespace(compute.fill_null(text, ""))
    with_offset = compute.match_substring_regex(trimmed, ISO_TIME + OFFSET)
    without = compute.match_substring_regex(trimmed, ISO_TIME + "$")
    strings = trimmed.to_pandas()
    micros = np.zeros(len(text), dtype=np.int64)
    flags = []
    for mask in (with_offset, without):
        chosen = mask.to_numpy(zero_copy_only=False)
        # Read as UTC, a time without an offset keeps its digits.
        stamps = pd.to_datetime(strings[chosen], format="ISO8601", errors="coerce", utc=True)
        values = stamps.dt.tz_localize(None).to_numpy("datetime64[us]")
        valid = ~np.isnat(values)
        found = np.flatnonzero(chosen)[valid]
        micros[found] = values[valid].view(np.int64)
        flag = np.zeros(len(text), dtype=np.bool_)
        flag[found] = True
        flags.append(flag)
    return micros, flags[0], flags[1]


def _to_utc(
    rows: Rows,
    micros: Ints,
    naive: Flags,
    timezone: str,
    faults: FaultLog,
) -> Flags:
    """Turn naive times to UTC in place; the rows whose wall time is none or two are returned."""
    minute = 60_000_000
    minutes, inverse = np.unique(micros[naive] // minute, return_inverse=True)
    # Out of range already: only kept from overflowing here, told by the caller.
    low, high = (int(limit.astype(np.int64)) // minute for limit in (EARLIEST, LATEST))
    clipped = np.clip(minutes, low, high)
    walls = pd.DatetimeIndex((clipped * minute).view("datetime64[us]"))
    first = walls.tz_localize(timezone, ambiguous=np.ones(len(walls), bool), nonexistent="NaT")
    second = walls.tz_localize(timezone, ambiguous=np.zeros(len(walls), bool), nonexistent="NaT")
    missing = np.asarray(first.isna())
    twice = ~missing & np.asarray(first != second)
    offset = np.asarray(walls - first.tz_convert("UTC").tz_localize(None), dtype="timedelta64[us]")
    shift = np.where(missing, 0, offset.view(np.int64))
    micros[naive] -= shift[inverse]
    bad = np.zeros(len(micros), dtype=np.bool_)
    laws = (
        (missing, "a wall time that exists in {zone} (the clocks go forward over it)"),
        (twice, "a wall time that comes once in {zone} (the clocks go back: add the offset)"),
    )
    for which, law in laws:
        at = np.zeros(len(micros), dtype=np.bool_)
        at[naive] = which[inverse]
        rows.tell(rows.kind.time, at, law.format(zone=timezone), faults)
        bad |= at
    return bad
