"""Ways to staff as a manager reads them: a page of text."""

from __future__ import annotations

from collections.abc import Iterator

from planner.comparison.run import Comparison, Costed
from planner.costing import decimal_of

__all__ = ["comparison_lines"]

MUCH_UNMET = 0.01  # of the required hours: a total that leaves more open is no fair price


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The comparison, line by line, the cheapest first of those that cover the requirement."""
    width = max(len(one.way.name) for one in comparison.costed)
    yield (
        f"{'way':<{width}}  {'total ' + comparison.currency:>14}  {'a contact':>9}  "
        f"{'agents':>6}  {'unmet h':>8}  {'at best':>12}"
    )
    for one in sorted(comparison.costed, key=lambda each: (leaves_open(each), each.total_cents)):
        a_contact = one.total_cents / 100 / comparison.contacts if comparison.contacts else 0.0
        note = "  leaves hours open" if leaves_open(one) else ""
        yield (
            f"{one.way.name:<{width}}  {decimal_of(one.total_cents):>14,}  {a_contact:>9.2f}  "
            f"{len(one.scenario.agents):>6}  {one.summary.hours.shortfall:>8,.1f}  "
            f"{decimal_of(one.lower_bound_cents):>12,}{note}"
        )
    yield (
        "at best: proven that no roster of this way has less of total and price of unmet hours "
        "together."
    )
    if comparison.stopped:
        yield "Stopped early: ways that were not finished are not shown."


def leaves_open(one: Costed) -> bool:
    """Whether a way leaves more than a hundredth of the required hours open."""
    hours = one.summary.hours
    return hours.shortfall > MUCH_UNMET * hours.required
