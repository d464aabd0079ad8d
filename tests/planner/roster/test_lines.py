"""Agents on lines: they work them in every engine, bounds hold, and what cannot be falls out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from planner.clock import Horizon
from planner.domain import Assignment
from planner.errors import ConflictError
from planner.pipeline import plan_week
from planner.published import Published
from planner.roster.legality import is_legal
from planner.roster.pools import build_pooled
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.roster.solve import SolveOptions, solve
from planner.scenario import Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_contract,
    make_law,
    make_pin,
    make_time_off,
)
from tests.planner.on_lines import on, rotating
from tests.planner.roster.problems import best_objective, requirement, week_from

WEEK = week_from(timezone=MADRID)
QUICK = SolveOptions(time_limit_s=1.5, workers=1)
LAW = make_law(min_rest_minutes=660, max_consecutive_days=6)


def problem_of(scenario: Scenario, horizon: Horizon = WEEK, needed: float = 1.0) -> Problem:
    return prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": needed}))


def standing(problem: Problem) -> list[str]:
    line = problem.members[0].line
    assert line is not None
    return [f"{day:%a}{shift[0].upper()}" for day, shift, _ in line.pins]


def worked(rows: tuple[Assignment, ...], agent_id: str = "ana") -> list[tuple[date, str]]:
    return [(row.local_date, row.shift) for row in rows if row.agent_id == agent_id]


def planned(
    scenario: Scenario, horizon: Horizon = WEEK, needed: Any = 1.0
) -> tuple[Any, tuple[str, ...]]:
    """The roster, which the audit accepts, and the audit's notes."""
    needs = requirement(scenario, horizon, {"phone-en": needed})
    made = plan_week(scenario, horizon, needs, options=QUICK)
    assert made.report.violations == ()
    return made.tables["roster.csv"], made.report.notes


def test_on_her_dates_an_agent_has_her_shifts_and_no_others() -> None:
    problem = problem_of(rotating(("DDD-NN-",), [on("ana", 1)], labour_rules=[LAW]))
    assert standing(problem) == ["MonD", "TueD", "WedD", "FriN", "SatN"]
    ana, ben = problem.members[:2]
    assert {option.duty.start_wall_minute for option in ana.options} == {480, 1320}
    assert len(ana.options) == 5 < len(ben.options)
    assert ben.line is None


def test_agents_on_one_line_share_their_options() -> None:
    lines = ("DD-----", "DD-----")
    problem = problem_of(rotating(lines, [on("ana", 1), on("ben", 2)]))
    assert problem.members[0].options is problem.members[1].options


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({"time_off": [make_time_off("ana", "2026-12-01", "2026-12-02")]}, "MonD WedD ThuN FriN"),
        ({"pins": [make_pin("ana", MONDAY, "late", "15:00")]}, "TueD WedD ThuN FriN"),
        ({"agents": [make_agent("ana", nights=False)]}, "MonD TueD WedD"),
        ({"labour_rules": [make_law(max_consecutive_days=4)]}, "MonD TueD WedD ThuN"),
        (
            {"contracts": [make_contract(shifts=("day", "late", "night"))]},
            "MonD TueD WedD ThuN FriN",
        ),
        (
            {"contracts": [make_contract(shifts=("day", "late", "night"), days_per_week=3)]},
            "MonD TueD WedD",
        ),
        (
            {
                "labour_rules": [LAW],
                "history": [
                    make_assignment("ana", "2026-11-29 22:00", local_date=date(2026, 11, 29))
                ],
            },
            "TueD WedD ThuN FriN",
        ),
        # Friday's night ends on Saturday at 06:00, 42 hours before the week's end.
        ({"labour_rules": [make_law(min_weekly_rest_minutes=48 * 60)]}, "MonD TueD WedD ThuN"),
    ],
)
def test_what_cannot_be_worked_falls_out(change: dict[str, Any], stands: str) -> None:
    scenario = rotating(("DDDNN--",), [on("ana", 1)], **{"agents": [make_agent("ana")], **change})
    assert standing(problem_of(scenario)) == stands.split()
    rows, notes = planned(scenario)
    on_line = rows[rows["start_local"].dt.hour != 15]
    assert len(on_line) == len(stands.split())
    assert len([note for note in notes if "falls out" in note]) == 5 - len(stands.split())


