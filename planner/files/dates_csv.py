"""time_off.csv, availability.csv, wishes.csv and pins.csv: what agents' calendars hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import TypeVar

from planner import clock
from planner.domain import DAY_MINUTES, Agent, AvailabilitySpan, Pin, Shift, TimeOff, Wish
from planner.files import cells
from planner.files.agents_csv import Roll
from planner.files.cells import or_default
from planner.files.csv_file import Row, Table
from planner.files.faults import Unfit, shown

__all__ = [
    "AVAILABILITY_COLUMNS",
    "PIN_COLUMNS",
    "TIME_OFF_COLUMNS",
    "WISH_COLUMNS",
    "Templates",
    "face",
    "read_availability",
    "read_pins",
    "read_time_off",
    "read_wishes",
    "starts_on_date",
    "stranger",
]

TIME_OFF_COLUMNS = ("agent_id", "start", "end", "kind")
AVAILABILITY_COLUMNS = ("agent_id", "weekday", "from", "to")
WISH_COLUMNS = ("agent_id", "local_date", "wish")
PIN_COLUMNS = ("agent_id", "local_date", "shift", "start_local")
KINDS = ("vacation", "sick", "training", "unpaid")
OFF = "off"
ONE_DAY = timedelta(days=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Shift templates: the sound ones, every name there is, and which a contract allows."""

    by_name: Mapping[str, Shift]
    names: frozenset[str]
    of_contract: Mapping[str, tuple[str, ...]]


def stranger(roll: Roll) -> Callable[[str], str]:
    """Parser that takes only an id of agents.csv."""
    return cells.known(roll.ids, "an agent of agents.csv")


def _sound(table: Table, read: Callable[[Row], T]) -> Iterator[T]:
    for row in table.rows():
        made = read(row)
        if not row.faulty:
            yield made


def _once_a_date(table: Table) -> None:
    """Record a fault for a second row of an agent and date."""
    first: dict[tuple[str, str], int] = {}
    for row in table.rows():
        key = (row.text("agent_id"), row.text("local_date"))
        if key in first:
            got = f"another, as on line {first[key]}"
            row.fault("local_date", "one row for an agent and date", got)
        first.setdefault(key, row.line)


def read_time_off(table: Table, roll: Roll) -> tuple[TimeOff, ...]:
    """Absences; a date as end is included."""
    agent_id, kind = stranger(roll), cells.known(KINDS, "a kind of time off")
    return tuple(_sound(table, lambda row: _time_off(row, agent_id, kind)))


def _time_off(row: Row, agent_id: Callable[[str], str], kind: Callable[[str], str]) -> TimeOff:
    absence = TimeOff(
        agent_id=row.read("agent_id", agent_id),
        start_local=row.read("start", _start_of_absence),
        end_local=row.read("end", _end_of_absence),
        kind=row.read("kind", kind),
    )
    if not row.faulty and absence.end_local <= absence.start_local:
        row.fault("end", f"an end after the start, {row.text('start')}", shown(row.text("end")))
    return absence


def _start_of_absence(text: str) -> datetime:
    return cells.wall_time(text)[0]


def _end_of_absence(text: str) -> datetime:
    moment, is_date = cells.wall_time(text)
    return moment + ONE_DAY if is_date else moment


def read_availability(table: Table, roll: Roll) -> tuple[AvailabilitySpan, ...]:
    """Weekly hours in which agents may work."""
    agent_id = stranger(roll)
    return tuple(_sound(table, lambda row: _availability(row, agent_id)))


def _availability(row: Row, agent_id: Callable[[str], str]) -> AvailabilitySpan:
    return AvailabilitySpan(
        agent_id=row.read("agent_id", agent_id),
        weekday=row.read("weekday", cells.weekday),
        from_minute=row.read("from", cells.clock_minute),
        to_minute=row.read("to", cells.clock_minute),
    )


