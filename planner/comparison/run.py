"""Ways to staff side by side: each rostered, costed, bounded and audited on its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from pathlib import Path

import pandas as pd

from planner.audit import AuditReport
from planner.clock import Horizon
from planner.comparison.tables import costs_table, hours_table, scenarios_book, scenarios_table
from planner.errors import AuditError
from planner.files import write_results
from planner.files.sheets import SCENARIOS_BOOK
from planner.pipeline import Timer, audited, judge, require_agents
from planner.roster.employment import Employment
from planner.roster.solve import Progress, Solution, SolveOptions, Stop, solve
from planner.scenario import Scenario
from planner.sourcing import SourcingSettings, Way, seat_cents_per_week, ways_to_staff
from planner.sourcing.ways import MIX
from planner.staffing.bots import bot_resolutions
from planner.staffing.opening import OpenTime
from planner.summary import Summary

__all__ = ["Comparison", "Costed", "compare_sourcing", "write_comparison"]

LEAST_S = 1.0  # for a way, however many there are


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Costed:
    """A way to staff, rostered and judged.

    ``scenario`` is the team of those who are employed and of the vendors who are paid, under which
    the roster passes the audit; ``tables`` and ``summary`` are its plan's, without software.
    ``lower_bound_cents`` bounds cost, software and the price of shortfall, whoever is employed.
    """

    way: Way
    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    summary: Summary
    report: AuditReport
    resolved: pd.DataFrame
    software_cents: int
    lower_bound_cents: int

    @property
    def total_cents(self) -> int:
        """What is paid: the plan's cost and software."""
        return self.summary.total_cost_cents + self.software_cents

    @property
    def objective_cents(self) -> int:
        """What is paid, and the price of what stays uncovered."""
        return self.summary.objective_cents + self.software_cents


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """All ways that were finished, in order; ``stopped`` where some were not begun."""

    horizon: Horizon
    currency: str
    contacts: float
    costed: tuple[Costed, ...]
    notices: tuple[str, ...]
    stopped: bool

    def tables(self) -> dict[str, pd.DataFrame]:
        """By file name, as they are written."""
        return {
            "scenarios.csv": scenarios_table(self.costed, self.contacts),
            "scenario_costs.csv": costs_table(self.costed, self.horizon.weeks),
            "scenario_hours.csv": hours_table(self.costed),
        }


def compare_sourcing(
    scenario: Scenario,
    horizon: Horizon,
    forecast: pd.DataFrame,
    *,
    options: SolveOptions | None = None,
    settings: SourcingSettings | None = None,
    only: Collection[str] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Stop | None = None,
    timed: Timer | None = None,
) -> Comparison:
    """Roster every way to staff the same forecast, or some, at the same targets.

    Parameters
    ----------
    scenario, horizon
        The team as it is, and the weeks to compare.
    forecast
        Columns of ``forecast.csv``.
    options
        ``time_limit_s`` is for all ways together.
    settings
        What is varied.
    only
        Names of the ways to compare; all where None.
    on_progress, stop
        As of a solve; a stop gives the ways that are finished.
    timed
        Times each way by its name.

    Raises
    ------
    ValueError
        A name that no way has.
    ConflictError
        Pins, time off and rules of an agent cannot stand together.
    AuditError
        The audit refuses a roster, which is a fault of the program.
    """
    limits, stop = options or SolveOptions(time_limit_s=180.0), stop or Stop()
    timed = timed or (lambda name: nullcontext())
    ways = _chosen(ways_to_staff(scenario, horizon, settings or SourcingSettings()), only)
    run = _Run(horizon, forecast, limits, on_progress, stop)
    done: list[Costed] = []
    for place, way in enumerate(ways):
        if stop():
            break
        with timed(way.name):
            found = run.cost(way, _seconds(run.deadline, ways[place:]))
        if not stop():
            done.append(found)
    totals = forecast[forecast["customer_timezone"] == "*"]
    return Comparison(
        horizon=horizon,
        currency=scenario.currency,
        contacts=float(totals["mean"].sum()),
        costed=_consistent(done),
        notices=tuple(dict.fromkeys(notice for way in ways for notice in way.notices)),
        stopped=stop(),
    )


