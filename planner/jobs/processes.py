"""Ends a process with all that it started, in whatever session they are."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["end_with_children"]

PROC = Path("/proc")
PATIENCE_S = 2.0
PERIOD_S = 0.01


def end_with_children(pid: int, *, is_it: Callable[[], bool]) -> bool:
    """Kill a process and its descendants.

    Parameters
    ----------
    pid
        Leader of its process group.
    is_it
        Whether the process that was meant is alive: asked once ``pid`` is halted, so that a
        number that went to a stranger meanwhile does no harm.

    Returns
    -------
    bool
        Whether it was killed; False where it was gone by itself.
    """
    if not _signal(os.kill, pid, signal.SIGSTOP):
        return False
    if not is_it():
        _signal(os.kill, pid, signal.SIGCONT)
        return False
    # Halted, it starts no further ones while they are looked for; they are in sessions of their
    # own, where the signal to its group does not reach them.
    _wait_until_halted(pid)
    children = _descendants(pid, _parents())
    _signal(os.killpg, pid, signal.SIGKILL)
    for child in children:
        _signal(os.kill, child, signal.SIGKILL)
    return True


def _signal(send: Callable[[int, int], None], pid: int, number: signal.Signals) -> bool:
    try:
        send(pid, number)
    except (ProcessLookupError, PermissionError):  # gone, or a stranger's
        return False
    return True


def _wait_until_halted(pid: int) -> None:
    """Wait, where the system tells, until the signal has arrived."""
    until = time.monotonic() + PATIENCE_S
    while _stat(pid)[:1] not in (["T"], ["t"], []) and time.monotonic() < until:
        time.sleep(PERIOD_S)


def _descendants(pid: int, parents: dict[int, int]) -> list[int]:
    found: list[int] = []
    above = [pid]
    while above:
        parent = above.pop()
        below = [child for child, its in parents.items() if its == parent and child not in found]
        found += below
        above += below
    return found


def _parents() -> dict[int, int]:
    """Parent of every process, from what the system shows of them."""
    if (PROC / "self" / "stat").exists():
        numbers = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
        return {pid: int(fields[1]) for pid in numbers if (fields := _stat(pid))}
    done = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="],  # noqa: S607 - where it lies differs
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(_pairs(done.stdout.split("\n")))


def _pairs(lines: Iterable[str]) -> Iterable[tuple[int, int]]:
    for line in lines:
        with contextlib.suppress(ValueError):
            pid, parent = line.split()
            yield int(pid), int(parent)


def _stat(pid: int) -> list[str]:
    """State, parent and so on of a process under Linux; empty where it cannot be told."""
    try:
        text = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return []
    # A program's name, in brackets, may hold anything; what follows the last bracket may not.
    return text.rpartition(")")[2].split()
