"""The audit from end to end: rows, rules, pay, cover, cost, summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.audit.activities import activity_violations, missing_cents
from planner.audit.breaks import break_violations
from planner.audit.changes import changes_cents, frozen_violations
from planner.audit.costs import (
    AuditedCost,
    audited_cost,
)
from planner.audit.coverage import AuditedCover, audit_cover
from planner.audit.horizon import audited_weeks
from planner.audit.integrity import integrity_violations
from planner.audit.lines import audit_lines
from planner.audit.owed import (
    Owed,
    owed_for_bots,
    owed_to_agents,
    owed_to_vendors,
    unknown_for_bots,
    volume_before_bots,
)
from planner.audit.pay import RowEarnings, cents_of, earnings_of, pay_violations, week_earnings
from planner.audit.penalties import (
    PenaltyCents,
    cover_hours,
    fairness_cents,
    hours_cents,
    missing_head_hours,
    wishes_cents,
)
from planner.audit.records import rule_violations
from planner.audit.report import AuditReport
from planner.audit.rows import Roster, place_rows
from planner.audit.summary import Figures, summary_violations, tells_of_changes
from planner.audit.supply import Supply, supply_of
from planner.audit.tables import Lines, RosterTables, read_lines
from planner.audit.timeline import Timeline
from planner.audit.together import AuditedTogether, audit_together
from planner.domain import Violation
from planner.scenario import Scenario

SHOWN_PER_RULE = 50
UNJUDGED = (
    "the plan changes a published roster, which is not at hand (--published): what changes weigh, "
    "and the objective with it, is taken as written"
)


def audit_roster(
    scenario: Scenario,
    tables: RosterTables,
    *,
    start_date: date | None = None,
    weeks: int | None = None,
) -> AuditReport:
    """Judge a roster from its rows: integrity, rules, pay, cover, cost and summary.

    Shares nothing with the solver, the clock or the costing. Any roster will do, also one
    written by hand: what is missing is recomputed, or a note says that it was not judged.

    Parameters
    ----------
    scenario
        The team whose roster it is.
    tables
        The result folder's tables; all but ``roster`` may be missing.
    start_date, weeks
        First local date of the reporting zone and number of weeks; taken from the summary, or
        inferred from the tables, where they are not given.

    Returns
    -------
    AuditReport
        Violations, notes and recomputed figures.

    Raises
    ------
    DataError
        Columns that are missing and cells that cannot be read, all of them.
    """
    lines = read_lines(tables)
    span = audited_weeks(scenario, tables, lines, start_date, weeks)
    timeline = span.timeline
    placed = place_rows(scenario, timeline, lines)
    roster = placed.roster
    earnings = [earnings_of(row) for row in roster.planned]
    supply = supply_of(scenario, timeline, roster)
    covered = audit_cover(scenario, timeline, lines, supply)
    unjudged = scenario.published is None and tells_of_changes(tables.summary)
    on_lines = audit_lines(scenario, timeline, roster, freeze_unknown=unjudged)
    costed = _audit_cost(scenario, timeline, lines, roster, earnings, covered)
    together = audit_together(scenario, timeline, supply, lines.presence)
    figures = _figures(
        scenario, timeline, lines, roster, earnings, supply, covered, costed.cost, together
    )
    found = [
        *placed.violations,
        *integrity_violations(scenario, roster),
        *break_violations(roster, lines.activities),
        *activity_violations(scenario, roster, lines.activities),
        *rule_violations(scenario, timeline, roster),
        *frozen_violations(scenario, timeline, roster),
        *on_lines.violations,
        *pay_violations(earnings),
        *covered.violations,
        *together.violations,
        *costed.cost.violations,
    ]
    if tables.summary is not None:
        team, intervals = len(scenario.agents), timeline.slots
        found += summary_violations(tables.summary, figures, agents=team, intervals=intervals)
    cover, demand = covered.cover, covered.demand
    return AuditReport(
        start_date=timeline.start_date,
        weeks=timeline.weeks,
        violations=tuple(_first_of_each(found)),
        notes=(
            *span.notes,
            *placed.notes,
            *on_lines.notes,
            *covered.notes,
            *costed.notes,
            *([UNJUDGED] if unjudged else []),
        ),
        figures=figures,
        cover=None if cover is None or demand is None else cover.table(scenario, timeline, demand),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _NotedCost:
    cost: AuditedCost
    notes: tuple[str, ...]


def _audit_cost(
    scenario: Scenario,
    timeline: Timeline,
    lines: Lines,
    roster: Roster,
    earnings: Sequence[RowEarnings],
    covered: AuditedCover,
) -> _NotedCost:
    demand = covered.demand
    contacts_known = demand is not None and demand.contacts is not None
    owed: list[Owed] = [
        *owed_to_agents(week_earnings(scenario, timeline, roster, earnings)),
        *owed_to_vendors(
            scenario,
            timeline,
            covered.bought,
            hours_known=lines.cover is not None,
            contacts_known=contacts_known,
        ),
    ]
    volume = volume_before_bots(scenario, timeline, lines.forecast, demand)
    if volume is None:
        owed += unknown_for_bots(scenario, timeline)
    else:
        owed += owed_for_bots(scenario, timeline, volume)
    notes = []
    if scenario.bots and volume is None:
        notes.append("nothing tells how many contacts the bots met: their cost is not judged")
    elif scenario.bots and lines.forecast is None:
        notes.append("no forecast.csv: what bots resolved is told from the contacts they left")
    return _NotedCost(cost=audited_cost(owed, lines.cost), notes=tuple(notes))


def _figures(
    scenario: Scenario,
    timeline: Timeline,
    lines: Lines,
    roster: Roster,
    earnings: Sequence[RowEarnings],
    supply: Supply,
    covered: AuditedCover,
    cost: AuditedCost,
    together: AuditedTogether,
) -> Figures:
    hours, missing = None, None
    if covered.demand is not None and covered.cover is not None:
        hours = cover_hours(timeline, covered.demand, covered.cover)
        missing = missing_head_hours(timeline, covered.demand, supply, covered.cover)
    return Figures(
        cost_cents=cost.cents,
        penalty_cents=PenaltyCents(
            shortfall=None if hours is None else hours_cents(scenario, hours.shortfall),
            minimum_agents=None if missing is None else hours_cents(scenario, missing),
            wishes=wishes_cents(scenario, timeline, roster),
            fairness=fairness_cents(scenario, timeline, roster, earnings),
            together=together.cents,
            changes=changes_cents(scenario, timeline, roster),
            activities=missing_cents(scenario, timeline, roster, lines.activities),
        ),
        fixed_cost_cents=timeline.weeks * _contract_cents(scenario) + cost.cents.bot,
        hours=hours,
        missing_head_hours=missing,
    )


def _contract_cents(scenario: Scenario) -> int:
    """Salaried contract pay of a week: what is paid whoever is rostered when."""
    contracts = [(agent, scenario.contract_of(agent)) for agent in scenario.agents]
    return sum(
        cents_of(agent.wage_per_hour * contract.weekly_minutes / 60)
        for agent, contract in contracts
        if not contract.hourly
    )


def _first_of_each(violations: Iterable[Violation]) -> Iterator[Violation]:
    """The first fifty of each rule, then how many more: a wrong file is wrong in every row."""
    seen: dict[str, int] = {}
    for violation in violations:
        seen[violation.rule] = seen.get(violation.rule, 0) + 1
        if seen[violation.rule] <= SHOWN_PER_RULE:
            yield violation
    for rule, count in seen.items():
        if count > SHOWN_PER_RULE:
            yield Violation(
                rule=rule,
                agent_id="",
                local_date=None,
                expected="none",
                found=f"{count - SHOWN_PER_RULE} more of this rule",
            )
