"""Team folders out of zip files and into them: exact, whole or not at all."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sunrota_demo import write_demo_team

from planner.errors import DataError, Fault, ResultError
from planner.files import pack_team, read_team, unpack_team
from planner.pipeline import count_contacts
from planner.scenario import Scenario
from tests.planner.files.bad_zips import TEAM, team, team_and, zipped
from tests.planner.files.folders import TeamFolder, make_folder

LOG = b"opened_at,queue,customer_timezone\n2026-11-02T09:00:00+00:00,phone-en,Europe/Madrid\n"


class Upload(io.BytesIO):
    """A file from outside with the name that its owner gave it."""

    name = "our team.zip"


class NeverRead(Upload):
    """An upload that must be judged by its size alone."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError(f"read {size} bytes")


def files(place: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def refused(source: Path | io.BytesIO, into: Path) -> list[str]:
    """The faults for which a zip is refused."""
    with pytest.raises(DataError) as caught:
        unpack_team(source, into)
    return [str(fault) for fault in caught.value.faults]


def test_the_demo_team_comes_back_to_the_byte(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    write_demo_team(demo)
    (demo / "contacts.parquet").rename(tmp_path / "may.parquet")
    (demo / "contacts").mkdir()
    (tmp_path / "may.parquet").rename(demo / "contacts" / "may.parquet")
    packed = pack_team(demo)
    counted: list[int] = []
    scenario = unpack_team(
        io.BytesIO(packed),
        tmp_path / "team",
        check=lambda found: counted.append(len(count_contacts(found).volume)),
    )
    assert files(tmp_path / "team") == files(demo)
    assert "README.md" in files(demo)
    assert scenario == replace(read_team(demo), contacts_path=tmp_path / "team" / "contacts")
    assert counted[0] > 1_000
    assert pack_team(tmp_path / "team") == packed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "team"]


def test_the_same_team_is_packed_to_the_same_bytes(folder: TeamFolder, tmp_path: Path) -> None:
    folder.write(".DS_Store", b"x").write("old.docx", b"x")
    other = tmp_path / "other"
    other.mkdir()
    for name in sorted(TEAM, reverse=True):
        (other / name).write_bytes(TEAM[name])
        os.utime(other / name, (0, 1_000_000_000))
        (other / name).chmod(0o600)
    (other / "contacts.csv").write_bytes((folder.path / "contacts.csv").read_bytes())
    assert pack_team(folder.path) == pack_team(other)
    folder.append("wishes.csv", "\n")
    assert pack_team(folder.path) != pack_team(other)


def test_packing_what_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the team::: expected a folder that can be read"):
        pack_team(tmp_path / "none")


@pytest.mark.parametrize("top", ["", "our team/"])
@pytest.mark.parametrize("folders_listed", [False, True])
def test_files_at_the_top_or_in_one_folder(tmp_path: Path, top: str, folders_listed: bool) -> None:
    entries = [(top + str(name), data) for name, data in team()]
    entries.append((f"{top}contacts/may.csv", LOG))
    entries.append((f"__MACOSX/{top}._plan.toml", b"x"))
    entries.append((f"{top}.DS_Store", b"x"))
    entries.append((f"{top}contacts/.hidden.csv", b"x"))
    entries.append((f"{top}~$agents.csv", b"x"))
    if folders_listed:
        entries = [(name, b"") for name in {top, f"{top}contacts/"} if name] + entries
    into = tmp_path / "team"
    scenario = unpack_team(io.BytesIO(zipped(entries)), into, check=count_contacts)
    assert files(into) == {**TEAM, "contacts/may.csv": LOG}
    assert scenario.notices == ()
    assert scenario.contacts_path == into / "contacts"
    assert [path.name for path in tmp_path.iterdir()] == ["team"]


def test_unknown_files_are_left_out_with_a_notice(tmp_path: Path) -> None:
    packed = team_and(
        ("contacts.csv", LOG),
        ("readme.txt", b"notes"),
        ("readme.exe", b"x"),
        ("budget.xlsx", b"x"),
        ("contacts/old/may.csv", b"x"),
        ("plan/roster.csv", b"x"),
    )
    scenario = unpack_team(io.BytesIO(packed), tmp_path / "team")
    assert files(tmp_path / "team") == {**TEAM, "contacts.csv": LOG, "readme.txt": b"notes"}
    assert scenario.notices == (
        "not kept, because sunrota knows no such file: "
        "budget.xlsx, contacts/old/may.csv, plan/roster.csv",
    )
    many = team_and(("contacts.csv", LOG), *((f"{n:02}.doc", b"x") for n in range(13)))
    (notice,) = unpack_team(io.BytesIO(many), tmp_path / "team").notices
    assert notice.endswith("08.doc, 09.doc and 3 more")


def test_a_team_is_replaced_whole(folder: TeamFolder) -> None:
    folder.write("old.csv", "x")
    (folder.path / "contacts.csv").write_bytes(LOG)
    renamed = TEAM["plan.toml"].replace(b"Acme Support", b"New Name")
    scenario = unpack_team(io.BytesIO(zipped(team(plan=renamed, wishes=None))), folder.path)
    assert scenario.name == read_team(folder.path).name == "New Name"
    assert sorted(files(folder.path)) == sorted(set(TEAM) - {"wishes.csv"})
    assert [path.name for path in folder.path.parent.iterdir()] == ["team"]
    usual = folder.path.parent / "usual"
    usual.mkdir()
    assert folder.path.stat().st_mode == usual.stat().st_mode


def test_a_link_to_the_team_stays_a_link(folder: TeamFolder, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder.path)
    unpack_team(io.BytesIO(team_and(("contacts.csv", LOG))), link)
    assert link.is_symlink()
    assert files(folder.path)["contacts.csv"] == LOG


def test_the_check_sees_the_team_before_it_stands(folder: TeamFolder) -> None:
    seen: list[bytes] = []
    before = files(folder.path)

    def check(scenario: Scenario) -> None:
        assert scenario.contacts_path is not None
        seen.append(scenario.contacts_path.read_bytes())
        assert files(folder.path) == before

    scenario = unpack_team(io.BytesIO(team_and(("contacts.csv", LOG))), folder.path, check=check)
    assert seen == [LOG]
    assert scenario.contacts_path == folder.path / "contacts.csv"
    assert files(folder.path) != before


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, ValueError, MemoryError])
def test_whatever_stops_the_check_nothing_is_left(
    folder: TeamFolder, stopped: type[BaseException]
) -> None:
    before = files(folder.path.parent)

    def check(scenario: Scenario) -> None:
        raise stopped

    with pytest.raises(stopped):
        unpack_team(io.BytesIO(zipped(team())), folder.path, check=check)
    assert files(folder.path.parent) == before
    assert [path.name for path in folder.path.parent.iterdir()] == ["team"]


