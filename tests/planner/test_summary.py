"""Figures of a plan, by hand."""

from __future__ import annotations

import importlib.metadata
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from planner.clock import Horizon
from planner.penalties import Penalties
from planner.summary import CoverHours, Summary, cost_by_item, cover_hours, versions
from planner.summary_text import open_spans_of, summary_lines
from tests.planner.builders import MONDAY, make_email_queue, make_queue, make_scenario, utc

HORIZON = Horizon(start_date=MONDAY, weeks=1, timezone="Asia/Kolkata", interval_minutes=30)
SUMMARY = Summary(
    start=date(2026, 11, 30),
    weeks=1,
    status="FEASIBLE",
    lower_bound_cents=180_000,
    fixed_cost_cents=100_000,
    cost_cents={
        "wages": 150_000,
        "idle": 20_000,
        "overtime": 1_000,
        "night": 200,
        "weekend": 300,
        "holiday": 400,
        "vendor": 5_000,
        "bot": 3_100,
    },
    penalties=Penalties(
        shortfall_cents=10_000, minimum_agents_cents=5_000, wishes_cents=3_000, fairness_cents=2_000
    ),
    wall_seconds={"forecast": 4.0, "roster": 60.0, "roster.bound": 20.0, "roster.search": 58.0},
    agents=24,
    intervals=336,
    hours=CoverHours(required=500.0, shortfall=5.0, overstaffed=80.0),
    service_level={"phone-en": 0.853, "email-en": None},
    service_level_method="formula",
    violations=0,
    seed=7,
    versions={"python": "3.11"},
)


def test_objective_is_cost_and_penalties() -> None:
    assert SUMMARY.total_cost_cents == 180_000
    assert SUMMARY.objective_cents == 200_000


def test_gap_is_of_what_can_be_decided() -> None:
    assert SUMMARY.gap == pytest.approx(20_000 / 100_000)
    assert replace(SUMMARY, lower_bound_cents=200_000).gap == 0.0
    decided_by_nobody = replace(SUMMARY, fixed_cost_cents=200_000, lower_bound_cents=200_000)
    assert decided_by_nobody.gap == 0.0


def test_json_has_money_with_its_decimals_and_every_key() -> None:
    written = SUMMARY.as_json()
    assert written["objective"] == Decimal("2000.00")
    assert written["lower_bound"] == Decimal("1800.00")
    assert written["fixed_cost"] == Decimal("1000.00")
    assert written["cost"] == Decimal("1800.00")
    assert written["penalties"] == {
        "shortfall": Decimal("100.00"),
        "minimum_agents": Decimal("50.00"),
        "wishes": Decimal("30.00"),
        "fairness": Decimal("20.00"),
    }
    assert written["covered_hours"] == 495.0
    assert written["gap"] == pytest.approx(0.2)
    assert list(written) == [
        "start",
        "weeks",
        "status",
        "objective",
        "lower_bound",
        "fixed_cost",
        "gap",
        "cost",
        "penalties",
        "wall_seconds",
        "agents",
        "intervals",
        "required_hours",
        "covered_hours",
        "shortfall_hours",
        "overstaffed_hours",
        "service_level",
        "service_level_method",
        "violations",
        "seed",
        "versions",
    ]


def cover(*rows: tuple[str, str, float, float, float, float]) -> pd.DataFrame:
    names = ["interval_start", "queue", "required", "agents", "vendor_agents", "shortfall"]
    table = pd.DataFrame(rows, columns=names)
    starts: Any = [utc(text) for text in table["interval_start"]]
    table["interval_start"] = pd.DatetimeIndex(starts)
    return table


def test_hours_count_intervals_and_never_too_much_of_work_that_waits() -> None:
    table = cover(
        ("2026-11-30 00:00", "phone-en", 2.0, 1.0, 0.5, 0.5),
        ("2026-11-30 00:30", "phone-en", 1.0, 1.5, 1.0, 0.0),
        ("2026-11-30 00:00", "email-en", 1.0, 0.0, 0.0, 0.0),
        ("2026-11-30 00:30", "email-en", 0.0, 1.0, 0.0, 0.0),
    )
    hours = cover_hours(table, waiting=["email-en"], interval_minutes=30)
    assert hours.required == pytest.approx(2.0)
    assert hours.shortfall == pytest.approx(0.25)
    assert hours.covered == pytest.approx(1.75)
    assert hours.overstaffed == pytest.approx(0.75)


def test_cost_is_summed_by_item_and_lists_all_of_them() -> None:
    table = pd.DataFrame(
        {
            "item": ["wages", "wages", "bot"],
            "amount": [Decimal("10.10"), Decimal("0.05"), Decimal("3.00")],
        }
    )
    cents = cost_by_item(table)
    assert cents["wages"] == 1_015
    assert cents["bot"] == 300
    assert cents["holiday"] == 0
    assert len(cents) == 8


