"""What a solver writes below Python does not reach standard output."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import ctypes, os
from planner.roster.quiet import quiet_output
print("before", flush=True)
with quiet_output():
    os.write(1, b"hidden\\n")
    ctypes.CDLL(None).puts(b"hidden too")
print("after")
"""
CLOSED = """
import os, sys
from planner.roster.quiet import quiet_output
os.close(1)
with quiet_output():
    pass
print("fine", file=sys.stderr)
"""


def output_of(script: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout, done.stderr


def test_only_what_python_says_is_seen() -> None:
    assert output_of(SCRIPT) == ("before\nafter\n", "")


def test_without_an_output_nothing_happens() -> None:
    assert "fine" in output_of(CLOSED)[1]
