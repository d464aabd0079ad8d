"""The benchmark of rosters runs what a user would run, and tells what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.bench.named import NoSuchCaseError, named
from planner.bench.planned_anew import AnewCase, AnewRun, disturb, run_anew
from planner.bench.roster_cases import CORE, TEN_THOUSAND, THOUSAND, RosterCase, team_folders
from planner.bench.roster_runs import RosterRun, Solved, run_roster
from planner.bench.rosters import growth, measure_rosters
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.errors import DataError

SUMMARY: Mapping[str, Any] = {
    "status": "FEASIBLE",
    "objective": 110.0,
    "lower_bound": 100.0,
    "fixed_cost": 10.0,
    "gap": 0.1,
    "shortfall_hours": 2.0,
    "required_hours": 100.0,
    "violations": 1,
}


def solved(*progress: tuple[float, float], **changes: Any) -> Solved:
    told = [{"seconds": at, "objective": objective} for at, objective in progress]
    return Solved(summary={**SUMMARY, "progress": told, **changes}, seconds=1.0, memory=600.0)


def test_a_made_up_team_is_rostered_and_audited() -> None:
    case = RosterCase(
        name="three", team=BenchTeam(agents=3, seed=1), limit_s=8.0, must=100.0, mark=100.0
    )
    run = run_roster(case)
    summary = run.solved.summary
    assert summary["violations"] == 0
    assert 0 < summary["lower_bound"] <= summary["objective"]
    assert 0 <= run.gap < 100
    assert run.solved.seconds > 0
    assert 50 < run.solved.memory < 2000
    rows = {measure.metric: measure for measure in run.measures()}
    assert rows["gap after 8 s"].value == run.gap
    assert not rows["gap after 8 s"].missed
    assert rows["violations"].must is not None
    assert rows["100 % reached"].value == run.seconds_to_mark < run.solved.seconds
    progress = summary["progress"]
    assert progress[-1]["objective"] == summary["objective"]
    assert run.solved.gap_of(progress[-1]["objective"]) == pytest.approx(run.gap)
    seconds = [one["seconds"] for one in progress]
    assert seconds == sorted(seconds)
    assert 1.0 < seconds[-1] < run.solved.seconds


def test_what_must_not_be_is_missed() -> None:
    case = RosterCase(name="made up", must=0.1, most_memory=500.0)
    run = RosterRun(case=case, solved=solved())
    missed = {measure.metric for measure in run.measures() if measure.missed}
    assert missed == {"gap after 60 s", "hours short", "violations", "memory"}


def test_a_mark_is_reached_at_a_moments_gap_to_the_bound_of_the_end() -> None:
    run = solved((5.0, 200.0), (10.0, 120.0), (20.0, 110.0), (60.0, 110.0))
    assert run.gap_of(110.0) == pytest.approx(10.0)
    assert run.gap_of(120.0) == pytest.approx(100 * 20 / 110)
    assert run.seconds_to(60.0) == 5.0
    assert run.seconds_to(20.0) == 10.0
    assert run.seconds_to(10.0) == 20.0
    assert run.seconds_to(9.0) == inf


@pytest.mark.parametrize(
    ("few", "many", "times", "missed"),
    [(10.0, 20.0, 2.0, False), (10.0, 26.0, 2.6, True), (10.0, inf, inf, True),
     (inf, 20.0, inf, True)],
)  # fmt: skip
def test_growth_is_told_where_both_were_run(
    few: float, many: float, times: float, missed: bool
) -> None:
    runs = {
        case.name: RosterRun(case=case, solved=solved(*([(at, 100.0)] if at < inf else [])))
        for case, at in ((THOUSAND, few), (TEN_THOUSAND, many))
    }
    (row,) = growth(runs)
    assert (row.case, row.metric) == ("10,000 agents over 1,000 agents", "time to 0.15 %")
    assert row.value == times
    assert row.missed == missed
    assert (row.cells()[2] == "never") == (times == inf)
    assert row.row()["value"] == (None if times == inf else times)
    del runs[THOUSAND.name]
    assert growth(runs) == ()


def test_a_team_is_planned_anew_from_what_was_published() -> None:
    case = AnewCase(name="some", team=BenchTeam(agents=20, seed=1), limit_s=2.0)
    run = run_anew(case)
    rows = {measure.metric: measure for measure in run.measures()}
    assert rows["violations"].value == 0
    assert run.anew.summary["penalties"]["changes"] > 0
    assert rows["gap after 2 s"].value == run.anew.gap
    assert rows["time to the first gap, of the first time"].value == run.share


def test_half_the_first_time_is_enough() -> None:
    case = AnewCase(name="some", team=BenchTeam(agents=3))
    first = solved((10.0, 120.0), (40.0, 110.0))
    for anew, share in ((solved((20.0, 110.0)), 50.0), (solved((39.0, 111.0)), inf)):
        run = AnewRun(case=case, first=replace(first), anew=anew)
        assert run.share == share
        missed = [one.metric for one in run.measures() if one.missed]
        assert len(missed) == 1 + (share == inf)  # the made-up violations, and that


def test_some_fall_ill_and_demand_moves_within_its_day(tmp_path: Path) -> None:
    folder = write_bench_team(BenchTeam(agents=100, seed=2), tmp_path / "team")
    before = pd.read_csv(folder / "requirement.csv")
    away = (folder / "time_off.csv").read_text()
    after = pd.read_csv(disturb(folder, seed=2))
    ill = (folder / "time_off.csv").read_text().removeprefix(away).splitlines()
    assert len(ill) == 3
    assert all(row.endswith(",sick") for row in ill)
    day = before["interval_start"].str[:10]
    moved = (after["required"] - before["required"]).abs().sum() / 2
    assert 0.005 < moved / before["required"].sum() <= 0.02
    assert after["required"].groupby(day).sum().to_numpy() == pytest.approx(
        before["required"].groupby(day).sum().to_numpy()
    )


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
    assert [case.must for case in CORE if case.team is not None and case.team.every_rule] == [
        9,
        0.45,
    ]


def test_cases_are_chosen_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two", "twofold"):
        write_bench_team(BenchTeam(agents=3, seed=0), tmp_path / name)
    run: list[str] = []

    def pretend(case: RosterCase) -> RosterRun:
        run.append(case.name)
        return RosterRun(case=case, solved=solved())

    monkeypatch.setattr("planner.bench.rosters.run_roster", pretend)
    rows = measure_rosters(tmp_path, None, lambda text: None, ["two"])
    assert run == ["two"], "a whole name is that case alone"
    assert {row.case for row in rows} == {"two"}
    measure_rosters(tmp_path, None, lambda text: None, ["fold", "ONE"])
    assert run[1:] == ["one", "twofold"]
    with pytest.raises(NoSuchCaseError, match="one; two; twofold; got 'three'"):
        measure_rosters(tmp_path, None, lambda text: None, ["one", "three"])


def names_of(*texts: str) -> Sequence[str]:
    return [case.name for case in named(CORE, texts, lambda case: case.name)]


def test_every_core_case_can_be_named() -> None:
    assert all(names_of(case.name) == [case.name] for case in CORE)
    assert len(names_of("every rule")) == 2
    assert names_of() == [case.name for case in CORE]
