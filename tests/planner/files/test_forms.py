"""Files that are not what they should be at all: empty, cut off, binary, in other forms."""

from __future__ import annotations

import gzip

import pytest

from planner.files import csv_file, plan_reading
from tests.planner.files.folders import FILES, TeamFolder

AGENTS = FILES["agents.csv"]
WISHES = FILES["wishes.csv"]


@pytest.mark.parametrize("file", ["plan.toml", "agents.csv", "wishes.csv"])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", ":: expected a file that is not empty, got an empty file"),
        (b" \n\n", ":: expected a file that is not empty, got an empty file"),
        (b"\x7fELF\0\0\1", ":: expected a text file in UTF-8, got binary data"),
        (b"PK\x03\x04rest", ":: expected a text file in UTF-8, got a workbook or another zip file"),
        (gzip.compress(b"x", mtime=0), ":: expected a text file in UTF-8, got a gzip file"),
        ("a,b\n".encode("utf-16"), ":: expected a text file in UTF-8, got UTF-16 text"),
        (
            b"x\nJos\xe9,",
            "2:: expected text in UTF-8, got the byte 0xE9 (Latin-1 or Windows-1252?)",
        ),
    ],
)
def test_what_is_no_text(folder: TeamFolder, file: str, data: bytes, message: str) -> None:
    faults = [str(fault) for fault in folder.write(file, data).faults()]
    assert faults == [f"{file}:{message}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            AGENTS.replace(",", ";"),
            "1:: expected columns separated by commas, got columns separated by semicolons",
        ),
        (
            AGENTS.replace(",", "\t"),
            "1:: expected columns separated by commas, got columns separated by tabs",
        ),
        (
            AGENTS.replace(",timezone", ",tz"),
            "1:tz: expected only the columns agent_id, name, timezone, country, region, contract, "
            "hourly_wage, currency, skills, nights, email, subdivision, role, earliest_start, "
            "latest_end, got 'tz'|1:timezone: expected a column 'timezone', got none",
        ),
        (
            AGENTS.replace(",role", ",Roles"),
            "1:Roles: expected the column 'role', got 'Roles'",
        ),
        (
            AGENTS.replace(",role", ",region"),
            "1:region: expected each column once, got 'region' twice",
        ),
        (
            AGENTS.replace("lead,days-only", "lead"),
            "4:: expected 15 cells, as in the header, got 14 cells",
        ),
        (
            AGENTS.replace("lead,days-only", "lead,days-only,extra"),
            "4:: expected 15 cells, as in the header, got 16 cells",
        ),
        (
            AGENTS[: AGENTS.index("days-only")],
            "4:: expected 15 cells, as in the header, got 9 cells (is the file cut off?)",
        ),
        (
            AGENTS.replace("lead,", '"lead,'),
            "4:: expected a closing quotation mark, got the end of the file (is it cut off?)",
        ),
        (
            AGENTS.replace("Ana Ruiz", '"Ana" Ruiz'),
            "2:: expected cells in CSV form, got ',' expected after '\"'",
        ),
        (
            AGENTS.replace("Ana Ruiz", "A" * 200_000),
            "2:: expected cells of at most 131,072 characters, got a longer one",
        ),
    ],
)
def test_a_table_out_of_form(folder: TeamFolder, text: str, message: str) -> None:
    folder.write("agents.csv", text)
    folder.drop("time_off.csv", "availability.csv", "wishes.csv", "pins.csv", "history.csv")
    faults = [str(fault) for fault in folder.faults()]
    assert faults == [f"agents.csv:{part}" for part in message.split("|")]


def test_ten_million_columns_are_one_fault(folder: TeamFolder) -> None:
    folder.write("wishes.csv", ",".join(["c"] * 10_000_000) + "\n")
    assert str(folder.fault()) == (
        "wishes.csv:1:: expected at most 100 columns, got 10,000,000 columns"
    )


def test_ten_million_cells_in_a_row_are_one_fault(folder: TeamFolder) -> None:
    folder.append("wishes.csv", "," * 9_999_999 + "\n")
    assert folder.fault().got == "10,000,000 cells"


