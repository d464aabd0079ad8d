"""Team folders that the roster benchmark and the tests of whole plans share; all are made up.

Only the contact log of :func:`write_real_team` is real: it is taken as it stands.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from planner import pipeline
from planner.clock import Horizon
from planner.files import read_team
from planner.pipeline import Plan, SolveOptions, Stop
from planner.scenario import Scenario

REAL_LOG = "anonymous_bank_30min.csv"
REAL_START = date(2000, 1, 1)  # the log ends with 1999
SMALL_START = date(2026, 11, 30)
SMALL_WEEKS_OF_LOG = 9
SMALL_AHT_S = 240

AGENT_COLUMNS = (
    "agent_id,name,email,timezone,country,subdivision,region,role,contract,hourly_wage,currency,"
    "skills,earliest_start,latest_end,nights"
)

REAL_PLAN = """\
[team]
name = "Real calls, made-up team"
currency = "USD"
reporting_timezone = "Asia/Jerusalem"
interval_minutes = 30

[exchange_rates]
EUR = "1.01"
ILS = "0.24"

[[queues]]
name = "anonymous-bank-phone"
channel = "phone"
skills = ["phone"]
service_level = 0.80
answer_within_seconds = 20
max_occupancy = 0.85
aht_seconds = 240
minimum_agents = 1

[shrinkage]
default = 0.10

[[shifts]]
name = "eight"
paid_minutes = 480
breaks = [{ minutes = 30, paid = false, between = [180, 330] }]
start_between = ["06:00", "16:00"]
start_every_minutes = 30

[[shifts]]
name = "six"
paid_minutes = 360
breaks = [{ minutes = 15, paid = true, between = [120, 240] }]
start_between = ["06:00", "18:00"]
start_every_minutes = 30

[[shifts]]
name = "night"
paid_minutes = 480
breaks = [{ minutes = 30, paid = false, between = [180, 330] }]
start_between = ["21:00", "00:00"]
start_every_minutes = 60

[[contracts]]
name = "forty"
weekly_minutes = 2400
hourly = true
max_weekly_minutes = 2400
days_per_week = 5
shifts = ["eight", "six", "night"]

[[contracts]]
name = "thirty"
weekly_minutes = 1800
hourly = true
max_weekly_minutes = 1800
days_per_week = 5
shifts = ["six"]

[[labour_rules]]
country = "IL"
min_rest_minutes = 480
min_weekly_rest_minutes = 2160
max_consecutive_days = 6
night = { from = "22:00", to = "06:00", premium = 0.25 }
weekend = { days = ["fri", "sat"], premium = 0.50 }
holiday_premium = 0.5
source = "an example"

[[labour_rules]]
country = "US"
min_rest_minutes = 480
min_weekly_rest_minutes = 1440
max_consecutive_days = 6
source = "an example"

[[labour_rules]]
country = "*"
min_rest_minutes = 660
min_weekly_rest_minutes = 2100
max_consecutive_days = 6
night = { from = "22:00", to = "06:00", premium = 0.20 }
weekend = { days = ["sun"], premium = 0.25 }
holiday_premium = 1.0
source = "an example"
"""

SMALL_PLAN = """\
[team]
name = "{agents} agents around the clock"
currency = "EUR"
reporting_timezone = "Europe/Madrid"
interval_minutes = 30

[exchange_rates]
USD = "0.90"
PHP = "0.0155"

[[queues]]
name = "phone-en"
channel = "phone"
skills = ["phone", "en"]
service_level = 0.80
answer_within_seconds = 20
max_occupancy = 0.85
aht_seconds = 240
minimum_agents = 1

[shrinkage]
default = 0.10

[[shifts]]
name = "day8"
paid_minutes = 480
breaks = [{{ minutes = 30, paid = false, between = [180, 330] }}]
start_between = ["06:00", "15:00"]
start_every_minutes = 30

[[shifts]]
name = "night8"
paid_minutes = 480
breaks = [{{ minutes = 30, paid = false, between = [180, 330] }}]
start_between = ["20:00", "23:00"]
start_every_minutes = 60

[[contracts]]
name = "hourly"
weekly_minutes = 2400
hourly = true
max_weekly_minutes = 2880
days_per_week = 5
shifts = ["day8", "night8"]

[[contracts]]
name = "salaried"
weekly_minutes = 2400
max_weekly_minutes = 2880
days_per_week = 5
shifts = ["day8"]

[[labour_rules]]
country = "US"
min_rest_minutes = 480
min_weekly_rest_minutes = 1440
max_consecutive_days = 6
overtime = [{{ over_weekly_minutes = 2400, premium = 0.5 }}]
source = "an example"

