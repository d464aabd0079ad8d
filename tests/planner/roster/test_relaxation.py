"""The bound is the linear optimum, below every whole solution, and valid however little time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.roster.program import COST_SCALE, Program
from planner.roster.relaxation import relax
from tests.planner.roster.problems import optimum


def packing(seed: int) -> Program:
    """Spans of two agents to be chosen, work to be covered in every hour, one duty forbidden."""
    dice = np.random.default_rng(seed)
    program = Program()
    groups = []
    for _ in range(2):
        spans = []
        for _ in range(9):
            start = int(dice.integers(0, 20))
            cost = float(dice.uniform(-20, 60) * COST_SCALE)
            spans.append(
                (
                    program.variable(1, cost=cost, whole=True),
                    start,
                    start + int(dice.integers(3, 9)),
                )
            )
        groups.append(spans)
        program.add_no_overlap(*zip(*spans, strict=True))
    program.forbid(groups[0][0][0])
    for hour in range(28):
        short = program.variable(2, cost=20 * COST_SCALE, whole=False)
        there = [k for spans in groups for k, start, end in spans if start <= hour < end]
        program.add(
            [short, *there], [1.0] * (1 + len(there)), float(dice.choice((0.5, 1, 1.6))), None
        )
    program.add([groups[1][0][0], groups[1][1][0]], [1, 1], 1, 1)
    program.add([k for k, _, _ in groups[0]], [1] * 9, None, 3)
    program.add([0, 1], [1, 1], None, None)
    return program


def linear_optimum(program: Program) -> float | None:
    """By the simplex method, on the cliques of overlapping spans."""
    matrix, lower, upper = program.rows()
    rows, limits = [matrix.toarray(), -matrix.toarray()], [upper, -lower]
    for group in program.no_overlaps:
        for moment in group.starts:
            clique = np.zeros(len(program))
            for variable, start, end in zip(group.variables, group.starts, group.ends, strict=True):
                clique[variable] = float(start <= moment < end)
            rows.append(clique[None, :])
            limits.append(np.ones(1))
    left, right = np.vstack(rows), np.concatenate(limits)
    bounded = np.isfinite(right)
    found = linprog(
        np.array(program.cost) / COST_SCALE,
        A_ub=left[bounded],
        b_ub=right[bounded],
        bounds=[(0, top) for top in program.upper_bounds()],
        method="highs-ds",
    )
    return None if found.x is None else float(found.fun)


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_is_the_linear_optimum_and_below_the_whole_one(seed: int) -> None:
    program = packing(seed)
    linear, whole = linear_optimum(program), optimum(program)
    assert linear is not None
    assert whole is not None
    relaxation = relax(program, 10.0)
    assert relaxation.lower_bound / COST_SCALE == pytest.approx(linear, abs=1e-5)
    assert relaxation.lower_bound <= whole[0] + 1.0
    assert relaxation.values is not None
    cost = float(relaxation.values @ np.array(program.cost))
    assert cost / COST_SCALE == pytest.approx(linear, abs=1e-3)


def test_some_bounds_are_below_the_best_whole_solution() -> None:
    """Else the test above would say little of the linear program."""
    gaps = [optimum(packing(seed))[0] - relax(packing(seed), 10).lower_bound for seed in range(12)]  # type: ignore[index]
    assert sum(gap > COST_SCALE for gap in gaps) >= 3


@pytest.mark.parametrize("seconds", [0.0, 1e-6, 1e-4, 1e-3, 1e-2, 0.1])
def test_the_bound_holds_whatever_the_time(seconds: float) -> None:
    dice = np.random.default_rng(0)
    program = Program()
    for _ in range(600):
        program.variable(dice.integers(1, 5), cost=float(dice.normal() * COST_SCALE), whole=True)
    for _ in range(300):
        some = dice.choice(600, 30, replace=False).tolist()
        program.add(some, dice.random(30).tolist(), 3.0, None)
    best = linear_optimum(program)
    assert best is not None
    hurried = relax(program, seconds).lower_bound / COST_SCALE
    trivial = sum(min(0.0, c) * u for c, u in zip(program.cost, program.upper, strict=True))
    assert trivial / COST_SCALE - 1e-6 <= hurried <= best + 1e-6


def test_what_cannot_be_has_the_bound_of_no_prices() -> None:
    program = Program()
    program.variable(2, cost=-3.0, whole=True)
    program.add([0], [1], 5, None)
    relaxation = relax(program, 10.0)
    assert relaxation.lower_bound == -6.0
    assert relaxation.values is None


def test_spans_that_are_all_forbidden_are_no_flow() -> None:
    program = Program()
    first, second = (
        program.variable(1, cost=-2.0, whole=True),
        program.variable(1, cost=-1.0, whole=True),
    )
    program.add_no_overlap([first], [0], [60])
    program.forbid(first)
    assert relax(program, 10.0).lower_bound == pytest.approx(-1.0)
    assert second == 1


def test_a_program_of_nothing_costs_nothing() -> None:
    assert relax(Program(), 1.0).lower_bound == 0.0
