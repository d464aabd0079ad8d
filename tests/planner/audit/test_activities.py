"""What the audit finds of meetings and training blocks, from the rows alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from planner.domain import Activity, PlannedActivity, Weights
from planner.scenario import Scenario
from tests.planner.audit.results import Results, make_results
from tests.planner.builders import MONDAY, make_agent, make_assignment, make_scenario, utc

DAY = timedelta(days=1)
MEETING = PlannedActivity(
    name="team meeting", kind="meeting", minutes=60, from_minute=540, to_minute=660, together=True
)


def team(planned: PlannedActivity = MEETING) -> Scenario:
    """Two in Madrid (UTC+1) and one in Kolkata (UTC+5:30) whose morning is theirs at night."""
    agents = [make_agent("ana"), make_agent("bea"), make_agent("raj", timezone="Asia/Kolkata")]
    weights = Weights(activity=Fraction(80), fairness_per_hour=Fraction(0))
    return make_scenario(agents=agents, activities=[planned], weights=weights)


def held(scenario: Scenario, *meetings: Sequence[str], minutes: int = 60) -> Results:
    """A Monday of ana's, a Tuesday too, and a Monday of bea's and raj's; who meets when (UTC)."""
    rows = [
        make_assignment("ana", f"{MONDAY} 07:00", local_date=MONDAY),
        make_assignment("ana", f"{MONDAY + DAY} 07:00", local_date=MONDAY + DAY),
        make_assignment("bea", f"{MONDAY} 07:30", local_date=MONDAY),
        make_assignment("raj", f"{MONDAY} 04:30", local_date=MONDAY),
    ]
    of_row = dict(enumerate(meetings))
    return make_results(
        scenario,
        [
            replace(
                row,
                activities=(
                    *(
                        Activity(
                            activity="meeting",
                            start=utc(at),
                            end=utc(at) + timedelta(minutes=minutes),
                            paid=True,
                        )
                        for at in of_row.get(place, ())
                    ),
                    *row.activities,
                ),
            )
            for place, row in enumerate(rows)
        ],
    )


def test_a_meeting_of_all_who_can_is_in_order_and_the_others_weigh() -> None:
    at = f"{MONDAY} 09:00"  # ten o'clock in Madrid, half past two in Kolkata
    results = held(team(), [at], [], [at])
    report = results.audit()
    assert report.violations == ()
    assert report.figures.penalty_cents.activities == 8_000  # raj's
    assert results.tables.summary["penalties"]["activities"] == 80  # type: ignore[index]


@pytest.mark.parametrize(
    ("meetings", "found"),
    [
        ([[f"{MONDAY} 07:30"], [], []], "Mon 07:30 to 08:30 UTC"),  # half past eight
        ([[], [], [f"{MONDAY} 09:30"]], "Mon 09:30 to 10:30 UTC"),  # till half past eleven
        ([[f"{MONDAY} 08:00"], [], [f"{MONDAY} 08:30"]], "2 different starts"),
        ([[f"{MONDAY} 09:00"], [f"{MONDAY + DAY} 09:00"], []], "more"),
        ([[f"{MONDAY} 08:00", f"{MONDAY} 09:00"], [], []], "2 times"),
        ([[], [], [], [f"{MONDAY} 09:00"]], "Mon 09:00 to 10:00 UTC"),  # not raj's morning
    ],
)
def test_what_is_out_of_order_is_found(meetings: list[list[str]], found: str) -> None:
    violations = held(team(), *meetings).audit().violations
    assert {one.rule for one in violations} == {"activity"}
    assert found in {one.found for one in violations}


def test_an_unpaid_meeting_is_found() -> None:
    results = held(team(), [f"{MONDAY} 09:00"])
    flags = results.tables.activities["activity"].tolist()  # type: ignore[index]
    unpaid = results.change("activities", "paid", False, row=flags.index("meeting"))
    assert "an unpaid one" in {one.found for one in unpaid.audit().violations}


def test_a_meeting_takes_cover_away_and_overlaps_no_break() -> None:
    over = held(team(replace(MEETING, to_minute=900)), [f"{MONDAY} 09:30"])
    # Her break is from ten, three hours into the shift.
    assert {one.rule for one in over.audit().violations} >= {"break"}
    fine = held(team(), [f"{MONDAY} 08:30"])
    gone = fine.having(
        activities=fine.tables.activities.query("activity == 'break'")  # type: ignore[union-attr]
    )
    rules = gone.rules()
    assert "summary" in rules  # what is missing weighs


def test_another_length_is_another_activity() -> None:
    report = held(team(), [f"{MONDAY} 09:00"], minutes=45).audit()
    assert report.violations == ()
    assert report.figures.penalty_cents.activities == 3 * 8_000


def test_without_activities_nothing_is_said_of_them() -> None:
    results = held(team(), [f"{MONDAY} 09:00"]).having(activities=None)
    assert results.audit().figures.penalty_cents.activities is None
    assert not [rule for rule in results.rules() if rule == "activity"]
