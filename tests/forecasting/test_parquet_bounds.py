"""Parquet files of every honest make are read alike, and as many rows at once as can be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from pyarrow import parquet

from forecasting import parquet_bounds, parquet_pages
from forecasting.contact_log import read_contact_log
from forecasting.errors import ContactLogError
from forecasting.parquet_bounds import BATCH_ROWS, NAMES, Reading, judged_footer, reading
from forecasting.parquet_pages import Footer, pages, read_footer
from forecasting.thrift_compact import MalformedError
from tests.forecasting.hostile_parquet import TIME, contacts

TEXTS = ("opened_at", "queue", "customer_timezone")
NUMBERS = ("handle_seconds", "wait_seconds")
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "as it comes": {},
    "small row groups": {"row_group_size": 70},
    "small pages": {"data_page_size": 100, "write_batch_size": 10},
    "small dictionaries": {"dictionary_pagesize_limit": 300, "write_batch_size": 10},
    "no dictionaries": {"use_dictionary": False},
    "second version": {"data_page_version": "2.0", "compression": "zstd"},
    "not packed": {"compression": "none"},
    "front-coded": {
        "use_dictionary": False,
        "column_encoding": dict.fromkeys(TEXTS, "DELTA_BYTE_ARRAY"),
    },
    "lengths apart": {
        "use_dictionary": False,
        "column_encoding": dict.fromkeys(TEXTS, "DELTA_LENGTH_BYTE_ARRAY"),
    },
    "split": {
        "use_dictionary": False,
        "column_encoding": dict.fromkeys(NUMBERS, "BYTE_STREAM_SPLIT"),
    },
    "first names front-coded": {
        "use_dictionary": ["queue"],
        "column_encoding": {"opened_at": "DELTA_BYTE_ARRAY"},
        "row_group_size": 300,
    },
}


def log_table() -> pa.Table:
    """A thousand contacts, with gaps where gaps may be."""
    rng = np.random.default_rng(3)
    seconds = np.sort(rng.integers(0, 40_000_000, 1000))
    times = pd.to_datetime(1_770_000_000 + seconds, unit="s", utc=True)
    return pa.table(
        {
            "opened_at": times.strftime("%Y-%m-%dT%H:%M:%SZ").astype(object),
            "queue": rng.choice(["phone", "chat", "email"], 1000).astype(object),
            "customer_timezone": rng.choice(["Asia/Tokyo", "UTC"], 1000).astype(object),
            "handle_seconds": pa.array(rng.integers(1, 900, 1000), mask=rng.random(1000) < 0.1),
            "wait_seconds": rng.random(1000) * 90,
            "abandoned": rng.choice(["yes", "no", None], 1000).astype(object),
        }
    )


def whole_footer(path: Path) -> Footer:
    data = path.read_bytes()
    return read_footer(data[-8 - int.from_bytes(data[-8:-4], "little") : -8])


def reading_of(path: Path) -> Reading:
    return reading(path, whole_footer(path), parquet.read_schema(path).names)


@pytest.fixture
def expected(tmp_path: Path) -> pd.DataFrame:
    """The log as a CSV gives it."""
    log_table().to_pandas().to_csv(tmp_path / "c.csv", index=False)
    counted = read_contact_log(tmp_path / "c.csv", interval_minutes=30).volume
    assert counted["volume"].sum() == 1000
    return counted


@pytest.mark.parametrize("make", OPTIONS)
def test_files_of_every_make_are_read_alike(
    tmp_path: Path, expected: pd.DataFrame, make: str
) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path, **OPTIONS[make])
    assert_frame_equal(read_contact_log(path, interval_minutes=30).volume, expected)


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_texts_of_every_type_are_read_alike(
    tmp_path: Path, expected: pd.DataFrame, kind: pa.DataType
) -> None:
    table = log_table()
    for name in NAMES:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).cast(kind))
    parquet.write_table(table, tmp_path / "c.parquet", row_group_size=300)
    log = read_contact_log(tmp_path / "c.parquet", interval_minutes=30)
    assert_frame_equal(log.volume, expected)


@pytest.mark.parametrize("make", OPTIONS)
def test_pages_are_found_as_they_were_written(tmp_path: Path, make: str) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path, **OPTIONS[make])
    metadata, footer = parquet.read_metadata(path), whole_footer(path)
    assert footer.rows == 1000
    assert footer.is_text == (True, True, True, False, False, True)
    assert len(footer.groups) == metadata.num_row_groups
    with path.open("rb", buffering=0) as file:
        for number, group in enumerate(footer.groups):
            for place, chunk in enumerate(group):
                column = metadata.row_group(number).column(place)
                found = list(pages(file, chunk))
                assert sum(page.rows for page in found) == column.num_values
                size = sum(page.bytes for page in found)
                # That of the footer holds the headers of the pages, too.
                assert 0 < column.total_uncompressed_size - size < 200 * len(found) + 60
                assert found[0].is_dictionary == column.has_dictionary_page
                assert any(page.is_front_coded for page in found) == (
                    "DELTA_BYTE_ARRAY" in column.encodings
                )


def test_names_are_read_as_dictionaries_and_batches_are_full(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path)
    assert reading_of(path) == Reading(
        dictionaries=("queue", "customer_timezone", "abandoned"), rows=BATCH_ROWS
    )


def test_front_coded_names_are_not(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path, **OPTIONS["front-coded"])
    found = reading_of(path)
    assert found.dictionaries == ("abandoned",)
    assert 100 < found.rows < BATCH_ROWS


def test_rows_are_few_where_one_text_is_long(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    times = [TIME, TIME + " " * 1_000_000, TIME]
    parquet.write_table(pa.table(contacts(3, opened_at=times)), path, row_group_size=2)
    assert reading_of(path).rows == parquet_bounds.MAX_PAGE_BYTES // 1_000_020


def test_small_pieces_are_joined_and_their_rows_counted_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told by the rows of faults, over row groups of 70 and batches of 200."""
    monkeypatch.setattr("forecasting.parquet_source.BATCH_ROWS", 200)
    queues = ["fax" if row in (1, 70, 71, 210, 211, 500) else "phone" for row in range(1, 501)]
    path = tmp_path / "c.parquet"
    for row_group_size in (70, 500):
        parquet.write_table(
            pa.table(contacts(500, queue=queues)), path, row_group_size=row_group_size
        )
        monkeypatch.setattr(parquet_bounds, "BATCH_ROWS", 200)
        log = read_contact_log(path, interval_minutes=30, queues=["phone"], skip_bad_rows=True)
        assert log.skipped_rows == 6
        assert [fault.row for fault in log.skipped] == [1]
        assert log.volume["volume"].sum() == 494


