"""What the pages Roster and My shifts are made of: pure functions, figures worked out by hand."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from app_pages.roster_bars import SHIFT, bar_table, change_table, cover_table, length_words
from app_pages.roster_charts import cover_chart, gantt_chart
from app_pages.roster_clocks import agents_axis, change_sentence, zone_axis, zone_changes
from app_pages.roster_days import AgentDay, agent_days, days_of_week, is_night, judged_wishes
from app_pages.roster_fairness import FAIRNESS_COLUMNS, fairness_table
from app_pages.roster_figures import figures_of, gap_words, violations_words
from app_pages.roster_files import calendar_name, calendars_zip, publication_number
from app_pages.roster_grid import GridRow, grid_html
from app_pages.roster_people import Order, select_agents, shown_names
from app_pages.roster_rows import rows_of_plan, rows_of_week
from app_pages.roster_tables import unmet_table
from app_pages.shifts_html import month_html, week_html
from app_pages.shifts_next import clock_notes, hours_words, next_shift, now_sentence, week_now
from app_pages.theme import LIGHT
from planner.costing import build_activities_table, build_roster_table
from planner.domain import Assignment
from planner.errors import DataError
from planner.fairness import KINDS, fairness_lines
from planner.scenario import Scenario
from planner.summary_text import open_spans_of
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_night,
    make_scenario,
    make_shift,
    make_time_off,
    make_weekend,
    make_wish,
    utc,
)

NIGHT8 = make_shift("night8", start_from_minute=1260, start_to_minute=1380)
MADRID = make_agent("hugo", name="Hugo")
NEW_YORK = make_agent("ruth", name="Ruth", timezone="America/New_York", country="US", region="NA")
KOLKATA = make_agent("asha", name="Asha", timezone="Asia/Kolkata", country="IN", region="ASIA")
NAMES = {"hugo": "Hugo", "ruth": "Ruth", "asha": "Asha"}
OCTOBER = date(2026, 10, 19)
# Saturday night in Madrid, clocks go back at 01:00 UTC: 22:00 summer time to 05:30 winter time.
OVER_THE_CHANGE = make_assignment(
    "hugo", "2026-10-24 20:00", local_date=date(2026, 10, 24), shift=NIGHT8
)


def team_of(*agents: object, **changes: object) -> Scenario:
    return make_scenario(
        agents=list(agents) or [MADRID, NEW_YORK, KOLKATA],
        shifts=[make_shift(), NIGHT8],
        contracts=[make_contract(shifts=("day8", "night8"))],
        **changes,
    )


def day_shift(agent_id: str, start: str, day: str) -> Assignment:
    return make_assignment(agent_id, start, local_date=date.fromisoformat(day))


def days_for(
    team: Scenario, agent_id: str, dates: Iterable[str], rows: Iterable[Assignment] = ()
) -> tuple[AgentDay, ...]:
    horizon = team.horizon(OCTOBER, 2)
    planned = tuple(rows)
    return agent_days(
        team,
        horizon,
        team.agent(agent_id),
        [date.fromisoformat(day) for day in dates],
        planned,
        judged_wishes(team, horizon, planned),
    )


# --- rows and figures ---------------------------------------------------------------------------


def test_rows_come_back_as_they_were_laid_with_their_breaks() -> None:
    team = team_of()
    laid = (OVER_THE_CHANGE, day_shift("asha", "2026-10-20 03:30", "2026-10-20"))
    roster = build_roster_table(team, team.horizon(OCTOBER, 1), laid)
    read = rows_of_plan(team, roster, build_activities_table(laid))
    assert set(read) == set(laid)
    assert [row.agent_id for row in read] == ["asha", "hugo"]


def test_rows_that_are_no_shifts_of_the_team_are_all_told() -> None:
    team = team_of()
    roster = build_roster_table(team, team.horizon(OCTOBER, 1), (OVER_THE_CHANGE,) * 3)
    roster.loc[1, "agent_id"] = "gone"
    roster.loc[2, "end"] = roster.loc[2, "start"]
    with pytest.raises(DataError) as caught:
        rows_of_plan(team, roster, build_activities_table(()))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (3, "agent_id"),
        (4, "end"),
    ]


def test_a_week_holds_what_starts_in_it() -> None:
    bounds = team_of().horizon(OCTOBER, 2).week_bounds
    first = day_shift("ruth", "2026-10-25 22:30", "2026-10-25")
    second = day_shift("ruth", "2026-10-25 23:00", "2026-10-25")  # midnight in Madrid
    assert rows_of_week((first, second), bounds, 0) == (first,)
    assert rows_of_week((first, second), bounds, 1) == (second,)


def summary(**changes: object) -> dict[str, object]:
    return {
        "status": "FEASIBLE",
        "cost": Decimal("8947.16"),
        "fixed_cost": Decimal("4722.18"),
        "gap": Decimal("0.1075"),
        "required_hours": Decimal("520.02"),
        "covered_hours": Decimal("519.8"),
        "shortfall_hours": 0,
        "violations": 0,
    } | changes


def costs(*amounts: str) -> pd.DataFrame:
    return pd.DataFrame({"amount": pd.Series([Decimal(each) for each in amounts], dtype="object")})


def test_figures_are_those_of_the_summary() -> None:
    found = figures_of(summary(), costs("8000.00", "947.16"))
    assert (found.cost, found.shortfall_hours, found.violations) == (Decimal("8947.16"), 0, 0)


def test_figures_that_are_missing_or_no_numbers_are_all_told() -> None:
    with pytest.raises(DataError) as caught:
        figures_of(summary(cost="much", gap=None, violations=True), costs())
    assert {fault.column for fault in caught.value.faults} == {"cost", "gap", "violations"}


def test_two_totals_of_one_plan_are_a_fault() -> None:
    with pytest.raises(DataError, match=r"expected 8947\.17, the sum of cost\.csv, got 8947\.16"):
        figures_of(summary(), costs("8000.00", "947.17"))
    assert figures_of(summary(), costs()).cost == Decimal("8947.16")


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ("0.042", "at most 4.2 % of what can be decided could still be saved, proven"),
        ("0.0042", "at most 0.42 % of what can be decided could still be saved, proven"),
        ("0.00001", "nothing of what can be decided could still be saved, proven"),
    ],
)
def test_a_gap_in_words(gap: str, words: str) -> None:
    assert gap_words(Decimal(gap)) == words


def test_violations_never_speak_by_colour_alone() -> None:
    assert violations_words(0) == "✓ none"
    assert violations_words(1200) == "✗ 1,200"


# --- days and grid ------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "night"), [("13:30", False), ("16:30", True), ("17:00", True)])
def test_a_night_shift_has_three_hours_of_the_countrys_night(start: str, night: bool) -> None:
    # Eight and a half hours in Madrid's winter from 14:30, 17:30 and 18:00 local: 1, 4, 4.5 hours
    # of a night that begins at 22:00.
    team = team_of(labour_rules=[make_law(night=make_night("22:00", "06:00"))])
    row = day_shift("hugo", f"2026-11-03 {start}", "2026-11-03")
    assert is_night(team, row) is night


def test_three_hours_sharp_are_a_night_shift() -> None:
    team = team_of(labour_rules=[make_law(night=make_night("22:00", "06:00"))])
    sharp = day_shift("hugo", "2026-11-03 15:30", "2026-11-03")  # 16:30 to 01:00
    short = day_shift("hugo", "2026-11-03 15:29", "2026-11-03")
    assert is_night(team, sharp)
    assert not is_night(team, short)


def test_days_hold_weekend_holiday_time_off_and_wishes() -> None:
    team = team_of(
        labour_rules=[make_law(weekend=make_weekend([6]))],
        time_off=[
            make_time_off("hugo", "2026-10-20", "2026-10-22"),
            make_time_off("hugo", "2026-10-22 10:00", "2026-10-22 13:00", "training"),
            make_time_off("ruth", "2026-10-20", "2026-10-22", "sick"),
        ],
        wishes=[
            make_wish("hugo", date(2026, 10, 23)),
            make_wish("hugo", date(2026, 10, 24)),
            make_wish("ruth", date(2026, 10, 24)),
        ],
    )
    dates = ["2026-10-12", "2026-10-20", "2026-10-22", "2026-10-23", "2026-10-24", "2026-10-25"]
    days = days_for(team, "hugo", dates, [OVER_THE_CHANGE])
    assert [day.holiday for day in days] == [True] + [False] * 5  # Spain's national day
    assert [day.planned for day in days] == [False] + [True] * 5
    assert [day.weekend for day in days] == [False] * 5 + [True]
    assert [len(day.off) for day in days] == [0, 1, 1, 0, 0, 0]
    assert days[1].off[0].start is None
    assert f"{days[2].off[0].start:%H:%M}-{days[2].off[0].end:%H:%M}" == "10:00-13:00"
    assert [[granted for _, granted in day.wishes] for day in days[3:5]] == [[True], [False]]
    (night,) = days[4].shifts
    assert f"{night.start:%H:%M}-{night.end:%H:%M}+{night.days_later}" == "22:00-05:30+1"
    assert night.night


def test_a_day_is_planned_where_the_plan_has_a_part_of_it() -> None:
    # Monday's midnight in Madrid is Sunday 18:00 in New York, and Monday 03:30 in Kolkata.
    team = team_of()
    assert [day.planned for day in days_for(team, "ruth", ["2026-10-17", "2026-10-18"])] == [
        False,
        True,
    ]
    assert [day.planned for day in days_for(team, "asha", ["2026-10-18", "2026-10-19"])] == [
        False,
        True,
    ]


def test_a_week_shows_the_days_beside_it_on_which_shifts_start() -> None:
    horizon = team_of().horizon(OCTOBER, 2)
    sunday = day_shift("ruth", "2026-10-25 23:00", "2026-10-25")
    days = days_of_week(horizon, 1, [sunday])
    assert (days[0], days[-1], len(days)) == (date(2026, 10, 25), date(2026, 11, 1), 8)
    assert len(days_of_week(horizon, 0, [OVER_THE_CHANGE])) == 7


def grid_of(team: Scenario, agent_id: str, dates: list[str], rows: list[Assignment]) -> str:
    row = GridRow(
        agent=team.agent(agent_id),
        days=days_for(team, agent_id, dates, rows),
        paid_minutes=480,
        group="EU",
    )
    return grid_html([row], [date.fromisoformat(day) for day in dates])


def test_the_grid_marks_nights_by_a_sign_and_says_the_next_day() -> None:
    html = grid_of(team_of(), "hugo", ["2026-10-23", "2026-10-24"], [OVER_THE_CHANGE])
    assert "☾ 22:00–05:30 +1" in html
    assert "night8" in html
    assert 'aria-label="day off"' in html
    assert "rg-weekend" in html
    assert html.count("<th scope=") == 5  # head: agent and two days; a group; the agent


def test_a_shift_that_ends_at_midnight_ends_at_24() -> None:
    row = day_shift("hugo", "2026-11-01 14:30", "2026-11-01")  # 15:30 to 24:00
    html = grid_of(team_of(), "hugo", ["2026-11-01"], [row])
    assert "15:30–24:00<" in html


def test_nothing_of_a_teams_files_becomes_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    team = team_of(replace(MADRID, name=bad, agent_id="x"), wishes=[])
    row = replace(OVER_THE_CHANGE, agent_id="x", shift=bad)
    html = grid_of(team, "x", ["2026-10-24"], [row])
    (day,) = days_for(team, "x", ["2026-10-24"], [row])
    html += week_html([day], "Europe/Madrid", today=day.day, with_utc=True)
    assert "<img" not in html
    assert "&lt;img src=x" in html


# --- the time axis ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timezone", "day", "hours", "place_of_nine"),
    [
        ("Europe/Madrid", date(2026, 10, 24), 24, 9),
        ("Europe/Madrid", date(2026, 10, 25), 25, 10),  # back at 03:00
        ("Europe/Madrid", date(2026, 3, 29), 23, 8),  # forward at 02:00
        ("America/New_York", date(2026, 11, 1), 25, 10),
        ("Asia/Kolkata", date(2026, 10, 25), 24, 9),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5, 9.5),  # by half an hour
    ],
)
def test_a_day_is_as_long_as_it_is(
    timezone: str, day: date, hours: float, place_of_nine: float
) -> None:
    axis = zone_axis(timezone, day, 1)
    assert axis.hours == hours
    assert [place for place, label in axis.ticks if label == "09:00"] == [place_of_nine]


def test_a_week_with_a_change_has_169_hours_and_seven_labels() -> None:
    axis = zone_axis("Europe/Madrid", OCTOBER, 7)
    assert axis.hours == 169
    assert [label for _, label in axis.ticks][-2:] == ["Sat 24", "Sun 25"]
    assert len(axis.ticks) == 7


def test_bars_keep_their_length_over_a_change() -> None:
    # From 22:00 UTC, Madrid's midnight, to 04:30 UTC: six and a half hours, to 05:30 by the clock.
    axis = zone_axis("Europe/Madrid", date(2026, 10, 25), 1)
    bars = bar_table(NAMES, [MADRID], axis, [OVER_THE_CHANGE], [])
    shift, pause = (bars[bars["part"] == part].iloc[0] for part in (SHIFT, "break"))
    assert (shift["x"], shift["x2"]) == (0, 6.5)
    assert (pause["x"], pause["x2"]) == (1, 1.5)  # three hours into the shift
    assert shift["local"] == "Sat 24 Oct 22:00–Sun 25 Oct 05:30 (Europe/Madrid)"
    assert shift["utc"] == "Sat 24 Oct 20:00–Sun 25 Oct 04:30"
    assert shift["length"] == "8 h 30 min"


def test_each_agents_own_clock_places_her_bars() -> None:
    axis = agents_axis(date(2026, 10, 20), 1)
    rows = [
        day_shift("hugo", "2026-10-20 07:00", "2026-10-20"),
        day_shift("ruth", "2026-10-20 13:00", "2026-10-20"),
        day_shift("asha", "2026-10-20 03:30", "2026-10-20"),
    ]
    bars = bar_table(NAMES, [MADRID, NEW_YORK, KOLKATA], axis, rows, [])
    shifts = bars[bars["part"] == SHIFT]
    assert list(shifts["x"]) == [9, 9, 9]
    assert list(shifts["x2"]) == [17.5, 17.5, 17.5]


def test_on_her_own_clock_a_shift_over_the_change_ends_where_the_clock_says() -> None:
    axis = agents_axis(date(2026, 10, 24), 2)
    assert axis.ends(OVER_THE_CHANGE.start, OVER_THE_CHANGE.end, "Europe/Madrid") == (22, 29.5)
    # 02:30 summer time to 02:15 winter time: the clock runs backwards, the span lasts 45 minutes.
    assert axis.ends(utc("2026-10-25 00:30"), utc("2026-10-25 01:15"), "Europe/Madrid") == (
        26.5,
        27.25,
    )


def test_rows_outside_the_axis_are_left_out_and_earlier_ones_are_told_apart() -> None:
    axis = zone_axis("UTC", date(2026, 10, 25), 1)
    before = replace(OVER_THE_CHANGE, agent_id="ruth")
    far = day_shift("hugo", "2026-10-26 00:00", "2026-10-26")
    stranger = replace(OVER_THE_CHANGE, agent_id="asha")
    bars = bar_table(NAMES, [MADRID, NEW_YORK], axis, [far, stranger], [before])
    assert set(zip(bars["agent"], bars["plan"], strict=True)) == {("Ruth", "before this plan")}


def test_zones_change_in_different_weeks() -> None:
    agents = [MADRID, NEW_YORK, KOLKATA]
    first = zone_changes(zone_axis("Europe/Madrid", OCTOBER, 7), agents)
    second = zone_changes(zone_axis("Europe/Madrid", date(2026, 10, 26), 7), agents)
    assert [(zone, [one.agent_id for one in who]) for zone, _, who in first] == [
        ("Europe/Madrid", ["hugo"])
    ]
    assert [zone for zone, _, _ in second] == ["America/New_York"]
    assert change_sentence(first[0][1]) == "Clocks go back on Sun 25 Oct at 03:00, to 02:00"


def test_a_change_is_marked_where_the_agents_clock_stands() -> None:
    own = change_table(NAMES, [MADRID, KOLKATA], agents_axis(date(2026, 10, 25), 1))
    assert list(zip(own["agent"], own["x"], strict=True)) == [("Hugo", 2)]
    utc_day = change_table(NAMES, [MADRID], zone_axis("UTC", date(2026, 10, 25), 1))
    assert list(utc_day["x"]) == [1]


@pytest.mark.parametrize(("minutes", "words"), [(510, "8 h 30 min"), (60, "1 h"), (0, "0 min")])
def test_lengths_in_words(minutes: int, words: str) -> None:
    assert length_words(minutes) == words


def cover_frame() -> pd.DataFrame:
    """Three hours from Madrid's midnight before the change, two queues, half-hours."""
    starts = pd.date_range("2026-10-24T21:30:00Z", periods=7, freq="30min")
    return pd.DataFrame(
        [
            (start, queue, 1.0, given, 0.0, short)
            for start in starts
            for queue, given, short in (("phone-en", 1.5, 0.0), ("chat-en", 0.25, 0.75))
        ],
        columns=["interval_start", "queue", "required", "agents", "vendor_agents", "shortfall"],
    )


