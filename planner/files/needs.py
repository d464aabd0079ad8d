"""requirement.csv and forecast.csv as a step's input: checked against the team and the plan."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from planner.clock import Horizon
from planner.files import cells
from planner.files.cells import or_default
from planner.files.csv_file import Table, read_csv
from planner.files.faults import FaultLog, shown
from planner.files.grid import no_gaps, once_each, open_slots, slot_of
from planner.files.plan_work import may_wait
from planner.files.sheets import SHEETS
from planner.scenario import Scenario

__all__ = ["read_forecast", "read_requirement"]

TOTAL = "*"
MAX_ROWS = 5_000_000
MAX_AGENTS = 1_000_000
MAX_CONTACTS = 1_000_000_000
MAX_SECONDS = 86_400
QUANTILES = ("p2_5", "p10", "p50", "p90", "p97_5")
UTC_TYPE = "datetime64[us, UTC]"


def read_requirement(path: Path, scenario: Scenario, horizon: Horizon) -> pd.DataFrame:
    """Read a requirement for a plan.

    Parameters
    ----------
    path
        A file with the columns of ``requirement.csv``.
    scenario, horizon
        The team and the plan: every queue needs a row for each interval in which it is open.

    Returns
    -------
    DataFrame
        ``interval_start`` and ``due_by`` (UTC, NaT for real-time queues), ``queue``,
        ``required`` and ``contacts`` (float), ``minimum_agents`` (int): every queue and interval
        of the plan, by interval and then in the team's order of queues; closed intervals that the
        file leaves out need nothing.

    Raises
    ------
    DataError
        With every fault of the file.
    """
    log = FaultLog()
    table = read_csv(
        path, path.name, log, needed=tuple(SHEETS["requirement.csv"]), max_rows=MAX_ROWS
    )
    if table is None:
        log.raise_if_any()
        return pd.DataFrame()  # pragma: no cover - without a table there is a fault
    starts, queues = _keys(table, scenario, horizon)
    required = table.column("required", cells.real(MAX_AGENTS))
    due_by = table.column("due_by", or_default(cells.instant, None))
    minimum_agents = table.column("minimum_agents", cells.whole(0, MAX_AGENTS))
    contacts = table.column("contacts", cells.real(MAX_CONTACTS))
    once_each(table, (starts, queues), "a queue and interval")
    if not log.total:
        _complete(table, starts, queues, scenario, horizon)
    for place, line in enumerate(table.lines):
        verdict = _due_fault(
            scenario, horizon, starts[place], queues[place], required[place], due_by[place]
        )
        if verdict:
            table.fault(verdict, shown(table.text(place, "due_by")), row=line, column="due_by")
    log.raise_if_any()
    frame = pd.DataFrame(
        {
            "interval_start": pd.Series(starts, dtype=UTC_TYPE),
            "queue": pd.Series(queues, dtype="str"),
            "required": pd.Series(required, dtype="float64"),
            "due_by": pd.Series(due_by, dtype=UTC_TYPE),
            "minimum_agents": pd.Series(minimum_agents, dtype="int64"),
            "contacts": pd.Series(contacts, dtype="float64"),
        }
    )
    return _on_every_slot(frame, scenario, horizon)


def _keys(table: Table, scenario: Scenario, horizon: Horizon) -> tuple[list[datetime], list[str]]:
    names = [queue.name for queue in scenario.queues]
    starts = table.column("interval_start", slot_of(horizon))
    return starts, table.column("queue", cells.known(names, "a queue of plan.toml"))


def _complete(
    table: Table,
    starts: list[datetime],
    queues: list[str],
    scenario: Scenario,
    horizon: Horizon,
) -> None:
    present = _by_queue(starts, queues)
    for queue in scenario.queues:
        needed = open_slots(queue.open_hours, horizon)
        found = present.get(queue.name, frozenset())
        no_gaps(table, queue.name, needed, found, "open interval")


def _by_queue(starts: list[datetime], queues: list[str]) -> dict[str, frozenset[datetime]]:
    found: dict[str, set[datetime]] = {}
    for start, queue in zip(starts, queues, strict=True):
        found.setdefault(queue, set()).add(start)
    return {queue: frozenset(slots) for queue, slots in found.items()}


def _due_fault(
    scenario: Scenario,
    horizon: Horizon,
    start: datetime | None,
    queue: str | None,
    required: float | None,
    due_by: datetime | None,
) -> str:
    """What was expected of ``due_by``; nothing where it is as it should be."""
    if start is None or queue is None or required is None:
        return ""
    if not may_wait(scenario.queue(queue)):
        return "nothing, because the queue is answered in real time" if due_by else ""
    end = start + timedelta(minutes=horizon.interval_minutes)
    if due_by is None:
        return "when the work is due, because the queue may wait" if required else ""
    return "a time at or after the interval's end" if due_by < end else ""


def _on_every_slot(frame: pd.DataFrame, scenario: Scenario, horizon: Horizon) -> pd.DataFrame:
    names = [queue.name for queue in scenario.queues]
    slots = pd.DatetimeIndex(horizon.slots).astype(UTC_TYPE)
    grid = pd.MultiIndex.from_product([slots, names], names=["interval_start", "queue"])
    whole = frame.set_index(["interval_start", "queue"]).reindex(grid)
    nothing = {"required": 0.0, "minimum_agents": 0, "contacts": 0.0}
    whole = whole.fillna(nothing).astype({"minimum_agents": "int64"}).reset_index()
    return whole.astype({"queue": "str"})[list(SHEETS["requirement.csv"])]


def read_forecast(path: Path, scenario: Scenario, horizon: Horizon) -> pd.DataFrame:
    """Read a forecast for a plan.

    Parameters
    ----------
    path
        A file with the columns of ``forecast.csv``.
    scenario, horizon
        The team and the plan: every queue needs a total (``*``) for each interval.

    Returns
    -------
    DataFrame
        Columns of ``forecast.csv``, in file order: ``interval_start`` in UTC, text, and floats;
        ``aht_seconds`` is the queue's own, else NaN, where the file has none.

    Raises
    ------
    DataError
        With every fault of the file.
    """
    log = FaultLog()
    table = read_csv(path, path.name, log, needed=tuple(SHEETS["forecast.csv"]), max_rows=MAX_ROWS)
    if table is None:
        log.raise_if_any()
        return pd.DataFrame()  # pragma: no cover - without a table there is a fault
    starts, queues = _keys(table, scenario, horizon)
    zones = table.column("customer_timezone", _zone_or_total)
    volumes = {name: table.column(name, cells.real(MAX_CONTACTS)) for name in ("mean", *QUANTILES)}
    handling = table.column("aht_seconds", or_default(cells.real(MAX_SECONDS), math.nan))
    once_each(table, (starts, queues, zones), "a queue, zone and interval")
    _quantiles_ordered(table, volumes)
    if not log.total:
        totals = [place for place, zone in enumerate(zones) if zone == TOTAL]
        present = _by_queue([starts[k] for k in totals], [queues[k] for k in totals])
        for queue in scenario.queues:
            found = present.get(queue.name, frozenset())
            no_gaps(table, queue.name, horizon.slots, found, "interval of the total ('*')")
    log.raise_if_any()
    frame = pd.DataFrame(
        {
            "interval_start": pd.Series(starts, dtype=UTC_TYPE),
            "queue": pd.Series(queues, dtype="str"),
            "customer_timezone": pd.Series(zones, dtype="str"),
            **{name: pd.Series(values, dtype="float64") for name, values in volumes.items()},
        }
    )
    own = frame["queue"].map({queue.name: queue.aht_s for queue in scenario.queues})
    frame["aht_seconds"] = pd.Series(handling, dtype="float64").fillna(own.astype("float64"))
    return frame


def _zone_or_total(text: str) -> str:
    return text if text == TOTAL else cells.timezone(text)


def _quantiles_ordered(table: Table, volumes: dict[str, list[float]]) -> None:
    rows = zip(table.lines, *(volumes[name] for name in QUANTILES), strict=True)
    for line, *levels in rows:
        if None not in levels and levels != sorted(levels):
            table.fault(
                f"{', '.join(QUANTILES)} in rising order",
                ", ".join(f"{level:g}" for level in levels),
                row=line,
                column=QUANTILES[0],
            )
