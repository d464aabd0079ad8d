"""A team for the calls of a real bank: 430 agents in four zones, quarters of an hour, weekdays.

The log is anybody's counted log of the queue ``bank-phone`` on weekdays from 07:00 to 21:00 in
New York; what is required is forecast from it as for any team.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from planner import pipeline
from planner.bench.teams import (
    CONTRACT_HOURS,
    CONTRACT_SHARES,
    NIGHT_SHARE,
    PLACES,
    BenchTeam,
    shared_out,
    team_plan,
    write_agents,
    write_rows,
)
from planner.files import read_team

__all__ = ["BANK_AGENTS", "BANK_LOG", "BANK_START", "write_bank_team"]

BANK_LOG = "bank_15min.csv"
BANK_START = date(2003, 10, 20)
BANK_AGENTS, BANK_SEED = 430, 1
ZONES = ("America/New_York", "America/Los_Angeles", "America/Mexico_City", "Asia/Manila")
ZONE_SHARES = (0.4, 0.25, 0.15, 0.2)
QUEUE = """
[[queues]]
name = "bank-phone"
channel = "phone"
skills = ["phone"]
service_level = 0.80
answer_within_seconds = 20
max_occupancy = 0.85
aht_seconds = 240
open = { timezone = "America/New_York", days = "mon-fri", from = "07:00", to = "21:00" }
"""
HEAD = """\
[team]
name = "The bank's calls"
currency = "USD"
reporting_timezone = "America/New_York"
interval_minutes = 15

[shrinkage]
default = 0
"""


def write_bank_team(log: Path, folder: Path) -> Path:
    """Write a team folder with the requirement of a week; the folder.

    Parameters
    ----------
    log
        The counted log, in intervals of a quarter of an hour.
    folder
        Where; it must not exist yet.
    """
    folder.mkdir(parents=True)
    random = np.random.default_rng(BANK_SEED)
    of_zone = {place.timezone: place for place in PLACES}
    write_agents(
        folder,
        shared_out([of_zone[zone] for zone in ZONES], ZONE_SHARES, BANK_AGENTS, random),
        shared_out(CONTRACT_HOURS, CONTRACT_SHARES, BANK_AGENTS, random),
        [("phone",)] * BANK_AGENTS,
        shared_out((True, False), (NIGHT_SHARE, 1 - NIGHT_SHARE), BANK_AGENTS, random),
    )
    team = BenchTeam(agents=BANK_AGENTS, seed=BANK_SEED, interval_minutes=15)
    plan = team_plan(team, HEAD, [QUEUE])
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    write_rows(folder / "requirement.csv", *_required(log, folder))
    return folder


def _required(log: Path, folder: Path) -> tuple[str, list[tuple[object, ...]]]:
    """Header and rows of ``requirement.csv``."""
    with tempfile.TemporaryDirectory() as place:
        feeding = Path(place) / "team"
        shutil.copytree(folder, feeding)
        shutil.copyfile(log, feeding / "contacts.csv")
        scenario = read_team(feeding)
        horizon = scenario.horizon(BANK_START, 1)
        counted = pipeline.count_contacts(scenario, horizon)
        forecast = pipeline.forecast_contacts(scenario, horizon, counted)
        table = pipeline.require_agents(scenario, horizon, forecast.table)
    header = "interval_start,queue,required,due_by,minimum_agents,contacts"
    columns = [table[name] for name in ("interval_start", "queue", "required", "contacts")]
    rows: list[tuple[object, ...]] = [
        (start.isoformat(), queue, f"{required:.4f}", "", 0, f"{contacts:.4f}")
        for start, queue, required, contacts in zip(*columns, strict=True)
    ]
    return header, rows
