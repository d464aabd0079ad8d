"""A result folder that was published, read as what a new plan changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from planner import clock
from planner.domain import Activity, Assignment
from planner.files import cells
from planner.files.csv_file import Row, Table, read_csv
from planner.files.faults import FaultLog, shown
from planner.files.history_csv import earliest_breaks
from planner.files.result_folder import MAX_ROWS, ROSTER, read_span
from planner.files.sheets import SHEETS, SUMMARY
from planner.published import HeadPrice, Published
from planner.scenario import Scenario

__all__ = ["PublishedFolder", "read_published"]

NEEDED = ("agent_id", "local_date", "shift", "start", "end")
ACTIVITIES, PRICES = "activities.csv", "prices.csv"
MOST_WORTH, MOST_HEADS = 10**9, 10**6
ONE_MINUTE = timedelta(minutes=1)
Breaks = Mapping[tuple[str, date], tuple[Activity, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFolder:
    """What was published, and sentences for a person: what was found odd, but no fault."""

    published: Published
    notices: tuple[str, ...]


def read_published(
    folder: Path,
    scenario: Scenario,
    horizon: clock.Horizon,
    frozen_until: datetime | None = None,
) -> PublishedFolder:
    """Read the roster that was published for the weeks of a plan.

    Agents who are not in the team any more are left out, with a notice; so are shifts that start
    outside the plan. Without ``activities.csv`` breaks are taken at the earliest slot.

    Parameters
    ----------
    folder
        A result folder with ``roster.csv``, and as a rule ``activities.csv``, ``summary.json``
        and ``prices.csv``.
    scenario, horizon
        The team and the weeks that are planned anew.
    frozen_until
        What starts before this instant stands as it is.

    Raises
    ------
    DataError
        With every fault: no such folder, one of other weeks, cells that cannot be read, and
        shifts that should stand but that the team does not have any more.
    """
    log = FaultLog()
    if not folder.is_dir():
        log.add(str(folder), "a result folder that was published", "none")
        log.raise_if_any()
    _same_weeks(folder, horizon, log)
    table = _table(folder, ROSTER, NEEDED, log)
    breaks = _breaks(folder, log)
    rows: list[tuple[Row, Assignment]] = []
    if table is None:
        if not (folder / ROSTER).exists():
            log.add(str(folder / ROSTER), "a file that can be read", "none")
    else:
        rows = [(row, one) for row in table.rows() if (one := _assignment(row, scenario, breaks))]
    team = {agent.agent_id: agent for agent in scenario.agents}
    gone = {one.agent_id for _, one in rows if one.agent_id not in team}
    kept = [
        (row, one)
        for row, one in rows
        if one.agent_id in team and horizon.start <= one.start < horizon.end
    ]
    if rows and not kept and len(gone) < len({one.agent_id for _, one in rows}):
        expected = f"shifts that start in the {horizon.weeks} week(s) from {horizon.start_date}"
        log.add(ROSTER, expected, "none")
    published = Published(
        assignments=tuple(sorted((one for _, one in kept), key=lambda one: one.start)),
        frozen_until=frozen_until,
        prices=_prices(folder, log),
    )
    _can_stand(kept, published, scenario)
    log.raise_if_any()
    return PublishedFolder(published=published, notices=_notices(gone))


def _notices(gone: set[str]) -> tuple[str, ...]:
    if not gone:
        return ()
    some = ", ".join(sorted(gone)[:5]) + (" ..." if len(gone) > 5 else "")
    return (f"{len(gone)} published agent(s) are not in the team any more: {some}",)


def _same_weeks(folder: Path, horizon: clock.Horizon, log: FaultLog) -> None:
    start, weeks = read_span(folder, log)
    if start is not None and start != horizon.start_date:
        log.add(SUMMARY, f"the start of the plan, {horizon.start_date}", str(start), column="start")
    if weeks is not None and weeks != horizon.weeks:
        log.add(SUMMARY, f"the weeks of the plan, {horizon.weeks}", str(weeks), column="weeks")


def _table(folder: Path, file: str, needed: tuple[str, ...], log: FaultLog) -> Table | None:
    if not (folder / file).exists():
        return None
    optional = tuple(name for name in SHEETS[file] if name not in needed)
    return read_csv(folder / file, file, log, needed=needed, optional=optional, max_rows=MAX_ROWS)


def _breaks(folder: Path, log: FaultLog) -> Breaks | None:
    """Breaks by agent and local date; None where no file tells of them."""
    table = _table(folder, ACTIVITIES, tuple(SHEETS[ACTIVITIES]), log)
    if table is None:
        return None
    found: dict[tuple[str, date], list[Activity]] = defaultdict(list)
    for row in table.rows():
        key = (row.text("agent_id"), row.read("local_date", cells.iso_date))
        activity = Activity(
            activity=row.read("activity", cells.filled_text),
            start=row.read("start", cells.instant),
            end=row.read("end", cells.instant),
            paid=row.read("paid", cells.flag),
        )
        if not row.faulty:
            found[key].append(activity)
    return {key: tuple(sorted(some, key=lambda one: one.start)) for key, some in found.items()}


def _prices(folder: Path, log: FaultLog) -> tuple[HeadPrice, ...]:
    """What heads were worth; none where no file tells of it."""
    table = _table(folder, PRICES, tuple(SHEETS[PRICES]), log)
    found = []
    for row in table.rows() if table is not None else ():
        queues, start = row.text("queues"), row.read("interval_start", cells.instant)
        net_share = row.read("net_share", cells.real(1))
        worth = row.read("worth", cells.number(-MOST_WORTH, MOST_WORTH))
        wanted = row.read("wanted", cells.real(MOST_HEADS))
        if not row.faulty:
            price = HeadPrice(
                start=start,
                queues=tuple(queues.split(";")) if queues else (),
                net_share=net_share,
                together=row.text("together"),
                worth=float(worth),
                wanted=wanted,
            )
            found.append(price)
    return tuple(found)


def _assignment(row: Row, scenario: Scenario, breaks: Breaks | None) -> Assignment | None:
    agent_id = row.read("agent_id", cells.filled_text)
    local_date = row.read("local_date", cells.iso_date)
    shift = row.read("shift", cells.filled_text)
    start, end = row.read("start", cells.instant), row.read("end", cells.instant)
    if not row.faulty and end <= start:
        row.fault("end", "an end after the start", shown(row.text("end")))
    if row.faulty:
        return None
    template = next((one for one in scenario.shifts if one.name == shift), None)
    if breaks is not None:
        activities = breaks.get((agent_id, local_date), ())
    else:
        activities = () if template is None else earliest_breaks(template, start, end)
    return Assignment(
        agent_id=agent_id,
        local_date=local_date,
        shift=shift,
        start=start,
        end=end,
        activities=activities,
    )


def _can_stand(
    rows: list[tuple[Row, Assignment]], published: Published, scenario: Scenario
) -> None:
    """Frozen shifts must be shifts that the team still has; a fault for each that is not."""
    team = {agent.agent_id: agent for agent in scenario.agents}
    away: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for absence in scenario.time_off:
        if absence.agent_id in team:
            zone = team[absence.agent_id].timezone
            span = clock.to_utc(absence.start_local, zone), clock.to_utc(absence.end_local, zone)
            away[absence.agent_id].append(span)
    for row, one in rows:
        if not published.freezes(one, away[one.agent_id]):
            continue
        shifts = {shift.name: shift for shift in scenario.shifts_of(team[one.agent_id])}
        template = shifts.get(one.shift)
        if template is None:
            names = ", ".join(shifts)
            row.fault(
                "shift", f"for a frozen shift one that the agent may work: {names}", one.shift
            )
        elif (one.end - one.start) // ONE_MINUTE != template.length_minutes:
            minutes = (one.end - one.start) // ONE_MINUTE
            expected = f"{template.length_minutes} minutes for a frozen {one.shift}"
            row.fault("end", expected, f"{minutes} minutes")
        elif [_length(pause) for pause in one.activities if pause.is_pause] != [
            (pause.minutes, pause.paid) for pause in template.breaks
        ]:
            expected = f"for a frozen {one.shift} the breaks that plan.toml gives it"
            row.fault("shift", expected, f"{len(one.activities)} other(s) in {ACTIVITIES}")


def _length(pause: Activity) -> tuple[int, bool]:
    return (pause.end - pause.start) // ONE_MINUTE, pause.paid
