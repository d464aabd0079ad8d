"""Everything that a plan needs to know of a team, checked across references, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from planner.clock import Horizon
from planner.domain import (
    Agent,
    Assignment,
    AvailabilitySpan,
    Bot,
    Contract,
    CustomerZone,
    Event,
    LabourRules,
    LinePlace,
    LineShift,
    Pin,
    PlannedActivity,
    Queue,
    Shift,
    TimeOff,
    Vendor,
    Weights,
    Wish,
)
from planner.errors import DataError, Fault
from planner.published import Published
from planner.together import Handover, Mentoring, Presence

__all__ = ["Candidate", "Rotation", "Scenario", "SequenceBan", "check_horizon"]

MAX_WEEKS = 52
FIRST_YEAR = 2000
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceBan:
    """A shift that may not follow another: the next day, or with one day off between."""

    before: str
    after: str
    day_off_between: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """A cyclic roster that is asked for: ``lines`` weeks, each agent one line further.

    ``demand`` pairs a shift with its heads from Monday to Sunday; ``block`` pairs a shift with
    the least and greatest number of days in a row on it; ``work_block`` and ``off_block`` bound
    days of work and days off in a row. ``agents`` are those who may be laid on its lines, empty
    where any may whom it fits. ``row`` is the line of plan.toml where it stands.
    """

    name: str
    timezone: str
    lines: int
    demand: tuple[tuple[str, tuple[int, ...]], ...]
    block: tuple[tuple[str, tuple[int, int]], ...] = ()
    work_block: tuple[int, int] | None = None
    off_block: tuple[int, int] | None = None
    forbidden: tuple[SequenceBan, ...] = ()
    agents: tuple[str, ...] = ()
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A kind of agent who may be hired; ``wage_per_hour`` is in the team's currency, exact."""

    timezone: str
    country: str
    contract: str
    wage_per_hour: Fraction
    skills: frozenset[str]
    nights: bool = True
    max_headcount: int | None = None
    subdivision: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A team as its folder describes it, every reference known to hold.

    Wages and prices are already in ``currency``. ``history`` holds the shifts worked or published
    before, breaks at the earliest slot of their windows. ``offers`` are vendors who are not under
    contract: they are weighed where ways to staff are compared, and never planned with.
    ``seat_per_month`` is what software costs for an agent, None where nothing is said of it;
    ``dollar`` what one US dollar is worth, None where no rate is given: market prices are in
    dollars. ``published`` is the roster that a plan is to change as little as may be.
    ``line_shifts`` are the team's own rotation.csv, ``line_places`` its rotation_lines.csv;
    ``line_pins`` the shifts of agents' lines that stand, None until that is settled for the weeks
    that are planned. ``notices`` are sentences for a person:
    what was found odd, but no fault. Built by ``planner.files.read_team``; vary one with
    ``dataclasses.replace``.
    """

    name: str
    currency: str
    reporting_timezone: str
    interval_minutes: int
    contacts_timezone: str | None = None
    contacts_path: Path | None = None
    queues: tuple[Queue, ...]
    agents: tuple[Agent, ...]
    shifts: tuple[Shift, ...]
    contracts: tuple[Contract, ...]
    labour_rules: tuple[LabourRules, ...]
    vendors: tuple[Vendor, ...] = ()
    bots: tuple[Bot, ...] = ()
    offers: tuple[Vendor, ...] = ()
    seat_per_month: Fraction | None = None
    dollar: Fraction | None = None
    customer_zones: tuple[CustomerZone, ...] = ()
    activities: tuple[PlannedActivity, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    availability: tuple[AvailabilitySpan, ...] = ()
    wishes: tuple[Wish, ...] = ()
    pins: tuple[Pin, ...] = ()
    line_shifts: tuple[LineShift, ...] = ()
    line_places: tuple[LinePlace, ...] = ()
    line_pins: tuple[Pin, ...] | None = None
    history: tuple[Assignment, ...] = ()
    events: tuple[Event, ...] = ()
    presence: tuple[Presence, ...] = ()
    handovers: tuple[Handover, ...] = ()
    mentoring: tuple[Mentoring, ...] = ()
    weights: Weights = field(default_factory=Weights)
    published: Published | None = None
    shrinkage_default: Fraction = Fraction(0)
    shrinkage_regions: tuple[tuple[str, Fraction], ...] = ()
    notices: tuple[str, ...] = ()

    # Lookups by id are asked for once per agent and interval, so they are built once.
    _queue_by_name: Mapping[str, Queue] = field(init=False, repr=False, compare=False)
    _shift_by_name: Mapping[str, Shift] = field(init=False, repr=False, compare=False)
    _contract_by_name: Mapping[str, Contract] = field(init=False, repr=False, compare=False)
    _agent_by_id: Mapping[str, Agent] = field(init=False, repr=False, compare=False)
    _rules_by_country: Mapping[str, LabourRules] = field(init=False, repr=False, compare=False)
    _shrinkage_by_region: Mapping[str, Fraction] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the parts by their ids."""
        self._keep("_queue_by_name", {queue.name: queue for queue in self.queues})
        self._keep("_shift_by_name", {shift.name: shift for shift in self.shifts})
        self._keep("_contract_by_name", {contract.name: contract for contract in self.contracts})
        self._keep("_agent_by_id", {agent.agent_id: agent for agent in self.agents})
        self._keep("_rules_by_country", {rules.country: rules for rules in self.labour_rules})
        self._keep("_shrinkage_by_region", dict(self.shrinkage_regions))

    def _keep(self, name: str, index: Mapping[str, Any]) -> None:
        object.__setattr__(self, name, index)

    def queue(self, name: str) -> Queue:
        """Queue called ``name`` (KeyError where there is none)."""
        return self._queue_by_name[name]

    def shift(self, name: str) -> Shift:
        """Shift template called ``name`` (KeyError where there is none)."""
        return self._shift_by_name[name]

    def agent(self, agent_id: str) -> Agent:
        """Agent with that id (KeyError where there is none)."""
        return self._agent_by_id[agent_id]

    def contract_of(self, agent: Agent) -> Contract:
        """Contract that the agent works under."""
        return self._contract_by_name[agent.contract]

    def shifts_of(self, agent: Agent) -> tuple[Shift, ...]:
        """Templates that the agent's contract names, in its order."""
        return tuple(self._shift_by_name[name] for name in self.contract_of(agent).shifts)

    def rules_of(self, agent: Agent) -> LabourRules:
        """Labour rules that hold for the agent: subdivision before country before ``*``."""
        return self._rules_by_country[self._rules_key(agent.country, agent.subdivision)]

    def _rules_key(self, country: str, subdivision: str) -> str:
        keys = (f"{country}-{subdivision}", country, "*")
        return next(key for key in keys if key in self._rules_by_country)

    def net_factor(self, agent: Agent) -> Fraction:
        """Share of the agent's presence that serves contacts: 1 - shrinkage of her region."""
        return 1 - self._shrinkage_by_region.get(agent.region, self.shrinkage_default)

    def eligible_queues(self, agent: Agent) -> tuple[Queue, ...]:
        """Queues whose skills the agent has, in file order."""
        return tuple(queue for queue in self.queues if queue.skills <= agent.skills)

    def horizon(self, start_date: date, weeks: int) -> Horizon:
        """Plan of ``weeks`` weeks from a local date of the reporting zone, checked."""
        horizon = Horizon(
            start_date=start_date,
            weeks=weeks,
            timezone=self.reporting_timezone,
            interval_minutes=self.interval_minutes,
        )
        check_horizon(self, horizon)
        return horizon


