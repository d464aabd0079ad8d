"""Zip files that nobody should unpack, one of every kind, and words that must be told of it."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pandas as pd

from tests.forecasting import hostile_parquet
from tests.planner.files.folders import FILES

TEAM: Mapping[str, bytes] = {
    name: text.encode() for name, text in FILES.items() if name != "contacts.csv"
}
Entries = Iterable[tuple[str | ZipInfo, bytes]]

# Where the fields stand in an entry's own header and in the zip's list of files.
HEADER, LISTED = b"PK\x03\x04", b"PK\x01\x02"
FLAGS, CRC, PACKED, UNPACKED = ((6, 8), (14, 16), (18, 20), (22, 24))
OFFSET = 42
LIST_HEADER_BYTES = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class BadZip:
    """One kind: what writes it, and what a message about it must hold."""

    write: Callable[[Path], object]
    told: tuple[str, ...]


def zipped(entries: Entries, method: int = ZIP_DEFLATED) -> bytes:
    """A zip file of these entries, as they stand: doubled and misnamed ones too."""
    made = io.BytesIO()
    with warnings.catch_warnings(), ZipFile(made, "w", method) as zip_file:
        warnings.simplefilter("ignore", UserWarning)  # of names that come twice
        for name, data in entries:
            zip_file.writestr(name, data, method)
    return made.getvalue()


def team(**changes: bytes | None) -> list[tuple[str | ZipInfo, bytes]]:
    """A sound team's files; by their name without its ending some are changed or left out."""
    files = []
    for name, data in TEAM.items():
        changed = changes.get(name.split(".")[0], data)
        if changed is not None:
            files.append((name, changed))
    return [*files]


def team_and(*entries: tuple[str | ZipInfo, bytes]) -> bytes:
    """A sound team with more beside it."""
    return zipped([*team(), *entries])


def special(name: str, kind: int) -> ZipInfo:
    """An entry that is neither a file nor a folder."""
    info = ZipInfo(name)
    info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    return info


def packed_parquet() -> bytes:
    """A small contact log as a Parquet file."""
    made = io.BytesIO()
    times = pd.date_range("2026-11-02", periods=500, freq="7min", tz="UTC")
    pd.DataFrame(
        {"opened_at": times, "queue": "phone-en", "customer_timezone": "Europe/Madrid"}
    ).to_parquet(made)
    return made.getvalue()


def _places(data: bytes, name: str, signature: bytes, header_bytes: int) -> int:
    """Where the header of the entry called ``name`` begins."""
    at = data.index(signature)
    while data[at + header_bytes : at + header_bytes + len(name)] != name.encode():
        at = data.index(signature, at + 1)
    return at


def lying(data: bytes, name: str, field: tuple[int, int], value: int, size: str = "<I") -> bytes:
    """Write a field of an entry anew, in its own header and in the list."""
    changed = bytearray(data)
    for signature, length, place in zip(
        (HEADER, LISTED), (30, LIST_HEADER_BYTES), field, strict=True
    ):
        struct.pack_into(size, changed, _places(data, name, signature, length) + place, value)
    return bytes(changed)


def encrypted() -> bytes:
    """Every file marked as locked by a password."""
    data = zipped(team())
    for name in TEAM:
        data = lying(data, name, FLAGS, 1, "<H")
    return data


def overlapping() -> bytes:
    """Files that all use the packed bytes of the first, as in bombs without a high ratio."""
    names = [f"contacts/{number}.csv" for number in range(50)]
    data = bytearray(zipped([*team(), *((name, b"x" * 9_000) for name in names)]))
    first = _places(data, names[0], LISTED, LIST_HEADER_BYTES)
    (shared,) = struct.unpack_from("<I", data, first + OFFSET)
    for name in names:
        at = _places(data, name, LISTED, LIST_HEADER_BYTES)
        struct.pack_into("<I", data, at + OFFSET, shared)
    return bytes(data)


def long_list() -> bytes:
    """A list of two hundred thousand files that are not there: objects of hundreds of bytes."""
    entry = struct.pack("<4s6H3I5H2I", LISTED, 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, *[0] * 6) + b"x"
    listed = entry * 200_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(listed), 30, 0)
    return HEADER + bytes(26) + listed + end


