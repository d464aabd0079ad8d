"""The ways to staff that are compared, each as a team of its own.

All are held to the same requirement and counted alike: money and missing cover, nothing else.
Wishes and fairness say who works when, not what it costs; shifts that run into the plan from
before it are left out, so that every way begins even. Whom to employ is a decision: an agent
without a shift costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from planner.clock import Horizon
from planner.domain import (
    DAY_MINUTES,
    Agent,
    AvailabilitySpan,
    Bot,
    OpenHours,
    Pin,
    Vendor,
)
from planner.scenario import Scenario
from planner.sourcing.market import market_bots, market_offers
from planner.sourcing.settings import SourcingSettings

__all__ = ["BY_DAY", "MIX", "Way", "ways_to_staff"]

DAY_FROM, DAY_TO = 6 * 60, 22 * 60  # by day, in local time
WORKDAYS = frozenset(range(5))
STAFF, BY_DAY, BY_HOUR, BY_CONTACT, MIX = (
    "staff",
    "staff-by-day",
    "vendors-by-hour",
    "vendors-by-contact",
    "mix",
)
WITH_BOTS = "+bots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to staff: ``scenario`` is the team as it would have to be.

    ``name`` is that of ``scenarios.csv``; ``notices`` say what was left out or taken on.
    """

    name: str
    scenario: Scenario
    notices: tuple[str, ...] = ()

    @property
    def with_bots(self) -> bool:
        """Whether bots stand in front."""
        return self.name.endswith(WITH_BOTS)


def ways_to_staff(
    scenario: Scenario, horizon: Horizon, settings: SourcingSettings
) -> tuple[Way, ...]:
    """Every way, first without bots and then, where there are any, with them; the mix last of each.

    Parameters
    ----------
    scenario
        The team as it is.
    horizon
        The weeks that are compared.
    settings
        What is varied.
    """
    even = _even(scenario, horizon)
    offered = scenario.offers or market_offers(scenario)
    vendors = tuple(
        _repriced(vendor, settings.vendor_price_factor) for vendor in (*scenario.vendors, *offered)
    )
    bots = tuple(_tuned(bot, settings) for bot in scenario.bots or market_bots(scenario))
    notices = _taken_on(scenario, offered, bots)
    made = list(_without_bots(replace(even, bots=()), vendors, notices))
    if bots:
        made += [
            replace(way, name=way.name + WITH_BOTS, scenario=replace(way.scenario, bots=bots))
            for way in made
        ]
    return tuple(made)


def _even(scenario: Scenario, horizon: Horizon) -> Scenario:
    weights = replace(scenario.weights, wish=Fraction(0), fairness_per_hour=Fraction(0))
    history = tuple(row for row in scenario.history if row.end <= horizon.start)
    return replace(
        scenario,
        weights=weights,
        wishes=(),
        history=history,
        presence=(),
        handovers=(),
        mentoring=(),
    )


def _repriced(vendor: Vendor, factor: float) -> Vendor:
    # As it was typed: 1.1 is eleven tenths.
    times = Fraction(str(factor))
    by_hour, by_contact = vendor.price_per_hour, vendor.price_per_contact
    return replace(
        vendor,
        price_per_hour=None if by_hour is None else by_hour * times,
        price_per_contact=None if by_contact is None else by_contact * times,
    )


def _tuned(bot: Bot, settings: SourcingSettings) -> Bot:
    return bot if settings.deflection is None else replace(bot, deflection=settings.deflection)


def _taken_on(
    scenario: Scenario, offered: Sequence[Vendor], bots: Sequence[Bot]
) -> tuple[str, ...]:
    notices = []
    if offered and not scenario.offers:
        notices.append("no [[offers]] in plan.toml: market prices stand in, see the workbook")
    if bots and not scenario.bots:
        notices.append("no [[bots]] in plan.toml: a bot at the market's price stands in")
    if scenario.dollar is None and not scenario.offers:
        notices.append("no exchange rate for USD: market prices cannot be taken")
    return tuple(notices)


