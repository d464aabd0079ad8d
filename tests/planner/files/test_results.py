"""Result folders: written whole or not at all, and read back as they were."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.errors import ResultError
from planner.files import check_out, read_result_folder, rejected_folder, write_results

START = datetime(2026, 11, 29, 23, tzinfo=UTC)


def duty(agent: str = "ana", count: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "interval_start": [START + timedelta(minutes=30 * k) for k in range(count)],
            "agent_id": agent,
            "queue": "phone-en",
            "share": [0.1 + 0.2 + k for k in range(count)],
        }
    )


def roster(**columns: Any) -> pd.DataFrame:
    row = {
        "agent_id": "ana",
        "local_date": date(2026, 11, 30),
        "shift": "day8",
        "start": START,
        "end": START + timedelta(minutes=510),
        "start_local": datetime.fromisoformat("2026-11-30T00:00"),
        "end_local": datetime.fromisoformat("2026-11-30T08:30"),
        "timezone": "Europe/Madrid",
        "paid_minutes": 480,
        "pay": Decimal("160.00"),
        "premium": Decimal("1.5"),
    }
    return pd.DataFrame({name: [value] for name, value in {**row, **columns}.items()})


def activities(paid: object = True) -> pd.DataFrame:
    row = {
        "agent_id": "ana",
        "local_date": date(2026, 11, 30),
        "activity": "break",
        "start": START,
        "end": START + timedelta(minutes=30),
        "paid": paid,
    }
    return pd.DataFrame({name: [value] for name, value in row.items()})


SUMMARY = {"start": date(2026, 11, 30), "weeks": 1, "cost": Decimal("1234.50")}


def everything(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def test_a_folder_is_written_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "out"
    written = write_results(out, {"duty.csv": duty(), "roster.csv": roster()}, SUMMARY)
    assert [path.name for path in written] == ["duty.csv", "roster.csv", "summary.json"]
    assert sorted(everything(tmp_path)) == [
        "deep",
        "deep/er",
        "deep/er/out",
        *(f"deep/er/out/{name}" for name in ("duty.csv", "roster.csv", "summary.json")),
    ]
    assert (out / "duty.csv").read_text() == (
        "interval_start,agent_id,queue,share\n"
        "2026-11-29T23:00:00+00:00,ana,phone-en,0.30000000000000004\n"
        "2026-11-29T23:30:00+00:00,ana,phone-en,1.3\n"
    )
    assert (out / "roster.csv").read_text().splitlines()[1] == (
        "ana,2026-11-30,day8,2026-11-29T23:00:00+00:00,2026-11-30T07:30:00+00:00,"
        "2026-11-30T00:00:00,2026-11-30T08:30:00,Europe/Madrid,480,160.00,1.50"
    )
    assert (out.stat().st_mode & 0o777) == (out.parent.stat().st_mode & 0o777)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    write_results(tmp_path / "out", {"duty.csv": duty(), "roster.csv": roster()}, SUMMARY)
    results = read_result_folder(tmp_path / "out")
    assert results.duty is not None
    assert [float(share) for share in results.duty["share"]] == duty()["share"].tolist()
    assert results.roster["pay"].tolist() == ["160.00"]
    assert results.summary == {"start": "2026-11-30", "weeks": 1, "cost": Decimal("1234.50")}
    assert (results.start_date, results.weeks) == (date(2026, 11, 30), 1)
    assert results.cover is None


def test_a_result_folder_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_results(out, {"duty.csv": duty(), "roster.csv": roster()}, SUMMARY)
    (out / ".DS_Store").write_text("x")
    write_results(out, {"duty.csv": duty(agent="bo")})
    assert sorted(path.name for path in out.iterdir()) == ["duty.csv"]
    assert "bo" in (out / "duty.csv").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_results(tmp_path / "out", {"duty.csv": duty()})
    assert (tmp_path / "out" / "duty.csv").exists()


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_results(tmp_path / "link", {"duty.csv": duty()})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "duty.csv").exists()


@pytest.mark.parametrize("inside", ["plan.toml", ".git", "roster.csv/deeper"])
def test_a_strangers_folder_is_left_alone(tmp_path: Path, inside: str) -> None:
    place = tmp_path / "out" / inside
    place.parent.mkdir(parents=True)
    place.write_text("precious")
    before = everything(tmp_path)
    name = inside.split("/")[0]
    with pytest.raises(ResultError, match=f"a folder with {name} in it; it is left as it is"):
        write_results(tmp_path / "out", {})
    with pytest.raises(ResultError, match="expected a result folder or nothing"):
        check_out(tmp_path / "out")
    assert everything(tmp_path) == before


def test_many_strangers_are_not_all_named(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"f{number}").write_text("x")
    with pytest.raises(ResultError, match=r"with f0, f1, f2, f3, f4 \.\.\. in it"):
        check_out(tmp_path)


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("precious")
    with pytest.raises(ResultError, match="expected a result folder or nothing, got a file"):
        write_results(tmp_path / "out", {"duty.csv": duty()})
    with pytest.raises(ResultError, match="Not a directory"):
        write_results(tmp_path / "out" / "deeper" / "still", {"duty.csv": duty()})
    assert everything(tmp_path) == {"out": b"precious"}


def test_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ResultError, match="another folder than the one you are in"):
        check_out(Path())


def test_checking_a_place_leaves_nothing(tmp_path: Path) -> None:
    check_out(tmp_path / "a" / "b" / "out")
    assert everything(tmp_path) == {}


def test_a_rejected_plan_goes_beside(tmp_path: Path) -> None:
    assert rejected_folder(tmp_path / "out") == tmp_path / "out.rejected"


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("call", ["tempfile.mkdtemp", "pathlib.Path.mkdir"])
def test_a_read_only_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr(call, refuse)
    with pytest.raises(ResultError, match="out: expected a folder that can be written, got: Perm"):
        write_results(tmp_path / "new" / "out", {"duty.csv": duty()})
    monkeypatch.undo()
    assert everything(tmp_path) == {}


@contextmanager
def small_disk(most_bytes: int) -> Iterator[None]:
    """Files may not grow past a limit, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_old_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_results(out, {"duty.csv": duty()}, SUMMARY)
    before = everything(tmp_path)
    with small_disk(10_000), pytest.raises(ResultError, match="File too large"):
        write_results(out, {"duty.csv": duty(count=5000)}, SUMMARY)
    assert everything(tmp_path) == before