def check_horizon(scenario: Scenario, horizon: Horizon) -> None:
    """Refuse a horizon that cannot be planned.

    Raises
    ------
    DataError
        Weeks outside 1 to 52, a start outside the years 2000 to 2100, or a week that begins off
        the grid of intervals (a reporting zone at an odd offset from UTC).
    """
    faults = []
    if not 1 <= horizon.weeks <= MAX_WEEKS:
        faults.append(_asked("--weeks", f"1 to {MAX_WEEKS} weeks", str(horizon.weeks)))
    if not FIRST_YEAR <= horizon.start_date.year <= LAST_YEAR:
        faults.append(
            _asked(
                "--start",
                f"a date of the years {FIRST_YEAR} to {LAST_YEAR}",
                horizon.start_date.isoformat(),
            )
        )
    if not faults and not horizon.on_grid:
        faults.append(
            Fault(
                file="plan.toml",
                column="team.reporting_timezone",
                expected=f"weeks that begin on a {scenario.interval_minutes}-minute mark of UTC "
                f"(15-minute intervals fit every present-day zone)",
                got=f"a week of {horizon.timezone} that begins at {_first_off_grid(horizon)} UTC",
            )
        )
    if faults:
        raise DataError(faults)


def _asked(option: str, expected: str, got: str) -> Fault:
    return Fault(file="command line", column=option, expected=expected, got=got)


def _first_off_grid(horizon: Horizon) -> str:
    return next(
        f"{bound:%Y-%m-%d %H:%M}"
        for bound in horizon.week_bounds
        if (bound.hour * 60 + bound.minute) % horizon.interval_minutes
    )
