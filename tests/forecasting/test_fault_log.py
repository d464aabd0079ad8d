"""Faults are told first things first, and kept in bounded memory."""

from __future__ import annotations

import numpy as np

from forecasting.errors import KEPT_FAULTS, ContactLogError, Fault
from forecasting.fault_log import FaultLog, first_true, shown


def test_a_fault_reads_like_a_compiler_s() -> None:
    fault = Fault(file="c.csv", row=3, column="queue", expected="a queue", got="'fax'")
    assert str(fault) == "c.csv:3:queue: expected a queue, got 'fax'"
    assert (
        str(Fault(file="c.csv", expected="rows", got="none")) == "c.csv::: expected rows, got none"
    )


def test_one_fault_is_counted_in_the_singular() -> None:
    error = ContactLogError([Fault(file="c.csv", expected="rows", got="none")])
    assert str(error) == "c.csv::: expected rows, got none\n1 fault"
    assert error.total == 1


def test_long_values_are_cut() -> None:
    assert shown("x" * 1234) == f"'{'x' * 60}'... (1,234 characters)"
    assert shown("") == "nothing"
    assert shown("a\tb") == "'a\\tb'"


def test_no_more_is_kept_than_is_ever_told() -> None:
    faults = FaultLog()
    for row in range(KEPT_FAULTS + 5):
        faults.add("c.csv", row, "queue", expected="x", got="y")
        faults.add_name("c.csv", "zone", row=row, expected="z", got=f"name {row}", times=2)
    more = np.arange(5000)
    faults.add_rows("c.csv", more, "volume", expected="x", values=["v"])
    faults.add_remark("c.csv", more, "volume", expected="x", got="y")
    assert faults.total == 3 * (KEPT_FAULTS + 5) + 10_000
    assert len(faults.faults()) == KEPT_FAULTS
    assert "volume" not in {fault.column for fault in faults.faults()}


def test_a_refusal_is_told_however_many_faults_came_before() -> None:
    faults = FaultLog()
    for row in range(KEPT_FAULTS + 5):
        faults.add("c.csv", row, "queue", expected="x", got="y")
    faults.refuse("c.csv", expected="text", got="binary data", row=5000)
    assert faults.refusals == 1
    assert "binary data" in {fault.got for fault in faults.faults()}


def test_names_are_told_with_their_first_row_and_their_count() -> None:
    faults = FaultLog()
    faults.add_name("c.csv", "queue", row=7, expected="a queue", got="fax", times=1)
    faults.add_name("c.csv", "queue", row=9, expected="a queue", got="", times=3)
    faults.add_name("c.csv", "queue", row=900, expected="a queue", got="fax", times=41)
    assert [str(fault) for fault in faults.faults()] == [
        "c.csv:7:queue: expected a queue, got 'fax' (in 42 rows)",
        "c.csv:9:queue: expected a queue, got nothing (in 3 rows)",
    ]


def test_only_the_first_positions_are_looked_up() -> None:
    assert first_true(np.array([False, True, True])).tolist() == [1, 2]
    assert len(first_true(np.ones(10_000, dtype=np.bool_))) == KEPT_FAULTS
