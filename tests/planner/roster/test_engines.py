"""Engines find the best roster of a small team, or come near; the one asked for is at work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import numpy as np
import pytest

from planner.clock import Horizon
from planner.errors import DataError
from planner.roster import search as search_module
from planner.roster.engines import Engine, engine_of
from planner.roster.messages import Message
from planner.roster.prepare import prepare
from planner.roster.problem import FloatArray
from planner.roster.reinsertion import Reinsertion
from planner.roster.search import search
from planner.scenario import Scenario
from planner.verbs.options import Engines
from tests.planner.builders import make_agent, make_contract, make_law, make_scenario, make_shift
from tests.planner.roster.problems import best_objective, requirement, week_from

CLOCKS_BACK = date(2026, 10, 19)  # Sunday the 25th has 25 hours in Madrid, 24 in Kolkata
ENDS = {
    Engine.PATTERNS: "_again_and_again",
    Engine.PARTS: "_together",
    Engine.AGREEMENT: "_at_large",
}

# What an engine may leave of a small team's cost in two seconds: who agree move one at a time.
LEFT = {Engine.PATTERNS: 0.005, Engine.PARTS: 0.005, Engine.AGREEMENT: 0.03}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """Nobody beside; the objective that is good enough."""

    good: float | None

    def enough(self, best: float) -> bool:
        return self.good is not None and best <= self.good + 0.005

    def received(self) -> list[Message]:
        return []

    def send(self, message: Message) -> None:
        del message


def wanted(horizon: Horizon) -> FloatArray:
    """Heads by slots: on odd days Madrid's and Kolkata's day together, by UTC's clock."""
    return np.array([float(slot.day % 2 and 3 <= slot.hour < 15) * 0.8 for slot in horizon.slots])


def scenario_of(**changes: Any) -> Scenario:
    shift = make_shift(
        "day", paid_minutes=480, breaks=(), start_from_minute=480, start_to_minute=600
    )
    given: dict[str, Any] = {
        "interval_minutes": 60,
        "agents": [make_agent("ana"), make_agent("ben", timezone="Asia/Kolkata", country="IN")],
        "shifts": [shift],
        "contracts": [make_contract(shifts=("day",), days_per_week=3)],
        "labour_rules": [make_law(min_rest_minutes=660, min_weekly_rest_minutes=2160)],
    }
    return make_scenario(**{**given, **changes})


@pytest.mark.parametrize("engine", [Engine.PATTERNS, Engine.PARTS, Engine.AGREEMENT])
def test_engines_agree_on_the_best_roster(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, at_work = scenario_of(), list[str]()
    for name in ENDS.values():
        kept = getattr(search_module, name)

        def noted(*given: Any, name: str = name, kept: Any = kept) -> Any:
            at_work.append(name)
            return kept(*given)

        monkeypatch.setattr(search_module, name, noted)
    horizon = week_from(CLOCKS_BACK)
    problem = prepare(
        scenario, horizon, requirement(scenario, horizon, {"phone-en": wanted(horizon)})
    )
    best = best_objective(problem, 5.0)
    until = time.monotonic() + 2.0
    plan = search(problem, 0, until, Alone(good=best), engine=engine)
    roster = Reinsertion(problem, 0)
    for index, chosen in plan.items():
        roster.put(index, roster.week_of(index, chosen))
    assert at_work == [ENDS[engine]]
    assert best is not None
    assert best - 0.01 <= roster.cost() <= best * (1 + LEFT[engine]) + 0.01


def test_patterns_are_refused_where_there_are_none() -> None:
    scenario, horizon = scenario_of(), week_from(CLOCKS_BACK, weeks=2)
    problem = prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": 0.7}))
    assert engine_of(problem, Engine.AUTO) == Engine.AUTO
    with pytest.raises(DataError, match=r"--engine: expected one of auto, parts, agreement: "):
        engine_of(problem, Engine.PATTERNS)


def test_the_command_line_knows_every_engine() -> None:
    assert tuple(Engine) == get_args(Engines)
