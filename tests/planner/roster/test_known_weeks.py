"""Weeks that are known: who may work them, what they cost and are worth, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from planner.domain import Assignment
from planner.roster import known_weeks
from planner.roster.known_weeks import BARRED, KnownWeeks
from planner.roster.legality import is_legal
from planner.roster.problem import Problem
from planner.roster.reinsertion import Reinsertion, Week
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_shift,
    make_time_off,
    make_wish,
)
from tests.planner.roster.problems import make_problem

SHIFT = make_shift(
    "day8", paid_minutes=480, start_from_minute=0, start_to_minute=1380, start_every_minutes=180
)


def team(**changes: Any) -> Problem:
    """Four agents alike, but that the last works half."""
    fields: dict[str, Any] = {
        "agents": [
            make_agent(f"agent{k}", contract="half" if k == 3 else "full") for k in range(4)
        ],
        "shifts": [SHIFT],
        "contracts": [
            make_contract("full", hourly=True, weekly_minutes=2400, shifts=("day8",)),
            make_contract(
                "half", hourly=True, weekly_minutes=960, max_weekly_minutes=1000, shifts=("day8",)
            ),
        ],
        "labour_rules": [make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160)],
    } | changes
    asked = np.array([2.0 * (6 <= slot % 24 < 20) for slot in range(168)])
    return make_problem({"phone-en": asked}, **fields)


def filled(problem: Problem, seed: int = 0, count: int = 60) -> tuple[Reinsertion, KnownWeeks]:
    """Weeks that agents of the first's kind take at random prices."""
    search = Reinsertion(problem, seed)
    weeks = search.best_weeks[0]
    known = KnownWeeks(weeks, problem.slots)
    random = np.random.default_rng(seed)
    for _ in range(count):
        index = int(random.choice(weeks.kind.members))
        gain = random.uniform(0, 60, problem.slots)
        tour = weeks.best(index, weeks.base_cost - weeks.kind.values.value(gain))
        assert tour is not None
        search.put_tour(index, tour, gain)
        known.add(search.weeks[index])
    return search, known


def history(*back: int) -> list[Assignment]:
    """The first worked so many days before, until midnight."""
    days = [MONDAY - timedelta(days=each) for each in back]
    return [
        make_assignment("agent0", f"{day}T15:30:00+00:00", local_date=day, shift=SHIFT)
        for day in days
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"time_off": [make_time_off("agent1", str(MONDAY), str(MONDAY), "vacation")]},
        {"wishes": [make_wish("agent2", MONDAY)]},
        {
            "history": history(3, 2, 1),
            "labour_rules": [
                make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160, max_consecutive_days=5)
            ],
        },
        {
            "history": history(4, 3, 2),
            "labour_rules": [
                make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160, max_consecutive_days=5)
            ],
        },
    ],
)
def test_costs_are_those_of_her_own_week_and_barred_is_what_is_illegal(
    changes: dict[str, Any],
) -> None:
    problem = team(**changes)
    search, known = filled(problem)
    allowed = 0
    for index in known.weeks.kind.members:
        costs = known.costs(index)
        for place in range(len(known)):
            options = [each.option for each in known.week[place].chosen]
            legal = is_legal(problem, problem.members[index], options)
            assert (costs[place] < BARRED / 2) == legal
            if legal:
                allowed += 1
                granted = sum(p for _, wish, p in problem.members[index].wishes if wish != "off")
                own = search.best_weeks[index].cost_of(index, options)
                assert costs[place] == pytest.approx(own - granted)
    assert allowed >= len(known)


def test_worth_is_presence_at_a_price_and_falls_by_what_is_common() -> None:
    problem = team()
    _, known = filled(problem)
    gain = np.random.default_rng(1).uniform(0, 50, problem.slots)
    worth = known.worth(gain)
    taken = known.week[3]
    lower = known.worth(gain - 2.0 * taken.presence)
    assert worth - 2.0 * known.common_with(3, taken.presence) == pytest.approx(lower, rel=1e-4)
    assert known.common_with(None, taken.presence) == pytest.approx(
        known.common_with(3, taken.presence)
    )
    for place in range(len(known)):
        assert worth[place] == pytest.approx(gain @ known.week[place].presence, rel=1e-4)


def test_where_there_is_no_room_the_week_chosen_longest_ago_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(known_weeks, "MOST", 5)
    problem = team()
    search, known = filled(problem)
    assert len(known) == 5
    kept: list[Week] = [known.week[place] for place in range(5)]
    for place in range(4):
        known.take(place)
    empty = search.empty[0]
    assert known.add(empty) == 4
    assert known.add(kept[0]) == 0
    known.take(4)
    assert known.add(kept[4]) is None
    known.leave(2)
    assert known.add(kept[4]) == 2
