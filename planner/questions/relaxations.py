"""Rules that could be relaxed, one at a time: how the team would be then, and in what words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from planner.domain import Agent, Contract, LabourRules
from planner.roster.problem import Member
from planner.rules.base import hours
from planner.scenario import Scenario

__all__ = ["Relaxation", "relaxations_of"]

DAYS_OF_A_WEEK = 7
AN_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """A rule relaxed: for which members, by position, and the team as it would be."""

    what: str
    members: tuple[int, ...]
    relaxed: Callable[[Member], Member]
    scenario: Scenario


def relaxations_of(scenario: Scenario, members: Sequence[Member]) -> Iterator[Relaxation]:
    """Every rule of law, contract and agents of which somebody could be asked less.

    Parameters
    ----------
    scenario
        The team.
    members
        Of its problem, in its order.
    """
    for law in scenario.labour_rules:
        own = tuple(k for k, member in enumerate(members) if member.law is law)
        shift = _longest(scenario, [members[k] for k in own])
        for new, words in _laxer_laws(law, shift) if own else ():
            yield _of_law(scenario, own, law, new, f"labour rules {law.country}: {words}")
    for contract in scenario.contracts:
        own = tuple(k for k, member in enumerate(members) if member.contract is contract)
        for laxer, what in _laxer_contracts(
            contract, _longest(scenario, [members[k] for k in own])
        ):
            if own:
                what = f"contract {contract.name}: {what}"
                yield _of_contract(scenario, own, contract, laxer, what)
    by_day: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, member in enumerate(members):
        if not member.agent.nights:
            by_day[member.agent.timezone, member.agent.contract].append(index)
    for (zone, name), indices in by_day.items():
        ids = {members[index].agent.agent_id for index in indices}
        agents = tuple(
            _at_night(agent) if agent.agent_id in ids else agent for agent in scenario.agents
        )
        yield Relaxation(
            what=f"nights worked by {_count(len(ids))} of {zone} ({name})",
            members=tuple(indices),
            relaxed=lambda member: replace(member, agent=_at_night(member.agent)),
            scenario=replace(scenario, agents=agents),
        )


def _count(agents: int) -> str:
    return "the agent" if agents == 1 else f"the {agents} agents"


def _at_night(agent: Agent) -> Agent:
    return replace(agent, nights=True)


def _longest(scenario: Scenario, members: Sequence[Member]) -> int:
    """Paid minutes of the longest shift of some members; 0 of none."""
    return max(
        (shift.paid_minutes for one in members for shift in scenario.shifts_of(one.agent)),
        default=0,
    )


def _of_law(
    scenario: Scenario, own: tuple[int, ...], law: LabourRules, new: LabourRules, what: str
) -> Relaxation:
    laws = tuple(new if one is law else one for one in scenario.labour_rules)
    return Relaxation(
        what=what,
        members=own,
        relaxed=lambda member: replace(member, law=new),
        scenario=replace(scenario, labour_rules=laws),
    )


def _of_contract(
    scenario: Scenario, own: tuple[int, ...], contract: Contract, new: Contract, what: str
) -> Relaxation:
    contracts = tuple(new if one is contract else one for one in scenario.contracts)
    return Relaxation(
        what=what,
        members=own,
        relaxed=lambda member: replace(member, contract=new),
        scenario=replace(scenario, contracts=contracts),
    )


def _laxer_laws(law: LabourRules, shift: int) -> Iterator[tuple[LabourRules, str]]:
    """Each limit of a law a step laxer: an hour, a day, or one shift more."""
    rest, weekly = law.min_rest_minutes, law.min_weekly_rest_minutes
    if rest > 0:
        new = replace(law, min_rest_minutes=max(0, rest - AN_HOUR))
        yield new, f"{hours(new.min_rest_minutes)} of rest between shifts, not {hours(rest)}"
    if weekly > 0:
        new = replace(law, min_weekly_rest_minutes=max(0, weekly - AN_HOUR))
        yield new, f"{hours(new.min_weekly_rest_minutes)} of weekly rest, not {hours(weekly)}"
    if law.max_weekly_minutes is not None:
        most = law.max_weekly_minutes + shift
        new = replace(law, max_weekly_minutes=most)
        yield new, f"up to {hours(most)} a week, not {hours(law.max_weekly_minutes)}"
    if law.max_consecutive_days is not None:
        new = replace(law, max_consecutive_days=law.max_consecutive_days + 1)
        yield new, f"up to {new.max_consecutive_days} days in a row, not {law.max_consecutive_days}"
    yield from _laxer_orders(law)


def _laxer_orders(law: LabourRules) -> Iterator[tuple[LabourRules, str]]:
    """The same of rules on the order of shifts, on holidays and on averages."""
    row, nights = law.min_days_off_in_row, law.max_nights_in_row
    spread, average = law.max_start_spread_minutes, law.averaged_weekly_minutes
    after = law.min_rest_after_nights_minutes
    if row is not None and row > 1:
        yield replace(law, min_days_off_in_row=row - 1), f"{row - 1} days off in a row, not {row}"
    if nights is not None:
        new = replace(law, max_nights_in_row=nights + 1)
        yield new, f"up to {nights + 1} nights in a row, not {nights}"
    if spread is not None:
        new = replace(law, max_start_spread_minutes=spread + AN_HOUR)
        yield new, f"starts within {hours(spread + AN_HOUR)}, not {hours(spread)}"
    if after > 0:
        new = replace(law, min_rest_after_nights_minutes=max(0, after - AN_HOUR))
        less = hours(new.min_rest_after_nights_minutes)
        yield new, f"{less} of rest after nights, not {hours(after)}"
    if average is not None:
        new = replace(law, averaged_weekly_minutes=average + AN_HOUR)
        yield new, f"{hours(average + AN_HOUR)} a week on average, not {hours(average)}"
    if law.forward_rotation:
        yield replace(law, forward_rotation=False), "earlier starts than the day before"
    if law.holidays_off:
        yield replace(law, holidays_off=False), "work on public holidays"


def _laxer_contracts(contract: Contract, shift: int) -> Iterator[tuple[Contract, str]]:
    """A day a week more, a shift's hours more, and both: often either alone is of no use."""
    days, most = contract.days_per_week + 1, contract.max_weekly_minutes + shift
    longer = f"up to {hours(most)} a week, not {hours(contract.max_weekly_minutes)}"
    yield replace(contract, max_weekly_minutes=most), longer
    if days <= DAYS_OF_A_WEEK:
        oftener = f"up to {days} days a week, not {contract.days_per_week}"
        yield replace(contract, days_per_week=days), oftener
        both = replace(contract, days_per_week=days, max_weekly_minutes=most)
        yield both, f"{oftener}, and {longer}"
    least = contract.min_weekly_minutes
    if not contract.hourly and least > 0:
        less = max(0, least - shift)
        yield (
            replace(contract, min_weekly_minutes=less),
            f"at least {hours(less)} a week, not {hours(least)}",
        )
