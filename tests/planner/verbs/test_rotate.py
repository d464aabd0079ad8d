"""``sunrota rotate`` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.files import read_team
from planner.rotation import RotationTable, faults_of
from tests.planner.small_team import WEEK, write_small_team
from tests.planner.verbs.conftest import Run

Shown = pytest.CaptureFixture[str]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHIFT_AND_ROTATION = """
[[shifts]]
name = "late night"
paid_minutes = 480
start_between = ["22:30", "23:00"]

[[rotations]]
name = "days and nights"
timezone = "Europe/Madrid"
lines = 5
demand = { morning = [2, 2, 2, 2, 2, 1, 1], "late night" = [1, 1, 1, 1, 1, 1, 1] }
block = { "late night" = [2, 4] }
work_block = [2, 6]
off_block = [1, 4]
forbidden = ["late night morning"]

[[rotations]]
name = "weekdays"
timezone = "Europe/Madrid"
lines = 2
demand = { morning = [1, 1, 1, 1, 1, 0, 0] }
"""
TOO_MANY = "demand = { morning = [1, 1, 1, 1, 1, 0, 0] }"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return write_small_team(tmp_path / "team")


def add_to_plan(team: Path, text: str) -> None:
    plan = team / "plan.toml"
    plan.write_text(plan.read_text() + text)


def test_every_rotation_is_written_and_shown(
    run: Run, team: Path, tmp_path: Path, capsys: Shown
) -> None:
    add_to_plan(team, SHIFT_AND_ROTATION)
    assert run("rotate", team, "--out", "out") == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["rotation.csv"]
    written = pd.read_csv(tmp_path / "out" / "rotation.csv", dtype=str)
    assert tuple(written.columns) == ("rotation", "line", "weekday", "shift", "start_local")
    rotations = read_team(team).rotations
    assert [rotation.name for rotation in rotations] == ["days and nights", "weekdays"]
    for rotation in rotations:
        rows = written[written["rotation"] == rotation.name]
        cells = {(row.line, row.weekday): row.shift for row in rows.itertuples()}
        lines = tuple(
            tuple(cells.get((str(number), weekday)) for weekday in WEEKDAYS)
            for number in range(1, rotation.lines + 1)
        )
        table = RotationTable(rotation=rotation.name, lines=lines)  # type: ignore[arg-type]
        assert faults_of(rotation, table) == ()
    starts = written.groupby("shift")["start_local"].unique()
    assert list(starts["late night"]) == ["22:30"]
    shown = capsys.readouterr()
    assert "days and nights: 5 lines, Europe/Madrid" in shown.out
    assert "Written to out: rotation.csv" in shown.out
    assert "rotation weekdays: " in shown.err


def test_the_same_seed_writes_the_same_bytes(run: Run, team: Path, tmp_path: Path) -> None:
    add_to_plan(team, SHIFT_AND_ROTATION)
    for out in ("one", "two"):
        assert run("rotate", team, "--out", out, "--seed", "3") == 0
    one, two = ((tmp_path / out / "rotation.csv").read_bytes() for out in ("one", "two"))
    assert one == two


def test_impossible_rotations_are_told_together_and_nothing_is_written(
    run: Run, team: Path, tmp_path: Path, capsys: Shown
) -> None:
    impossible = SHIFT_AND_ROTATION.replace("lines = 5", "lines = 2").replace(
        TOO_MANY, TOO_MANY + "\nwork_block = [6, 6]"
    )
    add_to_plan(team, impossible)
    assert run("rotate", team, "--out", "out") == 1
    assert not (tmp_path / "out").exists()
    first, second, count = capsys.readouterr().err.splitlines()[-3:]
    heads = [
        number
        for number, line in enumerate((team / "plan.toml").read_text().splitlines(), start=1)
        if line == "[[rotations]]"
    ]
    assert first.startswith(
        f"plan.toml:{heads[0]}:rotations[1]: expected what one table of 2 lines can meet together, "
        "got what clashes, proven, in days and nights: "
    )
    assert second.startswith(f"plan.toml:{heads[1]}:rotations[2]: ")
    assert "at least 6 days of work in a row" in second
    assert count == "2 faults"


def test_a_team_without_rotations_is_told_so(run: Run, team: Path, capsys: Shown) -> None:
    assert run("rotate", team, "--out", "out") == 1
    assert "plan.toml::rotations: expected at least one [[rotations]], got none" in (
        capsys.readouterr().err
    )


def test_a_strangers_folder_is_refused_before_the_search(
    run: Run, team: Path, tmp_path: Path, capsys: Shown
) -> None:
    add_to_plan(team, SHIFT_AND_ROTATION)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("mine")
    assert run("rotate", team, "--out", "out") == 1
    assert "a folder with thesis.doc in it" in capsys.readouterr().err


def test_faults_of_the_team_come_first(run: Run, team: Path, capsys: Shown) -> None:
    add_to_plan(team, SHIFT_AND_ROTATION.replace("lines = 5", "lines = 0"))
    assert run("rotate", team, "--out", "out") == 1
    assert "rotations[1].lines: expected a whole number from 1 to 500, got 0" in (
        capsys.readouterr().err
    )


def test_agents_are_laid_on_lines_and_the_plan_keeps_to_them(
    run: Run, team: Path, tmp_path: Path, capsys: Shown
) -> None:
    """From the rotation to a roster: the two files go to the team folder in between."""
    add_to_plan(team, SHIFT_AND_ROTATION[SHIFT_AND_ROTATION.rindex("[[rotations]]") :])
    (team / "time_off.csv").write_text(
        "agent_id,start,end,kind\nana,2026-12-14,2026-12-15,vacation\n"
    )
    assert run("rotate", team, "--out", "out", "--lay-from", "2026-12-14") == 0
    told = capsys.readouterr()
    assert "weekdays from Mon 14 Dec 2026, who is on which line:" in told.out
    assert "Written to out: rotation.csv, rotation_lines.csv" in told.out
    table = pd.read_csv(tmp_path / "out" / "rotation.csv")
    lines = pd.read_csv(tmp_path / "out" / "rotation_lines.csv")
    assert sorted(lines["agent_id"]) == ["ana", "ben"]
    assert set(lines["from_date"]) == {"2026-12-14"}
    for file in ("rotation.csv", "rotation_lines.csv"):
        (team / file).write_bytes((tmp_path / "out" / file).read_bytes())
    assert run("plan", team, *WEEK, "--out", "plan", "--time-limit", "2", "--workers", "1") == 0
    told = capsys.readouterr()
    roster = pd.read_csv(tmp_path / "plan" / "roster.csv")
    line_of = dict(zip(lines["agent_id"], lines["line"], strict=True))
    asked = {
        (agent, f"2026-12-{14 + WEEKDAYS.index(row.weekday)}")
        for agent, line in line_of.items()
        for row in table[table["line"] == line].itertuples()
    }
    away = {("ana", "2026-12-14"), ("ana", "2026-12-15")}
    assert set(zip(roster["agent_id"], roster["local_date"], strict=True)) == asked - away
    fallen = [line for line in told.err.splitlines() if "falls out: vacation" in line]
    assert len(fallen) == len(asked & away)
    agent, day = next(iter(asked - away))
    assert run("why", team, "plan", "--agent", agent, "--date", day, "--shift", "off") == 0
    assert "To lift it: taking the agent off the line." in capsys.readouterr().out
    # The team's own table is taken as it stands, and said to be what it is.
    kept = table[table["weekday"] != "fri"]
    kept.to_csv(team / "rotation.csv", index=False)
    assert run("rotate", team, "--out", "again", "--lay-from", "2026-12-14") == 0
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "again" / "rotation.csv"), kept.reset_index(drop=True)
    )
    assert "note: rotation.csv of the team: weekdays: morning on fri: 0" in capsys.readouterr().err
