"""Start, Forecast and Requirement in a browser, as a manager uses them."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sunrota_demo import DEMO_START

from app_pages import theme
from planner.files import read_team
from planner.files.team_zip import pack_team
from planner.workspace import PlanSettings
from tests.app.browsing import charts, picture, settled, table_rows, visit
from tests.app.conftest import PageAt
from tests.app.serving import ServedApp

PAGES = {
    "Start": "start",
    "Forecast": "forecast",
    "Requirement": "requirement",
    "Plan": "plan",
    "Roster": "roster",
    "Sourcing": "sourcing",
    "My shifts": "my-shifts",
}


@pytest.fixture
def empty_app(app: ServedApp) -> ServedApp:
    app.empty()
    return app


@pytest.fixture
def demo_app(app: ServedApp, demo_team: Path) -> ServedApp:
    app.put_team(demo_team)
    return app


def go(page: Page, name: str) -> None:
    """Go to another page by the navigation, which is quicker than by its address."""
    page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
    page.wait_for_url(f"**/{PAGES[name]}")
    settled(page)


def metric(page: Page, label: str) -> str:
    found = page.locator("[data-testid=stMetric]").filter(has_text=label)
    return found.locator("[data-testid=stMetricValue]").inner_text()


def hours_a_week(page: Page) -> float:
    return float(metric(page, "Agent-hours a week").replace(",", ""))


def upload(page: Page, packed: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "team.zip", "mimeType": "application/zip", "buffer": packed}
    )
    page.get_by_role("button", name="Use this team").click()


def zip_with(team: Path, name: str, change: Callable[[str], str]) -> bytes:
    """The team's zip with one file changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as changed:
        for path in sorted(team.iterdir()):
            text = path.read_bytes()
            changed.writestr(
                path.name, change(text.decode()).encode() if path.name == name else text
            )
    return packed.getvalue()


def test_pages_without_a_team_lead_to_start(empty_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "forecast")
    for name, path in PAGES.items():
        if path != "start":
            go(page, name)
            expect(page.get_by_text("No team yet", exact=True)).to_be_visible()
            assert page.title() == f"{name} · sunrota"
    page.get_by_role("link", name="Go to Start").click()
    page.wait_for_url("**/start")
    settled(page)
    expect(page.get_by_role("button", name="Try the demo team")).to_be_visible()


def test_the_bare_address_is_start(empty_app: ServedApp, page_at: PageAt) -> None:
    page = page_at()
    page.goto("/")
    page.wait_for_url("**/start")
    settled(page)
    assert page.title() == "Start · sunrota"


def test_one_click_loads_the_demo_team(empty_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "start")
    page.get_by_role("button", name="Try the demo team").click()
    expect(page.get_by_text("is here: 24 agents")).to_be_visible()
    settled(page)
    assert metric(page, "Agents") == "24"
    expect(page.get_by_text("This team is synthetic")).to_be_visible()
    assert read_team(empty_app.workspace.team).name == "Brightlane Luggage (synthetic demo)"
    page.get_by_role("link", name="Next: look at the forecast").click()
    page.wait_for_url("**/forecast")


def test_a_faulty_team_changes_nothing_and_shows_every_fault(
    demo_app: ServedApp, page_at: PageAt, demo_team: Path
) -> None:
    before = read_team(demo_app.workspace.team)
    demo_app.workspace.plan.mkdir()
    (demo_app.workspace.plan / "roster.csv").touch()
    faulty = zip_with(
        demo_team, "agents.csv", lambda text: text.replace("Asia/Tokyo", "Asia/Nowhere")
    )
    page = visit(page_at(), "start")
    upload(page, faulty)
    page.get_by_role("dialog").get_by_role("button", name="Replace it").click()
    expect(page.get_by_text("faults were found")).to_be_visible()
    settled(page)
    faults = table_rows(page)
    assert [fault[0] for fault in faults] == ["agents.csv"] * 3
    assert [fault[2] for fault in faults] == ["timezone"] * 3
    assert all("Asia/Nowhere" in fault[4] for fault in faults)
    assert read_team(demo_app.workspace.team) == before
    assert demo_app.workspace.plan.is_dir()


