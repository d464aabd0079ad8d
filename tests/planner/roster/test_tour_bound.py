"""The bound by whole weeks lies between the linear one and the best roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from planner.roster.kinds import pools_of
from planner.roster.model import Fixed, build
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.relaxation import relax
from planner.roster.tour_bound import ROUNDING, tours_bound
from tests.planner.builders import MONDAY, make_agent, make_contract, make_time_off
from tests.planner.roster.problems import JUDGE_S, best_objective, make_problem, random_team

CLOSE = 0.02


def bounds_of(problem: Problem, prices: np.ndarray | None = None) -> tuple[float, float]:
    """The linear bound and that by whole weeks, at the relaxation's prices or others."""
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 30.0)
    assert found.prices is not None
    linear = (found.lower_bound + model.offset) / COST_SCALE
    whole = tours_bound(problem, model, found.prices if prices is None else prices)
    assert whole is not None
    return linear, whole


@pytest.mark.parametrize("seed", range(4))
def test_between_the_linear_bound_and_the_best_roster(seed: int) -> None:
    problem = random_team(seed)
    linear, whole = bounds_of(problem)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    assert whole >= linear - 2 * ROUNDING * len(problem.members) - CLOSE
    assert whole <= best + CLOSE


@pytest.mark.parametrize("seed", range(2))
def test_any_prices_give_a_bound(seed: int) -> None:
    problem = random_team(seed)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    random = np.random.default_rng(seed)
    for scale in (0.0, 1e3, 1e6):
        prices = random.normal(0.0, scale + 1e-9, model.program.row_count)
        found = tours_bound(problem, model, prices)
        assert found is not None
        assert found <= best + CLOSE


def test_who_may_stay_out_does_so_whole() -> None:
    """A fraction of an agent would pay a fraction of a seat; a whole one pays all of it."""
    asked = np.array([0.2 * (9 <= slot % 24 < 13) for slot in range(168)])
    problem = make_problem({"phone-en": asked})
    seat = replace(problem.members[0], seat=2000.0)
    problem = replace(problem, members=(seat,), peers=((0,),))
    linear, whole = bounds_of(problem)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    assert linear <= whole + CLOSE
    assert whole <= best + CLOSE


def test_weeks_that_hang_together_have_none() -> None:
    problem = replace(random_team(0), week_bounds=(0, 7 * 1440, 14 * 1440))
    model = build(random_team(0), range(2), Fixed.nothing(random_team(0)), relaxed=True)
    assert tours_bound(problem, model, np.zeros(model.program.row_count)) is None


def test_who_is_away_makes_no_shift_worthless_to_others_of_her_kind() -> None:
    """The first of a kind is away all week: her shifts are worth nothing, others' all the same."""
    asked = np.array([2.0 * (9 <= slot % 24 < 17) for slot in range(168)])
    away = make_time_off("agent0", str(MONDAY), str(MONDAY + timedelta(days=6)), "unpaid")
    problem = make_problem(
        {"phone-en": asked},
        agents=[make_agent(f"agent{k}") for k in range(3)],
        contracts=[make_contract(hourly=True)],
        time_off=[away],
    )
    assert len(pools_of(problem)) == 1
    linear, whole = bounds_of(problem)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    assert linear - 3 * ROUNDING - CLOSE <= whole <= best + CLOSE
