"""rotation.csv and rotation_lines.csv: a team's rotations, and who is on which line of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner import clock
from planner.domain import Agent, LinePlace, LineShift
from planner.files import cells
from planner.files.agents_csv import Roll
from planner.files.csv_file import Row, Table
from planner.files.dates_csv import Templates, face, starts_on_date, stranger
from planner.files.faults import Unfit, shown
from planner.scenario import Rotation

__all__ = [
    "LINES",
    "LINE_COLUMNS",
    "ROTATION",
    "ROTATION_COLUMNS",
    "Cycles",
    "read_line_places",
    "read_line_shifts",
]

ROTATION, LINES = "rotation.csv", "rotation_lines.csv"
ROTATION_COLUMNS = ("rotation", "line", "weekday", "shift", "start_local")
LINE_COLUMNS = ("agent_id", "rotation", "line", "from_date")
MOST_LINES = 500
WEEK = 7
CLOCK_DAYS = 731  # for which clocks of two zones are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """Rotations of plan.toml: the sound ones, every name there is, and which have a table."""

    names: frozenset[str]
    by_name: Mapping[str, Rotation]
    tabled: frozenset[str]

    def known(self) -> Callable[[str], str]:
        """Parser that takes only a rotation's name."""
        return cells.known(self.names, "a rotation of plan.toml")

    def lines(self, name: str) -> int:
        """Lines of a rotation; the most there are where it is not known."""
        return self.by_name[name].lines if name in self.by_name else MOST_LINES


def read_line_shifts(table: Table, cycles: Cycles, templates: Templates) -> tuple[LineShift, ...]:
    """The shifts of every line; one for a line and weekday."""
    first: dict[tuple[str, int, int], int] = {}
    found = []
    for row in table.rows():
        one = _line_shift(row, cycles, templates)
        if row.faulty:
            continue
        key = (one.rotation, one.line, one.weekday)
        if key in first:
            row.fault(
                "weekday",
                "one row for a line and weekday",
                f"another, as on line {first[key]}",
            )
        first.setdefault(key, row.line)
        found.append(one)
    return tuple(found)


def _line_shift(row: Row, cycles: Cycles, templates: Templates) -> LineShift:
    rotation = row.read("rotation", cycles.known())
    one = LineShift(
        rotation=rotation,
        line=row.read("line", cells.whole(1, cycles.lines(rotation))),
        weekday=row.read("weekday", cells.weekday),
        shift=row.read("shift", cells.known(templates.names, "a shift of plan.toml")),
        start_minute=row.read("start_local", cells.clock_minute),
    )
    template = templates.by_name.get(one.shift)
    if not row.faulty and template is not None and one.start_minute not in starts_on_date(template):
        row.fault(
            "start_local",
            f"a start of {template.name}: {face(template.start_from_minute)} to "
            f"{face(template.start_to_minute)}, every {template.start_every_minutes} minutes",
            shown(row.text("start_local")),
        )
    return one


def read_line_places(
    table: Table,
    roll: Roll,
    cycles: Cycles,
    templates: Templates,
    line_shifts: Sequence[LineShift],
) -> tuple[LinePlace, ...]:
    """Who works which line from when on; nobody on a line that another works.

    Parameters
    ----------
    table
        Rows of rotation_lines.csv.
    roll, cycles, templates
        Agents, rotations and shifts.
    line_shifts
        Of rotation.csv.
    """
    agents = roll.by_id()
    shifts: defaultdict[str, set[str]] = defaultdict(set)
    for one in line_shifts:
        shifts[one.rotation].add(one.shift)
    found: list[tuple[LinePlace, Row]] = []
    for row in table.rows():
        place = _line_place(row, roll, cycles)
        if not row.faulty and place.line is not None:
            agent, rotation = agents.get(place.agent_id), cycles.by_name.get(place.rotation)
            _has_table(row, place.rotation, cycles)
            if agent is not None and rotation is not None:
                _fits(row, agent, rotation, place.from_date, shifts[place.rotation], templates)
        if not row.faulty:
            found.append((place, row))
    _once_a_date(found)
    _alone_on_line(found, cycles)
    return tuple(place for place, _ in found)


