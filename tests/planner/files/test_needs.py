# ruff: noqa: E501 - a message is one line, as users see it
"""Requirement and forecast files as input of a step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.errors import DataError
from planner.files import read_forecast, read_requirement, read_team, write_results
from planner.scenario import Scenario
from planner.staffing.requirement import build_requirement
from tests.planner.files.folders import TeamFolder

Rows = list[list[str]]
QUANTILES = ["p2_5", "p10", "p50", "p90", "p97_5"]


@pytest.fixture
def scenario(folder: TeamFolder) -> Scenario:
    return read_team(folder.path)


@pytest.fixture
def horizon(scenario: Scenario) -> Horizon:
    return scenario.horizon(date(2026, 11, 30), 1)


def forecast_table(scenario: Scenario, horizon: Horizon) -> pd.DataFrame:
    rows = []
    for queue in scenario.queues:
        for zone in ("*", "Asia/Tokyo"):
            for number, start in enumerate(horizon.slots):
                mean = 3.0 + 2.0 * np.sin(number)
                levels = [mean / 4, mean / 2, mean, mean * 1.5, mean * 2]
                rows.append((start, queue.name, zone, mean, *levels, 301.7))
    columns = ["interval_start", "queue", "customer_timezone", "mean", *QUANTILES, "aht_seconds"]
    return pd.DataFrame(rows, columns=columns)


def written(path: Path, file: str, table: pd.DataFrame) -> Path:
    write_results(path, {file: table})
    return path / file


def spoilt(path: Path, change: Callable[[Rows], None]) -> Path:
    rows = [line.split(",") for line in path.read_text().splitlines()]
    change(rows)
    path.write_text("".join(",".join(row) + "\n" for row in rows))
    return path


def faults(read: Callable[..., pd.DataFrame], *arguments: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(*arguments)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def forecast(scenario: Scenario, horizon: Horizon, tmp_path: Path) -> Path:
    return written(tmp_path / "forecast", "forecast.csv", forecast_table(scenario, horizon))


@pytest.fixture
def requirement(scenario: Scenario, horizon: Horizon, tmp_path: Path) -> Path:
    table = build_requirement(
        forecast_table(scenario, horizon),
        queues=scenario.queues,
        bots=scenario.bots,
        horizon=horizon,
    )
    return written(tmp_path / "requirement", "requirement.csv", table)


def test_a_requirement_reads_back_to_the_last_bit(
    requirement: Path, scenario: Scenario, horizon: Horizon
) -> None:
    built = build_requirement(
        forecast_table(scenario, horizon),
        queues=scenario.queues,
        bots=scenario.bots,
        horizon=horizon,
    )
    read = read_requirement(requirement, scenario, horizon)
    pd.testing.assert_frame_equal(read, built, check_exact=True)


def test_a_forecast_reads_back_to_the_last_bit(
    forecast: Path, scenario: Scenario, horizon: Horizon
) -> None:
    table = forecast_table(scenario, horizon)
    read = read_forecast(forecast, scenario, horizon)
    table["interval_start"] = table["interval_start"].astype("datetime64[us, UTC]")
    pd.testing.assert_frame_equal(read, table, check_exact=True)


def test_closed_intervals_may_be_left_out(
    requirement: Path, scenario: Scenario, horizon: Horizon
) -> None:
    whole = read_requirement(requirement, scenario, horizon)

    def drop_closed(rows: Rows) -> None:
        rows[1:] = [row for row in rows[1:] if row[1] != "chat-en" or float(row[2])]

    spoilt(requirement, drop_closed)
    assert len(requirement.read_text().splitlines()) < len(whole)
    again = read_requirement(requirement, scenario, horizon)
    assert len(again) == len(horizon.slots) * len(scenario.queues)
    pd.testing.assert_series_equal(again["required"], whole["required"])
    assert again["minimum_agents"].dtype == "int64"


def cell(row: int, column: int, value: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[row][column] = value

    return change


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (2, 1, "phone-fr", ":queue: expected a queue of plan.toml (phone-en?), got 'phone-fr'"),
        (1, 0, "2026-11-29T23:10:00+00:00", ":interval_start: expected a start of one of the plan's 30-minute intervals, got '2026-11-29T23:10:00+00:00'"),
        (1, 0, "2026-11-29T22:30:00+00:00", ":interval_start: expected an interval of the plan, from 2026-11-29T23:00:00+00:00 to 2026-12-06T23:00:00+00:00, got '2026-11-29T22:30:00+00:00'"),
        (1, 0, "2026-12-06T23:00:00Z", ":interval_start: expected an interval of the plan, from 2026-11-29T23:00:00+00:00 to 2026-12-06T23:00:00+00:00, got '2026-12-06T23:00:00Z'"),
        (1, 0, "2026-11-29T23:00:00", ":interval_start: expected a date-time with its offset from UTC, such as 2026-11-30T09:00:00+00:00, got '2026-11-29T23:00:00'"),
        (1, 0, "2026-11-31T23:00:00Z", ":interval_start: expected a date-time with its offset from UTC, such as 2026-11-30T09:00:00+00:00, got '2026-11-31T23:00:00Z'"),
        (1, 2, "-1", ":required: expected a number from 0 to 1,000,000, with a decimal point, got '-1'"),
        (1, 2, "nan", ":required: expected a number from 0 to 1,000,000, with a decimal point, got 'nan'"),
        (1, 2, "inf", ":required: expected a number from 0 to 1,000,000, with a decimal point, got 'inf'"),
        (1, 2, "", ":required: expected a number from 0 to 1,000,000, with a decimal point, got nothing"),
        (1, 3, "2026-11-30T01:00:00Z", ":due_by: expected nothing, because the queue is answered in real time, got '2026-11-30T01:00:00Z'"),
        (3, 3, "soon", ":due_by: expected a date-time with its offset from UTC, such as 2026-11-30T09:00:00+00:00, got 'soon'"),
        (3, 3, "2026-11-29T23:15:00Z", ":due_by: expected a time at or after the interval's end, got '2026-11-29T23:15:00Z'"),
        (1, 4, "0.5", ":minimum_agents: expected a whole number from 0 to 1,000,000, got '0.5'"),
        (1, 5, "1e12", ":contacts: expected a number from 0 to 1,000,000,000, with a decimal point, got '1e12'"),
    ],
)  # fmt: skip
def test_a_slip_in_a_requirement(
    requirement: Path,
    scenario: Scenario,
    horizon: Horizon,
    row: int,
    column: int,
    value: str,
    message: str,
) -> None:
    spoilt(requirement, cell(row, column, value))
    found = faults(read_requirement, requirement, scenario, horizon)
    assert f"requirement.csv:{row + 1}{message}" in found
    assert len(found) <= 2  # a text that is no time is no due time either


def test_work_that_may_wait_needs_its_due_time(
    requirement: Path, scenario: Scenario, horizon: Horizon
) -> None:
    spoilt(requirement, cell(3, 3, ""))
    assert faults(read_requirement, requirement, scenario, horizon) == [
        "requirement.csv:4:due_by: expected when the work is due, because the queue may wait, "
        "got nothing"
    ]


def test_doubles_and_gaps(requirement: Path, scenario: Scenario, horizon: Horizon) -> None:
    spoilt(requirement, lambda rows: rows.append(list(rows[1])))
    assert faults(read_requirement, requirement, scenario, horizon) == [
        "requirement.csv:1010:interval_start: expected one row for a queue and interval, "
        "got another, as on line 2"
    ]

    def drop(rows: Rows) -> None:
        del rows[-1], rows[4], rows[1]

    spoilt(requirement, drop)
    assert faults(read_requirement, requirement, scenario, horizon) == [
        "requirement.csv::interval_start: expected a row for every open interval of phone-en, "
        "got none for 2, the first at 2026-11-29T23:00:00+00:00"
    ]


def test_a_queue_left_out(requirement: Path, scenario: Scenario, horizon: Horizon) -> None:
    def drop(rows: Rows) -> None:
        rows[:] = [row for row in rows if row[1] != "chat-en"]

    spoilt(requirement, drop)
    (fault,) = faults(read_requirement, requirement, scenario, horizon)
    # Monday to Friday, 09:00 to 20:00.
    assert fault.endswith("chat-en, got none for 110, the first at 2026-11-30T08:00:00+00:00")


def test_a_queue_that_opens_within_an_interval_needs_it(
    folder: TeamFolder, requirement: Path
) -> None:
    folder.change("plan.toml", 'from = "09:00", to = "20:00"', 'from = "08:45", to = "20:15"')
    scenario = read_team(folder.path)
    horizon = scenario.horizon(date(2026, 11, 30), 1)
    assert len(read_requirement(requirement, scenario, horizon)) == 1008

    def drop(rows: Rows) -> None:
        rows[:] = [row for row in rows if row[1] != "chat-en"]

    spoilt(requirement, drop)
    (fault,) = faults(read_requirement, requirement, scenario, horizon)
    assert fault.endswith("chat-en, got none for 120, the first at 2026-11-30T07:30:00+00:00")


@pytest.mark.parametrize("read", [read_requirement, read_forecast])
def test_files_that_are_none(
    tmp_path: Path, scenario: Scenario, horizon: Horizon, read: Callable[..., pd.DataFrame]
) -> None:
    assert faults(read, tmp_path / "need.csv", scenario, horizon) == [
        "need.csv::: expected a file that can be read, got No such file or directory"
    ]
    (tmp_path / "need.csv").write_text("a,b\n1,2\n")
    assert all(
        "need.csv:1:" in fault for fault in faults(read, tmp_path / "need.csv", scenario, horizon)
    )
    (tmp_path / "need.csv").write_text("interval_start,queue\n2026-11-29T23:00:00Z,x\n")
    assert len(faults(read, tmp_path / "need.csv", scenario, horizon)) > 4


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (1, "phone-fr", ":queue: expected a queue of plan.toml (phone-en?), got 'phone-fr'"),
        (2, "Mars", ":customer_timezone: expected an IANA time zone, such as Europe/Madrid, got 'Mars'"),
        (3, "-3", ":mean: expected a number from 0 to 1,000,000,000, with a decimal point, got '-3'"),
        (6, "0.1", ":p2_5: expected p2_5, p10, p50, p90, p97_5 in rising order, got 0.75, 1.5, 0.1, 4.5, 6"),
        (9, "99999", ":aht_seconds: expected a number from 0 to 86,400, with a decimal point, got '99999'"),
        (0, "2027-01-01T00:00:00Z", ":interval_start: expected an interval of the plan, from 2026-11-29T23:00:00+00:00 to 2026-12-06T23:00:00+00:00, got '2027-01-01T00:00:00Z'"),
    ],
)  # fmt: skip
def test_a_slip_in_a_forecast(
    forecast: Path, scenario: Scenario, horizon: Horizon, column: int, value: str, message: str
) -> None:
    spoilt(forecast, cell(1, column, value))
    assert faults(read_forecast, forecast, scenario, horizon) == [f"forecast.csv:2{message}"]


def test_doubles_and_gaps_of_a_forecast(
    forecast: Path, scenario: Scenario, horizon: Horizon
) -> None:
    spoilt(forecast, lambda rows: rows.append(list(rows[1])))
    (fault,) = faults(read_forecast, forecast, scenario, horizon)
    assert "one row for a queue, zone and interval, got another, as on line 2" in fault

    def drop(rows: Rows) -> None:
        del rows[-1], rows[5]

    spoilt(forecast, drop)
    (fault,) = faults(read_forecast, forecast, scenario, horizon)
    start = (horizon.start + timedelta(hours=2)).isoformat()
    assert fault.endswith(f"total ('*') of phone-en, got none for 1, the first at {start}")


def test_the_queues_own_handling_time_fills_gaps(
    forecast: Path, scenario: Scenario, horizon: Horizon
) -> None:
    spoilt(forecast, cell(1, 9, ""))
    assert read_forecast(forecast, scenario, horizon)["aht_seconds"][0] == 300.0