def test_an_upload_replaces_the_team_once_it_is_confirmed(
    demo_app: ServedApp, page_at: PageAt, demo_team: Path
) -> None:
    PlanSettings(start=date(2027, 1, 4), weeks=2).write(demo_app.workspace.settings)
    demo_app.workspace.plan.mkdir()
    other = zip_with(
        demo_team, "plan.toml", lambda text: text.replace("Brightlane Luggage", "Other Bags", 1)
    )
    other = zip_with_name(other, "Other Bags GmbH")
    page = visit(page_at(), "start")
    upload(page, other)
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    settled(page)
    assert "Brightlane" in read_team(demo_app.workspace.team).name
    page.get_by_role("button", name="Use this team").click()
    page.get_by_role("dialog").get_by_role("button", name="Replace it").click()
    expect(page.get_by_text("is here: 24 agents")).to_be_visible()
    settled(page)
    assert read_team(demo_app.workspace.team).name == "Other Bags GmbH"
    assert not demo_app.workspace.plan.exists()
    assert not demo_app.workspace.settings.exists()
    expect(page.get_by_role("button", name="Use this team")).to_have_count(0)
    expect(page.get_by_text("This team is synthetic")).to_have_count(0)


def zip_with_name(packed: bytes, name: str) -> bytes:
    """The team's zip with another name of the team."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == "plan.toml":
                text, count = re.subn(
                    r'(?m)^name = ".*demo\)"$', f'name = "{name}"', content.decode()
                )
                assert count == 1
                content = text.encode()
            new.writestr(entry, content)
    return made.getvalue()


def test_the_download_is_the_team(demo_app: ServedApp, page_at: PageAt, demo_team: Path) -> None:
    page = visit(page_at(), "start")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this team").click()
    assert download.value.suggested_filename == "team.zip"
    assert download.value.path().read_bytes() == pack_team(demo_team)


def test_the_forecast_shows_the_demo_week(demo_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "forecast")
    assert metric(page, "Contacts forecast a week") == "2,854"
    assert metric(page, "Usual error by the hour").endswith(" %")
    assert first_day(page) == DEMO_START.isoformat()
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 3
    marked, accuracy = table_rows(page, 0), table_rows(page, 1)
    assert [row[1] for row in marked] == ["Cyber Monday in America"] * 2
    assert [row[0] for row in accuracy] == [
        "phone-en",
        "chat-en",
        "phone-es",
        "phone-ja",
        "email-en",
    ]
    assert accuracy[0][1] == "poisson regression"


def test_charts_do_not_depend_on_where_the_browser_is(demo_app: ServedApp, page_at: PageAt) -> None:
    drawn: list[list[str]] = []
    for zone in ("Asia/Manila", "America/Los_Angeles"):
        page = visit(page_at(timezone_id=zone), "forecast")
        assert first_day(page) == "2026-11-30"
        drawn.append(charts(page))
        go(page, "Requirement")
        drawn[-1] += charts(page)
    assert len(drawn[0]) == 4
    assert drawn[0] == drawn[1]
    # What is drawn first is the plan's first hour, on the team's clock.
    assert "Mon 30 Nov" in drawn[0][0]
    assert "Sun 29 Nov" not in drawn[0][0]


def test_the_clock_can_be_chosen(demo_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "forecast")
    choose(page, "Clock", "UTC")
    # The plan begins at 23:00 of the day before.
    assert "Wall clock, UTC" in charts(page)[0]
    choose(page, "Clock", "each customer's own")
    assert "Wall clock, each customer's own" in charts(page)[0]


def first_day(page: Page) -> str:
    field = page.get_by_role("group", name="First day")
    return "".join(field.inner_text().split())


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_the_span_is_kept(demo_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "forecast")
    weeks = page.get_by_role("spinbutton", name="Weeks")
    weeks.fill("2")
    weeks.press("Enter")
    page.wait_for_timeout(500)
    settled(page)
    assert PlanSettings.read(demo_app.workspace.settings).weeks == 2
    again = visit(page_at(), "requirement")
    expect(again.get_by_role("spinbutton", name="Weeks")).to_have_value("2")
    assert [row[0] for row in table_rows(again)][7] == "Mon 07 Dec"


def test_other_targets_show_what_they_take(demo_app: ServedApp, page_at: PageAt) -> None:
    before = (demo_app.workspace.team / "plan.toml").read_bytes()
    page = visit(page_at(), "requirement")
    own = hours_a_week(page)
    assert own == pytest.approx(520.0, abs=0.1)
    page.get_by_text("Try other targets").click()
    level = page.get_by_role("spinbutton", name="Service level, %").first
    expect(level).to_have_value("80")
    level.fill("95")
    level.press("Enter")
    page.get_by_text("Against the team's own targets").wait_for()
    settled(page)
    more = float(metric(page, "Against the team's own targets").split()[0])
    assert more > 10
    assert hours_a_week(page) == pytest.approx(own + more, abs=0.11)
    page.get_by_role("button", name="Back to the team's own targets").click()
    expect(page.get_by_text("Against the team's own targets")).to_have_count(0)
    settled(page)
    assert hours_a_week(page) == own
    assert (demo_app.workspace.team / "plan.toml").read_bytes() == before


def test_a_team_without_a_log_is_told_what_is_missing(demo_app: ServedApp, page_at: PageAt) -> None:
    (demo_app.workspace.team / "contacts.parquet").unlink()
    page = visit(page_at(), "forecast")
    for name in ("Requirement", "Forecast"):
        go(page, name)
        expect(page.get_by_text("No contact log", exact=True)).to_be_visible()
    go(page, "Start")
    assert metric(page, "Contact log") == "none"


def test_a_team_that_was_broken_by_hand_is_told_of_and_can_be_replaced(
    demo_app: ServedApp, page_at: PageAt
) -> None:
    (demo_app.workspace.team / "plan.toml").write_text("[team]\nname = 3\n", encoding="utf-8")
    page = visit(page_at(), "start")
    expect(page.get_by_text("faults were found")).to_be_visible()
    expect(page.get_by_role("button", name="Try the demo team")).to_be_visible()
    go(page, "Forecast")
    expect(page.get_by_text("faults were found")).to_be_visible()


def test_counted_logs_of_another_team_draw_too(
    demo_app: ServedApp, page_at: PageAt, tmp_path: Path
) -> None:
    """A fortnight's log: too little to judge models, and the page says so."""
    (demo_app.workspace.team / "contacts.parquet").unlink()
    rows = ["interval_start,queue,customer_timezone,volume,aht_seconds"]
    rows += [
        f"2026-11-{day:02d}T{hour:02d}:00:00+00:00,phone-en,Europe/Madrid,{hour},240"
        for day in range(20, 30)
        for hour in range(24)
    ]
    (demo_app.workspace.team / "contacts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    page = visit(page_at(), "forecast")
    assert metric(page, "Usual error by the hour") == "not known"
    go(page, "Requirement")
    assert hours_a_week(page) > 0


def test_dark_is_dark(demo_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(scheme="dark"), "forecast")
    background = page.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    assert background == "rgb(20, 25, 31)"
    # Charts are drawn in the dark mode's colours, not in the light one's.
    assert theme.DARK.categories[0] in charts(page)[0]
    assert theme.LIGHT.categories[0] not in charts(page)[0]
    picture(page, "forecast-1280-dark")


def test_a_phone_reaches_every_page(demo_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(width=390, height=844), "start")
    page.get_by_test_id("stExpandSidebarButton").click()
    shown = [link.inner_text() for link in page.get_by_test_id("stSidebarNavLink").all()]
    assert shown == ["Start", "Forecast", "Requirement", "Plan", "Roster", "Sourcing", "My shifts"]
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Requirement").click()
    page.wait_for_url("**/requirement")
    settled(page)
    assert hours_a_week(page) > 0


def test_a_page_that_was_seen_draws_at_once(demo_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "forecast")
    took_ms = []
    for _ in range(2):
        go(page, "Start")
        began = page.evaluate("performance.now()")
        page.get_by_test_id("stTopNavLink").filter(has_text="Forecast").click()
        page.locator("[data-testid=stVegaLiteChart] svg").nth(2).wait_for()
        took_ms.append(page.evaluate("performance.now()") - began)
        settled(page)
    # The better of two, and more time where others are at work on the machine.
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert min(took_ms) < 2000 * crowd
