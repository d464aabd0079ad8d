"""Meetings and training blocks of plan.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from planner.domain import Agent, PlannedActivity
from planner.files.agents_csv import Roll
from planner.files.faults import shown
from planner.files.plan_reading import Item, PlanFile
from planner.files.plan_references import no_doubles
from planner.files.plan_sections import ActivitySection

__all__ = ["activities", "check", "notices_on"]

QUARTER = 15
DAY_MINUTES = 1440


def activities(plan: PlanFile) -> tuple[PlannedActivity, ...]:
    """What agents owe every week."""
    items = plan.items("activities", ActivitySection)
    no_doubles(plan, items, "name")
    for item in items:
        _fits(plan, item)
    return tuple(_activity(item.section) for item in items)


def _activity(section: ActivitySection) -> PlannedActivity:
    return PlannedActivity(
        name=section.name,
        kind=section.kind,
        minutes=section.minutes,
        times_per_week=section.times_per_week,
        regions=frozenset(section.regions),
        roles=frozenset(section.roles),
        skills=frozenset(section.skills),
        agents=frozenset(section.agents),
        weekdays=section.days,
        from_minute=section.between[0],
        to_minute=section.between[1],
        together=section.together,
    )


def _fits(plan: PlanFile, item: Item[ActivitySection]) -> None:
    section = item.section
    if section.minutes % QUARTER:
        path = (*item.path, "minutes")
        plan.fault(path, "whole quarters of an hour", str(section.minutes))
    first, last = section.between
    length = last - first if last > first else last + DAY_MINUTES - first
    if length < section.minutes:
        expected = f"at least the {section.minutes} minutes that it takes"
        plan.fault((*item.path, "between"), expected, f"{length}")


def check(plan: PlanFile, roll: Roll) -> None:
    """Record a fault for strangers, and for two activities of one agent that look the same."""
    items = plan.items("activities", ActivitySection)
    for item in items:
        for agent_id in item.section.agents:
            if agent_id not in roll.ids:
                path = (*item.path, "agents")
                plan.fault(path, "ids of agents.csv", shown(agent_id))
    for first, second in combinations(items, 2):
        one, other = first.section, second.section
        if (one.kind, one.minutes) != (other.kind, other.minutes):
            continue
        both = [a for a in roll.agents if _activity(one).asks(a) and _activity(other).asks(a)]
        if both:
            plan.fault(
                (*second.path, "minutes"),
                f"another length or kind than {one.name}: activities.csv could not tell them "
                f"apart for {both[0].agent_id}",
                f"{other.minutes} minutes of {other.kind}",
            )


def notices_on(found: Sequence[PlannedActivity], agents: Iterable[Agent]) -> list[str]:
    """Activities that nobody owes."""
    team = tuple(agents)
    return [
        f"{one.name}: no agent is asked to attend"
        for one in found
        if not any(one.asks(agent) for agent in team)
    ]
