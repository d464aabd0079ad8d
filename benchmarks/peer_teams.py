"""The sample's formulation on teams of ours, its rosters costed and audited as ours are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from peer_cases import Team
from peer_formulation import OFF, Answer, Formulation, Range
from peer_rosters import OR_TOOLS, SUNROTA, Outcome

from planner import pipeline
from planner.domain import Assignment
from planner.pipeline import SolveOptions
from planner.roster.assign import assign
from planner.roster.prepare import prepare
from planner.roster.problem import Member, Option, Problem
from planner.roster.solution_rows import as_plan, duty_table, vendor_use
from planner.roster.solve import Solution
from planner.rules.choices import Duty

__all__ = ["TeamModel", "audited_rows", "team_by_peer", "team_by_us"]

WEEK = 7
MILLI, CENTS = 1000, 100
MANY = 10**6
NIGHT_MINUTES, SLOT_MINUTES = 180, 60
Kind = tuple[str, int]  # a shift and its start on the wall


def team_by_us(team: Team, limit_s: float) -> Outcome:
    """A team by our engine, as ``sunrota roster`` does it."""
    options = SolveOptions(time_limit_s=limit_s, workers=2)
    plan = pipeline.plan_week(team.scenario, team.horizon, team.requirement, options=options)
    summary = plan.summary
    return Outcome(
        solver=SUNROTA,
        objective=summary.objective_cents / CENTS,
        bound=summary.lower_bound_cents / CENTS,
        proven=summary.status == "OPTIMAL",
        seconds=sum(
            spent for part, spent in summary.wall_seconds.items() if part != "roster.bound"
        ),
        faults=summary.violations,
    )


def team_by_peer(team: Team, limit_s: float) -> Outcome:
    """The same by the formulation; its roster is costed and audited as ours are."""
    model = TeamModel(team)
    answer = model.made.solve(limit_s)
    objective, faults = None, None
    if answer.rows is not None:
        objective, faults = audited_rows(team, model.assignments(answer))
    return Outcome(
        solver=OR_TOOLS,
        objective=objective,
        bound=answer.bound / CENTS,
        proven=answer.proven,
        seconds=answer.seconds,
        faults=faults,
    )


class TeamModel:
    """A team by the formulation, costs in cents.

    What a shift on a date pays and when it is present are data to both: they are taken from where
    our engine takes them. Nothing else is.
    """

    def __init__(self, team: Team) -> None:
        self.team = team
        self.problem: Problem = prepare(team.scenario, team.horizon, team.requirement)
        start = team.horizon.start_date
        self.dates = [start + timedelta(days=day) for day in range(WEEK)]
        members = self.problem.members
        kinds = {_kind(option) for member in members for option in member.options}
        self.number = {kind: at for at, kind in enumerate(sorted(kinds), start=1)}
        self.options: dict[tuple[int, int, int], Option] = {
            (who, self.dates.index(option.duty.local_date), self.number[_kind(option)]): option
            for who, member in enumerate(members)
            for option in member.options
        }
        self.spans: dict[tuple[int, int], Duty] = {
            (day, kind): option.duty for (_, day, kind), option in self.options.items()
        }
        self.made = Formulation(len(members), WEEK, len(kinds))
        for who, member in enumerate(members):
            self._add_pay(who, member)
            self._add_rules(who, member)
            self._add_wishes(who, member)
        self._add_cover()

    def _add_pay(self, who: int, member: Member) -> None:
        for day in self.made.days:
            for kind in self.number.values():
                option = self.options.get((who, day, kind))
                if option is None or (
                    option.duty.night_window_minutes >= NIGHT_MINUTES and not member.agent.nights
                ):
                    self.made.forbid(who, day, kind)
                else:
                    self.made.add_cost(who, day, kind, option.row_cents)

    def _add_rules(self, who: int, member: Member) -> None:
        row = self.made.row(who, *self.number.values())
        self.made.runs(row, Range(most=member.law.max_consecutive_days or WEEK))
        self.made.total(row, Range(most=member.contract.days_per_week))
        for first in self.number.values():
            for second in self.number.values():
                rest = self.spans[1, second].start_minute - self.spans[0, first].end_minute
                if rest < member.law.min_rest_minutes:
                    self.made.follow(who, first, second, None)

    def _add_wishes(self, who: int, member: Member) -> None:
        for date_, wish, price in member.wishes:
            day, cents = self.dates.index(date_), round(price * CENTS)
            granted = [at for (name, _), at in self.number.items() if name == wish]
            self.made.costs.append(cents)
            for kind in [OFF] if wish == "off" else granted:
                self.made.add_cost(who, day, kind, -cents)

    def _add_cover(self) -> None:
        """Heads short by the thousandth, which is as exact as the requirement is."""
        heads: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
        net = round(self.problem.members[0].net * MILLI)
        for place, duty in self.spans.items():
            for slot in range(duty.start_minute // SLOT_MINUTES, duty.end_minute // SLOT_MINUTES):
                heads[slot][place] = net
        price = int(self.team.scenario.weights.shortfall_per_agent_hour * CENTS / MILLI)
        for slot, asked in enumerate(self.team.requirement["required"]):
            wanted = round(asked * MILLI)
            self.made.cover(heads[slot], Range(most=MANY, soft_least=wanted, under=price))

    def assignments(self, answer: Answer) -> list[Assignment]:
        """The answer's roster as rows."""
        return [
            _assignment(
                self.team,
                self.problem.members[who].agent.agent_id,
                self.options[who, day, kind],
            )
            for who, row in enumerate(answer.rows or ())
            for day, kind in enumerate(row)
            if kind != OFF
        ]


def _kind(option: Option) -> Kind:
    return option.duty.shift, option.duty.start_wall_minute


def _assignment(team: Team, agent_id: str, option: Option) -> Assignment:
    begin = team.horizon.start + timedelta(minutes=option.duty.start_minute)
    return Assignment(
        agent_id=agent_id,
        local_date=option.duty.local_date,
        shift=option.duty.shift,
        start=begin,
        end=begin + timedelta(minutes=option.template.length_minutes),
        activities=(),
    )


def audited_rows(team: Team, rows: Sequence[Assignment]) -> tuple[float, int]:
    """A roster's objective in currency and how many violations the audit finds."""
    scenario, horizon = team.scenario, team.horizon
    problem = prepare(scenario, horizon, team.requirement)
    assigned = assign(problem, as_plan(problem, horizon, rows))
    solution = Solution(
        assignments=tuple(rows),
        vendor_use=vendor_use(problem, horizon, assigned),
        duty=duty_table(problem, horizon, assigned),
        lower_bound=0.0,
        stopped=False,
        wall_seconds={},
    )
    tables, summary = pipeline.judge(
        scenario, horizon, team.requirement, None, solution, SolveOptions()
    )
    report = pipeline.audited(scenario, horizon, tables, summary)
    return summary.objective_cents / CENTS, len(report.violations)
