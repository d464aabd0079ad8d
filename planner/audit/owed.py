"""Who is owed what, per item and week: agents, vendors, bots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

import numpy as np
import numpy.typing as npt

from planner.audit.demand import Demand
from planner.audit.pay import WeekEarnings, cents_of
from planner.audit.tables import ANY_ZONE, ForecastLine
from planner.audit.timeline import Timeline
from planner.audit.vendors import Bought
from planner.domain import Vendor
from planner.scenario import Scenario

AGENT_ITEMS = ("wages", "idle", "overtime", "night", "weekend", "holiday")

# Contacts are binary floats: an amount that lies on half a cent may fall to either side.
FLOAT_SLACK = Fraction(1, 10**6)
UNBOUNDED = Fraction(10**10)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one item comes to for one payee and week: between two amounts, mostly the same one.

    ``region`` is None where it is not judged. ``slack_cents`` is how far from the exact amount
    rounding may lead: nothing more than half a cent, unless contacts, which are binary floats,
    are counted.
    """

    item: str
    who: tuple[str, ...]
    week: int
    region: str | None
    least: Fraction
    most: Fraction
    slack_cents: Fraction = Fraction(0)

    def is_paid_by(self, cents: int) -> bool:
        """Whether an amount in cents is one of the two, or between, rounded half to even."""
        if cents_of(self.least) <= cents <= cents_of(self.most):
            return True
        half = Fraction(1, 2) + self.slack_cents
        within = self.least * 100 - half <= cents <= self.most * 100 + half
        return within and self.slack_cents > 0


def owed_to_agents(earnings: Iterable[WeekEarnings]) -> Iterator[Owed]:
    """Wages, idle, overtime and premiums per agent and week."""
    for earned in earnings:
        amounts = (
            earned.wages_cents,
            earned.idle_cents,
            earned.overtime_cents,
            earned.night_cents,
            earned.weekend_cents,
            earned.holiday_cents,
        )
        for item, cents in zip(AGENT_ITEMS, amounts, strict=True):
            amount = Fraction(cents, 100)
            yield Owed(
                item=item,
                who=(earned.agent.agent_id,),
                week=earned.week,
                region=earned.agent.region,
                least=amount,
                most=amount,
            )


def owed_to_vendors(
    scenario: Scenario,
    timeline: Timeline,
    bought: Sequence[Bought],
    *,
    hours_known: bool,
    contacts_known: bool,
) -> Iterator[Owed]:
    """Per vendor and week; vendors who could not be told apart are owed together.

    Where a file does not tell what was bought of a vendor, any amount from her minimum on will do.
    """
    for week in range(timeline.weeks):
        of_week = [one for one in bought if one.week == week]
        for group in _groups(scenario.vendors, of_week):
            names = tuple(vendor.name for vendor in group)
            own = [one for one in of_week if one.offers[0].vendor in group]
            if len(group) == 1:
                least = most = _week_price(group[0], own)
            else:
                sure = [_week_price(vendor, _sure(vendor, own)) for vendor in group]
                unsure = [one for one in own if len(one.offers) > 1]
                most = _total(sure) + _total(max(o.price for o in one.offers) for one in unsure)
                alone = _total(one.offers[0].price for one in own if len(one.offers) == 1)
                cheapest = alone + _total(min(o.price for o in one.offers) for one in unsure)
                least = max(_total(sure), cheapest)
            if not all(_is_known(vendor, hours_known, contacts_known) for vendor in group):
                most = UNBOUNDED
            exact = all(vendor.price_per_hour is not None for vendor in group)
            yield Owed(
                item="vendor",
                who=names,
                week=week,
                region=None,
                least=least,
                most=most,
                slack_cents=Fraction(0) if exact else FLOAT_SLACK,
            )


def _is_known(vendor: Vendor, hours_known: bool, contacts_known: bool) -> bool:
    return hours_known and (vendor.price_per_hour is not None or contacts_known)


