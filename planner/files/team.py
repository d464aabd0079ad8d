"""A team folder to a scenario: every file read, every reference checked, all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from planner.domain import (
    Assignment,
    AvailabilitySpan,
    Event,
    LinePlace,
    LineShift,
    Pin,
    TimeOff,
    Wish,
)
from planner.files import agents_csv, dates_csv, events_csv, history_csv, rotation_csv
from planner.files.agents_csv import AGENTS, Roll
from planner.files.csv_file import MAX_ROWS, Table, read_csv
from planner.files.dates_csv import read_availability, read_pins, read_time_off, read_wishes
from planner.files.events_csv import read_events
from planner.files.faults import FaultLog
from planner.files.history_csv import read_history
from planner.files.plan_parts import PlanParts, plan_parts
from planner.files.plan_reading import PLAN, read_plan
from planner.files.plan_together import together
from planner.files.rotation_csv import Cycles, read_line_places, read_line_shifts
from planner.scenario import Scenario

__all__ = ["read_team"]

T = TypeVar("T")

MAX_AGENTS = 100_000
CONTACTS = ("contacts.csv", "contacts.parquet", "contacts")
# Columns that a file must have, and those that it may have.
TABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    AGENTS: (agents_csv.AGENT_COLUMNS, agents_csv.OPTIONAL_AGENT_COLUMNS),
    "time_off.csv": (dates_csv.TIME_OFF_COLUMNS, ()),
    "availability.csv": (dates_csv.AVAILABILITY_COLUMNS, ()),
    "wishes.csv": (dates_csv.WISH_COLUMNS, ("weight",)),
    "pins.csv": (dates_csv.PIN_COLUMNS, ()),
    "history.csv": (history_csv.HISTORY_COLUMNS, history_csv.OPTIONAL_HISTORY_COLUMNS),
    "events.csv": (events_csv.EVENT_COLUMNS, ("note",)),
    rotation_csv.ROTATION: (rotation_csv.ROTATION_COLUMNS, ()),
    rotation_csv.LINES: (rotation_csv.LINE_COLUMNS, ()),
}
# Left without a word: notes for people, and what programs leave behind.
SILENT_STARTS = (".", "~$", "readme")


def read_team(folder: Path) -> Scenario:
    """Read a team folder.

    The contact log is not read here; where it lies is noted in ``contacts_path``.

    Parameters
    ----------
    folder
        Holds ``plan.toml``, ``agents.csv`` and the optional files.

    Returns
    -------
    Scenario
        Wages and prices in the team's currency.

    Raises
    ------
    DataError
        With every fault of every file.
    """
    log = FaultLog()
    names = _names(folder, log)
    log.raise_if_any()
    for needed in (PLAN, AGENTS):
        if needed not in names:
            log.add(needed, f"a file {needed} in the team folder", "none")
    plan = read_plan(folder / PLAN, log) if PLAN in names else None
    tables = _Tables(folder=folder, names=names, log=log)
    if plan is None:
        for file in TABLES:
            tables.read(file)
        log.raise_if_any()
        raise AssertionError("a plan that is not there is a fault")  # pragma: no cover
    parts = plan_parts(plan)
    people = _people(parts, tables)
    rules = together(plan, people.roll, whole=people.whole)
    contacts = _contacts(folder, names, log)
    log.raise_if_any()
    notices = (*parts.notices, *people.notices, *rules.notices, *_of_folder(names, contacts))
    return replace(
        parts.scenario(people.roll.agents),
        contacts_path=contacts,
        time_off=people.time_off,
        availability=people.availability,
        wishes=people.wishes,
        pins=people.pins,
        line_shifts=people.line_shifts,
        line_places=people.line_places,
        history=people.history,
        events=people.events,
        presence=rules.presence,
        handovers=rules.handovers,
        mentoring=rules.mentoring,
        notices=notices,
    )


def _names(folder: Path, log: FaultLog) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except OSError as error:
        log.add(str(folder), "a team folder that can be read", error.strerror or str(error))
        return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """The CSV files, read one after another: their rows take many times the room of the files."""

    folder: Path
    names: frozenset[str]
    log: FaultLog

    def read(self, file: str) -> Table | None:
        """The rows of a file; None where there is no such file, or none that can be read."""
        if file not in self.names:
            return None
        columns, optional = TABLES[file]
        return read_csv(
            self.folder / file,
            file,
            self.log,
            needed=columns,
            optional=optional,
            max_rows=MAX_AGENTS if file == AGENTS else MAX_ROWS,
        )

    def form_alone(self, file: str, read: Callable[[Table], tuple[T, ...]]) -> tuple[T, ...]:
        """Look for faults of a file's form, not at what its rows say."""
        del read
        self.read(file)
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """What the CSV files say; ``whole``: agents.csv was read to its end."""

    roll: Roll
    whole: bool
    time_off: tuple[TimeOff, ...]
    availability: tuple[AvailabilitySpan, ...]
    wishes: tuple[Wish, ...]
    pins: tuple[Pin, ...]
    line_shifts: tuple[LineShift, ...]
    line_places: tuple[LinePlace, ...]
    history: tuple[Assignment, ...]
    events: tuple[Event, ...]
    notices: tuple[str, ...]


