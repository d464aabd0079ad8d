"""The relaxation's bound never lies above the best roster."""

from __future__ import annotations

import time

import pytest

from planner.roster.model import Fixed, build
from planner.roster.program import COST_SCALE, FRACTION, Program
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from tests.planner.roster.problems import JUDGE_S, best_objective, make_problem, random_team

CLOSE = 0.02


@pytest.mark.parametrize("seed", range(8))
def test_bound_below_every_roster(seed: int) -> None:
    problem = random_team(seed)
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    bound = (relax(model.program, 30.0).lower_bound + model.offset) / COST_SCALE
    search = Reinsertion(problem, seed)
    assert search.construct()
    begun = search.cost()
    found = search.improve(time.monotonic() + 0.3, 0.02, lambda best: False)
    assert found <= begun + 1e-6
    assert bound <= found + CLOSE
    best = best_objective(problem, JUDGE_S)
    assert best is None or bound <= best + CLOSE
    assert bound > 0


def test_without_time_the_bound_is_still_one() -> None:
    problem = random_team(3)
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    hurried = relax(model.program, 0.0)
    calm = relax(model.program, 30.0)
    assert hurried.lower_bound <= calm.lower_bound + 1e-6 * abs(calm.lower_bound)


def test_one_agent_short_everywhere_is_bounded_to_the_cent() -> None:
    """Nobody serves the queue: everything is short, and the bound says exactly that."""
    problem = make_problem({"phone-en": 1.5}, agents=[])
    model = build(problem, (), Fixed.nothing(problem), relaxed=True)
    bound = (relax(model.program, 30.0).lower_bound + model.offset) / COST_SCALE
    assert bound == pytest.approx(1.5 * 168 * 200, abs=0.01)


def test_a_program_knows_its_rows() -> None:
    program = Program()
    first, second = program.new_bool("a"), program.variable(2.5, cost=3.0, whole=False)
    program.add([first, second], [1, 2.0], 1, 4)
    program.forbid(first)
    matrix, lower, upper = program.rows()
    assert matrix.toarray().tolist() == [[1.0, 2.0]]
    assert (lower.tolist(), upper.tolist()) == ([1.0], [4.0])
    assert program.upper_bounds().tolist() == [0.0, 2.5]
    assert program.units == [1, FRACTION]
    assert relax(program, 10.0).lower_bound == pytest.approx(1.5)
