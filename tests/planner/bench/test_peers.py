"""Peers are asked what we are asked: their models against all rosters, their costs against ours."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, pairwise, product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))  # as its scripts are run

from peer_cases import MONDAY, SAMPLE, made_up_team, part_of_sample
from peer_formulation import Formulation, Range
from peer_pyworkforce import KINDS, cover_team, heads_wanted, named_by_peer
from peer_rosters import build_instance, build_sample, instance_by_peer, instance_by_us
from peer_staffing import staffing_compared
from peer_teams import TeamModel, audited_rows
from pyworkforce.scheduling import MinAbsDifference

from planner.domain import Assignment
from tests.planner.bench.small_shifts import least_cost, small_instance
from tests.planner.roster.problems import best_objective

SOON_S = 5.0


@pytest.mark.parametrize(
    ("allowed", "open_ends"),
    [
        (Range(least=2, most=3), False),
        (Range(least=2, most=4), True),
        (Range(least=1, most=4, soft_least=2, under=20, soft_most=3, over=5), False),
    ],
)
def test_runs_cost_what_they_are_long(allowed: Range, open_ends: bool) -> None:
    """Every row of five days, settled one by one."""
    possible = 0
    for days in product((0, 1), repeat=5):
        made = Formulation(1, 5, 1)
        for day, shift in enumerate(days):
            made.fix(0, day, shift)
        made.runs(made.row(0, 1), allowed, open_ends=open_ends)
        found = made.solve(SOON_S, workers=1)
        at, price, legal = 0, 0, True
        for worked, days_in_row in groupby(days):
            length = len(list(days_in_row))
            inside = at > 0 and at + length < 5
            if worked:
                short = length < allowed.least and (inside or not open_ends)
                legal &= not short and length <= allowed.most
                price += allowed.price(max(length, allowed.least))
            at += length
        assert (found.rows is not None) == legal
        assert not legal or found.objective == price
        possible += legal
    assert 3 < possible < 32


@pytest.mark.parametrize("seed", range(8))
def test_an_instance_is_solved_to_the_least_of_all_rosters(seed: int) -> None:
    instance = small_instance(seed, days=7)
    found = instance_by_peer(instance, SOON_S)
    assert found.objective == least_cost(instance)
    assert not found.faults


def test_the_samples_part_is_the_same_to_both() -> None:
    instance = part_of_sample()
    peer, ours = instance_by_peer(instance, SOON_S), instance_by_us(instance, 3.0)
    assert peer.objective == ours.objective
    assert (peer.faults, ours.faults) == (0, 0)


def test_the_sample_holds_what_it_fixes_and_forbids() -> None:
    found = build_sample(SAMPLE).solve(1.5)
    assert found.rows is not None
    assert all(found.rows[who][day] == shift for who, shift, day in SAMPLE.fixed)
    assert not any(pair == (3, 1) for row in found.rows for pair in pairwise(row))
    for day in range(7 * SAMPLE.weeks):
        heads = [sum(row[day] == shift for row in found.rows) for shift in (1, 2, 3)]
        assert all(have >= least for have, least in zip(heads, SAMPLE.cover[day % 7], strict=True))


def test_a_team_costs_the_same_by_the_formulation_and_by_us() -> None:
    """The best roster of all is the formulation's best, long before that proves it."""
    team = made_up_team(2, starts=False)
    model = TeamModel(team)
    answer = model.made.solve(3.0)
    objective, faults = audited_rows(team, model.assignments(answer))
    assert faults == 0
    assert answer.objective == pytest.approx(100 * objective, abs=1.0)
    assert best_objective(model.problem) == pytest.approx(objective, abs=0.02)


def test_a_team_of_many_starts_is_audited() -> None:
    team = made_up_team(3, starts=True)
    model = TeamModel(team)
    answer = model.made.solve(1.5)
    objective, faults = audited_rows(team, model.assignments(answer))
    assert faults == 0
    assert answer.objective is not None
    # Stopped before its proof, it may count a head as short that is there; never the other way.
    assert answer.bound - 1.0 <= 100 * objective <= answer.objective + 1.0


def test_heads_too_many_and_too_few_are_money_but_for_a_constant() -> None:
    heads = heads_wanted(3)
    found = MinAbsDifference(
        num_days=7,
        periods=24,
        shifts_coverage={
            name: [int(first <= hour < first + hours) for hour in range(24)]
            for name, (first, hours) in KINDS.items()
        },
        required_resources=heads.tolist(),
        max_period_concurrency=1000,
        max_shift_concurrency=1000,
        max_search_time=SOON_S,
    ).solve()
    team = cover_team(heads, 20)
    lengths = {name: timedelta(hours=hours) for name, (_, hours) in KINDS.items()}
    rows, taken = [], np.zeros(7, dtype=int)
    for one in found["resources_shifts"]:
        start = team.horizon.start + timedelta(days=one["day"], hours=KINDS[one["shift"]][0])
        for _ in range(one["resources"]):
            agent = team.scenario.agents[taken[one["day"]]]
            taken[one["day"]] += 1
            rows.append(
                Assignment(
                    agent_id=agent.agent_id,
                    local_date=MONDAY + timedelta(days=one["day"]),
                    shift=one["shift"],
                    start=start,
                    end=start + lengths[one["shift"]],
                    activities=(),
                )
            )
    objective, faults = audited_rows(team, rows)
    assert faults == 0
    assert objective / 10 - heads.sum() == pytest.approx(found["cost"])


def test_rosters_by_name_are_costed_as_the_peer_costs_them() -> None:
    found = named_by_peer(SOON_S)
    assert found.faults == 0
    assert found.objective == found.bound


def test_positions_agree() -> None:
    found = staffing_compared(intervals=50)
    assert found.agree == 50
    assert found.our_hours < found.peer_hours


def test_fewer_days_in_a_row_are_dearer() -> None:
    """The formulation's limits bind: without them a team is cheaper."""
    instance = small_instance(1, days=7)
    free = tuple(replace(one, most_run=7, least_run=1, least_off=1) for one in instance.employees)
    bound = build_instance(instance).solve(SOON_S)
    loose = build_instance(replace(instance, employees=free)).solve(SOON_S)
    assert loose.objective is not None
    assert bound.objective is None or loose.objective <= bound.objective