def test_as_few_fall_out_as_may_be() -> None:
    """All ways to leave some out, judged one by one."""
    law = make_law(
        min_rest_minutes=720, max_consecutive_days=4, min_weekly_rest_minutes=2160, country="*"
    )
    for line in ("DLNDLN-", "NDNDNDN", "LDLDLDD", "NNDDLLN"):
        agents = [make_agent("ana")]
        loose = rotating((line,), [on("ana", 1)], labour_rules=[make_law()], agents=agents)
        loose = replace(
            loose,
            contracts=tuple(
                replace(one, days_per_week=7, max_weekly_minutes=7 * 480) for one in loose.contracts
            ),
        )
        options = problem_of(loose).members[0].options
        tight = problem_of(replace(loose, labour_rules=(law,)))
        member = replace(tight.members[0], options=options, pinned=())
        ways = [
            [k for k, taken in enumerate(way) if taken]
            for way in product((False, True), repeat=len(options))
        ]
        most = max(len(way) for way in ways if is_legal(tight, member, way))
        assert most < len(options)
        assert len(standing(tight)) == most


SMALL = {"agents": [make_agent("ana"), make_agent("ben")], "starts": 1, "labour_rules": [LAW]}


@pytest.mark.parametrize("line", [1, 2])
def test_bounds_hold_and_the_best_is_found(line: int) -> None:
    """The optimum of the full model, in which ana has her line alone, lies between."""
    lines = ("DD-LL--", "--NN-DD")
    scenario = rotating(lines, [on("ana", line)], **SMALL)
    problem = problem_of(scenario, needed=1.4)
    best = best_objective(problem)
    free = best_objective(problem_of(replace(scenario, line_places=()), needed=1.4))
    assert best is not None
    assert free is not None
    options = replace(QUICK, time_limit_s=3.0)
    found = solve(scenario, WEEK, requirement(scenario, WEEK, {"phone-en": 1.4}), options)
    assert free < found.lower_bound <= best + 1e-6
    ana = problem.members[0].line
    assert ana is not None
    assert worked(found.assignments) == [(day, shift) for day, shift, _ in ana.pins]


def test_in_the_program_of_pools_lines_are_worked() -> None:
    scenario = rotating(("DD-LL--", "--NN-DD"), [on("ana", 1), on("ben", 2)], **SMALL)
    model = build_pooled(problem_of(scenario))
    matrix, lowers, _ = model.program.rows()
    of_lines = {*model.options[0], *model.options[1]}
    held = [
        row
        for row in (lowers >= 1).nonzero()[0]
        if of_lines >= set(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist())
    ]
    assert len(held) == 8


def test_weeks_in_turn_keep_to_lines_over_a_clock_change() -> None:
    """Dates without an option lie between those of a line, and a run of dates crosses weeks."""
    monday = date(2026, 10, 19)
    horizon = week_from(date(2026, 10, 21), weeks=2, timezone=MADRID)
    lines = ("-DDD-NN", "NN--LLL", "LL-DDD-")
    places = [on("ana", 1, monday), on("ben", 2, monday)]
    law = replace(LAW, max_consecutive_days=7, min_weekly_rest_minutes=1440)
    scenario = rotating(lines, places, labour_rules=[law])
    scenario = replace(
        scenario,
        contracts=tuple(
            replace(one, days_per_week=7, max_weekly_minutes=3360) for one in scenario.contracts
        ),
    )
    problem = problem_of(scenario, horizon)
    rows, notes = planned(scenario, horizon)
    assert [note for note in notes if "falls out" in note] == []
    for member, count in zip(problem.members[:2], (11, 9), strict=True):
        own = rows[rows["agent_id"] == member.agent.agent_id]
        found = [(row.local_date, row.shift, row.start_local.hour * 60) for row in own.itertuples()]
        assert member.line is not None
        assert found == list(member.line.pins)
        assert len(found) == count


def test_a_run_from_before_ends_on_a_date_off() -> None:
    """Dates on which her line has no work are dates too."""
    history = [
        make_assignment("ana", f"2026-11-{day} 07:00", local_date=date(2026, 11, day))
        for day in range(26, 30)
    ]
    scenario = rotating(("DD--DDD",), [on("ana", 1)], labour_rules=[LAW], history=history)
    rows, notes = planned(scenario)
    assert (rows["agent_id"] == "ana").sum() == 5
    assert not any("falls out" in note for note in notes)


