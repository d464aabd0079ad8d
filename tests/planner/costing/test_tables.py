"""Cost, roster and activities tables: columns, dtypes, amounts, sums to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clock import Horizon
from planner.costing import (
    ACTIVITIES_COLUMNS,
    COST_COLUMNS,
    ROSTER_COLUMNS,
    build_activities_table,
    build_cost_table,
    build_roster_table,
    cost_cents,
    fixed_cost_cents,
    price_assignments,
)
from planner.domain import Assignment, VendorUse
from planner.scenario import Scenario
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_bot,
    make_break,
    make_contract,
    make_law,
    make_night,
    make_scenario,
    make_shift,
    make_tier,
    make_vendor,
    make_weekend,
    utc,
)
from tests.planner.costing.test_external import hours_of, resolved

EUR, INR = Fraction("1.08"), Fraction("0.0119")
NO_BOTS = resolved()


def week_from(day: date = MONDAY, weeks: int = 1, timezone: str = "UTC") -> Horizon:
    return Horizon(start_date=day, weeks=weeks, timezone=timezone, interval_minutes=30)


def amounts(table: pd.DataFrame) -> list[tuple[str, str, int, str]]:
    return [
        (item, name, week, str(amount))
        for item, name, week, amount in zip(
            table["item"], table["agent_or_vendor"], table["week"], table["amount"], strict=True
        )
    ]


def shifts_on(agent_id: str, hour: str, *days: int) -> list[Assignment]:
    return [
        make_assignment(
            agent_id,
            f"{MONDAY + timedelta(days=day)} {hour}",
            local_date=MONDAY + timedelta(days=day),
        )
        for day in days
    ]


def three_continents() -> Scenario:
    """Wages of 21.37 USD, 15.55 EUR and 450 INR an hour; each law has premiums of its own."""
    return make_scenario(
        agents=[
            make_agent(
                "lee",
                timezone="America/New_York",
                country="US",
                region="NA",
                wage_per_hour=Fraction("21.37"),
            ),
            make_agent("ana", wage_per_hour=Fraction("15.55") * EUR),
            make_agent(
                "ravi",
                timezone="Asia/Kolkata",
                country="IN",
                region="ASIA",
                contract="hourly",
                wage_per_hour=450 * INR,
            ),
        ],
        contracts=[make_contract(), make_contract("hourly", hourly=True, min_weekly_minutes=1200)],
        labour_rules=[
            make_law("US", overtime=(make_tier("0.5", over_weekly_minutes=2400),)),
            make_law(
                "ES",
                night=make_night(),
                weekend=make_weekend(premium="0.1"),
                holiday_premium=Fraction(1),
            ),
            make_law("IN", night=make_night(premium="0.05")),
        ],
        vendors=[make_vendor(min_hours_per_week=Fraction(2))],
        bots=[make_bot()],
    )


def test_a_week_on_three_continents_by_hand() -> None:
    scenario = three_continents()
    rows = [
        *shifts_on("lee", "14:00", 0, 1, 2, 3, 4, 5),
        # Tuesday 8 December 2026 is a holiday in Spain, but lies after this week.
        *shifts_on("ana", "20:00", 3, 4),
        *shifts_on("ravi", "16:30", 0),
    ]
    table = build_cost_table(
        scenario,
        week_from(),
        rows,
        hours_of("NightDesk", 1, 1, 1),
        resolved(("2026-12-01 00:00", "helpbot", 10.0)),
    )
    # ana: 16.794 an hour, Thursday and Friday 21:00 to 05:30 local with a break 00:00 to 00:30;
    # each has 7 night hours, 29.3895 -> 29.39; Friday has 5 hours of Saturday, 8.397 -> 8.40.
    # ravi: 5.355 an hour; 22:00 to 06:30 local with a break 01:00 to 01:30: 7.5 night hours.
    assert amounts(table) == [
        ("wages", "lee", 0, "1025.76"),  # 6 * 170.96
        ("wages", "ana", 0, "268.70"),  # 2 * 134.352 -> 134.35
        ("wages", "ravi", 0, "42.84"),
        ("idle", "ana", 0, "403.06"),  # 24 h, 403.056
        ("idle", "ravi", 0, "64.26"),  # 20 h guaranteed, 12 of them not rostered
        ("overtime", "lee", 0, "85.48"),
        ("night", "ana", 0, "58.78"),
        ("night", "ravi", 0, "2.01"),  # 7.5 * 5.355 * 0.05 = 2.008
        ("weekend", "ana", 0, "8.40"),
        ("vendor", "NightDesk", 0, "28.00"),
        ("bot", "helpbot", 0, "9.90"),
    ]
    assert cost_cents(table) == 199719
    assert table["quantity"].tolist() == [48, 16, 8, 24, 12, 8, 14, 7.5, 5, 2, 10]
    assert table["region"].tolist()[:3] == ["NA", "EU", "ASIA"]
    assert table["region"].tolist()[-2:] == ["", ""]
    assert table["unit"].tolist() == ["hours"] * 10 + ["resolutions"]


def test_a_holiday_is_paid_in_the_country_that_has_it() -> None:
    # 8 December 2026, a Tuesday, is a holiday in Spain and in no other of the three countries.
    rows = [
        row
        for agent_id, hour in (("lee", "14:00"), ("ana", "19:00"), ("ravi", "04:00"))
        for row in shifts_on(agent_id, hour, 8)
    ]
    table = build_cost_table(three_continents(), week_from(weeks=2), rows, [], NO_BOTS)
    # 20:00 to midnight without a break from 23:00 to 23:30: 3.5 hours of 16.794.
    assert [row for row in amounts(table) if row[0] == "holiday"] == [
        ("holiday", "ana", 1, "58.78")
    ]
    assert table.loc[table["item"] == "holiday", "quantity"].tolist() == [3.5]


def test_rows_are_rounded_before_they_are_summed() -> None:
    scenario = make_scenario(
        agents=[make_agent(wage_per_hour=Fraction("0.0005"))],
        contracts=[make_contract(hourly=True)],
    )
    # 8 h are 0.4 cents: nothing; five of them are nothing too, not 2 cents.
    table = build_cost_table(
        scenario, week_from(), shifts_on("ana", "08:00", 0, 1, 2, 3, 4), [], NO_BOTS
    )
    assert amounts(table) == [("wages", "ana", 0, "0.00")]


def test_weeks_are_told_apart_by_the_start() -> None:
    scenario = make_scenario(contracts=[make_contract(hourly=True)])
    rows = [
        *shifts_on("ana", "20:00", 6),  # runs into the second week, belongs to the first
        *shifts_on("ana", "00:00", 14 - 7),
    ]
    table = build_cost_table(scenario, week_from(weeks=2), rows, [], NO_BOTS)
    assert amounts(table) == [("wages", "ana", 0, "160.00"), ("wages", "ana", 1, "160.00")]


def test_overtime_follows_the_order_of_time_not_of_rows() -> None:
    law = make_law(
        overtime=(
            make_tier("0.5", over_weekly_minutes=480),
            make_tier("2", over_weekly_minutes=480, over_daily_minutes=60),
        )
    )
    short = make_shift("short", paid_minutes=60, breaks=())
    scenario = make_scenario(
        labour_rules=[law], shifts=[make_shift(), short], contracts=[make_contract(hourly=True)]
    )
    late = make_assignment("ana", "2026-12-01 08:00", local_date=date(2026, 12, 1), shift=short)
    table = build_cost_table(
        scenario, week_from(), [late, *shifts_on("ana", "08:00", 0)], [], NO_BOTS
    )
    # The long day comes first; only the short one is over eight hours, by its 60 minutes.
    assert amounts(table)[1] == ("overtime", "ana", 0, "10.00")


def test_history_makes_a_seventh_day() -> None:
    law = make_law(overtime=(make_tier("0.5", seventh_day=True),))
    contracts = [make_contract(hourly=True)]
    history = tuple(shifts_on("ana", "08:00", -3, -2, -1))
    rows = shifts_on("ana", "08:00", 0, 1, 2, 3)
    scenario = make_scenario(labour_rules=[law], contracts=contracts, history=history)
    table = build_cost_table(scenario, week_from(), rows, [], NO_BOTS)
    assert amounts(table)[1] == ("overtime", "ana", 0, "80.00")
    without = make_scenario(labour_rules=[law], contracts=contracts, history=history[1:])
    assert "overtime" not in set(build_cost_table(without, week_from(), rows, [], NO_BOTS)["item"])


def test_history_of_another_agent_or_after_the_start_makes_none() -> None:
    law = make_law(overtime=(make_tier("0.5", seventh_day=True),))
    rows = shifts_on("ana", "08:00", 3, 4, 5, 6)
    for history in (shifts_on("bo", "08:00", 0, 1, 2), shifts_on("ana", "08:00", 0, 1, 2)):
        scenario = make_scenario(
            agents=[make_agent(), make_agent("bo")],
            labour_rules=[law],
            contracts=[make_contract(hourly=True)],
            history=tuple(history),
        )
        table = build_cost_table(scenario, week_from(), rows, [], NO_BOTS)
        assert set(table["item"]) == {"wages"}


def test_an_empty_plan_pays_contracts_alone() -> None:
    scenario = make_scenario()
    table = build_cost_table(scenario, week_from(weeks=2), [], [], NO_BOTS)
    assert amounts(table) == [("idle", "ana", 0, "800.00"), ("idle", "ana", 1, "800.00")]
    assert fixed_cost_cents(scenario, 2) == cost_cents(table) == 160000


def test_nothing_at_all_is_an_empty_table_with_its_columns() -> None:
    scenario = make_scenario(contracts=[make_contract(hourly=True)])
    table = build_cost_table(scenario, week_from(), [], [], NO_BOTS)
    assert tuple(table.columns) == COST_COLUMNS
    assert len(table) == 0
    assert cost_cents(table) == 0
    assert tuple(build_roster_table(scenario, week_from(), []).columns) == ROSTER_COLUMNS
    assert tuple(build_activities_table([]).columns) == ACTIVITIES_COLUMNS


def test_fixed_cost_is_salaries_and_bots() -> None:
    scenario = three_continents()
    # lee 40 * 21.37 = 854.80, ana 40 * 16.794 = 671.76, ravi is hourly.
    assert fixed_cost_cents(scenario, 1) == 85480 + 67176
    assert fixed_cost_cents(scenario, 3, bot_cents=99) == 3 * (85480 + 67176) + 99


def test_roster_rows_show_local_times_and_money() -> None:
    scenario = three_continents()
    rows = [*shifts_on("ana", "20:00", 4), *shifts_on("ravi", "16:30", 0)]
    table = build_roster_table(scenario, week_from(), rows)
    assert tuple(table.columns) == ROSTER_COLUMNS
    assert table["agent_id"].tolist() == ["ravi", "ana"]
    assert table["start"].tolist() == [utc("2026-11-30 16:30"), utc("2026-12-04 20:00")]
    assert table["end"].tolist() == [utc("2026-12-01 01:00"), utc("2026-12-05 04:30")]
    assert table["start_local"].astype("str").tolist() == [
        "2026-11-30 22:00:00",
        "2026-12-04 21:00:00",
    ]
    assert table["end_local"].astype("str").tolist() == [
        "2026-12-01 06:30:00",
        "2026-12-05 05:30:00",
    ]
    assert table["timezone"].tolist() == ["Asia/Kolkata", "Europe/Madrid"]
    assert table["local_date"].tolist() == [date(2026, 11, 30), date(2026, 12, 4)]
    assert table["shift"].tolist() == ["day8", "day8"]
    assert table["paid_minutes"].tolist() == [480, 480]
    assert table["pay"].tolist() == [Decimal("42.84"), Decimal("134.35")]
    assert table["premium"].tolist() == [Decimal("2.01"), Decimal("37.79")]
    assert str(table["start"].dtype) == "datetime64[us, UTC]"
    assert str(table["start_local"].dtype) == "datetime64[us]"


def test_rows_of_one_start_are_in_order_of_agent() -> None:
    scenario = make_scenario(agents=[make_agent("zoe"), make_agent("ana")])
    rows = [*shifts_on("zoe", "08:00", 0), *shifts_on("ana", "08:00", 0)]
    assert build_roster_table(scenario, week_from(), rows)["agent_id"].tolist() == ["ana", "zoe"]
    assert build_activities_table(rows)["agent_id"].tolist() == ["ana", "zoe"]


def test_activities_of_a_shift() -> None:
    shift = make_shift(breaks=(make_break(15, True, (60, 60)), make_break()))
    (one,) = [make_assignment("ana", "2026-12-01 08:00", local_date=date(2026, 12, 1), shift=shift)]
    table = build_activities_table([one])
    assert tuple(table.columns) == ACTIVITIES_COLUMNS
    assert table["activity"].tolist() == ["break", "break"]
    assert table["start"].tolist() == [utc("2026-12-01 09:00"), utc("2026-12-01 11:00")]
    assert table["end"].tolist() == [utc("2026-12-01 09:15"), utc("2026-12-01 11:30")]
    assert table["paid"].tolist() == [True, False]
    assert table["local_date"].tolist() == [date(2026, 12, 1)] * 2


@pytest.mark.parametrize("start", ["2026-11-29 23:59", "2026-12-07 00:00"])
def test_a_row_outside_the_horizon_is_refused(start: str) -> None:
    row = make_assignment("ana", start, local_date=date(2026, 11, 30))
    with pytest.raises(ValueError, match="expected an instant from 2026-11-30"):
        build_cost_table(make_scenario(), week_from(), [row], [], NO_BOTS)


def test_a_stranger_is_refused() -> None:
    with pytest.raises(KeyError, match="stranger"):
        price_assignments(make_scenario(), week_from(), shifts_on("stranger", "08:00", 0))


@settings(max_examples=30, deadline=None)
@given(
    starts=st.lists(
        st.tuples(st.sampled_from(["lee", "ana", "ravi"]), st.integers(0, 14 * 48 - 1)),
        max_size=25,
        unique=True,
    ),
    agents=st.lists(st.integers(0, 5), max_size=20),
    contacts=st.lists(st.floats(0, 1e4), max_size=20),
)
def test_the_sum_of_items_is_the_cost(
    starts: list[tuple[str, int]], agents: list[int], contacts: list[float]
) -> None:
    scenario = three_continents()
    horizon = week_from(date(2026, 10, 19), weeks=2)
    begin = horizon.start
    rows = [
        make_assignment(
            agent_id,
            (begin + timedelta(minutes=30 * slot)).isoformat(),
            local_date=(begin + timedelta(minutes=30 * slot)).date(),
        )
        for agent_id, slot in starts
    ]
    uses: list[VendorUse] = hours_of("NightDesk", *agents, start="2026-10-19")
    bots = resolved(*(("2026-10-20 00:00", "helpbot", count) for count in contacts))
    table = build_cost_table(scenario, horizon, rows, uses, bots)
    roster = build_roster_table(scenario, horizon, rows)
    total = sum(table["amount"], start=Decimal(0))
    assert cost_cents(table) == total * 100
    by_item = {
        item: table.loc[table["item"] == item, "amount"].sum() for item in set(table["item"])
    }
    assert by_item.get("wages", 0) == sum(roster["pay"])
    assert sum(by_item.get(kind, 0) for kind in ("night", "weekend", "holiday")) == sum(
        roster["premium"]
    )
    assert all(amount.as_tuple().exponent == -2 for amount in table["amount"])
    # Nothing that is not bought can be saved: salaries, guarantees and least hours remain.
    assert cost_cents(table) >= fixed_cost_cents(scenario, 2) - 100
