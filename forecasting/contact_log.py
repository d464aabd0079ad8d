"""Reads contact logs: a CSV, a Parquet file or a folder of them, raw or counted."""

from __future__ import annotations

import filecmp
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.counted_log import WEEK_MINUTES, CountedRows
from forecasting.csv_source import csv_rows
from forecasting.errors import Fault
from forecasting.fault_log import FaultLog, shown
from forecasting.log_columns import RAW, LogKind
from forecasting.log_rows import Rows
from forecasting.log_values import Names, queue_names
from forecasting.parquet_source import MAGIC, parquet_rows
from forecasting.raw_log import RawCounter
from forecasting.tally import Tally
from forecasting.volume import INTERVALS_ALLOWED, gaps
from forecasting.zones import is_timezone

SUFFIXES = (".csv", ".parquet")
GAPS_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLog:
    """A log, counted.

    Attributes
    ----------
    volume : DataFrame
        The counted table (see `forecasting.volume`); an interval without a row is not in it.
    absent_is_zero : bool
        True for raw contacts, where no row means no contact. In a counted log an interval without
        a row is unknown, or the queue is closed.
    first, last : datetime or None
        Start (aware UTC) of the first and of the last interval with a row.
    notices : tuple of str
        What a user should know: rows left out, and why.
    skipped, skipped_rows
        With ``skip_bad_rows``: the first of the faults of rows left out, and the number of rows.
    """

    volume: pd.DataFrame
    absent_is_zero: bool
    first: datetime | None
    last: datetime | None
    notices: tuple[str, ...] = ()
    skipped: tuple[Fault, ...] = ()
    skipped_rows: int = 0


def read_contact_log(
    path: Path,
    *,
    interval_minutes: int,
    contacts_timezone: str | None = None,
    queues: Collection[str] | None = None,
    before: datetime | None = None,
    skip_bad_rows: bool = False,
) -> ContactLog:
    """Read, check and count a log.

    Parameters
    ----------
    path : Path
        A CSV, a Parquet file, or a folder of either.
    interval_minutes : int
        15, 30 or 60: the grid to count on, aligned in UTC.
    contacts_timezone : str, optional
        Where the wall clocks of times without an offset hang.
    queues : collection of str, optional
        The queues there are; any other is a fault. Default: any name is taken.
    before : aware datetime, optional
        Rows at or after it are left out, with a notice.
    skip_bad_rows : bool
        Leave rows with faults out, with a notice, instead of refusing the log. A file that cannot
        be read as a table is refused all the same.

    Raises
    ------
    ContactLogError
        With every fault found: of whole files first, then by file and row.
    """
    if interval_minutes not in INTERVALS_ALLOWED:
        raise ValueError(f"Expected intervals of 15, 30 or 60 minutes, got {interval_minutes}.")
    faults = FaultLog()
    reader = _Reader(
        queues=queue_names(None if queues is None else frozenset(queues)),
        zones=Names("customer_timezone", "an IANA time zone", is_timezone),
        interval_minutes=interval_minutes,
        contacts_timezone=contacts_timezone,
        before=before,
        faults=faults,
    )
    if contacts_timezone is not None and not is_timezone(contacts_timezone):
        faults.refuse(
            path.name,
            expected="contacts_timezone to be an IANA time zone",
            got=shown(contacts_timezone),
        )
        raise faults.error()
    passed_over: list[str] = []
    for file, name in _files(path, faults, passed_over):
        reader.read(file, name)
    tally = reader.tally()
    if faults.refusals or (faults.total and not skip_bad_rows):
        raise faults.error()
    return reader.log(tally, passed_over)


def _files(path: Path, faults: FaultLog, passed_over: list[str]) -> Iterator[tuple[Path, str]]:
    """The log's files, each with the name that faults give it."""
    try:
        if path.is_file():
            yield path, path.name
        elif path.is_dir():
            yield from _folder(path, faults, passed_over)
        else:
            got = "something else" if path.exists() else "nothing there"
            faults.refuse(path.name, expected="a file or a folder", got=got)
    except OSError as problem:
        got = problem.strerror or "an error"
        faults.refuse(path.name, expected="a folder that can be read", got=got)


def _folder(path: Path, faults: FaultLog, passed_over: list[str]) -> Iterator[tuple[Path, str]]:
    taken: dict[int, list[Path]] = {}
    for file in sorted(path.iterdir()):
        if file.name.startswith("."):
            continue
        name = f"{path.name}/{file.name}"
        if file.suffix.lower() not in SUFFIXES or not file.is_file():
            passed_over.append(name)
            continue
        alike = taken.setdefault(file.stat().st_size, [])
        copied = next((other for other in alike if filecmp.cmp(file, other, shallow=False)), None)
        alike.append(file)
        if copied is None or not file.stat().st_size:
            yield file, name
        else:
            got = f"a copy of {path.name}/{copied.name}"
            faults.refuse(name, expected="every file once", got=got)
    if not taken:
        faults.refuse(path.name, expected=".csv or .parquet files", got="a folder without any")


