"""Roster and My shifts in a browser: what a manager looks up, and an agent on her phone."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect

from planner.files import read_team
from tests.app.browsing import charts, overflow_px, picture, settled, visit
from tests.app.conftest import PageAt
from tests.app.hand_plans import Laid, write_hand_plan
from tests.app.serving import ServedApp

START = "2026-10-19"  # clocks go back in Madrid on the 25th, in New York on 1 November
LAID: tuple[Laid, ...] = (
    ("mad-02", "2026-10-19", "day8", "09:00"),
    ("mad-02", "2026-10-21", "day8", "10:30"),
    ("mad-02", "2026-10-24", "night8", "22:00"),
    ("mad-02", "2026-10-27", "day8", "09:00"),
    ("mad-01", "2026-10-23", "day8", "08:00"),
    ("ccu-02", "2026-10-24", "night8", "22:00"),
    ("lax-01", "2026-10-18", "part6", "16:00"),
    ("lax-01", "2026-10-31", "night8", "22:00"),
    ("tyo-01", "2026-10-20", "day8", "09:00"),
)
TIME_OFF = "agent_id,start,end,kind\nmad-02,2026-10-22,2026-10-23,vacation\n"
WISHES = "agent_id,local_date,wish,weight\nmad-02,2026-10-20,off,1\nmad-02,2026-10-21,off,1\n"
PINS = "agent_id,local_date,shift,start_local\n"


@pytest.fixture(scope="module")
def team(demo_team: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo team with absences and wishes of the weeks over which clocks change."""
    folder = tmp_path_factory.mktemp("autumn") / "team"
    folder.mkdir()
    for path in demo_team.iterdir():
        if path.name not in {"history.csv", "contacts.parquet"}:
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "time_off.csv").write_text(TIME_OFF)
    (folder / "wishes.csv").write_text(WISHES)
    (folder / "pins.csv").write_text(PINS)
    return folder


