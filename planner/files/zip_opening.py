"""A zip file from outside, opened warily: its size and ends looked at before it is read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path, PurePath
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from planner.errors import DataError, Fault
from planner.files.csv_file import SIGNATURES
from planner.files.faults import shown

__all__ = ["FLAWS", "MAX_ENTRIES", "megabytes", "opened_zip"]

MAX_ZIP_BYTES = 200_000_000
MAX_ENTRIES = 10_000
MAX_LIST_BYTES = 4_000_000

ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")  # with files, and with none
# What the standard library raises for a zip file that is not as it should be.
FLAWS = (BadZipFile, NotImplementedError, ValueError, struct.error, EOFError)


class _TooLong(Exception):  # noqa: N818 - turned into a fault where it is met
    """A list of files beyond all bounds."""


class _Sips:
    """A file that gives little at once: the standard library reads the list of files whole."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > MAX_LIST_BYTES:
            raise _TooLong
        return self._file.read(MAX_LIST_BYTES if size < 0 else size)


def megabytes(size: int) -> str:
    """A size in MB, rounded up to a tenth.

    Examples
    --------
    >>> megabytes(200_000_000), megabytes(1_000_001)
    ('200 MB', '1.1 MB')
    """
    return f"{ceil(size / 1e5) / 10:,}".removesuffix(".0") + " MB"


@contextmanager
def opened_zip(source: Path | BinaryIO) -> Iterator[tuple[ZipFile, str]]:
    """The zip file and the name that faults give it.

    Parameters
    ----------
    source
        A file on disk, or one that is open and can seek; it is left open.

    Raises
    ------
    DataError
        Where it is too large, empty, cut off or something else than a zip file.
    """
    called = _called(source)
    if not isinstance(source, Path):
        with _zip_file(source, called) as opened:
            yield opened, called
        return
    try:
        # A pipe would be waited for without end.
        if not source.is_file():
            raise _refusal(called, "a zip file", "a folder" if source.is_dir() else "none")
        file = source.open("rb")
    except OSError as error:
        reason = error.strerror or "an error"
        raise _refusal(called, "a zip file that can be read", reason) from error
    with file, _zip_file(file, called) as opened:
        yield opened, called


def _called(source: Path | BinaryIO) -> str:
    name = getattr(source, "name", None)
    return shown(PurePath(name).name)[1:-1] if isinstance(name, str) and name else "the zip file"


def _refusal(called: str, expected: str, got: str) -> DataError:
    return DataError([Fault(file=called, expected=expected, got=got)])


def _zip_file(file: BinaryIO, called: str) -> ZipFile:
    size = file.seek(0, 2)
    if size > MAX_ZIP_BYTES:
        bound = f"a zip file of at most {megabytes(MAX_ZIP_BYTES)}"
        raise _refusal(called, bound, f"one of {megabytes(size)}")
    file.seek(0)
    beginning = file.read(4)
    if not beginning.startswith(ZIP_BEGINNINGS):
        raise _refusal(called, "the team folder as a zip file", _other_than_zip(beginning))
    try:
        return ZipFile(cast("IO[bytes]", _Sips(file)))
    except _TooLong as error:
        raise _refusal(called, f"at most {MAX_ENTRIES:,} files", "more") from error
    except (*FLAWS, OSError) as error:
        got = "one that is cut off or damaged (did the upload or download stop half-way?)"
        raise _refusal(called, "a whole zip file", got) from error


def _other_than_zip(beginning: bytes) -> str:
    if not beginning:
        return "an empty file"
    known = (what for sign, what in SIGNATURES.items() if beginning.startswith(sign))
    return next(known, "another kind of file")
