"""Run tests in a copy of the project, in a process of their own."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("planner", "forecasting", "tests")
LONGEST_RUN_S = 180  # a fault that makes the tests run for ever is noticed
WRONG_TREE = 99

# Every run forks from a process that has the heavy libraries loaded: most of a run's time.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["pandas", "holidays", "pytz"])


def run_tests(tree: Path, tests: Sequence[str]) -> bool:
    """Whether pytest passes in a tree, in a process of its own that imports from there."""
    run = PROCESSES.Process(target=_pytest_in, args=(str(tree), list(tests)))
    run.start()
    run.join(LONGEST_RUN_S)
    if run.is_alive():
        run.kill()
        run.join()
    if run.exitcode == WRONG_TREE:
        raise RuntimeError(f"the tests of {tree} did not import the packages from there")
    return run.exitcode == 0


def _pytest_in(tree: str, tests: list[str]) -> NoReturn:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(tree)
    sys.dont_write_bytecode = True  # a stale one would hide a fault of the same second and size
    sys.path[:] = [tree, *(entry for entry in sys.path if entry not in ("", str(ROOT)))]
    for name in list(sys.modules):
        if name.partition(".")[0] in PACKAGES:
            del sys.modules[name]
    code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))
    imported = [sys.modules[name] for name in PACKAGES if name in sys.modules]
    if not all(str(module.__file__).startswith(tree) for module in imported):
        code = WRONG_TREE
    sys.stdout.flush()
    os._exit(code)
