"""What a page says when something goes wrong: a sentence, never a traceback."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.messages import OWN_FAULT


def page(body: str) -> AppTest:
    """Run a page whose body goes wrong."""
    script = (
        "from app_pages.messages import shown_errors\n"
        "from planner.errors import *\n"
        f"with shown_errors():\n    {body}\n"
    )
    return AppTest.from_string(script).run(timeout=30)


def test_faults_are_a_table_with_a_sentence() -> None:
    fault = "Fault(file='agents.csv', row=3, column='country', expected='ES', got='<b>')"
    shown = page(f"raise DataError([{fault}, Fault(file='plan.toml', expected='x', got='y')])")
    assert [each.value for each in shown.error] == ["2 faults were found."]
    table = shown.dataframe[0].value
    assert list(table.columns) == ["file", "row", "column", "expected", "got"]
    assert table.iloc[0].tolist() == ["agents.csv", 3, "country", "ES", "<b>"]
    assert table["row"].isna().tolist() == [False, True]


def test_many_faults_are_counted() -> None:
    shown = page("raise DataError([Fault(file='a', expected='b', got='c')] * 600, total=9000)")
    assert shown.error[0].value.startswith("9,000 faults")
    assert len(shown.dataframe[0].value) == 500
    assert "first 500" in shown.caption[0].value


def test_other_errors_are_said_as_they_are() -> None:
    shown = page("raise ResultError('/teams/a_b*c: expected a folder, got: [none]')")
    # Signs of Markdown are kept from making the text something else.
    assert shown.error[0].value == r"/teams/a\_b\*c\: expected a folder, got\: \[none\]"


def test_the_system_s_errors_name_the_place() -> None:
    shown = page("open('/nowhere/at/all')")
    assert "No such file" in shown.error[0].value
    assert "/nowhere/at/all" in shown.error[0].value


def test_our_own_faults_are_logged_and_told_without_their_details(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        shown = page("raise RuntimeError('secret')")
    assert OWN_FAULT in shown.error[0].value
    assert "secret" not in shown.error[0].value
    assert "secret" in caplog.text
    assert not shown.exception
