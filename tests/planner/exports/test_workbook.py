"""A plan's workbook, read back: values, kinds, sums to the cent, the same from files."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.costing import (
    build_activities_table,
    build_cost_table,
    build_roster_table,
    cost_cents,
    decimal_of,
)
from planner.domain import VendorUse
from planner.errors import DataError
from planner.exports.workbook import roster_workbook
from planner.files import read_result_folder, write_results
from planner.penalties import Penalties
from planner.scenario import Scenario
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_email_queue,
    make_law,
    make_night,
    make_queue,
    make_scenario,
    make_vendor,
    utc,
)
from tests.planner.costing.test_external import resolved

SUNDAY = date(2026, 10, 25)  # clocks go back in Madrid on the first day: 25 hours
HOSTILE = '=HYPERLINK("http://x","y")'
SHEETS = ["Summary", "Roster", "Shifts", "Cover", "Cost", "Breaks"]


def team() -> Scenario:
    return make_scenario(
        agents=[
            make_agent("ana", name=HOSTILE, wage_per_hour=Fraction("20.59")),
            make_agent(
                "lee", timezone="America/New_York", country="US", wage_per_hour=Fraction(17)
            ),
            make_agent("zoe", name="Zoë"),
        ],
        queues=[make_queue(), make_email_queue()],
        labour_rules=[make_law("*", night=make_night(premium="0.25"))],
        vendors=[make_vendor("lee")],  # called as an agent is
    )


def week() -> Horizon:
    return Horizon(start_date=SUNDAY, weeks=1, timezone="Europe/Madrid", interval_minutes=30)


def cover_of(horizon: Horizon) -> pd.DataFrame:
    """Two agents required and 0.5 short in every interval on the phone; email waits a day."""
    slots = pd.Series(list(horizon.slots), dtype="datetime64[us, UTC]")
    phone = pd.DataFrame(
        {
            "interval_start": slots,
            "queue": "phone-en",
            "required": 2.0,
            "agents": 1.25,
            "vendor_agents": 0.25,
            "shortfall": 0.5,
        }
    )
    email = phone.assign(queue="email-en", required=0.0, agents=0.0, vendor_agents=0.0)
    email["shortfall"] = 0.0
    email.loc[0, "required"] = 3.0
    email.loc[50, "shortfall"] = 1.0  # the second local day begins with slot 50
    return pd.concat([email, phone], ignore_index=True)


def plan() -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    scenario, horizon = team(), week()
    assignments = [
        # Sunday 22:00 to Monday 06:30, and New York's local Saturday before the week's first day.
        make_assignment("ana", "2026-10-25 21:00", local_date=SUNDAY),
        make_assignment("lee", "2026-10-25 00:00", local_date=SUNDAY - timedelta(days=1)),
        make_assignment("ana", "2026-10-27 08:00", local_date=SUNDAY + timedelta(days=2)),
    ]
    bought = VendorUse(
        vendor="lee", queue="phone-en", interval_start=utc("2026-10-26 09:00"), agents=3
    )
    cost = build_cost_table(scenario, horizon, assignments, [bought], resolved())
    summary: dict[str, Any] = {
        "start": SUNDAY,
        "weeks": 1,
        "status": "FEASIBLE",
        "objective": decimal_of(cost_cents(cost) + 20_000),
        "lower_bound": decimal_of(cost_cents(cost)),
        "fixed_cost": Decimal("0.00"),
        "gap": 0.125,
        "cost": decimal_of(cost_cents(cost)),
        "penalties": {"shortfall": Decimal("200.00"), "wishes": Decimal("5.10")},
        "agents": 3,
        "required_hours": 339.5,
        "covered_hours": 254.5,
        "shortfall_hours": 85.0,
        "overstaffed_hours": 0.0,
        "service_level": {"phone-en": 0.8125, "email-en": None},
        "violations": 0,
    }
    tables = {
        "roster.csv": build_roster_table(scenario, horizon, assignments),
        "activities.csv": build_activities_table(assignments),
        "cover.csv": cover_of(horizon),
        "cost.csv": cost,
    }
    return tables, summary


def book_of(
    tables: Mapping[str, pd.DataFrame], summary: Mapping[str, object], *, values: bool = True
) -> openpyxl.Workbook:
    made = roster_workbook(team(), week(), tables, summary)
    return openpyxl.load_workbook(BytesIO(made), data_only=values)


def rows_of(book: openpyxl.Workbook, name: str) -> list[dict[Any, Any]]:
    """Rows of a sheet's table by header, its total included, its notes not."""
    header, *rows = book[name].iter_rows(values_only=True)
    ended = next((k for k, row in enumerate(rows) if not any(row)), len(rows))
    return [dict(zip(header, row, strict=True)) for row in rows[:ended]]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return book_of(*plan())