def test_cover_adds_up_queues_on_the_same_axis_as_the_bars() -> None:
    axis = zone_axis("Europe/Madrid", date(2026, 10, 25), 1)
    table = cover_table(cover_frame(), axis, 30)
    assert list(table["x"]) == [0, 0.5, 1, 1.5, 2, 2.5]
    assert set(table["required"]) == {2.0}
    assert set(table["agents"]) == {1.75}
    one = cover_table(cover_frame(), axis, 30, "chat-en")
    assert set(one["shortfall"]) == {0.75}
    assert one["when"].iloc[-1] == "Sun 25 Oct 02:30–02:00"  # clocks go back within
    with pytest.raises(ValueError, match="one time zone"):
        cover_table(cover_frame(), agents_axis(date(2026, 10, 25), 1), 30)


def test_charts_leave_no_time_to_the_browser() -> None:
    axis = zone_axis("Europe/Madrid", date(2026, 10, 25), 1)
    bars = bar_table(NAMES, [MADRID], axis, [OVER_THE_CHANGE], [])
    changes = change_table(NAMES, [MADRID], axis)
    gantt = gantt_chart(bars, changes, ["Hugo"], axis, LIGHT).to_json()
    cover = cover_chart(cover_table(cover_frame(), axis, 30), axis, LIGHT).to_json()
    for chart in (gantt, cover):
        assert "temporal" not in chart
        assert '"domain": [\n' in chart
        assert "indexof" in chart
    data = json.loads(cover)["datasets"]
    parts = {line["part"] for rows in data.values() for line in rows if "part" in line}
    assert parts == {"Agents", "Vendor agents", "Shortfall", "Required"}


