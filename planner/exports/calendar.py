"""An agent's shifts as a calendar that phones and mail programs subscribe to (iCalendar, RFC 5545).

The feed's address is all that guards it, so it holds nothing but when the agent works: no pay, no
address, no number, no colleague.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd
from icalendar import Calendar, Event, vText

from planner.clock import to_local
from planner.domain import Activity, Agent
from planner.errors import DataError, Fault
from planner.exports.clock_changes import ClockChange, clock_changes, offset_at, reads_twice
from planner.exports.typed_tables import HEADER_ROWS, agents_rows, typed_table
from planner.exports.vtimezone import timezone_component
from planner.files.faults import FaultLog, shown
from planner.scenario import Scenario

__all__ = ["shifts_calendar"]

PRODID = "-//sunrota//shifts of an agent//EN"
ROSTER_COLUMNS = ("local_date", "shift", "start", "end")
ACTIVITY_COLUMNS = ("local_date", "activity", "start", "end")
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
# Aliases of UTC itself; RFC 5545 has a form of its own for times in it, without a zone's name.
UTC_NAMES = frozenset({"UTC", "UCT", "Universal", "Zulu"})
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    local_date: date
    name: str
    start: datetime
    end: datetime
    status: str
    activities: tuple[Activity, ...] = ()


def shifts_calendar(
    scenario: Scenario,
    agent_id: str,
    roster: pd.DataFrame,
    activities: pd.DataFrame | None,
    *,
    stamp: datetime,
    sequence: int = 0,
    cancelled: pd.DataFrame | None = None,
) -> bytes:
    """The shifts of one agent, an event each, in the agent's own time zone.

    Parameters
    ----------
    scenario
        The team; of it the agent's name and zone are read.
    agent_id
        Whose shifts.
    roster
        ``plan.tables["roster.csv"]`` of a plan in memory, or ``read_result_folder(out).roster``;
        ``agent_id, local_date, shift, start, end`` are read. Rows of other agents are left out.
    activities
        ``plan.tables["activities.csv"]`` or ``read_result_folder(out).activities``; None: no
        breaks are told.
    stamp
        When this is made, an aware instant.
    sequence
        Of the publication: 0 for the first, then higher each time. Programs ignore what has not
        a higher number than they know.
    cancelled
        Rows as in ``roster`` that stood in an earlier publication. A shift is known by its agent
        and local date: where the agent still has one on that date the row is left out, since
        the event of that date has only changed.

    Returns
    -------
    bytes
        UTF-8, lines ended by CRLF and folded at 75 octets. Start and end are local with the zone's
        VTIMEZONE, or in UTC where clocks show one of them twice. Without any shift a calendar
        that says so and holds the zone alone.

    Raises
    ------
    DataError
        No such agent, or every fault in the agent's rows: columns missing, cells that are no
        instants, an end not after its start, two shifts on a date.
    ValueError
        ``stamp`` without a zone, ``sequence`` below 0.
    """
    if stamp.tzinfo is None:
        raise ValueError(f"Expected an aware instant as stamp, got {stamp!r}.")
    if sequence < 0:
        raise ValueError(f"Expected a sequence of at least 0, got {sequence}.")
    agent = _agent(scenario, agent_id)
    log = FaultLog()
    pauses = {} if activities is None else _activities(activities, agent, log)
    standing = _shifts(roster, agent, CONFIRMED, pauses, log)
    gone = [] if cancelled is None else _shifts(cancelled, agent, CANCELLED, {}, log)
    log.raise_if_any()
    dates = {shift.local_date for shift in standing}
    gone = [shift for shift in gone if shift.local_date not in dates]
    shifts = sorted([*standing, *gone], key=lambda shift: shift.start)
    calendar = _calendar(scenario, agent)
    if not standing:
        calendar.add("X-WR-CALDESC", vText("No shift is planned."))
    stamp = stamp.astimezone(UTC).replace(microsecond=0)
    in_utc = [_needs_utc(shift, agent.timezone) for shift in shifts]
    local = [shift for shift, utc in zip(shifts, in_utc, strict=True) if not utc]
    _add_zone(calendar, agent.timezone, local, shifts, stamp)
    for shift, utc in zip(shifts, in_utc, strict=True):
        calendar.add_component(_event(shift, agent, stamp, sequence, utc))
    written: bytes = calendar.to_ical()
    return written


def _agent(scenario: Scenario, agent_id: str) -> Agent:
    try:
        return scenario.agent(agent_id)
    except KeyError as error:
        fault = Fault(
            file="agents.csv",
            column="agent_id",
            expected="an agent of the team",
            got=shown(agent_id),
        )
        raise DataError([fault]) from error


def _activities(
    frame: pd.DataFrame, agent: Agent, log: FaultLog
) -> Mapping[date, tuple[Activity, ...]]:
    """What an agent's shifts hold beside contact work, by local date, in order."""
    table = _own(frame, "activities.csv", ACTIVITY_COLUMNS, agent, log)
    found: dict[date, list[Activity]] = {}
    for _, day, activity, start, end in table:
        # Whether a break is paid is nobody's business on a phone's screen.
        pause = Activity(activity=activity, start=start, end=end, paid=False)
        found.setdefault(day, []).append(pause)
    return {
        day: tuple(sorted(pauses, key=lambda pause: pause.start)) for day, pauses in found.items()
    }


