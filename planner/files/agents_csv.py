"""agents.csv: who works, where, under which contract and at what wage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from planner.domain import Agent, Queue
from planner.files import cells
from planner.files.cells import or_default
from planner.files.csv_file import Row, Table
from planner.files.faults import Unfit, shown
from planner.files.money_in import Exchange, wage_limit
from planner.files.plan_rules import known_place

__all__ = [
    "AGENTS",
    "AGENT_COLUMNS",
    "OPTIONAL_AGENT_COLUMNS",
    "Roll",
    "read_agents",
    "skill_notices",
]

AGENTS = "agents.csv"
AGENT_COLUMNS = (
    "agent_id",
    "name",
    "timezone",
    "country",
    "region",
    "contract",
    "hourly_wage",
    "currency",
    "skills",
    "nights",
)
OPTIONAL_AGENT_COLUMNS = ("email", "subdivision", "role", "earliest_start", "latest_end")

MEANT_BY = ("role", "region", "skills")  # what other files mean agents by


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The agents that are sound, and all that the file gives (for other files' references).

    Ids, roles, regions and skills are those of faulty rows too.
    """

    agents: tuple[Agent, ...]
    ids: frozenset[str]
    roles: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()

    def by_id(self) -> Mapping[str, Agent]:
        """Sound agents by their id."""
        return {agent.agent_id: agent for agent in self.agents}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    contract: cells.Parser[str]
    law_places: frozenset[str]
    asked_skills: frozenset[str]
    exchange: Exchange


def read_agents(
    table: Table,
    *,
    contracts: frozenset[str],
    law_places: frozenset[str],
    asked_skills: frozenset[str],
    exchange: Exchange,
) -> Roll:
    """Agents of a table, each checked against plan.toml.

    Parameters
    ----------
    table
        Rows of agents.csv.
    contracts, law_places
        Names of contracts, and places with labour rules.
    asked_skills
        Skills that queues ask for; empty where that is not known.
    exchange
        Rates to the team's currency.
    """
    known = _Known(
        contract=cells.known(contracts, "a contract of plan.toml"),
        law_places=law_places,
        asked_skills=asked_skills,
        exchange=exchange,
    )
    first_lines: dict[str, int] = {}
    lawless: set[str] = set()
    agents = []
    for row in table.rows():
        agent = _agent(row, known)
        identity = row.text("agent_id")
        if identity and identity in first_lines:
            got = f"{shown(identity)}, as on line {first_lines[identity]}"
            row.fault("agent_id", "each agent once", got)
        first_lines.setdefault(identity, row.line)
        _law_holds(row, known, lawless)
        if not row.faulty:
            agents.append(agent)
    given = {key: frozenset(row.text(key) for row in table.rows()) - {""} for key in MEANT_BY}
    if not table.cells:
        table.fault("at least one agent", "none")
    return Roll(
        agents=tuple(agents),
        ids=frozenset(first_lines),
        roles=given["role"],
        regions=given["region"],
        skills=frozenset(part.strip() for text in given["skills"] for part in text.split(";")),
    )


def _agent(row: Row, known: _Known) -> Agent:
    agent_id = row.read("agent_id", cells.filled_text)
    country = row.read("country", cells.country)
    return Agent(
        agent_id=agent_id,
        name=row.read("name", or_default(cells.any_text, agent_id)),
        email=row.read("email", cells.any_text),
        timezone=row.read("timezone", cells.timezone),
        country=country,
        subdivision=row.read("subdivision", _subdivision_of(country)),
        region=row.read("region", cells.any_text),
        role=row.read("role", cells.any_text),
        contract=row.read("contract", known.contract),
        wage_per_hour=_wage(row, known.exchange),
        skills=row.read("skills", _skills(known.asked_skills)),
        earliest_start_minute=row.read("earliest_start", or_default(cells.clock_minute, None)),
        latest_end_minute=row.read("latest_end", or_default(cells.clock_minute, None)),
        nights=row.read("nights", cells.flag),
    )


def _subdivision_of(country: str | None) -> cells.Parser[str]:
    def parse(text: str) -> str:
        cells.any_text(text)
        if text and country is not None and not known_place(country, text):
            raise Unfit(f"a subdivision of {country}")
        return text

    return parse


def _skills(asked: frozenset[str]) -> cells.Parser[frozenset[str]]:
    """One skill too many does no harm; an agent with none that is asked for is a slip."""

    def parse(text: str) -> frozenset[str]:
        skills = cells.skill_set(text)
        if asked and not skills & asked:
            raise Unfit(f"a skill that some queue asks for ({', '.join(sorted(asked))})")
        return skills

    return parse


def _wage(row: Row, exchange: Exchange) -> Fraction:
    currency = row.read("currency", cells.currency)
    wage = row.read("hourly_wage", cells.number(0, wage_limit(currency)))
    if row.faulty:
        return Fraction(0)
    try:
        return wage * exchange.rate(currency)
    except Unfit as unfit:
        row.fault("currency", unfit.expected, shown(currency))
        return Fraction(0)


def _law_holds(row: Row, known: _Known, lawless: set[str]) -> None:
    """One fault a place without labour rules, not one an agent."""
    country, subdivision = row.text("country"), row.text("subdivision")
    places = {f"{country}-{subdivision}", country, "*"}
    if not known.law_places or known.law_places & places:
        return
    try:
        cells.country(country)
        _subdivision_of(country)(subdivision)
    except Unfit:
        return  # said already
    if country not in lawless:
        lawless.add(country)
        row.fault("country", "a country with [[labour_rules]], or rules for '*'", shown(country))


def skill_notices(agents: Iterable[Agent], queues: Iterable[Queue]) -> list[str]:
    """What is odd about skills, and no fault: unused ones, idle agents, queues without agents."""
    agents, queues = tuple(agents), tuple(queues)
    asked = frozenset().union(*(queue.skills for queue in queues))
    held = frozenset().union(*(agent.skills for agent in agents))
    notices = []
    if held - asked:
        notices.append(f"skills that no queue asks for: {', '.join(sorted(held - asked))}")
    sets = {agent.skills for agent in agents}
    useless = {skills for skills in sets if not any(queue.skills <= skills for queue in queues)}
    idle = [agent.agent_id for agent in agents if agent.skills in useless]
    if idle:
        notices.append(f"agents whose skills fit no queue: {_listed(idle)}")
    notices += [
        f"queue {queue.name}: no agent has its skills ({', '.join(sorted(queue.skills))})"
        for queue in queues
        if not any(queue.skills <= skills for skills in sets)
    ]
    return notices


def _listed(names: list[str], most: int = 10) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")
