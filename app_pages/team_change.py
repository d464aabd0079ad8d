"""Puts another team in the workspace's place: the demo's, or one that was uploaded."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import BinaryIO

from sunrota_demo import write_demo_team

from planner import pipeline
from planner.files.team_zip import pack_team, unpack_team
from planner.jobs import JobRunningError, running
from planner.scenario import Scenario
from planner.workspace import Workspace

__all__ = ["install_demo", "install_upload"]


def install_demo(workspace: Workspace) -> Scenario:
    """Write the synthetic demo team; plan and choices of another team go.

    Raises
    ------
    JobRunningError
        A plan or comparison of the present team is being made.
    ResultError
        The folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as made:
        write_demo_team(Path(made))
        packed = pack_team(Path(made))
    return install_upload(workspace, io.BytesIO(packed))


def install_upload(workspace: Workspace, upload: BinaryIO) -> Scenario:
    """Put an uploaded team in place, its contact log checked too; what was planned goes.

    Raises
    ------
    DataError
        With every fault; the team that was there stays, and so does its plan.
    JobRunningError
        A plan or comparison of the present team is being made.
    ResultError
        The folder cannot be written.
    """
    workspace.create()
    at_work = running(workspace)
    if at_work is not None:
        raise JobRunningError(at_work.kind)
    scenario = unpack_team(upload, workspace.team, check=_check_log)
    workspace.clear_results()
    # Start and weeks were chosen for another team.
    workspace.settings.unlink(missing_ok=True)
    return scenario


def _check_log(scenario: Scenario) -> None:
    if scenario.contacts_path is not None:
        pipeline.count_contacts(scenario)
