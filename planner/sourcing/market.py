"""What the market asks where a team's files do not say: starting points, each with its source.

They are no offer and no financial advice: put the offers that you got into ``[[offers]]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from planner.domain import Bot, Queue, Vendor
from planner.scenario import Scenario
from planner.staffing.channels import Discipline, discipline_of

__all__ = ["MARKET", "MarketPrice", "market_bots", "market_offers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPrice:
    """A price in US dollars, what it is for, from when and where."""

    dollars: Fraction
    unit: str
    note: str
    source: str


MARKET: Mapping[str, MarketPrice] = {
    "hour": MarketPrice(
        dollars=Fraction("17.85"),
        unit="agent-hour",
        note="offshore 7-14 USD, its upper end, and 20-35 % more (27.5 %) for round-the-clock "
        "service in several languages",
        source="2025, quidditch.org.au",
    ),
    "voice": MarketPrice(
        dollars=Fraction("3.75"),
        unit="contact",
        note="2.50-5.00 USD, the middle",
        source="2025, quidditch.org.au",
    ),
    "chat": MarketPrice(
        dollars=Fraction("2.50"),
        unit="contact",
        note="1.75-3.25 USD, the middle",
        source="2025, quidditch.org.au",
    ),
    "email": MarketPrice(
        dollars=Fraction("2.50"),
        unit="contact",
        note="1.50-3.50 USD, the middle",
        source="2025, quidditch.org.au",
    ),
    "bot": MarketPrice(
        dollars=Fraction("0.99"),
        unit="resolution",
        note="a resolution",
        source="2026, fin.ai",
    ),
    "seat": MarketPrice(
        dollars=Fraction(45),
        unit="agent and month",
        note="30-60 USD, the middle",
        source="2021, list prices of help desks",
    ),
}
DEFLECTION = 0.41  # median resolution rate, 2026, aichatbotplatform.net
CHAT_CHANNELS = frozenset({"chat"})


def market_offers(scenario: Scenario) -> tuple[Vendor, ...]:
    """Vendors at market prices for all queues, at any hour and of any size.

    Parameters
    ----------
    scenario
        Whose queues; none is offered where no rate of the dollar is given.
    """
    if scenario.dollar is None:
        return ()
    everything = tuple(queue.name for queue in scenario.queues)
    by_kind: dict[str, list[str]] = {}
    for queue in scenario.queues:
        by_kind.setdefault(_kind_of(queue), []).append(queue.name)
    return (
        Vendor(
            name="market by the hour",
            queues=everything,
            price_per_hour=MARKET["hour"].dollars * scenario.dollar,
        ),
        *(
            Vendor(
                name=f"market by the contact ({kind})",
                queues=tuple(queues),
                price_per_contact=MARKET[kind].dollars * scenario.dollar,
            )
            for kind, queues in by_kind.items()
        ),
    )


def _kind_of(queue: Queue) -> str:
    if queue.channel in CHAT_CHANNELS:
        return "chat"
    return "email" if discipline_of(queue) is Discipline.MAY_WAIT else "voice"


def market_bots(scenario: Scenario) -> tuple[Bot, ...]:
    """A bot at the market's price in front of the chats; none where there are no chats."""
    chats = tuple(queue.name for queue in scenario.queues if queue.channel in CHAT_CHANNELS)
    if scenario.dollar is None or not chats:
        return ()
    price = MARKET["bot"].dollars * scenario.dollar
    return (
        Bot(name="market bot", queues=chats, deflection=DEFLECTION, price_per_resolution=price),
    )
