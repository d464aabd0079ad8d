"""A file of very many faults is given up, and what is not looked at makes no other faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import DataError
from planner.files import cells, read_team
from planner.files.csv_file import read_csv
from planner.files.faults import MAX_FAULTS_OF_FILE, FaultLog, Unfit
from tests.planner.files.folders import TeamFolder

GIVEN_UP = (
    "expected fewer than 1,000 faults in a file, got as many: what comes after them is not checked"
)


def test_a_file_is_given_up_once_and_told_before_all_else() -> None:
    log = FaultLog()
    for row in range(1, MAX_FAULTS_OF_FILE + 1):
        assert not log.gives_up("b.csv")
        log.add("b.csv", "x", "y", row=row)
    log.add("a.csv", "x", "y", row=1)
    assert log.gives_up("b.csv")
    assert log.gives_up("b.csv")
    assert not log.gives_up("a.csv")
    assert log.total == MAX_FAULTS_OF_FILE + 2
    with pytest.raises(DataError) as caught:
        log.raise_if_any()
    assert str(caught.value).startswith(f"b.csv::: {GIVEN_UP}\nb.csv:1:: expected x")
    assert str(caught.value).endswith("1002 faults")


def test_rows_after_the_last_fault_told_are_not_read(folder: TeamFolder) -> None:
    folder.append("wishes.csv", "ana,never,off,\n" * 5_000)
    with pytest.raises(DataError) as caught:
        read_team(folder.path)
    assert caught.value.total == 1_001
    assert caught.value.faults[0].file == "wishes.csv"
    assert {fault.file for fault in caught.value.faults} == {"wishes.csv"}


def test_ragged_rows_are_given_up_too(tmp_path: Path) -> None:
    path, log = tmp_path / "x.csv", FaultLog()
    path.write_text("a,b\n" + "1\n" * 5_000 + "1,2\n")
    table = read_csv(path, "x.csv", log, needed=("a", "b"))
    assert table is not None
    assert log.total == 1_001
    assert not list(table.rows())


def test_columns_hold_nothing_after_the_last_fault_told(tmp_path: Path) -> None:
    path, log = tmp_path / "x.csv", FaultLog()
    path.write_text("a\n" + "1\n" + "x\n" * 1_000 + "1\n")
    table = read_csv(path, "x.csv", log, needed=("a",))
    assert table is not None
    assert table.column("a", cells.whole(0, 9)) == [1, *[None] * 1_001]
    assert log.total == 1_001


def test_nobody_is_a_stranger_where_agents_were_given_up(folder: TeamFolder) -> None:
    """The agent on the last line is not read; the form of the other files is looked at."""
    bad = ",,,Mars,ES,,,,full-time,20,EUR,phone,,,true\n"
    agents = (folder.path / "agents.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    folder.write("agents.csv", "".join([agents[0], f"x{bad}" * 1_500, *agents[1:]]))
    folder.append("pins.csv", "ana\n")
    with pytest.raises(DataError) as caught:
        read_team(folder.path)
    told = {fault.file for fault in caught.value.faults}
    assert told <= {"agents.csv", "pins.csv"}
    assert caught.value.faults[0].file == "agents.csv"
    # Of agents.csv as many as are told and one more; the short row of pins.csv.
    assert MAX_FAULTS_OF_FILE + 2 <= caught.value.total <= MAX_FAULTS_OF_FILE + 6


def test_a_plan_is_given_up_and_nothing_said_of_what_refers_to_it(folder: TeamFolder) -> None:
    folder.append("plan.toml", "".join(f"[a{number}]\n" for number in range(3_000)))
    with pytest.raises(DataError) as caught:
        read_team(folder.path)
    assert caught.value.total == 1_001
    assert str(caught.value).startswith(f"plan.toml::: {GIVEN_UP}\n")


def test_lists_of_endless_length_are_one_fault(folder: TeamFolder) -> None:
    folder.change("plan.toml", 'queues = ["chat-en"]', f"queues = [{'1,' * 5_001}]")
    fault = folder.fault()
    assert fault.column == "bots[1].queues"
    assert (fault.expected, fault.got) == ("at most 5,000 entries", "5,001")


def test_names_alike_are_looked_for_a_hundred_times() -> None:
    parse = cells.known([f"agent {number:05}" for number in range(20)], "an agent")

    def told(text: str) -> str:
        with pytest.raises(Unfit) as caught:
            parse(text)
        return caught.value.expected

    assert told("agent 0000x") == "an agent (agent 00010?)"
    for number in range(cells.MAX_HINTS):
        told(f"other {number}")
    assert told("agent 0000x") == "an agent (agent 00010?)"
    assert told("agent 0000y") == "an agent"
