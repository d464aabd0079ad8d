"""Logs without faults: what is counted, and where it is laid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from forecasting import raw_log
from forecasting.contact_log import ContactLog, read_contact_log
from forecasting.volume import COLUMNS
from tests.forecasting.conftest import WriteLog

RAW = "opened_at,queue,customer_timezone,handle_seconds,wait_seconds,abandoned"
COUNTED = "interval_start,queue,customer_timezone,volume,aht_seconds"


def volumes(log: ContactLog) -> Mapping[tuple[str, str, str], float]:
    """Volume by start (UTC, to the minute), queue and zone."""
    rows = log.volume.itertuples(index=False)
    return {
        (row.interval_start.strftime("%m-%dT%H:%M"), row.queue, row.customer_timezone): row.volume
        for row in rows
    }


def test_raw_contacts_are_counted_in_utc_intervals(write_log: WriteLog) -> None:
    path = write_log(
        [
            RAW,
            "2026-03-02T09:00:00+01:00,phone,Europe/Madrid,100,5,false",
            "2026-03-02T08:29:59Z,phone,Europe/Madrid,300,,",
            "2026-03-02T08:30:00+00:00,phone,Europe/Madrid,,90,true",
            "2026-03-02 13:50:00.25+0530,phone,Asia/Kolkata,200,,no",
            "2026-03-02T08:10+00,chat,Asia/Kolkata,0,,0",
        ]
    )
    log = read_contact_log(path, interval_minutes=30)
    assert volumes(log) == {
        ("03-02T08:00", "phone", "Europe/Madrid"): 2,
        ("03-02T08:30", "phone", "Europe/Madrid"): 1,
        ("03-02T08:00", "phone", "Asia/Kolkata"): 1,
        ("03-02T08:00", "chat", "Asia/Kolkata"): 1,
    }
    assert log.absent_is_zero
    assert log.first == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert log.last == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert log.notices == ()
    assert log.skipped == ()


def test_the_table_has_the_promised_columns_and_types(write_log: WriteLog) -> None:
    path = write_log([RAW, "2026-03-02T09:00:00Z,phone,Europe/Madrid,100,5,false"])
    table = read_contact_log(path, interval_minutes=15).volume
    assert tuple(table.columns) == COLUMNS
    assert str(table["interval_start"].dtype) == "datetime64[us, UTC]"
    assert [str(table[name].dtype) for name in COLUMNS[1:3]] == ["category", "category"]
    assert [str(table[name].dtype) for name in COLUMNS[3:]] == ["float64", "float64"]


def test_handle_time_is_averaged_over_contacts_handled(write_log: WriteLog) -> None:
    """Abandoned contacts, empty handle times and zeros are offered, not handled."""
    path = write_log(
        [
            RAW,
            "2026-03-02T09:00:00Z,phone,Europe/Madrid,100,,false",
            "2026-03-02T09:01:00Z,phone,Europe/Madrid,300,,false",
            "2026-03-02T09:02:00Z,phone,Europe/Madrid,999,,true",
            "2026-03-02T09:03:00Z,phone,Europe/Madrid,0,,false",
            "2026-03-02T09:04:00Z,phone,Europe/Madrid,,,false",
            "2026-03-02T10:04:00Z,phone,Europe/Madrid,,,false",
        ]
    )
    table = read_contact_log(path, interval_minutes=60).volume
    assert table["volume"].tolist() == [5, 1]
    assert table["aht_seconds"].iloc[0] == 200
    assert pd.isna(table["aht_seconds"].iloc[1])


def test_the_last_three_columns_may_be_missing(write_log: WriteLog) -> None:
    path = write_log(
        ["queue,customer_timezone,opened_at", "phone,Europe/Madrid,2026-03-02T09:00:00Z"]
    )
    assert volumes(read_contact_log(path, interval_minutes=30)) == {
        ("03-02T09:00", "phone", "Europe/Madrid"): 1
    }


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfopened_at,queue,customer_timezone\n2026-03-02T09:00:00Z,phone,Asia/Tokyo\n",
        b"opened_at,queue,customer_timezone\r\n2026-03-02T09:00:00Z,phone,Asia/Tokyo\r\n\r\n",
        b"opened_at,queue,customer_timezone\n2026-03-02T09:00:00Z,phone,Asia/Tokyo",
        b"opened_at,queue,customer_timezone\n2026-03-02T09:00:00Z,phone,Asia/Tokyo\n,,\n",
        b'"opened_at","queue","customer_timezone"\n"2026-03-02T09:00:00Z","phone","Asia/Tokyo"\n',
        b"opened_at, queue, customer_timezone\n2026-03-02T09:00:00Z ,phone,Asia/Tokyo\n",
    ],
    ids=["byte order mark", "CRLF", "no last newline", "blank cells", "quotes", "spaces"],
)
def test_harmless_oddities_are_taken(write_log: WriteLog, content: bytes) -> None:
    log = read_contact_log(write_log(content), interval_minutes=30)
    assert volumes(log) == {("03-02T09:00", "phone", "Asia/Tokyo"): 1}


def test_naive_times_hang_in_the_zone_that_is_named(write_log: WriteLog) -> None:
    path = write_log(
        [
            "opened_at,queue,customer_timezone",
            "2026-03-28T09:00:00,phone,Europe/Madrid",
            "2026-03-30T09:00:00,phone,Europe/Madrid",
            "2026-03-30T09:00:00Z,phone,Europe/Madrid",
        ]
    )
    log = read_contact_log(path, interval_minutes=30, contacts_timezone="Europe/Madrid")
    assert [start for start, _, _ in volumes(log)] == ["03-28T08:00", "03-30T07:00", "03-30T09:00"]


def test_naive_times_of_a_whole_file_are_read_alike(write_log: WriteLog) -> None:
    path = write_log(
        [
            "opened_at,queue,customer_timezone",
            "2026-07-01 09:10:00,phone,Asia/Kolkata",
            "2026-07-01 09:40:00,phone,Asia/Kolkata",
        ]
    )
    log = read_contact_log(path, interval_minutes=30, contacts_timezone="Asia/Calcutta")
    assert [start for start, _, _ in volumes(log)] == ["07-01T03:30", "07-01T04:00"]


def test_rows_from_the_start_of_the_plan_are_left_out_with_a_notice(write_log: WriteLog) -> None:
    path = write_log(
        [
            "opened_at,queue,customer_timezone",
            "2026-03-02T08:59:59Z,phone,Asia/Tokyo",
            "2026-03-02T09:00:00Z,phone,Asia/Tokyo",
            "2026-03-03T09:00:00Z,phone,Asia/Tokyo",
        ]
    )
    before = datetime(2026, 3, 2, 9, tzinfo=UTC)
    log = read_contact_log(path, interval_minutes=60, before=before)
    assert volumes(log) == {("03-02T08:00", "phone", "Asia/Tokyo"): 1}
    assert log.notices == (
        "left out 2 rows of the contact log at or after 2026-03-02T09:00:00+00:00",
    )


def test_a_log_wholly_after_the_start_is_empty_and_says_so(write_log: WriteLog) -> None:
    for header, row in (
        (RAW, "2026-03-02T08:00:00Z,q,Asia/Tokyo,,,"),
        (COUNTED, "2026-03-02T08:00:00Z,q,Asia/Tokyo,3,"),
    ):
        log = read_contact_log(
            write_log([header, row]),
            interval_minutes=60,
            before=datetime(2026, 1, 1, tzinfo=UTC),
        )
        assert len(log.volume) == 0
        assert log.first is None
        assert log.last is None
        assert "left out 1 rows" in log.notices[0]


def test_finer_counts_are_summed_and_their_handle_times_weighted(write_log: WriteLog) -> None:
    path = write_log(
        [
            COUNTED,
            "2026-03-02T09:00:00Z,phone,Asia/Tokyo,1,100",
            "2026-03-02T09:15:00Z,phone,Asia/Tokyo,3,200",
            "2026-03-02T09:30:00Z,phone,Asia/Tokyo,5,",
            "2026-03-02T09:45:00Z,phone,Asia/Tokyo,0,0",
        ]
    )
    log = read_contact_log(path, interval_minutes=30)
    assert log.volume["volume"].tolist() == [4, 5]
    assert log.volume["aht_seconds"].iloc[0] == 175
    assert pd.isna(log.volume["aht_seconds"].iloc[1])
    assert not log.absent_is_zero


def test_hours_are_split_evenly_and_keep_their_sum(write_log: WriteLog) -> None:
    path = write_log(
        [
            COUNTED,
            "2026-03-02T09:00:00+05:30,phone,Asia/Kolkata,8,240",
            "2026-03-02T10:00:00+05:30,phone,Asia/Kolkata,4,240",
        ]
    )
    quarters = read_contact_log(path, interval_minutes=15).volume
    assert quarters["volume"].tolist() == [2, 2, 2, 2, 1, 1, 1, 1]
    # The hours of Kolkata begin at half past in UTC: each falls into two UTC hours.
    hours = read_contact_log(path, interval_minutes=60).volume
    assert hours["volume"].tolist() == [4, 6, 2]
    assert hours["aht_seconds"].tolist() == [240, 240, 240]


def test_days_are_split_by_the_profile_of_the_queues_finer_rows(
    write_log: WriteLog, tmp_path: Path
) -> None:
    hours = [COUNTED]
    for day in range(2, 9):
        for hour in range(24):
            volume = 3 if hour == 9 else 1 if hour == 10 else 0
            hours.append(f"2026-03-{day:02}T{hour:02}:00:00+09:00,phone,Asia/Tokyo,{volume},")
    write_log(hours, "contacts/hours.csv")
    days = [f"2026-03-{day:02}T00:00:00+09:00,phone,Asia/Tokyo,40," for day in range(9, 13)]
    write_log([COUNTED, *days], "contacts/days.csv")
    log = read_contact_log(tmp_path / "contacts", interval_minutes=60)
    late = log.volume[log.volume["interval_start"] >= pd.Timestamp("2026-03-09T00:00:00+09:00")]
    busy = late[late["volume"] > 0]
    assert busy["volume"].tolist() == [30, 10] * 4
    assert busy["interval_start"].dt.tz_convert("Asia/Tokyo").dt.hour.tolist() == [9, 10] * 4
    assert log.notices == ()


def test_days_alone_are_split_evenly_with_a_notice(write_log: WriteLog) -> None:
    """Over a clock change a local day has 23 hours, and still ends where the next begins."""
    path = write_log(
        [
            COUNTED,
            "2026-03-28T00:00:00+01:00,email,Europe/Madrid,24,",
            "2026-03-29T00:00:00+01:00,email,Europe/Madrid,23,",
            "2026-03-30T00:00:00+02:00,email,Europe/Madrid,24,",
        ]
    )
    log = read_contact_log(path, interval_minutes=60)
    assert log.volume["volume"].tolist() == pytest.approx([1] * 71)
    assert log.notices == (
        "queue email: its rows span hours, and nothing finer tells how contacts come within them, "
        "so they are split evenly",
    )


def test_weeks_are_split_too(write_log: WriteLog) -> None:
    path = write_log(
        [
            COUNTED,
            "2026-03-02T00:00:00Z,email,UTC,168,",
            "2026-03-09T00:00:00Z,email,UTC,336,",
        ]
    )
    volume = read_contact_log(path, interval_minutes=60).volume["volume"].tolist()
    assert volume == pytest.approx([1] * 168 + [2] * 168)


def test_a_folder_is_one_log(write_log: WriteLog, tmp_path: Path) -> None:
    header = "opened_at,queue,customer_timezone"
    write_log([header, "2026-03-02T09:00:00Z,phone,Asia/Tokyo"], "contacts/a.csv")
    write_log([header, "2026-03-02T09:10:00Z,phone,Asia/Tokyo"], "contacts/B.CSV")
    table = pa.table(
        {
            "opened_at": pa.array(["2026-03-02T09:20:00Z"]),
            "queue": ["phone"],
            "customer_timezone": ["Asia/Tokyo"],
        }
    )
    parquet.write_table(table, tmp_path / "contacts" / "c.parquet")
    write_log(b"hello", "contacts/.hidden")
    write_log(b"hello", "contacts/README.md")
    log = read_contact_log(tmp_path / "contacts", interval_minutes=30)
    assert volumes(log) == {("03-02T09:00", "phone", "Asia/Tokyo"): 3}
    assert log.notices == ("contacts/README.md was passed over: it is neither .csv nor .parquet",)


@pytest.mark.parametrize("naive", [True, False])
@pytest.mark.parametrize("encoded", [True, False])
def test_parquet_gives_what_csv_gives(tmp_path: Path, naive: bool, encoded: bool) -> None:
    stamps = pd.DatetimeIndex(["2026-03-02T09:00:00.123456789", "2026-03-02T09:40:00.0"])
    zone = None if naive else "UTC"
    table = pa.table(
        {
            "opened_at": pa.array(stamps.tz_localize(zone), pa.timestamp("ns", zone)),
            "queue": pa.array(["phone", "chat"]),
            "customer_timezone": pa.array(["Asia/Tokyo", "Asia/Tokyo"]),
            "handle_seconds": pa.array([120, None], pa.int16()),
            "wait_seconds": pa.array([1.5, None]),
            "abandoned": pa.array([False, None]),
        }
    )
    if encoded:
        for name in ("opened_at", "queue"):
            position = table.schema.get_field_index(name)
            table = table.set_column(position, name, table.column(name).dictionary_encode())
    path = tmp_path / "log.parquet"
    parquet.write_table(table, path)
    log = read_contact_log(path, interval_minutes=30, contacts_timezone="UTC" if naive else None)
    assert volumes(log) == {
        ("03-02T09:00", "phone", "Asia/Tokyo"): 1,
        ("03-02T09:30", "chat", "Asia/Tokyo"): 1,
    }
    assert log.volume["aht_seconds"].dropna().tolist() == [120]


def test_times_of_parquet_may_be_text_in_a_dictionary(tmp_path: Path) -> None:
    times = pa.array(["2026-03-02T09:00:00Z", "2026-03-02T09:10:00Z"]).dictionary_encode()
    zones = pa.array(["UTC", "UTC"]).dictionary_encode()
    table = pa.table({"opened_at": times, "queue": ["q", "q"], "customer_timezone": zones})
    parquet.write_table(table, tmp_path / "log.parquet")
    log = read_contact_log(tmp_path / "log.parquet", interval_minutes=30)
    assert log.volume["volume"].tolist() == [2]


def test_a_file_without_a_telling_name_is_known_by_its_beginning(
    write_log: WriteLog, tmp_path: Path
) -> None:
    text = write_log([COUNTED, "2026-03-02T09:00:00Z,phone,UTC,2,"], "export.txt")
    assert read_contact_log(text, interval_minutes=30).volume["volume"].tolist() == [2]
    table = pa.table(
        {
            "interval_start": ["2026-03-02T09:00:00Z"],
            "queue": ["phone"],
            "customer_timezone": ["UTC"],
            "volume": [3],
        }
    )
    parquet.write_table(table, tmp_path / "export")
    assert read_contact_log(tmp_path / "export", interval_minutes=30).volume["volume"].tolist() == [
        3
    ]


def test_many_batches_count_like_one(write_log: WriteLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three megabytes are read in several blocks; counts are added up now and then."""
    monkeypatch.setattr(raw_log, "MOST_PENDING_KEYS", 100)
    rows = [
        f"2026-03-{2 + i // 6000:02}T{i // 250 % 24:02}:{i % 60:02}:00Z,phone,Asia/Tokyo"
        for i in range(60_000)
    ]
    path = write_log(["opened_at,queue,customer_timezone", *rows])
    log = read_contact_log(path, interval_minutes=60)
    assert log.volume["volume"].sum() == 60_000
    assert set(log.volume["volume"]) == {250.0}


