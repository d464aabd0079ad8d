"""The list of files of a zip, judged before a byte of them is unpacked."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from planner.files.agents_csv import AGENTS
from planner.files.faults import FaultLog, shown
from planner.files.plan_reading import MAX_BYTES as MAX_PLAN_BYTES
from planner.files.plan_reading import PLAN
from planner.files.team import SILENT_STARTS, TABLES
from planner.files.zip_opening import MAX_ENTRIES, megabytes

__all__ = ["LOG_FOLDER", "TeamZip", "belongs", "judged"]

MAX_UNPACKED_BYTES = 1_000_000_000
# All but the contact log is held in memory while it is read, at many times its size: a million
# rows of a few bytes take half a gigabyte. Eight weeks of five thousand agents fit in these.
MAX_TABLES_BYTES = 20_000_000
MAX_NAME_BYTES = 200
# A row of a log takes about five bytes, packed, if only its time differs from the row above: real
# logs stay below 30. What packs a thousandfold is one byte over and over.
MAX_RATIO = 200
RATIO_COUNTS_FROM_BYTES = 10_000_000

LOG_FOLDER = "contacts"
LOG_SUFFIXES = (".csv", ".parquet")
FILES = frozenset({PLAN, *TABLES, *(LOG_FOLDER + suffix for suffix in LOG_SUFFIXES)})
NOTE_SUFFIXES = ("", ".md", ".txt", ".rst")
# What computers put into a zip unasked.
LEFT_BY_SYSTEMS = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
OFFICE_MARK = "[Content_Types].xml"
LOCKED_FLAGS = 0x1 | 0x40 | 0x2000
# Of other methods a few bytes may become gigabytes in one call, whatever is asked for.
METHODS = (ZIP_STORED, ZIP_DEFLATED)
SHORTEST_HEADER = 30
DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamZip:
    """What of a zip goes into the team folder.

    ``entries`` by their path in the folder, sorted; ``left_out`` are files that sunrota does not
    know; ``mistaken`` gives, for a needed file that is not there, the one likely meant to be it.
    """

    entries: Mapping[str, ZipInfo]
    left_out: tuple[str, ...]
    mistaken: Mapping[str, str]


def belongs(path: str) -> bool:
    """Whether a team folder may hold a file at that path, notes for people included.

    Examples
    --------
    >>> belongs("plan.toml"), belongs("contacts/may.csv"), belongs("may.csv")
    (True, True, False)
    """
    parts = PurePosixPath(path)
    suffix = parts.suffix.lower()
    if len(parts.parts) == 2:
        return parts.parts[0] == LOG_FOLDER and suffix in LOG_SUFFIXES and not _ignored(path)
    is_note = path.lower().startswith("readme") and suffix in NOTE_SUFFIXES
    return "/" not in path and (path in FILES or is_note)


def judged(zip_file: ZipFile, called: str) -> TeamZip:
    """Find the team's files in a zip.

    Parameters
    ----------
    zip_file
        Opened for reading.
    called
        The name that faults give the zip.

    Raises
    ------
    DataError
        With every fault of the list: names, kinds and sizes of files, how they are packed.
    """
    faults = _ListFaults(called)
    entries = zip_file.infolist()
    if len(entries) > MAX_ENTRIES:
        faults.add(f"at most {MAX_ENTRIES:,} files", f"{len(entries):,}")
        faults.raise_if_any()
    _judge_names(entries, faults)
    faults.note(
        "plain files and folders (no links)", [_name(info) for info in entries if _is_special(info)]
    )
    # With names of all sorts nothing can be said of the folder that they make.
    faults.raise_if_any()
    files = [info for info in entries if not _is_folder(info) and not _ignored(_name(info))]
    _judge_kind(files, faults)
    _judge_packing(files, faults)
    _judge_sizes(entries, faults)
    root = _root([_name(info) for info in files], faults)
    inside = {_name(info).removeprefix(root): info for info in files}
    _judge_folder(inside, [_name(info).removeprefix(root) for info in entries], faults)
    faults.raise_if_any()
    return _team_zip(inside)


class _ListFaults:
    """Faults of a zip's list of files: one for all files alike, not one a file."""

    def __init__(self, called: str) -> None:
        self._called = called
        self._log = FaultLog()
        self.raise_if_any = self._log.raise_if_any

    def add(self, expected: str, got: str) -> None:
        self._log.add(self._called, expected, got)

    def note(self, expected: str, names: Sequence[str]) -> None:
        if names:
            others = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            self.add(expected, shown(names[0]) + others)


def _name(info: ZipInfo) -> str:
    # The other name that the standard library gives is already made harmless: cut at a NUL.
    return info.orig_filename


def _is_folder(info: ZipInfo) -> bool:
    # The standard library asks for the last letter of a name, which a spoilt one may not have.
    return info.filename.endswith("/")


def _ignored(path: str) -> bool:
    parts = path.split("/")
    return any(part.startswith((".", "~$")) or part in LEFT_BY_SYSTEMS for part in parts if part)


def _judge_names(entries: Iterable[ZipInfo], faults: _ListFaults) -> None:
    unfit: dict[str, list[str]] = {}
    for info in entries:
        expected = _name_expected(_name(info))
        if expected:
            unfit.setdefault(expected, []).append(_name(info))
    for expected, names in unfit.items():
        faults.note(expected, names)
    names = [_name(info) for info in entries if not _ignored(_name(info))]
    twice = [name for name, count in Counter(names).items() if count > 1]
    faults.note("every file once", twice)
    faults.note("names that differ by more than capital letters", list(_alike(names)))


