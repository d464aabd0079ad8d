"""Options and fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--external-data",
        type=Path,
        default=None,
        help="folder of real contact volumes that do not ship with the project",
    )


@pytest.fixture(scope="session")
def external_data(request: pytest.FixtureRequest) -> Path:
    """Folder of the real contact volumes; the test is skipped where it was not given."""
    folder = request.config.getoption("--external-data")
    if folder is None or not Path(folder).is_dir():
        pytest.skip("real contact volumes are not here: give their folder with --external-data")
    return Path(folder)