def _shifts(
    frame: pd.DataFrame,
    agent: Agent,
    status: str,
    pauses: Mapping[date, tuple[Activity, ...]],
    log: FaultLog,
) -> list[_Shift]:
    found: dict[date, _Shift] = {}
    for row, day, name, start, end in _own(frame, "roster.csv", ROSTER_COLUMNS, agent, log):
        line = row + HEADER_ROWS
        if end <= start:
            log.add("roster.csv", f"an end after {start}", str(end), row=line, column="end")
        if day in found:
            log.add(
                "roster.csv",
                "one shift on each local date",
                f"a second of {agent.agent_id} on {day}",
                row=line,
                column="local_date",
            )
        found[day] = _Shift(
            local_date=day,
            name=name,
            start=start,
            end=end,
            status=status,
            activities=pauses.get(day, ()),
        )
    return list(found.values())


def _own(
    frame: pd.DataFrame, file: str, columns: Sequence[str], agent: Agent, log: FaultLog
) -> Iterator[tuple[int, date, str, datetime, datetime]]:
    """The agent's rows with their place in the table; none where any has a fault."""
    before = log.total
    mine = agents_rows(frame, agent.agent_id)
    table = typed_table(mine, file, ("agent_id", *columns), log)
    if log.total == before:
        yield from table[list(columns)].itertuples(index=True, name=None)


def _calendar(scenario: Scenario, agent: Agent) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    # The library does not know that these are texts, and would leave commas and line ends as is.
    calendar.add("X-WR-CALNAME", vText(f"Shifts of {agent.name}, {scenario.name}"))
    calendar.add("X-WR-TIMEZONE", agent.timezone)
    return calendar


def _needs_utc(shift: _Shift, timezone: str) -> bool:
    if timezone.removeprefix("Etc/") in UTC_NAMES:
        return True
    return any(reads_twice(at, timezone) for at in (shift.start, shift.end))


def _add_zone(
    calendar: Calendar,
    timezone: str,
    local: Sequence[_Shift],
    shifts: Sequence[_Shift],
    stamp: datetime,
) -> None:
    """The VTIMEZONE where an event names the zone; a calendar must hold something, so also else."""
    if local:
        first, last = min(shift.start for shift in local), max(shift.end for shift in local)
        calendar.add_component(timezone_component(timezone, first, last))
    elif not shifts:
        calendar.add_component(timezone_component(timezone, stamp, stamp))


def _event(shift: _Shift, agent: Agent, stamp: datetime, sequence: int, in_utc: bool) -> Event:
    event = Event()
    event.add("UID", _uid(agent.agent_id, shift.local_date))
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", sequence)
    event.add("STATUS", shift.status)
    event.add("SUMMARY", f"Shift {shift.name}")
    event.add("DESCRIPTION", "\n".join(_description(shift, agent.timezone)))
    for name, at in (("DTSTART", shift.start), ("DTEND", shift.end)):
        if in_utc:
            event.add(name, at)
        else:
            event.add(name, to_local(at, agent.timezone), parameters={"TZID": agent.timezone})
    return event


def _uid(agent_id: str, day: date) -> str:
    """The same for a shift's life, whatever becomes of its hours; tells nothing by itself."""
    digest = hashlib.sha256(f"{agent_id}\n{day.isoformat()}".encode()).hexdigest()
    return f"{digest[:40]}@sunrota"


def _description(shift: _Shift, timezone: str) -> Iterator[str]:
    if shift.status == CANCELLED:
        yield "This shift is cancelled."
        return
    yield f"Times are those of {timezone}."
    for part in shift.activities:
        start, end = _face(part.start, timezone), _face(part.end, timezone)
        yield f"{part.activity.capitalize()} {start} to {end}."
    for change in clock_changes(timezone, shift.start, shift.end - MINUTE):
        yield _clock_sentence(change, shift.end - shift.start)


def _face(instant: datetime, timezone: str) -> str:
    """What a clock shows; with its offset where it shows the same twice that night."""
    shown = f"{to_local(instant, timezone):%H:%M}"
    return f"{shown} ({_utc_plus(instant, timezone)})" if reads_twice(instant, timezone) else shown


def _utc_plus(instant: datetime, timezone: str) -> str:
    offset = offset_at(instant, timezone) // MINUTE
    hours, minutes = divmod(abs(offset), 60)
    return f"UTC{'-' if offset < 0 else '+'}{hours}" + (f":{minutes:02d}" if minutes else "")


def _clock_sentence(change: ClockChange, length: timedelta) -> str:
    before, after = (
        change.at.replace(tzinfo=None) + offset for offset in (change.before, change.after)
    )
    way = "forward" if change.after > change.before else "back"
    return (
        f"Clocks go {way} by {_length(abs(change.after - change.before))} in this shift: "
        f"{before:%H:%M} on {before:%a} {before.day} {before:%b} becomes {after:%H:%M}. "
        f"The shift lasts {_length(length)}."
    )


def _length(span: timedelta) -> str:
    hours, minutes = divmod(span // MINUTE, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part)
