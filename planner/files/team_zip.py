"""A team folder out of a zip file and into one; nothing in a zip file is believed."""

from __future__ import annotations

import copy
import io
import os
import shutil
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from planner.errors import DataError, Fault, ResultError
from planner.files.faults import FaultLog, shown
from planner.files.plan_reading import PLAN
from planner.files.swap import force, put_in_place
from planner.files.team import read_team
from planner.files.zip_entries import LOG_FOLDER, MAX_UNPACKED_BYTES, TeamZip, belongs, judged
from planner.files.zip_opening import FLAWS, opened_zip
from planner.scenario import Scenario

__all__ = ["pack_team", "unpack_team"]

CHUNK_BYTES = 1 << 16
TOLD_LEFT_OUT = 10

# The first day that a zip file can tell: the same team gives the same bytes on any day.
PACKED_ON = (1980, 1, 1, 0, 0, 0)
PACKED_MODE = (stat.S_IFREG | 0o644) << 16
UNIX = 3


def unpack_team(
    source: Path | BinaryIO, into: Path, *, check: Callable[[Scenario], object] | None = None
) -> Scenario:
    """Put the team that a zip file holds in the place of the one at ``into``.

    The files lie at the top of the zip or all in one folder. They are unpacked beside ``into``,
    read and checked there, and put in place by renaming. Files that sunrota does not know are
    left out, with a notice; what computers leave behind is passed over.

    Parameters
    ----------
    source
        The zip file, or an open one that can seek.
    into
        The team folder: a team that stands there is replaced whole. The folder above must exist.
    check
        Looks further into the team before it takes its place, such as at its contact log; raises
        DataError for what is wrong.

    Returns
    -------
    Scenario
        The team as it now lies at ``into``.

    Raises
    ------
    DataError
        With every fault found: of the zip file first, then of damaged files in it, then of what
        they say. ``into`` is as it was.
    ResultError
        Where something else than a team is at ``into``, or nothing can be written.
    """
    into = Path(os.path.realpath(into))
    with opened_zip(source) as (zip_file, called):
        contents = judged(zip_file, called)
        with _in_words(into), _beside(into) as made:
            _unpack(zip_file, contents, made)
            with _as_the_user_knows(made, contents):
                scenario = _read(made, check)
            force(made)
            put_in_place(made, into)
    contacts = scenario.contacts_path
    return replace(
        scenario,
        contacts_path=None if contacts is None else into / contacts.name,
        notices=(*scenario.notices, *_notice(contents.left_out)),
    )


def pack_team(folder: Path) -> bytes:
    """A team folder as a zip file, the same bytes for the same files.

    Files that sunrota does not know are left out.

    Raises
    ------
    DataError
        Where the folder cannot be read.
    """
    packed = io.BytesIO()
    try:
        names = sorted(
            path.relative_to(folder).as_posix()
            for place in (folder, folder / LOG_FOLDER)
            if place == folder or place.is_dir()
            for path in place.iterdir()
            if path.is_file() and belongs(path.relative_to(folder).as_posix())
        )
        with ZipFile(packed, "w") as zip_file:
            for name in names:
                _pack(zip_file, name, folder / name)
    except OSError as error:
        reason = error.strerror or "an error"
        expected = "a folder that can be read"
        raise DataError([Fault(file="the team", expected=expected, got=reason)]) from error
    return packed.getvalue()


def _pack(zip_file: ZipFile, name: str, path: Path) -> None:
    info = ZipInfo(name, PACKED_ON)
    info.create_system, info.external_attr = UNIX, PACKED_MODE
    # Parquet is packed already.
    info.compress_type = ZIP_STORED if path.suffix.lower() == ".parquet" else ZIP_DEFLATED
    info.file_size = path.stat().st_size
    with path.open("rb") as file, zip_file.open(info, "w") as packed:
        shutil.copyfileobj(file, packed, CHUNK_BYTES)


def _unpack(zip_file: ZipFile, contents: TeamZip, made: Path) -> None:
    log = FaultLog()
    for name, info in contents.entries.items():
        path = made / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            problem = _copy(zip_file, info, file)
            file.flush()
            os.fsync(file.fileno())
        if problem:
            log.add(name, *problem)
    log.raise_if_any()
    for folder in {(made / name).parent for name in contents.entries}:
        force(folder)


def _copy(zip_file: ZipFile, info: ZipInfo, file: BinaryIO) -> tuple[str, str] | None:
    """Unpack one file, counting; (expected, got) where it is not what the list says.

    The list was judged, so nothing beyond it is unpacked.
    """
    # The library stops at the size that the list gives and hides what comes after.
    unbelieved = copy.copy(info)
    unbelieved.file_size = MAX_UNPACKED_BYTES + 1
    size = 0
    try:
        with zip_file.open(unbelieved) as packed:
            while chunk := packed.read(CHUNK_BYTES):
                size += len(chunk)
                if size > info.file_size:
                    return _listed(info), "more"
                file.write(chunk)
    except (*FLAWS, zlib.error):
        return "a whole file", "a damaged one (its checksum is wrong, or a part is missing)"
    return None if size == info.file_size else (_listed(info), f"{size:,}")


def _listed(info: ZipInfo) -> str:
    return f"{info.file_size:,} bytes, as the zip file's list says"


def _read(made: Path, check: Callable[[Scenario], object] | None) -> Scenario:
    scenario = read_team(made)
    if check is not None:
        check(scenario)
    return scenario


@contextmanager
def _as_the_user_knows(made: Path, contents: TeamZip) -> Iterator[None]:
    """Faults that speak of the files in the zip: no folder of ours, the file likely meant."""
    try:
        yield
    except DataError as error:
        faults = [_known(fault, made, contents) for fault in error.faults]
        raise DataError(faults, error.total) from error


def _known(fault: Fault, made: Path, contents: TeamZip) -> Fault:
    def known(text: str) -> str:
        return text.replace(f"{made}{os.sep}", "").replace(str(made), "the team folder")

    meant = contents.mistaken.get(fault.file)
    return replace(
        fault,
        file=known(fault.file),
        expected=known(fault.expected),
        got=known(fault.got) if meant is None else shown(meant),
    )


def _notice(left_out: tuple[str, ...]) -> list[str]:
    if not left_out:
        return []
    names = ", ".join(left_out[:TOLD_LEFT_OUT])
    others = len(left_out) - TOLD_LEFT_OUT
    more = f" and {others:,} more" if others > 0 else ""
    return [f"not kept, because sunrota knows no such file: {names}{more}"]


@contextmanager
def _in_words(into: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultError(f"{into.name}: expected a place to write to, got: {reason}") from error


@contextmanager
def _beside(into: Path) -> Iterator[Path]:
    """A new folder on the same disk as ``into``, which vanishes in the end."""
    _refuse_strangers(into)
    workshop = Path(tempfile.mkdtemp(prefix=f".{into.name}.", suffix=".tmp", dir=into.parent))
    made = workshop / "new"
    try:
        made.mkdir()
        yield made
        shutil.rmtree(workshop / "old", ignore_errors=True)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        # An old team that could not be put back stays in there.
        with suppress(OSError):
            workshop.rmdir()


def _refuse_strangers(into: Path) -> None:
    if not into.exists() or (into / PLAN).is_file():
        return
    if not into.is_dir() or any(into.iterdir()):
        raise ResultError(f"{into.name}: expected a team folder or nothing, got something else")
