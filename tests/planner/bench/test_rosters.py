"""The benchmark of rosters runs what a user would run, and tells what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.bench.rosters import CORE, RosterCase, RosterRun, run_roster, team_folders
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.errors import DataError


def test_a_made_up_team_is_rostered_and_audited() -> None:
    case = RosterCase(name="three", team=BenchTeam(agents=3, seed=1), limit_s=2.0, must=100.0)
    run = run_roster(case)
    assert run.violations == 0
    assert 0 < run.lower_bound <= run.objective
    assert 0 <= run.gap < 100
    assert run.seconds > 0
    assert 50 < run.memory < 2000
    rows = {measure.metric: measure for measure in run.measures()}
    assert rows["gap after 2 s"].value == run.gap
    assert not rows["gap after 2 s"].missed
    assert rows["violations"].must is not None


def test_what_must_not_be_is_missed() -> None:
    case = RosterCase(name="made up", must=0.1, most_memory=500.0)
    run = RosterRun(
        case=case,
        status="FEASIBLE",
        objective=110.0,
        lower_bound=100.0,
        gap=10.0,
        short=2.0,
        violations=1,
        seconds=1.0,
        memory=600.0,
    )
    missed = {measure.metric for measure in run.measures() if measure.missed}
    assert missed == {"gap after 60 s", "hours short", "violations", "memory"}


def test_team_folders_are_found_with_their_weeks(tmp_path: Path) -> None:
    write_bench_team(BenchTeam(agents=3, seed=0), tmp_path / "one")
    write_bench_team(
        BenchTeam(agents=3, seed=0, weeks=2, start=date(2027, 3, 22)), tmp_path / "deep" / "two"
    )
    (tmp_path / "no team").mkdir()
    (tmp_path / "no team" / "requirement.csv").write_text("interval_start\n")
    cases = {case.name: case for case in team_folders(tmp_path)}
    assert set(cases) == {"one", "two"}
    assert (cases["one"].start, cases["one"].weeks) == (CORE_START, 1)
    assert (cases["two"].start, cases["two"].weeks) == (date(2027, 3, 22), 2)


def test_a_folder_without_teams_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"team folders with a requirement\.csv"):
        list(team_folders(tmp_path))


def test_the_made_up_teams_go_from_three_agents_to_ten_thousand() -> None:
    sizes = [case.team.agents for case in CORE if case.team is not None]
    assert (min(sizes), max(sizes)) == (3, 10_000)
    assert all(case.must is not None for case in CORE)
