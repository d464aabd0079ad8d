"""The scenario's lookups and the check of its horizon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from planner.clock import Horizon
from planner.errors import DataError
from planner.scenario import check_horizon
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_contract,
    make_email_queue,
    make_law,
    make_queue,
    make_scenario,
    make_shift,
)


def test_lookups_by_name() -> None:
    night = make_shift("night8")
    contract = make_contract(shifts=("night8", "day8"))
    scenario = make_scenario(
        queues=[make_queue(), make_email_queue()],
        shifts=[make_shift(), night],
        contracts=[contract],
        agents=[make_agent("ana"), make_agent("bo")],
    )
    assert scenario.queue("email-en").channel == "email"
    assert scenario.shift("night8") is night
    assert scenario.agent("bo").agent_id == "bo"
    assert scenario.contract_of(scenario.agent("bo")) is contract
    assert [shift.name for shift in scenario.shifts_of(scenario.agent("bo"))] == ["night8", "day8"]
    with pytest.raises(KeyError):
        scenario.queue("phone-fr")


@pytest.mark.parametrize(
    ("country", "subdivision", "found"),
    [("US", "CA", "US-CA"), ("US", "NY", "US"), ("US", "", "US"), ("ES", "", "*")],
)
def test_rules_of_the_subdivision_before_the_country_before_any(
    country: str, subdivision: str, found: str
) -> None:
    agent = make_agent(country=country, subdivision=subdivision)
    laws = [make_law("*"), make_law("US"), make_law("US-CA")]
    scenario = make_scenario(agents=[agent], labour_rules=laws)
    assert scenario.rules_of(agent).country == found


def test_eligible_queues_need_all_skills() -> None:
    agent = make_agent(skills=frozenset({"phone", "en", "fr"}))
    queues = [make_queue("a"), make_email_queue("b"), make_queue("c", skills=frozenset({"fr"}))]
    scenario = make_scenario(agents=[agent], queues=queues)
    assert [queue.name for queue in scenario.eligible_queues(agent)] == ["a", "c"]


def test_shrinkage_of_the_region_before_the_default() -> None:
    here, there = make_agent("ana", region="EU"), make_agent("bo", region="NA")
    scenario = replace(
        make_scenario(agents=[here, there]),
        shrinkage_default=Fraction(1, 10),
        shrinkage_regions=(("EU", Fraction(3, 25)),),
    )
    assert scenario.net_factor(here) == Fraction(22, 25)
    assert scenario.net_factor(there) == Fraction(9, 10)


def test_replacing_parts_renews_the_lookups() -> None:
    scenario = replace(make_scenario(), queues=(make_queue("other"),))
    assert scenario.queue("other").name == "other"


def test_a_horizon_of_whole_weeks() -> None:
    horizon = make_scenario().horizon(MONDAY, 2)
    assert (horizon.weeks, horizon.interval_minutes, len(horizon.slots)) == (2, 30, 672)


@pytest.mark.parametrize(("weeks", "allowed"), [(0, False), (1, True), (52, True), (53, False)])
def test_from_one_to_fifty_two_weeks(weeks: int, allowed: bool) -> None:
    if allowed:
        assert make_scenario().horizon(MONDAY, weeks).weeks == weeks
        return
    with pytest.raises(DataError, match=f"--weeks: expected 1 to 52 weeks, got {weeks}"):
        make_scenario().horizon(MONDAY, weeks)


@pytest.mark.parametrize("start", [date(1999, 12, 31), date(2101, 1, 1), date.max])
def test_an_absurd_start(start: date) -> None:
    with pytest.raises(DataError, match="--start: expected a date of the years 2000 to 2100"):
        make_scenario().horizon(start, 1)


@pytest.mark.parametrize("start", [date(2000, 1, 1), date(2100, 12, 31)])
def test_the_first_and_last_start(start: date) -> None:
    assert make_scenario().horizon(start, 1).start_date == start


def test_both_faults_at_once() -> None:
    with pytest.raises(DataError) as caught:
        make_scenario().horizon(date(1, 1, 1), 0)
    assert [fault.column for fault in caught.value.faults] == ["--weeks", "--start"]


@pytest.mark.parametrize(
    ("zone", "minutes", "fits"),
    [
        ("Asia/Kathmandu", 15, True),
        ("Asia/Kathmandu", 30, False),
        ("Asia/Kolkata", 30, True),
        ("Asia/Kolkata", 60, False),
    ],
)
def test_a_reporting_midnight_off_the_grid(zone: str, minutes: int, fits: bool) -> None:
    scenario = make_scenario(reporting_timezone=zone, interval_minutes=minutes)
    horizon = Horizon(start_date=MONDAY, weeks=1, timezone=zone, interval_minutes=minutes)
    if fits:
        check_horizon(scenario, horizon)
        return
    with pytest.raises(
        DataError, match=f"a week of {zone} that begins at 2026-11-29 18:"
    ) as caught:
        check_horizon(scenario, horizon)
    assert caught.value.faults[0].column == "team.reporting_timezone"