def _chosen(ways: tuple[Way, ...], only: Collection[str] | None) -> tuple[Way, ...]:
    if only is None:
        return ways
    unknown = sorted(set(only) - {way.name for way in ways})
    if unknown:
        names = ", ".join(way.name for way in ways)
        raise ValueError(f"Expected ways out of {names}; got {', '.join(unknown)}.")
    return tuple(way for way in ways if way.name in only)


def _seconds(deadline: float, left: Iterable[Way]) -> float:
    """Seconds for the first of the ways left: those without agents take next to none."""
    staffed = sum(1 for way in left if way.scenario.agents)
    return max(LEAST_S, (deadline - time.monotonic()) / max(1, staffed))


class _Run:
    def __init__(
        self,
        horizon: Horizon,
        forecast: pd.DataFrame,
        options: SolveOptions,
        on_progress: Callable[[Progress], None] | None,
        stop: Stop,
    ) -> None:
        self.horizon, self.forecast, self.options = horizon, forecast, options
        self.on_progress, self.stop = on_progress, stop
        self.began = time.monotonic()
        self.deadline = self.began + options.time_limit_s

    def cost(self, way: Way, seconds: float) -> Costed:
        """Roster a way; where a vendor's least hours are not reached, without that vendor too."""
        first = self._solved(way, way.scenario, seconds / 2 if _committed(way) else seconds)
        idle = _below_least(first)
        if not idle or self.stop():
            return first
        fewer = tuple(vendor for vendor in way.scenario.vendors if vendor.name not in idle)
        again = self._solved(way, replace(way.scenario, vendors=fewer), seconds / 2)
        best = min((first, again), key=lambda costed: costed.objective_cents)
        return replace(best, lower_bound_cents=first.lower_bound_cents)

    def _solved(self, way: Way, scenario: Scenario, seconds: float) -> Costed:
        seat = seat_cents_per_week(scenario)
        requirement = require_agents(scenario, self.horizon, self.forecast)
        requirement = _answered_by_contact(scenario, self.horizon, requirement)
        # What is owed in any case is a matter of signing or not, which is decided by the use.
        free = tuple(replace(vendor, min_hours_per_week=Fraction(0)) for vendor in scenario.vendors)
        solution = solve(
            replace(scenario, vendors=free),
            self.horizon,
            requirement,
            replace(self.options, time_limit_s=seconds),
            employment=Employment(seat_per_week=Fraction(seat, 100)),
            on_progress=None if self.on_progress is None else self._teller(way),
            stop=self.stop,
        )
        return self._judged(way, scenario, requirement, solution, seat)

    def _teller(self, way: Way) -> Callable[[Progress], None]:
        def tell(progress: Progress) -> None:
            if self.on_progress is not None:
                spent = time.monotonic() - self.began
                self.on_progress(replace(progress, step=way.name, seconds=spent))

        return tell

    def _judged(
        self,
        way: Way,
        scenario: Scenario,
        requirement: pd.DataFrame,
        solution: Solution,
        seat_cents: int,
    ) -> Costed:
        taken = _of_the_paid(scenario, solution)
        seats = len(taken.agents) * self.horizon.weeks * seat_cents
        # The bound holds whoever is employed; of those who are, less what their seats cost.
        own = replace(solution, lower_bound=max(0.0, solution.lower_bound - seats / 100))
        tables, summary = judge(taken, self.horizon, requirement, self.forecast, own, self.options)
        report = audited(taken, self.horizon, tables, summary)
        if not report.passed:
            first = str(report.violations[0])
            raise AuditError(f"{way.name}: the audit refuses this roster ({first})")
        bots = summary.cost_cents["bot"]
        return Costed(
            way=way,
            scenario=taken,
            tables=tables,
            summary=replace(summary, violations=0),
            report=report,
            resolved=bot_resolutions(
                self.forecast, queues=taken.queues, bots=taken.bots, horizon=self.horizon
            ),
            software_cents=seats,
            lower_bound_cents=max(0, floor(solution.lower_bound * 100) - 1 + bots),
        )