class _Reader:
    """Reads file after file into one counter; the first file tells the kind of the log."""

    def __init__(
        self,
        *,
        queues: Names,
        zones: Names,
        interval_minutes: int,
        contacts_timezone: str | None,
        before: datetime | None,
        faults: FaultLog,
    ) -> None:
        self._queues, self._zones = queues, zones
        self._interval_minutes = interval_minutes
        self._timezone = contacts_timezone
        self._before = before
        self._faults = faults
        self._kind: LogKind | None = None
        self._counter: RawCounter | CountedRows | None = None

    def read(self, path: Path, name: str) -> None:
        """Count one file."""
        before, rows = self._faults.total, 0
        for batch in _rows(path, name, self._faults):
            counter = self._counter_for(batch.kind, name)
            if counter is None:
                return
            rows += len(batch.lines)
            counter.add(batch, self._timezone, self._faults)
        if not rows and self._faults.total == before:
            self._faults.refuse(name, expected="at least one row", got="a header alone")

    def _counter_for(self, kind: LogKind, name: str) -> RawCounter | CountedRows | None:
        """The one counter of the log; None, with a fault, where the file is of another kind."""
        if self._counter is None:
            self._kind = kind
            counter = RawCounter if kind is RAW else CountedRows
            self._counter = counter(
                queues=self._queues,
                zones=self._zones,
                interval_minutes=self._interval_minutes,
                before_micros=None if self._before is None else _micros(self._before),
            )
        if kind is self._kind:
            return self._counter
        before = "raw contacts" if self._kind is RAW else "counted intervals"
        self._faults.refuse(name, expected=f"{before} as in the files before", got=kind.name)
        return None

    def tally(self) -> Tally:
        """All that was counted."""
        if self._counter is None:
            return Tally.nothing()
        if isinstance(self._counter, RawCounter):
            return self._counter.tally()
        return self._counter.tally(self._faults)

    def log(self, tally: Tally, passed_over: Sequence[str]) -> ContactLog:
        """The log with its notices."""
        counter = self._counter
        bad_rows = self._faults.ragged_rows + (counter.bad_rows if counter else 0)
        volume = tally.table(self._queues, self._zones)
        starts = volume["interval_start"]
        notices = [
            f"{name} was passed over: it is neither .csv nor .parquet" for name in passed_over
        ]
        if counter is not None and self._faults.total:
            notices.append(
                f"left out {bad_rows:,} of {counter.rows + self._faults.ragged_rows:,} rows of "
                f"the contact log, which have {self._faults.total:,} faults"
            )
        if counter is not None and counter.late_rows and self._before is not None:
            notices.append(
                f"left out {counter.late_rows:,} rows of the contact log at or after "
                f"{self._before.isoformat()}"
            )
        if isinstance(counter, CountedRows):
            notices += [*counter.notices, *_gap_notices(volume, self._interval_minutes)]
        return ContactLog(
            volume=volume,
            absent_is_zero=self._kind is RAW,
            first=starts.min().to_pydatetime() if len(starts) else None,
            last=starts.max().to_pydatetime() if len(starts) else None,
            notices=tuple(notices),
            skipped=self._faults.faults(),
            skipped_rows=bad_rows,
        )


def _gap_notices(volume: pd.DataFrame, interval_minutes: int) -> list[str]:
    """Spans of a week and more without a row: what they held is unknown, which may surprise."""
    found = gaps(volume, interval_minutes=interval_minutes, least_minutes=WEEK_MINUTES)
    told = [
        f"queue {gap.queue}, customers in {gap.customer_timezone}: no row from "
        f"{gap.start.isoformat()} to {gap.end.isoformat()}; taken as unknown, not as 0"
        for gap in found[:GAPS_TOLD]
    ]
    return told + (
        [f"... and {len(found) - GAPS_TOLD} more such gaps"] if found[GAPS_TOLD:] else []
    )


def _micros(instant: datetime) -> int:
    return int(np.datetime64(round(instant.timestamp() * 1e6), "us").astype(np.int64))


def _rows(path: Path, name: str, faults: FaultLog) -> Iterator[Rows]:
    """The rows by what the file is called; a file without a telling name by how it begins."""
    if path.suffix.lower() == ".parquet":
        return parquet_rows(path, name, faults)
    if path.suffix.lower() != ".csv" and _begins_as_parquet(path):
        return parquet_rows(path, name, faults)
    return csv_rows(path, name, faults)


def _begins_as_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as opened:
            return opened.read(len(MAGIC)) == MAGIC
    except OSError:
        # The reader meets the same error and tells it.
        return False
