"""Every step of the search, judged by trying all rosters of tiny instances."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from planner.bench.shift_scheduling.checking import check_roster
from planner.bench.shift_scheduling.choosing import Choosing
from planner.bench.shift_scheduling.diving import dive
from planner.bench.shift_scheduling.first_roster import NoRowError, blocks_of, first_roster
from planner.bench.shift_scheduling.generation import Generation
from planner.bench.shift_scheduling.instance import Instance
from planner.bench.shift_scheduling.kinds import kinds_of
from planner.bench.shift_scheduling.legality import is_legal
from planner.bench.shift_scheduling.part_model import solve_part
from planner.bench.shift_scheduling.problem import OFF, IntArray, Problem
from planner.bench.shift_scheduling.reading import read_instance
from planner.bench.shift_scheduling.solve import find_roster
from tests.planner.bench.made_up_shifts import write_shift_instance
from tests.planner.bench.small_shifts import NAMES, least_cost, legal_rows, small_instance

SOON_S = 3.0


def as_row(names: tuple[str, ...]) -> IntArray:
    return np.array([NAMES.index(name) - 1 for name in names])


def price_of(prices: np.ndarray, row: IntArray) -> float:
    days = np.nonzero(row != OFF)[0]
    return float(prices[days, row[days]].sum())


@pytest.mark.parametrize("seed", range(6))
def test_legality_is_what_the_check_says(seed: int) -> None:
    instance = small_instance(seed, days=7)
    problem = Problem.of(instance)
    legal = set(legal_rows(instance, 0))
    for names in product(NAMES, repeat=instance.days):
        assert is_legal(problem, 0, as_row(names)) == (names in legal)


def test_tables_find_the_cheapest_row_of_all() -> None:
    possible = 0
    for seed in range(14):
        instance = small_instance(seed)
        problem = Problem.of(instance)
        prices = np.random.default_rng(seed).integers(-9, 6, size=(instance.days, 2)) * 1.0
        best, floors = Choosing(problem).best([0], prices[None])
        rows = [as_row(names) for names in legal_rows(instance, 0)]
        costs = [price_of(prices, row) + problem.row_cost(0, row) for row in rows]
        assert floors[0] <= best.costs[0] == min(costs, default=np.inf)
        possible += bool(costs)
    assert 8 <= possible < 14


def test_tables_find_the_cheapest_way_through_a_span() -> None:
    compared = 0
    for seed in range(10):
        instance = small_instance(seed)
        problem = Problem.of(instance)
        random = np.random.default_rng(seed)
        prices = random.integers(-9, 6, size=(instance.days, 2)) * 1.0
        rows = [as_row(names) for names in legal_rows(instance, 0)]
        for row in rows[:: max(1, len(rows) // 4)]:
            first = int(random.integers(0, 5))
            # A span does not cut a weekend.
            end = int(random.choice([day for day in range(first + 1, 9) if day != 6]))
            choosing = Choosing(problem, end - first)
            best, _ = choosing.best([0], prices[None, first:end], row[None], first, end)
            same = [
                other
                for other in rows
                if np.array_equal(other[:first], row[:first])
                and np.array_equal(other[end:], row[end:])
            ]
            costs = [
                price_of(prices[first:end], other[first:end])
                + problem.row_cost(0, other)
                - problem.row_cost(0, np.where(np.arange(8) < first, other, OFF))
                - problem.row_cost(0, np.where(np.arange(8) >= end, other, OFF))
                for other in same
            ]
            assert best.costs[0] == pytest.approx(min(costs))
            compared += len(costs) > 1
    assert compared > 10


def test_limits_that_are_not_counted_are_kept_all_the_same() -> None:
    instance = small_instance(3)
    wide = replace(instance.employees[0], most_shifts={"E": 8, "L": 3}, most_minutes=3000)
    instance = replace(instance, employees=(wide,))
    problem = Problem.of(instance)
    (kind,) = kinds_of(problem)
    prices = np.array([[0.0, -5.0]] * 8)
    choosing = Choosing(problem)
    best, floors = choosing.best([0], prices[None])
    assert (best.rows == 1).sum() <= 3
    choosing.count_more()
    exact, _ = choosing.best([0], prices[None])
    assert floors[0] <= exact.costs[0] <= best.costs[0]
    assert kind.counted == () or floors[0] == exact.costs[0]


def pairs() -> list[tuple[Instance, int]]:
    """Instances of two employees, and what their best rosters cost."""
    found = [small_instance(seed, employees=2, days=6) for seed in range(20)]
    costs = [(instance, least_cost(instance)) for instance in found]
    return [(instance, cost) for instance, cost in costs if cost is not None]


@pytest.fixture(scope="module")
def solved() -> list[tuple[Instance, int]]:
    return pairs()


def test_a_part_is_the_best_that_it_can_be(solved: list[tuple[Instance, int]]) -> None:
    for instance, cost in solved:
        problem = Problem.of(instance)
        choosing = Choosing(problem)
        random = np.random.default_rng(0)
        rows = first_roster(problem, choosing, blocks_of(problem, instance.days), random)
        part = solve_part(problem, rows, np.ones(rows.shape, dtype=bool), SOON_S, 0)
        assert part is not None
        assert part.proven
        assert part.cost == check_roster(instance, problem.roster(part.rows)).cost == cost
    assert len(solved) > 5


def test_bounds_hold_and_dives_are_legal(solved: list[tuple[Instance, int]]) -> None:
    tight = 0
    for instance, cost in solved:
        problem = Problem.of(instance)
        generation = Generation(problem, Choosing(problem))
        until = time.monotonic() + SOON_S
        told: list[float] = []
        relaxed = generation.run(until, tell=told.append)
        assert max(told) == relaxed.bound <= cost + 1e-6
        rows = dive(generation, until)
        assert rows is not None
        verdict = check_roster(instance, problem.roster(rows))
        assert verdict.violations == ()
        assert verdict.cost >= cost
        tight += relaxed.bound > cost - 1
    assert tight > 2


def test_the_whole_search_finds_and_proves_the_best(solved: list[tuple[Instance, int]]) -> None:
    instance, cost = solved[0]
    answer = find_roster(instance, time_limit_s=SOON_S)
    assert answer.cost == check_roster(instance, answer.roster).cost == cost
    assert answer.bound <= cost


def test_no_time_still_gives_a_roster(solved: list[tuple[Instance, int]]) -> None:
    instance, cost = solved[1]
    answer = find_roster(instance, time_limit_s=0.0)
    verdict = check_roster(instance, answer.roster)
    assert verdict.violations == ()
    assert verdict.cost == answer.cost >= cost


def test_who_has_no_legal_row_is_named() -> None:
    instance = small_instance(0)
    never = replace(instance.employees[0], least_minutes=6000, most_minutes=6000)
    with pytest.raises(NoRowError, match="employee P0"):
        find_roster(replace(instance, employees=(never,)), time_limit_s=0.0)


@pytest.mark.parametrize(
    ("employees", "weeks", "shift_types"), [(20, 4, 4), (60, 12, 15), (150, 26, 8)]
)
def test_rosters_of_any_size_begin_legal(
    tmp_path: Path, employees: int, weeks: int, shift_types: int
) -> None:
    path = write_shift_instance(
        tmp_path / "made_up.txt", employees=employees, weeks=weeks, shift_types=shift_types
    )
    instance = read_instance(path)
    problem = Problem.of(instance)
    random = np.random.default_rng(0)
    rows = first_roster(problem, Choosing(problem, 14), blocks_of(problem, 14), random)
    verdict = check_roster(instance, problem.roster(rows))
    assert verdict.violations == ()
    assert verdict.cost == problem.cost(rows)
