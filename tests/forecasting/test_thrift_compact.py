"""Compact Thrift: numbers are read, all else is passed over, and no size is believed."""

from __future__ import annotations

import pytest

from forecasting import thrift_compact
from forecasting.thrift_compact import CutOffError, MalformedError, read_struct

STOP = b"\0"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (b"\x15\x00", 0),
        (b"\x15\x01", -1),
        (b"\x15\x7e", 63),
        (b"\x15\x80\x01", 64),
        (b"\x16\xfe\xff\xff\xff\x0f", (1 << 31) - 1),
        (b"\x11", 1),
        (b"\x12", 0),
        (b"\x13\x07", 7),
        (b"\x17" + bytes(8), None),
        (b"\x18\x03abc", None),
        (b"\x19\x35\x02\x04\x01", [1, 2, -1]),
        (b"\x19\x21\x01\x02", [1, 2]),
        (b"\x19\x28\x01a\x00", [None, None]),
        (b"\x19\xf5\x10" + b"\x02" * 16, [1] * 16),
        (b"\x1c\x15\x02\x00", {1: 1}),
        (b"\x19\x2c\x15\x02\x00\x00", [{1: 1}, {}]),
    ],
)
def test_a_field_of_every_kind(field: bytes, value: object) -> None:
    data = b"before" + field + b"\x25\x0a" + STOP
    assert read_struct(data, 6) == ({1: value, 3: 5}, len(data))


def test_numbers_of_fields_may_be_told_or_counted_up() -> None:
    assert read_struct(b"\x15\x02\x05\x28\x04\x15\x06" + STOP) == ({1: 1, 20: 2, 21: 3}, 8)


def test_the_last_of_a_field_that_comes_twice_counts() -> None:
    assert read_struct(b"\x15\x02\x05\x02\x04" + STOP) == ({1: 2}, 6)


def test_every_end_that_comes_too_early_is_told() -> None:
    whole = b"\x15\x80\x01\x18\x03abc\x19\x2c\x15\x02\x00\x00\x17" + bytes(8) + STOP
    assert read_struct(whole)[1] == len(whole)
    for length in range(len(whole)):
        with pytest.raises(CutOffError):
            read_struct(whole[:length])


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x01",
        b"\x1b\x01\x55\x02\x02\x00",
        b"\x15" + b"\xff" * 12,
        b"\x1c" * 30,
        b"\x19" * 60,
    ],
    ids=["no kind", "map", "endless number", "nested structs", "nested lists"],
)
def test_what_is_no_footer_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read_struct(data + bytes(40))


def test_a_list_that_claims_more_than_there_is_takes_no_memory() -> None:
    with pytest.raises(CutOffError):
        read_struct(b"\x19\xf5\xff\xff\xff\xff\x7f" + bytes(100))


def test_structs_in_all_lists_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thrift_compact, "MAX_STRUCTS", 5)
    three = b"\x19\x3c" + bytes(3)
    assert read_struct(three + STOP) == ({1: [{}, {}, {}]}, 6)
    with pytest.raises(MalformedError, match="too many entries"):
        read_struct(three * 2 + STOP)
