"""Faults of one minute in rows and breaks, and fairness at its edges, as the audit sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from planner.domain import Assignment, Weights
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_scenario,
    make_shift,
    utc,
)

DAY = make_shift(start_from_minute=0, start_to_minute=1439, start_every_minutes=1)
WEIGHTS = Weights(fairness_per_hour=Fraction(1))


def worked(agent_id: str, start: datetime) -> Assignment:
    return make_assignment(agent_id, start.isoformat(), local_date=start.date(), shift=DAY)


def one_day() -> Results:
    """08:00 to 16:30 with the break from 11:00 to 11:30, UTC and local alike."""
    scenario = make_scenario(
        agents=[make_agent(timezone="UTC")], shifts=[DAY], reporting_timezone="UTC"
    )
    return make_results(scenario, [worked("ana", utc("2026-11-30 08:00"))])


def with_meeting(start: str, end: str) -> list[str]:
    """What the audit says is wrong with breaks where a paid meeting is held besides."""
    clean = one_day()
    activities = clean.tables.activities
    assert activities is not None
    meeting = activities.assign(
        activity="meeting",
        start=utc(f"2026-11-30 {start}"),
        end=utc(f"2026-11-30 {end}"),
        paid=True,
    )
    found = clean.having(activities=pd.concat([activities, meeting])).audit().violations
    return [violation.expected for violation in found if violation.rule == "break"]


@pytest.mark.parametrize("end", ["16:29", "16:31"])
def test_a_row_a_minute_too_short_or_long(end: str) -> None:
    assert "length" in one_day().change("roster", "end", utc(f"2026-11-30 {end}")).rules()


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("08:00", "09:00", True),
        ("07:59", "09:00", False),
        ("16:00", "16:30", True),
        ("16:00", "16:31", False),
    ],
)
def test_activities_lie_inside_the_shift(start: str, end: str, inside: bool) -> None:
    assert with_meeting(start, end) == ([] if inside else ["inside the shift, 08:00 to 16:30 UTC"])


@pytest.mark.parametrize(
    ("start", "end", "apart"),
    [
        ("10:00", "11:00", True),
        ("10:00", "11:01", False),
        ("11:30", "12:00", True),
        ("11:29", "12:00", False),
    ],
)
def test_activities_do_not_share_a_minute(start: str, end: str, apart: bool) -> None:
    assert (with_meeting(start, end) == []) is apart


@pytest.mark.parametrize("paid", [True, False])
def test_a_break_is_paid_as_its_template_says(paid: bool) -> None:
    shift = replace(DAY, breaks=(make_break(paid=paid),))
    scenario = make_scenario(
        agents=[make_agent(timezone="UTC")], shifts=[shift], reporting_timezone="UTC"
    )
    row = make_assignment("ana", "2026-11-30 08:00", local_date=MONDAY, shift=shift)
    clean = make_results(scenario, [row])
    assert clean.rules() == []
    assert "break" in clean.change("activities", "paid", not paid).rules()


def fairness_of(
    rows: list[Assignment],
    *,
    start_date: date = MONDAY,
    country: str = "XX",
    weekly_minutes: int = 2400,
    history: list[Assignment] | None = None,
) -> int:
    """Fairness in cents that the audit finds, the planner's being the same."""
    people: dict[str, Any] = {"timezone": "UTC", "country": country}
    scenario = make_scenario(
        agents=[make_agent("ana", **people), make_agent("bo", **people)],
        shifts=[DAY],
        contracts=[make_contract(hourly=True, weekly_minutes=weekly_minutes)],
        reporting_timezone="UTC",
        history=history or [],
        weights=WEIGHTS,
    )
    report = make_results(scenario, rows, start_date=start_date).audit()
    assert report.violations == ()
    return report.figures.penalty_cents.fairness


def test_holidays_are_shared_too() -> None:
    friday = worked("ana", utc("2026-12-25 08:00"))
    assert fairness_of([friday], start_date=date(2026, 12, 21), country="PL") == 800
    assert fairness_of([friday], start_date=date(2026, 12, 21)) == 0


@pytest.mark.parametrize("weekly_minutes", [0, 60, 2400])
def test_alike_agents_share_alike_whatever_their_hours(weekly_minutes: int) -> None:
    night = worked("ana", utc("2026-12-01 22:00"))
    assert fairness_of([night], weekly_minutes=weekly_minutes) == 750


def test_an_agent_without_contract_hours_is_measured_as_for_one() -> None:
    scenario = make_scenario(
        agents=[
            make_agent("ana", timezone="UTC", country="XX", contract="on-call"),
            make_agent("bo", timezone="UTC", country="XX"),
        ],
        shifts=[DAY],
        contracts=[
            make_contract(hourly=True),
            make_contract("on-call", hourly=True, weekly_minutes=0),
        ],
        reporting_timezone="UTC",
        weights=WEIGHTS,
    )
    report = make_results(scenario, [worked("ana", utc("2026-12-01 22:00"))]).audit()
    assert report.violations == ()
    # 7.5 of 1 hour and 0 of 40: even would be 3.75 and 150.
    assert report.figures.penalty_cents.fairness == 375 + 15000


@pytest.mark.parametrize(("minutes_before", "cents"), [(0, 550), (1, 0)])
def test_history_counts_from_eight_weeks_before_to_the_minute(
    minutes_before: int, cents: int
) -> None:
    # From midnight to 08:30 on a plain day, with half an hour's break before 06:00.
    start = utc("2026-12-02 00:00") - timedelta(days=56, minutes=minutes_before)
    history = [worked("ana", start)]
    assert fairness_of([], start_date=date(2026, 12, 2), history=history) == cents
