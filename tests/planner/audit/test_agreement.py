"""Random teams over clock changes: costing and clock on one side, the audit on the other, agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from planner.audit import RosterTables, audit_roster
from planner.clock import to_local, to_utc
from planner.domain import Agent, Assignment, LabourRules, Shift
from planner.files.result_folder import read_result_folder
from planner.files.results import write_results
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_bot,
    make_break,
    make_contract,
    make_email_queue,
    make_law,
    make_night,
    make_queue,
    make_scenario,
    make_shift,
    make_tier,
    make_weekend,
    make_wish,
    wall,
)

PLACES = (
    ("America/Los_Angeles", "US", "CA", "NA"),
    ("America/New_York", "US", "", "NA"),
    ("America/Mexico_City", "MX", "", "NA"),
    ("Europe/Madrid", "ES", "MD", "EU"),
    ("Europe/Warsaw", "PL", "", "EU"),
    ("Asia/Kolkata", "IN", "", "ASIA"),
    ("Asia/Manila", "PH", "", "ASIA"),
    ("Asia/Tokyo", "JP", "", "ASIA"),
    ("Australia/Lord_Howe", "AU", "NSW", "ASIA"),
)
MONDAYS = (
    date(2026, 10, 19),  # Europe's clocks go back on its Sunday
    date(2026, 10, 26),  # America's
    date(2026, 12, 21),
    date(2027, 3, 8),  # America's go forward
    date(2027, 3, 22),  # Europe's
    date(2026, 9, 28),  # Lord Howe's, by half an hour
)


def some_law(random: Random, country: str) -> LabourRules:
    tiers = (
        make_tier("0.5", over_weekly_minutes=random.choice([600, 1200, 1800])),
        make_tier("0.25", over_daily_minutes=random.choice([300, 400])),
        make_tier("1", over_daily_minutes=450, over_weekly_minutes=900),
    )
    night = make_night(random.choice(["20:00", "22:30"]), random.choice(["05:00", "06:15"]), "0.35")
    return make_law(
        country,
        night=random.choice([None, night]),
        weekend=random.choice([None, make_weekend((4, 5), "0.15"), make_weekend()]),
        holiday_premium=Fraction(random.choice(["0", "1", "0.333"])),
        overtime=tiers[: random.randrange(4)],
    )


def some_rows(
    random: Random, agent: Agent, shifts: list[Shift], first: date, days: int
) -> list[Assignment]:
    rows = []
    for day in range(0, days, random.choice([1, 2])):
        local_date = first + timedelta(days=day)
        shift = random.choice(shifts)
        minute = random.choice(
            range(shift.start_from_minute, shift.start_to_minute + 1, shift.start_every_minutes)
        )
        shown = wall(f"{local_date}T{minute // 60:02d}:{minute % 60:02d}")
        start = to_utc(shown, agent.timezone)
        row = make_assignment(agent.agent_id, start.isoformat(), local_date=local_date, shift=shift)
        rows.append(replace(row, local_date=to_local(start, agent.timezone).date()))
    return rows


def some_results(seed: int) -> Results:
    """Four agents of four places; every second day or every day of a week or two."""
    random = Random(seed)  # noqa: S311
    monday, weeks = random.choice(MONDAYS), random.choice([1, 1, 2])
    step = random.choice([15, 30, 60])
    shifts = [
        make_shift("early", start_from_minute=0, start_to_minute=360, start_every_minutes=30),
        make_shift(
            "late",
            paid_minutes=random.choice([300, 430, 600]),
            breaks=(make_break(15, True, (60, 120)), make_break(45, False, (60, 240))),
            start_from_minute=600,
            start_to_minute=780,
            start_every_minutes=15,
        ),
    ]
    contracts = [
        make_contract("fixed", shifts=("early", "late"), max_weekly_minutes=9999, days_per_week=8),
        make_contract(
            "hourly",
            hourly=True,
            weekly_minutes=1800,
            min_weekly_minutes=700,
            max_weekly_minutes=9999,
            days_per_week=8,
            shifts=("early", "late"),
        ),
    ]
    agents = [
        make_agent(
            f"agent-{number}",
            timezone=zone,
            country=country,
            subdivision=subdivision,
            region=random.choice([region, "EU"]),
            wage_per_hour=Fraction(random.randrange(300, 4000), random.choice([100, 97])),
            contract=random.choice(["fixed", "hourly"]),
            skills=frozenset({"phone", "email", "en"}),
        )
        for number, (zone, country, subdivision, region) in enumerate(random.sample(PLACES, 4))
    ]
    made = make_scenario(
        interval_minutes=step,
        agents=agents,
        shifts=shifts,
        contracts=contracts,
        queues=[make_queue(minimum_agents=1), make_email_queue()],
        bots=[make_bot(deflection=random.random())],
        shrinkage_default=Fraction(random.randrange(20), 100),
        labour_rules=[make_law(), *(some_law(random, agent.country) for agent in agents)],
        wishes=[
            make_wish(agent.agent_id, monday + timedelta(days=random.randrange(8)))
            for agent in agents
        ],
        history=[
            row
            for agent in agents
            for row in some_rows(random, agent, shifts, monday - timedelta(days=9), 8)
        ],
    )
    start = to_utc(wall(str(monday)), made.reporting_timezone)
    end = to_utc(wall(str(monday + timedelta(days=7 * weeks))), made.reporting_timezone)
    rows = [
        row
        for agent in agents
        for row in some_rows(random, agent, shifts, monday, 7 * weeks)
        if start <= row.start < end
    ]
    required = {"phone-en": random.random() * 2, "email-en": random.random() / 2}
    return make_results(
        made,
        rows,
        required=required,
        contacts=random.random() * 20,
        start_date=monday,
        weeks=weeks,
        with_forecast=random.random() < 0.5,
    )


def test_costing_and_audit_agree_to_the_cent() -> None:
    items: Counter[str] = Counter()
    for seed in range(30):
        report = some_results(seed).audit()
        assert report.violations == (), (seed, report.violations[:3])
        items.update(item for item, cents in asdict(report.figures.cost_cents).items() if cents)
        items["fairness"] += report.figures.penalty_cents.fairness > 0
        items["wishes"] += report.figures.penalty_cents.wishes > 0
    assert min(items[item] for item in items if item != "vendor") >= 5, items
    assert set(items) >= {"wages", "idle", "overtime", "night", "weekend", "holiday", "bot"}


def test_a_written_folder_is_clean_when_read_back(tmp_path: Path) -> None:
    found = some_results(3)
    tables = {
        f"{name}.csv": getattr(found.tables, name)
        for name in ("roster", "activities", "duty", "cover", "cost", "requirement")
    }
    write_results(tmp_path / "out", tables, dict(found.tables.summary or {}))
    folder = read_result_folder(tmp_path / "out")
    report = audit_roster(
        found.scenario,
        RosterTables(
            roster=folder.roster,
            activities=folder.activities,
            duty=folder.duty,
            cover=folder.cover,
            cost=folder.cost,
            requirement=folder.requirement,
            forecast=folder.forecast,
            summary=folder.summary,
        ),
        start_date=folder.start_date,
        weeks=folder.weeks,
    )
    assert report.violations == ()
    assert report.figures == found.audit().figures


@pytest.mark.parametrize("table", ["roster", "cost"])
def test_a_cent_off_in_any_row_is_found(table: str) -> None:
    found = some_results(5)
    frame = getattr(found.tables, table)
    column = "pay" if table == "roster" else "amount"
    for row in range(len(frame)):
        cell = frame[column].iloc[row]
        wrong = found.change(table, column, f"{cell + type(cell)('0.01')}", row)
        assert set(wrong.rules()) == {"pay" if table == "roster" else "cost"}
