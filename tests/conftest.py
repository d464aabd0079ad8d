"""Options and fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

LONGEST = {
    name: place
    for place, name in enumerate(
        (
            "test_whole_way.py",
            "test_start_forecast_requirement.py",
            "test_sourcing_page.py",
            "test_notebooks.py",
            "test_roster_and_shifts.py",
            "test_bad_uploads.py",
            "test_contact_log_faults.py",
            "test_comparison.py",
            "test_jobs.py",
            "test_plan_page.py",
        )
    )
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--external-data",
        type=Path,
        default=None,
        help="folder of real contact volumes that do not ship with the project",
    )
    parser.addoption(
        "--rotating-instances",
        type=Path,
        default=None,
        help="folder of public instances of rotating workforce scheduling",
    )
    parser.addoption(
        "--shift-instances",
        type=Path,
        default=None,
        help="folder of public instances of shift scheduling",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that all processes end together."""
    items.sort(key=lambda item: LONGEST.get(item.path.name, len(LONGEST)))


@pytest.fixture(scope="session")
def external_data(request: pytest.FixtureRequest) -> Path:
    """Folder of the real contact volumes; the test is skipped where it was not given."""
    folder = request.config.getoption("--external-data")
    if folder is None or not Path(folder).is_dir():
        pytest.skip("real contact volumes are not here: give their folder with --external-data")
    return Path(folder)


@pytest.fixture(scope="session")
def rotating_instances(request: pytest.FixtureRequest) -> Path:
    """Folder of public rotating instances; the test is skipped where it was not given."""
    folder = request.config.getoption("--rotating-instances")
    if folder is None or not Path(folder).is_dir():
        pytest.skip("public instances are not here: give their folder with --rotating-instances")
    return Path(folder)


@pytest.fixture(scope="session")
def shift_instances(request: pytest.FixtureRequest) -> Path:
    """Folder of public shift scheduling instances; the test is skipped where it was not given."""
    folder = request.config.getoption("--shift-instances")
    if folder is None or not Path(folder).is_dir():
        pytest.skip("public instances are not here: give their folder with --shift-instances")
    return Path(folder)
