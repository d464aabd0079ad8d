"""What vendors may have given of cover.csv's vendor agents, and what they are owed for it.

cover.csv does not say which vendor an agent comes from. Where only one vendor serves the queue in
the interval it is she; where several could, their cost is judged together, between the cheapest
and the dearest way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from planner.audit.demand import Demand
from planner.audit.duty import TOLERANCE
from planner.audit.split import Split
from planner.audit.timeline import Timeline
from planner.domain import Vendor, Violation
from planner.scenario import Scenario

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What was bought of one vendor in one interval and queue: agents or contacts, or either.

    ``vendors`` with their price for it, exact, in the team's currency; more than one where it
    cannot be told whose it was. ``quantity`` is agent-hours or contacts of each.
    """

    week: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A vendor who could have served: how much of her unit that takes (hours or contacts)."""

    vendor: Vendor
    quantity: Fraction

    @property
    def price(self) -> Fraction:
        """What the quantity costs by itself."""
        rate = self.vendor.price_per_hour
        return self.quantity * (rate if rate is not None else self.vendor.price_per_contact or 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadVendors:
    """Vendor agents by kind, shape (slots, queues), what was bought, and what is impossible."""

    by_hour: Matrix
    by_contact: Matrix
    bought: tuple[Bought, ...]
    violations: tuple[Violation, ...]


def read_vendors(
    scenario: Scenario, timeline: Timeline, demand: Demand, vendor_agents: Matrix
) -> ReadVendors:
    """Attribute cover.csv's vendor agents to vendors; shape (slots, queues)."""
    is_open = {vendor.name: timeline.open_slots(vendor.open_hours) for vendor in scenario.vendors}
    week_of = timeline.week_of_slot()
    by_hour, by_contact = np.zeros_like(vendor_agents), np.zeros_like(vendor_agents)
    bought: list[Bought] = []
    found: list[Violation] = []
    for slot in np.flatnonzero((vendor_agents > TOLERANCE).any(axis=1)).tolist():
        serving = [vendor for vendor in scenario.vendors if is_open[vendor.name][slot]]
        for queue in np.flatnonzero(vendor_agents[slot] > TOLERANCE).tolist():
            agents = float(vendor_agents[slot, queue])
            name = scenario.queues[queue].name
            able = [vendor for vendor in serving if name in vendor.queues]
            required = float(demand.required[slot, queue])
            heads, share = _parted(able, agents, required)
            by_hour[slot, queue], by_contact[slot, queue] = heads, share
            wrong = _impossible(able, agents, required, heads)
            if wrong is not None:
                found.append(_violation(name, timeline, slot, wrong[0], wrong[1]))
            offers = tuple(_offers(able, demand, timeline, slot, queue, agents))
            if offers:
                bought.append(Bought(week=int(week_of[slot]), offers=offers))
        found.extend(_too_many(scenario, timeline, slot, serving, by_hour[slot]))
    return ReadVendors(
        by_hour=by_hour, by_contact=by_contact, bought=tuple(bought), violations=tuple(found)
    )


def _by_hour(vendor: Vendor) -> bool:
    return vendor.price_per_hour is not None


def _parted(able: list[Vendor], agents: float, required: float) -> tuple[float, float]:
    """Least whole agents by the hour, and the rest as a share bought by the contact."""
    if all(_by_hour(vendor) for vendor in able):
        return agents, 0.0
    if not any(_by_hour(vendor) for vendor in able):
        return 0.0, agents
    heads = max(0, ceil(agents - required - TOLERANCE))
    return float(heads), agents - heads


def _impossible(
    able: list[Vendor], agents: float, required: float, heads: float
) -> tuple[str, str] | None:
    if not able:
        return "no vendor agents (none serves the queue then)", f"{agents:.6g}"
    if abs(heads - round(heads)) > TOLERANCE:
        return "whole vendor agents", f"{agents:.6g}"
    if agents - heads > required + TOLERANCE:
        return f"at most the {required:.6g} required by the contact", f"{agents - heads:.6g}"
    return None


def _violation(queue: str, timeline: Timeline, slot: int, expected: str, found: str) -> Violation:
    when = f"{timeline.slot_start(slot):%Y-%m-%d %H:%M} UTC"
    return Violation(
        rule="vendor",
        agent_id="",
        local_date=None,
        expected=f"{expected} ({queue} at {when})",
        found=found,
    )


def _offers(
    able: list[Vendor], demand: Demand, timeline: Timeline, slot: int, queue: int, agents: float
) -> Iterator[Offer]:
    required = float(demand.required[slot, queue])
    for vendor in able:
        if _by_hour(vendor):
            hours = Fraction(agents) * timeline.interval_minutes / 60
            yield Offer(vendor=vendor, quantity=hours)
        elif demand.contacts is not None and required > 0:
            contacts = Fraction(float(demand.contacts[slot, queue]))
            yield Offer(vendor=vendor, quantity=contacts * Fraction(agents) / Fraction(required))


def _too_many(
    scenario: Scenario,
    timeline: Timeline,
    slot: int,
    serving: list[Vendor],
    heads: npt.NDArray[np.float64],
) -> Iterator[Violation]:
    """More agents by the hour than the vendors who serve then have, over all their queues."""
    hourly = [vendor for vendor in serving if _by_hour(vendor)]
    names = {queue.name: number for number, queue in enumerate(scenario.queues)}
    served = [frozenset(names[name] for name in vendor.queues) for vendor in hourly]
    anyone = frozenset[int]().union(*served)
    wanted = [float(agents) if queue in anyone else 0.0 for queue, agents in enumerate(heads)]
    most = [inf if vendor.max_agents is None else float(vendor.max_agents) for vendor in hourly]
    split = Split(most, served, len(wanted))
    met = sum(split.meet(queue, agents) for queue, agents in enumerate(wanted))
    if sum(wanted) > met + TOLERANCE:
        yield _violation(
            "all queues", timeline, slot, f"at most {met:.6g} vendor agents", f"{sum(wanted):.6g}"
        )