@pytest.fixture(scope="module")
def plan(team: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hand_plan(team, tmp_path_factory.mktemp("laid") / "plan", START, 2, LAID)


@pytest.fixture
def planned_app(app: ServedApp, team: Path, plan: Path) -> ServedApp:
    app.put_team(team)
    app.put_plan(plan)
    return app


def metric(page: Page, label: str) -> str:
    found = page.locator("[data-testid=stMetric]").filter(has_text=label)
    return found.locator("[data-testid=stMetricValue]").inner_text()


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box by typing it."""
    box = page.locator("[data-testid=stSelectbox]").filter(has=page.get_by_text(label, exact=True))
    # The list shuts when the page scrolls, so first the scrolling.
    box.scroll_into_view_if_needed()
    box.locator("input").click()
    box.locator("input").fill(option)
    expect(page.get_by_role("option", name=option).first).to_be_visible()
    page.wait_for_timeout(200)  # the list is drawn anew while it narrows
    page.keyboard.press("Enter")
    settled(page)
    expect(box.locator("input")).to_have_value(re.compile(re.escape(option)))


def line_of(page: Page, name: str) -> Locator:
    return page.locator("table.rg tbody tr").filter(has_text=name)


def download(page: Page, label: str) -> bytes:
    with page.expect_download() as caught:
        page.get_by_role("button", name=label).click()
    return Path(caught.value.path()).read_bytes()


def main_text(page: Page) -> str:
    return page.locator("[data-testid=stMainBlockContainer]").inner_text()


def test_without_a_plan_both_pages_lead_to_plan(
    app: ServedApp, team: Path, page_at: PageAt
) -> None:
    app.put_team(team)
    page = page_at(390, 844)
    for path in ("roster", "my-shifts"):
        visit(page, path)
        expect(page.get_by_text("No plan yet")).to_be_visible()
        expect(page.get_by_role("link", name="Go to Plan")).to_be_visible()
        assert overflow_px(page) == 0


def test_the_roster_shows_figures_grid_and_charts(planned_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(timezone_id="Asia/Manila"), "roster")
    assert metric(page, "Shifts") == "9"
    assert metric(page, "Agents working") == "5 of 24"
    assert metric(page, "Cost").endswith(" USD")
    assert metric(page, "Required") == "337.0 h"  # two weeks and the hour that comes twice
    assert metric(page, "Violations") == "✓ none"
    expect(page.get_by_text("of what can be decided could still be saved, proven")).to_be_visible()
    hugo = line_of(page, "Hugo Lafuente")
    for part in ("☾ 22:00–05:30 +1", "vacation", "✓ wish: day off", "✗ wish: day off"):
        expect(hugo.get_by_text(part).first).to_be_visible()
    expect(line_of(page, "Maya Ortiz").get_by_text("16:00–22:30")).to_be_visible()
    expect(page.locator("table.rg thead th")).to_have_count(9)  # Sunday the 18th for California
    assert len(charts(page)) == 2
    assert overflow_px(page) == 0
    picture(page, "roster-1280-light")


def test_charts_are_the_same_wherever_the_browser_is(
    planned_app: ServedApp, page_at: PageAt
) -> None:
    drawn = []
    for timezone in ("Asia/Manila", "America/Los_Angeles"):
        page = visit(page_at(timezone_id=timezone), "roster")
        choose(page, "Day", "Sun 25 Oct")
        drawn.append([re.findall(r'<text[^>]*>[^<]*<| d="[^"]*"', chart) for chart in charts(page)])
    assert drawn[0] == drawn[1]
    for chart in drawn[0]:
        assert {"00:00", "03:00", "21:00"} <= {part.split(">")[-1][:-1] for part in chart}
    told = page.get_by_text("Clocks go back on Sun 25 Oct at 03:00, to 02:00 in Europe/Madrid")
    expect(told).to_be_visible()


def test_filters_narrow_the_grid(planned_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(), "roster")
    page.get_by_label("Name", exact=True).fill("manila")
    page.keyboard.press("Enter")
    expect(line_of(page, "Liza Bautista")).to_be_visible()
    settled(page)
    names = page.locator("table.rg tbody th[scope=row]").all_inner_texts()
    assert [name.splitlines()[0] for name in names] == [
        "Liza Bautista",
        "Jomar Villareal",
        "Tessa Ocampo",
        "Carlo Dizon",
    ]
    page.get_by_label("Name", exact=True).fill("nobody at all")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No agent fits these filters.")).to_be_visible()


def test_the_roster_fits_a_phone(planned_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(390, 844, "dark", "America/Los_Angeles"), "roster")
    assert overflow_px(page) == 0
    box = page.locator(".rg-box")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    choose(page, "Week", "2: from Mon 26 Oct")
    choose(page, "Clock", "each agent's own")
    expect(page.get_by_text("Each agent's own clock, Mon 26 Oct")).to_be_visible()
    assert overflow_px(page) == 0
    picture(page, "roster-390-dark")


def test_files_of_the_roster(planned_app: ServedApp, page_at: PageAt, plan: Path) -> None:
    page = visit(page_at(), "roster")
    assert download(page, "Roster (CSV)") == (plan / "roster.csv").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(download(page, "Workbook (Excel)")))
    assert "Roster" in book.sheetnames
    with zipfile.ZipFile(io.BytesIO(download(page, "Calendars (zip)"))) as folder:
        assert len(folder.namelist()) == 24
        assert len(Calendar.from_ical(folder.read("mad-02.ics")).walk("VEVENT")) == 4


def test_a_workbook_that_cannot_be_made_says_why(planned_app: ServedApp, browser: Browser) -> None:
    # A roster written by hand has no pay: enough to look at, too little for finance.
    path = planned_app.workspace.plan / "roster.csv"
    rows = [line.split(",")[:5] for line in path.read_text().splitlines()]
    path.write_text("".join(",".join(row) + "\n" for row in rows))
    # Not watched: the server's window tells the same fault at length.
    page = browser.new_page(base_url=planned_app.address)
    visit(page, "roster")
    assert metric(page, "Shifts") == "9"
    page.get_by_role("button", name="Workbook (Excel)").click()
    expect(page.get_by_text("Failed to generate file for download")).to_be_visible()
    visit(page, "roster")
    expect(page.get_by_text(re.compile("^6 faults"))).to_be_visible()
    page.close()


def test_a_roster_of_agents_whom_the_team_has_not_says_so(
    planned_app: ServedApp, page_at: PageAt
) -> None:
    roster = planned_app.workspace.plan / "roster.csv"
    roster.write_text(roster.read_text().replace("tyo-01,", "tyo-99,"))
    page = visit(page_at(), "roster")
    expect(page.get_by_text(re.compile("^1 fault"))).to_be_visible()


# --- My shifts ----------------------------------------------------------------------------------


def test_an_agent_chooses_herself_and_the_address_remembers_her(
    planned_app: ServedApp, page_at: PageAt
) -> None:
    page = visit(page_at(390, 844, timezone_id="Asia/Manila"), "my-shifts")
    expect(page.get_by_text("Choose your name; then")).to_be_visible()
    choose(page, "Who are you?", "Hugo Lafuente")
    page.wait_for_url("**/my-shifts?agent=mad-02")
    page.reload()
    settled(page)
    expect(page.get_by_text("All times are those of Europe/Madrid")).to_be_visible()
    choose(page, "Week", "Mon 19 Oct to Sun 25 Oct")
    assert metric(page, "Hours this week") == "24 h"
    assert metric(page, "Night shifts") == "1"
    saturday = page.locator(".ms-week li").filter(has_text="24 Oct")
    for part in ("22:00–05:30 +1", "past midnight, ends on Sun 25 Oct", "Break 01:00–01:30"):
        expect(saturday.get_by_text(part)).to_be_visible()
    expect(page.locator(".ms-week li").filter(has_text="22 Oct")).to_contain_text("Vacation")
    expect(
        page.get_by_text("it ends at 05:30 by the clock instead of 06:30", exact=False)
    ).to_be_visible()
    assert overflow_px(page) == 0
    picture(page, "my-shifts-390-light")


def test_an_agent_sees_and_takes_nothing_of_pay_or_of_others(
    planned_app: ServedApp, page_at: PageAt, team: Path, plan: Path
) -> None:
    page = visit(page_at(390, 844), "my-shifts?agent=mad-02")
    page.get_by_text("Show UTC too").click()
    settled(page)
    expect(page.get_by_text("UTC ").first).to_be_visible()
    text = main_text(page)
    feed = download(page, "Put my shifts in my calendar").decode().replace("\r\n ", "")
    agents = read_team(team).agents
    with (plan / "roster.csv").open(encoding="utf-8") as file:
        amounts = {row[column] for row in csv.DictReader(file) for column in ("pay", "premium")} - {
            "0.00"
        }
    wages = {f"{float(agent.wage_per_hour):.2f}" for agent in agents}
    others = {agent.name for agent in agents} | {agent.agent_id for agent in agents}
    others |= {agent.email for agent in agents}
    others -= {"Hugo Lafuente", "mad-02"}
    assert amounts
    assert "Hugo Lafuente" in feed  # on the page she stands in the select box alone
    for told in (text, feed):
        assert [figure for figure in amounts | wages if figure in told] == []
        assert [name for name in others if name in told] == []
        assert not re.search(r"USD|EUR|wage|salary", told)
    events = Calendar.from_ical(feed).walk("VEVENT")
    assert len(events) == 4


def test_agents_whose_files_have_one_name_take_their_own(
    planned_app: ServedApp, page_at: PageAt
) -> None:
    # Both calendars are called mad_02.ics.
    for folder in (planned_app.workspace.team, planned_app.workspace.plan):
        for path in folder.glob("*.csv"):
            text = path.read_text(encoding="utf-8")
            renamed = text.replace("mad-02", "mad_02").replace("lax-01", "mad 02")
            path.write_text(renamed, encoding="utf-8")
    given = []
    for agent in ("mad_02", "mad%2002"):
        page = visit(page_at(), f"my-shifts?agent={agent}")
        given.append(download(page, "Put my shifts in my calendar"))
    assert b"Europe/Madrid" in given[0]
    assert b"America/Los_Angeles" in given[1]
    assert b"Europe/Madrid" not in given[1]


def test_each_agent_has_her_own_clock(planned_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(390, 844, "dark", "Asia/Manila"), "my-shifts?agent=lax-01")
    expect(page.get_by_text("All times are those of America/Los_Angeles")).to_be_visible()
    choose(page, "Week", "Mon 19 Oct to Sun 25 Oct")
    # The plan's week begins in Madrid on Monday, and here on Sunday at 15:00.
    expect(page.locator(".ms-week li").first).to_contain_text("18 Oct")
    expect(page.locator(".ms-week li").first).to_contain_text("16:00–22:30")
    expect(page.get_by_text("Clocks go back on Sun 1 Nov at 02:00, to 01:00")).to_be_visible()
    assert overflow_px(page) == 0


def test_what_cannot_be_shown_is_said(planned_app: ServedApp, page_at: PageAt) -> None:
    page = visit(page_at(390, 844), "my-shifts?agent=nobody")
    expect(page.get_by_text("names an agent whom this team does not have")).to_be_visible()
    choose(page, "Who are you?", "Carlo Dizon")
    expect(page.get_by_text("You have no shift in this plan.")).to_be_visible()
    expect(page.get_by_text("This plan ", exact=False).first).to_be_visible()