def test_every_ragged_row_is_a_fault(folder: TeamFolder) -> None:
    folder.append("wishes.csv", "ana\nana,2026-12-06,off\nana,2026-12-07,off,1,1\n")
    assert [(fault.row, fault.got) for fault in folder.faults()] == [
        (4, "1 cell"),
        (5, "3 cells"),
        (6, "5 cells"),
    ]


def test_rows_are_counted_as_an_editor_shows_them(folder: TeamFolder) -> None:
    folder.write(
        "events.csv",
        "\ufeffstart,end,queue,factor,note\r\n"
        "\r\n"
        '2026-12-02,2026-12-02,*,0.5,"sale"\r\n'
        ",,,,\r\n"
        "2026-12-02,2026-12-02,*,x,\r\n",
    )
    assert (folder.fault().row, folder.fault().column) == (5, "factor")


def test_a_cell_of_two_lines_does_not_shift_the_count(folder: TeamFolder) -> None:
    folder.append("events.csv", '2026-12-02,2026-12-02,*,1,"two\nlines"\n2026-12-02,x,*,1,\n')
    assert [(fault.row, fault.column) for fault in folder.faults()] == [(4, "note"), (6, "end")]


def test_too_many_rows(folder: TeamFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.files.team.MAX_AGENTS", 2)
    folder.drop("time_off.csv", "availability.csv", "wishes.csv", "pins.csv", "history.csv")
    assert str(folder.fault()) == "agents.csv:4:: expected at most 2 rows, got more"


def test_too_large_a_file(folder: TeamFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_reading, "MAX_BYTES", 100)
    size = (folder.path / "plan.toml").stat().st_size
    assert str(folder.fault()) == (f"plan.toml::: expected at most 100 bytes, got {size:,} bytes")
    assert csv_file.MAX_BYTES == 200_000_000


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Acme Support"', 'name = "Acme', "2:: expected TOML, got a slip of syntax"),
        ("[team]", "[team", "1:: expected TOML, got a slip of syntax"),
        ('EUR = "1.08"', "EUR = 1,08", "9:: expected TOML, got a slip of syntax"),
        ('EUR = "1.08"', 'EUR = "1.08"\nEUR = "1.09"', "10:: expected TOML, got a slip of syntax"),
        ("fairness_per_hour = 0.5", 'wish2 = """', ":: expected TOML, got a slip of syntax"),
        (
            "fairness_per_hour = 0.5",
            f"fairness_per_hour = {'9' * 5000}",
            ":: expected TOML, got a number of too many digits, or too many brackets",
        ),
        (
            "fairness_per_hour = 0.5",
            f"fairness_per_hour = {'[' * 5000}",
            ":: expected TOML, got a number of too many digits, or too many brackets",
        ),
        (
            "fairness_per_hour = 0.5",
            "fairness_per_hour = 1e999999999999999999999",
            ":: expected TOML, got a number of too many digits, or too many brackets",
        ),
        (
            "fairness_per_hour = 0.5",
            "fairness_per_hour = 1e999999",
            "143:weights.fairness_per_hour: expected a number from 0 to 100,000,000, got 1E+999999",
        ),
    ],
)
def test_a_plan_out_of_form(folder: TeamFolder, old: str, new: str, message: str) -> None:
    assert str(folder.change("plan.toml", old, new).fault()).startswith(f"plan.toml:{message}")


def test_a_plan_that_is_cut_off(folder: TeamFolder) -> None:
    plan = FILES["plan.toml"]
    folder.write(
        "plan.toml", plan[: plan.index("{ minutes = 30, paid = false, between = [180, 330] },")]
    )
    assert folder.fault().got.endswith("at the end of the file (is it cut off?))")


def test_too_many_tables(folder: TeamFolder) -> None:
    folder.append("plan.toml", "[[bots]]\n" * 5001)
    assert folder.fault().expected == "at most 5,000 tables [[bots]]"