# --- people, fairness, files --------------------------------------------------------------------


def test_agents_are_filtered_and_sorted() -> None:
    agents = [
        make_agent("b", name="Bea", region="EU"),
        make_agent("z", name="Zoe", region="NA", skills=frozenset({"chat"})),
        make_agent("a", name="Ann", region=""),
        make_agent("c", name="cy", region="EU", timezone="Europe/Warsaw"),
    ]

    def ids(**chosen: object) -> list[str]:
        return [agent.agent_id for agent in select_agents(agents, **chosen)]

    assert ids() == ["b", "c", "z", "a"]
    assert ids(order=Order.NAME) == ["a", "b", "c", "z"]
    assert ids(order=Order.HOURS, minutes={"z": 600, "c": 900}) == ["c", "z", "b", "a"]
    assert ids(regions=["NA", "no region"]) == ["z", "a"]
    assert ids(skills=["phone", "en"]) == ["b", "c", "a"]
    assert ids(text=" WARSAW ") == ["c"]
    assert ids(text="nobody") == []


def test_agents_of_one_name_are_told_apart() -> None:
    agents = [make_agent("a", name="Ann"), make_agent("b", name="Ann"), make_agent("c", name="Cy")]
    assert shown_names(agents) == {"a": "Ann (a)", "b": "Ann (b)", "c": "Cy"}