def test_versions_are_those_that_are_installed() -> None:
    found = versions()
    assert found["sunrota"] == importlib.metadata.version("sunrota")
    assert {"python", "ortools", "numpy", "pandas"} <= set(found)


def short(start: str, queue: str, amount: float) -> tuple[str, str, float, float, float, float]:
    return (start, queue, 5.0, 5.0 - amount, 0.0, amount)


def test_open_spans_join_neighbours_of_a_queue_worst_first() -> None:
    table = cover(
        short("2026-11-30 02:00", "phone-en", 0.5),
        short("2026-11-30 01:30", "phone-en", 1.5),
        short("2026-11-30 03:00", "phone-en", 0.25),
        short("2026-11-30 02:00", "chat-en", 4.0),
        short("2026-11-30 05:00", "chat-en", 0.0),
    )
    spans = open_spans_of(table, 30)
    assert [(span.queue, span.start, span.end) for span in spans] == [
        ("chat-en", utc("2026-11-30 02:00"), utc("2026-11-30 02:30")),
        ("phone-en", utc("2026-11-30 01:30"), utc("2026-11-30 02:30")),
        ("phone-en", utc("2026-11-30 03:00"), utc("2026-11-30 03:30")),
    ]
    assert [span.agent_hours for span in spans] == [2.0, 1.0, 0.125]
    assert [span.most_agents for span in spans] == [4.0, 1.5, 0.25]


def text_of(summary: Summary, table: pd.DataFrame) -> list[str]:
    scenario = make_scenario(name="Acme", currency="EUR", queues=[make_queue(), make_email_queue()])
    return list(summary_lines(scenario, HORIZON, summary, table, 100))


def test_text_says_what_a_manager_asks() -> None:
    # 00:00 UTC is 05:30 in Kolkata.
    lines = text_of(SUMMARY, cover(short("2026-11-30 00:00", "phone-en", 0.5)))
    text = "\n".join(lines)
    assert lines[0] == "Acme: 1 week from Mon 30 Nov 2026 (Asia/Kolkata)"
    assert "100 shifts of 24 agents, the best found in the time given" in text
    assert "at most 20.00% of what can be decided could still be saved, proven" in text
    assert "(objective 2,000.00, lower bound 1,800.00)" in text
    assert "495.0 of 500.0 required hours (99.00%); 5.0 h short, 80.0 h more" in text
    assert "Mon 30 Nov 05:30-06:00 phone-en: 0.25 h, up to 0.50 agents" in text
    assert "1,800.00 EUR, of which 1,000.00 is fixed" in text
    assert "wages 1,500.00, idle 200.00, vendors 50.00, bots 31.00" in text
    assert "night 2.00, weekend 3.00, holiday 4.00, overtime 10.00" in text
    assert "200.00 weighed, not paid: shortfall 100.00, missing heads 50.00" in text
    assert "phone-en 85.3% expected (target 80% within 20 s)" in text
    assert "email-en no contacts expected (within 60 min)" in text
    assert "no violations" in text
    assert "64 s: forecast 4.0 s, roster 60.0 s" in text
    assert "roster: bound 20.0 s, search 58.0 s" in text


def test_text_lists_the_worst_five_and_counts_the_rest() -> None:
    start = datetime(2026, 11, 30)  # noqa: DTZ001 - the helper adds UTC
    rows = [
        short((start + timedelta(hours=2 * k)).isoformat(), "phone-en", 1.0 + k) for k in range(7)
    ]
    lines = text_of(SUMMARY, cover(*rows))
    unmet = [line for line in lines if "up to" in line]
    assert len(unmet) == 5
    assert "up to 7.00 agents" in unmet[0]
    assert any("and 2 more, 1.50 h in all: see cover.csv" in line for line in lines)


def test_text_of_a_perfect_plan_of_two_weeks() -> None:
    best = replace(
        SUMMARY,
        status="OPTIMAL",
        weeks=2,
        hours=CoverHours(required=0.0, shortfall=0.0, overstaffed=0.0),
    )
    scenario = make_scenario(name="Acme")
    horizon = replace(HORIZON, weeks=2)
    lines = list(summary_lines(scenario, horizon, best, cover(), 3))
    assert lines[0].startswith("Acme: 2 weeks from ")
    assert "the best there is, proven" in lines[1]
    assert any("0.0 of 0.0 required hours (100.00%)" in line for line in lines)
    assert any(line.endswith("nothing") for line in lines)


def test_text_says_how_it_ended() -> None:
    stopped = replace(SUMMARY, status="STOPPED", violations=3)
    text = "\n".join(text_of(stopped, cover()))
    assert "stopped early" in text
    assert "3 violations" in text


def test_json_tells_how_the_best_roster_got_better() -> None:
    written = replace(SUMMARY, progress=((2.5, 210_000), (9.0, 200_000))).as_json()
    assert written["progress"] == [
        {"seconds": 2.5, "objective": Decimal("2100.00")},
        {"seconds": 9.0, "objective": Decimal("2000.00")},
    ]
