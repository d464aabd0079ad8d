"""Rounding to whole numbers cuts off no solution, and what cannot be is said to be so."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from ortools.sat.python import cp_model

from planner.roster.cpsat import feasible_with, to_model
from planner.roster.program import COST_SCALE, FRACTION, Program
from tests.planner.roster.problems import optimum


def random_program(seed: int) -> Program:
    """Five whole variables and two in fractions; coefficients that no decimal holds."""
    dice = np.random.default_rng(seed)
    program = Program()
    for upper in (1, 1, 1, 2, 3):
        program.variable(upper, cost=float(dice.normal() * COST_SCALE), whole=True)
    for _ in range(2):
        program.variable(1.5, cost=float(dice.uniform(0, COST_SCALE)), whole=False)
    for _ in range(4):
        some = sorted(dice.choice(7, 4, replace=False).tolist())
        values = dice.normal(size=4) if dice.random() < 0.6 else dice.integers(-2, 3, 4)
        bound = float(dice.normal()) if dice.random() < 0.5 else float(dice.integers(-2, 3))
        lower, upper = (bound, None) if dice.random() < 0.5 else (None, bound)
        if dice.random() < 0.3:
            lower, upper = bound - 1.1, bound + 1.1
        program.add(some, values.tolist(), lower, upper)
    program.add_no_overlap([0, 1, 2], [0, 30, 60], [40, 60, 90])
    return program


def points(program: Program) -> list[np.ndarray]:
    """Points of a grid that meet every row."""
    matrix, lower, upper = program.rows()
    top = program.upper_bounds()
    grids = [
        np.arange(0, u + 1e-9, 1.0 if w else 0.25) for u, w in zip(top, program.whole, strict=True)
    ]
    values = np.array(list(product(*grids)))
    sums = values @ matrix.toarray().T
    met = ((sums >= lower - 1e-12) & (sums <= upper + 1e-12)).all(axis=1)
    apart = np.ones(len(values), dtype=bool)
    for group in program.no_overlaps:
        for k, first in enumerate(group.variables):
            for j in range(k):
                second = group.variables[j]
                clash = group.starts[k] < group.ends[j] and group.starts[j] < group.ends[k]
                apart &= (values[:, first] + values[:, second] <= 1) | (not clash)
    return list(values[met & apart])


def test_no_solution_is_cut_off() -> None:
    feasible = 0
    for seed in range(40):
        program = random_program(seed)
        allowed = points(program)
        if not allowed:
            continue
        feasible += 1
        units = np.array(program.units)
        for point in allowed[:: max(1, len(allowed) // 5)]:
            model, variables = to_model(program)
            for variable, value in zip(variables, point * units, strict=True):
                model.add(variable == round(value))
            assert cp_model.CpSolver().solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        model, _ = to_model(program)
        solver = cp_model.CpSolver()
        assert solver.solve(model) == cp_model.OPTIMAL
        best = min(float(point @ np.array(program.cost)) for point in allowed)
        assert solver.objective_value <= best
    assert feasible >= 20


def test_shares_are_not_counted_twice() -> None:
    """What rounding gives away is next to nothing: 1.08 agents are not 2."""
    program = Program()
    share = program.variable(1, cost=100.0, whole=False)
    short = program.variable(2, cost=1e6, whole=False)
    program.add([short, share], [1.0, 1.08], 1.08, None)
    found = optimum(program)
    assert found is not None
    assert found[1] == pytest.approx([1.0, 0.0], abs=1e-4)


@pytest.mark.parametrize(
    ("lower", "upper", "possible"),
    [
        (0, 0, True),
        (-1, None, True),
        (None, 1, True),
        (1, None, False),
        (1, 1, False),
        (None, -1, False),
    ],
)
def test_a_sum_of_nothing_is_nothing(
    lower: float | None, upper: float | None, possible: bool
) -> None:
    program = Program()
    program.new_bool("")
    program.add([], [], lower, upper)
    assert feasible_with(program, ()) == possible


def test_feasible_with_what_is_chosen() -> None:
    program = Program()
    first, second, third = (program.new_bool("") for _ in range(3))
    program.add_no_overlap([first, second, third], [0, 5, 10], [10, 15, 20])
    assert feasible_with(program, ())
    assert feasible_with(program, (first, third))
    assert not feasible_with(program, (first, second))
    assert not feasible_with(program, (second, third))
    program.add([first, second], [1, 1], 1, None)
    assert feasible_with(program, (third,))
    program.forbid(first)
    assert not feasible_with(program, (first,))
    assert not feasible_with(program, (third,))


def test_what_is_fixed_stays_and_what_is_hinted_may_move() -> None:
    program = Program()
    first, second = (
        program.variable(3, cost=-1e5, whole=True),
        program.variable(2.0, cost=1e5, whole=False),
    )
    program.add([first, second], [1.0, -1.0], None, 0.5)
    model, variables = to_model(program, fixed={first: 2}, hint=np.array([0.0, 1.5]))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    assert [solver.value(variable) for variable in variables] == [2, 1.5 * FRACTION]
    assert list(model.proto.solution_hint.vars) == [second]
    assert list(model.proto.solution_hint.values) == [150_000]


def test_where_everything_is_chosen_the_solver_says_the_same() -> None:
    """Another variable, which nothing asks for, has the solver judge: rows and spans."""
    random = np.random.default_rng(0)
    held = 0
    for _ in range(150):
        program = Program()
        ones = [program.new_bool("") for _ in range(4)]
        for _ in range(2):
            some = random.choice(ones, size=3, replace=False).tolist()
            values = random.choice([0.5, 1.0, 1.25, -1.0], size=3).tolist()
            lower, upper = sorted(random.choice([-1.0, 0.5, 1.0, 1.75, 2.5, 3.0, 4.0], size=2))
            program.add(some, values, None if random.random() < 0.3 else lower, upper)
        starts = random.integers(0, 80, size=4)
        ends = starts + random.integers(1, 12, size=4)
        program.add_no_overlap(ones, starts.tolist(), ends.tolist())
        alone = feasible_with(program, ones)
        program.new_bool("another")
        assert feasible_with(program, ones) == alone
        held += alone
    assert 5 <= held <= 100
