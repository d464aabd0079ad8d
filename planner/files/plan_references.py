"""What several tables of plan.toml share: names that must be known, and once only."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeVar

from planner.domain import OpenHours
from planner.files.cells import known
from planner.files.faults import Unfit, shown
from planner.files.money_in import Exchange
from planner.files.plan_reading import PLAN, Item, PlanFile
from planner.files.plan_sections import OpenSection, Section
from planner.files.toml_lines import KeyPath

__all__ = ["currency_rate", "no_doubles", "open_hours", "references"]

S = TypeVar("S", bound=Section)


def no_doubles(plan: PlanFile, items: Iterable[Item[S]], key: str) -> None:
    """Record a fault for every value of ``key`` that an earlier table of the section has."""
    first: dict[str, KeyPath] = {}
    for item in items:
        value = getattr(item.section, key)
        if value in first:
            plan.fault((*item.path, key), f"each {key} once", f"{shown(value)} again")
        first.setdefault(value, item.path)


def references(
    plan: PlanFile, path: KeyPath, names: Iterable[str], section: str, what: str
) -> None:
    """Record a fault for every name that no table of ``section`` has, and for every repeat."""
    parse = known(plan.names.get(section, frozenset()), what)
    seen: set[str] = set()
    for name in names:
        if plan.log.gives_up(PLAN):
            return
        try:
            parse(name)
        except Unfit as unfit:
            plan.fault(path, unfit.expected, shown(name))
        if name in seen:
            plan.fault(path, "each name once", f"{shown(name)} again")
        seen.add(name)


def open_hours(section: OpenSection) -> OpenHours:
    """Opening hours as the clock takes them."""
    return OpenHours(
        timezone=section.timezone,
        weekdays=section.days,
        from_minute=section.from_minute,
        to_minute=section.to_minute,
    )


def currency_rate(
    plan: PlanFile, path: KeyPath, currency: str | None, exchange: Exchange
) -> Fraction:
    """Worth of a currency (the team's own where none is named); 1 and a fault if unknown."""
    try:
        return exchange.rate(currency or exchange.base)
    except Unfit as unfit:
        plan.fault((*path, "currency"), unfit.expected, shown(currency))
        return Fraction(1)
