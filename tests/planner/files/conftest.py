"""A sound team folder for every test here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.planner.files.folders import TeamFolder, make_folder


@pytest.fixture
def folder(tmp_path: Path) -> TeamFolder:
    """A team folder without a fault."""
    return make_folder(tmp_path / "team")
