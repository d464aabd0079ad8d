"""Who is at work together, counted by planner and audit, each with a clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from planner import pipeline
from planner.audit import RosterTables, audit_roster
from planner.costing import build_activities_table, build_roster_table
from planner.domain import Assignment, Violation
from planner.presence import PRESENCE_COLUMNS, build_presence_table, unmet_hours
from planner.roster.solve import SolveOptions
from planner.scenario import Scenario
from planner.together import Handover, Mentoring, Presence, Selection
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_hours,
    make_law,
    make_scenario,
    make_shift,
)
from tests.planner.roster.problems import requirement, week_from

PLAIN = make_shift("day8", breaks=())
TEAM = (
    make_agent("lee", role="lead", region="ASIA", timezone="Asia/Kolkata", country="IN"),
    make_agent("kim", role="new", region="ASIA", timezone="Asia/Kolkata", country="IN"),
    make_agent("eva", role="lead", region="EU"),
    make_agent("ned", role="new", region="EU"),
)
LEAD = Selection(roles=frozenset({"lead"}))
NEW = Selection(roles=frozenset({"new"}))


def team(**fields: Any) -> Scenario:
    """Two leads and two new agents, half of each in Kolkata."""
    base: dict[str, Any] = {"agents": TEAM, "shifts": [PLAIN], "interval_minutes": 30}
    return make_scenario(**{**base, **fields})


def table_of(scenario: Scenario, rows: Sequence[Assignment], start: date) -> pd.DataFrame:
    """Rows of presence.csv, held against what the audit recounts."""
    horizon = scenario.horizon(start, 1)
    table = build_presence_table(scenario, horizon, rows)
    assert not presence_faults(scenario, rows, start, table)
    hours = unmet_hours(scenario, horizon, rows)
    tables = RosterTables(
        roster=build_roster_table(scenario, horizon, rows), activities=build_activities_table(rows)
    )
    figures = audit_roster(scenario, tables, start_date=start, weeks=1).figures
    assert hours is not None
    assert figures.penalty_cents.together == round(hours * 20000)
    return table


def presence_faults(
    scenario: Scenario, rows: Sequence[Assignment], start: date, table: pd.DataFrame
) -> list[Violation]:
    """What the audit says of a presence.csv."""
    horizon = scenario.horizon(start, 1)
    tables = RosterTables(
        roster=build_roster_table(scenario, horizon, rows),
        activities=build_activities_table(rows),
        presence=table,
    )
    report = audit_roster(scenario, tables, start_date=start, weeks=1)
    return [one for one in report.violations if one.rule == "presence"]


def shift_of(agent: str, start: str, day: date, **changes: Any) -> Assignment:
    return make_assignment(agent, start, local_date=day, shift=replace(PLAIN, **changes))


@pytest.mark.parametrize(
    ("timezone", "start", "asked_utc"),
    [
        # Madrid's clocks go back on 25 October: eight o'clock is an hour later on Monday.
        ("Europe/Madrid", date(2026, 10, 19), dict.fromkeys(range(19, 25), "06:00")),
        ("Europe/Madrid", date(2026, 10, 26), dict.fromkeys(range(26, 32), "07:00")),
        ("Asia/Kolkata", date(2026, 10, 19), dict.fromkeys(range(19, 26), "02:30")),
    ],
)
def test_a_handover_is_by_the_wall_clock(
    timezone: str, start: date, asked_utc: dict[int, str]
) -> None:
    """45 minutes touch two half-hours, on each of two sides."""
    handover = Handover(
        name="over", from_region="ASIA", to_region="EU", at_minute=480, minutes=45,
        timezone=timezone,
    )  # fmt: skip
    scenario = team(handovers=[handover], reporting_timezone="Europe/Madrid")
    table = table_of(scenario, (), start)
    assert list(table.columns) == list(PRESENCE_COLUMNS)
    assert set(table["name"]) == {"over: ASIA", "over: EU"}
    assert len(table) == 7 * 2 * 2
    assert table["missing"].tolist() == [1.0] * 28
    found = {f"{at:%d %H:%M}" for at in table["interval_start"]}
    assert {f"{day:02d} {clock}" for day, clock in asked_utc.items()} <= found


def test_least_heads_are_asked_while_open_alone() -> None:
    """A lead on her break is not there; who begins at a quarter past counts for the rest."""
    open_hours = make_hours("Europe/Madrid", start="10:00", end="11:10", days=[0])
    scenario = team(presence=[Presence(name="lead", who=LEAD, at_least=2, open_hours=open_hours)])
    monday = date(2026, 11, 30)
    rows = [
        shift_of("lee", "2026-11-30 09:15", monday),
        shift_of("eva", "2026-11-30 08:00", monday, breaks=(make_break(30, True, (90, 90)),)),
        shift_of("ned", "2026-11-30 08:00", monday),
    ]
    table = table_of(scenario, rows, monday)
    assert [f"{at:%H:%M}" for at in table["interval_start"]] == ["09:00", "09:30", "10:00"]
    assert table["present"].tolist() == [1.5, 1.0, 2.0]
    assert table["missing"].tolist() == [0.5, 1.0, 0.0]


def test_new_agents_are_counted_against_places_beside_mentors() -> None:
    pairing = Mentoring(name="pair", new=NEW, mentors=LEAD)
    monday = date(2026, 11, 30)
    rows = [
        shift_of("ned", "2026-11-30 08:00", monday),
        shift_of("kim", "2026-11-30 08:00", monday),
        shift_of("eva", "2026-11-30 12:00", monday),
    ]
    table = table_of(team(mentoring=[pairing]), rows, monday)
    assert table["at_least"].tolist() == [2.0] * 16
    assert table["missing"].tolist() == [2.0] * 8 + [1.0] * 8
    more = replace(pairing, new_per_mentor=2)
    table = table_of(team(mentoring=[more]), rows, monday)
    assert table["missing"].tolist() == [2.0] * 8 + [0.0] * 8


def test_shifts_from_before_and_no_rules() -> None:
    horizon = week_from()
    assert unmet_hours(team(), horizon, ()) is None
    assert build_presence_table(team(), horizon, ()).empty
    night = shift_of("eva", "2026-11-29 20:00", date(2026, 11, 29))
    scenario = team(presence=[Presence(name="lead", who=LEAD)], history=[night])
    assert unmet_hours(scenario, scenario.horizon(date(2026, 11, 30), 1), ()) == 168 - 5


def test_a_table_that_says_something_else_is_found_out() -> None:
    monday = date(2026, 11, 30)
    hours = make_hours("Europe/Madrid", start="10:00", end="11:00")
    scenario = team(presence=[Presence(name="lead", who=LEAD, open_hours=hours)])
    right = build_presence_table(scenario, scenario.horizon(monday, 1), ())
    assert not presence_faults(scenario, (), monday, right)
    for column in ("at_least", "present", "missing"):
        wrong = right.copy()
        wrong.loc[3, column] += 0.25
        assert len(presence_faults(scenario, (), monday, wrong)) == 1
    assert len(presence_faults(scenario, (), monday, right.iloc[1:])) == 1
    stranger = right.assign(name=["lead"] * 13 + ["nobody's"])
    assert len(presence_faults(scenario, (), monday, stranger)) == 2


def test_a_plan_has_a_lead_where_one_is_asked_for() -> None:
    """Without the rule the cheap agents work alone; with it a lead comes dear, and is there."""
    shift = make_shift(
        "half", paid_minutes=240, breaks=(), start_from_minute=480, start_to_minute=600,
        start_every_minutes=60,
    )  # fmt: skip
    agents = [
        make_agent("eva", role="lead", wage_per_hour=Fraction(40), contract="hourly"),
        make_agent("ned", role="new", wage_per_hour=Fraction(10), contract="hourly"),
    ]
    hours = make_hours("Europe/Madrid", start="09:00", end="11:00", days=range(5))
    scenario = make_scenario(
        agents=agents,
        shifts=[shift],
        contracts=[make_contract("hourly", hourly=True, weekly_minutes=1200, shifts=("half",))],
        labour_rules=[make_law(min_rest_minutes=660)],
        presence=[Presence(name="lead", who=LEAD, open_hours=hours)],
        mentoring=[Mentoring(name="pair", new=NEW, mentors=LEAD)],
        interval_minutes=60,
    )
    horizon = week_from(timezone="Europe/Madrid")
    asked = [1.0 * (9 <= slot % 24 < 12 and slot < 120) for slot in range(168)]
    needs = requirement(scenario, horizon, {"phone-en": asked})
    options = SolveOptions(time_limit_s=1.5, workers=1)
    plan = pipeline.plan_week(scenario, horizon, needs, options=options)
    assert plan.report.passed, plan.report.violations
    assert plan.summary.penalties.together_cents == 0
    assert plan.summary.objective_cents == 5 * 4 * 4000, "she alone: nobody new beside her"
    assert plan.summary.status == "OPTIMAL"
    assert plan.tables["presence.csv"]["missing"].sum() == 0
    free = replace(scenario, presence=(), mentoring=())
    without = pipeline.plan_week(free, horizon, needs, options=options)
    assert without.summary.objective_cents == 5 * 4 * 1000
    assert "presence.csv" not in without.tables
    assert "together" not in without.summary.as_json()["penalties"]  # type: ignore[operator]
    wrong = replace(plan.summary, penalties=replace(plan.summary.penalties, together_cents=100))
    report = pipeline.audited(scenario, horizon, plan.tables, wrong)
    assert any("penalties.together" in one.expected for one in report.violations)
