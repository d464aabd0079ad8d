"""Teams of any size for measuring the roster engine, made by a seeded generator.

Agents live in nine time zones, one of them half an hour off, on hourly contracts of 40, 30 and 20
hours. Shifts last 4 to 10 hours, begin in any interval and have a break within a window. A fifth
will work nights. Customers of three regions call by day where they live.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from planner import clock

__all__ = [
    "CONTRACT_HOURS",
    "CONTRACT_SHARES",
    "CORE_START",
    "NIGHT_SHARE",
    "PLACES",
    "BenchTeam",
    "Place",
    "shared_out",
    "team_plan",
    "write_agents",
    "write_bench_team",
    "write_rows",
]

FloatArray = npt.NDArray[np.float64]
T = TypeVar("T")

CORE_START = date(2026, 11, 23)  # Thanksgiving in America, Labour Thanksgiving in Japan
REPORTING = "Europe/Madrid"
CONTRACT_HOURS, CONTRACT_SHARES = (40, 30, 20), (0.65, 0.20, 0.15)
NIGHT_SHARE, DAYS_OFF_SHARE, WISH_SHARE = 0.20, 0.08, 0.25
SHIFT_HOURS = range(4, 11)
SHRINKAGE = 0.10
LOAD_SHARE, NOISE = 0.92, 0.05
VENDOR_SHARE = 0.10
# The weeks before: so many days out of Monday to Saturday, half the weeks nights of those who will.
PAST_WEEKS, PAST_WEEKDAYS, PAST_DAYS, PAST_NIGHTS = 8, 6, 4, 0.5
QUEUES = ("phone-en", "phone-es", "chat-en", "chat-es", "phone-ja")
SKILL_SETS = (
    ("phone", "en"),
    ("phone", "chat", "en"),
    ("chat", "en"),
    ("phone", "es", "en"),
    ("phone", "chat", "es"),
    ("chat", "es", "en"),
    ("phone", "ja"),
    ("phone", "ja", "en"),
)
QUEUE_SHARES = (0.42, 0.14, 0.22, 0.10, 0.12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where agents live and what an hour of theirs costs, in US dollars."""

    timezone: str
    country: str
    subdivision: str
    region: str
    wage: str
    share: float


PLACES = (
    Place(timezone="America/Los_Angeles", country="US", subdivision="CA", region="NA",
          wage="28.00", share=0.08),
    Place(timezone="America/New_York", country="US", subdivision="NY", region="NA",
          wage="24.50", share=0.12),
    Place(timezone="America/Mexico_City", country="MX", subdivision="", region="NA",
          wage="9.25", share=0.10),
    Place(timezone="Europe/London", country="GB", subdivision="ENG", region="EU",
          wage="21.75", share=0.10),
    Place(timezone="Europe/Madrid", country="ES", subdivision="MD", region="EU",
          wage="17.40", share=0.12),
    Place(timezone="Europe/Warsaw", country="PL", subdivision="", region="EU",
          wage="13.10", share=0.10),
    Place(timezone="Asia/Kolkata", country="IN", subdivision="KA", region="ASIA",
          wage="7.00", share=0.13),
    Place(timezone="Asia/Manila", country="PH", subdivision="", region="ASIA",
          wage="7.80", share=0.15),
    Place(timezone="Asia/Tokyo", country="JP", subdivision="", region="ASIA",
          wage="19.30", share=0.10),
)  # fmt: skip
# Where customers call from, and their share of the work.
CURVES = (("America/New_York", 0.45), ("Europe/London", 0.33), ("Asia/Tokyo", 0.22))


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchTeam:
    """What to make.

    ``every_rule`` adds what *core* leaves out: a weekly rest of 36 hours, fairness, and the weeks
    before. ``load`` is the share of the contracts' hours that is asked for.
    """

    agents: int
    seed: int = 0
    interval_minutes: int = 30
    weeks: int = 1
    queues: int = 1
    every_rule: bool = False
    start: date = CORE_START
    load: float = LOAD_SHARE


