"""Formulas, places in TOML, pins on days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Break
from planner.errors import DataError
from planner.files import earliest_breaks, read_team
from planner.files.faults import FaultLog
from planner.files.formulas import defused, restored
from planner.files.money_in import wage_limit
from planner.files.plan_parts import plan_parts
from planner.files.plan_reading import read_plan
from planner.files.toml_lines import key_lines, line_of, written
from tests.planner.builders import make_shift
from tests.planner.files.folders import TeamFolder


@given(st.text(alphabet="'=+-@\t\rab ", max_size=6))
def test_defusing_is_undone_and_leaves_no_formula(text: str) -> None:
    safe = defused(text)
    assert restored(safe) == text
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_wage_limits_go_by_the_size_of_a_currencys_unit() -> None:
    limits = [wage_limit(currency) for currency in ("EUR", "JPY", "IDR")]
    assert limits == sorted(limits)
    assert len(set(limits)) == 3


def test_lines_of_keys() -> None:
    text = (
        "[team]\n"
        "name = 'a'  # = b\n"
        "note = '''\n"
        "fake = 1\n"
        "[[queues]]\n"
        "'''\n"
        "[[queues]]\n"
        '"name" = "x"\n'
        "[queues.open]\n"
        "from = 1\n"
        "[[queues]]\n"
        "name = 'y'\n"
        "[a.b]\n"
        "c = 1\n"
    )
    lines = key_lines(text)
    assert lines[("team", "name")] == 2
    assert lines[("queues", 0)] == 7
    assert lines[("queues", 0, "name")] == 8
    assert lines[("queues", 0, "open", "from")] == 10
    assert lines[("queues", 1, "name")] == 12
    assert lines[("a", "b", "c")] == 14
    assert ("team", "fake") not in lines
    assert line_of(("queues", 1, "open", "to"), lines) == 11
    assert line_of(("queues",), lines) == 7
    assert line_of(("bots",), lines) is None
    assert written(("queues", 1, "open", "to")) == "queues[2].open.to"


def test_breaks_follow_each_other() -> None:
    shift = make_shift(
        breaks=(
            Break(minutes=30, paid=False, earliest_minute=60, latest_minute=120),
            Break(minutes=15, paid=True, earliest_minute=75, latest_minute=200),
            Break(minutes=15, paid=True, earliest_minute=400, latest_minute=400),
        )
    )
    start = datetime(2026, 11, 30, 8, tzinfo=UTC)
    whole = earliest_breaks(shift, start, datetime(2026, 11, 30, 16, 30, tzinfo=UTC))
    assert [f"{pause.start:%H:%M}" for pause in whole] == ["09:00", "09:30", "14:40"]
    cut_short = earliest_breaks(shift, start, datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert [pause.paid for pause in cut_short] == [False, True]


@pytest.mark.parametrize(
    ("day", "start", "shown"),
    [
        (date(2026, 3, 29), "02:30", 180),  # a wall time that does not exist: the next that does
        (date(2026, 3, 29), "03:00", 180),
        (date(2026, 3, 30), "02:30", 150),
        (date(2026, 10, 25), "02:30", 150),  # one that exists twice
    ],
)
def test_a_pin_when_clocks_change(folder: TeamFolder, day: date, start: str, shown: int) -> None:
    # Only 02:30 is a start of the template; on the day of the change it shows as 03:00.
    folder.change(
        "plan.toml", 'start_between = ["22:00", "01:00"]', 'start_between = ["02:30", "02:30"]'
    )
    folder.write("pins.csv", f"agent_id,local_date,shift,start_local\nana,{day},night8,{start}\n")
    (pin,) = read_team(folder.path).pins
    assert (pin.local_date, pin.start_minute) == (day, shown)


def test_a_wall_time_that_no_change_moved_there_is_refused(folder: TeamFolder) -> None:
    folder.change(
        "plan.toml", 'start_between = ["22:00", "01:00"]', 'start_between = ["02:30", "02:30"]'
    )
    folder.write("pins.csv", "agent_id,local_date,shift,start_local\nana,2026-03-30,night8,03:00\n")
    with pytest.raises(DataError, match="a start of night8: 02:30 to 02:30"):
        read_team(folder.path)


def test_parts_of_a_faulty_team_make_no_scenario(folder: TeamFolder) -> None:
    log = FaultLog()
    folder.change("plan.toml", "interval_minutes = 30", "interval_minutes = 7")
    plan = read_plan(folder.path / "plan.toml", log)
    assert plan is not None
    with pytest.raises(ValueError, match="sound"):
        plan_parts(plan).scenario(())
