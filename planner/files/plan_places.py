"""Customers' zones, rotations and candidates of plan.toml."""

from __future__ import annotations

from planner.domain import CustomerZone
from planner.files.faults import shown
from planner.files.money_in import Exchange, wage_limit
from planner.files.plan_reading import Item, PlanFile
from planner.files.plan_references import currency_rate, no_doubles, references
from planner.files.plan_rules import known_place
from planner.files.plan_sections import CandidateSection, CustomerZoneSection, RotationSection
from planner.files.toml_lines import KeyPath, line_of
from planner.scenario import Candidate, Rotation, SequenceBan

__all__ = ["agents_of_rotations", "candidates", "customer_zones", "rotations"]


def customer_zones(plan: PlanFile) -> tuple[CustomerZone, ...]:
    """Countries and subdivisions of customers' zones."""
    items = plan.items("customer_zones", CustomerZoneSection)
    no_doubles(plan, items, "timezone")
    return tuple(_customer_zone(plan, item) for item in items)


def _customer_zone(plan: PlanFile, item: Item[CustomerZoneSection]) -> CustomerZone:
    section = item.section
    _subdivision(plan, item.path, section.country, section.subdivision)
    return CustomerZone(
        timezone=section.timezone, country=section.country, subdivision=section.subdivision
    )


def _subdivision(plan: PlanFile, path: KeyPath, country: str, subdivision: str) -> None:
    if subdivision and not known_place(country, subdivision):
        plan.fault((*path, "subdivision"), f"a subdivision of {country}", shown(subdivision))


def candidates(plan: PlanFile, exchange: Exchange) -> tuple[Candidate, ...]:
    """Kinds of agents who may be hired, wages in the team's currency."""
    items = plan.items("candidates", CandidateSection)
    return tuple(_candidate(plan, item, exchange) for item in items)


def _candidate(plan: PlanFile, item: Item[CandidateSection], exchange: Exchange) -> Candidate:
    section = item.section
    _subdivision(plan, item.path, section.country, section.subdivision)
    references(plan, (*item.path, "contract"), [section.contract], "contracts", "a contract")
    currency = section.currency or exchange.base
    if section.hourly_wage > wage_limit(currency):
        plan.fault(
            (*item.path, "hourly_wage"),
            f"at most {wage_limit(currency):,} {currency} an hour",
            f"{float(section.hourly_wage):,.2f}",
        )
    _labour_rules_hold(plan, item)
    return Candidate(
        timezone=section.timezone,
        country=section.country,
        subdivision=section.subdivision,
        region=section.region,
        contract=section.contract,
        wage_per_hour=section.hourly_wage
        * currency_rate(plan, item.path, section.currency, exchange),
        skills=frozenset(section.skills),
        nights=section.nights,
        max_headcount=section.max_headcount,
    )


def _labour_rules_hold(plan: PlanFile, item: Item[CandidateSection]) -> None:
    section = item.section
    places = {f"{section.country}-{section.subdivision}", section.country, "*"}
    known = plan.names.get("labour_rules", frozenset())
    if known and not places & known:
        plan.fault(
            (*item.path, "country"),
            "a country with [[labour_rules]], or rules for '*'",
            shown(section.country),
        )


def rotations(plan: PlanFile) -> tuple[Rotation, ...]:
    """Cyclic rosters that are asked for."""
    items = plan.items("rotations", RotationSection)
    no_doubles(plan, items, "name")
    return tuple(_rotation(plan, item) for item in items)


def agents_of_rotations(plan: PlanFile, known: frozenset[str]) -> None:
    """Record a fault for every agent of a rotation who is not in agents.csv."""
    for item in plan.items("rotations", RotationSection):
        for agent_id in item.section.agents:
            if agent_id not in known:
                plan.fault((*item.path, "agents"), "ids of agents.csv", shown(agent_id))


def _rotation(plan: PlanFile, item: Item[RotationSection]) -> Rotation:
    section = item.section
    references(plan, (*item.path, "demand"), section.demand, "shifts", "a shift")
    for shift in section.block:
        if shift not in section.demand:
            plan.fault((*item.path, "block"), "only shifts that stand in demand", shown(shift))
    bounds = {("block", shift): run for shift, run in section.block.items()}
    return Rotation(
        name=section.name,
        timezone=section.timezone,
        lines=section.lines,
        demand=tuple((shift, tuple(heads)) for shift, heads in section.demand.items()),
        block=tuple(
            (shift, _run(plan, (*item.path, *where), run))
            for (where, run), shift in zip(bounds.items(), section.block, strict=True)
        ),
        work_block=_optional_run(plan, (*item.path, "work_block"), section.work_block),
        off_block=_optional_run(plan, (*item.path, "off_block"), section.off_block),
        forbidden=tuple(_ban(plan, item, text) for text in section.forbidden),
        agents=tuple(dict.fromkeys(section.agents)),
        row=line_of(item.path, plan.lines),
    )


def _optional_run(plan: PlanFile, path: KeyPath, run: list[int] | None) -> tuple[int, int] | None:
    return None if run is None else _run(plan, path, run)


def _run(plan: PlanFile, path: KeyPath, run: list[int]) -> tuple[int, int]:
    least, most = run
    if most < least:
        plan.fault(path, "the least number of days before the greatest", f"[{least}, {most}]")
    return least, most


def _ban(plan: PlanFile, item: Item[RotationSection], text: str) -> SequenceBan:
    """A pair of shifts; the demand tells where one name ends, because names may hold spaces."""
    for before in item.section.demand:
        for after in item.section.demand:
            if text == f"{before} {after}":
                return SequenceBan(before=before, after=after, day_off_between=False)
            if text == f"{before} - {after}":
                return SequenceBan(before=before, after=after, day_off_between=True)
    plan.fault(
        (*item.path, "forbidden"),
        "two shifts of demand, 'night8 day8', or with one day off between, 'night8 - day8'",
        shown(text),
    )
    return SequenceBan(before="", after="", day_off_between=False)