def _line_place(row: Row, roll: Roll, cycles: Cycles) -> LinePlace:
    ends = not row.text("line")
    rotation = "" if ends and not row.text("rotation") else row.read("rotation", cycles.known())
    return LinePlace(
        agent_id=row.read("agent_id", stranger(roll)),
        rotation=rotation,
        line=None if ends else row.read("line", _line_of(cycles, rotation)),
        from_date=row.read("from_date", cells.iso_date),
    )


def _line_of(cycles: Cycles, rotation: str) -> Callable[[str], int]:
    parse = cells.whole(1, cycles.lines(rotation))

    def line(text: str) -> int:
        try:
            return parse(text)
        except Unfit as unfit:
            raise Unfit(f"a line, {unfit.expected}, or nothing where lines end") from None

    return line


def _has_table(row: Row, rotation: str, cycles: Cycles) -> None:
    if rotation not in cycles.tabled:
        row.fault(
            "rotation",
            f"a rotation whose table is in the team folder's {ROTATION} (sunrota rotate writes it)",
            shown(rotation),
        )


def _fits(
    row: Row,
    agent: Agent,
    rotation: Rotation,
    from_date: date,
    asked: set[str],
    templates: Templates,
) -> None:
    """An agent's clock and contract are those that the rotation asks for."""
    if not clock.same_clock(agent.timezone, rotation.timezone, from_date, CLOCK_DAYS):
        row.fault(
            "agent_id",
            f"an agent whose clock shows what it does in {rotation.timezone}",
            f"{agent.agent_id} in {agent.timezone}",
        )
    allowed = templates.of_contract.get(agent.contract)
    missing = sorted(asked - set(allowed)) if allowed is not None else []
    if missing:
        row.fault(
            "agent_id",
            f"an agent whose contract has all shifts of {rotation.name}",
            f"{agent.agent_id}, whose contract {agent.contract} has no {', '.join(missing)}",
        )


def _once_a_date(found: Sequence[tuple[LinePlace, Row]]) -> None:
    first: dict[tuple[str, date], int] = {}
    for place, row in found:
        key = (place.agent_id, place.from_date)
        if key in first:
            got = f"another, as on line {first[key]}"
            row.fault("from_date", "one row for an agent and date", got)
        first.setdefault(key, row.line)


def _alone_on_line(found: Sequence[tuple[LinePlace, Row]], cycles: Cycles) -> None:
    """A fault for who comes to a line that another works in the same week."""
    last: dict[str, date] = {}
    until: dict[int, date] = {}
    for place, row in sorted(found, key=lambda pair: pair[0].from_date, reverse=True):
        until[row.line] = last.get(place.agent_id, date.max)
        last[place.agent_id] = place.from_date
    on_cycle: defaultdict[tuple[str, int], list[tuple[LinePlace, Row]]] = defaultdict(list)
    for place, row in found:
        if place.line is not None and place.rotation in cycles.by_name:
            # Who is on a line in a week is on the same place of the cycle in every week.
            week = (place.from_date.toordinal() - 1) // WEEK
            lines = cycles.by_name[place.rotation].lines
            on_cycle[place.rotation, (place.line - week) % lines].append((place, row))
    for some in on_cycle.values():
        some.sort(key=lambda pair: (pair[0].from_date, pair[1].line))
        for position, (place, row) in enumerate(some):
            other = next(
                (
                    before
                    for before in some[:position]
                    if until[before[1].line] > place.from_date
                    and before[0].agent_id != place.agent_id
                ),
                None,
            )
            if other is not None:
                row.fault(
                    "line",
                    f"a line of {place.rotation} that nobody else works from {place.from_date} on",
                    f"{place.line}, where {other[0].agent_id} is (line {other[1].line})",
                )
