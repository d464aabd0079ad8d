"""A finished plan read back from its result folder, and any roster judged as that plan was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pandas as pd

from planner.clock import Horizon, to_local
from planner.domain import Assignment
from planner.errors import DataError, Fault
from planner.files import read_forecast, read_published, read_requirement, read_result_folder
from planner.pipeline import Plan, audited, judge
from planner.roster.assign import assign
from planner.roster.plan import Plan as Weeks
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.roster.solution_rows import (
    as_assignments,
    as_plan,
    duty_table,
    past_presence,
    vendor_use,
)
from planner.roster.solve import Solution, SolveOptions
from planner.scenario import Scenario

__all__ = ["PlanAtHand", "judged", "read_plan_at_hand"]

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanAtHand:
    """A team, the weeks planned, what they needed, and who works what.

    ``requirement`` and ``forecast`` have the columns of their files; ``weeks`` is
    ``assignments`` in the numbers of ``problem``.
    """

    scenario: Scenario
    horizon: Horizon
    requirement: pd.DataFrame
    forecast: pd.DataFrame | None
    assignments: tuple[Assignment, ...]
    problem: Problem
    weeks: Weeks
    notices: tuple[str, ...] = ()


def read_plan_at_hand(scenario: Scenario, out: Path) -> PlanAtHand:
    """Read a result folder as a plan about which questions may be asked.

    Parameters
    ----------
    scenario
        The team that it was planned for.
    out
        With ``roster.csv``, ``activities.csv``, ``requirement.csv`` and ``summary.json``;
        ``forecast.csv`` tells what bots cost.

    Raises
    ------
    DataError
        With every fault: files missing or of other weeks, cells that cannot be read, shifts that
        the team's agents cannot work.
    """
    found = read_result_folder(out)
    if found.start_date is None or found.weeks is None:
        expected = "a summary.json that tells of the plan's weeks"
        raise DataError([Fault(file=str(out), expected=expected, got="none")])
    if found.requirement is None:
        file = str(out / "requirement.csv")
        raise DataError([Fault(file=file, expected="a file that can be read", got="none")])
    plain = replace(scenario, published=None)
    horizon = plain.horizon(found.start_date, found.weeks)
    requirement = read_requirement(out / "requirement.csv", plain, horizon)
    forecast = None
    if found.forecast is not None:
        forecast = read_forecast(out / "forecast.csv", plain, horizon)
    published = read_published(out, plain, horizon)
    problem = prepare(plain, horizon, requirement)
    assignments = published.published.assignments
    _can_be_worked(problem, horizon, assignments)
    plan = as_plan(problem, horizon, assignments)
    return PlanAtHand(
        scenario=plain,
        horizon=horizon,
        requirement=requirement,
        forecast=forecast,
        assignments=assignments,
        problem=problem,
        weeks={index: plan.get(index, ()) for index in range(len(problem.members))},
        notices=published.notices,
    )


def _can_be_worked(problem: Problem, horizon: Horizon, assignments: Sequence[Assignment]) -> None:
    """Raise a fault for every shift that is none of its agent's options."""
    members = {member.agent.agent_id: member for member in problem.members}
    faults = []
    for row in assignments:
        member = members[row.agent_id]
        start = (row.start - horizon.start) // ONE_MINUTE
        breaks = [(pause.start - row.start) // ONE_MINUTE for pause in row.activities]
        ways = [
            option.offsets
            for option in member.options
            if option.duty.start_minute == start and option.duty.shift == row.shift
        ]
        fits = any(
            len(way) == len(breaks)
            and all(at in allowed for at, allowed in zip(breaks, way, strict=True))
            for way in ways
        )
        if not fits:
            wall = to_local(row.start, member.agent.timezone)
            what = f"{row.shift} on {row.local_date} from {wall:%H:%M}"
            names = ", ".join(member.contract.shifts)
            expected = (
                f"a shift that {row.agent_id} may work ({names}), at a start and with breaks "
                "as plan.toml has them"
            )
            got = f"{what}{'' if not ways else ' with other breaks'}"
            faults.append(Fault(file="roster.csv", column="start", expected=expected, got=got))
    if faults:
        raise DataError(faults)


def judged(at_hand: PlanAtHand, weeks: Weeks) -> Plan:
    """A roster of the plan's team with everything that follows from it, audited.

    It has no lower bound to speak of: that of the fixed cost.

    Parameters
    ----------
    at_hand
        The plan; its team, weeks and requirement hold.
    weeks
        Who works what, in the numbers of its problem.
    """
    scenario, horizon, problem = at_hand.scenario, at_hand.horizon, at_hand.problem
    assigned = assign(problem, weeks, past_presence(scenario, horizon))
    solution = Solution(
        assignments=tuple(as_assignments(problem, horizon, weeks)),
        vendor_use=vendor_use(problem, horizon, assigned),
        duty=duty_table(problem, horizon, assigned),
        lower_bound=0.0,
        stopped=False,
        wall_seconds={},
    )
    options = SolveOptions()
    tables, summary = judge(
        scenario, horizon, at_hand.requirement, at_hand.forecast, solution, options
    )
    report = audited(scenario, horizon, tables, summary)
    done = replace(summary, violations=len(report.violations))
    return Plan(tables=tables, summary=done, report=report)