def write_bench_team(team: BenchTeam, folder: Path) -> Path:
    """Write a team folder with its ``requirement.csv``; the folder.

    Parameters
    ----------
    team
        What to make; the same makes the same bytes.
    folder
        Where; it must not exist yet.

    Raises
    ------
    ValueError
        Neither one queue nor all of them is asked for.
    """
    if team.queues not in (1, len(QUEUES)):
        raise ValueError(f"Expected 1 or {len(QUEUES)} queues, got {team.queues}.")
    folder.mkdir(parents=True)
    random = np.random.default_rng([team.seed, team.agents])
    places = shared_out(PLACES, [place.share for place in PLACES], team.agents, random)
    contracts = shared_out(CONTRACT_HOURS, CONTRACT_SHARES, team.agents, random)
    sets = SKILL_SETS if team.queues > 1 else SKILL_SETS[:1]
    skills = shared_out(sets, [1 / len(sets)] * len(sets), team.agents, random)
    nights = shared_out((True, False), (NIGHT_SHARE, 1 - NIGHT_SHARE), team.agents, random)
    write_agents(folder, places, contracts, skills, nights)
    days = [team.start + timedelta(days=day) for day in range(7 * team.weeks)]
    _write_days_off(folder, team.agents, days, random)
    _write_wishes(folder, team.agents, team.weeks, days, random)
    if team.every_rule:
        _write_history(folder, team, places, nights)
    required = _required(team, sum(contracts), random)
    (folder / "plan.toml").write_text(_plan(team, required), encoding="utf-8")
    horizon = _horizon(team)
    write_rows(
        folder / "requirement.csv",
        "interval_start,queue,required,due_by,minimum_agents,contacts",
        (
            (start.isoformat(), QUEUES[queue], f"{value:.4f}", "", 0, f"{6 * value:.4f}")
            for slot, start in enumerate(horizon.slots)
            for queue, value in enumerate(required[:, slot])
        ),
    )
    return folder


def write_agents(
    folder: Path,
    places: Sequence[Place],
    contracts: Sequence[int],
    skills: Sequence[Sequence[str]],
    nights: Sequence[bool],
) -> None:
    """Write ``agents.csv``: of each agent where she lives, weekly hours, skills, and nights."""
    write_rows(
        folder / "agents.csv",
        "agent_id,name,email,timezone,country,subdivision,region,role,contract,hourly_wage,"
        "currency,skills,earliest_start,latest_end,nights",
        (
            (
                f"a{number:05d}", f"Agent {number}", "", place.timezone, place.country,
                place.subdivision, place.region, "agent", f"h{hours}", place.wage, "USD",
                ";".join(skill), "", "", str(night).lower(),
            )
            for number, (place, hours, skill, night) in enumerate(
                zip(places, contracts, skills, nights, strict=True), 1
            )
        ),
    )  # fmt: skip


def _horizon(team: BenchTeam) -> clock.Horizon:
    return clock.Horizon(
        start_date=team.start,
        weeks=team.weeks,
        timezone=REPORTING,
        interval_minutes=team.interval_minutes,
    )


def shared_out(
    choices: Sequence[T], shares: Sequence[float], count: int, random: np.random.Generator
) -> list[T]:
    """So many of each choice as its share says, as nearly as whole numbers allow, in any order."""
    exact = np.array(shares) * count
    whole = np.floor(exact).astype(int)
    most_left = np.argsort(-(exact - whole), kind="stable")[: count - int(whole.sum())]
    whole[most_left] += 1
    order = random.permutation(np.repeat(np.arange(len(choices)), whole))
    return [choices[k] for k in order]