def test_a_counted_log_of_many_batches_is_one(write_log: WriteLog) -> None:
    """Forty days of minutes, two and a half megabytes."""
    minutes = pd.date_range("2026-03-02", periods=40 * 1440, freq="min").strftime("%Y-%m-%dT%H:%M")
    rows = [f"{minute}Z,phone,Asia/Tokyo,2,60" for minute in minutes]
    log = read_contact_log(write_log([COUNTED, *rows]), interval_minutes=30)
    assert len(log.volume) == 40 * 48
    assert set(log.volume["volume"]) == {60.0}
    assert set(log.volume["aht_seconds"]) == {60.0}


@pytest.mark.external_data
@pytest.mark.parametrize(
    ("name", "contacts"),
    [
        ("bank_15min.csv", 5_312_234),
        ("anonymous_bank_30min.csv", 445_406),
        ("emergency_arrivals_hourly.csv", 275_928),
    ],
)
@pytest.mark.parametrize("interval_minutes", [15, 30, 60])
def test_real_logs_keep_their_contacts(
    external_data: Path, name: str, contacts: int, interval_minutes: int
) -> None:
    log = read_contact_log(external_data / name, interval_minutes=interval_minutes)
    assert log.volume["volume"].sum() == pytest.approx(contacts)
    assert log.notices == ()


def test_long_gaps_of_a_counted_log_are_told(write_log: WriteLog) -> None:
    rows = [f"2026-{month:02}-01T09:00:00Z,q{month},UTC,1," for month in range(1, 13)]
    later = [f"2026-{month:02}-09T09:00:00Z,q{month},UTC,1," for month in range(1, 13)]
    near = ["2026-01-09T10:00:00Z,q1,UTC,1,"]
    log = read_contact_log(write_log([COUNTED, *rows, *later, *near]), interval_minutes=60)
    assert len(log.notices) == 11
    assert log.notices[0] == (
        "queue q1, customers in UTC: no row from 2026-01-01T10:00:00+00:00 to "
        "2026-01-09T09:00:00+00:00; taken as unknown, not as 0"
    )
    assert log.notices[-1] == "... and 2 more such gaps"