def test_even_shares_are_those_that_the_plan_weighs() -> None:
    team = team_of(
        make_agent("ana"),
        make_agent("ben"),
        make_agent("cat", region="NA"),
        labour_rules=[make_law(night=make_night(), weekend=make_weekend())],
        history=[make_assignment("ana", "2026-10-10 20:00", local_date=date(2026, 10, 10))],
    )
    horizon = team.horizon(OCTOBER, 1)
    rows = (
        make_assignment("ben", "2026-10-24 20:00", local_date=date(2026, 10, 24), shift=NIGHT8),
    )
    wish = make_wish("ben", date(2026, 10, 24))
    table = fairness_table(team, horizon, rows, [(wish, False)])
    assert tuple(table.columns) == FAIRNESS_COLUMNS
    found = table.set_index("agent_id")
    # From 22:00 to 05:30 all is night; the break of half an hour is not paid.
    assert found.loc["ben", "night_plan_h"] == 8
    assert found.loc["ana", "night_plan_h"] == 0
    assert found.loc["ana", "night_all_h"] > 0
    assert found.loc["ana", "peers"] == 1
    assert found.loc["cat", "peers"] == 0
    assert (found.loc["ben", "wishes_granted"], found.loc["ben", "wishes_refused"]) == (0, 1)
    for line in fairness_lines(team, horizon, rows):
        own = Fraction(found.loc[line.agent_id, f"{line.kind}_all_h"])
        even = Fraction(found.loc[line.agent_id, f"{line.kind}_even_h"])
        assert abs(own - even) == line.distance_hours, line
    assert {line.kind for line in fairness_lines(team, horizon, rows)} == set(KINDS)