def write_rows(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file; the header with commas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def _write_days_off(
    folder: Path, agents: int, days: Sequence[date], random: np.random.Generator
) -> None:
    off = random.random((agents, len(days))) < DAYS_OFF_SHARE
    rows = (
        (f"a{agent + 1:05d}", days[day].isoformat(), days[day].isoformat(), "unpaid")
        for agent, day in np.argwhere(off)
    )
    write_rows(folder / "time_off.csv", "agent_id,start,end,kind", rows)


def _write_history(
    folder: Path, team: BenchTeam, places: Sequence[Place], nights: Sequence[bool]
) -> None:
    """Shifts of eight hours on some days of the weeks before; nobody is at work when they end."""
    random = np.random.default_rng([team.seed, team.agents, PAST_WEEKS])
    length = timedelta(hours=8, minutes=30)
    rows = []
    for number, (place, night) in enumerate(zip(places, nights, strict=True), 1):
        for week in range(1, PAST_WEEKS + 1):
            late = night and random.random() < PAST_NIGHTS
            for weekday in sorted(random.permutation(PAST_WEEKDAYS)[:PAST_DAYS].tolist()):
                day = team.start - timedelta(weeks=week) + timedelta(days=weekday)
                hour = 22 if late else int(random.integers(6, 15))
                start = clock.to_utc(datetime.combine(day, time(hour)), place.timezone)
                end = start + length
                rows.append((f"a{number:05d}", day, "s8", start.isoformat(), end.isoformat()))
    write_rows(folder / "history.csv", "agent_id,local_date,shift,start,end", rows)


def _write_wishes(
    folder: Path, agents: int, weeks: int, days: Sequence[date], random: np.random.Generator
) -> None:
    wishing = random.random((agents, weeks)) < WISH_SHARE
    chosen = random.integers(7, size=(agents, weeks))
    rows = (
        (f"a{agent + 1:05d}", days[7 * week + int(chosen[agent, week])].isoformat(), "off", 1)
        for agent, week in np.argwhere(wishing)
    )
    write_rows(folder / "wishes.csv", "agent_id,local_date,wish,weight", rows)


def _required(team: BenchTeam, contract_hours: int, random: np.random.Generator) -> FloatArray:
    """Net agents by queue and slot: three regions by day, a share of what contracts give."""
    slots = _horizon(team).slots
    total = np.zeros(len(slots))
    for timezone, share in CURVES:
        local = [clock.to_local(slot, timezone) for slot in slots]
        hour = np.array([stamp.hour + stamp.minute / 60 for stamp in local])
        weekend = np.array([stamp.weekday() >= 5 for stamp in local])
        curve = (
            0.12
            + np.exp(-(((hour - 11.0) / 3.2) ** 2))
            + 0.8 * np.exp(-(((hour - 16.5) / 3.0) ** 2))
        )
        total += share * np.where(weekend, 0.55, 1.0) * curve / curve.mean()
    shares = np.array(QUEUE_SHARES if team.queues > 1 else (1.0,))
    mixed = shares[:, None] * total * random.normal(1.0, NOISE, size=(len(shares), len(slots)))
    mixed = np.maximum(mixed, 0.0)
    asked = team.load * contract_hours * team.weeks * (1 - SHRINKAGE)
    scaled: FloatArray = mixed * (asked / (mixed.sum() * team.interval_minutes / 60))
    return scaled


def _plan(team: BenchTeam, required: FloatArray) -> str:
    return team_plan(team, _head(team), _queues(team), _vendor(team, required))


def team_plan(team: BenchTeam, head: str, queues: Iterable[str], vendor: str = "") -> str:
    """``plan.toml`` of a team: its own head, queues and vendor, all else as made up."""
    return "".join((head, *queues, *_shifts(team), *_contracts(), _rules(team), vendor,
                    _weights(team)))  # fmt: skip


def _head(team: BenchTeam) -> str:
    return f"""\
[team]
name = "{team.agents} agents, made up, seed {team.seed}"
currency = "USD"
reporting_timezone = "{REPORTING}"
interval_minutes = {team.interval_minutes}

[shrinkage]
default = {SHRINKAGE:.2f}
"""


def _queues(team: BenchTeam) -> Iterable[str]:
    for name in QUEUES[: team.queues]:
        channel, language = name.split("-")
        yield f"""
[[queues]]
name = "{name}"
channel = "{channel}"
skills = ["{channel}", "{language}"]
service_level = 0.80
answer_within_seconds = 20
max_occupancy = 0.85
"""


def _shifts(team: BenchTeam) -> Iterable[str]:
    last = datetime.combine(CORE_START, time(0), UTC) - timedelta(minutes=team.interval_minutes)
    pause = 30 if team.interval_minutes < 60 else 60
    for hours in SHIFT_HOURS:
        middle = hours * 30
        yield f"""
[[shifts]]
name = "s{hours}"
paid_minutes = {hours * 60}
breaks = [{{ minutes = {pause}, paid = false, between = [{middle - 60}, {middle + 60}] }}]
start_between = ["00:00", "{last:%H:%M}"]
start_every_minutes = {team.interval_minutes}
"""


def _contracts() -> Iterable[str]:
    names = ", ".join(f'"s{hours}"' for hours in SHIFT_HOURS)
    for hours in CONTRACT_HOURS:
        yield f"""
[[contracts]]
name = "h{hours}"
weekly_minutes = {hours * 60}
hourly = true
max_weekly_minutes = {hours * 60 + 480}
days_per_week = 5
shifts = [{names}]
"""


def _rules(team: BenchTeam) -> str:
    rest = "min_weekly_rest_minutes = 2160\n" if team.every_rule else ""
    return f"""
[[labour_rules]]
country = "*"
min_rest_minutes = 660
{rest}max_weekly_minutes = 2880
max_consecutive_days = 5
night = {{ from = "22:00", to = "06:00", premium = 0.25 }}
weekend = {{ days = ["sat", "sun"], premium = 0.20 }}
holiday_premium = 1.0
overtime = [{{ over_weekly_minutes = 2400, premium = 0.5 }}]
source = "made up for measuring"
"""


def _vendor(team: BenchTeam, required: FloatArray) -> str:
    most = round(VENDOR_SHARE * float(required.sum(axis=0).mean()))
    if most == 0:
        return ""
    names = ", ".join(f'"{name}"' for name in QUEUES[: team.queues])
    return f"""
[[vendors]]
name = "Overflow"
queues = [{names}]
price_per_hour = "45.00"
currency = "USD"
max_agents = {most}
"""


def _weights(team: BenchTeam) -> str:
    return f"""
[weights]
shortfall_per_agent_hour = 120
wish = 10
fairness_per_hour = {1 if team.every_rule else 0}
"""
