"""What guards a CSV while it is read, driven directly.

Arrow reads from a thread of its own, so these paths are also tested from here.
"""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from forecasting.csv_source import BLOCK_BYTES, _CheckedBytes, _Lines, _RaggedRows, _RefusedError
from forecasting.fault_log import FaultLog


def checked(data: bytes) -> _CheckedBytes:
    return _CheckedBytes(io.BufferedReader(io.BytesIO(data)))


def read_all(guard: _CheckedBytes, size: int) -> bytes:
    return b"".join(iter(lambda: guard.read(size), b""))


@pytest.mark.parametrize("size", [1, 7, 1 << 30, -1])
def test_text_passes_as_it_is(size: int) -> None:
    text = "opened_at\nçédille 東京\n".encode()
    guard = checked(text)
    assert guard.readable()
    assert read_all(guard, size) == text
    assert not guard.ends_in_line


def test_the_end_within_a_line_is_remembered() -> None:
    guard = checked(b"a\nb")
    read_all(guard, 100)
    assert guard.ends_in_line


@pytest.mark.parametrize(
    ("data", "line"), [(b"a\nb\nc\xff\n", 3), (b"a\n\0b", 2), (b"a\nb\xe6\x9d", 2)]
)
def test_what_is_no_utf8_is_refused_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(_RefusedError) as caught:
        read_all(checked(data), 2)
    assert caught.value.row == line


def test_a_line_is_measured_across_reads() -> None:
    half = b"x" * (BLOCK_BYTES // 2)
    assert len(read_all(checked(half + b"\n" + half), 1000)) == BLOCK_BYTES + 1
    with pytest.raises(_RefusedError) as caught:
        read_all(checked(b"a\n" + half + half), 1000)
    assert caught.value.row == 2


def test_lines_left_out_are_not_given_to_rows() -> None:
    lines = _Lines()
    for line in (3, 4, 9):
        lines.leave_out(line)
    assert lines.take(3).tolist() == [2, 5, 6]
    assert lines.take(0).tolist() == []
    assert lines.take(3).tolist() == [7, 8, 10]


def test_ragged_rows_are_faults_and_the_last_may_be_cut_off() -> None:
    faults, lines = FaultLog(), _Lines()
    ragged = _RaggedRows("c.csv", faults, lines)
    for number in (2, 5):
        row = SimpleNamespace(number=number, expected_columns=3, actual_columns=1)
        assert ragged(row) == "skip"
    ragged.close(4, ends_in_line=True)
    assert [str(fault) for fault in faults.faults()] == [
        "c.csv:2:: expected 3 values, got 1",
        "c.csv:5:: expected 3 values, got 1: the file seems to be cut off here",
    ]
    assert faults.ragged_rows == 2
    assert lines.take(2).tolist() == [3, 4]