def test_unmet_spans_tell_local_time_and_utc() -> None:
    table = unmet_table(open_spans_of(cover_frame(), 30), "Asia/Kolkata")
    (line,) = table.to_dict("records")
    assert line["Queue"] == "chat-en"
    assert (line["From"], line["To"]) == ("Sun 25 Oct 03:00", "Sun 25 Oct 06:30")
    assert line["UTC"] == "2026-10-24 21:30"
    assert line["Agent-hours"] == pytest.approx(7 * 0.375)


def test_file_names_hold_no_odd_signs() -> None:
    assert calendar_name("mad-01") == "mad-01.ics"
    assert calendar_name("../x y") == "_x_y.ics"
    assert calendar_name("日本") == "_.ics"


def test_later_plans_have_higher_numbers() -> None:
    made = utc("2026-11-24 12:00")
    numbers = [publication_number(made + timedelta(seconds=late)) for late in (0, 1, 60)]
    assert numbers == sorted(set(numbers))
    assert publication_number(utc("2020-01-01")) == 0


class Tables:
    """The two tables of a plan that calendars are made of."""

    def __init__(self, team: Scenario, rows: tuple[Assignment, ...]) -> None:
        self.roster = build_roster_table(team, team.horizon(OCTOBER, 1), rows)
        self.activities = build_activities_table(rows)


