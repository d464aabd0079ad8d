"""Made-up teams are what they say, are read without a fault, and can be planned."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from planner import pipeline
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.files import read_requirement, read_team
from planner.scenario import Scenario

HUNDRED = BenchTeam(agents=100, seed=3)


def made(team: BenchTeam, folder: Path) -> tuple[Scenario, pd.DataFrame]:
    write_bench_team(team, folder)
    scenario = read_team(folder)
    horizon = scenario.horizon(team.start, team.weeks)
    return scenario, read_requirement(folder / "requirement.csv", scenario, horizon)


def test_shares_are_as_they_should_be(tmp_path: Path) -> None:
    scenario, required = made(HUNDRED, tmp_path / "team")
    assert len(scenario.agents) == 100
    assert len({agent.timezone for agent in scenario.agents}) == 9
    contracts = Counter(agent.contract for agent in scenario.agents)
    assert contracts == {"h40": 65, "h30": 20, "h20": 15}
    assert sum(agent.nights for agent in scenario.agents) == 20
    wages = [float(agent.wage_per_hour) for agent in scenario.agents]
    assert (min(wages), max(wages)) == (7.0, 28.0)
    assert {shift.paid_minutes for shift in scenario.shifts} == {60 * k for k in range(4, 11)}
    assert len(scenario.time_off) / 700 == pytest.approx(0.08, abs=0.03)
    assert len(scenario.wishes) / 100 == pytest.approx(0.25, abs=0.12)
    # 92 % of the hours under contract, net of shrinkage.
    hours = 65 * 40 + 20 * 30 + 15 * 20
    assert required["required"].sum() / 2 == pytest.approx(0.92 * 0.9 * hours, rel=1e-3)
    (vendor,) = scenario.vendors
    assert vendor.max_agents == round(0.1 * required["required"].mean())


def test_the_same_makes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    write_bench_team(HUNDRED, first)
    write_bench_team(HUNDRED, again)
    write_bench_team(replace(HUNDRED, seed=4), other)
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name
    for name in ("agents.csv", "time_off.csv", "wishes.csv", "requirement.csv"):
        assert (first / name).read_bytes() != (other / name).read_bytes(), name


@pytest.mark.parametrize(
    ("start", "slots"), [(CORE_START, 672), (date(2026, 3, 23), 668), (date(2026, 10, 19), 676)]
)
def test_weeks_with_a_clock_change_at_a_quarter_hour(
    tmp_path: Path, start: date, slots: int
) -> None:
    team = replace(HUNDRED, start=start, interval_minutes=15)
    _, required = made(team, tmp_path / "team")
    assert len(required) == slots


def test_many_queues_and_skills(tmp_path: Path) -> None:
    scenario, required = made(replace(HUNDRED, queues=5), tmp_path / "team")
    assert len({agent.skills for agent in scenario.agents}) == 8
    assert set(required["queue"]) == {queue.name for queue in scenario.queues}
    assert all(scenario.eligible_queues(agent) for agent in scenario.agents)
    with pytest.raises(ValueError, match="Expected 1 or 5 queues, got 2"):
        write_bench_team(replace(HUNDRED, queues=2), tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_every_rule_asks_for_more(tmp_path: Path) -> None:
    core, _ = made(HUNDRED, tmp_path / "core")
    every, _ = made(replace(HUNDRED, every_rule=True), tmp_path / "every")
    assert core.rules_of(core.agents[0]).min_weekly_rest_minutes == 0
    assert every.rules_of(every.agents[0]).min_weekly_rest_minutes == 36 * 60
    assert (core.weights.fairness_per_hour, every.weights.fairness_per_hour) == (0, 1)


def test_a_small_one_is_planned_and_passes_the_audit(tmp_path: Path) -> None:
    team = BenchTeam(agents=3, seed=1, interval_minutes=60)
    scenario, required = made(team, tmp_path / "team")
    plan = pipeline.plan_week(
        scenario,
        scenario.horizon(team.start, team.weeks),
        required,
        options=pipeline.SolveOptions(time_limit_s=3.0, workers=1),
    )
    assert plan.report.passed
    assert plan.summary.lower_bound_cents <= plan.summary.objective_cents
