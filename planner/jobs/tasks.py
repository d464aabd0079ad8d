"""What the kinds of jobs do: the flow of the pipeline, told step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner import pipeline
from planner.comparison import compare_sourcing, write_comparison
from planner.costing import bots_cents, fixed_cost_cents
from planner.files import check_out, read_team
from planner.jobs.journal import EventKind, Journal
from planner.jobs.request import JobKind, JobRequest
from planner.roster.solve import Status
from planner.sourcing import SourcingSettings
from planner.staffing.bots import bot_resolutions
from planner.workspace import Workspace, fingerprint

if TYPE_CHECKING:
    import pandas as pd

    from planner.clock import Horizon
    from planner.scenario import Scenario

__all__ = ["TASKS", "Ending"]

OTHER_TEAM = (
    "the team's files were changed while this was made: it is for the team as it was before"
)

Heed = Callable[[pipeline.Stop], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a job ended; amounts in the team's currency, of the result."""

    kind: EventKind
    message: str = ""
    result: Path | None = None
    objective: float | None = None
    lower_bound: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expected:
    """The team and what is forecast for it."""

    scenario: Scenario
    horizon: Horizon
    forecast: pd.DataFrame
    accuracy: pd.DataFrame


def _plan(workspace: Workspace, request: JobRequest, journal: Journal, heed: Heed) -> Ending:
    team = fingerprint(workspace.team)
    expected = _expected(workspace, request, journal, workspace.plan)
    scenario, horizon = expected.scenario, expected.horizon
    with journal.step("staff"):
        requirement = pipeline.require_agents(scenario, horizon, expected.forecast)
    stop = pipeline.Stop()
    heed(stop)
    made = pipeline.plan_week(
        scenario,
        horizon,
        requirement,
        forecast=expected.forecast,
        accuracy=expected.accuracy,
        options=request.options,
        on_progress=_Teller(journal, expected).tell,
        stop=stop,
        timed=journal.step,
        seconds=journal.seconds,
    )
    _notice(journal, (*made.notices, *made.report.notes))
    with journal.step("write"):
        written = pipeline.write_plan(made, workspace.plan)
    if fingerprint(workspace.team) != team:
        journal.notice(OTHER_TEAM)
    return _ending(made, written[0].parent)


def _compare(workspace: Workspace, request: JobRequest, journal: Journal, heed: Heed) -> Ending:
    team = fingerprint(workspace.team)
    expected = _expected(workspace, request, journal, workspace.comparison)
    settings = SourcingSettings(**request.compare)
    stop = pipeline.Stop()
    heed(stop)
    comparison = compare_sourcing(
        expected.scenario,
        expected.horizon,
        expected.forecast,
        options=request.options,
        settings=settings,
        on_progress=_Teller(journal, None).tell,
        stop=stop,
        timed=journal.step,
    )
    _notice(journal, comparison.notices)
    if not comparison.costed:
        return Ending(kind=EventKind.STOPPED, message="Stopped before any way was finished.")
    with journal.step("write"):
        write_comparison(comparison, workspace.comparison)
    if fingerprint(workspace.team) != team:
        journal.notice(OTHER_TEAM)
    if comparison.stopped:
        return Ending(
            kind=EventKind.STOPPED,
            message="Stopped early: the ways that were finished by then are kept.",
            result=workspace.comparison,
        )
    return Ending(kind=EventKind.DONE, result=workspace.comparison)


TASKS: Mapping[JobKind, Callable[[Workspace, JobRequest, Journal, Heed], Ending]] = {
    JobKind.PLAN: _plan,
    JobKind.COMPARE: _compare,
}


def _expected(workspace: Workspace, request: JobRequest, journal: Journal, out: Path) -> _Expected:
    with journal.step("read"):
        scenario = read_team(workspace.team)
        horizon = scenario.horizon(request.start, request.weeks)
    _notice(journal, scenario.notices)
    check_out(out)
    with journal.step("contacts"):
        log = pipeline.count_contacts(scenario, horizon, skip_bad_rows=request.skip_bad_rows)
    _notice(journal, log.notices)
    with journal.step("forecast"):
        forecast = pipeline.forecast_contacts(scenario, horizon, log)
    _notice(journal, forecast.notices)
    return _Expected(
        scenario=scenario, horizon=horizon, forecast=forecast.table, accuracy=forecast.accuracy
    )


def _notice(journal: Journal, notices: tuple[str, ...]) -> None:
    for notice in notices:
        journal.notice(notice)


def _ending(made: pipeline.Plan, out: Path) -> Ending:
    summary = made.summary
    kind, message = EventKind.DONE, ""
    if not made.report.passed:
        kind, message = EventKind.FAILED, _refusal(made)
    elif summary.status == Status.STOPPED:
        kind, message = EventKind.STOPPED, "Stopped early: the best plan found until then is kept."
    return Ending(
        kind=kind,
        message=message,
        result=out,
        objective=summary.objective_cents / 100,
        lower_bound=summary.lower_bound_cents / 100,
        gap=summary.gap,
    )


def _refusal(made: pipeline.Plan) -> str:
    # By rule alone: a violation's own words may tell what somebody earns.
    counts = ", ".join(f"{rule} {count}" for rule, count in made.report.count_by_rule)
    return (
        f"The audit refuses this plan ({counts}), which is a fault of sunrota's own. It is kept "
        "aside; the plan before it is as it was."
    )


class _Teller:
    """Passes on how a solve goes; of a plan, in the figures that its summary will show.

    A solve knows nothing of what bots cost, which no roster changes. Where weeks are rostered in
    turn, it tells the cost of a week and the bound of all: they are not to be compared.
    """

    def __init__(self, journal: Journal, planned: _Expected | None) -> None:
        self._journal = journal
        self._whole = planned is None or planned.horizon.weeks == 1
        self._bots = self._fixed = 0.0
        self._measured = self._whole and planned is not None
        if planned is not None:
            scenario, horizon = planned.scenario, planned.horizon
            resolved = bot_resolutions(
                planned.forecast, queues=scenario.queues, bots=scenario.bots, horizon=horizon
            )
            bots = bots_cents(scenario.bots, horizon, resolved)
            self._bots = bots / 100
            self._fixed = fixed_cost_cents(scenario, horizon.weeks, bots) / 100

    def tell(self, progress: pipeline.Progress) -> None:
        objective, bound = progress.objective, progress.lower_bound
        objective = None if objective is None or not self._whole else objective + self._bots
        bound = None if bound is None else max(self._fixed, bound + self._bots)
        self._journal.progress(
            progress.step,
            progress.seconds,
            objective=objective,
            lower_bound=bound,
            gap=self._gap(objective, bound),
        )

    def _gap(self, objective: float | None, bound: float | None) -> float | None:
        if objective is None or bound is None or not self._measured:
            return None
        decided = objective - self._fixed
        return max(0.0, objective - bound) / decided if decided > 0 else 0.0
