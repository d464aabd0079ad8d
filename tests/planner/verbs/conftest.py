"""A command line run within the tests' own process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner import cli

Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command line in an empty folder; its exit code."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["sunrota", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert isinstance(end.value.code, int)
        return end.value.code

    return command
