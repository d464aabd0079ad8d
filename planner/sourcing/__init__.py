"""Ways to staff the same requirement: own agents, vendors, bots, and what each would cost."""

from planner.sourcing.market import MARKET, MarketPrice, market_bots, market_offers
from planner.sourcing.seats import seat_cents_per_week
from planner.sourcing.settings import SourcingSettings
from planner.sourcing.ways import Way, ways_to_staff

__all__ = [
    "MARKET",
    "MarketPrice",
    "SourcingSettings",
    "Way",
    "market_bots",
    "market_offers",
    "seat_cents_per_week",
    "ways_to_staff",
]
