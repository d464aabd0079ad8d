"""Penalties recomputed: shortfall, missing heads, wishes refused, unfairness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from planner.audit.cover import Cover
from planner.audit.demand import Demand
from planner.audit.pay import RowEarnings, StateMinutes, cents_of, state_minutes
from planner.audit.rows import Roster
from planner.audit.supply import Supply
from planner.audit.timeline import Timeline
from planner.audit.zones import MINUTE, wall_of
from planner.domain import Wish
from planner.scenario import Scenario

FAIRNESS_LOOK_BACK = timedelta(days=56)


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyCents:
    """Penalties in cents, by kind; the first two are None where cover is not known.

    ``together`` is None where no rule says who is at work together, ``changes`` where no published
    roster is known, ``activities`` where nobody owes any or activities.csv is not there.
    """

    shortfall: int | None
    minimum_agents: int | None
    wishes: int
    fairness: int
    together: int | None = None
    changes: int | None = None
    activities: int | None = None

    @property
    def total(self) -> int | None:
        """All kinds; None where one is not known."""
        if self.shortfall is None or self.minimum_agents is None:
            return None
        known = self.shortfall + self.minimum_agents + self.wishes + self.fairness
        return known + (self.together or 0) + (self.changes or 0) + (self.activities or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverHours:
    """Agent-hours over the plan: required, met, open, and more than required."""

    required: float
    covered: float
    shortfall: float
    overstaffed: float


def cover_hours(timeline: Timeline, demand: Demand, cover: Cover) -> CoverHours:
    """Sums over intervals and queues; only real-time queues can have too many."""
    at_once = np.array([works is None for works in demand.works])
    over = np.maximum(0.0, cover.agents + cover.vendor_agents - demand.required)[:, at_once]
    required = float(demand.required.sum()) * timeline.interval_hours
    shortfall = float(cover.shortfall.sum()) * timeline.interval_hours
    return CoverHours(
        required=required,
        covered=required - shortfall,
        shortfall=shortfall,
        overstaffed=float(over.sum()) * timeline.interval_hours,
    )


def missing_head_hours(timeline: Timeline, demand: Demand, supply: Supply, cover: Cover) -> float:
    """Hours by which heads at work, vendors' among them, fall short of the least."""
    missing = np.maximum(0.0, demand.minimum_agents - supply.heads - cover.vendor_agents)
    return float(missing.sum()) * timeline.interval_hours


def hours_cents(scenario: Scenario, agent_hours: float) -> int:
    """Agent-hours at the price of shortfall."""
    return cents_of(scenario.weights.shortfall_per_agent_hour * Fraction(agent_hours))


def wishes_cents(scenario: Scenario, timeline: Timeline, roster: Roster) -> int:
    """Weight of every wish refused, at the price of a wish."""
    worked: Mapping[tuple[str, date], set[str]] = defaultdict(set)
    for row in roster.planned:
        worked[row.agent.agent_id, row.local_date].add(row.shift)
    zone_of = {agent.agent_id: agent.timezone for agent in scenario.agents}
    refused = Fraction(0)
    for wish in scenario.wishes:
        zone = zone_of[wish.agent_id]
        first = wall_of(timeline.start, zone).date()
        last = wall_of(timeline.end - MINUTE, zone).date()
        shifts = worked.get((wish.agent_id, wish.local_date), set())
        if first <= wish.local_date <= last and _is_refused(wish, shifts):
            refused += wish.weight
    return cents_of(refused * scenario.weights.wish)


def _is_refused(wish: Wish, shifts: set[str]) -> bool:
    return bool(shifts) if wish.wish == "off" else wish.wish not in shifts


def fairness_cents(
    scenario: Scenario, timeline: Timeline, roster: Roster, earnings: Iterable[RowEarnings]
) -> int:
    """Hours by which agents are off the even share of nights, weekends and holidays, priced."""
    borne: dict[str, list[StateMinutes]] = defaultdict(list)
    since = timeline.start - FAIRNESS_LOOK_BACK
    for row in roster.history:
        if row.start >= since:
            borne[row.agent.agent_id].append(state_minutes(row))
    for earned in earnings:
        borne[earned.row.agent.agent_id].append(earned.minutes)
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for agent in scenario.agents:
        groups[agent.region, agent.nights].append(agent.agent_id)
    owed = {
        agent.agent_id: Fraction(scenario.contract_of(agent).weekly_minutes or 60, 60)
        for agent in scenario.agents
    }
    distance = Fraction(0)
    for group in groups.values():
        contract_hours = [owed[agent_id] for agent_id in group]
        rows = [borne[agent_id] for agent_id in group]
        for minutes in (
            [sum(one.night for one in own) for own in rows],
            [sum(one.weekend for one in own) for own in rows],
            [sum(one.holiday for one in own) for own in rows],
        ):
            distance += _distance_hours(minutes, contract_hours)
    return cents_of(distance * scenario.weights.fairness_per_hour)


def _distance_hours(minutes: Sequence[int], contract_hours: Sequence[Fraction]) -> Fraction:
    """Sum over a group of ``|H - C * mean(H / C)|``, in hours."""
    hours = [Fraction(each, 60) for each in minutes]
    pairs = list(zip(hours, contract_hours, strict=True))
    even = sum((own / contract for own, contract in pairs), start=Fraction(0)) / len(pairs)
    return sum((abs(own - contract * even) for own, contract in pairs), start=Fraction(0))
