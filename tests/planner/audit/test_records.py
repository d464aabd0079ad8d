"""Records of agents by the audit's clock: exact instants, and the planner's own beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.absence import availability_windows, credited_dates, time_off_spans
from planner.audit.records import agent_records
from planner.audit.rows import Roster
from planner.audit.timeline import Timeline
from planner.clock import Horizon
from planner.domain import Pin
from planner.rules import AgentRecord
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_availability,
    make_contract,
    make_pin,
    make_scenario,
    make_time_off,
)

OCTOBER = date(2026, 10, 19)  # Madrid's clocks go back at the end of this week


def record(
    scenario: Scenario, start: date = MONDAY, weeks: int = 1, timezone: str = MADRID
) -> AgentRecord:
    timeline = Timeline.of(start, weeks, timezone, 30)
    (found,) = agent_records(scenario, timeline, Roster(planned=(), history=()))
    return found


def spans(found: AgentRecord, name: str) -> list[tuple[str, str]]:
    return [
        (f"{span.start:%m-%d %H:%M}", f"{span.end:%m-%d %H:%M}") for span in getattr(found, name)
    ]


def test_time_off_to_the_minute() -> None:
    scenario = make_scenario(
        agents=[make_agent(timezone="Asia/Kolkata")],
        time_off=[
            make_time_off("ana", "2026-12-01", "2026-12-03"),
            make_time_off("ana", "2026-12-05 09:00", "2026-12-05 11:01", "unpaid"),
            make_time_off("bo", "2026-12-06", "2026-12-07"),
        ],
    )
    found = record(scenario)
    assert spans(found, "time_off") == [
        ("11-30 18:30", "12-02 18:30"),
        ("12-05 03:30", "12-05 05:31"),
    ]
    assert [span.kind for span in found.time_off] == ["vacation", "unpaid"]


def test_weekly_availability_to_the_minute() -> None:
    scenario = make_scenario(
        agents=[make_agent(timezone="Asia/Kolkata", latest_end_minute=600)],
        availability=[
            make_availability("ana", 0, "18:00", "02:30"),
            make_availability("ana", 2, "09:00", "12:15"),
            make_availability("bo", 4, "09:00", "12:15"),
        ],
    )
    found = spans(record(scenario), "windows")
    assert ("11-30 12:30", "11-30 21:00") in found
    assert ("12-02 03:30", "12-02 06:45") in found
    assert not any(opens.startswith("12-04") for opens, _ in found)


def test_wall_times_to_the_minute() -> None:
    agent = make_agent(timezone="UTC", earliest_start_minute=541, latest_end_minute=1019)
    assert ("11-30 09:01", "11-30 16:59") in spans(record(make_scenario(agents=[agent])), "windows")
    late = make_agent(timezone="UTC", latest_end_minute=1019)
    assert ("11-30 00:00", "11-30 16:59") in spans(record(make_scenario(agents=[late])), "windows")
    free = make_agent(timezone="UTC", earliest_start_minute=541)
    assert record(make_scenario(agents=[free])).windows is None


@pytest.mark.parametrize(("days_per_week", "credited"), [(5, 5), (7, 7), (4, 4)])
def test_no_more_dates_are_credited_than_the_contract_has(
    days_per_week: int, credited: int
) -> None:
    scenario = make_scenario(
        contracts=[make_contract(days_per_week=days_per_week)],
        time_off=[make_time_off("ana", "2026-11-01", "2026-12-31")],
    )
    assert record(scenario).credited_dates == (credited,)


@pytest.mark.parametrize(
    ("day", "clock", "shown"),
    [
        (date(2026, 12, 1), "09:30", [570]),
        (date(2027, 3, 28), "02:15", []),  # of another week
        (date(2026, 12, 7), "00:00", []),  # the first minute after
        (date(2026, 11, 30), "00:00", [0]),
    ],
)
def test_pins_of_the_plans_weeks(day: date, clock: str, shown: list[int]) -> None:
    pin: Pin = make_pin("ana", day, start=clock)
    found = record(make_scenario(pins=[pin, make_pin("bo", MONDAY)]))
    assert [each.start_minute for each in found.pins] == shown


def test_a_pin_that_is_skipped_is_at_the_next_wall_time() -> None:
    pin = make_pin("ana", date(2027, 3, 28), start="02:15")
    found = record(make_scenario(pins=[pin]), start=date(2027, 3, 22))
    assert [each.start_minute for each in found.pins] == [180]


@pytest.mark.parametrize("timezone", [MADRID, "America/New_York", "Asia/Kolkata", "Asia/Manila"])
@pytest.mark.parametrize("start", [MONDAY, OCTOBER, date(2026, 10, 26), date(2027, 3, 8)])
def test_planner_and_audit_agree(timezone: str, start: date) -> None:
    week: dict[str, Any] = {
        "time_off": [
            make_time_off("ana", f"{start}", f"{start.replace(day=start.day + 1)} 12:00"),
            make_time_off("ana", "2026-10-25", "2026-11-02", "sick"),
            make_time_off("ana", "2027-03-14", "2027-03-15", "training"),
        ]
        if start.day < 30
        else [],
        "availability": [
            make_availability("ana", 5, "20:00", "06:00"),
            make_availability("ana", 6, "06:00", "09:30"),
        ],
    }
    scenario = make_scenario(agents=[make_agent(timezone=timezone)], **week)
    (agent,) = scenario.agents
    horizon = Horizon(start_date=start, weeks=2, timezone=MADRID, interval_minutes=30)
    found = record(scenario, start=start, weeks=2)
    assert found.week_bounds == horizon.week_bounds
    assert found.credited_dates == credited_dates(
        agent, scenario.contract_of(agent), scenario.time_off, horizon
    )
    assert {minute for span in found.time_off for minute in (span.start, span.end)} >= {
        minute for span in time_off_spans(agent, scenario.time_off) for minute in span
    }
    planned = availability_windows(agent, scenario.availability, horizon.start, horizon.end)
    assert planned is not None
    assert found.windows is not None
    inside = [(span.start, span.end) for span in found.windows]
    assert [each for each in planned if horizon.start < each[0] < horizon.end] == [
        each for each in inside if horizon.start < each[0] < horizon.end
    ]
