"""The figures of the page Sourcing, without a browser; one comparison is made for real."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from app_pages.plan_tables import read_plan
from app_pages.sourcing_age import Made, changes_since, made, settings_of, span_words
from app_pages.sourcing_assumptions import assumed_prices, market_table
from app_pages.sourcing_figures import (
    ITEMS,
    WayFigures,
    amounts_table,
    cheapest,
    figures_of,
    figures_of_plan,
    shared,
)
from app_pages.sourcing_html import Cell, Column, Mark, Row, html_table
from app_pages.sourcing_panel import step_lines, ways_asked
from app_pages.sourcing_reading import (
    COSTS,
    HOURS,
    SCENARIOS,
    ComparisonTables,
    has_comparison,
    read_comparison,
)
from app_pages.sourcing_side_by_side import side_by_side
from app_pages.sourcing_tables import (
    costs_by_item,
    costs_by_payee,
    week_by_hour,
    workers_by_hour,
)
from app_pages.sourcing_words import (
    bound_words,
    cheapest_words,
    deflection_words,
    item_title,
    least_words,
    open_mark,
    open_words,
    quantity_words,
    short_title,
    way_title,
)
from app_pages.theme import LIGHT
from planner.comparison import Comparison
from planner.errors import DataError
from planner.files import read_team
from planner.jobs import JobKind, JobRequest, JobState, JobStatus, Point, StepTime
from planner.jobs.folder import lay_out
from planner.pipeline import SolveOptions
from planner.sourcing import SourcingSettings, ways_to_staff
from planner.workspace import Workspace
from tests.app.sourced import compared, planned
from tests.planner.small_team import START, WEEKS, write_buying_team

ZERO = Decimal("0.00")
WAY = WayFigures(
    name="staff",
    amounts=dict.fromkeys(ITEMS, ZERO) | {"wages": Decimal("100.00")},
    total=Decimal("100.00"),
    per_contact=Decimal("1.00"),
    per_covered_hour=Decimal("2.00"),
    required_hours=50.0,
    open_hours=0.0,
    headcount=3,
    service_level=0.8,
    lower_bound=Decimal("90.00"),
)
REQUEST = JobRequest(
    kind=JobKind.COMPARE,
    start=START,
    weeks=WEEKS,
    options=SolveOptions(time_limit_s=5.0),
    compare={"vendor_price_factor": 1.0, "deflection": None},
)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_buying_team(tmp_path_factory.mktemp("buying") / "team")


@pytest.fixture(scope="module")
def result(team: Path) -> tuple[Comparison, Path]:
    out = team.parent / "comparison"
    return compared(team, out, seconds=3.0), out


@pytest.fixture(scope="module")
def tables(result: tuple[Comparison, Path]) -> ComparisonTables:
    return read_comparison(result[1])


def by_name(tables: ComparisonTables) -> dict[str, WayFigures]:
    return {way.name: way for way in figures_of(tables)}


def test_a_comparison_is_read_as_it_was_written(
    result: tuple[Comparison, Path], tables: ComparisonTables
) -> None:
    comparison, folder = result
    assert has_comparison(folder)
    ways = by_name(tables)
    assert list(ways) == [one.way.name for one in comparison.costed]
    for one in comparison.costed:
        way = ways[one.way.name]
        assert way.total == Decimal(one.total_cents).scaleb(-2)
        assert sum(way.amounts.values()) == way.total
        assert way.lower_bound == Decimal(one.lower_bound_cents).scaleb(-2)
        assert way.open_hours == one.summary.hours.shortfall
        assert way.required_hours == pytest.approx(one.summary.hours.required)
        assert way.headcount == len(one.scenario.agents)
    assert tables.interval_minutes == 30
    assert tables.span("Europe/Madrid") == (START, WEEKS)


def test_all_payments_add_up_to_the_total_of_their_way(tables: ComparisonTables) -> None:
    assert len(by_name(tables)) == 10
    for name, way in by_name(tables).items():
        items, payees = costs_by_item(tables.costs, name), costs_by_payee(tables.costs, name)
        assert sum(items["amount"], ZERO) == way.total
        assert sum(payees["amount"], ZERO) == way.total
        assert len(payees) >= len(items)
    mix = costs_by_payee(tables.costs, "vendors-by-hour+bots")
    assert list(zip(mix["item"], mix["agent_or_vendor"], strict=True)) == [
        ("vendor", "NightDesk"),
        ("bot", "helpbot"),
    ]


def test_a_cheap_total_that_leaves_hours_open_is_never_the_best(tables: ComparisonTables) -> None:
    ways = by_name(tables)
    contact, best = ways["vendors-by-contact"], cheapest(ways.values())
    assert best <= {"mix", "mix+bots"}  # which may do all that the others do
    (name,) = best
    assert contact.total < ways[name].total
    assert contact.leaves_too_much
    assert open_mark(contact) == "leaves 16 h open"
    assert open_mark(ways[name]) == ""
    told = side_by_side(list(ways.values()), best=best, plan=None, palette=LIGHT)
    rows = re.findall(r"<tr class=.*?</tr>", told)
    assert sum("Cheapest that covers" in row for row in rows) == 1
    assert "Vendors by the contact alone" in next(row for row in rows if "16 h open" in row)
    for way in ways.values():
        assert f'data-label="Total" class="right strong"><span>{way.total:,.2f}' in told


def test_the_same_total_makes_several_ways_the_best() -> None:
    more = replace(WAY, name="mix")
    bad = replace(WAY, name="b", total=Decimal("1.00"), open_hours=0.6)
    assert cheapest([WAY, more, bad]) == {"staff", "mix"}
    assert cheapest([bad]) == frozenset()
    assert not replace(bad, open_hours=0.5).leaves_too_much  # 1 % of 50 h
    words = cheapest_words([WAY, more, bad], frozenset({"staff", "mix"}), "EUR")
    assert "**Own staff alone** and **The solver's own mix**, 100.00 EUR" in words


def test_faults_of_a_comparison_are_told_together(
    result: tuple[Comparison, Path], tmp_path: Path
) -> None:
    for name in (SCENARIOS, COSTS):
        text = (result[1] / name).read_text()
        (tmp_path / name).write_text(text.replace("420.00", "much", 1))
    assert not has_comparison(tmp_path)
    with pytest.raises(DataError) as caught:
        read_comparison(tmp_path)
    assert {fault.file for fault in caught.value.faults} == {SCENARIOS, HOURS}
    (tmp_path / SCENARIOS).write_text((result[1] / SCENARIOS).read_text().splitlines()[0] + "\n")
    (tmp_path / HOURS).write_text((result[1] / HOURS).read_text())
    with pytest.raises(DataError, match="a way to staff in a row at least"):
        read_comparison(tmp_path)


def test_a_week_is_shown_by_the_clock_that_is_asked_for() -> None:
    starts = pd.date_range("2026-11-29T23:00", periods=2 * 336, freq="30min", tz="UTC")
    second_week = (starts >= pd.Timestamp("2026-12-06T23:00", tz="UTC")).astype(float)
    hours = pd.DataFrame(
        {
            "scenario": "mix",
            "interval_start": pd.Series(starts).astype("datetime64[us, UTC]"),
            "required": 2.0 + second_week,
            "agents": 1.0,
            "vendor_agents": 0.5,
            "shortfall": 0.5 + second_week,
            "bot_contacts": 3.0,
        }
    )
    hours.loc[0, "agents"] = 5.0  # Mon 00:00 in Madrid, Sun 23:00 in UTC
    week = week_by_hour(hours, "mix", "Europe/Madrid", interval_minutes=30)
    assert list(week["hour"]) == list(range(168))
    assert week.loc[0, "when"] == "Mon 00:00–01:00"
    assert week.loc[167, "when"] == "Sun 23:00–00:00"
    assert week.loc[0, "agents"] == 2.0  # 5, 1 in one week; 1, 1 in the other
    assert (week["required"] == 2.5).all()
    assert (week["bot_contacts"] == 6.0).all()
    in_utc = week_by_hour(hours, "mix", "UTC", interval_minutes=30)
    assert in_utc.loc[in_utc["agents"] == 2.0, "when"].tolist() == ["Sun 23:00–00:00"]
    rows = workers_by_hour(week)
    assert len(rows) == 3 * 168
    sums = rows.groupby("hour")["net_agents"].sum()
    assert sums[0] == 2.0 + 0.5 + 1.0
    assert list(rows.loc[rows["hour"] == 5, "who"]) == ["agents", "vendor_agents", "shortfall"]


def test_weeks_with_a_clock_change_keep_their_hours() -> None:
    # Clocks go back on Sunday 25 October 2026 at 03:00 in Madrid.
    starts = pd.date_range("2026-10-18T22:00", periods=169, freq="h", tz="UTC")
    figures = dict.fromkeys(("required", "agents", "vendor_agents", "shortfall"), 1.0)
    hours = pd.DataFrame(
        {
            "scenario": "mix",
            "interval_start": pd.Series(starts).astype("datetime64[us, UTC]"),
            **figures,
            "bot_contacts": 1.0,
        }
    )
    week = week_by_hour(hours, "mix", "Europe/Madrid", interval_minutes=60)
    assert list(week["hour"]) == list(range(168))
    tables = ComparisonTables(scenarios=pd.DataFrame(), costs=pd.DataFrame(), hours=hours)
    assert tables.span("Europe/Madrid") == (date(2026, 10, 19), 1)


def test_a_plan_has_the_figures_of_its_summary(team: Path, tmp_path: Path) -> None:
    plan = planned(team, tmp_path / "plan", seconds=2.0)
    figures = figures_of_plan(read_plan(tmp_path / "plan"))
    assert figures.total == Decimal(plan.summary.total_cost_cents).scaleb(-2)
    assert sum(figures.amounts.values()) == figures.total
    assert figures.amounts["software"] == ZERO
    assert figures.open_hours == plan.summary.hours.shortfall
    assert figures.headcount == len({*plan.tables["roster.csv"]["agent_id"]})
    assert 0.75 < figures.service_level <= 1.0
    told = side_by_side([WAY], best=frozenset(), plan=figures, palette=LIGHT)
    assert "Your plan today" in told
    assert f"{figures.total:,.2f}" in told


def test_money_is_shared_to_the_cent() -> None:
    assert shared(Decimal("10.00"), 3.0) == Decimal("3.33")
    assert shared(Decimal("0.25"), 10.0) == Decimal("0.02")  # half to even
    assert shared(Decimal("10.00"), 0.0) is None
    table = amounts_table([WAY])
    assert table["amount"].tolist() == [100.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_words_for_what_is_open_and_what_is_proven() -> None:
    some = replace(WAY, open_hours=0.4, lower_bound=Decimal("180.00"))
    assert open_words(WAY) == "none"
    assert open_words(some) == "0.40 h (0.8 %)"
    assert open_words(replace(WAY, open_hours=0.02)) == "0.02 h (<0.1 %)"
    assert open_mark(replace(WAY, open_hours=2.25)) == "leaves 2.2 h open"
    assert bound_words(WAY, "EUR", Decimal("200.00")) == (
        "Proven: no roster of this way that covers everything can cost less than 90.00 EUR."
    )
    words = bound_words(some, "EUR", Decimal("200.00"))
    assert "less than 180.00 EUR" in words
    assert "each counted at 200.00 EUR" in words
    assert "costs 100.00 EUR and leaves 0.40 h open" in words
    assert "at the team's price" in bound_words(some, "EUR", None)
    unproven = replace(WAY, lower_bound=ZERO)
    assert least_words(unproven) == "not known"
    assert "Nothing was proven" in bound_words(unproven, "EUR", None)


def test_names_and_units_in_words() -> None:
    assert way_title("mix+bots") == "The solver's own mix, with bots"
    assert short_title("vendors-by-hour") == "Vendors, hour"
    assert way_title("a way of later") == "a way of later"
    assert item_title("vendor", "contacts") == "Vendors, by the contact"
    assert item_title("vendor", "hours") == "Vendors, by the hour"
    assert item_title("night", "hours") == "Night premium"
    assert quantity_words(714.0, "hours") == "714 h"
    assert quantity_words(1.0, "seats") == "1 seat-week"
    assert quantity_words(70.6586, "resolutions") == "70.66 resolutions"
    assert span_words(START, 2) == "2 weeks, Mon 14 Dec 2026 to Sun 27 Dec 2026"


def test_what_users_wrote_is_no_html() -> None:
    rows = [
        Row.of("<b>group</b>"),
        Row(
            cells=(Cell(text="<i>", mark=Mark(kind="bad", shape="▲", words="a&b")), Cell(text='"'))
        ),
    ]
    told = html_table([Column(name="a<"), Column(name="b", says='"x" <y>')], rows, LIGHT)
    body = told.partition("</style>")[2]
    assert "<b>" not in body
    assert "<i>" not in body
    assert 'title="&quot;x&quot; &lt;y&gt;"' in body
    assert "a&amp;b" in body


def test_prices_are_told_with_where_they_come_from(team: Path) -> None:
    scenario = read_team(team)
    settings = SourcingSettings(vendor_price_factor=1.2, deflection=0.3)
    ways = ways_to_staff(scenario, scenario.horizon(START, WEEKS), settings)
    rows = assumed_prices(scenario, ways, settings).itertuples(index=False, name=None)
    assert list(rows) == [
        (
            "NightDesk",
            "vendor",
            "16.80 EUR an hour, at most 4 at a time; phone-en, chat-en",
            "plan.toml, times 120 %",
        ),
        ("Call <Co>", "offer", "3.00 EUR a contact; phone-en", "plan.toml, times 120 %"),
        (
            "helpbot",
            "bot",
            "resolves 30 % of contacts, 0.50 EUR a resolution",
            "plan.toml, deflection as chosen",
        ),
        (
            "seat",
            "software",
            "0.00 EUR an agent employed and week",
            "no rate of the US dollar: not counted",
        ),
    ]
    assert set(market_table(scenario)["Used here"]) == {"no"}
    assert deflection_words(scenario.bots, from_market=False) == "as in plan.toml (50 %)"
    assert deflection_words((), from_market=True) == "no bots"


def test_market_prices_are_named_where_they_stand_in(demo_team: Path) -> None:
    scenario = read_team(demo_team)
    ways = ways_to_staff(scenario, scenario.horizon(START, WEEKS), SourcingSettings())
    prices = assumed_prices(scenario, ways, SourcingSettings()).set_index("Name")
    assert prices.loc["NightDesk", "From"] == "plan.toml"
    assert prices.loc["market by the hour", "Terms"].startswith("17.85 USD an hour;")
    assert prices.loc["market by the hour", "From"] == "the market, see below"
    assert prices.loc["seat", "Terms"] == "10.38 USD an agent employed and week"
    market = market_table(scenario).set_index("What")
    assert market.loc["Bot", "Used here"] == "no"  # plan.toml has one
    assert market.loc["Software seat", "Price"] == "45.00 USD an agent and month"
    assert all(market["Source"].str.contains("20"))


def put_job(workspace: Workspace, request: JobRequest, *, started: float, ended: float) -> None:
    workspace.jobs.mkdir(exist_ok=True)
    with lay_out(workspace.jobs, request) as (folder, _):
        folder.events.write_text("")
    os.utime(folder.lock, (started, started))
    os.utime(folder.events, (ended, ended))


@pytest.fixture
def workspace(result: tuple[Comparison, Path], tmp_path: Path) -> Workspace:
    """A comparison of the second 5,000, and a team of the second 100."""
    found = Workspace(tmp_path / "app")
    found.create()
    found.team.mkdir()
    (found.team / "plan.toml").write_text("")
    found.comparison.mkdir()
    (found.comparison / SCENARIOS).write_text("")
    os.utime(found.comparison / SCENARIOS, (5_000, 5_000))
    for path in (found.team / "plan.toml", found.team):
        os.utime(path, (100, 100))
    return found


def test_the_job_that_made_a_comparison_is_found_again(workspace: Workspace) -> None:
    assert made(workspace).request is None
    put_job(workspace, replace(REQUEST, weeks=2), started=1_000, ended=1_500)
    assert made(workspace).request is None
    asked = replace(REQUEST, compare={"vendor_price_factor": 1.5, "deflection": 0.3})
    put_job(workspace, asked, started=4_000, ended=5_001)
    put_job(workspace, replace(REQUEST, weeks=3), started=6_000, ended=6_100)  # failed
    found = made(workspace)
    assert found.request == asked
    assert found.settings == SourcingSettings(vendor_price_factor=1.5, deflection=0.3)
    assert found.began == datetime.fromtimestamp(4_000, UTC)
    assert found.ended == datetime.fromtimestamp(5_000, UTC)


def test_what_has_changed_since_is_told(workspace: Workspace) -> None:
    at = datetime.fromtimestamp(4_000, UTC)
    before = Made(began=at, ended=at, request=REQUEST)
    span = (START, WEEKS)
    assert list(changes_since(workspace, before, span, REQUEST)) == []
    other = replace(REQUEST, weeks=2, compare={"vendor_price_factor": 1.2, "deflection": 0.3})
    told = list(changes_since(workspace, before, span, other))
    assert len(told) == 3
    assert "chosen above is 2 weeks, Mon 14 Dec 2026 to Sun 27 Dec 2026" in told[0]
    assert "at 100 %" in told[1]
    assert "120 %" in told[1]
    assert told[2] == "Bots' deflection was as in plan.toml; chosen above is 30 %."
    # Nothing is claimed of what is not known.
    unknown = replace(before, request=None)
    assert len(list(changes_since(workspace, unknown, span, other))) == 1
    (workspace.team / "plan.toml").write_text("# changed")
    assert "The team was changed" in next(changes_since(workspace, before, span, REQUEST))


def test_a_request_that_was_damaged_says_nothing() -> None:
    assert settings_of(replace(REQUEST, compare={"vendor_price_factor": -1.0})) is None
    assert settings_of(replace(REQUEST, compare={"other": 1})) is None


def test_the_lines_of_a_comparison_at_work(team: Path, tmp_path: Path) -> None:
    ways = ways_asked(read_team(team), REQUEST)
    assert len(ways) == 10
    state = JobState(
        kind=JobKind.COMPARE,
        folder=tmp_path,
        status=JobStatus.RUNNING,
        request=REQUEST,
        started_at=datetime.now(UTC),
        elapsed_s=9.0,
        steps=(StepTime(name="staff", seconds=3.25), StepTime(name="staff-by-day", seconds=None)),
        step="staff-by-day",
        detail="staff-by-day",
        objective=1234.0,
        lower_bound=None,
        gap=None,
        series=(Point(seconds=4.0, objective=1234.4, lower_bound=None),),
        result=None,
        notices=(),
        message="",
    )
    titles = {name: way_title(name) for name in ways[:3]}
    done, now, later = step_lines(state, titles, "EUR")
    assert done == ":material/check: Own staff alone · 3.2 s"
    assert "**Own staff by day, vendors at night and on weekends** · now" in now
    assert now.endswith("best so far 1,234 EUR")
    assert "Vendors by the hour alone" in later
    # What was told of the way before is not said of this one.
    other = list(step_lines(replace(state, detail="staff"), titles, "EUR"))
    assert other[1].endswith("· now")