[[labour_rules]]
country = "*"
min_rest_minutes = 660
min_weekly_rest_minutes = 2100
max_consecutive_days = 6
night = {{ from = "22:00", to = "06:00", premium = 0.25 }}
weekend = {{ days = ["sun"], premium = 0.30 }}
holiday_premium = 1.0
overtime = [{{ over_weekly_minutes = 2400, premium = 0.25 }}]
source = "an example"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an agent of a made-up team lives, and what she earns there."""

    timezone: str
    country: str
    region: str
    wage: str
    currency: str


JERUSALEM = Place(timezone="Asia/Jerusalem", country="IL", region="ASIA", wage="52", currency="ILS")
MADRID = Place(timezone="Europe/Madrid", country="ES", region="EU", wage="13.50", currency="EUR")
WARSAW = Place(timezone="Europe/Warsaw", country="PL", region="EU", wage="10.20", currency="EUR")
LONDON = Place(timezone="Europe/London", country="GB", region="EU", wage="14.10", currency="EUR")
NEW_YORK = Place(
    timezone="America/New_York", country="US", region="NA", wage="16.25", currency="USD"
)
LOS_ANGELES = Place(
    timezone="America/Los_Angeles", country="US", region="NA", wage="17.40", currency="USD"
)
MANILA = Place(timezone="Asia/Manila", country="PH", region="ASIA", wage="260", currency="PHP")

REAL_PLACES = (
    (JERUSALEM, 20),
    (MADRID, 4),
    (WARSAW, 4),
    (LONDON, 4),
    (NEW_YORK, 6),
    (LOS_ANGELES, 4),
)
SMALL_PLACES = (MADRID, NEW_YORK, MANILA, WARSAW, LOS_ANGELES)


def write_real_team(folder: Path, log: Path) -> Path:
    """Write the team of 42 whose phone queue is fed by a real log; the folder.

    Parameters
    ----------
    folder
        Where; it must not exist yet.
    log
        The counted log of the anonymous bank's calls, copied as it is.
    """
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text(REAL_PLAN, encoding="utf-8")
    places = [place for place, count in REAL_PLACES for _ in range(count)]
    rows = [
        # Every third works part-time; two in three work nights.
        _agent(number, place, "thirty" if number % 3 == 0 else "forty", "phone", number % 3 != 1)
        for number, place in enumerate(places, 1)
    ]
    _write_agents(folder, rows)
    shutil.copyfile(log, folder / "contacts.csv")
    return folder


def write_small_team(folder: Path, agents: int) -> Path:
    """Write a team of a few agents for a queue that is open around the clock; the folder.

    More is asked than they can give, whatever they do: contacts grow with the team.
    """
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text(SMALL_PLAN.format(agents=agents), encoding="utf-8")
    rows = [
        _agent(
            number,
            SMALL_PLACES[(number - 1) % len(SMALL_PLACES)],
            "salaried" if number % 5 == 4 else "hourly",
            "phone;en",
            number % 4 != 0,
        )
        for number in range(1, agents + 1)
    ]
    _write_agents(folder, rows)
    lines = ["interval_start,queue,customer_timezone,volume,aht_seconds", *_small_log(agents)]
    (folder / "contacts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _agent(number: int, place: Place, contract: str, skills: str, nights: bool) -> str:
    return (
        f"a{number:02d},Agent {number},,{place.timezone},{place.country},,{place.region},agent,"
        f"{contract},{place.wage},{place.currency},{skills},,,{str(nights).lower()}"
    )


def _write_agents(folder: Path, rows: Sequence[str]) -> None:
    text = "\n".join([AGENT_COLUMNS, *rows]) + "\n"
    (folder / "agents.csv").write_text(text, encoding="utf-8")


def _small_log(agents: int) -> Iterator[str]:
    random = np.random.default_rng(agents)
    begin = datetime(SMALL_START.year, SMALL_START.month, SMALL_START.day, tzinfo=UTC)
    begin -= timedelta(weeks=SMALL_WEEKS_OF_LOG)
    for slot in range(SMALL_WEEKS_OF_LOG * 7 * 48):
        start = begin + timedelta(minutes=30 * slot)
        by_day = 1 + np.sin((start.hour - 8) / 24 * 2 * np.pi)
        volume = random.poisson((1 + 0.6 * agents) * (0.4 + 0.6 * by_day))
        yield f"{start.isoformat()},phone-en,Europe/Madrid,{volume},{SMALL_AHT_S}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """A plan with whose it is and for when."""

    scenario: Scenario
    horizon: Horizon
    plan: Plan


def plan_folder(
    folder: Path, start: date, options: SolveOptions, *, weeks: int = 1, stop: Stop | None = None
) -> Planned:
    """Contact log to audited roster, as ``sunrota plan`` does it."""
    scenario = read_team(folder)
    horizon = scenario.horizon(start, weeks)
    log = pipeline.count_contacts(scenario, horizon)
    forecast = pipeline.forecast_contacts(scenario, horizon, log)
    requirement = pipeline.require_agents(scenario, horizon, forecast.table)
    plan = pipeline.plan_week(
        scenario,
        horizon,
        requirement,
        forecast=forecast.table,
        accuracy=forecast.accuracy,
        options=options,
        stop=stop,
    )
    return Planned(scenario=scenario, horizon=horizon, plan=plan)