def _name_expected(name: str) -> str | None:
    """What a name should be, where it is none that a team folder may hold."""
    if len(name.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES:
        return f"names of at most {MAX_NAME_BYTES} bytes"
    if not name or not name.isprintable():
        return "names of letters, figures and signs that can be seen"
    if "\\" in name:
        return "/ between folder and file, no backslash"
    if name.startswith("/") or DRIVE.match(name):
        return "names within the team folder, no place on a disk"
    if any(part in ("", ".", "..") for part in name.removesuffix("/").split("/")):
        return "names within the team folder, no way out of it"
    return None


def _alike(names: Iterable[str]) -> Iterator[str]:
    known: dict[str, str] = {}
    for name in sorted(set(names)):
        plain = unicodedata.normalize("NFC", name).casefold().removesuffix("/")
        if known.setdefault(plain, name) != name:
            yield name


def _is_special(info: ZipInfo) -> bool:
    """Whether an entry is a link, a device or anything else than a file or a folder."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return kind not in ((0, stat.S_IFDIR) if _is_folder(info) else (0, stat.S_IFREG))


def _judge_kind(files: Sequence[ZipInfo], faults: _ListFaults) -> None:
    expected = "the team folder as a zip file"
    if not files:
        faults.add(expected, "one with no files in it")
    if any(_name(info) == OFFICE_MARK for info in files):
        faults.add(expected, "a workbook or another office document")
    faults.raise_if_any()


def _judge_packing(files: Sequence[ZipInfo], faults: _ListFaults) -> None:
    locked = [info for info in files if info.flag_bits & LOCKED_FLAGS]
    faults.note("a zip file without a password", [_name(info) for info in locked])
    strange = [info for info in files if info.compress_type not in METHODS and info not in locked]
    faults.note("files packed as any zip program can (Deflate)", [_name(info) for info in strange])
    inner = [_name(info) for info in files if _name(info).lower().endswith(ARCHIVES)]
    faults.note("the team's files themselves, no archive inside the zip file", inner)


def _judge_sizes(entries: Sequence[ZipInfo], faults: _ListFaults) -> None:
    _bound(sum(info.file_size for info in entries), MAX_UNPACKED_BYTES, "files", faults)
    tight = [
        info
        for info in entries
        if info.file_size > max(RATIO_COUNTS_FROM_BYTES, MAX_RATIO * info.compress_size)
    ]
    faults.note(f"files packed {MAX_RATIO}-fold at most (a bomb?)", [_name(info) for info in tight])
    if any(info.header_offset < 0 for info in entries):
        faults.add("a whole zip file", "one whose list of files points outside of it")
    # The same packed bytes used for many files: how a bomb passes a bound on its ratio.
    placed = sorted(entries, key=lambda info: info.header_offset)
    for info, following in pairwise(placed):
        if info.header_offset + SHORTEST_HEADER + info.compress_size > following.header_offset:
            faults.add("files that lie one after another", "files that overlap")
            return


def _bound(size: int, most: int, what: str, faults: _ListFaults) -> None:
    if size > most:
        faults.add(f"{what} of at most {megabytes(most)} once unpacked", megabytes(size))


def _root(names: Sequence[str], faults: _ListFaults) -> str:
    """The one folder that holds all files, with its slash; empty where they lie at the top."""
    tops = sorted({name.split("/")[0] for name in names})
    if any("/" not in name for name in names) or LOG_FOLDER in tops:
        return ""
    if len(tops) > 1:
        faults.note("the files of one team, at the top or in one folder", tops)
    return tops[0] + "/"


def _judge_folder(inside: Mapping[str, ZipInfo], names: Iterable[str], faults: _ListFaults) -> None:
    folders = {name.split("/")[0] for name in names if "/" in name}
    faults.note("a file of that name, no folder", sorted(folders & FILES))
    if LOG_FOLDER in inside:
        faults.note("a folder of that name, no file", [LOG_FOLDER])
    sizes = {
        name: info.file_size
        for name, info in inside.items()
        if belongs(name) and not name.startswith(LOG_FOLDER)
    }
    _bound(sizes.get(PLAN, 0), MAX_PLAN_BYTES, f"a {PLAN}", faults)
    _bound(sum(sizes.values()), MAX_TABLES_BYTES, "files beside the contact log", faults)


def _team_zip(inside: Mapping[str, ZipInfo]) -> TeamZip:
    strange = [name for name in inside if not belongs(name)]
    mistaken = {
        needed: meant
        for needed in (PLAN, AGENTS)
        if needed not in inside and (meant := _meant(needed, strange))
    }
    return TeamZip(
        entries={name: inside[name] for name in sorted(inside) if belongs(name)},
        left_out=tuple(
            sorted(name for name in strange if not name.lower().startswith(SILENT_STARTS))
        ),
        mistaken=mistaken,
    )


def _meant(needed: str, names: Iterable[str]) -> str | None:
    """A file that someone may have taken for the needed one: of like name, or further down."""
    stem = PurePosixPath(needed).stem
    alike = (n for n in names if PurePosixPath(n).name.casefold().startswith(stem))
    return min(alike, default=None)
