"""Penalties by kind, each rounded once and never part of the cost."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from planner.clock import Horizon
from planner.domain import Weights, Wish
from planner.penalties import Penalties, penalties, refused_wishes
from planner.scenario import Scenario
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_law,
    make_night,
    make_scenario,
    make_shift,
    make_wish,
)

HORIZON = Horizon(start_date=MONDAY, weeks=1, timezone="UTC", interval_minutes=30)
WEIGHTS = Weights(
    shortfall_per_agent_hour=Fraction("200.10"),
    wish=Fraction("5.25"),
    fairness_per_hour=Fraction("1.01"),
)


def team(*wishes: Wish, **changes: Any) -> Scenario:
    return make_scenario(
        agents=[
            make_agent("ana", timezone="UTC", country="XX"),
            make_agent("bo", timezone="UTC", country="XX"),
        ],
        shifts=[make_shift(), make_shift("late8")],
        labour_rules=[make_law(night=make_night())],
        wishes=list(wishes),
        weights=WEIGHTS,
        **changes,
    )


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def test_every_kind_by_hand() -> None:
    scenario = team(make_wish("ana", day(1)), make_wish("bo", day(1), weight="1.5"))
    row = make_assignment("ana", "2026-12-01 20:00", local_date=day(1))  # 6 night hours
    found = penalties(scenario, HORIZON, [row], shortfall_hours=1.25, missing_head_hours=0.5)
    assert found == Penalties(
        shortfall_cents=25012,  # 250.125, half to even
        minimum_agents_cents=10005,
        wishes_cents=525,
        fairness_cents=606,  # 3 hours off each
    )
    assert found.total_cents == 25012 + 10005 + 525 + 606


def test_nothing_amiss_costs_nothing() -> None:
    found = penalties(team(), HORIZON, [], shortfall_hours=0.0, missing_head_hours=0.0)
    assert found.total_cents == 0


def test_refused_weights_are_summed_before_rounding() -> None:
    wishes = [make_wish("ana", day(k), weight="0.001") for k in range(3)]
    rows = [make_assignment("ana", f"{day(k)} 08:00", local_date=day(k)) for k in range(3)]
    found = penalties(team(*wishes), HORIZON, rows, shortfall_hours=0, missing_head_hours=0)
    assert found.wishes_cents == 2  # 0.003 * 525 = 1.575; one by one 0.525 -> 1 each


@pytest.mark.parametrize(
    ("wish", "worked", "refused"),
    [
        ("off", None, False),
        ("off", "day8", True),
        ("day8", "day8", False),
        ("day8", "late8", True),
        ("day8", None, True),
    ],
)
def test_what_refuses_a_wish(wish: str, worked: str | None, refused: bool) -> None:
    asked = make_wish("ana", day(2), wish)
    rows = [
        make_assignment(
            "ana", "2026-12-02 08:00", local_date=day(2), shift=make_shift(worked or "day8")
        )
    ]
    found = refused_wishes(team(asked), HORIZON, rows if worked else [])
    assert found == ((asked,) if refused else ())


def test_the_shift_of_another_date_or_agent_does_not_matter() -> None:
    rows = [
        make_assignment("ana", "2026-12-03 08:00", local_date=day(3)),
        make_assignment("bo", "2026-12-02 08:00", local_date=day(2)),
    ]
    assert refused_wishes(team(make_wish("ana", day(2))), HORIZON, rows) == ()


@pytest.mark.parametrize(("offset", "counts"), [(-1, False), (0, True), (6, True), (7, False)])
def test_only_the_horizons_dates_count(offset: int, counts: bool) -> None:
    asked = make_wish("ana", day(offset), "day8")
    assert bool(refused_wishes(team(asked), HORIZON, [])) is counts


@pytest.mark.parametrize(("offset", "counts"), [(-1, False), (0, True), (7, True), (8, False)])
def test_dates_are_the_agents_own(offset: int, counts: bool) -> None:
    scenario = make_scenario(
        agents=[make_agent("ana", timezone="Asia/Kolkata")],
        wishes=[make_wish("ana", day(offset), "day8")],
    )
    assert bool(refused_wishes(scenario, HORIZON, [])) is counts