def test_what_falls_out_is_settled_for_all_weeks_together() -> None:
    """A night less in the first week spares two days of the second, which is planned later."""
    law = make_law(min_rest_after_nights_minutes=60 * 60)
    lines = ("-----NN", "DD-----")
    scenario = rotating(
        lines, [on("ana", 1)], labour_rules=[law], agents=[make_agent("ana")], starts=1
    )
    rows, notes = planned(scenario, week_from(weeks=2, timezone=MADRID))
    assert rows["shift"].tolist() == ["night", "day", "day"]
    assert len([note for note in notes if "night on 2026-12-06" in note]) == 1


@pytest.mark.parametrize(
    ("law", "wanted_from", "wanted_to"),
    [
        # Sunday's night ends on Monday at 06:00, two hours before her line begins.
        ({"min_rest_minutes": 660}, 6 * 24 + 22, 7 * 24 + 6),
        # A shift on Saturday would leave one day off.
        ({"min_days_off_in_row": 2}, 5 * 24 + 8, 5 * 24 + 16),
        # Sunday's late shift begins later than Monday's day shift.
        ({"forward_rotation": True}, 6 * 24 + 14, 6 * 24 + 22),
        # Four days of her line after five others would be nine.
        ({"max_consecutive_days": 6}, 2 * 24, 7 * 24),
    ],
)
def test_who_joins_a_line_later_is_free_to_begin_it(
    law: dict[str, Any], wanted_from: int, wanted_to: int
) -> None:
    """Her free week leaves room for what comes, however much she is wanted."""
    horizon = week_from(weeks=2, timezone=MADRID)
    joins = [on("ana", 1, MONDAY + timedelta(days=7))]
    wanted = np.zeros(len(horizon.slots))
    wanted[wanted_from:wanted_to] = 1.0
    scenario = rotating(
        ("DDDD---",), joins, labour_rules=[make_law(**law)], agents=[make_agent("ana")], starts=1
    )
    rows, notes = planned(scenario, horizon, wanted)
    assert not any("falls out" in note for note in notes)
    assert (rows["local_date"] >= date(2026, 12, 7)).sum() == 4


def test_a_later_weeks_rest_is_inside_it() -> None:
    """Off from Friday to Monday, she still has two days off in the second week."""
    away = [make_time_off("ana", "2026-12-04", "2026-12-07", "unpaid")]
    law = make_law(min_weekly_rest_minutes=56 * 60)
    scenario = rotating(
        ("D------",), [], labour_rules=[law], agents=[make_agent("ana")], time_off=away, starts=1
    )
    rows, _ = planned(scenario, week_from(weeks=2, timezone=MADRID), 5.0)
    assert (rows["local_date"] >= date(2026, 12, 7)).sum() == 5


def test_frozen_shifts_go_before_the_line() -> None:
    scenario = rotating(("DDD----",), [on("ana", 1)], labour_rules=[LAW])
    shift = next(one for one in scenario.shifts if one.name == "late")
    was = make_assignment("ana", "2026-11-30 14:00", local_date=MONDAY, shift=shift)
    published = Published(assignments=(was,), frozen_until=WEEK.start + timedelta(hours=24))
    frozen = replace(scenario, published=published)
    # The late shift ends at 23:00, too late for Tuesday's.
    assert standing(problem_of(frozen)) == ["WedD"]
    rows, notes = planned(frozen)
    assert rows.loc[rows["agent_id"] == "ana", "shift"].tolist() == ["late", "day"]
    assert any("the published roster is frozen" in note for note in notes)


def test_a_week_off_needs_nothing() -> None:
    away = [make_time_off("ana", "2026-11-30", "2026-12-07")]
    scenario = rotating(("DDD----",), [on("ana", 1)], time_off=away)
    rows, _ = planned(scenario)
    assert "ana" not in set(rows["agent_id"])


def test_least_hours_that_a_line_does_not_reach_are_a_conflict() -> None:
    contract = make_contract(shifts=("day", "late", "night"), min_weekly_minutes=2400)
    scenario = rotating(("DDD----",), [on("ana", 1)], contracts=[contract])
    with pytest.raises(ConflictError) as raised:
        planned(scenario)
    text = str(raised.value)
    assert "at least 40 h a week" in text
    assert "no other shifts than those of line 1 of r" in text
    assert "taking the agent off the line" in text
    assert raised.value.conflicts[0].agent_id == "ana"
    assert len(raised.value.conflicts[0].demands) == 2
