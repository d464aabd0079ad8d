"""Meetings and training blocks of plan.toml: read, and every slip a clear fault."""

from __future__ import annotations

import pytest

from planner.domain import PlannedActivity
from planner.files import read_team
from tests.planner.files.folders import TeamFolder

MEETING = """
[[activities]]
name = "team meeting"
kind = "meeting"
minutes = 60
regions = ["EU"]
between = ["09:00", "17:00"]
days = "mon-fri"
together = true
"""


def test_an_activity_is_read(folder: TeamFolder) -> None:
    folder.append("plan.toml", MEETING)
    assert read_team(folder.path).activities == (
        PlannedActivity(
            name="team meeting",
            kind="meeting",
            minutes=60,
            regions=frozenset({"EU"}),
            weekdays=frozenset(range(5)),
            from_minute=540,
            to_minute=1020,
            together=True,
        ),
    )
    assert read_team(folder.path).weights.activity == 500


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"meeting"', '"party"', "activities[1].kind: expected meeting or training, got 'party'"),
        ("60", "50", "activities[1].minutes: expected whole quarters of an hour, got 50"),
        ("60", "5", "activities[1].minutes: expected a whole number from 15 to 720, got 5"),
        (
            '"17:00"',
            '"09:30"',
            "activities[1].between: expected at least the 60 minutes that it takes, got 30",
        ),
        (
            'regions = ["EU"]',
            'agents = ["nobody"]',
            "activities[1].agents: expected ids of agents.csv, got 'nobody'",
        ),
    ],
)
def test_a_slip_is_one_clear_fault(folder: TeamFolder, old: str, new: str, message: str) -> None:
    fault = folder.append("plan.toml", MEETING.replace(old, new)).fault()
    assert str(fault).split(":", 2)[2] == message


def test_two_that_look_the_same_are_refused(folder: TeamFolder) -> None:
    both = MEETING.replace('regions = ["EU"]\n', "")
    fault = folder.append("plan.toml", both + both.replace("team", "board")).fault()
    assert "another length or kind than team meeting" in str(fault)


def test_what_nobody_owes_is_a_notice(folder: TeamFolder) -> None:
    folder.append("plan.toml", MEETING.replace('"EU"', '"MOON"'))
    notices = read_team(folder.path).notices
    assert "team meeting: no agent is asked to attend" in notices
