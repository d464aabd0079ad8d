"""A week planned from a real log of calls, as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.roster_teams import REAL_LOG, REAL_START, plan_folder, write_real_team
from planner.pipeline import SolveOptions

pytestmark = pytest.mark.external_data


def test_a_week_of_real_calls_is_covered_and_proven(external_data: Path, tmp_path: Path) -> None:
    folder = write_real_team(tmp_path / "team", external_data / REAL_LOG)
    found = plan_folder(folder, REAL_START, SolveOptions(time_limit_s=25.0))
    summary = found.plan.summary
    assert found.plan.report.violations == ()
    assert summary.agents == 42
    assert 0 < summary.lower_bound_cents <= summary.objective_cents
    assert summary.gap <= 0.15
    assert summary.hours.shortfall < 0.01 * summary.hours.required
