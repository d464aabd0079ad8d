"""What must hold of every team, of a few of them; ``properties.py`` tries as many as one likes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.planner.roster.properties import faults_of, judge, solve_faults
from tests.planner.roster.random_scenarios import random_case


@pytest.mark.parametrize("seed", [1])
def test_all_of_it(seed: int) -> None:
    assert faults_of(seed, seconds=0.2) == []


@pytest.mark.parametrize("seed", [28, 31])
def test_who_is_paid_by_the_contact_counts_among_the_least_heads(seed: int) -> None:
    """Bounds were above rosters: cover counted these heads, the solver did not."""
    case = random_case(seed)
    best = judge(case.problem())
    assert best is not None
    assert list(solve_faults(case, best, seed, 0.2)) == []


def test_so_many_moves_of_a_seed_are_the_same_in_every_process() -> None:
    """Sets and dictionaries are never gone through in an order that a process draws."""
    told = set()
    for hashing in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.planner.roster.steps_by_count"],
            env={**os.environ, "PYTHONHASHSEED": hashing},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        told.add(done.stdout)
    assert len(told) == 1
    assert len(told.pop().strip()) == 64
