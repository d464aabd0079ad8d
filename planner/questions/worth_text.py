"""What one more of everything is worth, as a manager reads it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clock import to_local
from planner.costing import decimal_of
from planner.questions.plan_at_hand import PlanAtHand
from planner.questions.worth import LEAST, Saving, WorthAnswer

__all__ = ["worth_lines"]

SHOWN, SHOWN_HOURS = 15, 8
WIDE = 11


def worth_lines(at_hand: PlanAtHand, answer: WorthAnswer) -> Iterator[str]:
    """The answer, line by line."""
    currency = at_hand.scenario.currency
    weeks = at_hand.horizon.weeks
    shown = [one for one in answer.savings if one.estimated > LEAST or one.found_cents is not None]
    if shown:
        span = "the week" if weeks == 1 else f"the {weeks} weeks"
        yield f"What one more would save over {span}, its own pay counted, in {currency}:"
        heads = ("estimated", "found", "paid", "penalties")
        yield "  " + "".join(f"{head:>{WIDE}}" for head in heads)
        yield from (_row(one) for one in shown[:SHOWN])
        if len(shown) > SHOWN:
            yield f"  and {len(shown) - SHOWN} more: see worth.csv"
        yield (
            "  estimated: at what a head is worth by the linear relaxation. Prices stand still: a "
            "whole agent fills gaps and may save less."
        )
        if any(one.found_cents is not None for one in shown):
            yield (
                f"  found: by {answer.seconds_each:.0f} s of search from this roster, against as "
                "long a search without it; paid and penalties are its parts."
            )
            yield (
                f"  That search alone saved {_cents(answer.again_cents)} {currency}, "
                "counted in none of these. The more it saves, the less sure they are: give "
                "--time-limit more."
            )
    elif answer.savings:
        yield "Nothing that was looked at would save anything."
    yield from _hours(at_hand, answer)


def _row(one: Saving) -> str:
    cells = [f"{one.estimated:,.2f}", "", "", ""]
    if one.found_cents is not None and one.found_cost_cents is not None:
        rest = one.found_cents - one.found_cost_cents
        cells[1:] = [_cents(one.found_cents), _cents(one.found_cost_cents), _cents(rest)]
    return "  " + "".join(f"{cell:>{WIDE}}" for cell in cells) + f"  {one.what}"


def _hours(at_hand: PlanAtHand, answer: WorthAnswer) -> Iterator[str]:
    dear = answer.hours[answer.hours["worth"] > LEAST]
    if dear.empty:
        return
    yield (
        f"An hour of cover is worth most, in {at_hand.scenario.currency} (estimated; all of them "
        "in hour_worth.csv):"
    )
    zone = at_hand.horizon.timezone
    for row in dear.nlargest(SHOWN_HOURS, "worth", keep="first").to_dict("records"):
        wall = to_local(row["interval_start"].to_pydatetime(), zone)
        yield f"  {row['worth']:>{WIDE},.2f}  {wall:%a %d %b %H:%M} {row['queue']}"


def _cents(cents: int) -> str:
    return f"{decimal_of(cents):,.2f}"
