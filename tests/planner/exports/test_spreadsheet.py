"""The safe writer of workbooks, read back by another library."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from planner.errors import ResultError
from planner.exports.workbook import Sheet, workbook

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "{=1+1}",
    "http://x.example/",
    "mailto:ana@mail.example",
    "internal:Sheet!A1",
    "007",
    "1e5",
    "TRUE",
    "#N/A",
    "<b>&amp;</b>",
    "_x0041_",
    " padded ",
    "日本語",
)


def page_of(sheet: Sheet, *, values: bool = False) -> Worksheet:
    """The only sheet of a workbook, read back; ``values``: results of formulas, not formulas."""
    book = openpyxl.load_workbook(BytesIO(workbook([sheet])), data_only=values)
    page = book.active
    assert isinstance(page, Worksheet)
    return page


def sheet_of(**columns: list[Any]) -> Sheet:
    frame = pd.DataFrame(
        {name: pd.Series(cells, dtype="object") for name, cells in columns.items()}
    )
    return Sheet(name="Sheet", frame=frame)


def with_options(sheet: Sheet, **options: Any) -> Sheet:
    return Sheet(name=sheet.name, frame=sheet.frame, **options)


def column(page: Worksheet, letter: str) -> list[Any]:
    return [cell.value for cell in page[letter]]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_in_cells_headers_and_notes(text: str) -> None:
    sheet = with_options(sheet_of(**{text: [text]}), notes=(text,))
    page = page_of(sheet)
    for place in ("A1", "A2", "A4"):
        cell = page[place]
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.hyperlink is None
    names = zipfile.ZipFile(BytesIO(workbook([sheet]))).namelist()
    sheet_xml = zipfile.ZipFile(BytesIO(workbook([sheet]))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet_xml
    assert not any("externalLink" in name or "sheet1.xml.rels" in name for name in names)


def test_a_cell_that_begins_as_a_formula_stays_text_when_it_is_edited() -> None:
    page = page_of(sheet_of(name=["=1+1", "Ana"]))
    assert [bool(page[place].quotePrefix) for place in ("A2", "A3")] == [True, False]


def test_money_is_a_number_with_two_decimals() -> None:
    cents = [Decimal("0.10"), Decimal("1234567.89"), Decimal("-0.01"), Decimal("0.125")]
    page = page_of(sheet_of(amount=cents))
    assert column(page, "A")[1:] == [0.1, 1234567.89, -0.01, 0.12]
    for cell in page["A"][1:]:
        assert (cell.data_type, cell.number_format) == ("n", "#,##0.00")


def test_columns_of_money_take_numbers_of_any_kind() -> None:
    amounts = [1, 2.345, Fraction(1, 3), Decimal("4.00"), None]
    page = page_of(with_options(sheet_of(amount=amounts), money=frozenset({"amount"})))
    assert column(page, "A")[1:] == [1, 2.34, 0.33, 4]
    assert {cell.number_format for cell in page["A"][1:]} == {"#,##0.00"}


def test_dates_and_times_are_real() -> None:
    page = page_of(
        sheet_of(
            day=[date(2026, 10, 25)],
            local=[datetime(2026, 10, 25, 9, 30)],  # noqa: DTZ001 - a wall time
            start=[datetime(2026, 10, 25, 9, 30, tzinfo=UTC)],
        )
    )
    assert [cell.is_date for cell in page[2]] == [True, True, True]
    assert page["A2"].value == datetime(2026, 10, 25)  # noqa: DTZ001 - as it is read back
    assert page["A2"].number_format == "yyyy-mm-dd"
    assert page["B2"].value == page["C2"].value == datetime(2026, 10, 25, 9, 30)  # noqa: DTZ001
    assert page["C2"].number_format == "yyyy-mm-dd hh:mm"


def test_an_aware_instant_is_written_in_utc_and_its_header_says_so() -> None:
    moment = datetime.fromisoformat("2026-10-25T09:30:00+05:30")
    page = page_of(sheet_of(**{"start": [moment], "end (UTC)": [pd.Timestamp(moment)]}))
    assert [cell.value for cell in page[1]] == ["start (UTC)", "end (UTC)"]
    assert {cell.value for cell in page[2]} == {datetime(2026, 10, 25, 4)}  # noqa: DTZ001


def test_columns_of_pandas_own_kinds_are_taken() -> None:
    frame = pd.DataFrame(
        {
            "flag": [True, False],
            "whole": [1, 2],
            "real": [0.5, float("nan")],
            "day": pd.to_datetime(["2026-10-25", None]),
        }
    )
    page = page_of(Sheet(name="Sheet", frame=frame))
    assert [cell.value for cell in page[2]] == [True, 1, 0.5, datetime(2026, 10, 25)]  # noqa: DTZ001
    assert [cell.value for cell in page[3]] == [False, 2, None, None]
    assert [cell.data_type for cell in page[2]] == ["b", "n", "n", "d"]


def test_a_total_is_a_formula_with_its_value() -> None:
    # Ten times 0.10 as binary numbers add up to 0.9999999999999999.
    sheet = with_options(
        sheet_of(item=["wages"] * 10, hours=[1.5] * 10, amount=[Decimal("0.10")] * 10),
        totals=("hours", "amount"),
    )
    formulas, results = page_of(sheet), page_of(sheet, values=True)
    assert [cell.value for cell in formulas[12]] == [
        "Total",
        "=SUM(B2:B11)",
        "=ROUND(SUM(C2:C11),2)",
    ]
    assert [cell.value for cell in results[12]] == ["Total", 15, 1]
    assert formulas.auto_filter.ref == "A1:C11", "the total is not filtered away"


def test_the_total_of_nothing_is_0() -> None:
    sheet = with_options(sheet_of(item=[], amount=[]), totals=("amount",), notes=("Empty.",))
    page = page_of(sheet)
    assert [cell.value for cell in page[2]] == ["Total", 0]
    assert page["A4"].value == "Empty."


def test_the_page_is_set_up_for_screen_and_print() -> None:
    sheet = with_options(sheet_of(item=["wages", "x" * 100], amount=[1, 2]), fixed_columns=1)
    page = page_of(sheet)
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:B3"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert page.print_title_rows == "$1:$1"


def test_columns_fit_what_they_hold() -> None:
    sheet = sheet_of(short=["a"], names=["A name of thirty characters..."], long=["x" * 500])
    page = page_of(with_options(sheet, widths={}))
    widths = [page.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] == pytest.approx(10, abs=1)
    assert widths[1] == pytest.approx(32, abs=1)
    assert widths[2] == pytest.approx(60, abs=1)
    asked = page_of(with_options(sheet, widths={"names": 12.0}))
    assert asked.column_dimensions["B"].width == pytest.approx(12, abs=1)


def test_dates_may_name_columns() -> None:
    days = [date(2026, 10, 25), date(2026, 10, 26)]
    frame = pd.DataFrame({day: ["x"] for day in days})
    page = page_of(Sheet(name="Sheet", frame=frame, widths={"2026-10-26": 30.0}))
    assert [cell.value.date() for cell in page[1]] == days
    assert page["A1"].is_date
    assert page.column_dimensions["B"].width == pytest.approx(30, abs=1)


def test_sheets_stand_in_order_and_equal_ones_give_equal_bytes() -> None:
    def made() -> bytes:
        one, two = sheet_of(a=[1]), sheet_of(a=["x"])
        frames = {"Two": two.frame, "One": one.frame}
        return workbook(
            [Sheet(name=name, frame=frame) for name, frame in frames.items()], title="T"
        )

    book = openpyxl.load_workbook(BytesIO(made()))
    assert book.sheetnames == ["Two", "One"]
    assert book.properties.title == "T"
    assert made() == made()
    assert book.properties.created == datetime(2000, 1, 1)  # noqa: DTZ001 - not the time of the day


def test_what_a_sheet_cannot_hold_is_refused() -> None:
    with pytest.raises(ResultError, match=r"sheet Sheet, row 2: .* at most 32,767 characters"):
        workbook([sheet_of(text=["x" * 32_768])])
    wide = Sheet(name="Sheet", frame=pd.DataFrame([range(16_385)]))
    with pytest.raises(ResultError, match="16,384 columns"):
        workbook([wide])


@pytest.mark.parametrize("value", [float("inf"), object(), [1]])
def test_what_is_no_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="Expected text, a finite number, a date or an instant"):
        workbook([sheet_of(cell=[value])])


@pytest.mark.parametrize("option", ["totals", "widths", "money"])
def test_options_of_columns_that_are_not_there_are_refused(option: str) -> None:
    given = {"totals": ("b",), "widths": {"b": 1.0}, "money": frozenset({"b"})}[option]
    with pytest.raises(ValueError, match=r"Expected columns of the sheet Sheet, got \['b'\]"):
        workbook([with_options(sheet_of(a=[1]), **{option: given})])


def test_no_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="Expected at least one sheet"):
        workbook([])
