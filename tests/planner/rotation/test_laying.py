"""Laying agents on lines: few conflicts, nobody whom it does not fit, and the reasons told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from planner.domain import LinePlace
from planner.rotation import Laid, lay_agents, lines_file
from planner.scenario import Scenario
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_time_off,
    make_wish,
)
from tests.planner.on_lines import on, rotating

LINES = ("DDDDD--", "--LLLLL", "NNNN---")


def laid(scenario: Scenario, from_date: date = MONDAY) -> Laid:
    (found,) = lay_agents(scenario, scenario.line_shifts, from_date)
    return found


def lines(found: Laid) -> dict[str, int | None]:
    return {place.agent_id: place.line for place in found.places}


@pytest.mark.parametrize("agent_id", ["ana", "ben", "eva"])
@pytest.mark.parametrize(
    ("away", "line"),
    [
        # Days off of lines 1 and 2: of who begins on line 1 alone.
        (("2026-12-05", "2026-12-09"), 1),
        (("2026-12-04T06:00", "2026-12-07"), 3),
        (("2026-11-30", "2026-12-02"), 2),
    ],
)
def test_time_off_falls_on_days_off(agent_id: str, away: tuple[str, str], line: int) -> None:
    found = laid(rotating(LINES, [], time_off=[make_time_off(agent_id, *away, "unpaid")]))
    assert lines(found)[agent_id] == line
    assert sorted(lines(found).values(), key=str) == [1, 2, 3]
    assert (found.fallen, found.empty, found.weeks) == ((), (), 3)


@pytest.mark.parametrize(
    ("change", "agent_id", "line"),
    [
        (
            {"wishes": [make_wish("ben", MONDAY + timedelta(days=k), "night") for k in range(4)]},
            "ben",
            3,
        ),
        # After a late Sunday only eva is rested for Monday's day shift.
        (
            {
                "labour_rules": [make_law(min_rest_minutes=900)],
                "history": [
                    make_assignment(name, "2026-11-29 16:00", local_date=date(2026, 11, 29))
                    for name in ("ana", "ben")
                ],
            },
            "eva",
            1,
        ),
    ],
)
def test_what_is_known_of_an_agent_counts(change: dict[str, Any], agent_id: str, line: int) -> None:
    found = laid(rotating(LINES, [], **change))
    assert lines(found)[agent_id] == line
    assert found.fallen == ()


def test_who_had_fewer_nights_begins_with_them() -> None:
    night = next(one for one in rotating(LINES, []).shifts if one.name == "night")
    before = [
        make_assignment(
            name, f"2026-11-{day:02d} 21:00", local_date=date(2026, 11, day), shift=night
        )
        for name, days in (("ana", range(2, 7)), ("eva", range(2, 5)))
        for day in days
    ]
    table = ("-------", "-------", "NNNN---", "-------", "-------", "-------", "-------")
    found = laid(rotating(table, [], history=before))
    # In four weeks who begins on lines 1 to 3 and 7 comes to the nights.
    early = {agent_id for agent_id, line in lines(found).items() if line in {1, 2, 3, 7}}
    assert early == {"ben"}


def test_what_no_line_allows_is_told() -> None:
    table = ("DDDDD--", "DDDDDD-")
    law = make_law(max_consecutive_days=5)
    agents = [make_agent("ana"), make_agent("ben")]
    found = laid(rotating(table, [], agents=agents, labour_rules=[law]))
    assert len(found.fallen) == 2
    assert {one.why for one in found.fallen} == {"consecutive-days"}
    assert {one.local_date.weekday() for one in found.fallen} == {5}
    assert {one.line for one in found.fallen} == {2}


def test_whom_it_does_not_fit() -> None:
    agents = [
        make_agent("ana"),
        make_agent("kumar", timezone="Asia/Kolkata"),
        make_agent("days", contract="days"),
        make_agent("paul", timezone="Europe/Paris"),
        make_agent("zoe"),
    ]
    contracts = [
        make_contract(shifts=("day", "late", "night"), days_per_week=6),
        make_contract("days", shifts=("day",)),
    ]
    scenario = rotating(LINES, [], agents=agents, contracts=contracts)
    assert set(lines(laid(scenario))) == {"ana", "paul", "zoe"}
    named = replace(scenario, rotations=(replace(scenario.rotations[0], agents=("zoe", "kumar")),))
    found = laid(named)
    assert set(lines(found)) == {"zoe"}
    assert len(found.empty) == 2


def test_who_is_on_a_line_stays_and_who_is_not_ends() -> None:
    old = MONDAY - timedelta(days=14)
    places = [on("ana", 1, old), on("ben", 2, old), on("ida", 3, old)]
    agents = [
        make_agent("ana"),
        make_agent("ben"),
        make_agent("eva"),
        make_agent("ida", contract="x"),
    ]
    contracts = [
        make_contract(shifts=("day", "late", "night"), days_per_week=6),
        make_contract("x", shifts=("day",)),
    ]
    scenario = rotating(LINES, places, agents=agents, contracts=contracts)
    found = laid(scenario)
    # Two weeks on, line 1 has become line 3, and line 2 line 1.
    assert lines(found) == {"ana": 3, "ben": 1, "eva": 2}
    rows = lines_file(scenario, [found], MONDAY)
    assert rows[:3] == tuple(places)
    assert rows[-1] == LinePlace(agent_id="ida", rotation="r", line=None, from_date=MONDAY)
    assert len(rows) == 7


def test_nobody_at_all() -> None:
    found = laid(rotating(LINES, [], agents=[make_agent("kumar", timezone="Asia/Kolkata")]))
    assert (found.places, found.empty) == ((), (1, 2, 3))
