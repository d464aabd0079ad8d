"""Ways to staff against sums by hand, against each other, and against the audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.comparison import Comparison, compare_sourcing, write_comparison
from planner.comparison.text import comparison_lines
from planner.domain import Weights
from planner.files import SHEETS
from planner.roster.solve import SolveOptions, Stop
from planner.scenario import Scenario
from planner.sourcing import SourcingSettings
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_bot,
    make_contact_vendor,
    make_contract,
    make_hours,
    make_law,
    make_night,
    make_queue,
    make_scenario,
    make_shift,
    make_vendor,
)

QUEUE = "phone-en"
OPEN = make_hours(timezone="Europe/Madrid", days=range(5), start="09:00", end="13:00")


def team(**changes: object) -> Scenario:
    """Two hourly agents of 20 and 30 an hour, open four hours on workdays, work for one."""
    shift = make_shift(
        "morning", paid_minutes=240, breaks=(), start_from_minute=540, start_to_minute=540
    )
    contract = make_contract(
        weekly_minutes=1200, hourly=True, max_weekly_minutes=1200, shifts=("morning",)
    )
    fields = {
        "queues": [make_queue(QUEUE, open_hours=OPEN)],
        "agents": [make_agent("cheap"), make_agent("dear", wage_per_hour=Fraction(30))],
        "shifts": [shift],
        "contracts": [contract],
        "vendors": [make_vendor(price_per_hour=Fraction(14))],
        "offers": [make_contact_vendor(price_per_contact=Fraction(3))],
        "bots": [make_bot(deflection=0.4, price_per_resolution=Fraction("0.99"))],
        "seat_per_month": Fraction(45),
        "weights": Weights(shortfall_per_agent_hour=Fraction(100)),
    }
    return make_scenario(**(fields | changes))


def forecast(
    scenario: Scenario, horizon: Horizon, a_slot: float = 3.0, aht: float = 60.0
) -> pd.DataFrame:
    """So many contacts in every open interval, all of one zone."""
    starts = pd.DatetimeIndex(horizon.slots).astype("datetime64[us, UTC]")
    local = starts.tz_convert("Europe/Madrid")
    is_open = (local.day_of_week < 5) & (local.hour >= 9) & (local.hour < 13)
    parts = []
    for zone in ("Europe/Madrid", "*"):
        part = pd.DataFrame({"interval_start": starts, "queue": QUEUE, "customer_timezone": zone})
        for column in ("mean", "p2_5", "p10", "p50", "p90", "p97_5"):
            part[column] = [a_slot if flag else 0.0 for flag in is_open]
        part["aht_seconds"] = aht
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def week(day: date = MONDAY, weeks: int = 1) -> Horizon:
    return Horizon(start_date=day, weeks=weeks, timezone="Europe/Madrid", interval_minutes=30)


def compared(scenario: Scenario, horizon: Horizon | None = None, **changes: object) -> Comparison:
    horizon = horizon or week()
    return compare_sourcing(
        scenario,
        horizon,
        forecast(scenario, horizon),
        options=SolveOptions(time_limit_s=9.0, workers=1),
        **changes,
    )


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compared(team())


@pytest.fixture(scope="module")
def table(comparison: Comparison) -> pd.DataFrame:
    return comparison.tables()["scenarios.csv"].set_index("scenario")


def test_some_ways_can_be_compared_alone(table: pd.DataFrame) -> None:
    some = compared(team(), only=("mix", "vendors-by-hour")).tables()["scenarios.csv"]
    assert some["scenario"].tolist() == ["vendors-by-hour", "mix"]
    assert some["total"].tolist() == [table["total"][name] for name in some["scenario"]]
    with pytest.raises(ValueError, match=r"staff-by-day.*; got cheaply, mixed"):
        compared(team(), only=("mixed", "mix", "cheaply"))


def test_each_way_costs_what_it_costs_by_hand(table: pd.DataFrame) -> None:
    """40 open half-hours of 3 contacts: 120 contacts; of these a bot resolves 48."""
    total = table["total"]
    seat = Decimal("10.38")  # 45 a month, 12 months over 52 weeks
    # One agent for 20 hours at 20, and her seat.
    assert total["staff"] == 20 * 20 + seat
    # One vendor agent for 20 hours at 14.
    assert total["vendors-by-hour"] == Decimal("280.00")
    # 120 contacts at 3.
    assert total["vendors-by-contact"] == Decimal("360.00")
    assert total["mix"] == Decimal("280.00")
    # 72 contacts at 3, and 48 resolutions at 0.99.
    assert table["bot"]["vendors-by-contact+bots"] == Decimal("47.52")
    assert total["vendors-by-contact+bots"] == Decimal("216.00") + Decimal("47.52")
    assert total["vendors-by-hour+bots"] == Decimal("280.00") + Decimal("47.52")
    assert table["software"]["staff"] == seat
    assert table["headcount"]["staff"] == 1
    assert table["cost_per_contact"]["vendors-by-contact"] == Decimal("3.00")
    assert table["cost_per_contact"]["vendors-by-contact+bots"] == Decimal("2.20")  # 263.52 / 120
    assert (table["shortfall_hours"] < 1e-6).all()


def test_sums_are_exact(comparison: Comparison, table: pd.DataFrame) -> None:
    parts = ["wages", "premiums", "idle", "vendor", "bot", "software"]
    for name, row in table.iterrows():
        assert sum(row[part] for part in parts) == row["total"], name
    costs = comparison.tables()["scenario_costs.csv"]
    by_way = {name: sum(part["amount"], Decimal(0)) for name, part in costs.groupby("scenario")}
    assert by_way == table["total"].to_dict()


def test_the_mix_may_do_what_the_others_do(comparison: Comparison) -> None:
    assert len(comparison.costed) == 10
    for bots in (False, True):
        ways = {one.way.name: one for one in comparison.costed if one.way.with_bots == bots}
        mix = ways["mix+bots" if bots else "mix"]
        for one in ways.values():
            assert mix.lower_bound_cents <= one.total_cents
            assert mix.objective_cents <= one.objective_cents
            assert mix.lower_bound_cents <= one.lower_bound_cents <= one.objective_cents


def test_every_roster_passes_the_audit(comparison: Comparison) -> None:
    for one in comparison.costed:
        assert one.report.passed
        working = set(one.tables["roster.csv"]["agent_id"])
        assert working == {agent.agent_id for agent in one.scenario.agents}


@pytest.mark.parametrize("start", [date(2026, 10, 19), date(2026, 10, 26), date(2027, 3, 22)])
def test_weeks_with_a_clock_change_and_half_hour_zones(start: date) -> None:
    """Madrid changes on 25 October and 28 March, New York a week later or two before."""
    shift = make_shift(
        "any", paid_minutes=240, breaks=(), start_from_minute=0, start_to_minute=1410
    )
    contract = make_contract(
        weekly_minutes=1200, hourly=True, max_weekly_minutes=1200, shifts=("any",)
    )
    agents = [
        make_agent("kumar", timezone="Asia/Kolkata", country="IN", wage_per_hour=Fraction(5)),
        make_agent("ruth", timezone="America/New_York", country="US", wage_per_hour=Fraction(6)),
    ]
    scenario = team(
        agents=agents,
        shifts=[shift],
        contracts=[contract],
        labour_rules=[make_law(night=make_night(), min_rest_minutes=660)],
        vendors=[make_vendor(price_per_hour=Fraction(9))],
    )
    horizon = week(start)
    found = {one.way.name: one for one in compared(scenario, horizon).costed}
    assert all(one.report.passed for one in found.values())
    # 40 open half-hours in any week, whatever the clocks do.
    assert found["vendors-by-hour"].total_cents == 20 * 900
    assert found["mix"].total_cents <= found["staff"].total_cents
    assert found["staff"].summary.hours.shortfall == pytest.approx(0.0, abs=1e-6)
    # By day where they live: 13:30 to 17:30 in Kolkata fits, 03:00 in New York does not.
    assert {a.agent_id for a in found["staff-by-day"].scenario.agents} == {"kumar"}


def test_nights_and_weekends_alone_are_bought_by_day() -> None:
    around_the_clock = make_queue(QUEUE, minimum_agents=1)
    scenario = team(queues=[around_the_clock], offers=[make_vendor("Plenty", max_agents=5)])
    one = {each.way.name: each for each in compared(scenario).costed}["staff-by-day"]
    cover = one.tables["cover.csv"]
    local = cover["interval_start"].dt.tz_convert("Europe/Madrid")
    bought = local[cover["vendor_agents"] > 0]
    assert len(bought) > 100
    assert all(t.weekday() >= 5 or t.hour >= 22 or t.hour < 6 for t in bought)


def test_a_vendor_who_wants_more_hours_than_pays_is_not_signed() -> None:
    vendor = make_vendor(price_per_hour=Fraction(14), min_hours_per_week=Fraction(60))
    found = {one.way.name: one for one in compared(team(vendors=[vendor])).costed}
    # 60 hours at 14 are 840; 120 contacts at 3 are 360.
    assert found["vendors-by-hour"].total_cents == 84_000
    assert found["mix"].total_cents == 36_000
    assert [v.name for v in found["mix"].scenario.vendors] == ["PerCall"]


def test_prices_can_be_varied() -> None:
    found = compared(team(), settings=SourcingSettings(vendor_price_factor=2.0, deflection=0.5))
    total = found.tables()["scenarios.csv"].set_index("scenario")["total"]
    assert total["vendors-by-contact"] == Decimal("720.00")
    assert total["vendors-by-contact+bots"] == 60 * 6 + 60 * Decimal("0.99")
    assert total["mix"] == Decimal("410.38")  # staff now


def test_a_stop_keeps_what_is_finished(tmp_path: Path) -> None:
    stop = Stop()
    seen: list[str] = []

    def follow(progress: object) -> None:
        seen.append(progress.step)  # type: ignore[attr-defined]
        if progress.step == "staff-by-day":  # type: ignore[attr-defined]
            stop.ask()

    found = compared(team(), on_progress=follow, stop=stop)
    assert found.stopped
    assert [one.way.name for one in found.costed] == ["staff"]
    assert "staff" in seen
    assert "Stopped early" in list(comparison_lines(found))[-1]
    written = write_comparison(found, tmp_path / "out")
    assert len(pd.read_csv(tmp_path / "out" / "scenarios.csv")) == 1
    assert len(written) == 4


def test_files_and_workbook_say_the_same(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(comparison, tmp_path / "out")
    rows = pd.read_csv(tmp_path / "out" / "scenarios.csv", dtype=str)
    assert list(rows.columns) == list(SHEETS["scenarios.csv"])
    assert rows["total"].tolist() == [f"{one.total_cents / 100:.2f}" for one in comparison.costed]
    hours = pd.read_csv(tmp_path / "out" / "scenario_hours.csv")
    assert len(hours) == 10 * 336
    assert hours.groupby("scenario")["bot_contacts"].sum()["mix+bots"] == pytest.approx(48.0)
    book = openpyxl.load_workbook(tmp_path / "out" / "scenarios.xlsx")
    assert book.sheetnames == ["Scenarios", "Costs", "Who is paid", "Assumptions"]
    sheet = book["Scenarios"]
    columns = [cell.value for cell in sheet[1]]
    totals = [row[columns.index("total")].value for row in sheet.iter_rows(min_row=2, max_row=11)]
    assert totals == pytest.approx([one.total_cents / 100 for one in comparison.costed])


def test_a_way_that_leaves_hours_open_is_told_so() -> None:
    scenario = team(vendors=[make_vendor(open_hours=make_hours(start="00:00", end="09:00"))])
    found = compared(replace(scenario, agents=scenario.agents[:1]))
    lines = list(comparison_lines(found))
    (by_hour,) = [line for line in lines if line.startswith("vendors-by-hour ")]
    assert by_hour.endswith("leaves hours open")
    assert not lines[1].endswith("leaves hours open")
