"""``sunrota why`` and ``sunrota worth`` as a user meets them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.planner.small_team import WEEK, write_small_team
from tests.planner.verbs.conftest import Run

TUESDAY = "2026-12-15"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_small_team(tmp_path_factory.mktemp("small") / "team")
    (folder / "time_off.csv").write_text(
        f"agent_id,start,end,kind\nben,{TUESDAY},{TUESDAY},vacation\n"
    )
    return folder


@pytest.fixture(scope="module")
def planned(team: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planned") / "plan"
    command = [Path(sys.executable).with_name("sunrota"), "plan", team, *WEEK, "--out", out]
    subprocess.run(
        [*command, "--time-limit", "1", "--workers", "1"], check=True, capture_output=True
    )
    return out


def test_why_names_what_forbids_a_shift(
    run: Run, team: Path, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--agent", "ben", "--date", TUESDAY, "--shift", "morning")
    assert run("why", team, planned, *asked) == 0
    shown = capsys.readouterr().out
    assert "Ben (ben, Europe/Madrid), morning on Tue 15 Dec 2026?" in shown
    assert f"time off on {TUESDAY}" in shown
    assert "moving or shortening the time off" in shown


def test_why_says_what_a_day_off_costs(
    run: Run, team: Path, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ana is alone on the Tuesday: four hours of pay less, and all of the day is short."""
    asked = ("--agent", "ana", "--date", TUESDAY, "--shift", "off")
    assert run("why", team, planned, *asked) == 0
    shown = capsys.readouterr().out
    assert "Possible: the plan would be worse by" in shown
    assert "Cost -40.00 EUR: wages -40.00" in shown
    assert "Tue 15 Dec: morning 09:00 -> off" in shown


def test_why_tells_every_fault_of_a_question(
    run: Run, team: Path, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--agent", "eve", "--date", "2027-01-01", "--shift", "noon")
    assert run("why", team, planned, *asked) == 1
    shown = capsys.readouterr().err
    assert "--agent: expected one of the plan's 2 agents: ana, ben, got eve" in shown
    assert "--shift: expected one of off, morning, got noon" in shown
    assert "--date: expected a date of the plan in Europe/Madrid, 2026-12-14 to" in shown
    asked = ("--agent", "ana", "--date", TUESDAY, "--shift", "morning", "--start", "25:00")
    assert run("why", team, planned, *asked) == 2
    assert "expected a wall time such as 09:30; got 25:00" in capsys.readouterr().err


def test_why_refuses_a_roster_that_the_team_cannot_work(
    run: Run, team: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in planned.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    roster = pd.read_csv(copy / "roster.csv")
    roster["shift"] = roster["shift"].replace("morning", "noon")
    roster.to_csv(copy / "roster.csv", index=False)
    asked = ("--agent", "ana", "--date", TUESDAY, "--shift", "off")
    assert run("why", team, copy, *asked) == 1
    assert "expected a shift that ana may work (morning)" in capsys.readouterr().err
    (copy / "requirement.csv").unlink()
    assert run("why", team, copy, *asked) == 1
    assert "requirement.csv::: expected a file that can be read" in capsys.readouterr().err


def test_worth_writes_its_tables(
    run: Run, team: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = ("--time-limit", "1", "--check", "1")
    assert run("worth", team, planned, "--out", "worth", *limits) == 0
    shown = capsys.readouterr().out
    assert "What one more would save over the week, its own pay counted, in EUR:" in shown
    table = pd.read_csv(tmp_path / "worth" / "worth.csv")
    assert table.loc[0, "item"] == "agent"
    assert table.loc[0, "found"] > 0
    parts = table.loc[0, "found_cost"] + table.loc[0, "found_penalties"]
    assert parts == pytest.approx(table.loc[0, "found"])
    assert table["found"].notna().sum() == 1
    hours = pd.read_csv(tmp_path / "worth" / "hour_worth.csv")
    assert len(hours) == 336 * 2
    assert hours["worth"].max() > 0


def test_worth_never_overwrites_the_plan(
    run: Run, team: Path, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("worth", team, planned, "--out", planned) == 2
    assert "expected another folder than the plan's" in " ".join(capsys.readouterr().err.split())
    assert (planned / "roster.csv").is_file()
