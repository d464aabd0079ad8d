"""From the start page to an agent's calendar, as two people go it: one at a desk in Manila, one
with a phone in Los Angeles. They see the same hours, whatever their browsers' clocks say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from planner import jobs, pipeline
from planner.comparison import compare_sourcing, write_comparison
from planner.files import read_forecast, read_team
from planner.jobs import JobKind, JobStatus
from planner.workspace import PlanSettings
from tests.app.browsing import charts, overflow_px, picture, settled, visit
from tests.app.conftest import PageAt, Serve
from tests.app.serving import ServedApp

LONG_MS = 240_000
PAGES = ("start", "forecast", "requirement", "plan", "roster", "sourcing", "my-shifts?agent=mad-01")
SCREENS = ((1280, 900), (390, 844))
PLACES = """() => [...document.querySelectorAll(
  '[data-testid=stMetric], [data-testid=stProgress], [data-testid=stVegaLiteChart], '
  + '[data-testid=stMainBlockContainer] button')]
  .map(part => part.getBoundingClientRect())
  .map(box => [box.x, box.y, box.width, box.height].map(Math.round).join(' '))"""
AGENT = "mad-01"
WEEK = date(2026, 11, 30)
# Without agents of one's own there is next to nothing to search.
WAYS = ("vendors-by-hour", "vendors-by-contact", "vendors-by-contact+bots")


@pytest.fixture(scope="module")
def app(serve_app: Serve) -> Iterator[ServedApp]:
    """An app of this module's own: each test goes on where the one before ended."""
    served = serve_app("whole-way")
    yield served
    jobs.give_up(served.workspace)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def figure(page: Page, label: str) -> Locator:
    found = page.locator("[data-testid=stMetric]").filter(has_text=label)
    return found.locator("[data-testid=stMetricValue]")


def status_of(app: ServedApp, kind: JobKind) -> JobStatus:
    state = jobs.follow(app.workspace, kind)
    assert state is not None
    return state.status


def test_a_plan_is_begun_at_the_desk_and_stopped_on_the_phone(
    app: ServedApp, page_at: PageAt
) -> None:
    desk = visit(page_at(1280, 900, "light", "Asia/Manila"), "start")
    picture(desk, "start-empty-1280-light")
    press(desk, "Try the demo team")
    expect(desk.get_by_text("Brightlane Luggage").first).to_be_visible(timeout=LONG_MS)
    visit(desk, "plan")
    desk.get_by_role("combobox", name="Time limit").click()
    desk.get_by_role("option", name="10 min").click()
    settled(desk)
    assert PlanSettings.read(app.workspace.settings).time_limit_s == 600
    press(desk, "Make the plan")
    expect(desk.get_by_role("button", name="Stop and keep the best")).to_be_visible(timeout=LONG_MS)
    expect(desk.get_by_role("button", name="Make the plan")).to_be_disabled(timeout=LONG_MS)
    expect(desk.get_by_role("spinbutton", name="Weeks")).to_be_disabled(timeout=LONG_MS)

    phone = page_at(390, 844, "dark", "America/Los_Angeles")
    phone.goto("/plan")
    stop = phone.get_by_role("button", name="Stop and keep the best")
    expect(stop).to_be_visible(timeout=LONG_MS)
    for label in ("Best so far, USD", "Bound, USD"):
        expect(figure(phone, label)).to_have_text(re.compile(r"^[\d,]+$"), timeout=LONG_MS)
    expect(figure(phone, "Gap")).to_have_text(re.compile(r"^[\d.]+ %$"), timeout=LONG_MS)
    expect(phone.get_by_text("could still be saved, proven")).to_be_visible(timeout=LONG_MS)
    expect(phone.get_by_text("Read the team · ")).to_be_visible(timeout=LONG_MS)
    places = phone.evaluate(PLACES)
    assert len(places) > 8
    phone.wait_for_timeout(2500)  # three ticks
    assert phone.evaluate(PLACES) == places
    assert "Best found so far" in charts(phone)[0]
    assert phone.locator("[data-testid=stVegaLiteChart] svg .mark-line path").count() == 2
    assert overflow_px(phone) == 0
    picture(phone, "plan-at-work-390-dark")
    assert status_of(app, JobKind.PLAN) is JobStatus.RUNNING
    stop.click()
    for page in (phone, desk):
        expect(page.get_by_text("Stopped early: the best found until then.")).to_be_visible(
            timeout=LONG_MS
        )
        expect(figure(page, "Audit")).to_have_text("clean", timeout=LONG_MS)
        expect(page.get_by_role("button", name="Make the plan")).to_be_enabled(timeout=LONG_MS)
    assert overflow_px(phone) == 0
    assert status_of(app, JobKind.PLAN) is JobStatus.STOPPED
    report = pipeline.audit_folder(read_team(app.workspace.team), app.workspace.plan)
    assert report.passed
    assert report.weeks == 1


