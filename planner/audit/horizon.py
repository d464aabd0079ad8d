"""Which weeks a result folder is about: said by its summary, or inferred from its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from planner.audit.reading import BadCellError, as_date, as_whole
from planner.audit.tables import Lines, RosterTables
from planner.audit.timeline import Timeline
from planner.audit.zones import wall_of
from planner.errors import DataError, Fault
from planner.scenario import Scenario

MAX_WEEKS = 520

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedWeeks:
    """The span, and how it was found where nobody said."""

    timeline: Timeline
    notes: tuple[str, ...]


def audited_weeks(
    scenario: Scenario,
    tables: RosterTables,
    lines: Lines,
    start_date: date | None,
    weeks: int | None,
) -> AuditedWeeks:
    """Take what is given, else the summary's, else what the instants of the tables span.

    Raises
    ------
    DataError
        Where the summary's start or weeks cannot be read, or nothing tells the span.
    """
    summary = tables.summary or {}
    if start_date is None and summary.get("start") is not None:
        start_date = _from_summary(summary, "start", as_date)
    if weeks is None and summary.get("weeks") is not None:
        weeks = _from_summary(summary, "weeks", as_whole)
    notes: tuple[str, ...] = ()
    if start_date is None or weeks is None:
        first, last = _extent(lines)
        start_date = start_date or _first_date(scenario, lines, first)
        days = (wall_of(last, scenario.reporting_timezone).date() - start_date).days
        weeks = weeks or max(1, days // 7 + 1)
        span = "the week" if weeks == 1 else f"the {weeks} weeks"
        notes = (f"the audit takes {span} from {start_date}",)
    if not 1 <= weeks <= MAX_WEEKS:
        raise DataError([_fault("weeks", f"1 to {MAX_WEEKS} weeks", str(weeks))])
    timeline = Timeline.of(
        start_date, weeks, scenario.reporting_timezone, scenario.interval_minutes
    )
    return AuditedWeeks(timeline=timeline, notes=notes)


def _from_summary(summary: Mapping[str, object], key: str, parse: Callable[[object], T]) -> T:
    try:
        return parse(summary[key])
    except BadCellError as error:
        raise DataError([_fault(key, str(error), repr(summary[key]))]) from error


def _fault(key: str, expected: str, got: str) -> Fault:
    return Fault(file="summary.json", column=key, expected=expected, got=got)


def _extent(lines: Lines) -> tuple[datetime, datetime]:
    """First and last instant that the plan is known to hold."""
    starts = sorted(_interval_starts(lines)) or sorted(line.start for line in lines.roster)
    if not starts:
        raise DataError(
            [
                Fault(
                    file="roster.csv",
                    expected="a row, or a summary.json that tells start and weeks",
                    got="none",
                )
            ]
        )
    return starts[0], starts[-1]


def _interval_starts(lines: Lines) -> Iterator[datetime]:
    for line in lines.requirement or lines.cover or ():
        yield line.interval_start


def _first_date(scenario: Scenario, lines: Lines, first: datetime) -> date:
    """Of intervals the first date; of shifts alone the Monday at or before it."""
    day = wall_of(first, scenario.reporting_timezone).date()
    if any(True for _ in _interval_starts(lines)):
        return day
    return day - timedelta(days=day.weekday())
