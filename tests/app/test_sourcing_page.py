"""The page Sourcing in a browser: a comparison is looked at to the cent, made, and stopped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app_pages.sourcing_figures import WayFigures, cheapest, figures_of
from app_pages.sourcing_reading import has_comparison, read_comparison
from app_pages.sourcing_words import way_title
from planner import jobs
from planner.jobs import JobKind, JobRequest, JobStatus
from planner.pipeline import SolveOptions
from planner.workspace import PlanSettings, fingerprint
from tests.app.browsing import charts, overflow_px, picture, settled, table_rows, visit
from tests.app.conftest import PageAt
from tests.app.serving import ServedApp
from tests.app.sourced import compared, planned
from tests.planner.small_team import START, WEEKS, write_buying_team

LONG_MS = 120_000  # for what a solve does, on a machine with much else to do
SHORT = JobRequest(
    kind=JobKind.COMPARE,
    start=START,
    weeks=WEEKS,
    options=SolveOptions(time_limit_s=2.0, workers=1),
    compare={"vendor_price_factor": 1.0, "deflection": None},
)


@dataclass(frozen=True, kw_only=True)
class Made:
    """Folders of a team, its plan, and its comparison; what each way comes to."""

    team: Path
    plan: Path
    comparison: Path
    ways: dict[str, WayFigures]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("sourced")
    team = write_buying_team(place / "team")
    planned(team, place / "plan", seconds=2.0)
    compared(team, place / "comparison", seconds=3.0)
    ways = figures_of(read_comparison(place / "comparison"))
    return Made(
        team=team,
        plan=place / "plan",
        comparison=place / "comparison",
        ways={way.name: way for way in ways},
    )


@pytest.fixture
def buying(app: ServedApp, made: Made) -> Iterator[ServedApp]:
    """The app with the small team that buys, and nothing made for it yet."""
    jobs.give_up(app.workspace)
    app.put_team(made.team)
    PlanSettings(start=START, weeks=WEEKS).write(app.workspace.settings)
    yield app
    jobs.give_up(app.workspace)


@pytest.fixture
def sourced(buying: ServedApp, made: Made) -> ServedApp:
    """The same with its plan and its comparison."""
    buying.put_plan(made.plan)
    shutil.copytree(made.comparison, buying.workspace.comparison)
    return buying


def row(page: Page, title: str) -> Locator:
    """The row, or the card, of a way in the table of all."""
    table = page.locator(".tbl.cards").first
    return table.get_by_role("row").filter(
        has=page.get_by_role("rowheader").filter(has_text=re.compile(f"^{title}(★|▲|$)"))
    )


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(400)  # scrolling closes the list again
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def metric(page: Page, label: str) -> Locator:
    found = page.locator("[data-testid=stMetric]").filter(has_text=label)
    return found.locator("[data-testid=stMetricValue]")


def asked_for(app: ServedApp) -> JobRequest:
    """What the latest comparison was asked for."""
    state = jobs.follow(app.workspace, JobKind.COMPARE)
    assert state is not None
    assert state.request is not None
    return state.request


def test_ways_stand_side_by_side_to_the_cent(
    sourced: ServedApp, made: Made, page_at: PageAt
) -> None:
    page = visit(page_at(1280, 900, "light", "Asia/Manila"), "sourcing")
    (best,) = cheapest(made.ways.values())
    for name, way in made.ways.items():
        figures = row(page, way_title(name))
        expect(figures).to_contain_text(f"{way.total:,.2f}")
        marked = figures.get_by_text("Cheapest that covers")
        expect(marked).to_have_count(1 if name == best else 0)
    expect(row(page, "Vendors by the contact alone")).to_contain_text("leaves 16 h open")
    plan_row = row(page, "Your plan today")
    expect(plan_row).to_contain_text(f"{read_cost(sourced):,.2f}")
    expect(page.get_by_text(f"{way_title(best)}, {made.ways[best].total:,.2f} EUR")).to_be_visible()

    expect(metric(page, "Total")).to_have_text(f"{made.ways[best].total:,.2f}")
    choose(page, "Way to staff", "Vendors by the hour alone")
    hourly = made.ways["vendors-by-hour"]
    expect(metric(page, "Total")).to_have_text(f"{hourly.total:,.2f}")
    expect(metric(page, "Left open")).to_have_text("none")
    proven = f"covers everything can cost less than {hourly.lower_bound:,.2f} EUR."
    expect(page.get_by_text(proven)).to_be_visible()
    paid = table_rows(page)
    assert paid[0] == ["NightDesk", "Vendors, by the hour", f"{hourly.total:,.2f}", "60 h", "–"]
    assert paid[-1] == ["Total", "", f"{hourly.total:,.2f}", "", ""]
    expect(page.get_by_text("add up to the way's total, to the cent")).to_be_visible()
    choose(page, "Way to staff", "Vendors by the contact alone")
    expect(page.get_by_text("This way leaves 16 h open")).to_be_visible()

    expect(page.get_by_text("14.00 EUR an hour, at most 4 at a time")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Call <Co>")).to_be_visible()
    expect(page.get_by_text("no financial advice")).to_be_visible()
    assert overflow_px(page) == 0
    picture(page, "sourcing-1280-light")


def read_cost(app: ServedApp) -> float:
    found = re.search(r'"cost": ([\d.]+)', (app.workspace.plan / "summary.json").read_text())
    assert found is not None
    return float(found[1])


def test_the_week_is_the_same_in_every_browser_and_follows_the_clock_chosen(
    sourced: ServedApp, page_at: PageAt
) -> None:
    drawn = []
    for zone in ("Asia/Manila", "America/Los_Angeles"):
        page = visit(page_at(390, 844, "dark", zone), "sourcing")
        drawn.append([re.sub(r"clip\d+|gradient\w+", "", chart) for chart in charts(page)])
    assert len(drawn[0]) == 3  # costs, the week, bots
    assert drawn[0] == drawn[1]
    assert "Hour of the week, Europe/Madrid" in drawn[0][1]
    hours = page.locator("[data-testid=stVegaLiteChart] svg").nth(1).locator("path[aria-label]")
    assert "Mon 09:00–10:00" in str(hours.evaluate_all("all => all.map(p => p.ariaLabel)"))
    choose(page, "Clock", "UTC")
    assert "Hour of the week, UTC" in charts(page)[1]
    assert charts(page)[1] != drawn[0][1]
    assert overflow_px(page) == 0
    picture(page, "sourcing-390-dark")


def test_files_are_given_as_they_are_and_what_has_changed_is_told(
    sourced: ServedApp, page_at: PageAt
) -> None:
    page = visit(page_at(), "sourcing")
    for button, name in (
        ("Download the workbook", "scenarios.xlsx"),
        ("Download scenarios.csv", "scenarios.csv"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button).click()
        assert waiting.value.suggested_filename == name
        given = Path(waiting.value.path()).read_bytes()
        assert given == (sourced.workspace.comparison / name).read_bytes()
    expect(page.get_by_text("Compare again to follow it.")).to_have_count(0)
    weeks = page.get_by_role("spinbutton", name="Weeks")
    weeks.fill("2")
    weeks.press("Enter")
    settled(page)
    told = page.get_by_text("It is for 1 week, Mon 14 Dec 2026 to Sun 20 Dec 2026; chosen above is")
    expect(told).to_be_visible()
    (sourced.workspace.team / "time_off.csv").write_text("agent_id,start,end,kind\n")
    page = visit(page, "sourcing")
    expect(
        page.get_by_text("The team was changed since this comparison was begun.")
    ).to_be_visible()
    expect(page.get_by_text("Prices of the team as it is now are shown")).to_be_visible()


def test_a_comparison_is_started_from_the_page_and_finished(
    buying: ServedApp, page_at: PageAt
) -> None:
    # The page takes over what was asked last: here a time that no user would choose.
    jobs.start(buying.workspace, SHORT)
    jobs.give_up(buying.workspace)
    page = visit(page_at(390, 844), "sourcing")
    expect(page.get_by_text("No comparison yet")).to_be_visible()
    expect(page.get_by_text("10 ways are compared. The search takes about 2 s")).to_be_visible()
    price = page.get_by_role("spinbutton", name="Vendors' prices")
    price.fill("110")
    price.press("Enter")
    settled(page)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("button", name="Stop, keep the ways finished")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ of 10 ways finished"))).to_be_visible()
    expect(page.get_by_text("Own staff alone · ")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("The last comparison")).to_be_visible(timeout=LONG_MS)
    settled(page)
    state = jobs.follow(buying.workspace, JobKind.COMPARE)
    assert state is not None
    assert state.status is JobStatus.DONE
    assert asked_for(buying).compare == {"vendor_price_factor": 1.1, "deflection": None}
    ways = {way.name: way for way in figures_of(read_comparison(buying.workspace.comparison))}
    assert len(ways) == 10
    card = row(page, "Vendors by the hour alone")
    expect(card).to_contain_text("924.00")  # 60 h at 15.40
    expect(page.get_by_text("15.40 EUR an hour")).to_be_visible()
    expect(page.get_by_text("plan.toml, times 110 %").first).to_be_visible()
    expect(page.get_by_text("Compare again to follow it.")).to_have_count(0)
    assert overflow_px(page) == 0


def test_a_comparison_that_is_stopped_keeps_the_ways_finished(
    sourced: ServedApp, page_at: PageAt
) -> None:
    before = fingerprint(sourced.workspace.comparison)
    page = visit(page_at(), "sourcing")
    choose(page, "Time", "10 min")
    expect(page.get_by_text("The search takes about 10 min")).to_be_visible()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_text("Own staff alone · now")).to_be_visible(timeout=LONG_MS)
    assert asked_for(sourced).options.time_limit_s == 600
    expect(page.get_by_text("The comparison before")).to_be_visible()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Give up").click()
    page.get_by_role("button", name="Give up, keep nothing").click()
    expect(page.get_by_text("The last comparison")).to_be_visible(timeout=LONG_MS)
    assert fingerprint(sourced.workspace.comparison) == before

    # Ways without own agents are quick: a short search is stopped behind some of them. Of two weeks
    # nothing is proven before its time is up.
    asked = replace(SHORT, weeks=2, options=SolveOptions(time_limit_s=24.0, workers=1))
    jobs.start(sourced.workspace, asked)
    page.goto("/sourcing")
    expect(page.get_by_text("Vendors by the contact alone · ")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("The solver's own mix · now")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Stop, keep the ways finished").click()
    expect(page.get_by_text("It was stopped before these ways were finished:")).to_be_visible(
        timeout=LONG_MS
    )
    settled(page)
    assert has_comparison(sourced.workspace.comparison)
    kept = figures_of(read_comparison(sourced.workspace.comparison))
    assert 4 <= len(kept) < 10
    expect(row(page, way_title(kept[0].name))).to_be_visible()
    expect(row(page, "Own staff alone, with bots")).to_have_count(0)


def test_without_a_team_the_page_says_where_to_go(app: ServedApp, page_at: PageAt) -> None:
    app.empty()
    page = visit(page_at(390, 844, "dark"), "sourcing")
    expect(page.get_by_text("No team yet")).to_be_visible()
    expect(page.get_by_role("link", name="Go to Start")).to_be_visible()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_have_count(0)
    assert overflow_px(page) == 0
