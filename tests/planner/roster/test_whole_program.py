"""Small problems solved whole: the best roster, a true bound, and a search that ends with it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from planner.roster import whole_program
from planner.roster.bounding import find_bounds
from planner.roster.engines import Engine
from planner.roster.messages import Bound, Message, Move
from planner.roster.model import Fixed, build
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import Reinsertion
from planner.roster.search import search
from planner.roster.whole_program import is_small, solve_whole
from tests.planner.builders import make_break, make_shift
from tests.planner.roster.problems import optimum, requirement, week_from
from tests.planner.roster.test_engines import CLOCKS_BACK, scenario_of, wanted


def problem_of(weeks: int = 1, **changes: Any) -> Problem:
    """Madrid and Kolkata in the week in which Madrid's clocks go back."""
    scenario, horizon = scenario_of(**changes), week_from(CLOCKS_BACK, weeks=weeks)
    return prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": wanted(horizon)}))


def cost_of(problem: Problem, weeks: Any) -> float:
    roster = Reinsertion(problem, 0)
    for index, chosen in weeks.items():
        roster.put_chosen(index, chosen)
        assert roster.is_legal(index)
    return roster.cost()


def best_by_cpsat(problem: Problem) -> float:
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem))
    found = optimum(model.program, 10.0)
    assert found is not None
    return (found[0] + model.offset) / COST_SCALE


@pytest.mark.parametrize("with_break", [False, True])
def test_it_finds_what_another_solver_finds(with_break: bool) -> None:
    breaks = (make_break(60),) if with_break else ()
    shift = make_shift(
        "day", paid_minutes=480, breaks=breaks, start_from_minute=480, start_to_minute=600
    )
    problem = problem_of(shifts=[shift])
    best = best_by_cpsat(problem)
    found = solve_whole(problem, 20.0)
    assert found is not None
    assert found.proven
    assert found.plan is not None
    assert found.lower_bound is not None
    assert cost_of(problem, found.plan) == pytest.approx(best, abs=0.01)
    assert found.objective == pytest.approx(best, abs=0.01)
    assert best * (1 - 1e-4) <= found.lower_bound <= best


def test_bounds_send_the_roster_with_its_objective() -> None:
    problem, sent = problem_of(), list[Message]()
    find_bounds(problem, time.monotonic() + 20.0, lambda: True, sent.append)
    rosters = [one for one in sent if isinstance(one, Move)]
    bounds = [one.value for one in sent if isinstance(one, Bound)]
    assert len(rosters) == 1
    assert rosters[0].objective == pytest.approx(cost_of(problem, rosters[0].weeks), abs=0.01)
    assert max(bounds) >= (rosters[0].objective or 0.0) * (1 - 1e-4)


def test_a_search_ends_with_a_roster_that_came() -> None:
    problem = problem_of()
    found = solve_whole(problem, 20.0)
    assert found is not None
    assert found.plan is not None
    assert found.objective is not None
    best, whole = found.objective, [Move(weeks=found.plan, objective=found.objective)]

    class Beside:
        """Sends the best roster at once."""

        def enough(self, objective: float) -> bool:
            return objective <= best + 0.005

        def received(self) -> list[Message]:
            given, whole[:] = list(whole), []
            return list(given)

        def send(self, message: Message) -> None:
            del message

    for engine in (Engine.PATTERNS, Engine.PARTS, Engine.AGREEMENT):
        whole[:] = [Move(weeks=found.plan, objective=found.objective)]
        begun = time.monotonic()
        plan = search(problem, 0, begun + 60.0, Beside(), engine=engine)
        assert cost_of(problem, plan) == pytest.approx(best, abs=0.01)
        assert time.monotonic() - begun < 20.0


@pytest.mark.parametrize("limit", ["MOST_VARIABLES", "MOST_ENTRIES"])
def test_what_is_too_large_is_left_alone(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of()
    assert is_small(problem)
    assert not is_small(problem_of(weeks=2))
    monkeypatch.setattr(whole_program, limit, 60)
    assert solve_whole(problem, 20.0) is None
