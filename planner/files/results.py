"""Result folders out: whole or not at all."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import ResultError
from planner.files.cells_out import written_column
from planner.files.sheets import KNOWN_FILES, SHEETS, SUMMARY
from planner.files.summary_json import summary_text
from planner.files.swap import force, put_in_place

__all__ = ["check_out", "rejected_folder", "write_results"]

LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def rejected_folder(out: Path) -> Path:
    """Where a plan goes that the audit refuses: ``OUT.rejected``, beside ``OUT``."""
    out = _settled(out)
    return out.with_name(f"{out.name}.rejected")


def check_out(out: Path) -> None:
    """Refuse, before the work begins, a place where results cannot be written.

    Raises
    ------
    ResultError
        Where something else than a result folder is in the way, or nothing can be written.
    """
    out = _settled(out)
    with _in_words(out), _beside(out):
        pass


def write_results(
    out: Path,
    tables: Mapping[str, pd.DataFrame],
    summary: Mapping[str, Any] | None = None,
    books: Mapping[str, bytes] | None = None,
) -> tuple[Path, ...]:
    """Write a result folder whole, or leave everything as it was.

    The files are made in a folder beside ``out``, forced to the disk and put in place by
    renaming. A result folder that stands there already is replaced whole; anything else stops
    the writing.

    Parameters
    ----------
    out
        The folder; those above it are made where they are missing.
    tables
        Frames by file name; their columns are those of ``SHEETS``, in any order.
    summary
        What goes to ``summary.json``; ``Decimal`` for money.
    books
        Workbooks by file name, as they are.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    ResultError
        Where the folder cannot be written: a stranger's folder or a file in the way, a read-only
        place, a full disk. Nothing is left behind then.
    ValueError
        For a table that no result folder has, or one with other columns or cells.
    """
    out = _settled(out)
    with _in_words(out), _beside(out) as made:
        for file, table in tables.items():
            _write_table(made / file, table)
        if summary is not None:
            _write_text(made / SUMMARY, summary_text(summary))
        for file, book in (books or {}).items():
            _write_bytes(made / file, book)
        written = sorted(path.name for path in made.iterdir())
        force(made)
        put_in_place(made, out)
    return tuple(out / name for name in written)


def _settled(out: Path) -> Path:
    # A link to a result folder stays a link: what it points to is replaced.
    return Path(os.path.realpath(out))


@contextmanager
def _in_words(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultError(f"{out}: expected a folder that can be written, got: {reason}") from error


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A new folder on the same disk as ``out``; it and what was made for it vanish in the end."""
    _refuse_strangers(out)
    above: list[Path] = []
    try:
        _make_parents(out.parent, above)
        workshop = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".tmp", dir=out.parent))
        try:
            made = workshop / "new"
            made.mkdir()
            yield made
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    finally:
        for folder in above:
            if not any(folder.iterdir()):
                folder.rmdir()


def _refuse_strangers(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise ResultError(f"{out}: expected a result folder or nothing, got a file")
    if out == Path.cwd():
        raise ResultError(f"{out}: expected another folder than the one you are in")
    strangers = sorted(
        entry.name
        for entry in out.iterdir()
        if entry.name not in KNOWN_FILES | LEFT_BY_SYSTEMS or not entry.is_file()
    )
    if strangers:
        shown = ", ".join(strangers[:5]) + (" ..." if len(strangers) > 5 else "")
        raise ResultError(
            f"{out}: expected a result folder or nothing, got a folder with {shown} in it; "
            "it is left as it is"
        )


def _make_parents(folder: Path, made: list[Path]) -> None:
    """Make the folders above; those that were missing go to the front of ``made``."""
    if not folder.exists():
        _make_parents(folder.parent, made)
        folder.mkdir()
        made.insert(0, folder)


def _write_table(path: Path, table: pd.DataFrame) -> None:
    sheet = SHEETS.get(path.name)
    if sheet is None:
        raise ValueError(f"Expected a file of {', '.join(SHEETS)}, got {path.name}.")
    if set(table.columns) != set(sheet) or len(table.columns) != len(sheet):
        got = ", ".join(map(str, table.columns))
        raise ValueError(f"Expected {path.name} to have {', '.join(sheet)}, got {got}.")
    columns = [_column(path.name, table, name) for name in sheet]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(sheet)
        writer.writerows(zip(*columns, strict=True))
        file.flush()
        os.fsync(file.fileno())


def _column(file: str, table: pd.DataFrame, name: str) -> list[str]:
    try:
        return written_column(table[name], SHEETS[file][name])
    except ValueError as error:
        raise ValueError(f"{file}, {name}: {error}") from error


def _write_text(path: Path, text: str) -> None:
    _write_bytes(path, text.encode())


def _write_bytes(path: Path, held: bytes) -> None:
    with path.open("wb") as file:
        file.write(held)
        file.flush()
        os.fsync(file.fileno())