def test_the_zip_holds_a_calendar_for_each_agent_and_nobody_elses_name() -> None:
    team = team_of(
        MADRID, replace(MADRID, agent_id="HUGO", name="Other", wage_per_hour=Fraction(77777))
    )
    packed = calendars_zip(team, Tables(team, (OVER_THE_CHANGE,)), utc("2026-10-01"))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        feeds = {name: folder.read(name).decode() for name in folder.namelist()}
    assert list(feeds) == ["hugo.ics", "HUGO-2.ics"]
    assert feeds["hugo.ics"].count("BEGIN:VEVENT") == 1
    assert "Other" not in feeds["hugo.ics"]
    assert "BEGIN:VEVENT" not in feeds["HUGO-2.ics"]
    assert not any("77777" in feed for feed in feeds.values())


# --- an agent's own page ------------------------------------------------------------------------

SHIFT_AT_NINE = day_shift("hugo", "2026-10-21 07:00", "2026-10-21")


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        ("2026-10-19 05:00", "starts in 2 days"),
        ("2026-10-20 21:59", "starts tomorrow, in 9 h 1 min"),
        ("2026-10-20 22:00", "starts today, in 9 h"),  # past midnight in Madrid
        ("2026-10-21 06:59:30", "starts today, in 1 min"),
        ("2026-10-21 07:00", "you are on this shift now; it ends in 8 h 30 min"),
        ("2026-10-21 15:29:30", "you are on this shift now; it ends in 1 min"),
    ],
)
def test_how_far_the_next_shift_is(now: str, wait: str) -> None:
    found = next_shift([OVER_THE_CHANGE, SHIFT_AT_NINE], utc(now), "Europe/Madrid")
    assert found is not None
    assert (found.row, found.wait) == (SHIFT_AT_NINE, wait)
    assert (found.day, found.hours) == ("Wed 21 Oct", "09:00–17:30")


