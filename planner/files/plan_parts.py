"""Everything that plan.toml says, as the nouns of the domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from planner import public_holidays
from planner.domain import (
    Agent,
    Bot,
    Contract,
    CustomerZone,
    LabourRules,
    PlannedActivity,
    Queue,
    Shift,
    Vendor,
    Weights,
)
from planner.files import plan_activities, plan_places, plan_rules, plan_team, plan_work
from planner.files.agents_csv import Roll, read_agents, skill_notices
from planner.files.csv_file import Table
from planner.files.dates_csv import Templates
from planner.files.money_in import Exchange
from planner.files.plan_reading import PlanFile
from planner.files.plan_sections import INTERVAL_MINUTES, ShrinkageSection, TeamSection
from planner.scenario import Candidate, Rotation, Scenario

__all__ = ["PlanParts", "plan_parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParts:
    """The sound parts of plan.toml; a faulty table is left out, its name is still known."""

    plan: PlanFile
    team: TeamSection | None
    exchange: Exchange
    queues: tuple[Queue, ...]
    shifts: tuple[Shift, ...]
    contracts: tuple[Contract, ...]
    labour_rules: tuple[LabourRules, ...]
    vendors: tuple[Vendor, ...]
    bots: tuple[Bot, ...]
    offers: tuple[Vendor, ...]
    seat_per_month: Fraction | None
    customer_zones: tuple[CustomerZone, ...]
    activities: tuple[PlannedActivity, ...]
    rotations: tuple[Rotation, ...]
    candidates: tuple[Candidate, ...]
    weights: Weights
    shrinkage: ShrinkageSection
    notices: tuple[str, ...]

    @property
    def timezone(self) -> str | None:
        """The reporting zone, None where [team] is faulty."""
        return None if self.team is None else self.team.reporting_timezone

    @property
    def queue_names(self) -> tuple[str, ...]:
        """Names of all queues, faulty ones too."""
        return tuple(sorted(self.plan.names.get("queues", ())))

    @property
    def rotation_names(self) -> frozenset[str]:
        """Names of all rotations, faulty ones too."""
        return self.plan.names.get("rotations", frozenset())

    def templates(self) -> Templates:
        """Shift templates, as rows of agents' calendars refer to them."""
        names = self.plan.names.get("shifts", frozenset())
        # Of doubles the first; of contracts those whose own shifts are known.
        return Templates(
            by_name={shift.name: shift for shift in reversed(self.shifts)},
            names=names,
            of_contract={
                contract.name: contract.shifts
                for contract in reversed(self.contracts)
                if names.issuperset(contract.shifts)
            },
        )

    def rotate_agents_of(self, roll: Roll) -> None:
        """Record a fault for every agent whom a rotation names and nobody is."""
        plan_places.agents_of_rotations(self.plan, roll.ids)

    def agents(self, table: Table) -> Roll:
        """The agents of a table, checked against these parts."""
        asked = frozenset().union(*(queue.skills for queue in self.queues))
        roll = read_agents(
            table,
            contracts=self.plan.names.get("contracts", frozenset()),
            law_places=self.plan.names.get("labour_rules", frozenset()),
            asked_skills=asked if self.plan.complete("queues") else frozenset(),
            exchange=self.exchange,
        )
        plan_activities.check(self.plan, roll)
        return roll

    def notices_on(self, agents: Iterable[Agent]) -> list[str]:
        """What is odd about the agents in the light of these parts, and no fault."""
        agents = tuple(agents)
        notices = skill_notices(agents, self.queues)
        notices += plan_activities.notices_on(self.activities, agents)
        regions = {agent.region for agent in agents}
        for region in self.shrinkage.regions:
            if region not in regions:
                notices.append(f"shrinkage of region {region}: no agent is there")
        for country in sorted({agent.country for agent in agents}):
            if not public_holidays.known_country(country):
                notices.append(f"no public holidays are known for {country}")
        return notices

    def scenario(self, agents: tuple[Agent, ...]) -> Scenario:
        """A scenario of these parts and agents; asked for only where nothing is faulty."""
        if self.team is None:
            raise ValueError("Expected a sound [team], got a faulty one.")
        return Scenario(
            name=self.team.name,
            currency=self.team.currency,
            reporting_timezone=self.team.reporting_timezone,
            interval_minutes=self.team.interval_minutes,
            contacts_timezone=self.team.contacts_timezone,
            queues=self.queues,
            agents=agents,
            shifts=self.shifts,
            contracts=self.contracts,
            labour_rules=self.labour_rules,
            vendors=self.vendors,
            bots=self.bots,
            offers=self.offers,
            seat_per_month=self.seat_per_month,
            dollar=self.exchange.known_rate(plan_team.DOLLAR),
            customer_zones=self.customer_zones,
            activities=self.activities,
            rotations=self.rotations,
            candidates=self.candidates,
            weights=self.weights,
            shrinkage_default=self.shrinkage.default,
            shrinkage_regions=tuple(self.shrinkage.regions.items()),
        )


def plan_parts(plan: PlanFile) -> PlanParts:
    """Turn sections into nouns; faults of references go to the plan's log."""
    notices: list[str] = []
    team = plan.one("team", TeamSection)
    exchange = plan_team.exchange(plan)
    return PlanParts(
        plan=plan,
        team=team,
        exchange=exchange,
        queues=plan_work.queues(plan, notices),
        shifts=plan_rules.shifts(plan, INTERVAL_MINUTES if team is None else team.interval_minutes),
        contracts=plan_rules.contracts(plan, notices),
        labour_rules=plan_rules.labour_rules(plan),
        vendors=plan_work.vendors(plan, exchange, notices),
        bots=plan_work.bots(plan, exchange),
        offers=plan_work.offers(plan, exchange, notices),
        seat_per_month=plan_team.seat_per_month(plan, exchange),
        customer_zones=plan_places.customer_zones(plan),
        activities=plan_activities.activities(plan),
        rotations=plan_places.rotations(plan),
        candidates=plan_places.candidates(plan, exchange),
        weights=plan_team.weights(plan),
        shrinkage=plan.one("shrinkage", ShrinkageSection) or ShrinkageSection(),
        notices=tuple(notices),
    )
