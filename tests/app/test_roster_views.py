"""Rows, figures, days, grid, people and files of the roster: worked out by hand."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from app_pages.roster_days import days_of_week, is_night
from app_pages.roster_fairness import FAIRNESS_COLUMNS, fairness_table
from app_pages.roster_figures import figures_of, gap_words, violations_words
from app_pages.roster_files import calendar_name, calendars_zip, publication_number
from app_pages.roster_grid import GridRow, grid_html
from app_pages.roster_people import Order, select_agents, shown_names
from app_pages.roster_rows import rows_of_plan, rows_of_week
from app_pages.roster_tables import unmet_table
from app_pages.shifts_html import week_html
from planner.costing import build_activities_table, build_roster_table
from planner.domain import Assignment
from planner.errors import DataError
from planner.fairness import KINDS, fairness_lines
from planner.scenario import Scenario
from planner.summary_text import open_spans_of
from tests.app.view_cases import (
    MADRID,
    NIGHT8,
    OCTOBER,
    OVER_THE_CHANGE,
    cover_frame,
    day_shift,
    days_for,
    team_of,
)
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_law,
    make_night,
    make_time_off,
    make_weekend,
    make_wish,
    utc,
)


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