def test_after_the_last_shift_there_is_no_next() -> None:
    rows = [SHIFT_AT_NINE, OVER_THE_CHANGE]
    found = next_shift(rows, SHIFT_AT_NINE.end, "Europe/Madrid")
    assert found is not None
    assert found.row == OVER_THE_CHANGE
    assert next_shift(rows, OVER_THE_CHANGE.end, "Europe/Madrid") is None


def test_now_is_told_honestly() -> None:
    horizon = team_of().horizon(OCTOBER, 2)
    ahead = now_sentence(horizon, utc("2026-10-10 20:00"), "Asia/Kolkata")
    assert ahead == (
        "Now it is Sun 11 Oct 2026, 01:30 in Asia/Kolkata. This plan begins on Mon 19 Oct 2026."
    )
    over = now_sentence(horizon, horizon.end, "Europe/Madrid")
    assert over.endswith("This plan ended on Sun 1 Nov 2026.")
    assert "plan" not in now_sentence(horizon, utc("2026-10-20"), "Europe/Madrid")
    weeks = [week_now(horizon, utc(day)) for day in ("2026-01-01", "2026-10-28", "2027-01-01")]
    assert weeks == [0, 1, 1]


def test_a_clock_change_says_what_it_does_to_the_shift_across_it() -> None:
    horizon = team_of().horizon(OCTOBER, 1)
    (note,) = clock_notes(horizon, [OVER_THE_CHANGE, SHIFT_AT_NINE], "Europe/Madrid")
    assert note.touches
    assert note.text == (
        "Clocks go back on Sun 25 Oct at 03:00, to 02:00 (Europe/Madrid). Your shift night8 of "
        "Sat 24 Oct, 22:00, lasts 8 h 30 min as always, 8 h of them paid: it ends at 05:30 by the "
        "clock instead of 06:30."
    )
    (free,) = clock_notes(horizon, [SHIFT_AT_NINE], "Europe/Madrid")
    assert not free.touches
    assert clock_notes(horizon, [], "Asia/Kolkata") == ()
    assert clock_notes(horizon, [], "America/New_York") == ()


def test_a_change_in_the_night_after_the_plan_is_told_too() -> None:
    horizon = team_of().horizon(date(2026, 10, 18), 1)  # until Saturday's midnight
    assert clock_notes(horizon, [], "Europe/Madrid") == ()
    assert [note.touches for note in clock_notes(horizon, [OVER_THE_CHANGE], "Europe/Madrid")] == [
        True
    ]


def test_hours_are_those_of_work() -> None:
    part = make_assignment(
        "hugo",
        "2026-10-20 07:00",
        local_date=date(2026, 10, 20),
        shift=make_shift(paid_minutes=270),
    )
    assert hours_words([SHIFT_AT_NINE, part]) == "12.5 h"
    assert hours_words([]) == "0 h"


def test_the_week_says_breaks_midnight_and_utc_on_demand() -> None:
    days = days_for(team_of(), "hugo", ["2026-10-23", "2026-10-24"], [OVER_THE_CHANGE])
    plain = week_html(days, "Europe/Madrid", today=date(2026, 10, 23), with_utc=False)
    assert "Day off" in plain
    assert "22:00–05:30 +1" in plain
    assert "past midnight, ends on Sun 25 Oct" in plain
    assert "Break 01:00–01:30" in plain
    assert "UTC" not in plain
    assert plain.count("today") == 2  # the mark and the word, once
    assert "UTC Sat 24 Oct 20:00–Sun 25 Oct 04:30" in week_html(
        days, "Europe/Madrid", today=date(2026, 10, 1), with_utc=True
    )


def test_the_month_knows_what_it_does_not_know() -> None:
    team = team_of(time_off=[make_time_off("hugo", "2026-10-20", "2026-10-21")])
    dates = [f"2026-10-{day:02d}" for day in range(1, 32)]
    held = {day.day: day for day in days_for(team, "hugo", dates, [OVER_THE_CHANGE])}
    html = month_html(2026, 10, held, today=date(2026, 10, 1))
    assert "October 2026" in html
    assert html.count("ms-unknown") == 18  # before the 19th this plan says nothing
    assert "<b>20</b>leave" in html
    assert "<b>21</b>off" in html
    assert "<b>24</b>☾22:00" in html