def _total(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, start=Fraction(0))


def _groups(vendors: Sequence[Vendor], bought: Sequence[Bought]) -> list[list[Vendor]]:
    """Vendors who share a purchase that could be either's, directly or through others."""
    groups = [[vendor] for vendor in vendors]
    for one in bought:
        able = [offer.vendor for offer in one.offers]
        touched = [group for group in groups if any(vendor in able for vendor in group)]
        if len(touched) > 1:
            groups = [group for group in groups if group not in touched]
            groups.append([vendor for group in touched for vendor in group])
    return groups


def _sure(vendor: Vendor, bought: Sequence[Bought]) -> list[Bought]:
    return [one for one in bought if [offer.vendor for offer in one.offers] == [vendor]]


def _week_price(vendor: Vendor, bought: Sequence[Bought]) -> Fraction:
    quantity = _total(one.offers[0].quantity for one in bought)
    if vendor.price_per_hour is not None:
        return vendor.price_per_hour * max(quantity, vendor.min_hours_per_week)
    return (vendor.price_per_contact or Fraction(0)) * quantity


def owed_for_bots(scenario: Scenario, timeline: Timeline, volume: Matrix) -> Iterator[Owed]:
    """Per bot and week, in file order on what the bots before it left.

    Parameters
    ----------
    scenario, timeline
        Bots and weeks.
    volume
        Contacts before bots: shape (slots, queues).
    """
    week_of = timeline.week_of_slot()
    remaining = volume.copy()
    for bot in scenario.bots:
        served = np.array([queue.name in bot.queues for queue in scenario.queues])
        resolved = remaining * served * bot.deflection
        remaining = remaining - resolved
        for week in range(timeline.weeks):
            contacts = Fraction(fsum(resolved[week_of == week].ravel()))
            amount = bot.price_per_resolution * contacts
            yield Owed(
                item="bot",
                who=(bot.name,),
                week=week,
                region=None,
                least=amount,
                most=amount,
                slack_cents=FLOAT_SLACK,
            )


def unknown_for_bots(scenario: Scenario, timeline: Timeline) -> Iterator[Owed]:
    """Any amount: nothing tells how many contacts the bots met."""
    for bot in scenario.bots:
        for week in range(timeline.weeks):
            yield Owed(
                item="bot",
                who=(bot.name,),
                week=week,
                region=None,
                least=Fraction(0),
                most=UNBOUNDED,
            )


def volume_before_bots(
    scenario: Scenario,
    timeline: Timeline,
    forecast: Sequence[ForecastLine] | None,
    demand: Demand | None,
) -> Matrix | None:
    """Mean contacts before bots, shape (slots, queues): forecast.csv's, else told from after bots.

    None where neither tells.
    """
    if forecast is not None:
        return _forecast_volume(scenario, timeline, forecast)
    if demand is None or demand.contacts is None:
        return None
    kept = np.ones(len(scenario.queues))
    for bot in scenario.bots:
        served = np.array([queue.name in bot.queues for queue in scenario.queues])
        kept = kept * np.where(served, 1 - bot.deflection, 1.0)
    if (kept <= 0).any():
        return None
    volume: Matrix = demand.contacts / kept
    return volume


def _forecast_volume(
    scenario: Scenario, timeline: Timeline, lines: Sequence[ForecastLine]
) -> Matrix:
    """Of each queue its total rows, else the sum over zones."""
    columns = {queue.name: number for number, queue in enumerate(scenario.queues)}
    with_total = {line.queue for line in lines if line.zone == ANY_ZONE}
    volume = np.zeros((timeline.slots, len(columns)))
    for line in lines:
        slot, column = timeline.slot_of(line.interval_start), columns.get(line.queue)
        counts = line.zone == ANY_ZONE or line.queue not in with_total
        if slot is not None and column is not None and counts:
            volume[slot, column] += line.mean
    return volume