def _people(parts: PlanParts, tables: _Tables) -> _People:
    def table(file: str, read: Callable[[Table], tuple[T, ...]]) -> tuple[T, ...]:
        found = tables.read(file)
        return () if found is None else read(found)

    agents = tables.read(AGENTS)
    roll = Roll(agents=(), ids=frozenset()) if agents is None else parts.agents(agents)
    templates = parts.templates()
    # Where agents.csv cannot be read to its end, nobody is called a stranger for it.
    whole = agents is not None and not tables.log.gives_up(AGENTS)
    own = table if whole else tables.form_alone
    if whole:
        parts.rotate_agents_of(roll)
    rotation = tables.read(rotation_csv.ROTATION)
    cycles = Cycles(
        names=parts.rotation_names,
        by_name={one.name: one for one in parts.rotations},
        tabled=frozenset(row.text("rotation") for row in (rotation.rows() if rotation else ())),
    )
    line_shifts = () if rotation is None else read_line_shifts(rotation, cycles, templates)
    return _People(
        roll=roll,
        whole=whole,
        time_off=own("time_off.csv", lambda found: read_time_off(found, roll)),
        availability=own("availability.csv", lambda found: read_availability(found, roll)),
        wishes=own("wishes.csv", lambda found: read_wishes(found, roll, templates)),
        pins=own("pins.csv", lambda found: read_pins(found, roll, templates)),
        line_shifts=line_shifts,
        line_places=own(
            rotation_csv.LINES,
            lambda found: read_line_places(found, roll, cycles, templates, line_shifts),
        ),
        history=own("history.csv", lambda found: read_history(found, roll, templates)),
        events=table(
            "events.csv", lambda found: read_events(found, parts.queue_names, parts.timezone)
        ),
        notices=tuple(parts.notices_on(roll.agents)),
    )


def _contacts(folder: Path, names: frozenset[str], log: FaultLog) -> Path | None:
    found = [name for name in CONTACTS if name in names]
    if len(found) > 1:
        log.add(found[1], f"one contact log, and there is {found[0]}", "another")
    return folder / found[0] if found else None


def _of_folder(names: frozenset[str], contacts: Path | None) -> list[str]:
    notices = []
    if contacts is None:
        notices.append(f"no contact log ({', '.join(CONTACTS)}): nothing to forecast from")
    strange = sorted(
        name
        for name in names - {PLAN, *TABLES, *CONTACTS}
        if not name.lower().startswith(SILENT_STARTS)
    )
    if strange:
        notices.append(f"not read, because sunrota knows no such file: {', '.join(strange)}")
    return notices