def bomb() -> bytes:
    """Hundreds of megabytes of one letter, packed a thousandfold."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    chunk, checksum = b"0" * 10_000_000, 0
    packed = []
    for _ in range(30):
        packed.append(packer.compress(chunk))
        checksum = zlib.crc32(chunk, checksum)
    body = b"".join([*packed, packer.flush()])
    data = zipped([*team(), ("contacts.csv", body)], ZIP_STORED)
    for field, value, size in (
        (CRC, checksum, "<I"),
        (UNPACKED, 300_000_000, "<I"),
        ((8, 10), ZIP_DEFLATED, "<H"),
    ):
        data = lying(data, "contacts.csv", field, value, size)
    return data


def promising_gigabytes() -> bytes:
    data = team_and(("contacts/1.csv", b"a"), ("contacts/2.csv", b"b"))
    return lying(
        lying(data, "contacts/1.csv", UNPACKED, 900_000_000),
        "contacts/2.csv",
        UNPACKED,
        900_000_000,
    )


def damaged(name: str) -> bytes:
    """One bit of a packed file turned over."""
    data = bytearray(zipped(team()))
    data[_places(data, name, HEADER, 30) + 30 + len(name) + 20] ^= 0x10
    return bytes(data)


def faulty_tables(rows: int, agents: int) -> dict[str, bytes]:
    """The shortest rows, every cell of which is a fault, for agents that are many."""
    heads = {name: FILES[f"{name}.csv"].split("\n")[0] for name in ("agents", *SHORT_ROWS)}
    known = "".join(f"ag{number}{AGENT_REST}\n" for number in range(agents))
    return {
        "agents": f"{heads['agents']}\n{known}".encode(),
        **{name: f"{heads[name]}\n{row * rows}".encode() for name, row in SHORT_ROWS.items()},
    }


AGENT_REST = ",,,UTC,ES,,,,full-time,20,EUR,phone;chat;email;en,,,true"
SHORT_ROWS = {
    "time_off": "x,,,\n",
    "availability": "x,,,\n",
    "wishes": "x,,,\n",
    "pins": "x,,,\n",
    "history": "x,,,,\n",
    "events": "x,,,,\n",
}


def _parquet(kind: str) -> Callable[[Path], object]:
    """A sound team with a hostile log."""

    def write(path: Path) -> None:
        log = path.with_suffix(".parquet")
        hostile_parquet.KINDS[kind].write(log)
        path.write_bytes(team_and(("contacts.parquet", log.read_bytes())))
        log.unlink()

    return write


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADER)
        file.truncate(1 << 30)


def _bytes(make: Callable[..., bytes], *arguments: Any) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(make(*arguments))


def _with(*entries: tuple[str | ZipInfo, bytes]) -> Callable[[Path], object]:
    return _bytes(team_and, *entries)


def _changed(**changes: bytes | None) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(zipped(team(**changes)))


def _renamed(name: str, other: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(
        zipped((other if entry == name else entry, data) for entry, data in team())
    )


def _within(folders: Iterable[str]) -> list[tuple[str | ZipInfo, bytes]]:
    return [(f"{top}/{name}", data) for top in folders for name, data in TEAM.items()]


def _name_of_bytes(letter: bytes) -> bytes:
    return team_and(("wishes_x.csv", b"a")).replace(b"wishes_x.csv", b"wishes" + letter + b"x.csv")


def _not_utf8() -> bytes:
    data = team_and(("w\u00e9.csv", b"a"))
    return data.replace("w\u00e9.csv".encode(), b"w\xff\xff.csv")


SMALL_PLAN = TEAM["plan.toml"]
ROWS: tuple[tuple[Any, ...], ...] = (
    # what is no zip file
    ("text", _bytes(lambda: b"agent_id,name\n" * 99), "zip file", "another kind of file"),
    ("gzip", _bytes(lambda: b"\x1f\x8b\x08\x00" * 99), "zip file", "a gzip file"),
    ("parquet", _bytes(packed_parquet), "zip file", "a Parquet file"),
    ("nothing", _bytes(bytes), "zip file", "an empty file"),
    ("zip of nothing", _bytes(zipped, []), "no files in it"),
    (
        "only what a Mac leaves",
        _bytes(zipped, [("__MACOSX/._plan.toml", b"x"), (".DS_Store", b"x")]),
        "no files in it",
    ),
    (
        "workbook",
        _bytes(zipped, [("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]),
        "zip file",
        "a workbook",
    ),
    ("cut in half", _bytes(lambda: zipped(team())[:2_000]), "cut off"),
    ("cut at its end", _bytes(lambda: zipped(team())[:-10]), "cut off"),
    ("name that is no text", _bytes(_not_utf8), "damaged"),
    # bombs
    ("too large", _sparse, "at most 200 MB", "1,073.8 MB"),
    ("bomb", _bytes(bomb), "200-fold", "'contacts.csv'"),
    (
        "bomb in a zip inside",
        _with(("contacts.zip", zipped([("contacts.csv", bytes(5_000_000))]))),
        "no archive inside",
        "'contacts.zip'",
    ),
    (
        "bomb that gives a small size",
        _bytes(
            lambda: lying(
                team_and(("contacts.csv", bytes(50_000_000))), "contacts.csv", UNPACKED, 1_000
            )
        ),
        "contacts.csv",
        "1,000 bytes",
        "more",
    ),
    (
        "size that is given too large",
        _bytes(lambda: lying(zipped(team()), "wishes.csv", UNPACKED, 5_000)),
        "wishes.csv",
        "5,000 bytes",
    ),
    ("gigabytes promised", _bytes(promising_gigabytes), "at most 1,000 MB", "1,800.1 MB"),
    ("overlapping files", _bytes(overlapping), "one after another", "overlap"),
    (
        "too many files",
        _bytes(lambda: team_and(*((f"contacts/{n}.csv", b"") for n in range(9_999)))),
        "at most 10,000 files",
        "10,007",
    ),
    ("endless list of files", _bytes(long_list), "at most 10,000 files", "more"),
    ("large table", _changed(events=b"a" * 20_000_001), "at most 20 MB", "contact log"),
    ("large plan", _changed(plan=SMALL_PLAN + b"#" * 1_000_001), "plan.toml of at most 1 MB"),
    (
        "key of endless parts",
        _changed(plan=SMALL_PLAN + b"a" + b".a" * 60_000 + b" = 1\n"),
        "plan.toml:144:",
        "keys of at most 100 parts",
        "60,001",
    ),
    (
        "keys of endless parts in a list",
        _changed(plan=SMALL_PLAN + b"x = [\n{ a" + b".a" * 20_000 + b" = 1 },\n]\n"),
        "plan.toml:145:",
        "keys of at most 100 parts",
        "20,001",
    ),
    (
        "endless list in the plan",
        _changed(plan=SMALL_PLAN + b"[[bots]]\nqueues = [" + b"1," * 450_000 + b"]\n"),
        "plan.toml:145:bots[2].queues: expected at most 5,000 entries",
        "450,000",
    ),
    (
        "endless tables in the plan",
        _changed(plan=SMALL_PLAN + b"".join(b"[a%d]\n" % k for k in range(20_000))),
        "plan.toml::: expected fewer than 1,000 faults in a file",
    ),
    (
        "tables of faults",
        _bytes(lambda: zipped(team(**faulty_tables(20_000, 1_000)))),
        "wishes.csv::: expected fewer than 1,000 faults in a file",
        "6006 faults",
    ),
    *(
        (f"log in Parquet: {kind}", _parquet(kind), "contacts.parquet", *hostile.told)
        for kind, hostile in hostile_parquet.KINDS.items()
        if kind in ("long texts", "dictionary of times", "front-coded queues")
    ),
    # names
    ("way out", _with(("../evil.csv", b"a")), "no way out", "'../evil.csv'"),
    ("way out within", _with(("contacts/../../e.csv", b"a")), "no way out", "'contacts/../"),
    ("way out unseen", _with(("__MACOSX/../../e.csv", b"a")), "no way out", "__MACOSX"),
    ("place on a disk", _with(("/etc/cron.d/evil", b"a")), "no place on a disk", "'/etc/"),
    ("drive", _with(("C:/evil.csv", b"a")), "no place on a disk", "'C:/evil.csv'"),
    ("backslashes", _with(("team\\evil.csv", b"a")), "no backslash", "evil.csv"),
    ("NUL in a name", _bytes(_name_of_bytes, b"\0"), "can be seen", r"'wishes\x00x.csv'"),
    ("bell in a name", _bytes(_name_of_bytes, b"\a"), "can be seen", r"'wishes\x07x.csv'"),
    (
        "name written backwards",
        _with(("agents\u202evsc.exe", b"a")),
        "can be seen",
        r"\u202e",
    ),
    ("long name", _with(("n" * 5_000 + ".csv", b"a")), "at most 200 bytes", "'nnnn"),
    ("file twice", _with(("wishes.csv", b"a")), "every file once", "'wishes.csv'"),
    ("capital letters", _with(("Wishes.CSV", b"a")), "capital letters", "'wishes.csv'"),
    # what is no file
    (
        "link",
        _with((special("contacts.csv", stat.S_IFLNK), b"/etc/passwd")),
        "no links",
        "'contacts.csv'",
    ),
    (
        "link to a folder",
        _with((special("contacts", stat.S_IFLNK), b"/etc"), ("contacts/a.csv", b"a")),
        "no links",
        "'contacts'",
    ),
    (
        "pipe",
        _with((special("contacts.csv", stat.S_IFIFO), b"")),
        "no links",
        "'contacts.csv'",
    ),
    # how files are packed
    ("password", _bytes(encrypted), "without a password", "'plan.toml' and 7 more"),
    ("BZip2", _bytes(zipped, team(), ZIP_BZIP2), "Deflate", "'plan.toml' and 7 more"),
    ("LZMA", _bytes(zipped, team(), ZIP_LZMA), "Deflate", "'plan.toml' and 7 more"),
    (
        "wrong checksum",
        _bytes(lambda: lying(zipped(team()), "wishes.csv", CRC, 7)),
        "wishes.csv",
        "a damaged one",
    ),
    ("bit turned over", _bytes(damaged, "plan.toml"), "plan.toml", "a damaged one"),
    # what is in the folder
    ("no plan", _changed(plan=None), "a file plan.toml", "got none"),
    ("no agents", _changed(agents=None), "a file agents.csv", "got none"),
    ("capital plan", _renamed("plan.toml", "Plan.toml"), "plan.toml", "got 'Plan.toml'"),
    ("hidden ending", _renamed("plan.toml", "plan.toml.txt"), "got 'plan.toml.txt'"),
    ("agents as workbook", _renamed("agents.csv", "agents.xlsx"), "got 'agents.xlsx'"),
    ("two teams", _bytes(zipped, _within(["east", "west"])), "of one team", "'east'"),
    ("too deep", _bytes(zipped, _within(["all/east"])), "got 'east/plan.toml'"),
    (
        "folder called plan.toml",
        _bytes(zipped, [*team(plan=None), ("plan.toml/", b"")]),
        "no folder",
        "'plan.toml'",
    ),
    ("file called contacts", _with(("contacts", b"a")), "no file", "'contacts'"),
    (
        "two contact logs",
        _with(("contacts.parquet", packed_parquet()), ("contacts/a.csv", b"a")),
        "contacts",
        "one contact log",
    ),
    # what the files say
    (
        "half a Parquet file",
        _with(("contacts.parquet", packed_parquet()[:3_000])),
        "contacts.parquet",
        "a whole Parquet file",
        "cut off",
    ),
    (
        "half a Parquet file in a folder",
        _with(("contacts/a.parquet", packed_parquet()[:3_000])),
        "contacts/a.parquet",
        "cut off",
    ),
    ("contact log of junk", _with(("contacts.csv", bytes(range(256)))), "contacts.csv"),
    ("agents of junk", _changed(agents=bytes(range(256)) * 99), "agents.csv", "binary data"),
    (
        "agents in UTF-16",
        _changed(agents=FILES["agents.csv"].encode("utf-16")),
        "agents.csv",
        "UTF-16",
    ),
    ("empty plan", _changed(plan=b""), "plan.toml", "an empty file"),
    (
        "slip in the plan",
        _changed(plan=SMALL_PLAN.replace(b"[team]", b"[team", 1)),
        "plan.toml:1:",
        "a slip of syntax",
    ),
)
KINDS: Mapping[str, BadZip] = {
    name: BadZip(write=write, told=tuple(told)) for name, write, *told in ROWS
}