BOUNDS = {
    "rows": ("MAX_ROWS", 999, "at most 999 rows, got 1,000"),
    "row groups": ("MAX_ROW_GROUPS", 9, "at most 9 row groups, got 10"),
    "columns": ("MAX_COLUMNS", 5, "at most 5 columns, got 6"),
    "pages": ("MAX_PAGES", 99, "at most 99 pages, got 100"),
    "bytes": ("MAX_PAGE_BYTES", 9_999, "at most 9,999 bytes, unpacked, for 131,072 rows"),
}


@pytest.mark.parametrize("bound", BOUNDS)
def test_what_passes_a_bound_is_refused_with_one_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path, row_group_size=100)
    read_contact_log(path, interval_minutes=30)
    name, value, told = BOUNDS[bound]
    monkeypatch.setattr(parquet_bounds, name, value)
    with pytest.raises(ContactLogError) as caught:
        read_contact_log(path, interval_minutes=30)
    assert caught.value.total == 1
    assert f"expected {told}" in str(caught.value)


def test_text_is_bounded_as_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path)
    monkeypatch.setattr("forecasting.parquet_source.MAX_TEXT_BYTES", 30_000)
    with pytest.raises(ContactLogError, match="1 fault") as caught:
        read_contact_log(path, interval_minutes=30)
    assert str(caught.value).startswith(
        "c.parquet:1:: expected at most 30,000 bytes of text in 131,072 rows, got "
    )


def test_a_long_name_that_one_row_has_is_a_fault_of_that_row(tmp_path: Path) -> None:
    """The dictionary holds it for all rows; that alone is no reason to refuse them."""
    rows = 70_000
    queues = ["phone"] * (rows - 1) + ["x" * 10_000]
    parquet.write_table(pa.table(contacts(rows, queue=queues)), tmp_path / "c.parquet")
    with pytest.raises(ContactLogError) as caught:
        read_contact_log(tmp_path / "c.parquet", interval_minutes=30, queues=["phone"])
    assert str(caught.value).startswith("c.parquet:70000:queue: expected a queue of the team")
    assert caught.value.total == 1


@pytest.mark.parametrize(
    "footer",
    [
        b"\0",
        b"\x15\x02\x19\x0c\x26\x02\x19\x05\0",
        b"\x15\x02\x19\x1c\0\x16\x02\x19\x15\x02\0",
        b"\x15\x02\x19\x1c\0\x16\x02\x19\x1c\x19\x1c\0\0\0",
    ],
    ids=["nothing", "no row groups", "row groups of numbers", "column without its place"],
)
def test_a_footer_without_its_parts_is_damaged(footer: bytes) -> None:
    with pytest.raises(MalformedError):
        judged_footer(footer)


def test_row_groups_of_other_columns_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(log_table(), path)
    with pytest.raises(MalformedError, match="other columns"):
        reading(path, whole_footer(path), ["opened_at"])


def test_a_header_of_a_page_may_hold_long_texts(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    texts = [letter * 3_000 for letter in "ab"]
    parquet.write_table(pa.table(contacts(2, queue=texts)), path, use_dictionary=False)
    chunk = whole_footer(path).groups[0][1]
    with path.open("rb", buffering=0) as file:
        (page,) = pages(file, chunk)
        # Else this would show nothing.
        assert chunk.end - chunk.start > parquet_pages.HEADER_WINDOWS[0]
    assert (page.rows, page.is_dictionary) == (2, False)
    assert page.bytes > 6_000
