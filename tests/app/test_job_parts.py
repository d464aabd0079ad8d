"""What the panel of a job says, without a browser."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.job_chart import BOUND, FOUND, progress_table
from app_pages.job_details import support_details
from app_pages.job_outcome import faults_told
from app_pages.job_words import gap_words, span_words
from app_pages.plan_age import changed_at
from planner.errors import Conflict, ConflictError, Fault
from planner.jobs import JobKind, JobState, JobStatus, Point, StepTime

FAULTS = (
    Fault(file="agents.csv", row=7, column="timezone", expected="a zone, spelt so", got="'a:b'"),
    Fault(file="plan.toml", column="rules[0].law", expected="a number", got="'x, got y'"),
    Fault(file="contacts.csv", expected="a contact log", got="none"),
)


def test_lines_of_a_chart_reach_the_last_telling() -> None:
    table = progress_table(
        [
            Point(seconds=1, objective=None, lower_bound=None),
            Point(seconds=2, objective=90.0, lower_bound=None),
            Point(seconds=3, objective=80.0, lower_bound=40.0),
            Point(seconds=4, objective=None, lower_bound=50.0),
        ]
    )
    rows = list(table.itertuples(index=False, name=None))
    assert rows == [
        *((2.0, FOUND, 90.0), (3.0, FOUND, 80.0), (4.0, FOUND, 80.0)),
        *((3.0, BOUND, 40.0), (4.0, BOUND, 50.0)),
    ]
    assert progress_table([]).dtypes.to_dict() == table.dtypes.to_dict()


def test_faults_are_read_back_from_their_lines() -> None:
    found = faults_told("\n".join(map(str, FAULTS)))
    assert found is not None
    assert found.faults[0] == FAULTS[0]
    assert [fault.file for fault in found.faults] == [fault.file for fault in FAULTS]
    assert [fault.row for fault in found.faults] == [7, None, None]
    assert found.total == 3
    more = faults_told(f"{FAULTS[0]}\n... and 12 more")
    assert more is not None
    assert more.total == 13


def test_other_messages_are_no_faults() -> None:
    clash = ConflictError(
        [Conflict(agent_id="a", local_dates=(), rules=(), demands=("b",), remedies=("c",))]
    )
    assert faults_told(str(clash)) is None
    assert faults_told("/plan: Permission denied") is None


def _page_of_a_failure(message: str) -> None:
    from datetime import UTC, datetime
    from pathlib import Path

    from app_pages.job_outcome import show_outcome
    from planner.jobs import JobKind, JobState, JobStatus

    state = JobState(
        kind=JobKind.PLAN,
        folder=Path("000001-plan"),
        status=JobStatus.FAILED,
        request=None,
        started_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        elapsed_s=1.0,
        steps=(),
        step="roster",
        detail="",
        objective=None,
        lower_bound=None,
        gap=None,
        series=(),
        result=None,
        notices=(),
        message=message,
    )
    show_outcome(state, again=lambda: None)


def failure_page(message: str) -> AppTest:
    page = AppTest.from_function(_page_of_a_failure, args=(message,)).run(timeout=30)
    assert not page.exception
    return page


def test_demands_that_clash_are_told_agent_by_agent() -> None:
    clash = ConflictError(
        Conflict(
            agent_id=agent,
            local_dates=("2026-11-30",),
            rules=("pins", "time-off"),
            demands=("time off on 2026-11-30", "the pinned day8 on 2026-11-30 from 09:00"),
            remedies=("moving or shortening the time off", "unpinning day8 on 2026-11-30"),
        )
        for agent in ("tyo-01", "a_b")
    )
    page = failure_page(str(clash))
    assert page.error[0].value.startswith("2 agents have demands that cannot stand together.")
    told = [part.value for part in page.markdown]
    assert told[0] == "**Agent tyo-01** cannot have all of these:"
    assert told[1].splitlines() == [
        "- time off on 2026-11-30",
        r"- the pinned day8 on 2026-11-30 from 09\:00",
    ]
    assert told[2] == (
        "To lift it: moving or shortening the time off or unpinning day8 on 2026-11-30."
    )
    assert told[3] == r"**Agent a\_b** cannot have all of these:"


def test_what_else_fails_is_told_as_it_is() -> None:
    page = failure_page("The audit refuses this plan (rest 2).")
    assert page.error[0].value == "The audit refuses this plan (rest 2)."
    assert page.expander[0].label == "Details for support"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.9, "0 s"), (60, "1 min 00 s"), (7260, "2 h 01 min")]
)
def test_spans_in_words(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


def test_a_gap_that_says_nothing_is_not_known() -> None:
    assert "not known" in gap_words(None)
    assert gap_words(1.0) == gap_words(None)
    assert gap_words(0.1234).startswith("At most 12.3 % of what can be decided")


def test_details_for_support_tell_where_and_no_wages(tmp_path: Path) -> None:
    folder = tmp_path / "000004-plan"
    folder.mkdir()
    (folder / "errors.txt").write_text(
        "Traceback (most recent call last):\n"
        '  File "/home/ana/sunrota/planner/costing/pay.py", line 12, in pay_of\n'
        "    raise ValueError(wage)\n"
        "ValueError: Ana Ruiz earns 31.00\n"
    )
    state = JobState(
        kind=JobKind.PLAN,
        folder=folder,
        status=JobStatus.CRASHED,
        request=None,
        started_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        elapsed_s=12.5,
        steps=(StepTime(name="read", seconds=0.25), StepTime(name="roster", seconds=None)),
        step="roster",
        detail="",
        objective=9123.45,
        lower_bound=None,
        gap=None,
        series=(),
        result=None,
        notices=("Ana Ruiz has no shift",),
        message="",
    )
    text = support_details(state)
    assert "planner/costing/pay.py:12 in pay_of" in text.splitlines()[-2]
    assert text.splitlines()[-1].strip() == "ValueError"
    assert "read 0.2 s, roster unfinished" in text
    for secret in ("Ana", "ana", "31.00", "9123"):
        assert secret not in text


def test_a_folder_is_as_old_as_its_latest_change(tmp_path: Path) -> None:
    team = tmp_path / "team"
    assert changed_at(team) == 0
    (team / "contacts").mkdir(parents=True)
    log = team / "contacts" / "1.csv"
    log.touch()
    for path in (log, log.parent, team):
        os.utime(path, (1_000, 1_000))
    assert changed_at(team) == 1_000
    os.utime(log, (2_000, 2_000))
    assert changed_at(team) == 2_000
    log.unlink()  # which its folder tells
    assert changed_at(team) > 2_000
