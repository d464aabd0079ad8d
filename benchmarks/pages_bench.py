"""How long a page of the demo takes to draw, once everything was seen before.

    python benchmarks/pages_bench.py [--rounds N] [--time-limit S] [--check] [--out FILE]

A real Chromium goes from page to page by the app's own links; the first round warms up. A page is
drawn when the app is at rest: script done, no spinner, nothing stale. ``--check`` exits 1 where a
page takes two seconds or more in the median.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sunrota_demo import DEMO_START, DEMO_WEEKS, write_demo_team

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from planner import pipeline  # noqa: E402
from planner.comparison import compare_sourcing, write_comparison  # noqa: E402
from planner.files import read_team  # noqa: E402
from planner.roster.solve import SolveOptions  # noqa: E402
from planner.workspace import Workspace  # noqa: E402
from tests.app.browsing import CHROMIUM_FLAGS, QUIET, settled  # noqa: E402
from tests.app.serving import serve  # noqa: E402

PAGES = ("Start", "Forecast", "Requirement", "Plan", "Roster", "Sourcing", "My shifts")
MOST_SECONDS = 2.0
PACKAGES = ("streamlit", "altair", "pandas", "playwright")


def prepare(folder: Path, time_limit_s: float) -> None:
    """The demo team with a plan and a comparison, as a user would have them."""
    workspace = Workspace(folder)
    workspace.create()
    write_demo_team(workspace.team)
    scenario = read_team(workspace.team)
    horizon = scenario.horizon(DEMO_START, DEMO_WEEKS)
    forecast = pipeline.forecast_contacts(
        scenario, horizon, pipeline.count_contacts(scenario, horizon)
    )
    requirement = pipeline.require_agents(scenario, horizon, forecast.table)
    options = SolveOptions(time_limit_s=time_limit_s)
    plan = pipeline.plan_week(
        scenario,
        horizon,
        requirement,
        forecast=forecast.table,
        accuracy=forecast.accuracy,
        options=options,
    )
    pipeline.write_plan(plan, workspace.plan)
    found = compare_sourcing(scenario, horizon, forecast.table, options=options)
    write_comparison(found, workspace.comparison)


def drawn(page: Page, name: str) -> float:
    """Seconds from the click on a page's link to the app at rest on it."""
    began = time.monotonic()
    page.get_by_role("link", name=name, exact=True).first.click()
    path = name.lower().replace(" ", "-")
    page.wait_for_url(f"**/{path}*")
    page.wait_for_function(f"() => ({QUIET})() && document.querySelectorAll('h1').length === 1")
    return time.monotonic() - began


def measured(rounds: int, time_limit_s: float) -> dict[str, list[float]]:
    """Seconds by page, the first round left out."""
    seconds: dict[str, list[float]] = {name: [] for name in PAGES}
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        prepare(Path(place) / "app", time_limit_s)
        app = serve(Path(place) / "app", Path(place) / "log")
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(CHROMIUM_FLAGS)
            )
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{app.address}/my-shifts?agent=mad-01")
            settled(page)
            for lap in range(rounds + 1):
                for name in PAGES:
                    spent = drawn(page, name)
                    settled(page)
                    if lap:
                        seconds[name].append(spent)
            browser.close()
        finally:
            app.end()
    return seconds


def main() -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--time-limit", type=float, default=20.0)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    seconds = measured(asked.rounds, asked.time_limit)
    tools = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        "# Pages of the demo, drawn warm",
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {tools}, Chromium, "
        f"{asked.rounds} rounds, must: under {MOST_SECONDS:.0f} s",
        "",
        "| page | median, s | worst, s |",
        "| --- | --- | --- |",
        *(
            f"| {name} | {statistics.median(some):.2f} | {max(some):.2f} |"
            for name, some in seconds.items()
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if asked.out is not None:
        asked.out.write_text("\n".join(lines) + "\n")
    if asked.check and any(statistics.median(some) >= MOST_SECONDS for some in seconds.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
