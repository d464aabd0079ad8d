"""Distances from an even share of nights, weekends and holidays, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from planner.clock import Horizon
from planner.costing import PremiumMinutes
from planner.domain import Agent, Assignment
from planner.fairness import FairnessLine, fairness_lines, peer_groups, special_minutes
from planner.scenario import Scenario
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_scenario,
    make_shift,
    utc,
)

NIGHT = make_shift("night6", paid_minutes=360, breaks=())
HORIZON = Horizon(start_date=MONDAY, weeks=1, timezone="UTC", interval_minutes=30)


def here(agent_id: str, **changes: Any) -> Agent:
    return make_agent(agent_id, **{"timezone": "UTC", "country": "XX", **changes})


def night(agent_id: str, day: int) -> Assignment:
    """Six hours of night from midnight, so many days after the horizon's Monday."""
    local_date = MONDAY + timedelta(days=day)
    return make_assignment(agent_id, f"{local_date} 00:00", local_date=local_date, shift=NIGHT)


def team(*agents: Agent, history: tuple[Assignment, ...] = (), **changes: Any) -> Scenario:
    return make_scenario(
        agents=list(agents),
        shifts=[make_shift(), NIGHT],
        contracts=[make_contract(), make_contract("half", weekly_minutes=1200), *_loose()],
        labour_rules=[make_law()],
        history=history,
        **changes,
    )


def _loose() -> list[Any]:
    return [make_contract("on-call", weekly_minutes=0, hourly=True)]


def distances(lines: tuple[FairnessLine, ...], kind: str) -> dict[str, Fraction]:
    return {line.agent_id: line.distance_hours for line in lines if line.kind == kind}


def test_two_alike_one_bears_both_nights() -> None:
    scenario = team(here("ana"), here("bo"))
    lines = fairness_lines(scenario, HORIZON, [night("ana", 1), night("ana", 2)])
    assert distances(lines, "night") == {"ana": 6, "bo": 6}  # 12 and 0 against 6 each
    assert set(distances(lines, "weekend").values()) == {0}
    assert [line.minutes for line in lines if line.kind == "night"] == [720, 0]


def test_shares_go_by_contract_hours() -> None:
    scenario = team(here("ana"), here("bo", contract="half"))
    rows = [night("ana", 1), night("ana", 2), night("bo", 3)]
    assert set(distances(fairness_lines(scenario, HORIZON, rows), "night").values()) == {0}
    # 6 h of 40 and 6 of 20: mean (0.15 + 0.3) / 2 = 0.225, so 9 and 4.5 would be even.
    uneven = fairness_lines(scenario, HORIZON, [night("ana", 1), night("bo", 3)])
    assert distances(uneven, "night") == {"ana": 3, "bo": Fraction(3, 2)}


def test_peers_share_region_and_nights() -> None:
    groups = peer_groups(
        team(
            here("ana"),
            here("bo", region="NA"),
            here("cy", nights=False),
            here("di"),
            here("ed", region="NA", nights=False),
        )
    )
    assert [[agent.agent_id for agent in group] for group in groups] == [
        ["ana", "di"],
        ["bo"],
        ["cy"],
        ["ed"],
    ]


def test_a_group_of_one_is_always_even() -> None:
    scenario = team(here("ana"), here("bo", region="NA"))
    lines = fairness_lines(scenario, HORIZON, [night("ana", 5), night("bo", 2)])
    assert all(line.distance_hours == 0 for line in lines)


@pytest.mark.parametrize(("day", "counts"), [(-57, False), (-56, True), (-1, True)])
def test_history_counts_eight_weeks_back(day: int, counts: bool) -> None:
    scenario = team(here("ana"), here("bo"), history=(night("ana", day),))
    found = distances(fairness_lines(scenario, HORIZON, []), "night")
    assert found == ({"ana": 3, "bo": 3} if counts else {"ana": 0, "bo": 0})


def test_history_from_a_minute_before_does_not_count() -> None:
    row = make_assignment("ana", "2026-10-04 23:59", local_date=date(2026, 10, 4), shift=NIGHT)
    assert row.start == HORIZON.start - timedelta(days=56, minutes=1)
    scenario = team(here("ana"), here("bo"), history=(row,))
    assert distances(fairness_lines(scenario, HORIZON, []), "night") == {"ana": 0, "bo": 0}


def test_published_rows_after_the_start_do_not_count_twice() -> None:
    scenario = team(here("ana"), here("bo"), history=(night("ana", 0),))
    rows = [night("ana", 0)]
    assert distances(fairness_lines(scenario, HORIZON, rows), "night") == {"ana": 3, "bo": 3}


def test_weekends_and_holidays_are_measured_too() -> None:
    horizon = Horizon(start_date=date(2026, 12, 21), weeks=1, timezone="UTC", interval_minutes=30)
    scenario = team(here("ana", country="PL"), here("bo", country="PL"))
    row = make_assignment("ana", "2026-12-26 10:00", local_date=date(2026, 12, 26))
    lines = fairness_lines(scenario, horizon, [row])
    assert distances(lines, "night") == {"ana": 0, "bo": 0}
    assert distances(lines, "weekend") == {"ana": 4, "bo": 4}
    assert distances(lines, "holiday") == {"ana": 4, "bo": 4}


def test_only_paid_minutes_count_by_each_agents_own_clock() -> None:
    scenario = team(here("ana"), here("ravi", timezone="Asia/Kolkata"))
    day8 = make_assignment("ana", "2026-12-01 22:00", local_date=date(2026, 12, 1))
    other = make_assignment("ravi", "2026-12-01 22:00", local_date=date(2026, 12, 2))
    found = special_minutes(scenario, HORIZON, [day8, other])
    # 22:00 to 06:30 with half an hour's break at 01:00; in Kolkata 03:30 to 12:00.
    assert found["ana"] == PremiumMinutes(night=450, weekend=0, holiday=0)
    assert found["ravi"] == PremiumMinutes(night=150, weekend=0, holiday=0)
    assert special_minutes(scenario, HORIZON, [])["ana"].night == 0


def test_an_agent_without_contract_hours_is_measured_as_for_one() -> None:
    scenario = team(here("ana", contract="on-call"), here("bo", contract="on-call"))
    lines = fairness_lines(scenario, HORIZON, [night("ana", 1)])
    assert distances(lines, "night") == {"ana": 3, "bo": 3}
    mixed = team(here("ana", contract="on-call"), here("bo"))
    # 6 of 1 h and 0 of 40: the mean is 3, an even share would be 3 and 120.
    assert distances(fairness_lines(mixed, HORIZON, [night("ana", 1)]), "night") == {
        "ana": 3,
        "bo": 120,
    }


def test_a_shift_that_runs_past_the_end_counts_wholly() -> None:
    row = make_assignment("ana", "2026-12-06 22:00", local_date=date(2026, 12, 6), shift=NIGHT)
    assert row.end > HORIZON.end == utc("2026-12-07")
    scenario = team(here("ana"), here("bo"))
    assert special_minutes(scenario, HORIZON, [row])["ana"] == PremiumMinutes(
        night=360, weekend=120, holiday=0
    )
