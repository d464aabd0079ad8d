"""The page Plan in a browser: a plan is started, left alone, killed, given up.

The whole way watches one and stops it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from planner import jobs, pipeline
from planner.files import read_team
from planner.jobs import JobKind, JobStatus
from planner.jobs.folder import JobFolder
from planner.workspace import PlanSettings, fingerprint
from tests.app.browsing import settled, visit
from tests.app.conftest import PageAt
from tests.app.serving import ServedApp
from tests.planner.small_team import START, WEEKS, write_buying_team

LONG_MS = 180_000  # for what a solve does, on a machine with much else to do


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small team whose search goes on until its time is over."""
    return write_buying_team(tmp_path_factory.mktemp("buying") / "team")


@pytest.fixture
def buying(app: ServedApp, team: Path) -> Iterator[ServedApp]:
    """The app with that team; what is at work in it in the end is killed."""
    jobs.give_up(app.workspace)
    app.put_team(team)
    yield app
    jobs.give_up(app.workspace)


def ask_for(app: ServedApp, seconds: float) -> None:
    settings = PlanSettings(start=START, weeks=WEEKS, time_limit_s=seconds)
    settings.write(app.workspace.settings)


def make_plan(page: Page) -> None:
    page.get_by_role("button", name="Make the plan").click()
    expect(stop_button(page)).to_be_visible(timeout=LONG_MS)


def stop_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Stop and keep the best")


def figure(page: Page, label: str) -> Locator:
    return (
        page.locator("[data-testid=stMetric]")
        .filter(has_text=label)
        .locator("[data-testid=stMetricValue]")
    )


def ended(app: ServedApp) -> JobStatus:
    state = jobs.follow(app.workspace, JobKind.PLAN)
    assert state is not None
    return state.status


def assert_clean(app: ServedApp) -> None:
    report = pipeline.audit_folder(read_team(app.workspace.team), app.workspace.plan)
    assert report.passed
    assert report.weeks == 1


def test_a_plan_outlives_its_page_and_a_crash_outlives_no_plan(
    buying: ServedApp, page_at: PageAt
) -> None:
    ask_for(buying, 4.0)
    page = visit(page_at(), "plan")
    make_plan(page)
    page.close()
    page = page_at()
    page.goto("/plan")
    expect(stop_button(page)).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("The last plan")).to_be_visible(timeout=LONG_MS)
    settled(page)
    assert ended(buying) is JobStatus.DONE
    expect(figure(page, "Audit")).to_have_text("clean", timeout=LONG_MS)
    assert_clean(buying)

    kept = fingerprint(buying.workspace.plan)
    ask_for(buying, 600.0)
    visit(page, "plan")
    make_plan(page)
    expect(page.get_by_text("The plan before")).to_be_visible(timeout=LONG_MS)
    at_work = jobs.running(buying.workspace)
    assert at_work is not None
    os.kill(int(JobFolder(at_work.folder).pid.read_text()), signal.SIGKILL)
    told = page.get_by_text(
        "The solver's process ended unexpectedly. Your team and the plan before it are as they "
        "were."
    )
    expect(told).to_be_visible(timeout=LONG_MS)
    settled(page)
    assert fingerprint(buying.workspace.plan) == kept
    expect(page.get_by_text("The last plan")).to_be_visible(timeout=LONG_MS)
    page.get_by_text("Details for support").click()
    expect(page.get_by_text("status: CRASHED")).to_be_visible(timeout=LONG_MS)

    page.get_by_role("button", name="Try again").click()
    expect(stop_button(page)).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Give up").click()
    assert jobs.running(buying.workspace) is not None  # asked first
    page.get_by_role("button", name="Give up, keep nothing").click()
    expect(page.get_by_text("Given up: what was found is not kept.")).to_be_visible(timeout=LONG_MS)
    assert jobs.running(buying.workspace) is None
    assert fingerprint(buying.workspace.plan) == kept


def test_a_faulty_log_is_shown_with_every_fault(buying: ServedApp, page_at: PageAt) -> None:
    ask_for(buying, 4.0)
    (buying.workspace.team / "contacts.csv").write_text(
        "opened_at,queue,customer_timezone,handle_seconds\n"
        "2026-11-02T09:00:00Z,fax,Europe/Madrid,300\n"
        "2026-11-02T09:00:00Z,chat-en,Europe/Madrid,long\n"
    )
    page = visit(page_at(), "plan")
    make_plan(page)
    expect(page.get_by_text("2 faults were found.")).to_be_visible(timeout=LONG_MS)
    table = page.locator("[data-testid=stDataFrame]").first
    for text, count in (("contacts.csv", 2), ("'fax'", 1), ("handle_seconds", 1)):
        expect(table.locator("[role=gridcell]").filter(has_text=text)).to_have_count(
            count, timeout=LONG_MS
        )