def read_wishes(table: Table, roll: Roll, templates: Templates) -> tuple[Wish, ...]:
    """Wishes, one for an agent and date; their weight is 1 where nothing is said."""
    _once_a_date(table)
    agent_id = stranger(roll)
    wish = cells.known(templates.names | {OFF}, "'off' or a shift of plan.toml")
    return tuple(_sound(table, lambda row: _wish(row, agent_id, wish)))


def _wish(row: Row, agent_id: Callable[[str], str], wish: Callable[[str], str]) -> Wish:
    return Wish(
        agent_id=row.read("agent_id", agent_id),
        local_date=row.read("local_date", cells.iso_date),
        wish=row.read("wish", wish),
        weight=row.read("weight", or_default(cells.number(0, 1_000_000), Fraction(1))),
    )


def read_pins(table: Table, roll: Roll, templates: Templates) -> tuple[Pin, ...]:
    """Assignments that must stand, checked against template and contract."""
    _once_a_date(table)
    agent_id, agents = stranger(roll), roll.by_id()
    shift = cells.known(templates.names, "a shift of plan.toml")
    return tuple(_sound(table, lambda row: _pin(row, agent_id, shift, templates, agents)))


def _pin(
    row: Row,
    known_agent: Callable[[str], str],
    known_shift: Callable[[str], str],
    templates: Templates,
    agents: Mapping[str, Agent],
) -> Pin:
    agent_id = row.read("agent_id", known_agent)
    day = row.read("local_date", cells.iso_date)
    shift = row.read("shift", known_shift)
    minute = row.read("start_local", _start_on(day))
    agent, template = agents.get(agent_id), templates.by_name.get(shift)
    if not row.faulty and agent is not None and template is not None:
        _in_contract(row, agent, templates)
        minute = _on_template(row, day, minute, template, agent.timezone)
    return Pin(agent_id=agent_id, local_date=day, shift=shift, start_minute=minute)


def _start_on(day: date | None) -> Callable[[str], int]:
    """Parser of a wall time, alone or with the pin's own date before it."""

    def parse(text: str) -> int:
        try:
            if "-" not in text:
                minute = cells.clock_minute(text)
                if minute < DAY_MINUTES:
                    return minute
            else:
                moment, is_date = cells.wall_time(text)
                if not is_date and not moment.second and day in {None, moment.date()}:
                    return moment.hour * 60 + moment.minute
        except Unfit:
            pass
        raise Unfit(f"a wall time such as 09:00, or such as {day or '2026-11-30'}T09:00")

    return parse


def _in_contract(row: Row, agent: Agent, templates: Templates) -> None:
    allowed = templates.of_contract.get(agent.contract)
    if allowed is not None and row.text("shift") not in allowed:
        row.fault(
            "shift",
            f"a shift of the contract {agent.contract} ({', '.join(allowed)})",
            shown(row.text("shift")),
        )


def _on_template(row: Row, day: date, minute: int, template: Shift, timezone: str) -> int:
    """The pinned start as clocks show it on that date; a fault where the template has none such.

    A clock change moves starts that do not exist: both the wall time of the template and the one
    that clocks really show are taken.
    """
    shown_minute = _shown(day, minute, timezone)
    starts = starts_on_date(template)
    if minute in starts or any(_shown(day, start, timezone) == shown_minute for start in starts):
        return shown_minute
    row.fault(
        "start_local",
        f"a start of {template.name}: {face(template.start_from_minute)} to "
        f"{face(template.start_to_minute)}, every {template.start_every_minutes} minutes",
        shown(row.text("start_local")),
    )
    return shown_minute


def starts_on_date(template: Shift) -> frozenset[int]:
    """Minutes from local midnight at which a shift may start, those past midnight on their date."""
    return frozenset(
        minute % DAY_MINUTES
        for minute in range(
            template.start_from_minute,
            template.start_to_minute + 1,
            template.start_every_minutes,
        )
    )


def _shown(day: date, minute: int, timezone: str) -> int:
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    real = clock.to_local(clock.to_utc(wall, timezone), timezone)
    return (real - datetime.combine(day, time.min)) // timedelta(minutes=1)


def face(minute: int) -> str:
    """A wall time as it is written, ``07:30``."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
