"""Result folders in, hand-written ones too."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import DataError
from planner.files import read_result_folder

ROSTER = """\
agent_id,local_date,shift,start,end
ana,2026-11-30,day8,2026-11-30T08:00:00+00:00,2026-11-30T16:30:00+00:00
"""


def faults(folder: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_result_folder(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_roster_alone_is_enough(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "notes.txt").write_text("not ours")
    results = read_result_folder(tmp_path)
    assert results.roster.to_dict("records") == [
        {
            "agent_id": "ana",
            "local_date": "2026-11-30",
            "shift": "day8",
            "start": "2026-11-30T08:00:00+00:00",
            "end": "2026-11-30T16:30:00+00:00",
        }
    ]
    assert results.activities is None
    assert results.requirement is None
    assert (results.summary, results.start_date, results.weeks) == (None, None, None)


def test_doubled_rows_are_for_the_audit_to_judge(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER + ROSTER.splitlines()[1] + "\n")
    assert len(read_result_folder(tmp_path).roster) == 2


def test_no_roster(tmp_path: Path) -> None:
    assert faults(tmp_path) == [f"roster.csv::: expected a file roster.csv in {tmp_path}, got none"]


def test_faults_of_form_come_together(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER.replace("shift", "shfit"))
    (tmp_path / "duty.csv").write_text("interval_start;agent_id;queue;share\n")
    (tmp_path / "cover.csv").write_bytes(b"\0\0")
    (tmp_path / "summary.json").write_text("{")
    assert [fault.split(" ")[0] for fault in faults(tmp_path)] == [
        "cover.csv:::",
        "duty.csv:1::",
        "roster.csv:1:shfit:",
        "roster.csv:1:shift:",
        "summary.json:1::",
    ]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["summary.json::: expected a file that is not empty, got an empty file"]),
        ("[1]", ["summary.json::: expected a JSON object, got a list"]),
        ('{"a": }', ["summary.json:1:: expected JSON, got Expecting value"]),
        ("[" * 100_000, ["summary.json::: expected JSON, got what is beyond all bounds"]),
        (
            '{"start": "today", "weeks": 0}',
            [
                "summary.json::weeks: expected a whole number from 1 to 52, got 0",
                "summary.json::start: expected a date such as 2026-11-30, of the years 2000 to "
                "2100, got 'today'",
            ],
        ),
        (
            '{"start": "2026-11-30", "weeks": true}',
            ["summary.json::weeks: expected a whole number from 1 to 52, got true"],
        ),
    ],
)
def test_a_summary_that_is_none(tmp_path: Path, text: str, messages: list[str]) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "summary.json").write_text(text)
    assert faults(tmp_path) == messages
