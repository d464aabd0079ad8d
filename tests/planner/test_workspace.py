"""The folder that the app works in."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from planner.workspace import PlanSettings, Workspace, fingerprint

CHOSEN = PlanSettings(start=date(2026, 12, 14), weeks=4, time_limit_s=300.0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "above" / "sunrota")


def _put(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("something")


def test_nothing_is_made_by_looking(workspace: Workspace) -> None:
    assert not workspace.has_team
    assert not workspace.has_plan
    workspace.clear_results()
    assert PlanSettings.read(workspace.settings) == PlanSettings()
    assert not workspace.root.exists()


def test_the_folder_is_its_owners_alone(workspace: Workspace) -> None:
    workspace.create()
    workspace.create()
    assert stat.S_IMODE(workspace.root.stat().st_mode) == 0o700


def test_a_team_and_a_plan_are_known_by_their_files(workspace: Workspace) -> None:
    _put(workspace.team, "plan.toml")
    _put(workspace.plan, "roster.csv")
    assert not workspace.has_team
    assert not workspace.has_plan
    _put(workspace.team, "agents.csv")
    _put(workspace.plan, "summary.json")
    assert workspace.has_team
    assert workspace.has_plan


def test_clearing_leaves_the_team_and_the_settings(workspace: Workspace) -> None:
    _put(workspace.team, "plan.toml", "agents.csv")
    for folder in (workspace.plan, workspace.rejected_plan, workspace.comparison):
        _put(folder, "summary.json")
    CHOSEN.write(workspace.settings)
    workspace.clear_results()
    assert sorted(path.name for path in workspace.root.iterdir()) == ["settings.json", "team"]
    assert workspace.has_team


def test_settings_survive(workspace: Workspace) -> None:
    CHOSEN.write(workspace.settings)
    assert PlanSettings.read(workspace.settings) == CHOSEN
    PlanSettings().write(workspace.settings)
    assert PlanSettings.read(workspace.settings) == PlanSettings()
    assert [path.name for path in workspace.root.iterdir()] == ["settings.json"]
    assert stat.S_IMODE(workspace.root.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"start": null}',
        '{"start": "tomorrow", "weeks": 1, "time_limit_s": 60}',
        '{"start": 20261214, "weeks": 1, "time_limit_s": 60}',
        '{"start": "1066-10-14", "weeks": 1, "time_limit_s": 60}',
        '{"start": null, "weeks": 0, "time_limit_s": 60}',
        '{"start": null, "weeks": 53, "time_limit_s": 60}',
        '{"start": null, "weeks": 2.5, "time_limit_s": 60}',
        '{"start": null, "weeks": true, "time_limit_s": 60}',
        '{"start": null, "weeks": 2, "time_limit_s": NaN}',
        '{"start": null, "weeks": 2, "time_limit_s": 1e9}',
        '{"start": null, "weeks": 2, "time_limit_s": "60"}',
        '{"start": null, "weeks": 2, "time_limit_s": 60}' + " " * 100_000,
    ],
)
def test_damaged_settings_are_the_defaults(workspace: Workspace, text: str) -> None:
    workspace.create()
    workspace.settings.write_text(text)
    assert PlanSettings.read(workspace.settings) == PlanSettings()


def test_settings_that_are_no_text_are_the_defaults(workspace: Workspace) -> None:
    workspace.create()
    workspace.settings.write_bytes(b"\xff\xfe\x00")
    assert PlanSettings.read(workspace.settings) == PlanSettings()


def test_settings_that_cannot_be_written_leave_the_old_ones(workspace: Workspace) -> None:
    CHOSEN.write(workspace.settings)
    broken = PlanSettings()
    object.__setattr__(broken, "weeks", object())
    with pytest.raises(TypeError):
        broken.write(workspace.settings)
    assert json.loads(workspace.settings.read_text())["weeks"] == 4
    assert [path.name for path in workspace.root.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"weeks": 0}, "Expected 1 to 52 weeks, got 0."),
        ({"time_limit_s": 0.5}, "Expected a time limit of 1 to 86400 seconds, got 0.5."),
        ({"start": date(1999, 12, 31)}, "Expected a start in the years 2000 to 2100, got 1999"),
    ],
)
def test_settings_that_no_plan_takes_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        PlanSettings(**settings)  # type: ignore[arg-type]


def test_a_fingerprint_changes_with_every_file(tmp_path: Path) -> None:
    seen = {fingerprint(tmp_path / "team")}
    folder = tmp_path / "team"
    _put(folder, "plan.toml")
    seen.add(fingerprint(folder))
    assert fingerprint(folder) == fingerprint(folder)
    _put(folder / "contacts", "2026.csv")
    seen.add(fingerprint(folder))
    (folder / "contacts" / "2026.csv").rename(folder / "contacts" / "2027.csv")
    seen.add(fingerprint(folder))
    (folder / "plan.toml").write_text("something else")
    seen.add(fingerprint(folder))
    found = (folder / "plan.toml").stat()
    os.utime(folder / "plan.toml", ns=(found.st_atime_ns, found.st_mtime_ns + 1_000))
    seen.add(fingerprint(folder))
    (folder / "plan.toml").unlink()
    seen.add(fingerprint(folder))
    assert len(seen) == 7
    assert all(len(text) == 64 for text in seen)
    moved = folder.rename(tmp_path / "moved")
    assert fingerprint(moved) in seen