def _committed(way: Way) -> bool:
    return any(vendor.min_hours_per_week for vendor in way.scenario.vendors)


def _below_least(found: Costed) -> frozenset[str]:
    """Vendors who are paid for more hours than they work."""
    cost = found.tables["cost.csv"]
    paid = cost[cost["item"] == "vendor"].groupby("agent_or_vendor")["quantity"].sum()
    weeks = found.summary.weeks
    return frozenset(
        vendor.name
        for vendor in found.scenario.vendors
        if vendor.min_hours_per_week
        and float(paid.get(vendor.name, 0.0)) <= float(vendor.min_hours_per_week) * weeks
    )


def _of_the_paid(scenario: Scenario, solution: Solution) -> Scenario:
    """The team less the agents who never work and the vendors of whom nothing is bought."""
    working = {row.agent_id for row in solution.assignments}
    bought = {use.vendor for use in solution.vendor_use}
    return replace(
        scenario,
        agents=tuple(agent for agent in scenario.agents if agent.agent_id in working),
        vendors=tuple(vendor for vendor in scenario.vendors if vendor.name in bought),
        history=tuple(row for row in scenario.history if row.agent_id in working),
        pins=tuple(pin for pin in scenario.pins if pin.agent_id in working),
        time_off=tuple(absence for absence in scenario.time_off if absence.agent_id in working),
        availability=tuple(span for span in scenario.availability if span.agent_id in working),
    )


def _answered_by_contact(
    scenario: Scenario, horizon: Horizon, requirement: pd.DataFrame
) -> pd.DataFrame:
    """The requirement without least numbers of heads where a vendor by the contact is open.

    Who is paid by the contact stands ready for the next one, whoever else is there.
    """
    least = requirement["minimum_agents"].copy()
    start = pd.Timestamp(horizon.start)
    step = pd.Timedelta(minutes=horizon.interval_minutes)
    slot = ((requirement["interval_start"] - start) // step).to_numpy()
    for vendor in scenario.vendors:
        if vendor.price_per_contact is None:
            continue
        is_open = OpenTime.of(vendor.open_hours, horizon).slot_is_open
        if vendor.within:
            within = [OpenTime.of(hours, horizon).slot_is_open for hours in vendor.within]
            is_open = is_open & pd.DataFrame(within).any(axis=0).to_numpy()
        least[requirement["queue"].isin(vendor.queues) & is_open[slot]] = 0
    return requirement.assign(minimum_agents=least)


def _consistent(done: Iterable[Costed]) -> tuple[Costed, ...]:
    """What one way proves of another: the mix may do all that the ways beside it do.

    So no mix costs more than they, and its bound is one of theirs.
    """
    by_name = {costed.way.name: costed for costed in done}
    for name, costed in list(by_name.items()):
        if not name.startswith(MIX):
            continue
        beside = [
            other for other in by_name.values() if other.way.with_bots == costed.way.with_bots
        ]
        best = min(beside, key=lambda other: other.objective_cents)
        if best.objective_cents < costed.objective_cents:
            bound = costed.lower_bound_cents
            by_name[name] = replace(best, way=costed.way, lower_bound_cents=bound)
        for other in beside:
            if other.way.name != name:
                bound = max(other.lower_bound_cents, costed.lower_bound_cents)
                by_name[other.way.name] = replace(other, lower_bound_cents=bound)
    return tuple(by_name.values())


def write_comparison(comparison: Comparison, out: Path) -> tuple[Path, ...]:
    """Write ``scenarios.csv``, what lies behind it, and a workbook; all or nothing.

    Raises
    ------
    ResultError
        Where the folder cannot be written.
    """
    tables = comparison.tables()
    book = scenarios_book(comparison.costed, tables, comparison.currency, comparison.notices)
    return write_results(out, tables, books={SCENARIOS_BOOK: book})