def test_an_agent_sees_her_week_and_takes_her_calendar(
    app: ServedApp, page_at: PageAt, tmp_path: Path
) -> None:
    seen = []
    for width, height, scheme, zone in (
        (390, 844, "dark", "America/Los_Angeles"),
        (1280, 900, "light", "Asia/Manila"),
    ):
        page = visit(page_at(width, height, scheme, zone), f"my-shifts?agent={AGENT}")
        with page.expect_download() as taken:
            page.get_by_role("button", name="calendar").first.click()
        file = tmp_path / f"{scheme}.ics"
        taken.value.save_as(file)
        hours = page.locator("ol.ms-week > li").all_inner_texts()
        assert len(hours) == 7
        seen.append((hours, file.read_bytes()))
    (phone_hours, phone_file), (desk_hours, desk_file) = seen
    assert phone_hours == desk_hours
    events = Calendar.from_ical(phone_file).walk("VEVENT")
    found = sorted(
        (event.decoded("dtstart").astimezone(UTC), event.decoded("dtend").astimezone(UTC))
        for event in events
    )
    roster = pd.read_csv(app.workspace.plan / "roster.csv")
    own = roster[roster["agent_id"] == AGENT]
    assert len(own) >= 4
    assert found == sorted(
        (datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in zip(own["start"], own["end"], strict=True)
    )
    uids = [
        sorted(str(e["UID"]) for e in Calendar.from_ical(f).walk("VEVENT"))
        for f in (phone_file, desk_file)
    ]
    assert uids[0] == uids[1]


def put_comparison(app: ServedApp) -> None:
    """Compare some ways to staff what the plan was made for, where that is not done yet."""
    if app.workspace.comparison.is_dir():
        return
    team = read_team(app.workspace.team)
    horizon = team.horizon(WEEK, 1)
    forecast = read_forecast(app.workspace.plan / "forecast.csv", team, horizon)
    options = pipeline.SolveOptions(time_limit_s=2.0, workers=1)
    comparison = compare_sourcing(team, horizon, forecast, options=options, only=WAYS)
    write_comparison(comparison, app.workspace.comparison)


@pytest.mark.parametrize(
    ("scheme", "zone"), [("light", "Asia/Manila"), ("dark", "America/Los_Angeles")]
)
def test_every_page_fits_every_screen(
    app: ServedApp, page_at: PageAt, scheme: str, zone: str
) -> None:
    put_comparison(app)
    page = page_at(*SCREENS[0], scheme, zone)
    for path in PAGES:
        visit(page, path)
        name = path.split("?")[0]
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            assert overflow_px(page) == 0, (name, width)
            picture(page, f"{name}-{width}-{scheme}")
            assert page.locator("h1").count() == 1
            assert page.locator("[data-testid=stException]").count() == 0
        page.set_viewport_size({"width": SCREENS[0][0], "height": SCREENS[0][1]})


def test_the_plan_is_for_the_week_that_was_asked(app: ServedApp) -> None:
    roster = pd.read_csv(app.workspace.plan / "roster.csv")
    starts = pd.to_datetime(roster["start"]).dt.tz_convert("Europe/Madrid").dt.date
    assert starts.min() == WEEK
    assert starts.max() <= date(2026, 12, 6)
