"""What a comparison assumed: prices with their sources, and what is left out."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import streamlit as st

from app_pages import session
from app_pages.messages import show_notices
from app_pages.sourcing_html import Column, Row, html_table
from app_pages.sourcing_words import LEFT_OUT, money
from app_pages.words import bot_words, percent, vendor_words
from planner.clock import Horizon
from planner.domain import Vendor
from planner.scenario import Scenario
from planner.sourcing import (
    MARKET,
    MarketPrice,
    SourcingSettings,
    Way,
    seat_cents_per_week,
    ways_to_staff,
)

__all__ = ["assumed_prices", "market_table", "show_assumptions"]

MARKET_WORDS = {
    "hour": "Vendor by the hour",
    "voice": "Vendor by the contact, phone",
    "chat": "Vendor by the contact, chat",
    "email": "Vendor by the contact, work that may wait",
    "bot": "Bot",
    "seat": "Software seat",
}
OWN, MARKETS = "plan.toml", "the market, see below"


def show_assumptions(
    team: Scenario, horizon: Horizon, settings: SourcingSettings | None, *, same_team: bool
) -> None:
    """Draw prices, sources and what is left out.

    Parameters
    ----------
    settings
        What was varied; None where that is not known.
    same_team
        Whether the team is as it was when it was compared.
    """
    st.subheader("What was assumed", anchor=False)
    if settings is None or not same_team:
        st.write(
            "Prices of the team as it is now are shown; those that this comparison was made with "
            "stand in its workbook, on the sheet Assumptions."
        )
    varied = settings or SourcingSettings()
    ways = ways_to_staff(team, horizon, varied)
    _show_table(assumed_prices(team, ways, varied))
    with st.expander("What the market asks, and who says so", icon=":material/storefront:"):
        _show_table(market_table(team))
        st.caption(_rate_words(team))
    st.markdown("**Left out**")
    st.markdown("\n".join(f"- {each}" for each in LEFT_OUT))
    show_notices(tuple(dict.fromkeys(notice for way in ways for notice in way.notices)))
    st.caption(
        "Market prices are starting points, no offer and no financial advice: put the offers that "
        "you got into plan.toml, as [[offers]], and compare again."
    )


def _show_table(table: pd.DataFrame) -> None:
    columns = [Column(name=name) for name in table.columns]
    rows = [Row.of(*texts) for texts in table.itertuples(index=False, name=None)]
    st.html(html_table(columns, rows, session.palette(), cards=True))


def assumed_prices(
    team: Scenario, ways: tuple[Way, ...], settings: SourcingSettings
) -> pd.DataFrame:
    """Prices counted with, in the team's currency: ``Name``, ``Kind``, ``Terms``, ``From``."""
    vendors: dict[str, Vendor] = {}
    for way in ways:
        vendors |= {vendor.name: vendor for vendor in way.scenario.vendors}
    bots = {bot.name: bot for way in ways for bot in way.scenario.bots}
    own = {vendor.name for vendor in team.vendors}
    offered = {vendor.name for vendor in team.offers}
    factor = settings.vendor_price_factor
    times = "" if factor == 1 else f", times {percent(factor)}"
    rows = [
        (
            name,
            "vendor" if name in own else "offer",
            _vendor_terms(vendor, team.currency),
            (OWN if name in own | offered else MARKETS) + times,
        )
        for name, vendor in vendors.items()
    ]
    tuned = "" if settings.deflection is None else ", deflection as chosen"
    rows += [
        (name, "bot", bot_words(bot, team.currency), (OWN if team.bots else MARKETS) + tuned)
        for name, bot in bots.items()
    ]
    rows.append(("seat", "software", _seat_words(team), _seat_source(team)))
    return pd.DataFrame(rows, columns=["Name", "Kind", "Terms", "From"])


def _vendor_terms(vendor: Vendor, currency: str) -> str:
    least = vendor.min_hours_per_week
    owed = f", {float(least):g} h a week are paid in any case" if least else ""
    return f"{vendor_words(vendor, currency)}{owed}; {', '.join(vendor.queues)}"


def _seat_words(team: Scenario) -> str:
    weekly = Decimal(seat_cents_per_week(team)).scaleb(-2)
    return f"{money(weekly)} {team.currency} an agent employed and week"


def _seat_source(team: Scenario) -> str:
    if team.seat_per_month is not None:
        return OWN
    return MARKETS if team.dollar is not None else "no rate of the US dollar: not counted"


def market_table(team: Scenario) -> pd.DataFrame:
    """The market's prices: ``What``, ``Price``, ``Basis``, ``Source``, ``Used here``."""
    used = {
        "bot": not team.bots,
        "seat": team.seat_per_month is None,
    }
    rows = [
        (
            MARKET_WORDS.get(name, name),
            _dollar_words(price),
            price.note,
            price.source,
            "yes" if team.dollar is not None and used.get(name, not team.offers) else "no",
        )
        for name, price in MARKET.items()
    ]
    return pd.DataFrame(rows, columns=["What", "Price", "Basis", "Source", "Used here"])


def _dollar_words(price: MarketPrice) -> str:
    article = "an" if price.unit[0] in "aeiou" else "a"
    return f"{float(price.dollars):,.2f} USD {article} {price.unit}"


def _rate_words(team: Scenario) -> str:
    if team.dollar is None:
        return (
            "plan.toml gives no exchange rate of the US dollar, so that no market price could be "
            "taken."
        )
    if team.currency == "USD":
        return "The team counts in US dollars: nothing was converted."
    return f"One US dollar was counted as {float(team.dollar):g} {team.currency}, from plan.toml."
