"""Ways to staff and their figures, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app_pages.sourcing_figures import MOST_OPEN, WayFigures
from app_pages.words import percent
from planner.domain import Bot

__all__ = [
    "FIGURE_WORDS",
    "ITEM_WORDS",
    "LEFT_OUT",
    "bound_words",
    "cheapest_words",
    "deflection_words",
    "item_title",
    "least_words",
    "money",
    "open_mark",
    "open_words",
    "quantity_words",
    "shared_words",
    "short_title",
    "way_title",
]

WITH_BOTS = "+bots"
PLAN_TITLE = "Your plan today"
NOTHING_PROVEN = "not known"
_TITLES = {
    "staff": "Own staff alone",
    "staff-by-day": "Own staff by day, vendors at night and on weekends",
    "vendors-by-hour": "Vendors by the hour alone",
    "vendors-by-contact": "Vendors by the contact alone",
    "mix": "The solver's own mix",
}
_SHORT = {
    "staff": "Own staff",
    "staff-by-day": "Staff by day",
    "vendors-by-hour": "Vendors, hour",
    "vendors-by-contact": "Vendors, contact",
    "mix": "Mix",
}
ITEM_WORDS: Mapping[str, str] = {
    "wages": "Wages",
    "premiums": "Premiums",
    "overtime": "Overtime premium",
    "night": "Night premium",
    "weekend": "Weekend premium",
    "holiday": "Holiday premium",
    "idle": "Idle",
    "vendor": "Vendors",
    "bot": "Bots",
    "software": "Software",
}
"""Items of cost as they are shown; ``premiums`` is the sum of the four kinds."""

FIGURE_WORDS: Mapping[str, str] = {
    "Total": "What is paid for the weeks compared, to the cent: wages + premiums + idle + vendors "
    "+ bots + software. Nothing weighed or guessed is in it.",
    "A contact": "Total over the contacts forecast, before bots: the same number of contacts for "
    "every way.",
    "A covered hour": "Total over the hours of contact work that are required and covered. Bots "
    "take work away, so that with them there are fewer hours to share the total.",
    "Left open": "Hours of contact work that are required and that nobody does (shortfall). A way "
    f"that leaves more than {percent(MOST_OPEN)} of what is required open is marked: its total "
    "buys less than the others'.",
    "Agents": "Own agents with at least one shift. Whoever is not needed is not employed in a way, "
    "and costs nothing.",
    "Service level": "Share of the contacts of all queues that are answered, or worked, in time, "
    "if they come as forecast.",
    "Proven least": "Lower bound, proven: no roster of this way that covers everything can cost "
    "less. Where hours are left open the bound counts them at the team's own price for them, which "
    "nobody pays; so a total that leaves hours open may lie below it.",
    "Wages": "Base pay of the hours that are rostered.",
    "Premiums": "What is paid on top of the base wage for night, weekend, holiday and overtime.",
    "Idle": "What contracts pay for hours that are not rostered.",
    "Vendors": "Outside firms: hours bought, or contacts bought.",
    "Bots": "The price of every contact that a bot resolves.",
    "Software": "A seat of the help desk's software for every agent employed, week by week. "
    "Vendors bring their own.",
    "Deflection": "Share of the contacts of its queues that a bot resolves without an agent.",
    "Required": "Agents needed on contact work, before shrinkage and breaks; fractions are kept.",
}
"""Words of the page and what they mean, as the glossary has them."""

LEFT_OUT = (
    "Wishes and fairness: they say who works when, not what it costs.",
    "Hiring, training and notice periods, severance: a way is the week as it would run, not the "
    "road there.",
    "A vendor's set-up fees, least contract terms and dearer prices at peaks, unless they stand in "
    "plan.toml.",
    "Quality, and what is lost where an outside agent knows less than your own.",
    "Shifts that run into the first day from before: every way begins even.",
)
LEAST_SHOWN_HOURS, LEAST_SHOWN_SHARE = 0.005, 0.001
_UNITS = {"hours": "h", "contacts": "contacts", "resolutions": "resolutions", "seats": "seat-weeks"}


def way_title(name: str) -> str:
    """What a way of ``scenarios.csv`` is called; one that is not known keeps its name.

    Examples
    --------
    >>> way_title("staff+bots")
    'Own staff alone, with bots'
    """
    base, found, _ = name.partition(WITH_BOTS)
    return _TITLES.get(base, base) + (", with bots" if found else "")


def short_title(name: str) -> str:
    """The same for an axis."""
    base, found, _ = name.partition(WITH_BOTS)
    return _SHORT.get(base, base) + (" + bots" if found else "")


def money(amount: Decimal) -> str:
    """An amount to the cent: ``1,234.50``."""
    return f"{amount:,.2f}"


def shared_words(amount: Decimal | None) -> str:
    """The same of what may have nothing to be shared by."""
    return "–" if amount is None else money(amount)


def quantity_words(quantity: float, unit: str) -> str:
    """How much was paid for: ``714 h``, ``70.66 resolutions``."""
    figure = f"{quantity:,.2f}".removesuffix(".00")
    words = _UNITS.get(unit, unit)
    return f"{figure} {words.removesuffix('s') if quantity == 1 else words}"


def item_title(item: str, unit: str) -> str:
    """What an item of a cost table is called: vendors are paid by the hour or by the contact."""
    words = ITEM_WORDS.get(item, item)
    if item != "vendor":
        return words
    return f"{words}, by the {'contact' if unit == 'contacts' else 'hour'}"


def open_words(way: WayFigures, *, share: bool = True) -> str:
    """Hours left open, with their share of those required: ``1.19 h (0.2 %)``."""
    if way.open_hours < LEAST_SHOWN_HOURS:
        return "none"
    hours = f"{way.open_hours:,.2f} h"
    if not share:
        return hours
    part = "<0.1 %" if way.open_share < LEAST_SHOWN_SHARE else percent(way.open_share, 1)
    return f"{hours} ({part})"


def least_words(way: WayFigures) -> str:
    """The bound as a figure; a bound of nothing says nothing."""
    return money(way.lower_bound) if way.lower_bound > 0 else NOTHING_PROVEN


def open_mark(way: WayFigures) -> str:
    """The mark of a way that leaves too much open; empty where it does not."""
    if not way.leaves_too_much:
        return ""
    hours = f"{way.open_hours:,.0f}" if way.open_hours >= 10 else f"{way.open_hours:,.1f}"
    return f"leaves {hours} h open"


def bound_words(way: WayFigures, currency: str, hour_price: Decimal | None) -> str:
    """What is proven of a way, in a sentence or two.

    Parameters
    ----------
    hour_price
        What the team puts on an hour left open; None where it is not known any more.
    """
    if way.lower_bound <= 0:
        return (
            "Nothing was proven of this way in the time that was given: how much cheaper it might "
            "be is not known. A longer time proves more."
        )
    least = f"{money(way.lower_bound)} {currency}"
    proven = f"Proven: no roster of this way that covers everything can cost less than {least}."
    if way.open_hours < LEAST_SHOWN_HOURS:
        return proven
    price = "at the team's price" if hour_price is None else f"at {money(hour_price)} {currency}"
    return (
        f"{proven} Nor does any come to less that leaves hours open, each counted {price}. This "
        f"one costs {money(way.total)} {currency} and leaves {way.open_hours:,.2f} h open."
    )


def cheapest_words(ways: Sequence[WayFigures], best: frozenset[str], currency: str) -> str:
    """Which way is the cheapest that covers, in Markdown; several may cost the same."""
    marked = [way for way in ways if way.name in best]
    names = " and ".join(f"**{way_title(way.name)}**" for way in marked)
    return (
        f"The cheapest that leaves at most {percent(MOST_OPEN)} open: {names}, "
        f"{money(marked[0].total)} {currency}."
    )


def deflection_words(bots: tuple[Bot, ...], *, from_market: bool) -> str:
    """What bots are said to resolve, for the choice to leave it so."""
    if not bots:
        return "no bots"
    shares = sorted({bot.deflection for bot in bots})
    figures = " to ".join(percent(share) for share in dict.fromkeys((shares[0], shares[-1])))
    return f"{'as on the market' if from_market else 'as in plan.toml'} ({figures})"
