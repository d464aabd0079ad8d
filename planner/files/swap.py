"""A finished folder into the place of the one that stood there, by renaming."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["force", "put_in_place"]


def put_in_place(made: Path, into: Path) -> None:
    """Rename the new folder to ``into``, keeping the old one until the new one stands.

    Parameters
    ----------
    made
        On the same disk as ``into``; the old folder goes beside it, as ``old``.
    into
        Whatever stands there makes way.

    Raises
    ------
    OSError
        Where renaming fails; the old folder is back in its place then.
    """
    old = made.with_name("old")
    try:
        if into.exists():
            into.rename(old)
        made.rename(into)
    except BaseException:
        if old.exists():
            old.rename(into)
        raise
    # The new folder stands: a disk that cannot be forced now does not undo that.
    with suppress(OSError):
        force(into.parent)


def force(folder: Path) -> None:
    """Force a folder's entries to the disk; without it a rename may outlive the files' names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
