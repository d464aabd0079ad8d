"""Every kind of bad upload: told in words, nothing changed, nothing left, little memory taken."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.errors import SHOWN_FAULTS, DataError
from planner.files import unpack_team
from planner.pipeline import count_contacts
from planner.scenario import Scenario
from tests.planner.files.bad_zips import KINDS, faulty_tables
from tests.planner.files.folders import TeamFolder

ROOT = Path(__file__).parents[3]
# Words that mean something to those who wrote the program only.
INNER_WORDS = re.compile(
    r"Traceback|Error\b|Exception|zipfile|struct|zlib|errno|None\b|NoneType|<.* at 0x|planner\.|"
    r"\.tmp\b|/new\b|/home|/var|/private"
)
MOST_BYTES = 700_000_000
# Run by itself, so that what it takes is its own.
UNPACK_ALL = """
import json, resource, sys
from pathlib import Path
from planner.errors import DataError
from planner.files import unpack_team
from planner.pipeline import count_contacts

place, refused = Path(sys.argv[1]), []
for path in sorted(place.glob("*.zip")):
    try:
        unpack_team(path, place / "team", check=count_contacts)
    except DataError:
        refused.append(path.stem)
kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"refused": refused, "bytes": kilobytes * 1024}))
"""

READ_TEAM = """
import json, resource, sys
from pathlib import Path
from planner.errors import DataError
from planner.files import read_team

try:
    read_team(Path(sys.argv[1]))
except DataError as error:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"faults": error.total, "bytes": kilobytes * 1024}))
"""


def done_alone(script: str, place: Path) -> dict[str, Any]:
    """What a script tells of a place, run by itself."""
    # By way of a shell: a process begins with the peak of the one that it was split from.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", script, place],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def state(place: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything under a folder, to the byte, with what a rewrite would change."""
    return {
        str(path.relative_to(place)): (
            path.stat().st_ino,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in place.rglob("*")
    }


@pytest.fixture
def read_log() -> Callable[[Scenario], object]:
    """Reads the contact log where there is one."""

    def check(scenario: Scenario) -> None:
        if scenario.contacts_path is not None:
            count_contacts(scenario, scenario.horizon(date(2026, 11, 30), 1))

    return check


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_upload_is_told_and_changes_nothing(
    kind: str, folder: TeamFolder, tmp_path: Path, read_log: Callable[[Scenario], object]
) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    upload = uploads / "our team.zip"
    KINDS[kind].write(upload)
    place = tmp_path / "teams"
    place.mkdir()
    into = folder.path.rename(place / "team")
    before = state(place)
    for target in (into, place / "new"):
        with pytest.raises(DataError) as caught:
            unpack_team(upload, target, check=read_log)
        message = str(caught.value)
        for words in KINDS[kind].told:
            assert words in message
        assert not INNER_WORDS.search(message), message
        assert str(tmp_path) not in message
        assert message.isprintable() or message.replace("\n", "").isprintable()
        lines = message.splitlines()
        assert len(lines) <= SHOWN_FAULTS + 2
        assert max(map(len, lines)) < 1_500
        assert state(place) == before
    assert [path.name for path in uploads.iterdir()] == ["our team.zip"]


def test_kinds_are_many() -> None:
    assert len(KINDS) >= 22


def test_all_kinds_together_take_little_memory(folder: TeamFolder, tmp_path: Path) -> None:
    for number, bad in enumerate(KINDS.values()):
        bad.write(tmp_path / f"{number:03}.zip")
    before = state(folder.path)
    told = done_alone(UNPACK_ALL, tmp_path)
    assert told["refused"] == [f"{number:03}" for number in range(len(KINDS))]
    assert told["bytes"] < MOST_BYTES, told
    assert state(folder.path) == before


def test_tables_of_faults_alone_take_little_memory(folder: TeamFolder) -> None:
    """As much as an upload may hold: three million rows, each cell of them a fault."""
    tables = faulty_tables(500_000, 20_000)
    for name, data in tables.items():
        folder.write(f"{name}.csv", data)
    assert sum(map(len, tables.values())) > 17_000_000
    told = done_alone(READ_TEAM, folder.path)
    # A thousand of each of six tables, and that this is too much.
    assert told["faults"] == 6 * 1_001
    assert told["bytes"] < MOST_BYTES, told


def test_a_plan_of_one_endless_key_takes_little_memory(folder: TeamFolder) -> None:
    folder.append("plan.toml", "a" + ".a" * 20_000 + " = 1\n")
    told = done_alone(READ_TEAM, folder.path)
    assert told["faults"] == 1
    assert told["bytes"] < MOST_BYTES, told
