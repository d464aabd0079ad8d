"""Bad input: one clear error each, with file, line and column, and bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from forecasting.contact_log import ContactLog, read_contact_log
from forecasting.errors import KEPT_FAULTS, ContactLogError
from tests.forecasting import hostile_parquet
from tests.forecasting.conftest import WriteLog

RAW = "opened_at,queue,customer_timezone,handle_seconds,wait_seconds,abandoned"
GOOD = "2026-03-02T09:00:00Z,phone,Asia/Tokyo,100,5,false"
COUNTED = "interval_start,queue,customer_timezone,volume,aht_seconds"
GOOD_COUNT = "2026-03-02T09:00:00Z,phone,Asia/Tokyo,3,100"


def faults_of(path: Path, *, zone: str | None = None) -> list[str]:
    """The faults as they are shown; the log must be refused."""
    with pytest.raises(ContactLogError) as caught:
        read_contact_log(
            path, interval_minutes=30, contacts_timezone=zone, queues=("phone", "chat")
        )
    assert caught.value.total >= len(caught.value.faults) > 0
    return [str(fault) for fault in caught.value.faults]


FILES = {
    "empty": (b"", "c.csv::: expected a header and rows, got an empty file"),
    "blank": (b" \n\n", "c.csv::: expected a header and rows, got an empty file"),
    "blank first line": (
        f"\n{RAW}\n{GOOD}\n".encode(),
        "c.csv:1:: expected a column opened_at (raw contacts) or interval_start (counted "
        "intervals), got the columns nothing",
    ),
    "header alone": (
        f"{RAW}\n".encode(),
        "c.csv::: expected at least one row, got a header alone",
    ),
    "header alone, no newline": (
        RAW.encode(),
        "c.csv::: expected at least one row, got a header alone",
    ),
    "truncated": (
        f"{RAW}\n{GOOD}\n2026-03-02T09:00:00Z,pho".encode(),
        "c.csv:3:: expected 6 values, got 2: the file seems to be cut off here",
    ),
    "binary": (
        bytes(range(256)) * 40,
        "c.csv::: expected a CSV in UTF-8, got binary data",
    ),
    "binary after the header": (
        f"{RAW}\n".encode() + f"{GOOD}\n".encode() * 2000 + bytes(range(128)),
        "c.csv:2002:: expected UTF-8 text, got binary data",
    ),
    "binary without zeros": (
        b"\x01\x02\x03\xff\xfe\xfd" * 1000,
        "c.csv:1:: expected UTF-8 text, got binary data",
    ),
    "utf-16 with a mark": (
        f"{RAW}\n{GOOD}\n".encode("utf-16"),
        "c.csv::: expected a CSV in UTF-8, got text in UTF-16",
    ),
    "utf-16 without a mark": (
        f"{RAW}\n{GOOD}\n".encode("utf-16-le"),
        "c.csv::: expected a CSV in UTF-8, got text in UTF-16",
    ),
    "latin-1": (
        f"{RAW}\n{GOOD}\n2026-03-02T09:00:00Z,teléfono,Asia/Tokyo,,,\n".encode("latin-1"),
        "c.csv:3:: expected UTF-8 text, got bytes that are not UTF-8: it seems to be Latin-1 or "
        "Windows-1252",
    ),
    "latin-1 in the header": (
        f"{RAW},año\n{GOOD},1\n".encode("latin-1"),
        "c.csv:1:: expected UTF-8 text, got bytes that are not UTF-8: it seems to be Latin-1 or "
        "Windows-1252",
    ),
    "semicolons": (
        f"{RAW}\n{GOOD}\n".replace(",", ";").encode(),
        "c.csv:1:: expected columns parted by commas, got semicolons",
    ),
    "tabs": (
        f"{RAW}\n{GOOD}\n".replace(",", "\t").encode(),
        "c.csv:1:: expected columns parted by commas, got tabs",
    ),
    "bars": (
        f"{RAW}\n{GOOD}\n".replace(",", "|").encode(),
        "c.csv:1:: expected columns parted by commas, got vertical bars",
    ),
    "gzip": (
        b"\x1f\x8b\x08" + bytes(50),
        "c.csv::: expected a CSV in UTF-8, got a file packed with gzip",
    ),
    "workbook": (
        b"PK\x03\x04" + bytes(50),
        "c.csv::: expected a CSV in UTF-8, got a zip archive or an Excel workbook",
    ),
    "parquet by another name": (
        b"PAR1" + bytes(50),
        "c.csv::: expected a CSV in UTF-8, got a Parquet file (its name should end in .parquet)",
    ),
    "open quote": (
        f'{RAW}\n{GOOD}\n"{GOOD}\n{GOOD}\n'.encode(),
        "c.csv:3:: expected 6 values, got 1",
    ),
    "open quote in a long file": (
        f'{RAW}\n"{GOOD}\n'.encode() + f"{GOOD}\n".encode() * 60_000,
        "c.csv:2:: expected rows of comma-separated values, one a line, got ",
    ),
    "one column": (
        b"contacts\n5\n",
        "c.csv:1:: expected a column opened_at (raw contacts) or interval_start (counted "
        "intervals), got the columns 'contacts'",
    ),
    "ten million columns": (
        b"opened_at," * 10_000_000 + b"\n" + b"1," * 10_000_000,
        "c.csv:1:: expected a header of less than 65,536 bytes, got a longer line",
    ),
    "one enormous row": (
        f"{RAW}\n{GOOD}\n".encode() + b"1," * 10_000_000 + b"\n",
        "c.csv:3:: expected lines of less than 1,048,576 bytes, got a longer one",
    ),
    "one enormous value": (
        f"{RAW}\n{GOOD}\n{GOOD}\n".encode() + b"x" * 3_000_000,
        "c.csv:4:: expected lines of less than 1,048,576 bytes, got a longer one",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_table_is_refused_with_one_message(
    write_log: WriteLog, case: str
) -> None:
    content, expected = FILES[case]
    faults = faults_of(write_log(content, "c.csv"))
    assert len(faults) == 1
    assert faults[0].startswith(expected)


HEADERS = {
    "unknown column": (
        f"{RAW},note",
        "c.csv:1:note: expected only columns of raw contacts (opened_at, queue, "
        "customer_timezone, handle_seconds, wait_seconds, abandoned), got 'note'",
    ),
    "misspelt column": (
        RAW.replace("handle_seconds", "Handle_Second"),
        "c.csv:1:Handle_Second: expected the column handle_seconds, got 'Handle_Second'",
    ),
    "doubled column": (
        RAW.replace("wait_seconds", "queue"),
        "c.csv:1:queue: expected the column once, got 2 of it",
    ),
    "missing column": (
        RAW.replace("queue,", ""),
        "c.csv:1:queue: expected this column, got no such column",
    ),
    "neither kind": (
        "when,queue,customer_timezone",
        "c.csv:1:: expected a column opened_at (raw contacts) or interval_start (counted "
        "intervals), got the columns 'when, queue, customer_timezone'",
    ),
    "both kinds": (
        f"{RAW},interval_start",
        "c.csv:1:: expected a column opened_at (raw contacts) or interval_start (counted "
        "intervals), got both",
    ),
    "column without a name": (
        f"{RAW},",
        "c.csv:1:: expected only columns of raw contacts (opened_at, queue, customer_timezone, "
        "handle_seconds, wait_seconds, abandoned), got nothing",
    ),
}


@pytest.mark.parametrize("case", HEADERS)
def test_wrong_columns_are_named(write_log: WriteLog, case: str) -> None:
    header, expected = HEADERS[case]
    assert faults_of(write_log([header, GOOD], "c.csv")) == [expected]


def test_all_wrong_columns_are_named_at_once(write_log: WriteLog) -> None:
    faults = faults_of(write_log(["interval_start,Queue,volume,volume", "1,2,3,4"], "c.csv"))
    assert [fault.split(":")[2] for fault in faults] == [
        "Queue",
        "volume",
        "queue",
        "customer_timezone",
    ]


VALUES = {
    "no time": (",phone,Asia/Tokyo,,,", "opened_at", "nothing"),
    "no such day": ("2026-02-30T09:00:00Z,phone,Asia/Tokyo,,,", "opened_at", "'2026-02-30T09:"),
    "hour 25": ("2026-02-03T25:00:00Z,phone,Asia/Tokyo,,,", "opened_at", "'2026-02-03T25:"),
    "date alone": ("2026-02-03,phone,Asia/Tokyo,,,", "opened_at", "'2026-02-03'"),
    "american date": ("02/03/2026 09:00,phone,Asia/Tokyo,,,", "opened_at", "'02/03/2026 09:00'"),
    "seconds since 1970": ("1770000000,phone,Asia/Tokyo,,,", "opened_at", "'1770000000'"),
    "naive": ("2026-02-03T09:00:00,phone,Asia/Tokyo,,,", "opened_at", "'2026-02-03T09:00:00'"),
    "long ago": ("1776-07-04T09:00:00Z,phone,Asia/Tokyo,,,", "opened_at", "'1776-07-04"),
    "far ahead": ("2226-07-04T09:00:00Z,phone,Asia/Tokyo,,,", "opened_at", "'2226-07-04"),
    "year 9999": ("9999-07-04T09:00:00Z,phone,Asia/Tokyo,,,", "opened_at", "'9999-07-04"),
    "no queue": ("2026-02-03T09:00:00Z,,Asia/Tokyo,,,", "queue", "nothing"),
    "unknown queue": ("2026-02-03T09:00:00Z,fax,Asia/Tokyo,,,", "queue", "'fax'"),
    "no zone": ("2026-02-03T09:00:00Z,phone,,,,", "customer_timezone", "nothing"),
    "unknown zone": ("2026-02-03T09:00:00Z,phone,Mars/Base,,,", "customer_timezone", "'Mars/Base'"),
    "negative": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,-1,,", "handle_seconds", "'-1'"),
    "absurd": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,86401,,", "handle_seconds", "'86401'"),
    "not a number": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,NaN,,", "handle_seconds", "'NaN'"),
    "infinite": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,inf,,", "handle_seconds", "'inf'"),
    "text": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,soon,,", "handle_seconds", "'soon'"),
    "decimal comma": ('2026-02-03T09:00:00Z,phone,Asia/Tokyo,"1,5",,', "handle_seconds", "'1,5'"),
    "absurd wait": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,,1e9,", "wait_seconds", "'1e9'"),
    "no flag": ("2026-02-03T09:00:00Z,phone,Asia/Tokyo,,,maybe", "abandoned", "'maybe'"),
    "line break": ('2026-02-03T09:00:00Z,"a\nb",Asia/Tokyo,,,', "queue", "'a\\nb'"),
    "too few": ("2026-02-03T09:00:00Z,phone", "", "2"),
    "too many": (f"{GOOD},1", "", "7"),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_bad_value_is_named_with_its_line(write_log: WriteLog, case: str) -> None:
    row, column, got = VALUES[case]
    faults = faults_of(write_log([RAW, GOOD, row, GOOD], "c.csv"))
    assert len(faults) == 1
    assert faults[0].startswith(f"c.csv:3:{column}: expected ")
    assert f", got {got}" in faults[0]


COUNT_VALUES = {
    "no volume": ("2026-03-02T09:30:00Z,phone,Asia/Tokyo,,", "volume", "nothing"),
    "negative": ("2026-03-02T09:30:00Z,phone,Asia/Tokyo,-3,", "volume", "'-3'"),
    "absurd": ("2026-03-02T09:30:00Z,phone,Asia/Tokyo,1e12,", "volume", "'1e12'"),
    "nan": ("2026-03-02T09:30:00Z,phone,Asia/Tokyo,nan,", "volume", "'nan'"),
    "absurd aht": ("2026-03-02T09:30:00Z,phone,Asia/Tokyo,1,1e12", "aht_seconds", "'1e12'"),
    "seconds": (
        "2026-03-02T09:30:07Z,phone,Asia/Tokyo,1,",
        "interval_start",
        "'2026-03-02T09:30:07Z'",
    ),
    "repeated": ("2026-03-02T18:00:00+09:00,phone,Asia/Tokyo,1,", "interval_start", "another"),
}


@pytest.mark.parametrize("case", COUNT_VALUES)
def test_a_bad_count_is_named_with_its_line(write_log: WriteLog, case: str) -> None:
    row, column, got = COUNT_VALUES[case]
    faults = faults_of(write_log([COUNTED, GOOD_COUNT, "", row], "c.csv"))
    assert len(faults) == 1
    assert faults[0].startswith(f"c.csv:4:{column}: expected ")
    assert faults[0].endswith(f", got {got}")


def test_a_row_is_blank_only_where_all_its_cells_are(write_log: WriteLog) -> None:
    rows = [",phone,UTC,,,", GOOD.replace("phone", ""), GOOD.replace("Asia/Tokyo", ""), ",,,,,"]
    faults = faults_of(write_log([RAW, *rows], "c.csv"))
    assert [fault.split(" expected")[0] for fault in faults] == [
        "c.csv:2:opened_at:",
        "c.csv:3:queue:",
        "c.csv:4:customer_timezone:",
    ]


def counts_every(minutes: int, count: int) -> list[str]:
    """Rows of one queue so many minutes apart."""
    rows = []
    for number in range(count):
        day, minute = divmod(number * minutes, 1440)
        clock = f"{minute // 60:02}:{minute % 60:02}"
        rows.append(f"2026-03-{2 + day:02}T{clock}:00Z,phone,Asia/Tokyo,1,")
    return rows


def test_a_count_off_the_grid_is_a_fault_and_the_row_after_is_not(write_log: WriteLog) -> None:
    rows = counts_every(15, 200)
    rows[100] = rows[100].replace(":00:00Z", ":07:00Z")
    assert faults_of(write_log([COUNTED, *rows], "c.csv")) == [
        "c.csv:102:interval_start: expected starts 15 minutes apart, got one between"
    ]


def test_a_count_that_overlaps_the_one_before_is_a_fault(write_log: WriteLog) -> None:
    rows = counts_every(60, 100)
    rows[50] = rows[50].replace(":00:00Z", ":45:00Z")
    assert faults_of(write_log([COUNTED, *rows], "c.csv")) == [
        "c.csv:53:interval_start: expected a start at least 60 minutes after the one before, "
        "got one that overlaps it"
    ]


def test_counts_that_do_not_divide_a_day_are_refused(write_log: WriteLog) -> None:
    assert faults_of(write_log([COUNTED, *counts_every(7, 100)], "c.csv")) == [
        "c.csv::: expected intervals that divide a day evenly, got rows 7 minutes apart"
    ]


def test_the_same_interval_in_two_files_is_a_fault(write_log: WriteLog, tmp_path: Path) -> None:
    write_log([COUNTED, GOOD_COUNT], "log/a.csv")
    write_log([COUNTED, "", GOOD_COUNT], "log/b.csv")
    assert faults_of(tmp_path / "log") == [
        "log/b.csv:3:interval_start: expected one row for each interval, queue and zone, "
        "got another"
    ]


def test_wall_times_over_a_clock_change_are_reported_never_guessed(write_log: WriteLog) -> None:
    path = write_log(
        [
            "opened_at,queue,customer_timezone",
            "2026-03-29T01:59:59,phone,Europe/Madrid",
            "2026-03-29T02:00:00,phone,Europe/Madrid",
            "2026-03-29T02:59:00,phone,Europe/Madrid",
            "2026-03-29T03:00:00,phone,Europe/Madrid",
            "2026-10-25T01:59:00,phone,Europe/Madrid",
            "2026-10-25T02:30:00,phone,Europe/Madrid",
            "2026-10-25T02:30:00+01:00,phone,Europe/Madrid",
            "2026-10-25T03:00:00,phone,Europe/Madrid",
        ],
        "c.csv",
    )
    missing = "a wall time that exists in Europe/Madrid (the clocks go forward over it)"
    twice = "a wall time that comes once in Europe/Madrid (the clocks go back: add the offset)"
    assert faults_of(path, zone="Europe/Madrid") == [
        f"c.csv:3:opened_at: expected {missing}, got '2026-03-29T02:00:00'",
        f"c.csv:4:opened_at: expected {missing}, got '2026-03-29T02:59:00'",
        f"c.csv:7:opened_at: expected {twice}, got '2026-10-25T02:30:00'",
    ]


def test_a_naive_time_far_out_of_range_is_a_fault_not_a_crash(write_log: WriteLog) -> None:
    path = write_log([RAW, "9999-01-01T00:00:00,phone,UTC,,,", "0001-01-01T00:00:00,phone,UTC,,,"])
    assert len(faults_of(path, zone="Europe/Madrid")) == 2


def test_an_unknown_contacts_timezone_is_a_fault(write_log: WriteLog) -> None:
    assert faults_of(write_log([RAW, GOOD], "c.csv"), zone="Mars/Base") == [
        "c.csv::: expected contacts_timezone to be an IANA time zone, got 'Mars/Base'"
    ]


def test_faults_of_all_files_are_told_in_order(write_log: WriteLog, tmp_path: Path) -> None:
    write_log([RAW, GOOD, "x,fax,Mars/Base,-1,,"], "log/b.csv")
    write_log([RAW, "y,phone,Asia/Tokyo,,,"], "log/a.csv")
    write_log(b"", "log/c.csv")
    places = [":".join(fault.split(":")[:3]) for fault in faults_of(tmp_path / "log")]
    assert places[:2] == ["log/c.csv::", "log/a.csv:2:opened_at"]
    assert sorted(places[2:]) == [
        "log/b.csv:3:customer_timezone",
        "log/b.csv:3:handle_seconds",
        "log/b.csv:3:opened_at",
        "log/b.csv:3:queue",
    ]


def test_a_copy_of_a_file_in_the_folder_is_refused(write_log: WriteLog, tmp_path: Path) -> None:
    """Every contact would count twice."""
    write_log([RAW, GOOD], "log/a.csv")
    write_log([RAW, GOOD.replace("100", "200")], "log/b.csv")
    write_log([RAW, GOOD], "log/c.csv")
    assert faults_of(tmp_path / "log") == [
        "log/c.csv::: expected every file once, got a copy of log/a.csv"
    ]


def test_mixed_kinds_in_a_folder_are_refused(write_log: WriteLog, tmp_path: Path) -> None:
    write_log([RAW, GOOD], "log/a.csv")
    write_log([COUNTED, GOOD_COUNT], "log/b.csv")
    assert faults_of(tmp_path / "log") == [
        "log/b.csv::: expected raw contacts as in the files before, got counted intervals"
    ]


def test_folders_without_files_and_paths_without_anything(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    assert faults_of(tmp_path / "log") == [
        "log::: expected .csv or .parquet files, got a folder without any"
    ]
    assert faults_of(tmp_path / "none.csv") == [
        "none.csv::: expected a file or a folder, got nothing there"
    ]
    assert faults_of(Path("/dev/null")) == [
        "null::: expected a file or a folder, got something else"
    ]


def test_what_the_system_refuses_to_read_is_a_fault(
    write_log: WriteLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read anything, so the refusal of the system is played."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    paths = [write_log([RAW, GOOD], name) for name in ("c.csv", "c.parquet", "c.txt")]
    folder = tmp_path / "log"
    folder.mkdir()
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)
    kinds = (
        "a file that can be read",
        "a Parquet file that can be read",
        "a file that can be read",
    )
    for path, what in zip(paths, kinds, strict=True):
        assert faults_of(path) == [f"{path.name}::: expected {what}, got Permission denied"]
    assert faults_of(folder) == ["log::: expected a folder that can be read, got Permission denied"]


def write_parquet(path: Path, **columns: object) -> Path:
    parquet.write_table(pa.table(columns), path)
    return path


def test_counted_rows_that_are_all_bad_is_refused(write_log: WriteLog) -> None:
    assert faults_of(write_log([COUNTED, "x,phone,UTC,1,"], "c.csv")) == [
        "c.csv:2:interval_start: expected an ISO 8601 date-time with an offset, got 'x'"
    ]


def test_damaged_parquet_files_are_refused(write_log: WriteLog, tmp_path: Path) -> None:
    whole = write_parquet(
        tmp_path / "whole.parquet",
        opened_at=["2026-03-02T09:00:00Z"] * 5000,
        queue=["phone"] * 5000,
        customer_timezone=["UTC"] * 5000,
    ).read_bytes()
    read_contact_log(tmp_path / "whole.parquet", interval_minutes=30)
    cases = {
        b"": "got an empty file",
        b"hello": "got a file that does not begin as Parquet does",
        whole[: len(whole) // 2]: "got a file that is cut off",
        b"PAR1PAR1": "got a file that is cut off",
        whole[:-8] + (1 << 26).to_bytes(4, "little") + b"PAR1": "got a footer of 67,108,864 bytes",
        whole[:-8] + b"\x01\0\0\0PAR1": "got a damaged",
        whole[:-200] + bytes(192) + whole[-8:]: "got a damaged",
        b"PAR1" + bytes(len(whole) // 3) + whole[4 + len(whole) // 3 :]: "got a damaged",
    }
    for content, expected in cases.items():
        faults = faults_of(write_log(content, "c.parquet"))
        assert len(faults) == 1
        assert faults[0].startswith("c.parquet::: expected a ")
        assert expected in faults[0]


def test_parquet_text_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    text = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    write_parquet(path, opened_at=["2026-03-02T09:00:00Z"], queue=text, customer_timezone=["UTC"])
    (fault,) = faults_of(path)
    assert fault.startswith("c.parquet::: expected a whole Parquet file, got a damaged one")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_damage_gives_anything_but_faults(tmp_path: Path, kind: str) -> None:
    """A few hundred damaged files: each is read or refused, and both happen."""
    rng = np.random.default_rng(7)
    whole = tmp_path / f"whole.{kind}"
    if kind == "csv":
        whole.write_text("\n".join([RAW, *[GOOD] * 30]) + "\n")
    else:
        times = ["2026-03-02T09:00:00Z"] * 30
        write_parquet(whole, opened_at=times, queue=["phone"] * 30, customer_timezone=["UTC"] * 30)
    content, outcomes = whole.read_bytes(), set()
    path = tmp_path / f"damaged.{kind}"
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(rng.integers(1, 4)):
            at = int(rng.integers(len(damaged)))
            damaged[at : at + int(rng.integers(0, 3))] = rng.bytes(int(rng.integers(0, 3)))
        path.write_bytes(damaged)
        try:
            log = read_contact_log(path, interval_minutes=30, contacts_timezone="Europe/Madrid")
        except ContactLogError as error:
            assert error.total > 0
            outcomes.add("refused")
        else:
            assert log.volume["volume"].sum() > 0
            outcomes.add("read")
    assert outcomes == {"refused", "read"}


def test_parquet_columns_of_a_wrong_type_are_named(tmp_path: Path) -> None:
    path = write_parquet(
        tmp_path / "c.parquet",
        opened_at=[1.5],
        queue=[7],
        customer_timezone=[["UTC"]],
        handle_seconds=[True],
        abandoned=[1.5],
    )
    assert faults_of(path) == [
        "c.parquet:1:opened_at: expected timestamps or text, got the type double",
        "c.parquet:1:queue: expected text, got the type int64",
        "c.parquet:1:customer_timezone: expected text, got the type list<element: string>",
        "c.parquet:1:handle_seconds: expected numbers, got the type bool",
        "c.parquet:1:abandoned: expected true and false, got the type double",
    ]


def test_parquet_rows_are_counted_from_one(tmp_path: Path) -> None:
    path = write_parquet(
        tmp_path / "c.parquet",
        opened_at=pa.array([0, None, 2**62], pa.timestamp("us", "UTC")),
        queue=["phone", None, "fax"],
        customer_timezone=["UTC", "UTC", "UTC"],
        handle_seconds=[None, float("nan"), float("-inf")],
        abandoned=["", "yes", "perhaps"],
    )
    places = {tuple(fault.split(":")[1:3]) for fault in faults_of(path)}
    assert places == {
        ("1", "opened_at"),
        ("2", "opened_at"),
        ("2", "queue"),
        ("2", "handle_seconds"),
        ("3", "opened_at"),
        ("3", "queue"),
        ("3", "handle_seconds"),
        ("3", "abandoned"),
    }


def skipping(path: Path, **options: object) -> ContactLog:
    return read_contact_log(path, interval_minutes=30, skip_bad_rows=True, **options)  # type: ignore[arg-type]


def test_bad_rows_are_skipped_on_demand_and_told(write_log: WriteLog) -> None:
    path = write_log([RAW, GOOD, "x,phone,Mars/Base,,,", "2026", GOOD], "c.csv")
    log = skipping(path)
    assert log.volume["volume"].tolist() == [2]
    assert log.notices == ("left out 2 of 4 rows of the contact log, which have 3 faults",)
    assert log.skipped_rows == 2
    assert [(fault.row, fault.column) for fault in log.skipped] == [
        (3, "opened_at"),
        (3, "customer_timezone"),
        (4, ""),
    ]


def test_bad_counts_are_skipped_on_demand(write_log: WriteLog) -> None:
    rows = counts_every(15, 200)
    rows[100] = rows[100].replace(":00:00Z", ":07:00Z")
    log = skipping(write_log([COUNTED, *rows, rows[3]], "c.csv"))
    assert log.volume["volume"].sum() == 199
    assert log.skipped_rows == 2


def test_a_file_that_is_no_table_is_refused_even_when_skipping(
    write_log: WriteLog, tmp_path: Path
) -> None:
    write_log([RAW, GOOD], "log/a.csv")
    write_log(b"", "log/b.csv")
    with pytest.raises(ContactLogError):
        skipping(tmp_path / "log")


def test_a_log_of_bad_rows_alone_is_empty_when_skipping(write_log: WriteLog) -> None:
    log = skipping(write_log([RAW, "x,,,,,"]), before=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(log.volume) == 0
    assert log.skipped_rows == 1


def test_an_interval_that_cannot_be_is_a_mistake_of_the_caller(write_log: WriteLog) -> None:
    with pytest.raises(ValueError, match="got 7"):
        read_contact_log(write_log([RAW, GOOD]), interval_minutes=7)


def test_a_thousand_unknown_names_are_told_once_each(write_log: WriteLog) -> None:
    rows = [GOOD.replace("Asia/Tokyo", "Mars/Base")] * 400 + [GOOD.replace("phone", "fax")] * 700
    with pytest.raises(ContactLogError) as caught:
        read_contact_log(write_log([RAW, *rows], "c.csv"), interval_minutes=30, queues=("phone",))
    assert str(caught.value) == (
        "c.csv:2:customer_timezone: expected an IANA time zone, got 'Mars/Base' (in 400 rows)\n"
        "c.csv:402:queue: expected a queue of the team (phone), got 'fax' (in 700 rows)\n"
        "... and 1098 more\n"
        "1100 faults"
    )


def test_a_message_lists_fifty_faults_and_the_count(write_log: WriteLog) -> None:
    rows = [GOOD.replace(",100,", f",-{number},") for number in range(1, 3001)]
    with pytest.raises(ContactLogError) as caught:
        read_contact_log(write_log([RAW, *rows], "c.csv"), interval_minutes=30)
    lines = str(caught.value).splitlines()
    assert len(lines) == 52
    assert lines[0] == "c.csv:2:handle_seconds: expected a number from 0 to 86,400, got '-1'"
    assert lines[-2:] == ["... and 2950 more", "3000 faults"]
    assert caught.value.total == 3000
    assert len(caught.value.faults) == KEPT_FAULTS


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc"
)


def read_alone(*paths: Path) -> tuple[list[str], int]:
    """Read logs in a process of their own: the message on each, and its peak in megabytes."""
    script = """
        import json, re, sys
        from pathlib import Path
        from forecasting.contact_log import read_contact_log
        from forecasting.errors import ContactLogError

        told = []
        for path in sys.argv[1:]:
            try:
                read_contact_log(Path(path), interval_minutes=30)
            except ContactLogError as error:
                told.append(str(error))
            else:
                told.append("read")
        # Not getrusage: its figure begins with that of the process that started this one.
        status = Path("/proc/self/status").read_text()
        print(json.dumps([told, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024]))
    """
    made = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *paths],
        capture_output=True,
        text=True,
        check=True,
    )
    told, megabytes = json.loads(made.stdout)
    return told, megabytes


@needs_proc
def test_a_million_faults_take_little_memory(tmp_path: Path) -> None:
    """Its libraries included."""
    path = tmp_path / "c.csv"
    path.write_text("interval_start,queue,customer_timezone,volume\n" + "x,,y,-\n1\n" * 200_000)
    (told,), megabytes = read_alone(path)
    assert told.endswith("\n1000000 faults")
    assert megabytes < 400


@needs_proc
@pytest.mark.parametrize("kind", hostile_parquet.KINDS)
def test_a_small_parquet_file_that_asks_for_gigabytes_is_refused(tmp_path: Path, kind: str) -> None:
    hostile, path = hostile_parquet.KINDS[kind], tmp_path / "c.parquet"
    hostile.write(path)
    assert path.stat().st_size < 5_000_000
    (told,), megabytes = read_alone(path)
    assert told.startswith("c.parquet:")
    assert told.endswith("\n1 fault")
    for words in hostile.told:
        assert words in told
    assert megabytes < 700