def _without_bots(
    even: Scenario, vendors: tuple[Vendor, ...], notices: tuple[str, ...]
) -> Iterator[Way]:
    yield Way(name=STAFF, scenario=replace(even, vendors=()), notices=notices)
    yield _by_day(even, vendors, notices)
    for name, by_hour in ((BY_HOUR, True), (BY_CONTACT, False)):
        some = tuple(vendor for vendor in vendors if (vendor.price_per_hour is not None) == by_hour)
        yield Way(name=name, scenario=without_agents(even, some), notices=notices)
    yield Way(name=MIX, scenario=replace(even, vendors=vendors), notices=notices)


def without_agents(even: Scenario, vendors: tuple[Vendor, ...]) -> Scenario:
    """The team without anybody of its own."""
    return replace(
        even, agents=(), vendors=vendors, history=(), pins=(), time_off=(), availability=()
    )


def _by_day(even: Scenario, vendors: tuple[Vendor, ...], notices: tuple[str, ...]) -> Way:
    """Agents by day where they live, from Monday to Friday; vendors at the team's other hours."""
    agents: list[Agent] = []
    spans: list[AvailabilitySpan] = []
    for agent in even.agents:
        own = tuple(_day_spans(agent, even.availability))
        if own:
            agents.append(replace(agent, nights=False))
            spans += own
    pins = tuple(pin for pin in even.pins if _pinned_by_day(pin, even))
    if len(pins) < len(even.pins):
        left_out = f"{BY_DAY}: {len(even.pins) - len(pins)} pins at night or on weekends left out"
        notices = (*notices, left_out)
    here = {agent.agent_id for agent in agents}
    scenario = replace(
        even,
        agents=tuple(agents),
        availability=tuple(spans),
        pins=tuple(pin for pin in pins if pin.agent_id in here),
        line_places=(),  # whose work is by day alone, does not go through nights in turn
        time_off=tuple(absence for absence in even.time_off if absence.agent_id in here),
        history=tuple(row for row in even.history if row.agent_id in here),
        vendors=tuple(
            replace(vendor, within=_other_hours(even.reporting_timezone)) for vendor in vendors
        ),
    )
    return Way(name=BY_DAY, scenario=scenario, notices=notices)


def _day_spans(
    agent: Agent, availability: Sequence[AvailabilitySpan]
) -> Iterator[AvailabilitySpan]:
    """The agent's hours as far as they lie by day, Monday to Friday, in her own time."""
    for weekday, begin, end in _hours_of(agent, availability):
        for later in (0, 1):  # the part before midnight, and what runs into the next day
            day = (weekday + later) % 7
            first = max(begin - later * DAY_MINUTES, DAY_FROM)
            last = min(end - later * DAY_MINUTES, DAY_TO)
            if day in WORKDAYS and first < last:
                yield AvailabilitySpan(
                    agent_id=agent.agent_id, weekday=day, from_minute=first, to_minute=last
                )


def _hours_of(
    agent: Agent, availability: Sequence[AvailabilitySpan]
) -> Iterator[tuple[int, int, int]]:
    """Weekday, first and last minute; past 1440 on the next day."""
    own = [span for span in availability if span.agent_id == agent.agent_id]
    for span in own:
        over = DAY_MINUTES if span.to_minute <= span.from_minute else 0
        yield span.weekday, span.from_minute, span.to_minute + over
    if not own:
        begin = agent.earliest_start_minute or 0
        end = DAY_MINUTES if agent.latest_end_minute is None else agent.latest_end_minute
        for weekday in range(7):
            yield weekday, begin, end if end > begin else end + DAY_MINUTES


def _pinned_by_day(pin: Pin, even: Scenario) -> bool:
    ends = pin.start_minute + even.shift(pin.shift).length_minutes
    weekday = pin.local_date.weekday()
    return weekday in WORKDAYS and pin.start_minute >= DAY_FROM and ends <= DAY_TO


def _other_hours(timezone: str) -> tuple[OpenHours, ...]:
    """Nights and weekends of the team's own clock."""
    return (
        OpenHours(timezone=timezone, from_minute=DAY_TO, to_minute=DAY_FROM),
        OpenHours(timezone=timezone, weekdays=frozenset({5, 6})),
    )