@pytest.mark.parametrize("failing", [1, 2])
def test_the_old_team_stays_where_the_new_one_cannot_be_put(
    folder: TeamFolder, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    before, real, calls = files(folder.path.parent), Path.rename, []

    def rename(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(ResultError, match=r"^team: expected .*, got: No space left on device$"):
        unpack_team(io.BytesIO(zipped(team())), folder.path)
    assert files(folder.path.parent) == before
    assert [path.name for path in folder.path.parent.iterdir()] == ["team"]


@pytest.mark.parametrize("strange", ["file", "folder", "nowhere"])
def test_what_is_no_team_is_not_replaced(tmp_path: Path, strange: str) -> None:
    into = tmp_path / "team"
    if strange == "file":
        into.write_text("x")
    elif strange == "folder":
        into.mkdir()
        (into / "thesis.txt").write_text("x")
    else:
        into = tmp_path / "none" / "team"
    before = files(tmp_path)
    with pytest.raises(ResultError, match=r"^team: expected"):
        unpack_team(io.BytesIO(zipped(team())), into)
    assert files(tmp_path) == before
    assert len(list(tmp_path.iterdir())) == len(before)


def test_an_empty_folder_takes_a_team(tmp_path: Path) -> None:
    unpack_team(io.BytesIO(zipped(team())), tmp_path)
    assert files(tmp_path) == TEAM


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "team.zip::: expected a zip file, got none"),
        (lambda path: path.mkdir(), "team.zip::: expected a zip file, got a folder"),
        (os.mkfifo, "team.zip::: expected a zip file, got none"),
    ],
)
def test_a_source_that_is_no_file(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    make(tmp_path / "team.zip")
    assert refused(tmp_path / "team.zip", tmp_path / "team") == [told]


def test_faults_give_an_upload_its_owners_name(tmp_path: Path) -> None:
    (told,) = refused(Upload(b"PK\x03\x04"), tmp_path / "team")
    assert told.startswith("our team.zip::: expected a whole zip file")
    (told,) = refused(io.BytesIO(b"PK\x03\x04"), tmp_path / "team")
    assert told.startswith("the zip file::: expected a whole zip file")


def test_an_upload_too_large_is_not_read(tmp_path: Path) -> None:
    upload = NeverRead()
    upload.truncate(0)
    upload.seek(200_000_000)
    upload.write(b"x")
    assert refused(upload, tmp_path / "team") == [
        "our team.zip::: expected a zip file of at most 200 MB, got one of 200.1 MB"
    ]


def test_an_upload_stays_open_wherever_it_was_left(tmp_path: Path) -> None:
    upload = Upload(zipped(team()))
    upload.read()
    unpack_team(upload, tmp_path / "team")
    assert not upload.closed
    unpack_team(upload, tmp_path / "team")


def test_all_faults_of_the_list_of_files_come_together(tmp_path: Path) -> None:
    packed = team_and(
        ("../a", b""), ("b\\c", b""), ("/d", b""), ("wishes.csv", b""), ("PINS.csv", b"")
    )
    told = refused(Upload(packed), tmp_path / "team")
    assert [line.split("got ")[1] for line in told] == [
        "'../a'",
        r"'b\\c'",
        "'/d'",
        "'wishes.csv'",
        "'pins.csv'",
    ]


def test_all_faults_of_the_files_come_together(tmp_path: Path) -> None:
    plan = TEAM["plan.toml"].replace(b"concurrency = 2", b"concurrency = 0")
    agents = TEAM["agents.csv"].replace(b"Europe/Madrid,ES", b"Mars,ES")
    packed = zipped(team(plan=plan, agents=agents, wishes=b"\0"))
    told = refused(Upload(packed), tmp_path / "team")
    assert [line.split(": ")[0] for line in told] == [
        "plan.toml:29:queues[2].concurrency",
        "agents.csv:2:timezone",
        "wishes.csv::",
    ]
    assert list(tmp_path.iterdir()) == []


def test_faults_of_the_check_speak_of_no_other_folder(tmp_path: Path) -> None:
    def check(scenario: Scenario) -> None:
        where = str(scenario.contacts_path)
        folder = str(Path(where).parent)
        fault = Fault(file=where, expected=f"{where} whole", got=f"a hole in {folder}")
        raise DataError([fault], 7)

    packed = team_and(("contacts.csv", LOG))
    with pytest.raises(DataError) as caught:
        unpack_team(io.BytesIO(packed), tmp_path / "team", check=check)
    assert str(caught.value.faults[0]) == (
        "contacts.csv::: expected contacts.csv whole, got a hole in the team folder"
    )
    assert caught.value.total == 7


def test_a_long_even_log_is_no_bomb(tmp_path: Path) -> None:
    clocks = [f"{slot // 4:02}:{slot % 4 * 15:02}" for slot in range(96)]
    rows = [
        f"{day}T{clock}:00+00:00,phone-en,Europe/Madrid,0,\n"
        for day in pd.date_range("2020-01-01", periods=2_500).strftime("%Y-%m-%d")
        for clock in clocks
    ]
    log = ("interval_start,queue,customer_timezone,volume,aht_seconds\n" + "".join(rows)).encode()
    assert len(log) > 10_000_000
    unpack_team(io.BytesIO(team_and(("contacts.csv", log))), tmp_path / "team")
    assert files(tmp_path / "team")["contacts.csv"] == log


def test_a_spoilt_zip_is_refused_or_right(tmp_path: Path) -> None:
    sound, ends = zipped(team()), Counter[str]()
    make_folder(tmp_path / "team")

    # Most changes go to the first headers and to the list at the end, where they say most.
    @settings(max_examples=500, deadline=None, derandomize=True)
    @given(
        changes=st.lists(
            st.tuples(
                st.integers(0, 199) | st.integers(len(sound) - 700, len(sound) - 1),
                st.integers(0, 255),
            ),
            max_size=3,
        ),
        kept=st.just(len(sound)) | st.integers(0, len(sound)),
    )
    def spoil(changes: list[tuple[int, int]], kept: int) -> None:
        spoilt, before = bytearray(sound), files(tmp_path)
        for place, value in changes:
            spoilt[place] = value
        try:
            unpack_team(io.BytesIO(spoilt[:kept]), tmp_path / "team")
        except DataError as error:
            ends["refused"] += 1
            assert str(tmp_path) not in str(error)
            assert files(tmp_path) == before
        else:
            ends["right"] += 1
            unpacked = files(tmp_path / "team")
            assert unpacked
            assert unpacked.items() <= TEAM.items()
        assert [path.name for path in tmp_path.iterdir()] == ["team"]

    spoil()
    assert min(ends["refused"], ends["right"]) > 10, ends
