"""How long all ways to staff the demo take, and whether they fit together.

    python benchmarks/sourcing_bench.py [--time-limit S] [--check] [--out FILE]

``--check`` exits 1 where a must is missed.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sunrota_demo import DEMO_START, DEMO_WEEKS, write_demo_team

from planner import pipeline
from planner.comparison import Comparison, compare_sourcing, write_comparison
from planner.comparison.text import comparison_lines
from planner.files import read_team
from planner.roster.solve import SolveOptions

MOST_SECONDS = 300.0
PACKAGES = ("numpy", "pandas", "scipy", "ortools")


def measured(time_limit_s: float, seed: int) -> tuple[Comparison, float]:
    """The comparison, and the seconds from the team's files to the written result."""
    with tempfile.TemporaryDirectory() as folder:
        team = Path(folder) / "team"
        write_demo_team(team)
        began = time.monotonic()
        scenario = read_team(team)
        horizon = scenario.horizon(DEMO_START, DEMO_WEEKS)
        log = pipeline.count_contacts(scenario, horizon)
        forecast = pipeline.forecast_contacts(scenario, horizon, log).table
        found = compare_sourcing(
            scenario, horizon, forecast, options=SolveOptions(time_limit_s=time_limit_s, seed=seed)
        )
        write_comparison(found, Path(folder) / "out")
        return found, time.monotonic() - began


def checks(found: Comparison, seconds: float) -> list[tuple[str, str, bool]]:
    """What must hold: measure, value, whether it does."""
    rows = [("seconds, all ways", f"{seconds:.0f} (must: {MOST_SECONDS:.0f})", seconds < 300.0)]
    rows.append(("ways", f"{len(found.costed)} (must: 10)", len(found.costed) == 10))
    audited = all(one.report.passed for one in found.costed)
    rows.append(("every roster passes the audit", "yes" if audited else "no", audited))
    for bots in (False, True):
        ways = {one.way.name: one for one in found.costed if one.way.with_bots == bots}
        name = "mix+bots" if bots else "mix"
        mix = ways[name]
        cheapest = min(one.total_cents for one in ways.values())
        gap = (mix.objective_cents - mix.lower_bound_cents) / mix.objective_cents
        below = mix.lower_bound_cents <= cheapest
        rows.append(
            (f"{name}: bound below every cost", f"{mix.lower_bound_cents / 100:,.2f}", below)
        )
        rows.append((f"{name}: gap of the whole", f"{gap:.2%}", gap < 0.15))
    return rows


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--time-limit", type=float, default=180.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    found, seconds = measured(asked.time_limit, asked.seed)
    rows = checks(found, seconds)
    tools = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    text = [
        "# Ways to staff the demo",
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {tools}, "
        f"seed {asked.seed}, time limit {asked.time_limit:.0f} s, 2 workers",
        "",
        "| measure | value | holds |",
        "| --- | --- | --- |",
        *(f"| {name} | {value} | {'yes' if holds else 'NO'} |" for name, value, holds in rows),
        "",
        "```",
        *comparison_lines(found),
        "```",
    ]
    sys.stdout.write("\n".join(text) + "\n")
    if asked.out is not None:
        asked.out.write_text("\n".join(text) + "\n")
    if asked.check and not all(holds for _, _, holds in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