def test_a_full_disk_leaves_nothing_new(tmp_path: Path) -> None:
    with small_disk(10_000), pytest.raises(ResultError, match="File too large"):
        write_results(tmp_path / "a" / "out", {"duty.csv": duty(count=5000)}, SUMMARY)
    assert everything(tmp_path) == {}


@contextmanager
def mounted(place: Path, options: str) -> Iterator[bool]:
    """A disk of its own where the machine lets the tests mount one; says whether it did."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    able = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True).returncode
    try:
        yield able
    finally:
        if able:
            subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=64k") as able, small_disk(2**30 if able else 10_000):
        message = "No space left on device" if able else "File too large"
        with pytest.raises(ResultError, match=message):
            write_results(disk / "out", {"duty.csv": duty(count=5000)}, SUMMARY)
        assert everything(disk) == {}


def test_a_place_that_is_really_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "ro") as able:
        if not able:
            disk.chmod(0o500)  # which does not stop root
            monkeypatch.setattr("tempfile.mkdtemp", refuse)
        with pytest.raises(ResultError, match=r"Read-only file system|Permission denied"):
            check_out(disk / "out")
        assert everything(disk) == {}


def test_a_rename_that_fails_brings_the_old_results_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_results(out, {"duty.csv": duty()})
    before = everything(tmp_path)
    real = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(5, "Input/output error")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ResultError, match="Input/output error"):
        write_results(out, {"duty.csv": duty(agent="bo")})
    assert everything(tmp_path) == before
    with pytest.raises(ResultError, match="Input/output error"):
        write_results(tmp_path / "fresh", {"duty.csv": duty()})
    assert everything(tmp_path) == before


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_results(tmp_path / "out", {"duty.csv": duty()})
    assert everything(tmp_path) == {}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"notes.csv": duty()}, "Expected a file of forecast.csv, .* got notes.csv"),
        ({"duty.csv": duty().drop(columns="share")}, "Expected duty.csv to have .*, share, got"),
        ({"duty.csv": duty().assign(more=1)}, "got interval_start, agent_id, queue, share, more"),
        ({"duty.csv": duty().assign(share=np.inf)}, "duty.csv, share: Expected a finite number"),
        ({"duty.csv": duty().assign(share="x")}, "duty.csv, share: Expected a number, got 'x'"),
        (
            {"duty.csv": duty().assign(interval_start=datetime.fromisoformat("2026-01-01"))},
            "an aware instant",
        ),
        ({"roster.csv": roster(start_local=START)}, "a local time without an offset"),
        ({"roster.csv": roster(local_date="2026-11-30")}, "Expected a date"),
        ({"roster.csv": roster(paid_minutes=1.5)}, "Expected a whole number"),
        ({"roster.csv": roster(paid_minutes=float("inf"))}, "Expected a whole number"),
        ({"activities.csv": activities("yes")}, "Expected true or false, got 'yes'"),
        ({"roster.csv": roster(pay="1")}, "Expected an amount of money"),
        ({"roster.csv": roster(pay=Decimal("inf"))}, "Expected a finite amount"),
    ],
)
def test_tables_that_no_result_folder_has(
    tmp_path: Path, tables: dict[str, pd.DataFrame], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_results(tmp_path / "out", tables)
    assert everything(tmp_path) == {}


def test_columns_are_put_in_order_and_gaps_are_empty(tmp_path: Path) -> None:
    table = roster(pay=None, local_date=pd.Timestamp("2026-11-30"), start_local=pd.NaT)
    write_results(tmp_path / "out", {"roster.csv": table[list(reversed(table.columns))]})
    line = (tmp_path / "out" / "roster.csv").read_text().splitlines()[1]
    assert line.startswith("ana,2026-11-30,day8,")
    assert line.endswith("+00:00,,2026-11-30T08:30:00,Europe/Madrid,480,,1.50")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction(5, 1000), "0.00"),  # half to even
        (Fraction(15, 1000), "0.02"),
        (Decimal("2.675"), "2.68"),
        (Decimal("-0.001"), "0.00"),
        (12, "12.00"),
        (1234.5, "1234.50"),
        (Decimal("12345678901.25"), "12345678901.25"),
    ],
)
def test_money_has_two_decimals(tmp_path: Path, amount: object, written: str) -> None:
    write_results(tmp_path / "out", {"roster.csv": roster(pay=amount)})
    line = (tmp_path / "out" / "roster.csv").read_text().splitlines()[1]
    assert line.split(",")[-2] == written


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@x", "'=1", "''-x", "O'Neil", "'quoted'", 'say "hi"', "a,b", "Zoë"],
)
def test_no_cell_runs_as_a_formula_and_all_read_back(tmp_path: Path, name: str) -> None:
    write_results(tmp_path / "out", {"duty.csv": duty(agent=name), "roster.csv": roster()})
    cell = pd.read_csv(tmp_path / "out" / "duty.csv", dtype="str")["agent_id"][0]
    assert cell[0] not in "=+-@\t\r"
    back = read_result_folder(tmp_path / "out").duty
    assert back is not None
    assert back["agent_id"].tolist() == [name, name]


def test_flags(tmp_path: Path) -> None:
    table = pd.concat([activities(True), activities(False)])
    write_results(tmp_path / "out", {"activities.csv": table})
    lines = (tmp_path / "out" / "activities.csv").read_text().splitlines()
    assert [line.split(",")[-1] for line in lines] == ["paid", "true", "false"]


def test_numbers_are_no_formulas(tmp_path: Path) -> None:
    write_results(tmp_path / "out", {"roster.csv": roster(premium=Decimal("-1.25"))})
    assert (tmp_path / "out" / "roster.csv").read_text().endswith(",-1.25\n")


def test_the_summary_is_stable_json(tmp_path: Path) -> None:
    summary = {
        "weeks": 1,
        "start": date(2026, 11, 30),
        "at": START,
        "gap": np.float64(0.1),
        "agents": np.int64(3),
        "nothing": None,
        "sure": True,
        "versions": {"b": "2", "a": "1"},
        "minus": -0.0,
        "unmet": [{"hours": Decimal("1.20")}],
        "name": "Zoë \x00decimal:1",
    }
    write_results(tmp_path / "one", {}, summary)
    write_results(tmp_path / "two", {}, dict(reversed(summary.items())))
    text = (tmp_path / "one" / "summary.json").read_text()
    assert text == (tmp_path / "two" / "summary.json").read_text()
    assert '"hours": 1.20\n' in text
    assert json.loads(text) == {
        **summary,
        "start": "2026-11-30",
        "at": "2026-11-29T23:00:00+00:00",
        "minus": 0.0,
        "unmet": [{"hours": 1.2}],
        "name": "Zoë decimal:1",
    }


@pytest.mark.parametrize("value", [float("inf"), float("nan"), Decimal("NaN"), object(), {1: 2}])
def test_what_json_cannot_hold(tmp_path: Path, value: object) -> None:
    with pytest.raises(ValueError, match="Expected a"):
        write_results(tmp_path / "out", {}, {"x": value})
    assert everything(tmp_path) == {}


def test_a_hundred_thousand_rows_are_written_in_seconds(tmp_path: Path) -> None:
    table = duty(count=100_000)
    begun = time.process_time()
    write_results(tmp_path / "out", {"duty.csv": table})
    assert time.process_time() - begun < 5