def test_the_sheets_stand_in_order(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert book.properties.title == "Test team, 2026-10-25"


def test_the_grid_has_every_agent_and_every_local_day(book: openpyxl.Workbook) -> None:
    rows = rows_of(book, "Roster")
    days = [day.date() for day in rows[0] if isinstance(day, datetime)]
    assert days == [SUNDAY + timedelta(days=day) for day in range(-1, 7)]
    assert [row["Agent"] for row in rows] == ["ana", "lee", "zoe", "Total"]
    found = {
        (row["Agent"], day.date()): text
        for row in rows
        for day, text in row.items()
        if isinstance(day, datetime) and text
    }
    assert found == {
        ("ana", SUNDAY): "22:00-06:30 day8",
        ("ana", SUNDAY + timedelta(days=2)): "09:00-17:30 day8",
        ("lee", SUNDAY - timedelta(days=1)): "20:00-04:30 day8",
    }
    assert [row["Paid hours"] for row in rows] == [16, 8, 0, 24]


def test_every_kind_of_penalty_is_told() -> None:
    amounts = {
        one.name.removesuffix("_cents"): Decimal(place)
        for place, one in enumerate(fields(Penalties), 1)
    }
    tables, summary = plan()
    sheet = book_of(tables, {**summary, "penalties": amounts})["Summary"]
    told = [
        value
        for label, value, *_ in sheet.iter_rows(values_only=True)
        if str(label).startswith("Penalty: ")
    ]
    assert sorted(told) == sorted(amounts.values())


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    book = book_of(*plan(), values=False)
    hostile = [
        cell for page in book for row in page.iter_rows() for cell in row if cell.value == HOSTILE
    ]
    assert len(hostile) >= 4
    assert {cell.data_type for cell in hostile} == {"s"}
    assert not any(cell.hyperlink for cell in hostile)


def test_formulas_stand_only_where_sums_are_meant() -> None:
    book = book_of(*plan(), values=False)
    formulas = {
        (page.title, cell.coordinate): cell.value
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert {name for name, _ in formulas} == {"Roster", "Shifts", "Cover", "Cost"}
    assert len(formulas) == 1 + 3 + 5 + 1
    lines = len(plan()[0]["cost.csv"])
    assert formulas["Cost", f"H{lines + 2}"] == f"=ROUND(SUM(H2:H{lines + 1}),2)"


def test_shifts_have_utc_and_local_times_and_pay_to_the_cent(book: openpyxl.Workbook) -> None:
    roster = plan()[0]["roster.csv"]
    *shifts, total = rows_of(book, "Shifts")
    assert [row["Agent"] for row in shifts] == ["lee", "ana", "ana"]
    for row, (_, expected) in zip(shifts, roster.iterrows(), strict=True):
        assert row["Start (UTC)"] == expected["start"].to_pydatetime().replace(tzinfo=None)
        assert row["End (local)"] == expected["end_local"].to_pydatetime()
        assert row["Local date"].date() == expected["local_date"]
        assert Decimal(str(row["Pay (USD)"])) == expected["pay"]
        assert Decimal(str(row["Premium (USD)"])) == expected["premium"]
    assert Decimal(str(total["Pay (USD)"])) == sum(roster["pay"])
    assert Decimal(str(total["Premium (USD)"])) == sum(roster["premium"])
    assert total["Premium (USD)"] > 0


def test_cover_is_agent_hours_by_local_day_and_queue(book: openpyxl.Workbook) -> None:
    *rows, total = rows_of(book, "Cover")
    assert [row["Queue"] for row in rows[:2]] == ["phone-en", "email-en"]
    figures = ("Required hours", "Covered hours", "Short hours", "Agents' hours", "Vendors' hours")
    found = {
        (row["Day (Europe/Madrid)"].date(), row["Queue"]): tuple(row[name] for name in figures)
        for row in rows
    }
    assert len(found) == 14
    monday = SUNDAY + timedelta(days=1)
    assert found[SUNDAY, "phone-en"] == (50, 37.5, 12.5, 31.25, 6.25), "a day of 25 hours"
    assert found[monday, "phone-en"] == (48, 36, 12, 30, 6)
    assert found[SUNDAY, "email-en"][:3] == (1.5, 1.5, 0)
    assert found[monday, "email-en"][:3] == (0, -0.5, 0.5)
    assert total["Required hours"] == sum(row["Required hours"] for row in rows) == 339.5
    assert total["Short hours"] == 85


def test_cost_adds_up_to_the_cent(book: openpyxl.Workbook) -> None:
    cost = plan()[0]["cost.csv"]
    *rows, total = rows_of(book, "Cost")
    amounts = [Decimal(str(row["Amount (USD)"])) for row in rows]
    assert amounts == list(cost["amount"])
    assert Decimal(str(total["Amount (USD)"])) == sum(amounts) == plan()[1]["cost"]
    assert {row["Item"] for row in rows} >= {"wages", "idle", "night", "vendor"}
    assert {row["Week from"].date() for row in rows} == {SUNDAY}


def test_only_agents_have_names_in_the_cost(book: openpyxl.Workbook) -> None:
    names = {
        (row["Item"], row["Agent, vendor or bot"]): row["Name"] for row in rows_of(book, "Cost")
    }
    assert names["wages", "lee"] == "Lee"
    assert names["vendor", "lee"] is None


def test_numbers_of_money_show_two_decimals(book: openpyxl.Workbook) -> None:
    for name, letters in (("Shifts", "KL"), ("Cost", "H")):
        for letter in letters:
            cells = [cell for cell in book[name][letter][1:] if cell.value is not None]
            assert cells
            assert {(cell.data_type, cell.number_format) for cell in cells} == {("n", "#,##0.00")}


def test_breaks_have_utc_and_local_times(book: openpyxl.Workbook) -> None:
    first = rows_of(book, "Breaks")[0]
    assert first["Agent"] == "lee"
    assert first["Start (UTC)"] == datetime(2026, 10, 25, 3)  # noqa: DTZ001 - as it is read back
    assert first["Start (local)"] == datetime(2026, 10, 24, 23)  # noqa: DTZ001
    assert (first["Time zone"], first["Minutes"], first["Paid"]) == ("America/New_York", 30, False)


def test_the_summary_has_figures_with_units(book: openpyxl.Workbook) -> None:
    figures = {row["Figure"]: (row["Value"], row["Unit"]) for row in rows_of(book, "Summary")}
    cost = float(plan()[1]["cost"])
    assert figures["Cost"] == (cost, "USD")
    assert figures["First day"][0].date() == SUNDAY
    assert figures["Last day"][0].date() == SUNDAY + timedelta(days=6)
    assert figures["Short"] == (85, "agent-hours")
    assert figures["Gap to the bound"] == (12.5, "%")
    assert figures["Service level: phone-en"] == (81.25, "%, expected")
    assert figures["Penalty: wishes refused"] == (5.1, "weighed, not paid")
    assert "Service level: email-en" not in figures, "a queue without contacts has none"
    parts = [value for label, (value, _) in figures.items() if label.startswith("Cost: ")]
    assert sum(Decimal(str(part)) for part in parts) == plan()[1]["cost"]


def test_text_from_a_folder_gives_the_bytes_of_the_plan(tmp_path: Path) -> None:
    tables, summary = plan()
    write_results(tmp_path / "plan", tables, summary)
    found = read_result_folder(tmp_path / "plan")
    assert found.summary is not None
    texts = {
        "roster.csv": found.roster,
        "activities.csv": found.activities,
        "cover.csv": found.cover,
        "cost.csv": found.cost,
    }
    read = {file: table for file, table in texts.items() if table is not None}
    made = roster_workbook(team(), week(), tables, found.summary)
    assert roster_workbook(team(), week(), read, found.summary) == made
    typed = {row["Figure"]: row["Value"] for row in rows_of(book_of(tables, summary), "Summary")}
    again = {
        row["Figure"]: row["Value"] for row in rows_of(book_of(read, found.summary), "Summary")
    }
    assert typed == again


def test_equal_plans_give_equal_bytes() -> None:
    assert roster_workbook(team(), week(), *plan()) == roster_workbook(team(), week(), *plan())


def test_a_plan_without_shifts_is_a_workbook_too() -> None:
    tables, summary = plan()
    empty = {file: table.iloc[:0] for file, table in tables.items()}
    book = book_of(empty, {**summary, "cost": Decimal("0.00")})
    assert [row["Agent"] for row in rows_of(book, "Roster")] == ["ana", "lee", "zoe", "Total"]
    assert rows_of(book, "Cost")[0]["Amount (USD)"] == 0


def test_an_agent_who_left_the_team_is_shown_still() -> None:
    tables, summary = plan()
    stayed = replace(team(), agents=team().agents[:1])
    made = roster_workbook(stayed, week(), tables, summary)
    rows = rows_of(openpyxl.load_workbook(BytesIO(made), data_only=True), "Roster")
    assert [(row["Agent"], row["Paid hours"]) for row in rows] == [
        ("ana", 16),
        ("lee", 8),
        ("Total", 24),
    ]


@pytest.mark.parametrize("stated", [Decimal("1.00"), None, "much"])
def test_a_cost_that_is_not_the_sum_is_refused(stated: object) -> None:
    tables, summary = plan()
    with pytest.raises(DataError, match=r"summary.json::cost: expected .* the sum of cost.csv"):
        roster_workbook(team(), week(), tables, {**summary, "cost": stated})


def test_every_fault_of_the_tables_is_named_at_once() -> None:
    tables, summary = plan()
    tables["roster.csv"] = tables["roster.csv"].astype("object")
    tables["roster.csv"].loc[1, "start"] = "yesterday"
    tables["cost.csv"] = tables["cost.csv"].astype("object")
    tables["cost.csv"].loc[0, "amount"] = "a lot"
    tables["cover.csv"] = tables["cover.csv"].drop(columns="agents")
    del tables["activities.csv"]
    with pytest.raises(DataError) as caught:
        roster_workbook(team(), week(), tables, summary)
    assert [(fault.file, fault.row, fault.column) for fault in caught.value.faults] == [
        ("activities.csv", None, ""),
        ("cost.csv", 2, "amount"),
        ("cover.csv", 1, "agents"),
        ("roster.csv", 3, "start"),
    ]


def without_results(made: bytes) -> bytes:
    """The workbook with its formulas alone, so that who opens it must work them out."""
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(name)))
    return held.getvalue()


def test_the_results_are_left_out_where_the_formulas_are_put_to_the_test() -> None:
    bare = without_results(roster_workbook(team(), week(), *plan()))
    formulas, results = (openpyxl.load_workbook(BytesIO(bare), data_only=x) for x in (False, True))
    assert rows_of(formulas, "Cost")[-1]["Amount (USD)"].startswith("=ROUND(SUM(")
    assert rows_of(results, "Cost")[-1]["Amount (USD)"] is None


def test_an_office_program_works_out_the_same_sums(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice (soffice) on this machine")
    path, out = tmp_path / "plan.xlsx", tmp_path / "out"
    path.write_bytes(without_results(roster_workbook(team(), week(), *plan())))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=120,
    )
    book = openpyxl.load_workbook(out / "plan.xlsx", data_only=True)
    assert Decimal(str(rows_of(book, "Cost")[-1]["Amount (USD)"])) == plan()[1]["cost"]
    assert rows_of(book, "Cover")[-1]["Required hours"] == 339.5
