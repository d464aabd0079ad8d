"""rotation.csv and rotation_lines.csv: what is read, and every fault at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.domain import LinePlace, LineShift
from planner.errors import DataError
from planner.files import read_team
from tests.planner.small_team import write_small_team

PLAN = """
[[shifts]]
name = "late"
paid_minutes = 240
start_between = ["14:00", "15:00"]
start_every_minutes = 60

[[contracts]]
name = "both"
weekly_minutes = 1200
hourly = true
shifts = ["morning", "late"]

[[rotations]]
name = "r"
timezone = "Europe/Madrid"
lines = 2
demand = { morning = [1, 1, 1, 1, 1, 0, 0], late = [1, 0, 0, 0, 0, 0, 0] }
agents = ["ana", "eva"]

[[rotations]]
name = "bare"
timezone = "Asia/Kolkata"
lines = 1
demand = { morning = [1, 1, 1, 1, 1, 0, 0] }
"""
AGENTS = (
    "eva,Eva,,Europe/Paris,ES,,EU,,both,10.00,EUR,phone;en,,,false\n"
    "ida,Ida,,Asia/Kolkata,ES,,EU,,both,10.00,EUR,phone;en,,,false\n"
)
ROTATION = """\
rotation,line,weekday,shift,start_local
r,1,mon,late,15:00
r,2,tue,morning,09:00
"""
LINES = """\
agent_id,rotation,line,from_date
eva,r,1,2026-12-14
eva,,,2026-12-28
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = write_small_team(tmp_path / "team")
    (folder / "plan.toml").write_text((folder / "plan.toml").read_text() + PLAN)
    (folder / "agents.csv").write_text((folder / "agents.csv").read_text() + AGENTS)
    (folder / "rotation.csv").write_text(ROTATION)
    (folder / "rotation_lines.csv").write_text(LINES)
    return folder


def faults(team: Path) -> list[str]:
    with pytest.raises(DataError) as raised:
        read_team(team)
    return [str(fault) for fault in raised.value.faults]


def test_both_are_read(team: Path) -> None:
    scenario = read_team(team)
    assert scenario.line_shifts == (
        LineShift(rotation="r", line=1, weekday=0, shift="late", start_minute=900),
        LineShift(rotation="r", line=2, weekday=1, shift="morning", start_minute=540),
    )
    assert scenario.line_places == (
        LinePlace(agent_id="eva", rotation="r", line=1, from_date=date(2026, 12, 14)),
        LinePlace(agent_id="eva", rotation="", line=None, from_date=date(2026, 12, 28)),
    )
    assert scenario.rotations[0].agents == ("ana", "eva")
    assert not [notice for notice in scenario.notices if "rotation" in notice]


def test_all_faults_at_once(team: Path) -> None:
    (team / "plan.toml").write_text(
        (team / "plan.toml").read_text().replace('["ana", "eva"]', '["ana", "nobody"]')
    )
    (team / "rotation.csv").write_text(
        "rotation,line,weekday,shift,start_local\n"
        "x,1,mon,late,15:00\n"
        "r,3,mon,late,15:00\n"
        "r,1,monday,late,15:00\n"
        "r,1,mon,night,15:00\n"
        "r,1,mon,late,15:30\n"
        "r,2,tue,morning,09:00\n"
        "r,2,tue,late,14:00\n"
        "r,1,mon,late,14:00\n"
    )
    (team / "rotation_lines.csv").write_text(
        "agent_id,rotation,line,from_date\n"
        "zoe,r,1,2026-12-14\n"
        "eva,y,1,2026-12-14\n"
        "eva,r,0,2026-12-14\n"
        "eva,r,1,14.12.2026\n"
        "eva,bare,1,2026-12-14\n"
        "ben,r,1,2026-12-14\n"
        "ida,r,2,2026-12-14\n"
    )
    assert faults(team) == [
        "plan.toml:73:rotations[1].agents: expected ids of agents.csv, got 'nobody'",
        "rotation.csv:2:rotation: expected a rotation of plan.toml (bare, r), got 'x'",
        "rotation.csv:3:line: expected a whole number from 1 to 2, got '3'",
        "rotation.csv:4:weekday: expected a weekday: mon, tue, wed, thu, fri, sat, sun, "
        "got 'monday'",
        "rotation.csv:5:shift: expected a shift of plan.toml (late, morning), got 'night'",
        "rotation.csv:6:start_local: expected a start of late: 14:00 to 15:00, every 60 minutes, "
        "got '15:30'",
        "rotation.csv:8:weekday: expected one row for a line and weekday, got another, as on "
        "line 7",
        "rotation_lines.csv:2:agent_id: expected an agent of agents.csv (ana, ben, eva, "
        "ida), got 'zoe'",
        "rotation_lines.csv:3:rotation: expected a rotation of plan.toml (bare, r), got 'y'",
        "rotation_lines.csv:4:line: expected a line, a whole number from 1 to 2, or nothing where "
        "lines end, got '0'",
        "rotation_lines.csv:5:from_date: expected a date such as 2026-11-30, of the years 2000 "
        "to 2100, got '14.12.2026'",
        "rotation_lines.csv:6:rotation: expected a rotation whose table is in the team folder's "
        "rotation.csv (sunrota rotate writes it), got 'bare'",
        "rotation_lines.csv:6:agent_id: expected an agent whose clock shows what it does in "
        "Asia/Kolkata, got eva in Europe/Paris",
        "rotation_lines.csv:7:agent_id: expected an agent whose contract has all shifts of r, got "
        "ben, whose contract hourly has no late",
        "rotation_lines.csv:8:agent_id: expected an agent whose clock shows what it does in "
        "Europe/Madrid, got ida in Asia/Kolkata",
    ]


def test_two_rows_of_an_agent_and_date(team: Path) -> None:
    (team / "rotation_lines.csv").write_text(LINES + "eva,r,2,2026-12-28\n")
    assert faults(team) == [
        "rotation_lines.csv:4:from_date: expected one row for an agent and date, got another, as "
        "on line 3"
    ]


@pytest.mark.parametrize(
    ("row", "clashes"),
    [
        ("1,2026-12-17", True),
        ("2,2026-12-21", True),
        ("2,2026-12-17", False),
        ("1,2026-12-21", False),
        ("1,2026-12-28", False),  # eva's line ended on that date
        ("1,2026-11-30", True),  # two weeks, one cycle before, and still there
        ("2,2026-12-07", True),
    ],
)
def test_two_agents_on_one_line(team: Path, row: str, clashes: bool) -> None:
    text = (team / "agents.csv").read_text().replace("Asia/Kolkata", "Europe/Madrid")
    (team / "agents.csv").write_text(text)
    (team / "rotation_lines.csv").write_text(f"{LINES}ida,r,{row}\n")
    if not clashes:
        assert len(read_team(team).line_places) == 3
        return
    found = faults(team)
    assert len(found) == 1
    assert "expected a line of r that nobody else works from 2026-12-" in found[0]


def test_without_a_table_there_are_no_lines(team: Path) -> None:
    (team / "rotation.csv").unlink()
    assert len(faults(team)) == 1
    assert "sunrota rotate writes it" in faults(team)[0]
