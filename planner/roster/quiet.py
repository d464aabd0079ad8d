"""Keeps a solver's own words off standard output.

HiGHS prints a line of its own in rare cases, whatever its options say, straight to the process's
standard output: into a manager's summary, or between the messages of two processes.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

OUT = 1


@contextmanager
def quiet_output() -> Iterator[None]:
    """Send what is written to standard output below Python nowhere, for a while."""
    try:
        kept = os.dup(OUT)
    except OSError:  # there is none
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, OUT)
        yield
    finally:
        _flush()
        os.dup2(kept, OUT)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    """Write out what C's library still holds, before the way leads elsewhere again."""
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)
